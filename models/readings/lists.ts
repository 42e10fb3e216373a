/** Clauses by the letters that their ids begin with. */
import { clauses } from "../clauses/all.ts";

/** The ids of whole lists: `idsFrom("S-", "P-")`. */
export const idsFrom = (...lists: readonly string[]): readonly string[] =>
  clauses.map(({ id }) => id).filter((id) => lists.some((list) => id.startsWith(list)));
