/**
 * The vocabulary: every event, who decides it, who takes part, who may block.
 *
 * Reading an entry:
 *   initiator     the one machine that decides that it happens
 *   participants  every other machine that takes part, if it is in the system
 *   mayBlock      those whose state is a physical precondition; anybody else
 *                 that does not let the event happen is a finding
 *   parameters    every value that a parameter may have
 *   answers       parameters that a participant answers, such as a value read
 *   fair          why the event may not be put off for ever
 *
 * `q` is a virtqueue, `b` one of its buffers, `at` a ring index modulo twice the
 * ring size, `value` a register value. `queue{q}` is the machine of that queue.
 */
import type { EventDeclaration, EventDeclarations, Fairness } from "../checker/types.ts";
import { indices, NO_POSITION, type Scope, upTo } from "./scope.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  FEATURES_ACCEPTED,
  RESET,
  RUNNING,
  readableValues,
} from "./status-values.ts";

/** An event as a machine's guards and assignments see it. */
export interface Happening {
  readonly type: string;
  readonly q: number;
  readonly b: number;
  readonly at: number;
  readonly value: number;
  /** How a device treats a queue_reset write, or shows a configuration change. */
  readonly effect: string;
  /** The version of the device configuration. */
  readonly version: number;
  /** The value of config_generation. */
  readonly generation: number;
  /** What becomes of a packet. */
  readonly fate: string;
  /** What a trapped read of the device configuration asks for. */
  readonly field: string;
}

const obliged = (clause: string): Fairness => ({ clause });
const assumed = (assumption: string): Fairness => ({ assumption });

const deviceWorks = assumed("the device goes on with work that it has begun");
const deviceActsOnKicks = assumed("the device acts on kicks that it holds");
const waitsRead = assumed("who waits for a register goes on reading it");
const delivery = assumed("a notification on its way arrives and is handled");
const hypervisorGoesOn = assumed("the hypervisor takes its next step");

