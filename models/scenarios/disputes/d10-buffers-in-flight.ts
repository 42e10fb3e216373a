/**
 * D10. What becomes of a buffer that the device has fetched and not used when it
 * is stopped? The first series lists in-flight descriptors as future work and asks
 * the device to finish instead; a reviewer asks when that begins (August 2023,
 * virtio-dev msg12105); a vendor's header waits today and keeps the lists for
 * later; the block device's in-flight list was the open point of vDPA.
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
import { holds, sound, violated } from "../pins.ts";

/** So that what was available and not fetched is found (H4 is another question). */
const rescans = "v1.4-as-written,rescan-on-resume=yes";

const everythingHolds = {
  ...sound,
  nothingIsInFlightWhenStopped: holds,
  "noBufferIsLost.q0b0": holds,
  "noBufferIsLost.q0b1": holds,
  "noBufferIsUsedTwice.q0b0": holds,
  "noBufferIsUsedTwice.q0b1": holds,
  "noBufferIsFetchedTwice.q0b0": holds,
  "noBufferIsFetchedTwice.q0b1": holds,
  theDeviceStandsWhereItStood: holds,
  "availableIsUsed.q0b0": holds,
  "availableIsUsed.q0b1": holds,
};

const undrained = {
  text: ["+S-16b"],
  device: ["+S-16b"],
  driver: ["none: the driver may not take part once SUSPEND is set"],
  vmm: ["none: only the device knows what it holds"],
};
const lost = {
  text: ["+S-16b", "in-flight-list=yes"],
  device: ["+S-16b"],
  driver: ["none: the driver does not know that another device has its buffer"],
  vmm: ["none: only the device knows what it holds"],
};
const nowhere = {
  text: ["saved-position=registers"],
  device: ["none: its memory is that of another host"],
  driver: ["none: the driver does not know that its device is another one"],
  vmm: ["saved-position=from-memory"],
};

