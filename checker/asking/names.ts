/** Names as people type them: `s15`, `S-11`, `H4`, `d1`. */
import type { Model } from "../types/index.ts";
import { UsageError, unknownName } from "./usage.ts";

/** Ids differ from what people type mostly by case and hyphens. */
const plain = (id: string): string => id.toUpperCase().replace(/[^A-Z0-9]/g, "");

/**
 * The one of these names that somebody means, whatever case of letters and hyphens they
 * type; undefined where there is none, or more than one.
 */
export function meant(given: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  if (all.includes(given)) return given;
  const same = all.filter((name) => plain(name) === plain(given));
  return same.length === 1 ? same[0] : undefined;
}

/** The clauses whose id begins with this and goes on with a letter: S-11a, S-11b, S-11c. */
export function lettersOf(model: Pick<Model<never>, "clauses">, given: string): readonly string[] {
  const wanted = plain(given);
  return model.clauses.flatMap(({ id }) =>
    plain(id).replace(/(?<=\d)[A-Z]$/, "") === wanted ? [id] : [],
  );
}

/**
 * The id of the clause that is meant.
 * @throws UsageError for an unknown id, or for a statement that is split into several.
 */
export function clauseNamed(model: Pick<Model<never>, "clauses">, given: string): string {
  const ids = model.clauses.map(({ id }) => id);
  if (ids.includes(given)) return given;
  const same = ids.filter((id) => plain(id) === plain(given));
  if (same[0] !== undefined && same.length === 1) return same[0];
  const letters = lettersOf(model, given);
  if (letters.length > 1) {
    throw new UsageError(`clause "${given}" is split: ${letters.join(", ")}; name one of them`);
  }
  throw unknownName("clause", given, ids);
}

/** Whether a name is that of one clause, in any case of letters. */
export const isClauseName = (model: Pick<Model<never>, "clauses">, given: string): boolean =>
  model.clauses.some(({ id }) => plain(id) === plain(given));
