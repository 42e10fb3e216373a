/** Events of the registers that a virtqueue is reset and enabled by. */
import type { EventDeclaration, EventDeclarations } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { waitsRead } from "./fairness.ts";

/** Virtqueue reset: a selected register, so every access takes two steps. */
export function queueRegisters(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  return { ...asksForReset(scope, q), ...afterReset(q), ...byHypervisor(q) };
}

type Queues = readonly number[];

const selected = ["select", "queue{q}"];

/** The driver reads a register of the selected virtqueue, and knows what it was after, or waits. */
const reads = (q: Queues, register: string, also: readonly string[] = []): EventDeclaration => ({
  initiator: "driver",
  participants: ["vcpu", ...selected],
  mayBlock: ["vcpu"],
  parameters: { q, value: [0, 1], driver: ["done", "waits", ...also] },
  answers: ["q", "value", "driver"],
  fair: waitsRead,
  sentence: `The driver reads {value} from ${register} of virtqueue {q}, the selected one: {driver}.`,
  phrase: `read ${register} q{q}={value}, {driver}`,
});

/** Somebody asks for a reset, and the device does it, leaves it for later, or ignores it. */
const writes = (q: Queues, who: string, words: string): EventDeclaration => ({
  initiator: who,
  participants: [...(who === "driver" ? ["vcpu", "mode"] : []), "status", ...selected],
  mayBlock: who === "driver" ? ["vcpu", "mode"] : [],
  parameters: { q, effect: ["performed", "ignored", "deferred"] },
  answers: ["q", "effect"],
  decider: "status",
  sentence: `${words} writes 1 to queue_reset of the selected virtqueue {q}: {effect}.`,
  phrase: `${who === "driver" ? "write" : "VMM:"} queue_reset q{q}=1, {effect}`,
});

/** The driver selects a virtqueue, asks for its reset, and reads how far that is. */
const asksForReset = (scope: Scope, q: Queues): EventDeclarations => ({
  "driver.selectsQueue": {
    initiator: "driver",
    participants: ["vcpu", "select", "driverQueue{q}"],
    mayBlock: ["vcpu", "driverQueue{q}"],
    parameters: { q },
    sentence: "The driver stops using virtqueue {q} and writes {q} to queue_select.",
    phrase: "select q{q}",
  },
  "driver.writesQueueReset": writes(q, "driver", "The driver"),
  // What a device makes of it, no text says: nothing, here.
  "driver.writesQueueEnable": {
    initiator: "driver",
    participants: ["vcpu", "select"],
    mayBlock: ["vcpu"],
    parameters: { q: scope.transport === "pci" ? q : [], value: [0] },
    answers: ["q"],
    sentence: "The driver writes {value} to queue_enable of the selected virtqueue {q}.",
    phrase: "write queue_enable q{q}={value}",
  },
  "driver.readsQueueReset": reads(q, "queue_reset", ["checks"]),
  "driver.readsQueueEnable": reads(q, "queue_enable"),
});

/** The virtqueue is reset; the driver uses its memory for something else, or enables it anew. */
const afterReset = (q: Queues): EventDeclarations => ({
  "device.completesQueueReset": {
    initiator: "queue{q}",
    participants: ["status", "kick{q}", "interrupt{q}", "payload{q}"],
    mayBlock: ["status"],
    parameters: { q },
    identity: ["q"],
    sentence: "The device has reset virtqueue {q}: queue_reset and queue_enable read 0.",
    phrase: "q{q} is reset",
  },
  "driver.releasesQueue": {
    initiator: "driver",
    participants: ["vcpu", "driverQueue{q}", "buffer{q}.*"],
    mayBlock: ["vcpu", "driverQueue{q}"],
    parameters: { q },
    sentence: "The driver releases the memory of virtqueue {q} for other use.",
    phrase: "release q{q}",
  },
  "driver.enablesQueue": {
    initiator: "driver",
    participants: [
      "vcpu",
      "queue{q}",
      "driverQueue{q}",
      "ring{q}",
      "buffer{q}.*",
      "dirtyLog",
      "page0",
    ],
    mayBlock: ["vcpu"],
    parameters: { q },
    sentence: "The driver lays out virtqueue {q} in fresh memory and enables it.",
    phrase: "enable q{q}",
  },
});

/** The hypervisor's own accesses, which the device cannot tell from the driver's. */
const byHypervisor = (q: Queues): EventDeclarations => ({
  "hypervisor.readsQueueSelect": {
    initiator: "hypervisor",
    participants: ["select"],
    mayBlock: [],
    parameters: { q },
    answers: ["q"],
    sentence: "The hypervisor itself reads {q} from queue_select.",
    phrase: "VMM reads select q{q}",
  },
  "hypervisor.selectsQueue": {
    initiator: "hypervisor",
    participants: ["select"],
    mayBlock: [],
    parameters: { q },
    sentence: "The hypervisor itself writes {q} to queue_select.",
    phrase: "VMM selects q{q}",
  },
  "hypervisor.writesQueueReset": writes(q, "hypervisor", "The hypervisor itself"),
});
