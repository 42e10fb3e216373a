/**
 * What each event of the model is on real memory.
 *
 *   does      tells a side its decision, and nothing of what follows from it
 *   accesses  every byte access of the step, in order, by field name
 *   none      why an event touches no guest memory
 *
 * `slot` is the ring entry of the position that the side itself has reached,
 * `head` the descriptor that it has chosen or read, `b` the event's buffer.
 */
import type { ModelEvent } from "../../types/index.ts";
import type { Kernel } from "./kernel.ts";
import type { Outcome } from "./outcome.ts";
import { CONFIG_BIT, USED_BIT } from "./registers.ts";

export interface Program {
  readonly accesses: readonly string[];
  /** The accesses where nothing has changed since the side last notified, or where the
   *  payload stands in the buffer already. */
  readonly whenNothingIsNew?: readonly string[];
  readonly none?: string;
  readonly does: (kernel: Kernel, event: ModelEvent) => Outcome | undefined;
}

type Does = (kernel: Kernel, event: ModelEvent) => void;

const stays: Does = () => undefined;
/** An event that touches no guest memory. */
const none = (why: string, does: Does = stays): Program => ({
  accesses: [],
  none: why,
  does: (kernel, event) => {
    does(kernel, event);
    return undefined;
  },
});
const register = (does: Does = stays): Program => none("a register, not memory", does);
const onItsWay = none("a notification on its way");
const notifiesConfig = none("a notification on its way", ({ registers }, { sets = "" }) =>
  sets === "" ? registers.notifies(CONFIG_BIT) : registers.isPulled(),
);
const pause = none("CPUs are no memory");
const value = (event: ModelEvent): number => Number(event.value);
const isDirect = (path: string): boolean => path === "direct";

/** The data path. */
const rings: Readonly<Record<string, Program>> = {
  "driver.makesAvailable": {
    accesses: [
      "write desc[head].addr",
      "write desc[head].len",
      "write desc[head].flags",
      "write desc[head].next",
      "write avail.ring[slot]",
      "barrier",
      "write avail.idx",
    ],
    does: (kernel, event) => kernel.queueOf(event)?.makeAvailable(Number(event.b)),
  },
  "driver.kicks": {
    accesses: ["barrier", "read used.flags", "kick"],
    whenNothingIsNew: ["barrier", "kick"],
    does: (kernel, event) => kernel.queueOf(event)?.kick(kernel.kicksOnceMore),
  },
  "device.fetches": {
    accesses: [
      "read avail.idx",
      "read avail.ring[slot]",
      "read desc[head].addr",
      "read desc[head].len",
      "read desc[head].flags",
    ],
    does: (kernel, event) => kernel.queueOf(event)?.fetch(),
  },
  "device.findsNothing": {
    accesses: ["read avail.idx"],
    does: (kernel, event) => kernel.queueOf(event)?.findNothing(),
  },
  "device.uses": {
    accesses: [
      "write buffer[b]",
      "write used.ring[slot].id",
      "write used.ring[slot].len",
      "barrier",
      "write used.idx",
    ],
    whenNothingIsNew: [
      "write used.ring[slot].id",
      "write used.ring[slot].len",
      "barrier",
      "write used.idx",
    ],
    does: (kernel, event) => {
      kernel.registers.takesPlace(USED_BIT);
      const queue = kernel.queueOf(event);
      const outcome = queue?.use(Number(event.b));
      if (kernel.registers.atOnce) queue?.hasTold();
      return outcome;
    },
  },
  "device.interrupts": {
    accesses: ["barrier", "read avail.flags", "interrupt"],
    does: (kernel, event) => {
      if (event.sets === ", no bit") kernel.registers.isPulled();
      else kernel.registers.notifies(USED_BIT);
      return kernel.queueOf(event)?.interrupt();
    },
  },
  "device.mishandlesKick": {
    accesses: ["read avail.idx"],
    does: (kernel, event) => kernel.queueOf(event)?.findNothing(),
  },
  "driver.mishandlesInterrupt": {
    accesses: ["read used.idx"],
    does: (kernel, event) => kernel.queueOf(event)?.findNothingUsed(),
  },
  "driver.reaps": {
    accesses: ["read used.idx", "read used.ring[slot].id", "read used.ring[slot].len"],
    does: (kernel, event) => kernel.queueOf(event)?.reap(),
  },
  "driver.enablesQueue": {
    accesses: ["write desc", "write avail", "write used"],
    does: (kernel, event) => {
      kernel.registers.enablesQueue(Number(event.q));
      return kernel.queueOf(event)?.layOut();
    },
  },
  "kick.arrives": onItsWay,
  "device.handlesKick": none("the device decides to look; it looks when it fetches"),
  "device.dropsKick": none("the kick is the device's, not memory"),
  "device.polls": none("the device decides to look; it looks when it fetches"),
  "interrupt.arrives": onItsWay,
  "driver.handlesInterrupt": none("the driver looks when it takes buffers back"),
  "driver.timesOut": none("time is not memory"),
};