export const d10: Scenario<Scope> = {
  name: "disputes/d10-buffers-in-flight",
  question: "Is every buffer used exactly once across a migration that finds some in flight?",
  story:
    "A device that uses buffers in any order is suspended and migrated while it holds some: it " +
    "finishes them first, or a list names them, or neither; and the destination is told both " +
    "indices, or takes them from memory, or begins at 0.",
  leavesOut: ["EVENT_IDX", "used notifications", "reset", "pre-copy rounds"],
  scope: { ...smallScope, migrations: 1, restores: 1 },
  baseline: { migrations: 0 },
  system: (scope) => compose("d10", scope, ["control", "dataPath", "kicks", "cpus", "migration"]),
  properties: (scope) => [
    nothingIsInFlightWhenStopped(scope),
    ...noBufferIsUsedTwice(scope),
    ...noBufferIsFetchedTwice(scope),
    ...noBufferIsLost(scope),
    ...theDeviceStandsWhereItStood(scope),
    ...availableIsUsed(scope),
  ],
  cases: [
    {
      reading: rescans,
      says: "the device drains first (S-16b), both indices are saved",
      states: 51726,
      depth: 57,
      pins: everythingHolds,
    },
    {
      reading: `${rescans},-S-16b`,
      says: "it need not drain: one sentence less",
      states: 68704,
      depth: 57,
      pins: {
        ...everythingHolds,
        nothingIsInFlightWhenStopped: violated(11, "disputes/d10-in-flight", undrained),
        "noBufferIsLost.q0b0": violated(18, "disputes/d10-not-held", lost),
        "noBufferIsLost.q0b1": violated(18, "disputes/d10-not-held-b1", lost),
        "availableIsUsed.q0b0": violated(21, "disputes/d10-in-flight-is-lost", lost),
        "availableIsUsed.q0b1": violated(21, "disputes/d10-in-flight-is-lost-b1", lost),
      },
    },
    {
      reading: `${rescans},-S-16b,in-flight-list=yes`,
      says: "it need not drain, a list names what is in flight",
      states: 109214,
      depth: 61,
      pins: {
        ...everythingHolds,
        nothingIsInFlightWhenStopped: violated(11, "disputes/d10-in-flight-and-listed", undrained),
      },
    },
    {
      reading: `${rescans},-S-16b,saved-position=from-memory`,
      says: "it need not drain, no index is saved",
      states: 55940,
      depth: 45,
      pins: {
        ...sound,
        nothingIsInFlightWhenStopped: violated(11, "disputes/d10-in-flight-no-index", undrained),
        "noBufferIsLost.q0b0": violated(22, "disputes/d10-not-held-another-twice", lost),
        "noBufferIsLost.q0b1": violated(22, "disputes/d10-not-held-another-twice-b1", lost),
        "noBufferIsUsedTwice.q0b0": violated(23, "disputes/d10-used-twice", lost),
        "noBufferIsUsedTwice.q0b1": violated(23, "disputes/d10-used-twice-b1", lost),
        "noBufferIsFetchedTwice.q0b0": violated(19, "disputes/d10-fetched-twice", lost),
        "noBufferIsFetchedTwice.q0b1": violated(19, "disputes/d10-fetched-twice-b1", lost),
        theDeviceStandsWhereItStood: violated(18, "disputes/d10-stands-elsewhere", lost),
        "availableIsUsed.q0b0": violated(26, "disputes/d10-lost-and-another-twice", lost),
        "availableIsUsed.q0b1": violated(26, "disputes/d10-lost-and-another-twice-b1", lost),
      },
    },
    {
      reading: `${rescans},-S-16b,saved-position=from-memory`,
      scope: { buffers: 1 },
      says: "the same with one buffer: it is carried out twice, and used once",
      states: 1756,
      depth: 39,
      pins: {
        ...sound,
        nothingIsInFlightWhenStopped: violated(11, "disputes/d10-one-in-flight", undrained),
        noBufferIsLost: holds,
        noBufferIsUsedTwice: holds,
        noBufferIsFetchedTwice: violated(19, "disputes/d10-one-fetched-twice", lost),
        theDeviceStandsWhereItStood: violated(18, "disputes/d10-one-stands-elsewhere", lost),
        availableIsUsed: holds,
      },
    },
    {
      reading: `${rescans},-S-16b,saved-position=from-memory,in-flight-list=yes`,
      says: "it need not drain, no index but a list is saved",
      states: 66628,
      depth: 49,
      pins: {
        ...everythingHolds,
        nothingIsInFlightWhenStopped: violated(
          11,
          "disputes/d10-in-flight-listed-no-index",
          undrained,
        ),
      },
    },
    {
      reading: `${rescans},saved-position=from-memory`,
      says: "it drains first, no index is saved",
      states: 40484,
      depth: 44,
      pins: everythingHolds,
    },
    {
      reading: `${rescans},saved-position=none`,
      scope: { buffers: 1 },
      says: "it drains first, nobody tells the destination where to begin",
      states: 1388,
      depth: 36,
      pins: {
        noSilence: holds,
        nothingIsInFlightWhenStopped: holds,
        noBufferIsLost: holds,
        noDeadlock: violated(19, "disputes/d10-no-position-deadlock", nowhere),
        noBufferIsUsedTwice: holds,
        noBufferIsFetchedTwice: holds,
        theDeviceStandsWhereItStood: violated(15, "disputes/d10-no-position", nowhere),
        availableIsUsed: violated(19, "disputes/d10-no-position-lost", nowhere),
      },
    },
    {
      reading: "v2-reconstructed,rescan-on-resume=yes",
      says: "V2 as held: it drains first (V2-8b), both indices are saved",
      states: 51726,
      depth: 57,
      pins: everythingHolds,
    },
    {
      reading: "v1.4-musts-only,rescan-on-resume=yes,in-flight-list=yes",
      says: "no SHOULD is followed, a list names what is in flight",
      states: 109214,
      depth: 60,
      pins: {
        ...everythingHolds,
        nothingIsInFlightWhenStopped: violated(10, "disputes/d10-in-flight-musts-only", undrained),
      },
    },
  ],
};

const goesOn = {
  text: ["+S-11b"],
  device: ["+S-11b"],
  driver: ["none: the driver does not run"],
  vmm: ["none: what was saved is no longer true of the source"],
};

export const d10Indices: Scenario<Scope> = {
  name: "disputes/d10-source-goes-on",
  question: "What if the source goes on after its position was saved?",
  story:
    "The hypervisor suspends a device and saves its indices; a destination starts from them. The " +
    "device leaves its rings alone meanwhile (S-11b), or does not.",
  leavesOut: ["kicks", "used notifications", "reset", "what is used twice then"],
  scope: { ...smallScope, buffers: 1, migrations: 1, restores: 1 },
  baseline: { migrations: 0 },
  system: (scope) => compose("d10-indices", scope, ["control", "dataPath", "cpus", "migration"]),
  properties: (scope) => [
    ...indicesStayInRange(scope),
    ...onlyWhatIsAvailableIsFetched(scope),
    ...theDeviceStandsWhereItStood(scope),
  ],
  cases: [
    {
      reading: "v1.4-as-written",
      says: "a suspended device leaves its rings alone",
      states: 568,
      depth: 46,
      pins: {
        ...sound,
        indicesStayInRange: holds,
        onlyWhatIsAvailableIsFetched: holds,
        theDeviceStandsWhereItStood: holds,
      },
    },
    {
      reading: "v1.4-as-written,-S-11b",
      says: "it goes on: one sentence less",
      states: 1028,
      depth: 46,
      pins: {
        ...sound,
        indicesStayInRange: violated(16, "disputes/d10-out-of-range", goesOn),
        onlyWhatIsAvailableIsFetched: violated(19, "disputes/d10-not-available", goesOn),
        theDeviceStandsWhereItStood: violated(18, "disputes/d10-behind-the-source", goesOn),
      },
    },
  ],
};
