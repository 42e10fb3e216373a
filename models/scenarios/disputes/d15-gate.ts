/**
 * D15, H6 and H27. Which bit has to be set before SUSPEND: FEATURES_OK, as in the
 * series of 2023 (V2-3, V2-5a), or DRIVER_OK, as in 1.4 (S-3a, S-9)? Nobody is known
 * to have argued it. A VMM that restores a suspended guest's device by replaying
 * status writes has to make it live first where the gate is DRIVER_OK.
 *
 * And is there a gate at all without the feature? 1.4 has one for the driver only
 * (S-3b), which is advice; the series has one for the device (V2-5b).
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { resumeWaitEnds } from "../../properties/liveness.ts";
import { onlyANegotiatedBitSuspends, restoredDeviceIsSilent } from "../../properties/registers.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const restored = { ...sound, restoredDeviceIsSilent: holds, resumeWaitEnds: holds };

const madeLive = (cure: string) => ({
  text: [cure],
  device: [cure],
  driver: ["none: the guest is paused"],
  vmm: ["none: one that sets the status as a device part (P-24) does not replay writes"],
});

export const d15: Scenario<Scope> = {
  name: "disputes/d15-gate",
  question: "Can a destination enter suspend without ever being live?",
  story:
    "The guest has suspended its device and was migrated. The VMM replays the status writes on a " +
    "device that was reset: up to 0F and then 1F, or up to 0B and then 1B.",
  leavesOut: ["kicks", "used notifications", "features that differ", "memory copied meanwhile"],
  scope: { ...smallScope, starts: "destination", buffers: 1 },
  baseline: {},
  system: (scope) => compose("d15", scope, ["control", "dataPath", "cpus", "replay"]),
  properties: () => [restoredDeviceIsSilent, resumeWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "1.4: DRIVER_OK first",
      states: 53,
      depth: 30,
      pins: {
        ...restored,
        restoredDeviceIsSilent: violated(
          7,
          "disputes/d15-live-before-suspended",
          madeLive("-S-9,+V2-5a"),
        ),
      },
    },
    {
      reading: "v1.4-as-written,+V2-5a",
      says: "both gates: S-9 still ignores SUSPEND",
      states: 53,
      depth: 30,
      pins: {
        ...restored,
        restoredDeviceIsSilent: violated(7, "disputes/d15-both-gates", madeLive("-S-9")),
      },
    },
    {
      reading: "v1.4-as-written,-S-9,+V2-5a",
      says: "1.4 with the gate of 2023: FEATURES_OK first",
      states: 44,
      depth: 28,
      pins: restored,
    },
    {
      reading: "v2-reconstructed",
      scope: { queues: 2 },
      says: "the V2 series, two queues",
      states: 2065,
      depth: 46,
      pins: restored,
    },
    {
      reading: "v1.4-as-written",
      scope: { transport: "ccw" },
      says: "1.4: DRIVER_OK first, on CCW",
      states: 55,
      depth: 31,
      pins: {
        ...restored,
        restoredDeviceIsSilent: violated(
          7,
          "disputes/d15-live-first-on-ccw",
          madeLive("-S-9,+V2-5a"),
        ),
      },
    },
    {
      reading: "v1.4-as-written,-S-9,+V2-5a",
      scope: { transport: "ccw" },
      says: "the gate of 2023, on CCW",
      states: 45,
      depth: 29,
      pins: restored,
    },
  ],
};

const gated = { ...sound, onlyANegotiatedBitSuspends: holds };

export const d15Feature: Scenario<Scope> = {
  name: "disputes/d15-without-the-feature",
  question: "Does SUSPEND suspend a device that did not negotiate it?",
  story:
    "The driver sets SUSPEND without the feature; the device follows, or has a gate of its own.",
  leavesOut: ["kicks", "used notifications", "feature negotiation itself", "migration"],
  scope: { ...smallScope, suspendFeature: "absent", suspends: 1, resets: 1, buffers: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d15-feature", scope, ["control", "dataPath"]),
  properties: () => [onlyANegotiatedBitSuspends],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "1.4: the driver follows S-3b",
      states: 233,
      depth: 26,
      pins: gated,
    },
    {
      reading: "v1.4-as-written,-S-3b",
      says: "one advice less",
      states: 826,
      depth: 32,
      pins: {
        ...gated,
        onlyANegotiatedBitSuspends: violated(3, "disputes/d15-suspended-without-the-feature", {
          text: ["+V2-5b", "+S-3b"],
          device: ["+V2-5b"],
          driver: ["+S-3b"],
          vmm: ["none: no VMM takes part"],
        }),
      },
    },
    {
      reading: "v1.4-as-written,-S-3b,+V2-5b",
      says: "the same, and the device has a gate",
      states: 498,
      depth: 27,
      pins: gated,
    },
  ],
};
