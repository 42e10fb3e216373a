/**
 * How a reading is made from another: free or bind a clause, choose another
 * interpretation, or bring a sentence of its own.
 */
import type { Reading, Sentence } from "../../checker/types.ts";

export interface Changes {
  readonly name: string;
  readonly says: string;
  /** Clauses that bind in addition. */
  readonly bind?: readonly string[];
  /** Clauses that bind no longer: their party is free to do either. */
  readonly free?: readonly string[];
  /** Interpretation -> choice. */
  readonly choose?: Readonly<Record<string, string>>;
  readonly sentences?: readonly Sentence[];
}

/** The reading that differs from `from` in what is named, and in nothing else. */
export function change(from: Reading, changes: Changes): Reading {
  const inForce = new Set(from.inForce);
  for (const id of changes.bind ?? []) inForce.add(id);
  for (const id of changes.free ?? []) inForce.delete(id);
  return {
    ...from,
    name: changes.name,
    says: changes.says,
    inForce,
    choices: { ...from.choices, ...changes.choose },
    sentences: [...from.sentences, ...(changes.sentences ?? [])],
  };
}
