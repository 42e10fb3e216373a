/** Events of the device status register, and of the life cycle behind it. */
import type { EventDeclaration, EventDeclarations } from "../../checker/types/index.ts";
import type { Scope } from "../scope.ts";
import {
  BOTH,
  FAILED,
  has,
  RESET,
  readableValues,
  SUSPENDED,
  writtenValues,
} from "../status-values.ts";
import { hypervisorGoesOn, waitsRead } from "./fairness.ts";

/**
 * What a device makes of a write of its status.
 *
 *   acts     it does what the value asks for: sets a bit, or begins to reset, to
 *            suspend or to resume; until that is done a read returns the old value
 *   shown    the same, and a read returns SUSPEND and DRIVER_OK, as written
 *   stops    it begins to suspend, and consumes no buffer from now on
 *   halts    the same, and a read returns SUSPEND and DRIVER_OK, as written
 *   late     it begins to reset, and the suspend that is under way goes on beside it
 *   ends     FAILED is written, and it does nothing more before it is reset
 *   ignored  nothing
 */
const effect = ["acts", "shown", "stops", "halts", "late", "ends", "ignored"];

/** A write of the status that reaches the device. */
const written = (value: readonly number[]) => ({
  parameters: { value, effect },
  answers: ["effect"],
  decider: "status",
});

/** A read of the status that the device answers. */
const answered = (value: readonly number[], also: EventDeclaration["parameters"] = {}) => ({
  parameters: { value, ...also },
  answers: ["value", ...Object.keys(also)],
  decider: "status",
});

/** Who takes part when the guest reaches status and common configuration. */
function guestAccess(scope: Scope, device: readonly string[]): readonly string[] {
  return scope.common === "direct" ? ["vcpu", ...device] : ["vcpu", "trap"];
}

/** What a driver that waits for a value of the status makes of one that it reads. */
export const waiting = ["goes on", "waits", "gives up"];

/** The device status register, from every side that can reach it. */
export function statusRegister(scope: Scope): EventDeclarations {
  const read = readableValues(scope);
  const direct = scope.common === "direct";
  return {
    ...driverWrites(scope, direct),
    ...(direct ? driverReads(read) : throughTrap(read)),
    ...otherCpu(read),
    ...hypervisorItself(scope, read),
  };
}

type Values = readonly number[];

/** The driver's write; a trapped one has its effect when it is performed. */
const driverWrites = (scope: Scope, direct: boolean): EventDeclarations => ({
  "driver.writesStatus": {
    initiator: "driver",
    participants: ["driverQueue*", ...guestAccess(scope, ["status", "mode"])],
    mayBlock: ["vcpu", ...(direct ? ["mode"] : [])],
    ...(direct
      ? {
          ...written(writtenValues),
          sentence: "The driver writes {value:hex} to the device status ({effect}).",
          phrase: "write {value:hex}{effect unless acts}",
        }
      : {
          parameters: { value: writtenValues },
          sentence: "The driver writes {value:hex} to the device status.",
          phrase: "write {value:hex}",
        }),
  },
});

/** The driver's reads, where the device answers them. */
const driverReads = (read: Values): EventDeclarations => ({
  "driver.readsStatusFirst": {
    initiator: "driver",
    participants: ["vcpu", "status", "interrupt*", "configInterrupt", "payload*"],
    mayBlock: ["vcpu", "payload*"],
    ...answered(read),
    sentence: "The driver reads {value:hex} from the status, to set a bit in it.",
    phrase: "first read {value:hex}",
  },
  "driver.readsStatus": {
    initiator: "driver",
    participants: ["vcpu", "status", "interrupt*", "configInterrupt", "payload*"],
    mayBlock: ["vcpu", "payload*"],
    ...answered(read, { driver: waiting }),
    fair: waitsRead,
    sentence: "The driver reads {value:hex} from the device status, and {driver}.",
    phrase: "read {value:hex}{driver unless waits}",
  },
});

/** The driver's reads, and what becomes of its writes, where the hypervisor traps both. */
const throughTrap = (read: Values): EventDeclarations => ({
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
    ...answered(read, { driver: waiting }),
    fair: hypervisorGoesOn,
    sentence: "The driver's trapped read is let see {value:hex}, and it {driver}.",
    phrase: "answer {value:hex}{driver unless waits}",
  },
  "hypervisor.performsWrite": {
    initiator: "trap",
    participants: ["vcpu", "hypervisor", "status"],
    mayBlock: ["hypervisor", "vcpu"],
    ...written(writtenValues),
    fair: hypervisorGoesOn,
    sentence: "The hypervisor performs the guest's trapped write of {value:hex} ({effect}).",
    phrase: "perform {value:hex}{effect unless acts}",
  },
});