/** The events of the data path: buffers, kicks and used notifications. */
function dataPath(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const b = upTo(scope.buffers);
  const at = indices(scope);
  const slot = `{at%${scope.ring}}`;
  return {
    "driver.makesAvailable": {
      initiator: "driverQueue{q}",
      participants: [
        "driver",
        "vcpu",
        "ring{q}",
        `availSlot{q}.${slot}`,
        "buffer{q}.{b}",
        "kick{q}",
        "dirtyLog",
      ],
      mayBlock: ["driver", "vcpu", "buffer{q}.{b}"],
      parameters: { q, b, at },
      answers: ["at"],
      sentence: "The driver makes buffer {b} available in virtqueue {q}.",
      phrase: "b{b} available q{q}",
    },
    "driver.kicks": {
      initiator: "kick{q}",
      participants: ["driver", "vcpu"],
      mayBlock: ["driver", "vcpu"],
      parameters: { q },
      identity: ["q"],
      fair: obliged("B62a"),
      sentence: "The driver sends an available buffer notification for virtqueue {q}.",
      phrase: "kick q{q}",
    },
    "kick.arrives": {
      initiator: "kick{q}",
      participants: ["status"],
      mayBlock: [],
      parameters: { q },
      identity: ["q"],
      fair: delivery,
      sentence: "A kick for virtqueue {q} that was under way reaches the device.",
      phrase: "kick q{q} arrives",
    },
    "device.handlesKick": {
      initiator: "kick{q}",
      participants: ["status", "queue{q}"],
      mayBlock: ["status", "queue{q}"],
      parameters: { q },
      identity: ["q"],
      fair: deviceActsOnKicks,
      sentence: "The device takes the kick that it holds as a reason to look at virtqueue {q}.",
      phrase: "handle kick q{q}",
    },
    "device.dropsKick": {
      initiator: "kick{q}",
      participants: ["status"],
      mayBlock: ["status"],
      parameters: { q },
      identity: ["q"],
      sentence: "The device forgets the kick that it holds for virtqueue {q}.",
      phrase: "drop kick q{q}",
    },
    "device.polls": {
      initiator: "queue{q}",
      participants: ["status"],
      mayBlock: ["status"],
      parameters: { q },
      sentence: "The device decides, unasked, to look at virtqueue {q} (B49).",
      phrase: "poll q{q}",
    },
    "device.fetches": {
      initiator: "queue{q}",
      participants: ["status", "ring{q}", `availSlot{q}.${slot}`, "buffer{q}.{b}"],
      mayBlock: ["status", "ring{q}"],
      parameters: { q, b, at },
      answers: ["b"],
      identity: ["q"],
      fair: deviceWorks,
      sentence: "The device fetches buffer {b} from virtqueue {q}.",
      phrase: "fetch b{b} q{q}",
    },
    "device.findsNothing": {
      initiator: "queue{q}",
      participants: ["status", "ring{q}"],
      mayBlock: ["status", "ring{q}"],
      parameters: { q, at },
      identity: ["q"],
      fair: deviceWorks,
      sentence: "The device reads the available index of virtqueue {q} and finds nothing new.",
      phrase: "find nothing q{q}",
    },
    "device.uses": {
      initiator: "queue{q}",
      participants: [
        "status",
        "ring{q}",
        `usedSlot{q}.${slot}`,
        "buffer{q}.{b}",
        "interrupt{q}",
        "backlog",
        "dirtyLog",
      ],
      mayBlock: ["status", "backlog"],
      parameters: { q, b, at },
      identity: ["q", "b"],
      fair: deviceWorks,
      sentence: "The device writes buffer {b} and returns it as used in virtqueue {q}.",
      phrase: "use b{b} q{q}",
    },
    "device.interrupts": {
      initiator: "interrupt{q}",
      participants: ["status"],
      mayBlock: ["status"],
      parameters: { q },
      identity: ["q"],
      fair: obliged("B60a"),
      sentence: "The device sends a used buffer notification for virtqueue {q}.",
      phrase: "interrupt q{q}",
    },
    "interrupt.arrives": {
      initiator: "interrupt{q}",
      participants: [],
      mayBlock: [],
      parameters: { q },
      identity: ["q"],
      fair: delivery,
      sentence: "A used buffer notification for virtqueue {q} reaches the guest's CPU.",
      phrase: "interrupt q{q} arrives",
    },
    "driver.handlesInterrupt": {
      initiator: "interrupt{q}",
      participants: ["driver", "vcpu"],
      mayBlock: ["driver", "vcpu"],
      parameters: { q },
      identity: ["q"],
      fair: delivery,
      sentence: "The driver takes the interrupt of virtqueue {q}.",
      phrase: "take interrupt q{q}",
    },
    "driver.reaps": {
      initiator: "driverQueue{q}",
      participants: ["driver", "vcpu", "ring{q}", `usedSlot{q}.${slot}`, "buffer{q}.{b}"],
      mayBlock: ["driver", "vcpu", "ring{q}"],
      parameters: { q, b, at },
      answers: ["b"],
      sentence: "The driver takes used buffer {b} back from virtqueue {q}.",
      phrase: "reap b{b} q{q}",
    },
    "driver.timesOut": {
      initiator: "buffer{q}.{b}",
      participants: ["driver", "vcpu", "status"],
      mayBlock: ["driver", "vcpu", "status"],
      parameters: { q, b },
      sentence: "A request time-out of buffer {b} may fire: its device is stopped, its CPU runs.",
      phrase: "time out b{b} q{q}",
    },
  };
}

/** Who takes part when the guest reaches status and common configuration. */
function guestAccess(scope: Scope, device: readonly string[]): readonly string[] {
  return scope.common === "direct" ? ["vcpu", ...device] : ["vcpu", "trap"];
}

