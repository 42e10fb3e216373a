/**
 * The V2 series of November 2023 as far as it is held: its vq-reset clause word
 * for word, its SUSPEND bit reconstructed from the versions before it.
 *
 * SUSPEND is shown beside DRIVER_OK here (S-1b is not in force), and what becomes
 * of a configuration change while suspended is in no text that is held.
 */
import { change } from "./change.ts";
import { idsFrom } from "./lists.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

/** Said in replies, not in a patch: in force only where a case binds them. */
const claimsOnly = ["V2-10a", "V2-15"];

export const v2Reconstructed = {
  ...change(v14AsWritten, {
    name: "v2-reconstructed",
    says: "the V2 series as held, with its clause about virtqueue reset",
    bind: idsFrom("V2-").filter((id) => !claimsOnly.includes(id)),
    without: idsFrom("S-", "P-"),
    choose: {
      "config-change-while-suspended": "unstated",
      "position-while-stopped": "as-the-text-asks",
    },
  }),
  textHeld: false,
  text: "V2 series 2023-11-03; V2-1 verbatim, the rest reconstructed",
};