/** Another CPU of the guest, which sets FAILED. */
const otherCpu = (read: Values): EventDeclarations => ({
  "otherCpu.readsStatus": {
    initiator: "otherCpu",
    participants: ["vcpu", "status"],
    mayBlock: ["vcpu"],
    ...answered(read),
    sentence: "Another CPU of the guest reads {value:hex} from the device status.",
    phrase: "CPU 2 reads {value:hex}",
  },
  "otherCpu.writesStatus": {
    initiator: "otherCpu",
    participants: ["vcpu", "status"],
    mayBlock: ["vcpu"],
    ...written(read.filter((value) => has(value, FAILED))),
    sentence: "Another CPU of the guest writes {value:hex} to the device status ({effect}).",
    phrase: "CPU 2 writes {value:hex}{effect unless acts}",
  },
});

/** The hypervisor's own accesses, which the device cannot tell from the driver's. */
const hypervisorItself = (scope: Scope, read: Values): EventDeclarations => ({
  "hypervisor.writesStatus": {
    initiator: "hypervisor",
    participants: ["status"],
    mayBlock: [],
    ...written(scope.starts === "destination" ? [...writtenValues, SUSPENDED] : [BOTH]),
    fair: hypervisorGoesOn,
    sentence: "The hypervisor itself writes {value:hex} to the device status ({effect}).",
    phrase: "VMM writes {value:hex}{effect unless acts}",
  },
  "hypervisor.readsStatus": {
    initiator: "hypervisor",
    participants: ["status", "payload*"],
    mayBlock: ["payload*"],
    ...answered(read, { next: ["waits", "asks", "pauses", "goes on", "skips it"] }),
    fair: hypervisorGoesOn,
    sentence: "The hypervisor itself reads {value:hex} from the device status, and {next}.",
    phrase: "VMM reads {value:hex}, {next}",
  },
});

/** What the device does on its own with its status. */
export function lifeCycle(): EventDeclarations {
  const everywhere = ["queue*", "kick*", "interrupt*", "config"];
  return {
    "device.stopsConsuming": {
      initiator: "status",
      participants: [],
      mayBlock: [],
      sentence: "The device stops consuming more buffers, because it was asked to suspend.",
      phrase: "stop consuming",
    },
    "device.presentsSuspended": {
      initiator: "status",
      participants: [...everywhere, "payload*", "mode"],
      mayBlock: ["queue*", "interrupt*", "payload*", "mode"],
      parameters: { value: [SUSPENDED, BOTH, RESET] },
      answers: ["value"],
      sentence: "The device presents itself as suspended, by {value:hex}.",
      phrase: "present suspended{value:hex unless 1B}",
    },
    "device.presentsResumed": {
      initiator: "status",
      participants: [...everywhere, "mode"],
      mayBlock: ["mode"],
      sentence: "The device presents itself as running again.",
      phrase: "present resumed",
    },
    "device.fails": {
      initiator: "status",
      participants: ["config"],
      mayBlock: [],
      parameters: {
        to: ["suspend", "resume"],
        shows: ["NEEDS_RESET", "nothing"],
        driver: ["told", "untold"],
      },
      answers: ["shows", "driver"],
      sentence: "The device fails to {to} and sets {shows}; its driver is to be {driver}.",
      phrase: "set {shows}{driver unless told}",
    },
    "device.completesReset": {
      initiator: "status",
      participants: [...everywhere, "payload*", "mode", "page*"],
      mayBlock: [],
      sentence: "The device has reset itself and presents status 0.",
      phrase: "present 00",
    },
  };
}

/** Function level reset: asked for in PCI configuration space, not in status. */
export function functionReset(scope: Scope): EventDeclarations {
  const everywhere = ["status", "queue*", "kick*", "interrupt*", "config", "mode", "page*"];
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
      parameters: { record: ["kept", "dropped"] },
      answers: ["record"],
      decider: "hypervisor",
      fair: hypervisorGoesOn,
      sentence:
        "The hypervisor performs the function level reset that the guest asked for; its record " +
        "of the device is {record}.",
      phrase: "FLR, {record}",
    },
  };
}