/** The device status register, from every side that can reach it. */
function statusRegister(scope: Scope): EventDeclarations {
  const read = readableValues(scope);
  const written = [RESET, ACKNOWLEDGE, DRIVER_FOUND, FEATURES_ACCEPTED, RUNNING, BOTH];
  const direct = scope.common === "direct";
  return {
    "driver.writesStatus": {
      initiator: "driver",
      participants: ["driverQueue*", ...guestAccess(scope, ["status"])],
      mayBlock: ["vcpu"],
      parameters: { value: written },
      sentence: "The driver writes {value:hex} to the device status.",
      phrase: "write {value:hex}",
    },
    ...(direct
      ? {
          "driver.readsStatus": {
            initiator: "driver",
            participants: ["vcpu", "status", "interrupt*", "configInterrupt"],
            mayBlock: ["vcpu"],
            parameters: { value: read },
            answers: ["value"],
            fair: waitsRead,
            sentence: "The driver reads {value:hex} from the device status.",
            phrase: "read {value:hex}",
          },
        }
      : {
          "driver.asksForStatus": {
            initiator: "driver",
            participants: ["vcpu", "trap"],
            mayBlock: ["vcpu"],
            fair: waitsRead,
            sentence: "The driver's read of the device status is trapped.",
            phrase: "ask status",
          },
          "hypervisor.answersStatus": {
            initiator: "trap",
            participants: ["vcpu", "driver", "status"],
            mayBlock: ["vcpu"],
            parameters: { value: read },
            answers: ["value"],
            fair: hypervisorGoesOn,
            sentence: "The hypervisor lets the driver's trapped read see {value:hex}.",
            phrase: "answer {value:hex}",
          },
          "hypervisor.performsWrite": {
            initiator: "trap",
            participants: ["vcpu", "hypervisor", "status"],
            mayBlock: ["hypervisor", "vcpu"],
            parameters: { value: written },
            fair: hypervisorGoesOn,
            sentence: "The hypervisor performs the guest's trapped write of {value:hex}.",
            phrase: "perform {value:hex}",
          },
        }),
    "otherCpu.readsStatus": {
      initiator: "otherCpu",
      participants: ["vcpu", "status"],
      mayBlock: ["vcpu"],
      parameters: { value: read },
      answers: ["value"],
      sentence: "Another CPU of the guest reads {value:hex} from the device status.",
      phrase: "other CPU reads {value:hex}",
    },
    "otherCpu.writesStatus": {
      initiator: "otherCpu",
      participants: ["vcpu", "status"],
      mayBlock: ["vcpu"],
      parameters: { value: read },
      sentence: "Another CPU of the guest writes {value:hex} to the device status.",
      phrase: "other CPU writes {value:hex}",
    },
    "hypervisor.writesStatus": {
      initiator: "hypervisor",
      participants: ["status"],
      mayBlock: [],
      parameters: { value: [BOTH] },
      fair: hypervisorGoesOn,
      sentence: "The hypervisor itself writes {value:hex} to the device status.",
      phrase: "VMM writes {value:hex}",
    },
    "hypervisor.readsStatus": {
      initiator: "hypervisor",
      participants: ["status"],
      mayBlock: [],
      parameters: { value: read },
      answers: ["value"],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor itself reads {value:hex} from the device status.",
      phrase: "VMM reads {value:hex}",
    },
  };
}

/** What the device does on its own with its status. */
function lifeCycle(): EventDeclarations {
  const everywhere = ["queue*", "kick*", "interrupt*", "config"];
  return {
    "device.stopsConsuming": {
      initiator: "status",
      participants: [],
      mayBlock: [],
      fair: obliged("S-16a V2-8a"),
      sentence: "The device stops consuming more buffers, because it was asked to suspend.",
      phrase: "stop consuming",
    },
    "device.presentsSuspended": {
      initiator: "status",
      participants: everywhere,
      mayBlock: ["queue*", "interrupt*"],
      fair: obliged("S-14 V2-10b"),
      sentence: "The device presents itself as suspended.",
      phrase: "present suspended",
    },
    "device.presentsResumed": {
      initiator: "status",
      participants: everywhere,
      mayBlock: [],
      fair: obliged("S-15 V2-7"),
      sentence: "The device presents itself as running again.",
      phrase: "present resumed",
    },
    "device.fails": {
      initiator: "status",
      participants: [],
      mayBlock: [],
      sentence: "The device fails to suspend or to resume and sets DEVICE_NEEDS_RESET.",
      phrase: "set NEEDS_RESET",
    },
    "device.completesReset": {
      initiator: "status",
      participants: everywhere,
      mayBlock: [],
      fair: obliged("B18a"),
      sentence: "The device has reset itself and presents status 0.",
      phrase: "present 00",
    },
  };
}

