/**
 * H10. A device that fails to suspend or to resume sets DEVICE_NEEDS_RESET (S-14,
 * S-15). S-4 and S-8 tell the driver what to wait for, and name no other way out.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resumeWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const cures = {
  text: ["driver-sees-needs-reset=gives-up"],
  device: ["none: the device has said what the text asks it to say"],
  driver: ["driver-sees-needs-reset=gives-up"],
  vmm: ["none: no VMM takes part"],
};

export const h10: Scenario<Scope> = {
  name: "holes/h10-failure-is-not-signalled",
  question: "Does a driver learn that its device has failed to suspend or to resume?",
  story: "The device fails; the driver waits for exactly the bits that S-4 and S-8 name.",
  leavesOut: ["virtqueues", "the notification of B6", "migration"],
  scope: { ...smallScope, buffers: 1, suspends: 2, failures: 1, resets: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h10", scope, ["control", "dataPath"]),
  properties: () => [suspendWaitEnds, resumeWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "the driver gives up on DEVICE_NEEDS_RESET",
      states: 2365,
      depth: 34,
      pins: { ...sound, suspendWaitEnds: holds, resumeWaitEnds: holds },
    },
    {
      reading: "v1.4-as-written,driver-sees-needs-reset=waits",
      says: "the driver waits for the bits that it is told to wait for",
      states: 1755,
      depth: 34,
      pins: {
        ...sound,
        suspendWaitEnds: violated(2, "holes/h10-suspend-fails", cures),
        resumeWaitEnds: violated(6, "holes/h10-resume-fails", cures),
      },
    },
  ],
};
