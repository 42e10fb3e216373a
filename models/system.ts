/** Composes the machines that a question needs, for a scope. */
import type { MachineDeclaration, SystemDeclaration } from "../checker/types/index.ts";
import { withAnswers } from "./events/answers.ts";
import { logged } from "./events/memory.ts";
import { withMode } from "./events/owner-mode.ts";
import { events } from "./events.ts";
import { adminQueue } from "./machines/admin-queue.ts";
import { busMaster } from "./machines/bus-master.ts";
import { channel } from "./machines/channel.ts";
import { backlog, config, environment } from "./machines/config.ts";
import { copier } from "./machines/copier.ts";
import { driver } from "./machines/driver.ts";
import { driverQueue, select } from "./machines/driver-queue.ts";
import { driverConfig, otherCpu, vcpu } from "./machines/guest.ts";
import { guestPci, vmmPci } from "./machines/guest-pci.ts";
import { hypervisor } from "./machines/hypervisor.ts";
import { interruptHandler } from "./machines/interrupt-handler.ts";
import { interruptStatus, owedLevel } from "./machines/interrupt-status.ts";
import {
  configTrap,
  dirtyLog,
  functionTrap,
  savedQueue,
  savedStatus,
  trap,
} from "./machines/migration.ts";
import { mode } from "./machines/mode.ts";
import { configInterrupt, interrupt, kick } from "./machines/notifications.ts";
import { pages } from "./machines/pages.ts";
import { payload } from "./machines/payload.ts";
import { peerDevices } from "./machines/peer.ts";
import { peerHypervisor } from "./machines/peer-hypervisor.ts";
import { power } from "./machines/power.ts";
import { queue } from "./machines/queue.ts";
import { queueReady } from "./machines/queue-ready.ts";
import { replayer } from "./machines/replayer.ts";
import { ringMemory } from "./machines/ring.ts";
import { secondDriver } from "./machines/second-driver.ts";
import { status } from "./machines/status.ts";
import { vector } from "./machines/vector.ts";
import { vring } from "./machines/vring.ts";
import { ruleBook } from "./rule-book.ts";
import { type Scope, upTo } from "./scope.ts";

/** The register behind an interrupt line, and who takes the interrupt. */
const line = (scope: Scope): readonly MachineDeclaration[] => [
  interruptStatus(scope),
  interruptHandler(scope),
];

/** What holds an access that the hypervisor traps. */
const traps = (scope: Scope): readonly MachineDeclaration[] => [
  ...(scope.common === "trapped" ? [trap()] : []),
  ...(scope.pciConfig === "trapped" && scope.functionResets > 0 ? [functionTrap()] : []),
];

/** Groups of machines that a scenario may ask for. */
const parts = {
  /** The driver's control side and the device's status: in every scenario. */
  control: (scope: Scope) => [
    driver(scope),
    status(scope),
    ...(scope.transport === "ccw" ? [channel()] : []),
  ],
  /** Buffers going round: both sides of each virtqueue, and its memory. */
  dataPath: (scope: Scope) =>
    upTo(scope.queues).flatMap((q) => [
      driverQueue(scope, q),
      queue(scope, q),
      ...ringMemory(scope, q),
    ]),
  kicks: (scope: Scope) => upTo(scope.queues).map((q) => kick(scope, q)),
  interrupts: (scope: Scope) =>
    scope.interrupts === "levels"
      ? [...upTo(scope.queues).map((q) => owedLevel(scope, q)), ...line(scope)]
      : upTo(scope.queues).map((q) => interrupt(scope, q)),
  /** The MSI-X vector of configuration changes. */
  vectors: (scope: Scope) => [vector(scope)],
  /** QueueReady, on MMIO. */
  queueReady: (scope: Scope) => upTo(scope.queues).map((q) => queueReady(scope, q)),
  /** The selected-queue registers. */
  queueRegisters: () => [select()],
  cpus: (scope: Scope) => [vcpu(scope)],
  /** The power state of a PCI function. */
  power: (scope: Scope) => [power(scope)],
  /** Bus mastering of a PCI function, and who writes it. */
  busMastering: (scope: Scope) => [busMaster(scope), guestPci(scope), vmmPci(scope)],
  otherCpu: (scope: Scope) => (scope.otherCpus > 0 ? [otherCpu()] : []),
  configuration: (scope: Scope) => [
    config(scope),
    ...(scope.interrupts === "levels" ? line(scope) : [configInterrupt(scope)]),
    driverConfig(scope),
    ...(scope.deviceConfig === "trapped" ? [configTrap()] : []),
    environment(scope),
  ],
  packets: (scope: Scope) => [backlog(), environment(scope)],
  /** The hypervisor, what it traps, and what it saves. */
  migration: (scope: Scope) => [
    hypervisor(scope),
    savedStatus(),
    ...upTo(scope.queues).map((q) => savedQueue(scope, q)),
    ...traps(scope),
  ],
  /** What an owner stops a device by, beside its status. */
  ownerStops: (scope: Scope) => [mode(scope), adminQueue(), ...upTo(scope.queues).map(vring)],
  /** The same where no owner device is in reach. */
  stopsWithoutOwner: (scope: Scope) => [mode(scope), ...upTo(scope.queues).map(vring)],
  /** Two devices, one of which rings the other's doorbell, and who stops both. */
  peers: (scope: Scope) => [...peerDevices(), peerHypervisor(scope)],
  dirtyLog: () => [dirtyLog()],
  /** Writes of a device that take time. */
  payload: (scope: Scope) => upTo(scope.queues).map((q) => payload(scope, q)),
  /** Memory in two pages, logged and copied one by one. */
  pages: (scope: Scope) => pages(scope),
  /** In place of the hypervisor of a migration, one that copies memory and no more. */
  copier: (scope: Scope) => [copier(scope)],
  /** A hypervisor that restores by replaying status writes. */
  replay: (scope: Scope) => [replayer(scope)],
  secondDriver: (scope: Scope) => [
    secondDriver(scope),
    ...upTo(scope.queues).map((q) => savedQueue(scope, q)),
  ],
} satisfies Record<string, (scope: Scope) => readonly MachineDeclaration[]>;

export type Part = keyof typeof parts;

/** The system of the named parts, in the order in which they are named here. A machine
 *  of two parts is in it once. */
export const compose = (name: string, scope: Scope, wanted: readonly Part[]): SystemDeclaration => {
  const asked = wanted.flatMap((part): readonly MachineDeclaration[] => parts[part](scope));
  // A hypervisor that traps performs, also where it plays no other part, and a CPU waits.
  const trapping = wanted.includes("control") ? traps(scope) : [];
  const isTrapped = trapping.length > 0 || asked.some(({ kind }) => kind === "configTrap");
  const machines = [...asked, ...trapping, ...(isTrapped ? [vcpu(scope)] : [])].filter(
    ({ name }, at, all) => all.findIndex((other) => other.name === name) === at,
  );
  const kinds = new Set(machines.map(({ kind }) => kind));
  const declared = kinds.has("page") ? logged(events(scope)) : events(scope);
  const moded = kinds.has("mode") ? withMode(scope, declared) : declared;
  return {
    name,
    machines,
    events: withAnswers(scope, kinds, moded),
    rules: ruleBook(scope),
  };
};
