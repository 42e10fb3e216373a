/**
 * Safety: what must hold in every state or step.
 *
 * Each property is a claim that is true when the text is right. Those that rest
 * on no clause say so by an empty `restsOn`.
 */
import type { MachineDeclaration, Property } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import {
  both,
  deviceAccesses,
  deviceRuns,
  differ,
  either,
  event,
  has,
  is,
  not,
} from "./predicates.ts";

/** SAFE-8. A step for each queue, because the event and the memory must agree. */
export const noAccessAfterRelease = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: scope.queues === 1 ? "noAccessAfterRelease" : `noAccessAfterRelease.q${q}`,
    id: "SAFE-8",
    claim: `the device leaves the memory of virtqueue ${q} alone once the driver has released it`,
    restsOn: ["B22a", "B25", "B26a"],
    kind: "step" as const,
    never: { before: is(`driverQueue${q}`, "released"), event: event(deviceAccesses, { q }) },
    witness: { before: deviceRuns, event: event(["driver.releasesQueue"], { q }) },
    memory: { invariant: "noDeviceAccessAfterRelease" },
  }));

/** SAFE-8, for a reset of the device: the driver has read status 0. */
export const noAccessAfterReset = (scope: Scope): readonly Property[] =>
  noAccessAfterRelease(scope).map((property) => ({
    ...property,
    name: property.name.replace("Release", "Reset"),
    restsOn: ["B14", "B16b", "B19"],
    witness: { event: event(["driver.releasesQueue"]) },
  }));

/** The queue that is reset is the one that the driver selected. */
export const theMeantQueueIsReset = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: `onlyTheMeantQueueIsReset.q${q}`,
    claim: `the driver's write resets virtqueue ${q} only if that is the one it selected`,
    restsOn: [],
    kind: "step" as const,
    never: {
      before: has("driver", "queue", (meant) => meant !== q),
      event: event(["driver.writesQueueReset"], { q }),
    },
    witness: { event: event(["driver.writesQueueReset"], { q }) },
    memory: { cannotShow: "queue_select is a register, not memory" },
  }));

/** The hypervisor, here also as a second driver, has saved and is not done. */
const worksWithIt = [
  "savingQueues",
  "copying",
  "saved",
  "selecting",
  "resetting",
  "puttingBack",
  "letsGo",
];

/** SAFE-7, in part: what was saved of a queue is still true of it. */
export const savedQueueStaysTrue = (scope: Scope): readonly Property[] =>
  upTo(scope.queues).map((q) => ({
    name: scope.queues === 1 ? "savedQueueStaysTrue" : `savedQueueStaysTrue.q${q}`,
    id: "SAFE-7",
    claim: `what was saved of virtqueue ${q} stays true while the device stays suspended`,
    restsOn: [],
    kind: "invariant" as const,
    holds: not(
      both(
        is("status", "suspended"),
        is("hypervisor", ...worksWithIt),
        is(`savedQueue${q}`, "saved"),
        differ([`savedQueue${q}`, "at"], [`queue${q}`, "nextAvail"]),
      ),
    ),
    witness: { before: is("status", "suspended"), event: event(["hypervisor.savesQueue"], { q }) },
    memory: { cannotShow: "the saved state is the hypervisor's, not guest memory" },
  }));

/** SAFE-1, as the driver sees it: it has read that its device is suspended. */
export const suspendedDeviceIsSilent: Property = {
  name: "suspendedDeviceIsSilent",
  id: "SAFE-1",
  claim: "a device that the driver has seen suspended touches no virtqueue until it is resumed",
  restsOn: ["S-11a", "S-11b"],
  kind: "step",
  never: {
    before: is("driver", "suspended"),
    event: event(deviceAccesses),
  },
  witness: { before: is("driver", "suspended") },
  memory: { invariant: "suspendedDeviceIsSilent" },
};

/** The hypervisor has seen the device stopped, and has not let it go. */
export const seenStopped = [
  "stopped",
  "freezingWaiting",
  "frozen",
  "settled",
  "savingQueues",
  "copying",
  "saved",
  "there",
  "stoppingThereWaiting",
  "restoring",
  "queuesRestored",
  "statusRestored",
];

/** SAFE-15, for a stop by the status bit. */
export const theStopLasts: Property = {
  name: "theStopLasts",
  id: "SAFE-15",
  claim: "a device that the hypervisor has stopped touches no virtqueue until it is let go",
  restsOn: [],
  kind: "step",
  never: { before: is("hypervisor", ...seenStopped), event: event(deviceAccesses) },
  witness: { event: event(["hypervisor.finishes"]) },
  memory: { invariant: "stoppedDeviceIsSilent" },
};

/** SAFE-10. From the first part that is saved to the end, no saved part changes. */
export const savedStateIsOneCut = (scope: Scope, monitor: MachineDeclaration): Property => ({
  name: "savedStateIsOneCut",
  id: "SAFE-10",
  claim: "the saved state is one that the device, its rings and its driver had at one time",
  restsOn: [],
  monitor,
  kind: "invariant",
  holds: not(is("cut", "broken")),
  witness: { event: event([scope.restores > 0 ? "hypervisor.switches" : "hypervisor.finishes"]) },
  memory: { cannotShow: "the saved state is the hypervisor's, not guest memory" },
});