/** Status, virtqueue reset, function reset. */
const registers: Readonly<Record<string, Program>> = {
  "driver.writesStatus": register((kernel, event) => {
    kernel.life.driverWrites(value(event));
    if (isDirect(kernel.scope.common)) kernel.life.deviceReceives(value(event));
  }),
  "driver.readsStatus": register(({ life }, event) => life.driverReads(value(event))),
  "driver.readsStatusFirst": register(({ life }, event) => life.driverReads(value(event))),
  "driver.asksForStatus": register(),
  "hypervisor.answersStatus": register(({ life }, event) => life.driverReads(value(event))),
  "hypervisor.performsWrite": register(({ life }, event) => life.deviceReceives(value(event))),
  "otherCpu.readsStatus": register(),
  "otherCpu.writesStatus": register(({ life }, event) => life.deviceReceives(value(event))),
  "hypervisor.writesStatus": register(({ life }, event) => life.deviceReceives(value(event))),
  "hypervisor.readsStatus": register(({ life }, event) => life.hypervisorReads(String(event.next))),
  "device.stopsConsuming": none("the device decides to fetch no more"),
  "device.presentsSuspended": register((kernel, { position = "" }) => {
    kernel.life.deviceIsSuspended();
    if (position !== "") kernel.forgetsPositions();
  }),
  "device.presentsResumed": register(({ life, registers, queues }) => {
    life.deviceRuns();
    for (const q of registers.stopsNow()) queues[q]?.reset();
  }),
  "device.fails": register(),
  "device.completesReset": register((kernel, { keeps = "", mapping = "" }) =>
    kernel.resetDevice({
      vector: mapping !== "",
      bits: /bits|both/.test(String(keeps)),
      ready: /ready|both/.test(String(keeps)),
    }),
  ),
  "driver.selectsQueue": register(),
  "driver.writesQueueReset": register(),
  "driver.writesQueueEnable": register(),
  "driver.readsQueueReset": register(),
  "driver.readsQueueEnable": register(),
  "driver.readsQueueReady": register(),
  "driver.writesQueueReady": register(({ registers, queues }, { q, effect, still }) => {
    if (effect === "deferred") registers.stopsLater(Number(q));
    if (effect !== "performed") return;
    registers.queueIs(Number(q), false);
    if (still === "") queues[Number(q)]?.reset();
  }),
  "device.completesQueueReset": register((kernel, event) => {
    kernel.registers.queueIs(Number(event.q), false);
    kernel.queueOf(event)?.reset({ stands: Boolean(event.stands), owes: Boolean(event.owes) });
  }),
  "driver.releasesQueue": none("bytes change owner and stay as they are", (kernel, event) =>
    kernel.queueOf(event)?.release(),
  ),
  "hypervisor.selectsQueue": register(),
  "hypervisor.readsQueueSelect": register(),
  "hypervisor.writesQueueReset": register(),
  "driver.resetsFunction": register((kernel) => {
    kernel.life.driverResetsFunction();
    if (isDirect(kernel.scope.pciConfig)) kernel.resetDevice();
  }),
  "hypervisor.performsFunctionReset": register((kernel, event) => {
    kernel.life.hypervisorResetsFunction(String(event.record));
    kernel.resetDevice();
  }),
};

