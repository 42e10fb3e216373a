/** Clauses by the letters that their ids begin with, and conduct where they are not in force. */
import { clauses } from "../clauses/all.ts";

/** The ids of whole lists: `idsFrom("S-", "P-")`. */
export const idsFrom = (...lists: readonly string[]): readonly string[] =>
  clauses.map(({ id }) => id).filter((id) => lists.some((list) => id.startsWith(list)));

/** What a device does with SUSPEND where the sentences of 1.4 about it are not in force. */
export const suspendsUnwritten = {
  "suspend-requests": "followed",
  "suspended-value": "with-driver-ok",
};
