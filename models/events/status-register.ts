/** Events of the device status register, and of the life cycle behind it. */
import type { EventDeclarations } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";
import { BOTH, readableValues, SUSPENDED, writtenValues } from "../status-values.ts";
import { hypervisorGoesOn, obliged, waitsRead } from "./fairness.ts";

/** Who takes part when the guest reaches status and common configuration. */
function guestAccess(scope: Scope, device: readonly string[]): readonly string[] {
  return scope.common === "direct" ? ["vcpu", ...device] : ["vcpu", "trap"];
}

/** The device status register, from every side that can reach it. */
export function statusRegister(scope: Scope): EventDeclarations {
  const read = readableValues(scope);
  const written = writtenValues;
  const direct = scope.common === "direct";
  return {
    "driver.writesStatus": {
      initiator: "driver",
      participants: ["driverQueue*", ...guestAccess(scope, ["status", "mode"])],
      mayBlock: ["vcpu", ...(direct ? ["mode"] : [])],
      parameters: { value: written },
      sentence: "The driver writes {value:hex} to the device status.",
      phrase: "write {value:hex}",
    },
    ...(direct
      ? {
          "driver.readsStatusFirst": {
            initiator: "driver",
            participants: ["vcpu", "status", "interrupt*", "configInterrupt", "payload*"],
            mayBlock: ["vcpu", "payload*"],
            parameters: { value: read },
            answers: ["value"],
            sentence: "The driver reads {value:hex} from the status, to set a bit in it.",
            phrase: "first read {value:hex}",
          },
          "driver.readsStatus": {
            initiator: "driver",
            participants: ["vcpu", "status", "interrupt*", "configInterrupt", "payload*"],
            mayBlock: ["vcpu", "payload*"],
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
      phrase: "CPU 2 reads {value:hex}",
    },
    "otherCpu.writesStatus": {
      initiator: "otherCpu",
      participants: ["vcpu", "status"],
      mayBlock: ["vcpu"],
      parameters: { value: read },
      sentence: "Another CPU of the guest writes {value:hex} to the device status.",
      phrase: "CPU 2 writes {value:hex}",
    },
    "hypervisor.writesStatus": {
      initiator: "hypervisor",
      participants: ["status"],
      mayBlock: [],
      parameters: { value: scope.starts === "destination" ? [...written, SUSPENDED] : [BOTH] },
      fair: hypervisorGoesOn,
      sentence: "The hypervisor itself writes {value:hex} to the device status.",
      phrase: "VMM writes {value:hex}",
    },
    "hypervisor.readsStatus": {
      initiator: "hypervisor",
      participants: ["status", "payload*"],
      mayBlock: ["payload*"],
      parameters: { value: read },
      answers: ["value"],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor itself reads {value:hex} from the device status.",
      phrase: "VMM reads {value:hex}",
    },
  };
}

/** What the device does on its own with its status. */
export function lifeCycle(): EventDeclarations {
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
      participants: [...everywhere, "payload*", "mode"],
      mayBlock: ["queue*", "interrupt*", "payload*", "mode"],
      fair: obliged("S-14 V2-10b"),
      sentence: "The device presents itself as suspended.",
      phrase: "present suspended",
    },
    "device.presentsResumed": {
      initiator: "status",
      participants: [...everywhere, "mode"],
      mayBlock: ["mode"],
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
      participants: [...everywhere, "payload*", "mode", "page*"],
      mayBlock: [],
      fair: obliged("B18a"),
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
      fair: hypervisorGoesOn,
      sentence: "The hypervisor performs the function level reset that the guest asked for.",
      phrase: "perform FLR",
    },
  };
}