/** PCI power states and bus mastering: configuration space, and what is not answered in D3hot. */
const powerStates: Readonly<Record<string, Program>> = {
  "driver.setsPower": register(),
  "driver.setsBusMaster": register(),
  "driver.restoresBusMaster": register(),
  "hypervisor.clearsBusMaster": register(),
  "hypervisor.restoresBusMaster": register(),
  "device.losesState": register((kernel) => kernel.resetDevice()),
  "power.answersAllOnes": register(),
  "power.losesWrite": register(({ life }, event) => life.driverWrites(value(event))),
  "power.losesKick": none("the kick reaches nobody", (kernel, event) =>
    kernel.queueOf(event)?.kickIsLost(),
  ),
  // Below revision 2 the end of its command is all that the driver learns.
  "channel.endsCommand": register(({ life, scope }, { outcome, driver }) => {
    const learnsNoMore = scope.ccwRevision < 2 && outcome === "done";
    if (learnsNoMore || driver === "believes") life.driverTakesItForDone();
    else if (outcome === "rejected") life.driverIsRefused();
  }),
};

const configSpace = none("configuration space is not guest memory");

const configuration: Readonly<Record<string, Program>> = {
  "environment.changesConfig": none("configuration space is not guest memory", (kernel, event) => {
    if (event.effect !== "hidden") kernel.registers.takesPlace(CONFIG_BIT);
  }),
  "device.notifiesConfig": notifiesConfig,
  "device.notifiesConfigLate": notifiesConfig,
  "configInterrupt.arrives": onItsWay,
  "hypervisor.notifiesConfig": none("a notification on its way", ({ registers }) =>
    registers.vmmNotifies(CONFIG_BIT),
  ),
  "driver.handlesConfigInterrupt": onItsWay,
  "driver.readsGeneration": configSpace,
  "driver.readsConfig": configSpace,
  "driver.asksForConfig": configSpace,
  "hypervisor.answersGeneration": configSpace,
  "hypervisor.answersConfig": configSpace,
  "stop.losesPacket": none("a packet that is lost never was in memory"),
  "environment.sendsPacket": none("a packet reaches memory when the device uses a buffer for it"),
};

/** Stop and copy. Copying looks at memory beside the rings' own accesses. */
const migration: Readonly<Record<string, Program>> = {
  "hypervisor.begins": none("a decision", ({ life }) => life.hypervisorBegins()),
  "hypervisor.pausesVcpus": pause,
  "hypervisor.resumesVcpus": pause,
  "hypervisor.flushes": none("trapped accesses are performed in steps of their own"),
  "hypervisor.savesStatus": register(),
  "hypervisor.savesQueue": {
    accesses: [],
    none: "the position is the device's",
    does: (kernel, event) => kernel.queueOf(event)?.save(),
  },
  "hypervisor.copiesMemory": none("the copy is read past the rings", (kernel) =>
    kernel.copyMemory(),
  ),
  "hypervisor.switches": none("the device is another one, memory is the same", (kernel) => {
    kernel.handOver();
    kernel.switchHosts();
  }),
  "hypervisor.restoresStatus": register(({ life, registers }, event) => {
    life.deviceIsGiven(value(event));
    registers.deviceIsGivenStatus();
  }),
  "hypervisor.restoresQueue": {
    accesses: [],
    none: "the position is the device's",
    does: (kernel, event) => {
      const queue = kernel.queueOf(event);
      const outcome = queue?.restore();
      if (queue?.enabled) kernel.registers.queueIs(Number(event.q), true);
      return outcome;
    },
  },
  "hypervisor.kicksAgain": onItsWay,
  "hypervisor.aborts": none("a decision", ({ life }) => life.hypervisorLetsGo()),
  "hypervisor.finishes": none("a decision", (kernel) => {
    kernel.handOver();
    kernel.life.hypervisorLetsGo();
  }),
};

