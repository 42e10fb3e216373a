/** A reading as base and changes, and one more change to it. */
import type { Book, BookReading } from "../protocol.ts";

export interface Expression {
  readonly base: string;
  readonly changes: readonly string[];
}

/** `v1.4-as-written,-S-16b`; one that begins with a change starts from the first reading. */
export function expressionOf({ readings }: Book, text: string): Expression {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const [first = ""] = parts;
  const isBase = readings.some(({ name }) => name === first) || !/^[+-]|=/.test(first);
  return isBase
    ? { base: first, changes: parts.slice(1) }
    : { base: readings[0]?.name ?? "", changes: parts };
}

export const textOf = ({ base, changes }: Expression): string => [base, ...changes].join(",");

/** What a change is about: `S-16b`, `held-kick`. */
const aboutOf = (change: string): string => change.replace(/^[+-]/, "").split("=")[0] ?? "";

const without = ({ changes }: Expression, about: string): readonly string[] =>
  changes.filter((change) => aboutOf(change) !== about);

/** A clause that is to bind, or not; what the base has already is no change. */
export function withClause(
  of: Expression,
  base: BookReading,
  id: string,
  binds: boolean,
): Expression {
  const rest = without(of, id);
  const change = base.inForce.includes(id) === binds ? [] : [`${binds ? "+" : "-"}${id}`];
  return { base: of.base, changes: [...rest, ...change] };
}

/** A clause that binds at a level. @param written the level that it has in the text */
export function withLevel(
  of: Expression,
  base: BookReading,
  { id, level: written }: { readonly id: string; readonly level: string },
  level: string,
): Expression {
  const usual = base.levels[id] ?? written;
  if (level === usual) return withClause(of, base, id, true);
  return { base: of.base, changes: [...without(of, id), `${id}=${level}`] };
}

export function withChoice(
  of: Expression,
  base: BookReading,
  id: string,
  choice: string,
): Expression {
  const rest = without(of, id);
  const change = base.choices[id] === choice ? [] : [`${id}=${choice}`];
  return { base: of.base, changes: [...rest, ...change] };
}

/** Changes of a set like those of "smallest changes", each made to what is there. */
export function withChanges(of: Expression, changes: readonly string[]): Expression {
  const abouts = changes.map(aboutOf);
  const rest = of.changes.filter((change) => !abouts.includes(aboutOf(change)));
  // What gives back what was freed is no change.
  const taken = new Set(of.changes.map((change) => change.replace(/^-/, "+")));
  const own = changes.filter((change) => !(change.startsWith("+") && taken.has(change)));
  return { base: of.base, changes: [...rest, ...own] };
}
