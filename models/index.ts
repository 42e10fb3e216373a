/**
 * What a reading of one's own is made from: `import { change, v14AsWritten } from "quiesce/models"`.
 */
export { change } from "./readings/change.ts";
export { repeatTakesSuspendBack } from "./readings/repeat-takes-suspend-back.ts";
export { stopFlagIsZero } from "./readings/stop-flag-is-zero.ts";
export { suspendedIsNotLive } from "./readings/suspended-is-not-live.ts";
export { v14AsWritten } from "./readings/v1.4-as-written.ts";
export { v14MustsOnly } from "./readings/v1.4-musts-only.ts";
export { v2Reconstructed } from "./readings/v2-reconstructed.ts";
export { v2WithoutQueueResetClause } from "./readings/v2-without-queue-reset-clause.ts";