/** Writes that take time, and memory that is copied page by page. */
const pages: Readonly<Record<string, Program>> = {
  "device.writesBuffer": none("a write on its way"),
  "payload.lands": {
    accesses: ["write buffer[b]"],
    does: (kernel, event) => kernel.queueOf(event)?.land(Number(event.b)),
  },
  "hypervisor.readsLog": none("the dirty log is the hypervisor's"),
  "hypervisor.copiesPage": none("the copy is read past the rings", (kernel, event) =>
    kernel.copyPage(Number(event.p)),
  ),
  "hypervisor.endsRound": none("a decision"),
};

/** A stop by the device's owner, or ring by ring. */
const ownerStop: Readonly<Record<string, Program>> = {
  "hypervisor.setsMode": none("a command to the owner device", ({ life }, event) =>
    life.hypervisorCommands(String(event.mode)),
  ),
  "device.takesCommand": none("a command to the owner device"),
  "device.completesCommand": none("a command to the owner device", (kernel, event) => {
    kernel.life.deviceAnswers(String(event.mode), String(event.outcome));
    if ((event.position ?? "") !== "") kernel.forgetsPositions();
  }),
  "device.ignoresKick": onItsWay,
  "mode.losesQueueReset": register(),
  "mode.losesWrite": register((kernel, event) => kernel.life.driverWrites(value(event))),
  "hypervisor.setsPower": none("PCI configuration space", ({ life }, event) =>
    life.hypervisorSetsPower(String(event.state)),
  ),
  "hypervisor.stopsRing": {
    accesses: [],
    none: "the position is the device's",
    does: (kernel, event) => {
      const outcome = kernel.queueOf(event)?.save();
      kernel.life.hypervisorStopsRing(Number(event.q), kernel.scope.queues);
      return outcome;
    },
  },
  "hypervisor.startsRing": none("a message to the back end", ({ life }) => life.hypervisorLetsGo()),
};

/** Interrupt lines, vectors, and what is left of a register. */
const interrupts: Readonly<Record<string, Program>> = {
  "driver.takesInterrupt": register(({ registers }) => registers.isTaken()),
  "driver.readsInterruptStatus": register(({ registers }, { clears = "" }) => {
    if (clears === "") registers.isRead();
  }),
  "driver.acknowledges": register(({ registers }, { bits, clears }) => {
    if (clears === "") registers.isAcknowledged(Number(bits));
  }),
  "driver.leavesInterrupt": none("the driver decides to clear nothing"),
  "driver.looksAtRings": none("the driver looks when it takes buffers back"),
  "driver.examinesConfig": configSpace,
  "device.clearsInterrupts": register(({ registers }) => registers.clears()),
  "device.clearsReady": register(({ registers }, event) =>
    registers.queueIs(Number(event.q), false),
  ),
  "vector.dropsConfigInterrupt": none("a notification that is not sent"),
};

const fromPeer = none("a write from device to device");
const ofPeers = none("a decision about two devices, neither of which has virtqueues here");

/** Two devices of one guest. */
const peers: Readonly<Record<string, Program>> = {
  "peer.ringsDoorbell": fromPeer,
  "doorbell.arrives": fromPeer,
  "doorbell.isIgnored": fromPeer,
  "peer.answers": fromPeer,
  "hypervisor.quietsDevice": ofPeers,
  "hypervisor.stopsDevice": ofPeers,
  "hypervisor.freezesDevice": ofPeers,
  "hypervisor.savesDevice": ofPeers,
  "hypervisor.startsDevice": ofPeers,
};

/** One entry for each event of the model. */
export const programs: Readonly<Record<string, Program>> = {
  ...rings,
  ...registers,
  ...powerStates,
  ...configuration,
  ...migration,
  ...pages,
  ...ownerStop,
  ...interrupts,
  ...peers,
};
