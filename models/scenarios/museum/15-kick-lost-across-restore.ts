/**
 * Museum 15. The kick is an eventfd of the host, or a bit in the device; what is
 * saved is RAM and registers (cloud-hypervisor 3e3008f36, crosvm 9d7cd0454,
 * Firecracker 32f9d4d3c). The same with the device suspended by the status bit.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { availableIsUsed } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

export const m15: Scenario<Scope> = {
  name: "museum/15-kick-lost-across-restore",
  question: "Is a buffer used whose kick was pending when its guest migrated?",
  story:
    "The driver makes a buffer available and kicks; the hypervisor pauses the guest, suspends " +
    "the device before it has looked at the ring, and restores both at a destination.",
  leavesOut: ["EVENT_IDX", "used notifications", "reset", "pre-copy rounds"],
  scope: { ...smallScope, buffers: 1, migrations: 1, restores: 1, notify: "eventfd" },
  baseline: { migrations: 0 },
  system: (scope) => compose("m15", scope, ["control", "dataPath", "kicks", "cpus", "migration"]),
  properties: (scope) => availableIsUsed(scope),
  cases: [
    {
      reading: "v1.4-as-written",
      says: "RAM, status and positions are restored",
      states: 2840,
      depth: 50,
      pins: {
        ...sound,
        availableIsUsed: violated(19, "museum/15-kick-lost-across-restore", {
          text: ["rescan-on-resume=yes"],
          device: ["rescan-on-resume=yes"],
          driver: ["kick-after-resume=yes"],
          vmm: ["vmm-kicks-after-restore=yes"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,vmm-kicks-after-restore=yes",
      says: "the VMM kicks every queue once more",
      states: 3004,
      depth: 50,
      pins: { ...sound, availableIsUsed: holds },
    },
    {
      reading: "v1.4-as-written,rescan-on-resume=yes",
      says: "the device looks at every ring when it resumes",
      states: 2820,
      depth: 49,
      pins: { ...sound, availableIsUsed: holds },
    },
  ],
};
