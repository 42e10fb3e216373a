/**
 * Events of interrupt lines, of the register behind them and of MSI-X vectors, and what
 * they do to every other event.
 *
 * A level is one for the whole device: a bit of its interrupt status is set, the line
 * is asserted while one is, the guest's CPU takes that, reads the status, acknowledges
 * (MMIO; on PCI the read clears) and looks at what the bits name.
 */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { IGNORED, KEPT } from "./answers.ts";
import { delivery, waitsRead } from "./fairness.ts";

/** Bit 0 and bit 1, on MMIO and on PCI alike. */
export const USED = 1;
export const CONFIG = 2;

/** How the phrase of a write of 0 to QueueReady ends where the device goes on with the
 *  virtqueue all the same; empty where it does not. */
export const STILL_RUNS = ", runs";

const toHandle = ["driver", "vcpu"];

/** What a guest does with an interrupt line. */
function lines(scope: Scope): EventDeclarations {
  const mmio = scope.transport === "mmio";
  const some = [USED, CONFIG, USED | CONFIG];
  return {
    "driver.takesInterrupt": {
      initiator: "handler",
      participants: [...toHandle, "interruptStatus"],
      mayBlock: [...toHandle, "interruptStatus"],
      fair: delivery,
      sentence: "The guest's CPU takes the interrupt of a line that is asserted.",
      phrase: "take interrupt",
    },
    "driver.readsInterruptStatus": {
      initiator: "handler",
      participants: [...toHandle, "interruptStatus"],
      mayBlock: toHandle,
      parameters: { bits: [0, ...some], ...(mmio ? {} : { clears: ["", KEPT] }) },
      answers: mmio ? ["bits"] : ["bits", "clears"],
      ...(mmio ? {} : { fair: delivery }),
      sentence: `The driver reads {bits} from the interrupt status${mmio ? "" : "{clears}"}.`,
      phrase: mmio ? "interrupt status is {bits}" : "ISR status is {bits}{clears}",
    },
    "driver.acknowledges": {
      initiator: "handler",
      participants: [...toHandle, "interruptStatus", "driverConfig"],
      mayBlock: [...toHandle, "driverConfig"],
      parameters: {
        bits: mmio ? some : [],
        when: ["noted", "handled"],
        clears: ["", IGNORED],
      },
      answers: ["clears"],
      decider: "interruptStatus",
      sentence: "The driver writes {bits} to InterruptACK, of what it has {when}{clears}.",
      phrase: "ack {bits} {when}{clears}",
    },
    "driver.leavesInterrupt": {
      initiator: "handler",
      participants: toHandle,
      mayBlock: toHandle,
      fair: delivery,
      sentence: "The driver, having set SUSPEND, does not clear the interrupt status.",
      phrase: "clear no bit",
    },
    "driver.looksAtRings": {
      initiator: "handler",
      participants: toHandle,
      mayBlock: toHandle,
      fair: delivery,
      sentence: "The driver looks for used buffers in every virtqueue.",
      phrase: "look at rings",
    },
    "driver.examinesConfig": {
      initiator: "handler",
      participants: [...toHandle, "driverConfig"],
      mayBlock: [...toHandle, "driverConfig"],
      fair: delivery,
      sentence: "The driver begins to read the configuration, because of an interrupt.",
      phrase: "examine config",
    },
    "device.clearsInterrupts": {
      initiator: "interruptStatus",
      participants: [],
      mayBlock: [],
      sentence: "The device clears its interrupt status, which nobody has acknowledged.",
      phrase: "clear interrupts",
    },
  };
}

/** What becomes of a message that has no vector, and of a register that outlasts a reset;
 *  and MMIO's way to stop a virtqueue. */
