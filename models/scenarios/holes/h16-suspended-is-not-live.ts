/**
 * H16. A driver may take back what it has made available once a virtqueue is not live
 * (B13, B14). "Live" is said of DRIVER_OK, which a suspended device has cleared itself,
 * and ends with a reset, which there was none. Read by the bit, the driver may release
 * the memory of a suspended device, which goes on with it when it is resumed (S-15).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { noAccessAfterReset } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

export const h16: Scenario<Scope> = {
  name: "holes/h16-suspended-is-not-live",
  question: "May a driver take a virtqueue's memory back while its device is suspended?",
  story:
    "The driver suspends its device and releases the memory of a virtqueue, because DRIVER_OK " +
    "is clear, or does not. It resumes the device.",
  leavesOut: ["kicks", "used notifications", "one buffer taken back alone", "migration"],
  scope: { ...smallScope, buffers: 1, suspends: 2, resets: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h16", scope, ["control", "dataPath"]),
  properties: noAccessAfterReset,
  cases: [
    {
      reading: "v1.4-as-written",
      says: "live until the device is reset",
      states: 1419,
      depth: 34,
      pins: { ...sound, noAccessAfterReset: holds },
    },
    {
      reading: "suspended-is-not-live",
      says: "live while DRIVER_OK is set",
      states: 1963,
      depth: 35,
      pins: {
        ...sound,
        noAccessAfterReset: violated(9, "holes/h16-memory-released-while-suspended", {
          text: ["-L-1"],
          device: ["none: it resumes what it had (S-15)"],
          driver: ["-L-1"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
  ],
};
