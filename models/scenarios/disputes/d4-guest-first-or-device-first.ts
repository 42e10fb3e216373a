/**
 * D4. Whom does the hypervisor stop first? One side holds that the guest comes
 * first, or it may see its requests fail; the reply asks where the text says so
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { noRequestTimesOut, pausedGuestIsLeftAlone } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

export const d4: Scenario<Scope> = {
  name: "disputes/d4-guest-first-or-device-first",
  question: "When a device migrates, is the guest stopped first, or the device?",
  story: "The hypervisor stops both, in either order, while a request is under way.",
  leavesOut: ["EVENT_IDX", "how long a time-out is", "restore at a destination"],
  scope: { ...smallScope, buffers: 1, migrations: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d4", scope, ["control", "dataPath", "kicks", "interrupts", "cpus", "migration"]),
  properties: () => [noRequestTimesOut, pausedGuestIsLeftAlone],
  cases: [
    {
      reading: "v1.4-as-written,migration-order=device-first",
      says: "device first",
      states: 9968,
      depth: 52,
      pins: {
        ...sound,
        noRequestTimesOut: violated(7, "disputes/d4-device-first", {
          text: ["none: no text held says whom to stop first"],
          device: ["none: the device does not know of the guest's CPUs"],
          driver: ["none: the driver does not know that its device is stopped"],
          vmm: ["migration-order=guest-first"],
        }),
        pausedGuestIsLeftAlone: holds,
      },
    },
    {
      reading: "v1.4-as-written",
      says: "guest first",
      states: 10436,
      depth: 52,
      pins: {
        ...sound,
        noRequestTimesOut: holds,
        pausedGuestIsLeftAlone: violated(6, "disputes/d4-guest-first", {
          text: ["none: no text held says whom to stop first"],
          device: ["none: the device does not know of the guest's CPUs"],
          driver: ["none: the driver does not run"],
          vmm: ["migration-order=device-first"],
        }),
      },
    },
    {
      reading: "v1.4-musts-only,migration-order=device-first",
      says: "device first, no SHOULD is followed",
      states: 14840,
      depth: 45,
      pins: {
        ...sound,
        noRequestTimesOut: violated(6, "disputes/d4-device-first-musts-only", {
          text: ["none: no text held says whom to stop first"],
          device: ["none: the device does not know of the guest's CPUs"],
          driver: ["none: the driver does not know that its device is stopped"],
          vmm: ["migration-order=guest-first"],
        }),
        pausedGuestIsLeftAlone: holds,
      },
    },
  ],
};
