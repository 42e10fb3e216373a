/** Events of a stop by the device's owner: mode commands, and rings that are stopped. */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { openValues } from "../saved-position.ts";
import { indices, NO_POSITION, type Scope, upTo } from "../scope.ts";
import { writtenValues } from "../status-values.ts";
import { delivery, deviceWorks, hypervisorGoesOn } from "./fairness.ts";
import { powerState } from "./power.ts";

/** The modes that a command asks for. */
const modes = ["active", "stopped", "frozen"];

/** How a device answers: a command that fails was refused, or was obeyed and yet fails. */
const outcomes = ["done", "refused", "obeyed"];

/** The status of the answer; EAGAIN stands for ENOMEM too. */
const errors = ["OK", "EINVAL", "EAGAIN", "other"];

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
      participants: ["mode", "status", "power", "queue*", "interrupt*", "payload*", "hypervisor"],
      mayBlock: ["mode", "status", "power", "queue*", "payload*"],
      decider: "mode",
      parameters: { mode: modes, outcome: outcomes, error: errors },
      fair: deviceWorks,
      sentence: "The device answers the command to be {mode}: {outcome}, status {error}.",
      phrase: "{mode}: {outcome}{error unless OK}",
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
      ...powerState,
      fair: hypervisorGoesOn,
      sentence: "The hypervisor sets power state {state}; the device's own state is {own}.",
      phrase: "VMM sets {state}, {own}",
    },
    "device.ignoresKick": {
      initiator: "mode",
      participants: ["kick{q}"],
      mayBlock: ["kick{q}"],
      parameters: { q },
      identity: ["q"],
      fair: delivery,
      sentence:
        "A kick for virtqueue {q} reaches a device that is stopped or frozen, which ignores it.",
      phrase: "ignore kick q{q}",
    },
  };
}

/** The same events, where a reset of the device can end the mode that it is in, or not. */
export function withMode(scope: Scope, declarations: EventDeclarations): EventDeclarations {
  const resets = new Set([
    "device.completesReset",
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  ]);
  return Object.fromEntries(
    Object.entries(declarations).map(([type, event]) => {
      if (!resets.has(type)) return [type, event];
      const { parameters, answers = [], sentence, phrase } = event;
      const withAnswer = {
        ...event,
        decider: "mode",
        parameters: { ...parameters, mode: ["ended", "mode kept"] },
        answers: [...answers, "mode"],
        sentence: `${sentence.replace(/\.$/, "")}; the stop of its owner: {mode}.`,
        phrase: `${phrase}{mode unless ended}`,
      };
      return [type, withAnswer];
    }),
  );
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
