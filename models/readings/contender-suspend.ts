/**
 * SUSPEND as merged for 1.4 (S-*), alone: whoever stops the device, guest or VMM,
 * does so by a write to the status. No state is accessible but what registers and
 * memory show, so device parts and the stop mode (P-*) are not in force.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { idsFrom } from "./lists.ts";
import { sideBySide } from "./side-by-side.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const contenderSuspend: Reading = sideBySide({
  ...change(v14AsWritten, {
    name: "contender-suspend",
    says: "virtio 1.4 SUSPEND alone, through the status register",
    without: idsFrom("P-"),
    choose: { "saved-position": "none" },
  }),
  text: "virtio-v1.4-cs01 15f488c, Device Suspend, verbatim",
});
