/**
 * PCI power management: the device is stopped by D3hot and goes on in D0 (PM-1),
 * and keeps its state because it has No_Soft_Reset (PM-5).
 *
 * The text of PCI is not held; the clauses are recalled, or reconstructed from
 * drivers. The guest has no SUSPEND bit here; the text around (B*) is that of 1.4.
 */
import type { Reading } from "../../checker/types/index.ts";
import { change } from "./change.ts";
import { idsFrom } from "./lists.ts";
import { sideBySide } from "./side-by-side.ts";
import { v14AsWritten } from "./v1.4-as-written.ts";

export const contenderPm: Reading = sideBySide({
  ...change(v14AsWritten, {
    name: "contender-pm",
    says: "PCI power states D0 and D3hot, with No_Soft_Reset, as far as known",
    bind: idsFrom("PM-"),
    without: idsFrom("S-", "P-"),
    choose: {
      "saved-position": "none",
      "driver-suspends-by": "power-state",
      "stopped-by": "power-state",
    },
  }),
  textHeld: false,
  text: "PCI power management; not held, from code, mails and memory",
});
