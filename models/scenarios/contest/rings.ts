/**
 * Every contender stops the same device for a migration, guest first, while it has
 * buffers, and a destination goes on with them. What is asked is the rings' own:
 * whether each buffer comes back once, from the place where the source stood.
 *
 * What becomes of used notifications stands in `interrupts.ts`.
 */
import type { Scenario } from "../../../checker/types/index.ts";
import { availableIsUsed } from "../../properties/liveness.ts";
import {
  indicesStayInRange,
  noBufferIsFetchedTwice,
  noBufferIsLost,
  noBufferIsUsedTwice,
  nothingIsInFlightWhenStopped,
  onlyWhatIsAvailableIsFetched,
  theDeviceStandsWhereItStood,
} from "../../properties/rings.ts";
import { type Scope, smallScope } from "../../scope.ts";
import { compose } from "../../system.ts";
import { asksOneQueue, holds, sound, violated } from "../pins.ts";
import {
  drain14,
  drainParts,
  drainPartsOnly,
  drainV2,
  kickAndDrainV2,
  kickAndList,
  kickAndPosition,
  kickIsLost,
  kickPositionAndDrain,
  listed,
  lostV2,
  noPosition,
  noPositionUndrained,
  notDrained,
  nothingSaved,
  silent,
  silentAndKicked,
} from "./ring-cures.ts";

const allHold = {
  ...sound,
  nothingIsInFlightWhenStopped: holds,
  "noBufferIsUsedTwice.q0b0": holds,
  "noBufferIsUsedTwice.q0b1": holds,
  "noBufferIsFetchedTwice.q0b0": holds,
  "noBufferIsFetchedTwice.q0b1": holds,
  "noBufferIsLost.q0b0": holds,
  "noBufferIsLost.q0b1": holds,
  indicesStayInRange: holds,
  onlyWhatIsAvailableIsFetched: holds,
  theDeviceStandsWhereItStood: holds,
  "availableIsUsed.q0b0": holds,
  "availableIsUsed.q0b1": holds,
};

/** With one buffer: all that does not rest on where the device goes on. */
const oneBufferComesBack = {
  ...sound,
  nothingIsInFlightWhenStopped: holds,
  noBufferIsFetchedTwice: holds,
  noBufferIsLost: holds,
  indicesStayInRange: holds,
  onlyWhatIsAvailableIsFetched: holds,
};

/** vDPA and vhost-user hold the status register themselves. */
const trapped: Partial<Scope> = { common: "trapped" };

