/** Events of a stop by the device's owner: mode commands, and rings that are stopped. */
import type { EventDeclarations } from "../../checker/types.ts";
import { openValues } from "../saved-position.ts";
import { indices, NO_POSITION, type Scope, upTo } from "../scope.ts";
import { writtenValues } from "../status-values.ts";
import { delivery, deviceWorks, hypervisorGoesOn } from "./fairness.ts";

/** The modes that a command asks for. */
const modes = ["active", "stopped", "frozen"];

/** How a device answers: a command may fail, and may then have been carried out. */
const outcomes = ["done", "refused", "carried out"];

/** Stops by the owner: mode commands, in the order of an administration virtqueue. */
export function ownerMode(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  return {
    "hypervisor.setsMode": {
      initiator: "hypervisor",
      participants: ["adminQueue"],
      mayBlock: [],
      parameters: { mode: modes },
      fair: hypervisorGoesOn,
      sentence: "The hypervisor asks for mode {mode} of the device, by an admin command.",
      phrase: "set mode {mode}",
    },
    "device.takesCommand": {
      initiator: "adminQueue",
      participants: ["mode"],
      mayBlock: [],
      parameters: { mode: modes },
      fair: deviceWorks,
      sentence: "The device begins to carry out the command to be {mode}.",
      phrase: "begin {mode}",
    },
    "device.completesCommand": {
      initiator: "adminQueue",
      participants: ["mode", "status", "queue*", "interrupt*", "payload*", "hypervisor"],
      mayBlock: ["mode", "status", "queue*", "payload*"],
      parameters: { mode: modes, outcome: outcomes },
      fair: deviceWorks,
      sentence: "The device answers the command to be {mode}: {outcome}.",
      phrase: "{mode}: {outcome}",
    },
    "mode.losesQueueReset": {
      initiator: "mode",
      participants: ["driver", "vcpu"],
      mayBlock: ["driver", "vcpu"],
      sentence: "The driver writes 1 to queue_reset of a frozen device: no effect.",
      phrase: "frozen loses queue reset",
    },
    "mode.losesWrite": {
      initiator: "mode",
      participants: ["driver", "vcpu", "driverQueue*"],
      mayBlock: ["driver", "vcpu"],
      parameters: { value: writtenValues },
      sentence: "The driver writes {value:hex} to the status of a frozen device: no effect.",
      phrase: "frozen loses {value:hex}",
    },
    "hypervisor.setsPower": {
      initiator: "hypervisor",
      participants: ["power"],
      mayBlock: [],
      parameters: { state: ["D0", "D3hot"] },
      fair: hypervisorGoesOn,
      sentence: "The hypervisor itself puts the function into {state}.",
      phrase: "VMM sets {state}",
    },
    "device.ignoresKick": {
      initiator: "mode",
      participants: ["kick{q}"],
      mayBlock: ["kick{q}"],
      parameters: { q },
      identity: ["q"],
      fair: delivery,
      sentence: "A kick for virtqueue {q} reaches a frozen device, which ignores it.",
      phrase: "ignore kick q{q}",
    },
  };
}

/** Rings that are stopped and started one by one, as vhost-user has it. */
export function stoppedRings(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const at = [NO_POSITION, ...indices(scope)];
  return {
    "hypervisor.stopsRing": {
      initiator: "hypervisor",
      participants: ["vring{q}", "queue{q}", "savedQueue{q}"],
      mayBlock: ["queue{q}"],
      parameters: { q, at, open: openValues(scope) },
      answers: ["at", "open"],
      identity: ["q"],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor stops ring {q} and is given its position {at}.",
      phrase: "stop ring {q} at {at}",
    },
    "hypervisor.startsRing": {
      initiator: "hypervisor",
      participants: ["vring{q}"],
      mayBlock: [],
      parameters: { q },
      identity: ["q"],
      fair: hypervisorGoesOn,
      sentence: "The hypervisor starts ring {q}.",
      phrase: "start ring {q}",
    },
  };
}
