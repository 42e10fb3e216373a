/**
 * D7 on CCW, and H15. Can a CCW device be suspended at all
 * (<cd3e331c-8fc0-4f96-b049-dee3c09829c9@intel.com>)? There a write of the status is
 * a channel command, and a device that cannot set the status to the value written
 * must reject it (B40). A request to suspend is 1F and ends as 1B, a request to
 * resume is 1F and ends as 0F. Below revision 2 the status cannot be read (B41), so
 * S-4 and S-8 cannot be followed; the feature does not depend on the revision.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import {
  aCommandSetsWhatWasWritten,
  noRequestToSuspendIsRejected,
} from "../../properties/channel.ts";
import { resetWaitEnds, resumeWaitEnds, suspendWaitEnds } from "../../properties/liveness.ts";
import { suspendedDeviceIsSilent } from "../../properties/safety.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const both = {
  ...sound,
  aCommandSetsWhatWasWritten: holds,
  noRequestToSuspendIsRejected: holds,
  resetWaitEnds: holds,
};

const driver = ["none: 1F is the only value that the text gives it"];
const vmm = ["none: no VMM takes part"];
const shown = "transitional-value=as-written";
const whenDone = "ccw-status-write=ends-when-done";

const asWritten = { text: [shown], device: [shown], driver, vmm };
const lasts = {
  text: [`ccw-status-write=accepts-first,${shown}`],
  device: [`ccw-status-write=accepts-first,${shown}`],
  driver,
  vmm,
};

export const d7Ccw: Scenario<Scope> = {
  name: "disputes/d7-ccw",
  question: "Can a device on CCW be suspended by a write of its status?",
  story:
    "A write of the status is a command that is out until the device ends it: it rejects 1F, or " +
    "accepts it and suspends later, or ends the command when it has suspended.",
  leavesOut: ["kicks", "used notifications", "sense data", "migration"],
  scope: { ...smallScope, transport: "ccw", buffers: 1, suspends: 1, resets: 2 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d7-ccw", scope, ["control", "dataPath"]),
  properties: () => [aCommandSetsWhatWasWritten, noRequestToSuspendIsRejected, resetWaitEnds],
  cases: [
    {
      reading: "v1.4-as-written,ccw-status-write=compares-last-value",
      says: "reading A: compares the last value, and rejects",
      states: 1444,
      depth: 47,
      pins: {
        ...both,
        noRequestToSuspendIsRejected: violated(2, "disputes/d7-ccw-rejects-1f", {
          text: ["ccw-status-write=accepts-first", whenDone],
          device: ["ccw-status-write=accepts-first", whenDone],
          driver,
          vmm,
        }),
      },
    },
    {
      reading: `v1.4-as-written,${shown}`,
      says: "reading B: accepts 1F, which reads as 1F",
      states: 2228,
      depth: 53,
      pins: both,
    },
    {
      reading: `v1.4-as-written,${shown}`,
      scope: { queues: 2, resets: 1 },
      says: "reading B, two queues",
      states: 34930,
      depth: 57,
      pins: both,
    },
    {
      reading: "v1.4-as-written",
      says: "reading B: accepts 1F, and the old value is read",
      states: 2164,
      depth: 53,
      pins: {
        ...both,
        aCommandSetsWhatWasWritten: violated(2, "disputes/d7-ccw-old-value", asWritten),
      },
    },
    {
      reading: `v1.4-as-written,${whenDone}`,
      says: "reading C: ends the command when it has suspended",
      states: 2068,
      depth: 53,
      pins: {
        ...both,
        aCommandSetsWhatWasWritten: violated(4, "disputes/d7-ccw-ends-at-1b", lasts),
      },
    },
  ],
};

const known = {
  ...sound,
  suspendedDeviceIsSilent: holds,
  suspendWaitEnds: holds,
  resumeWaitEnds: holds,
};

const current = {
  text: ["+B75c"],
  device: ["+B75c"],
  driver: ["none: a read is all that it learns from"],
  vmm,
};

export const d7CcwRead: Scenario<Scope> = {
  name: "disputes/d7-ccw-status-cannot-be-read",
  question: "On CCW below revision 2, does a driver learn that its device is suspended?",
  story:
    "The driver cannot read the status (B41). All that it learns is that its command has ended, " +
    "at once or when the device has suspended.",
  leavesOut: ["kicks", "used notifications", "sense data", "migration"],
  scope: { ...smallScope, transport: "ccw", ccwRevision: 1, buffers: 1, suspends: 2 },
  baseline: { suspends: 0 },
  system: (scope) => compose("d7-ccw-read", scope, ["control", "dataPath"]),
  properties: () => [suspendedDeviceIsSilent, suspendWaitEnds, resumeWaitEnds],
  cases: [
    {
      reading: `v1.4-as-written,${shown}`,
      scope: { ccwRevision: 2 },
      says: "revision 2, the driver reads the outcome",
      states: 608,
      depth: 35,
      pins: known,
    },
    {
      reading: `v1.4-as-written,${shown}`,
      says: "revision 1, the command ends at once",
      states: 880,
      depth: 28,
      pins: {
        ...known,
        suspendedDeviceIsSilent: violated(4, "disputes/d7-ccw-taken-for-suspended", {
          text: [whenDone],
          device: [whenDone],
          driver: ["-B41"],
          vmm,
        }),
      },
    },
    {
      reading: `v1.4-as-written,${whenDone}`,
      says: "revision 1, the command ends when it has suspended",
      states: 432,
      depth: 31,
      pins: known,
    },
    {
      reading: `v1.4-as-written,${shown},-B75c`,
      scope: { ccwRevision: 2 },
      says: "revision 2 without B75c: a read may return what is not so",
      states: 1400,
      depth: 32,
      pins: {
        ...sound,
        noSilence: violated(2, "disputes/d7-ccw-read-is-open", current),
        suspendedDeviceIsSilent: violated(5, "disputes/d7-ccw-stale-1b", current),
        suspendWaitEnds: violated(4, "disputes/d7-ccw-never-1b", current),
        resumeWaitEnds: violated(7, "disputes/d7-ccw-never-0f", current),
      },
    },
    {
      reading: "v1.4-as-written,ccw-status-write=compares-last-value,-B75a",
      scope: { ccwRevision: 2 },
      says: "revision 2 without B75a: a driver takes a rejected write for done",
      states: 288,
      depth: 22,
      pins: {
        ...known,
        noSilence: violated(1, "disputes/d7-ccw-rejection-is-open", {
          text: ["+B75a"],
          device: ["none: what the driver makes of a rejection is not the device's to say"],
          driver: ["+B75a"],
          vmm,
        }),
        suspendedDeviceIsSilent: violated(4, "disputes/d7-ccw-rejected-and-believed", {
          text: ["ccw-status-write=accepts-first"],
          device: ["ccw-status-write=accepts-first"],
          driver: ["none: one that does not believe it never sees its device suspended"],
          vmm,
        }),
      },
    },
  ],
};
