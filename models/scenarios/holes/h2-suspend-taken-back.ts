/**
 * H2. A driver that has set SUSPEND has no legal write left but 1F (B1), until it sees
 * the device suspended, or resets it. Whatever a device makes of 1F that is written
 * again, a driver that waits for 1B may wait for ever: ignored, it may come when the
 * device has just suspended, and means resume (H1); taken for a change of mind, it
 * leaves 0F, which says both "not yet" and "not any more".
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { suspendWaitEnds } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const repeats = {
  text: ["none: one byte stands for three requests"],
  driver: ["driver-repeats-write=never"],
  vmm: ["none: no VMM takes part"],
};

export const h2: Scenario<Scope> = {
  name: "holes/h2-suspend-taken-back",
  question: "Can a driver take its request to suspend back?",
  story:
    "The driver asks its device to suspend, and writes 1F once more before it is. The device " +
    "ignores the repeat, or takes it for a request to run on.",
  leavesOut: ["kicks", "used notifications", "a reset", "migration"],
  scope: { ...smallScope, buffers: 1, suspends: 1, retries: 1 },
  baseline: { suspends: 0, retries: 0 },
  system: (scope) => compose("h2", scope, ["control", "dataPath"]),
  properties: () => [suspendWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "the driver writes once",
      states: 232,
      depth: 24,
      pins: { ...sound, suspendWaitEnds: holds },
    },
    {
      reading: "v1.4-as-written,driver-repeats-write=from-a-stale-read",
      says: "it is ignored while the device suspends, and comes a moment too late",
      states: 720,
      depth: 27,
      pins: {
        ...sound,
        suspendWaitEnds: violated(5, "holes/h2-repeat-comes-too-late", {
          ...repeats,
          device: ["none: once it has suspended, 1F is the request to resume (S-15)"],
        }),
      },
    },
    {
      reading: "repeat-takes-suspend-back",
      says: "1F again takes it back",
      states: 608,
      depth: 27,
      pins: {
        ...sound,
        suspendWaitEnds: violated(2, "holes/h2-repeat-taken-for-change-of-mind", {
          ...repeats,
          device: ["none: one that ignores it may be given it too late"],
        }),
      },
    },
  ],
};
