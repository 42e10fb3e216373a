/**
 * H12. A device fetches the buffers of a receive, event or statistics queue long
 * before there is anything to put into them. S-16b has it wait until all buffers
 * "being processed" are used, and the words are defined nowhere. If they mean such a
 * buffer too, S-14 demands what S-16b forbids, and only a device that fails gets out.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { suspendWaitEnds } from "../../properties/liveness.ts";
import { nothingIsInFlightWhenSuspended } from "../../properties/rings.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { holds, sound, violated } from "../pins.ts";

const driver = ["none: the driver may not refill or empty the queue now"];
const vmm = ["none: no VMM takes part"];
const waits = {
  text: ["parked-buffers=left", "-S-16b"],
  device: ["parked-buffers=left", "-S-16b"],
  driver,
  vmm,
};
const keeps = {
  text: ["parked-buffers=waited-for"],
  device: ["parked-buffers=waited-for"],
  driver,
  vmm,
};

export const h12: Scenario<Scope> = {
  name: "holes/h12-parked-buffers",
  question: "Can a device be suspended while it holds buffers that wait for packets?",
  story:
    "The device has fetched the buffer of a receive queue; a packet comes, or none, and the " +
    "driver asks it to suspend.",
  leavesOut: ["kicks", "used notifications", "buffers returned with length 0", "migration"],
  scope: { ...smallScope, suspends: 1, buffers: 1, packets: 1 },
  baseline: { suspends: 0 },
  system: (scope) => compose("h12", scope, ["control", "dataPath", "packets"]),
  properties: (scope) => [suspendWaitEnds, nothingIsInFlightWhenSuspended(scope)],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "a parked buffer counts as being processed",
      states: 166,
      depth: 16,
      pins: {
        ...sound,
        noContradiction: violated(5, "holes/h12-never-to-be-suspended", waits),
        suspendWaitEnds: violated(5, "holes/h12-waits-for-a-packet", waits),
        nothingIsInFlightWhenSuspended: holds,
      },
    },
    {
      reading: "v1.4-as-written,parked-buffers=left",
      says: "it does not count",
      states: 190,
      depth: 16,
      pins: {
        ...sound,
        suspendWaitEnds: holds,
        nothingIsInFlightWhenSuspended: violated(6, "holes/h12-holds-a-buffer", keeps),
      },
    },
    {
      reading: "v1.4-as-written,parked-buffers=left",
      scope: { queues: 2 },
      says: "it does not count, two virtqueues",
      states: 1524,
      depth: 20,
      pins: {
        ...sound,
        suspendWaitEnds: holds,
        nothingIsInFlightWhenSuspended: violated(6, "holes/h12-holds-a-buffer-of-two", keeps),
      },
    },
    {
      reading: "v1.4-musts-only",
      says: "no SHOULD is followed",
      states: 190,
      depth: 15,
      pins: {
        ...sound,
        suspendWaitEnds: holds,
        nothingIsInFlightWhenSuspended: violated(5, "holes/h12-musts-only", {
          ...keeps,
          text: ["+S-16b"],
          device: ["+S-16b"],
        }),
      },
    },
    {
      reading: "v1.4-as-written",
      scope: { failures: 1 },
      says: "it counts, and the device may give up: S-14 leaves it DEVICE_NEEDS_RESET",
      states: 419,
      depth: 18,
      pins: { ...sound, suspendWaitEnds: holds, nothingIsInFlightWhenSuspended: holds },
    },
  ],
};