export const contestRings: Scenario<Scope> = {
  name: "contest/rings",
  question: "Does every buffer come back once, wherever its device goes on?",
  story:
    "The hypervisor stops the device, in its own way, pauses the guest's CPUs, saves status, " +
    "queues and memory, and restores them in a device at a destination, which goes on.",
  asksInOwnBoundsOnly: asksOneQueue,
  leavesOut: ["used notifications", "reset", "rounds", "chains", "packed"],
  scope: { ...smallScope, migrations: 1, restores: 1 },
  baseline: { migrations: 0 },
  system: (scope) =>
    compose("contest rings", scope, [
      "control",
      "dataPath",
      "kicks",
      "cpus",
      "migration",
      "ownerStops",
      "power",
    ]),
  properties: (scope) => [
    nothingIsInFlightWhenStopped(scope),
    // With one buffer only what stands elsewhere uses it twice; the ring says so then.
    ...(scope.buffers > 1 ? noBufferIsUsedTwice(scope) : []),
    ...noBufferIsFetchedTwice(scope),
    ...noBufferIsLost(scope),
    ...indicesStayInRange(scope),
    ...onlyWhatIsAvailableIsFetched(scope),
    ...theDeviceStandsWhereItStood(scope),
    ...availableIsUsed(scope),
  ],
  cases: [
    {
      reading: "contender-v2",
      says: "V2: it drains, both indices are saved",
      states: 50424,
      depth: 58,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(19, "contest/live-4-v2", kickIsLost),
        "availableIsUsed.q0b1": violated(19, "contest/live-4-v2-b1", kickIsLost),
      },
    },
    {
      reading: "contender-v2-musts-only",
      says: "V2: it drains, both indices are saved, without advice",
      states: 69574,
      depth: 57,
      pins: {
        ...allHold,
        nothingIsInFlightWhenStopped: violated(10, "contest/safe-2-v2-musts", drainV2),
        "noBufferIsLost.q0b0": violated(17, "contest/safe-4-v2-musts", lostV2),
        "noBufferIsLost.q0b1": violated(17, "contest/safe-4-v2-musts-b1", lostV2),
        "availableIsUsed.q0b0": violated(18, "contest/live-4-v2-musts", kickAndDrainV2),
        "availableIsUsed.q0b1": violated(18, "contest/live-4-v2-musts-b1", kickAndDrainV2),
      },
    },
    {
      reading: "contender-admin",
      says: "modes of 2023: the context holds the indices",
      states: 50414,
      depth: 62,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(23, "contest/live-4-admin", kickIsLost),
        "availableIsUsed.q0b1": violated(23, "contest/live-4-admin-b1", kickIsLost),
      },
    },
    {
      reading: "contender-admin-musts-only",
      says: "modes of 2023: the context holds the indices, without advice",
      states: 50414,
      depth: 62,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(23, "contest/live-4-admin-musts", kickIsLost),
        "availableIsUsed.q0b1": violated(23, "contest/live-4-admin-musts-b1", kickIsLost),
      },
    },
    {
      reading: "contender-pm",
      says: "D3hot at once; nothing of a queue is saved",
      states: 31840,
      depth: 36,
      pins: {
        ...allHold,
        noDeadlock: violated(13, "contest/rings-deadlock-pm", noPositionUndrained),
        nothingIsInFlightWhenStopped: violated(7, "contest/safe-2-pm", notDrained),
        theDeviceStandsWhereItStood: violated(9, "contest/safe-7-pm", noPositionUndrained),
        "availableIsUsed.q0b0": violated(12, "contest/live-4-pm", nothingSaved),
        "availableIsUsed.q0b1": violated(12, "contest/live-4-pm-b1", nothingSaved),
      },
    },
    {
      reading: "contender-pm-musts-only",
      says: "D3hot at once; nothing of a queue is saved, without advice",
      states: 31840,
      depth: 36,
      pins: {
        ...allHold,
        noDeadlock: violated(13, "contest/rings-deadlock-pm-musts", noPositionUndrained),
        nothingIsInFlightWhenStopped: violated(7, "contest/safe-2-pm-musts", notDrained),
        theDeviceStandsWhereItStood: violated(9, "contest/safe-7-pm-musts", noPositionUndrained),
        "availableIsUsed.q0b0": violated(12, "contest/live-4-pm-musts", nothingSaved),
        "availableIsUsed.q0b1": violated(12, "contest/live-4-pm-musts-b1", nothingSaved),
      },
    },
    {
      reading: "contender-suspend",
      says: "1.4 SUSPEND: it drains, no index is saved",
      states: 33925,
      depth: 43,
      pins: {
        ...allHold,
        noDeadlock: violated(20, "contest/rings-deadlock-s14", noPosition),
        theDeviceStandsWhereItStood: violated(15, "contest/safe-7-s14", noPosition),
        "availableIsUsed.q0b0": violated(19, "contest/live-4-s14", kickAndPosition),
        "availableIsUsed.q0b1": violated(19, "contest/live-4-s14-b1", kickAndPosition),
      },
    },
    {
      reading: "contender-suspend-musts-only",
      says: "1.4 SUSPEND: it drains, no index is saved, without advice",
      states: 48993,
      depth: 42,
      pins: {
        ...allHold,
        noDeadlock: violated(19, "contest/rings-deadlock-s14-musts", noPositionUndrained),
        nothingIsInFlightWhenStopped: violated(10, "contest/safe-2-s14-musts", drain14),
        theDeviceStandsWhereItStood: violated(14, "contest/safe-7-s14-musts", noPositionUndrained),
        "availableIsUsed.q0b0": violated(18, "contest/live-4-s14-musts", kickPositionAndDrain),
        "availableIsUsed.q0b1": violated(18, "contest/live-4-s14-musts-b1", kickPositionAndDrain),
      },
    },
    {
      reading: "contender-parts",
      says: "1.4 stop mode: it drains (P-7a), the destination takes used.idx",
      states: 33928,
      depth: 46,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(20, "contest/live-4-parts", kickIsLost),
        "availableIsUsed.q0b1": violated(20, "contest/live-4-parts-b1", kickIsLost),
      },
    },
    {
      reading: "contender-parts-musts-only",
      says: "1.4 stop mode: it drains (P-7a), the destination takes used.idx, without advice",
      states: 33928,
      depth: 46,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(20, "contest/live-4-parts-musts", kickIsLost),
        "availableIsUsed.q0b1": violated(20, "contest/live-4-parts-musts-b1", kickIsLost),
      },
    },
    {
      reading: "contender-vdpa",
      scope: trapped,
      says: "vDPA: workers are flushed, the index is saved",
      states: 46670,
      depth: 60,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(21, "contest/live-4-vdpa", kickIsLost),
        "availableIsUsed.q0b1": violated(21, "contest/live-4-vdpa-b1", kickIsLost),
      },
    },
    {
      reading: "contender-vdpa-musts-only",
      scope: trapped,
      says: "vDPA: workers are flushed, the index is saved, without advice",
      states: 46670,
      depth: 60,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(21, "contest/live-4-vdpa-musts", kickIsLost),
        "availableIsUsed.q0b1": violated(21, "contest/live-4-vdpa-musts-b1", kickIsLost),
      },
    },
    {
      reading: "contender-vhost-user",
      scope: trapped,
      says: "vhost-user: a ring stops at once and gives its index",
      states: 50231,
      depth: 52,
      pins: {
        ...allHold,
        nothingIsInFlightWhenStopped: violated(8, "contest/safe-2-vhost", notDrained),
        "noBufferIsLost.q0b0": violated(12, "contest/safe-4-vhost", listed),
        "noBufferIsLost.q0b1": violated(12, "contest/safe-4-vhost-b1", listed),
        "availableIsUsed.q0b0": violated(13, "contest/live-4-vhost", kickAndList),
        "availableIsUsed.q0b1": violated(13, "contest/live-4-vhost-b1", kickAndList),
      },
    },
    {
      reading: "contender-vhost-user-musts-only",
      scope: trapped,
      says: "vhost-user: a ring stops at once and gives its index, without advice",
      states: 50231,
      depth: 52,
      pins: {
        ...allHold,
        nothingIsInFlightWhenStopped: violated(8, "contest/safe-2-vhost-musts", notDrained),
        "noBufferIsLost.q0b0": violated(12, "contest/safe-4-vhost-musts", listed),
        "noBufferIsLost.q0b1": violated(12, "contest/safe-4-vhost-musts-b1", listed),
        "availableIsUsed.q0b0": violated(13, "contest/live-4-vhost-musts", kickAndList),
        "availableIsUsed.q0b1": violated(13, "contest/live-4-vhost-musts-b1", kickAndList),
      },
    },
    {
      reading: "contender-vfio",
      says: "1.4 stop mode as VFIO drives it",
      states: 33928,
      depth: 46,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(20, "contest/live-4-vfio", kickIsLost),
        "availableIsUsed.q0b1": violated(20, "contest/live-4-vfio-b1", kickIsLost),
      },
    },
    {
      reading: "contender-vfio-musts-only",
      says: "1.4 stop mode as VFIO drives it, without advice",
      states: 33928,
      depth: 46,
      pins: {
        ...allHold,
        "availableIsUsed.q0b0": violated(20, "contest/live-4-vfio-musts", kickIsLost),
        "availableIsUsed.q0b1": violated(20, "contest/live-4-vfio-musts-b1", kickIsLost),
      },
    },
    {
      reading: "contender-parts,vmm-kicks-after-restore=yes",
      says: "1.4 stop mode, and the VMM kicks once more: nothing is left to cure",
      states: 35715,
      depth: 47,
      pins: {
        ...allHold,
      },
    },
    {
      reading: "contender-parts,-P-7a,vmm-kicks-after-restore=yes",
      says: "the same without P-7a: one sentence less",
      states: 54869,
      depth: 48,
      pins: {
        ...allHold,
        nothingIsInFlightWhenStopped: violated(9, "contest/without-p-7a-in-flight", drainPartsOnly),
        "noBufferIsUsedTwice.q0b0": violated(27, "contest/without-p-7a-used-twice", drainParts),
        "noBufferIsUsedTwice.q0b1": violated(27, "contest/without-p-7a-used-twice-b1", drainParts),
        "noBufferIsFetchedTwice.q0b0": violated(
          23,
          "contest/without-p-7a-fetched-twice",
          drainParts,
        ),
        "noBufferIsFetchedTwice.q0b1": violated(
          23,
          "contest/without-p-7a-fetched-twice-b1",
          drainParts,
        ),
        "noBufferIsLost.q0b0": violated(26, "contest/without-p-7a-lost-too", drainParts),
        "noBufferIsLost.q0b1": violated(26, "contest/without-p-7a-lost-too-b1", drainParts),
        theDeviceStandsWhereItStood: violated(
          17,
          "contest/without-p-7a-stands-elsewhere",
          drainParts,
        ),
        "availableIsUsed.q0b0": violated(29, "contest/without-p-7a-lost", drainParts),
        "availableIsUsed.q0b1": violated(29, "contest/without-p-7a-lost-b1", drainParts),
      },
    },
    // Where a position comes from is in the text of neither; side by side one is asked with it
    // out of memory, the other without. Swapped, their answers are swapped.
    {
      reading: "contender-parts,saved-position=none",
      scope: { buffers: 1 },
      says: "1.4 stop mode, where the destination takes no position from memory",
      states: 1212,
      depth: 37,
      pins: {
        ...oneBufferComesBack,
        noDeadlock: violated(20, "contest/rings-deadlock-parts-no-position", noPosition),
        theDeviceStandsWhereItStood: violated(14, "contest/parts-no-position", noPosition),
        availableIsUsed: violated(20, "contest/parts-no-position-not-used", kickAndPosition),
      },
    },
    {
      reading: "contender-suspend,saved-position=from-memory",
      scope: { buffers: 1 },
      says: "1.4 SUSPEND, where the destination takes used.idx",
      states: 1524,
      depth: 40,
      pins: {
        ...oneBufferComesBack,
        theDeviceStandsWhereItStood: holds,
        availableIsUsed: violated(19, "contest/s14-from-memory-not-used", kickIsLost),
      },
    },
    {
      reading: "contender-suspend,-S-11b,saved-position=registers",
      scope: { buffers: 1 },
      says: "1.4 SUSPEND with saved indices, without S-11b: the source goes on behind them",
      states: 3224,
      depth: 49,
      pins: {
        ...sound,
        nothingIsInFlightWhenStopped: violated(11, "contest/without-s-11b-in-flight", silent),
        noBufferIsFetchedTwice: violated(18, "contest/without-s-11b-fetched-twice", silent),
        noBufferIsLost: violated(18, "contest/without-s-11b-lost", silent),
        indicesStayInRange: violated(16, "contest/without-s-11b-out-of-range", silent),
        onlyWhatIsAvailableIsFetched: violated(19, "contest/without-s-11b-not-available", silent),
        theDeviceStandsWhereItStood: violated(18, "contest/without-s-11b-stands-elsewhere", silent),
        availableIsUsed: violated(19, "contest/without-s-11b-not-used", silentAndKicked),
      },
    },
  ],
};