/** Virtqueue reset: a selected register, so every access takes two steps. */
function queueRegisters(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const bit = [0, 1];
  const effect = ["performed", "ignored", "deferred"];
  const selected = ["select", "queue{q}"];
  const reads = (register: string): EventDeclaration => ({
    initiator: "driver",
    participants: ["vcpu", ...selected],
    mayBlock: ["vcpu"],
    parameters: { q, value: bit },
    answers: ["q", "value"],
    fair: waitsRead,
    sentence: `The driver reads {value} from ${register} of the selected virtqueue {q}.`,
    phrase: `${register} q{q}={value}`,
  });
  const writes = (who: string, words: string): EventDeclaration => ({
    initiator: who,
    participants: who === "driver" ? ["vcpu", "status", ...selected] : ["status", ...selected],
    mayBlock: who === "driver" ? ["vcpu"] : [],
    parameters: { q, effect },
    answers: ["q", "effect"],
    sentence: `${words} writes 1 to queue_reset of the selected virtqueue {q}: {effect}.`,
    phrase: `${who === "driver" ? "" : "VMM "}reset q{q} {effect}`,
  });
  return {
    "driver.selectsQueue": {
      initiator: "driver",
      participants: ["vcpu", "select", "driverQueue{q}"],
      mayBlock: ["vcpu"],
      parameters: { q },
      sentence: "The driver stops using virtqueue {q} and writes {q} to queue_select.",
      phrase: "select q{q}",
    },
    "driver.writesQueueReset": writes("driver", "The driver"),
    "driver.readsQueueReset": reads("queue_reset"),
    "driver.readsQueueEnable": reads("queue_enable"),
    "device.completesQueueReset": {
      initiator: "queue{q}",
      participants: ["status", "kick{q}", "interrupt{q}"],
      mayBlock: ["status"],
      parameters: { q },
      identity: ["q"],
      fair: obliged("B26a"),
      sentence: "The device has reset virtqueue {q}: queue_reset and queue_enable read 0.",
      phrase: "q{q} is reset",
    },
    "driver.releasesQueue": {
      initiator: "driver",
      participants: ["vcpu", "driverQueue{q}", "buffer{q}.*"],
      mayBlock: ["vcpu", "driverQueue{q}"],
      parameters: { q },
      sentence: "The driver releases the memory of virtqueue {q} for other use (B25).",
      phrase: "release q{q}",
    },
    "driver.enablesQueue": {
      initiator: "driver",
      participants: ["vcpu", "queue{q}", "driverQueue{q}", "ring{q}", "buffer{q}.*"],
      mayBlock: ["vcpu"],
      parameters: { q },
      sentence: "The driver lays out virtqueue {q} in fresh memory and enables it.",
      phrase: "enable q{q}",
    },
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
    "hypervisor.writesQueueReset": writes("hypervisor", "The hypervisor itself"),
  };
}

/** Function level reset: asked for in PCI configuration space, not in status. */
function functionReset(scope: Scope): EventDeclarations {
  const everywhere = ["status", "queue*", "kick*", "interrupt*", "config"];
  const direct = scope.pciConfig === "direct";
  return {
    "driver.resetsFunction": {
      initiator: "driver",
      participants: ["vcpu", "driverQueue*", ...(direct ? everywhere : ["functionTrap"])],
      mayBlock: ["vcpu"],
      sentence: "The guest asks for a function level reset of the device.",
      phrase: "FLR",
    },
    "hypervisor.performsFunctionReset": {
      initiator: "functionTrap",
      participants: ["vcpu", "hypervisor", ...everywhere],
      mayBlock: ["hypervisor", "vcpu"],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor performs the function level reset that the guest asked for.",
      phrase: "perform FLR",
    },
  };
}

