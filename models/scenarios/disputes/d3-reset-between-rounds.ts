/**
 * D3 with pre-copy rounds. A guest that resets its device while memory is copied in
 * rounds takes with it what the device holds of the migration, says the one side: a
 * dirty log in the device (V2-14) is part of that, where a reset clears it. The
 * other side holds that a reset clears the device's state, and should
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { allPagesAreCopied } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const copied = { ...sound, allPagesAreCopied: holds };

export const d3Rounds: Scenario<Scope> = {
  name: "disputes/d3-reset-between-rounds",
  question: "Is all memory copied when the guest resets its device between two rounds?",
  story:
    "The hypervisor copies memory in a round while the guest runs, pauses it, stops the device " +
    "and copies what the log names. The guest may reset its device between the two.",
  leavesOut: ["kicks", "used notifications", "restore at a destination", "function level reset"],
  scope: { ...smallScope, buffers: 1, migrations: 1, rounds: 1, resets: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("d3 rounds", scope, ["control", "dataPath", "cpus", "payload", "pages", "copier"]),
  properties: () => [allPagesAreCopied],
  cases: [
    {
      reading: "v1.4-as-written,dirty-log=device,dirty-log-after-reset=cleared",
      says: "the device logs, and a reset clears the log",
      states: 21218,
      depth: 53,
      pins: {
        ...copied,
        allPagesAreCopied: violated(17, "disputes/d3-reset-clears-the-log", {
          text: ["dirty-log-after-reset=kept"],
          device: ["dirty-log-after-reset=kept"],
          driver: ["none: the driver does not know of the migration"],
          vmm: ["dirty-log=iommu", "dirty-log=none"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,dirty-log=device",
      says: "the device logs, and the log outlasts a reset",
      states: 17978,
      depth: 52,
      pins: copied,
    },
    {
      reading: "v1.4-as-written",
      says: "the IOMMU logs: no reset of the device reaches it",
      states: 21877,
      depth: 52,
      pins: copied,
    },
  ],
};