function others(scope: Scope): EventDeclarations {
  const q = scope.transport === "mmio" ? upTo(scope.queues) : [];
  const selected = ["vcpu", "select", "queue{q}", "ready{q}"];
  return {
    "driver.writesQueueReady": {
      initiator: "driver",
      participants: [...selected, "status"],
      mayBlock: ["vcpu"],
      decider: "status",
      parameters: { q, effect: ["performed", "ignored", "deferred"], still: ["", STILL_RUNS] },
      answers: ["q", "effect", "still"],
      sentence: "The driver writes 0 to QueueReady of the selected virtqueue {q}: {effect}{still}.",
      phrase: "write QueueReady q{q}=0, {effect}{still}",
    },
    "driver.readsQueueReady": {
      initiator: "driver",
      participants: ["vcpu", "select", "ready{q}"],
      mayBlock: ["vcpu"],
      parameters: { q, value: [0, 1], driver: ["done", "waits"] },
      answers: ["q", "value", "driver"],
      fair: waitsRead,
      sentence: "The driver reads {value} from QueueReady of the selected virtqueue {q}: {driver}.",
      phrase: "read QueueReady q{q}={value}, {driver}",
    },
    "vector.dropsConfigInterrupt": {
      initiator: "vector",
      participants: ["status", "mode", "config"],
      mayBlock: ["status", "mode", "config"],
      sentence: "The device has a configuration change to tell of, and no vector for it.",
      phrase: "no vector for config",
    },
    "device.clearsReady": {
      initiator: "ready{q}",
      participants: [],
      mayBlock: [],
      parameters: { q: upTo(scope.queues) },
      sentence: "The device, which was reset, clears QueueReady of virtqueue {q} after all.",
      phrase: "clear ready q{q}",
    },
  };
}

interface Also {
  readonly takesPart: readonly string[];
  readonly mayBlock?: readonly string[];
}

/** Who else takes part in an event of the rest of the model. */
const also: Readonly<Record<string, Also>> = {
  "device.uses": { takesPart: ["interruptStatus"] },
  "device.interrupts": { takesPart: ["interruptStatus"] },
  "environment.changesConfig": { takesPart: ["interruptStatus"] },
  "device.notifiesConfig": { takesPart: ["interruptStatus", "vector"], mayBlock: ["vector"] },
  "device.notifiesConfigLate": { takesPart: ["interruptStatus", "vector"], mayBlock: ["vector"] },
  "hypervisor.notifiesConfig": { takesPart: ["interruptStatus"] },
  "device.presentsSuspended": { takesPart: ["interruptStatus"], mayBlock: ["interruptStatus"] },
  "device.presentsResumed": { takesPart: ["interruptStatus", "ready*"] },
  "device.completesReset": { takesPart: ["interruptStatus", "ready*", "vector"] },
  "device.losesState": { takesPart: ["interruptStatus"] },
  "device.completesQueueReset": { takesPart: ["ready{q}"] },
  "driver.resetsFunction": { takesPart: ["interruptStatus", "vector"] },
  "hypervisor.performsFunctionReset": { takesPart: ["interruptStatus", "vector"] },
  "driver.enablesQueue": { takesPart: ["ready{q}", "vector"], mayBlock: ["ready{q}"] },
  "driver.readsStatus": { takesPart: ["handler"] },
  "hypervisor.answersStatus": { takesPart: ["handler"] },
  "hypervisor.switches": { takesPart: ["interruptStatus", "ready*", "vector"] },
  "hypervisor.restoresStatus": { takesPart: ["interruptStatus", "vector"] },
  "hypervisor.restoresQueue": { takesPart: ["ready{q}"] },
};

/** A level is not under way, and is taken for all virtqueues at once. */
const ofMessages = ["interrupt.arrives", "driver.handlesInterrupt", "driver.mishandlesInterrupt"];

/** The events of lines and vectors, and all others with who else takes part. */
export function interrupting(scope: Scope, declarations: EventDeclarations): EventDeclarations {
  const levels = scope.interrupts === "levels";
  const isTrapped = (type: string): boolean =>
    type === "driver.resetsFunction" && scope.pciConfig !== "direct";
  const more = Object.entries(declarations).map(([type, event]) => {
    const extra = also[type];
    const parameters = levels && ofMessages.includes(type) ? { q: [] } : event.parameters;
    const sized = parameters === undefined ? event : { ...event, parameters };
    if (extra === undefined || isTrapped(type)) return [type, sized];
    const participants = [...event.participants, ...extra.takesPart];
    const mayBlock = [...event.mayBlock, ...(extra.mayBlock ?? [])];
    return [type, { ...sized, participants, mayBlock }];
  });
  return { ...Object.fromEntries(more), ...lines(scope), ...others(scope) };
}