/** The driver's reads of the device configuration, direct or trapped. */
function configAccess(scope: Scope): EventDeclarations {
  const version = upTo(scope.configChanges + 1);
  const generation = upTo(4);
  const trapped = scope.deviceConfig === "trapped";
  const who = trapped ? "The hypervisor lets the driver" : "The driver";
  const read = trapped
    ? {
        initiator: "configTrap",
        participants: ["vcpu", "driverConfig", "config"],
        mayBlock: ["vcpu"],
      }
    : {
        initiator: "driverConfig",
        participants: ["driver", "vcpu", "config"],
        mayBlock: ["driver", "vcpu"],
      };
  return {
    ...(trapped
      ? {
          "driver.asksForConfig": {
            initiator: "driverConfig",
            participants: ["driver", "vcpu", "configTrap"],
            mayBlock: ["driver", "vcpu"],
            parameters: { field: ["generation", "fields"] },
            fair: obliged("B33b"),
            sentence: "The driver's read of the configuration {field} is trapped.",
            phrase: "ask config {field}",
          },
        }
      : {}),
    [trapped ? "hypervisor.answersGeneration" : "driver.readsGeneration"]: {
      ...read,
      parameters: { generation },
      answers: ["generation"],
      fair: trapped ? hypervisorGoesOn : obliged("B33b"),
      sentence: `${who} read${trapped ? "" : "s"} config_generation {generation}.`,
      phrase: "generation is {generation}",
    },
    [trapped ? "hypervisor.answersConfig" : "driver.readsConfig"]: {
      ...read,
      parameters: { version },
      answers: ["version"],
      fair: trapped ? hypervisorGoesOn : obliged("B33b"),
      sentence: `${who} read${trapped ? "" : "s"} version {version} of the device configuration.`,
      phrase: "config is {version}",
    },
  };
}

/** Device configuration: a change, its notification, the driver's reading of it. */
function configuration(scope: Scope): EventDeclarations {
  return {
    "environment.changesConfig": {
      initiator: "environment",
      participants: ["status", "config"],
      mayBlock: [],
      parameters: { effect: ["seen", "seen late", "hidden"] },
      answers: ["effect"],
      sentence: "Something outside changes the device configuration ({effect}).",
      phrase: "config changes, {effect}",
    },
    "device.notifiesConfig": {
      initiator: "config",
      participants: ["status", "configInterrupt"],
      mayBlock: ["status"],
      fair: obliged("B36"),
      sentence: "The device sends a configuration change notification.",
      phrase: "config interrupt",
    },
    "device.notifiesConfigLate": {
      initiator: "config",
      participants: ["status", "configInterrupt"],
      mayBlock: ["status"],
      fair: obliged("S-13"),
      sentence: "The device, running again, sends the notification of a change made meanwhile.",
      phrase: "late config interrupt",
    },
    "hypervisor.notifiesConfig": {
      initiator: "hypervisor",
      participants: ["configInterrupt"],
      mayBlock: [],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor sends a configuration change notification after the restore.",
      phrase: "VMM config interrupt",
    },
    "configInterrupt.arrives": {
      initiator: "configInterrupt",
      participants: [],
      mayBlock: [],
      fair: delivery,
      sentence: "A configuration change notification reaches the guest's CPU.",
      phrase: "config irq arrives",
    },
    "driver.handlesConfigInterrupt": {
      initiator: "configInterrupt",
      participants: ["driver", "vcpu", "driverConfig"],
      mayBlock: ["driver", "vcpu", "driverConfig"],
      fair: delivery,
      sentence: "The driver takes the configuration interrupt and begins to read.",
      phrase: "take config irq",
    },
    ...configAccess(scope),
    "environment.sendsPacket": {
      initiator: "environment",
      participants: ["status", "backlog"],
      mayBlock: ["backlog"],
      parameters: { fate: ["kept", "lost"] },
      answers: ["fate"],
      sentence: "A packet arrives for the device and is {fate}.",
      phrase: "packet {fate}",
    },
  };
}