/** SAFE-11. Nothing that was written is left behind. */
export const allMemoryIsCopied: Property = {
  name: "allMemoryIsCopied",
  id: "SAFE-11",
  claim: "no guest memory is written after its last copy",
  restsOn: [],
  kind: "step",
  never: {
    before: is("dirtyLog", "written"),
    event: event(["hypervisor.finishes", "hypervisor.switches"]),
  },
  witness: { event: event(["hypervisor.finishes", "hypervisor.switches"]) },
  memory: { invariant: "lastCopyIsComplete" },
};

/** SAFE-11, page by page. */
export const allPagesAreCopied: Property = {
  name: "allPagesAreCopied",
  id: "SAFE-11",
  claim: "when the hypervisor has finished, its copy holds what memory holds, in every page",
  restsOn: [],
  kind: "step",
  never: {
    before: either(
      has("page0", "differs", (differs) => differs === true),
      has("page1", "differs", (differs) => differs === true),
    ),
    event: event(["hypervisor.finishes", "hypervisor.switches"]),
  },
  witness: { event: event(["hypervisor.finishes", "hypervisor.switches"]) },
  memory: { invariant: "lastCopyIsComplete" },
};

/** SAFE-1, for the buffers, which S-11b does not name (H17). */
export const suspendedDeviceLeavesBuffersAlone: Property = {
  name: "suspendedDeviceLeavesBuffersAlone",
  id: "SAFE-1",
  claim: "no write of a suspended device reaches a buffer",
  restsOn: [],
  kind: "step",
  never: { before: is("status", "suspended"), event: event(["payload.lands"]) },
  witness: { event: event(["payload.lands"]) },
  memory: { invariant: "suspendedDeviceIsSilent" },
};

/** No access that the guest has made is left half done at the cut. */
export const noAccessIsLeftBehind: Property = {
  name: "noAccessIsLeftBehind",
  claim: "no trapped access of the guest is left under way when the state is saved",
  restsOn: [],
  kind: "step",
  never: {
    before: is("trap", "write", "read"),
    event: event(["hypervisor.finishes", "hypervisor.switches"]),
  },
  witness: { event: event(["hypervisor.finishes", "hypervisor.switches"]) },
  memory: { cannotShow: "a trapped access is in no guest memory" },
};

/** D4, device first: the request is accepted, and nobody answers it. */
export const noRequestTimesOut: Property = {
  name: "noRequestTimesOut",
  claim: "no request is left unanswered by a stopped device while its guest runs and waits",
  restsOn: [],
  kind: "step",
  never: { event: event(["driver.timesOut"]) },
  witness: { event: event(["driver.makesAvailable"]) },
  memory: { cannotShow: "time is not in memory" },
};

/** D4, guest first: the device goes on until it is stopped itself. */
export const pausedGuestIsLeftAlone: Property = {
  name: "pausedGuestIsLeftAlone",
  claim: "a paused guest has no memory written and is sent no interrupt until it is let go",
  restsOn: [],
  kind: "step",
  never: {
    before: both(
      is("vcpu", "paused", "pausedInTrap"),
      not(is("hypervisor", "goingBack", "goingBackWaiting", "goingBackAnswer", "runningAgain")),
    ),
    event: event(["device.uses", "device.interrupts"]),
  },
  witness: { event: event(["hypervisor.pausesVcpus"]) },
  memory: { cannotShow: "whether a CPU is paused is not in memory" },
};

/** SAFE-12. */
export const sameGenerationSameVersion: Property = {
  name: "sameGenerationSameVersion",
  id: "SAFE-12",
  claim: "fields read between two equal generations belong to one version",
  restsOn: ["B34"],
  kind: "step",
  never: {
    before: both(
      is("driverConfig", "readingAgain"),
      differ(["driverConfig", "version"], ["config", "version"]),
    ),
    event: event(["driver.readsGeneration", "hypervisor.answersGeneration"]),
    after: is("driverConfig", "idle"),
  },
  witness: { event: event(["driver.readsConfig", "hypervisor.answersConfig"]) },
  memory: { cannotShow: "configuration space is not in guest memory" },
};

/** Not lost while suspended: nobody promises it. */
export const noPacketIsLost: Property = {
  name: "noPacketIsLost",
  claim: "a packet that arrives while the device is suspended waits for it to resume",
  restsOn: [],
  kind: "step",
  never: { event: event(["environment.sendsPacket"], { fate: "lost" }) },
  witness: { before: is("status", "suspended"), event: event(["environment.sendsPacket"]) },
  memory: { cannotShow: "a packet that is lost was never in guest memory" },
};

/** D8, first half. */
export const askingToSuspendChangesNothing: Property = {
  name: "askingToSuspendChangesNothing",
  claim:
    "between the request to suspend and being suspended, nothing that the guest can see changes",
  restsOn: [],
  kind: "step",
  never: {
    before: is("status", "suspending"),
    event: event(["device.uses", "device.interrupts"]),
  },
  witness: { event: event(["device.presentsSuspended"]) },
  memory: { cannotShow: "a device that drains breaks no rule of the ring" },
};

/** D8, second half. */
export const beingSuspendedChangesNothing: Property = {
  name: "beingSuspendedChangesNothing",
  claim:
    "from being suspended until it is resumed, the device changes nothing that the guest can see",
  restsOn: ["S-11a", "S-11b", "S-11c"],
  kind: "step",
  never: {
    before: is("status", "suspended"),
    event: event(["device.uses", "device.interrupts", "device.fetches"]),
  },
  witness: { event: event(["device.presentsSuspended"]) },
  memory: { invariant: "suspendedDeviceIsSilent" },
};
