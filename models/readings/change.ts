/**
 * How a reading is made from another: free or bind a clause, leave a text out, choose
 * another interpretation, or bring a sentence of its own.
 */
import type { Reading, Sentence } from "../../checker/types/index.ts";
import { clause } from "../clauses/all.ts";

export interface Changes {
  readonly name: string;
  readonly says: string;
  /** Clauses that bind in addition. */
  readonly bind?: readonly string[];
  /** Clauses that bind no longer: their party is free to do either. */
  readonly free?: readonly string[];
  /** Clauses that are no part of this text: nothing goes against them. */
  readonly without?: readonly string[];
  /** Interpretation -> choice. */
  readonly choose?: Readonly<Record<string, string>>;
  readonly sentences?: readonly Sentence[];
}

const KEYS = ["name", "says", "bind", "free", "without", "choose", "sentences"];

/**
 * The reading that differs from `from` in what is named, and in nothing else.
 * @throws one line for a key that means nothing, and for a clause to free that does not
 *   exist, or that is to bind as well
 */
export function change(from: Reading, changes: Changes): Reading {
  const unknown = Object.keys(changes).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new Error(
      `reading "${changes.name}" has "${unknown}"; legal: ${KEYS.join(", ")}. Correct the name.`,
    );
  }
  const inForce = new Set(from.inForce);
  const written = new Set(from.written ?? from.inForce);
  const without = changes.without ?? [];
  for (const id of [...(changes.free ?? []), ...without]) {
    if (changes.bind?.includes(id))
      throw new Error(`reading "${changes.name}" binds "${id}" and frees it; name it once`);
    inForce.delete(clause(id).id);
  }
  for (const id of without) written.delete(id);
  for (const id of changes.bind ?? []) {
    inForce.add(id);
    written.add(id);
  }
  return {
    ...from,
    name: changes.name,
    says: changes.says,
    inForce,
    written,
    choices: { ...from.choices, ...changes.choose },
    sentences: [...from.sentences, ...(changes.sentences ?? [])],
  };
}