/** Stop-and-copy migration, as the hypervisor drives it. */
function migration(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const at = [NO_POSITION, ...indices(scope)];
  const value = readableValues(scope);
  const destination = ["status", "queue*", "kick*", "interrupt*", "config", "configInterrupt"];
  const step = (participants: readonly string[], sentence: string, phrase: string) => ({
    initiator: "hypervisor",
    participants,
    mayBlock: [],
    fair: hypervisorGoesOn,
    sentence,
    phrase,
  });
  return {
    "hypervisor.begins": {
      initiator: "hypervisor",
      participants: [],
      mayBlock: [],
      sentence: "The hypervisor begins a migration.",
      phrase: "begin migration",
    },
    "hypervisor.pausesVcpus": step(
      ["vcpu"],
      "The hypervisor pauses the guest's CPUs.",
      "pause CPUs",
    ),
    "hypervisor.resumesVcpus": step(
      ["vcpu"],
      "The hypervisor lets the guest's CPUs run.",
      "run CPUs",
    ),
    "hypervisor.flushes": {
      ...step(["trap"], "The hypervisor finishes the accesses that it had trapped.", "flush"),
      mayBlock: ["trap"],
    },
    "hypervisor.savesStatus": {
      ...step(
        ["status", "savedStatus"],
        "The hypervisor saves status {value:hex}.",
        "save {value:hex}",
      ),
      parameters: { value },
      answers: ["value"],
    },
    "hypervisor.savesQueue": {
      ...step(
        ["queue{q}", "savedQueue{q}"],
        "The hypervisor saves the position {at} of virtqueue {q}.",
        "save q{q} at {at}",
      ),
      mayBlock: ["queue{q}"],
      parameters: { q, at },
      answers: ["at"],
      identity: ["q"],
    },
    "hypervisor.copiesMemory": step(
      ["dirtyLog"],
      "The hypervisor copies the guest memory that was written since it last did.",
      "copy memory",
    ),
    "hypervisor.switches": step(
      destination,
      "The hypervisor gives the source up; a device in reset stands at the destination.",
      "switch",
    ),
    "hypervisor.restoresStatus": {
      ...step(
        ["status", "savedStatus"],
        "The hypervisor restores status {value:hex}.",
        "restore {value:hex}",
      ),
      parameters: { value },
      answers: ["value"],
    },
    "hypervisor.restoresQueue": {
      ...step(
        ["queue{q}", "savedQueue{q}"],
        "The hypervisor restores virtqueue {q} at position {at}.",
        "restore q{q} at {at}",
      ),
      parameters: { q, at },
      answers: ["at"],
      identity: ["q"],
    },
    "hypervisor.kicksAgain": {
      ...step(
        ["kick{q}"],
        "The hypervisor kicks virtqueue {q} once more, to be safe.",
        "VMM kicks q{q}",
      ),
      parameters: { q },
      identity: ["q"],
    },
    "hypervisor.aborts": {
      initiator: "hypervisor",
      participants: [],
      mayBlock: [],
      sentence: "The hypervisor gives the migration up and goes back.",
      phrase: "abort",
    },
    "hypervisor.finishes": step([], "The hypervisor has saved all that it saves.", "finish"),
  };
}

/** Every event of the model, in the order in which a tie between traces is broken. */
export function events(scope: Scope): EventDeclarations {
  return {
    ...dataPath(scope),
    ...statusRegister(scope),
    ...lifeCycle(),
    ...queueRegisters(scope),
    ...functionReset(scope),
    ...configuration(scope),
    ...migration(scope),
  };
}
