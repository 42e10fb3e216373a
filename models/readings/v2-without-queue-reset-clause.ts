/** The V2 series as held, less its one sentence about virtqueue reset (V2-1). */
import { change } from "./change.ts";
import { v2Reconstructed } from "./v2-reconstructed.ts";

export const v2WithoutQueueResetClause = change(v2Reconstructed, {
  name: "v2-without-queue-reset-clause",
  says: "the V2 series as held, without its clause about virtqueue reset",
  free: ["V2-1"],
});
