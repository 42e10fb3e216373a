/** Events of the data path. */
import type { EventDeclarations } from "../../checker/types/index.ts";
import { indices, type Scope, upTo } from "../scope.ts";
import { delivery, deviceActsOnKicks, deviceWorks } from "./fairness.ts";

/** The events of the data path: buffers, kicks and used notifications. */
export function dataPath(scope: Scope): EventDeclarations {
  return { ...offering(scope), ...kicked(scope), ...processing(scope), ...notifying(scope) };
}

/** The driver makes buffers available, and kicks. */
function offering(scope: Scope): EventDeclarations {
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
        "page0",
      ],
      mayBlock: ["driver", "vcpu", "buffer{q}.{b}"],
      parameters: { q, b, at },
      answers: ["at"],
      sentence: "The driver makes buffer {b} available in virtqueue {q}.",
      phrase: "b{b} available q{q}",
    },
    "driver.kicks": {
      initiator: "kick{q}",
      decider: "driver",
      participants: ["driver", "vcpu"],
      mayBlock: ["driver", "vcpu"],
      parameters: { q },
      identity: ["q"],
      sentence: "The driver sends an available buffer notification for virtqueue {q}.",
      phrase: "kick q{q}",
    },
  };
}

/** What becomes of a kick. */
function kicked(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const at = indices(scope);
  return {
    "kick.arrives": {
      initiator: "kick{q}",
      participants: ["status", "mode"],
      mayBlock: ["mode"],
      parameters: { q },
      identity: ["q"],
      fair: delivery,
      sentence: "A kick for virtqueue {q} that was under way reaches the device.",
      phrase: "kick q{q} arrives",
    },
    "device.handlesKick": {
      initiator: "kick{q}",
      participants: ["status", "queue{q}", "mode", "vring{q}"],
      mayBlock: ["status", "queue{q}", "mode", "vring{q}"],
      parameters: { q },
      identity: ["q"],
      fateOf: "held kick",
      fair: deviceActsOnKicks,
      sentence: "The device takes the kick that it holds as a reason to look at virtqueue {q}.",
      phrase: "handle kick q{q}",
    },
    "device.mishandlesKick": {
      initiator: "kick{q}",
      participants: ["status", "queue{q}", "ring{q}", "mode", "vring{q}"],
      mayBlock: ["status", "queue{q}", "ring{q}", "mode", "vring{q}"],
      parameters: { q, at },
      decider: "status",
      sentence: "A kick for virtqueue {q} brings nothing new, and the device breaks on it.",
      phrase: "mishandle kick q{q}",
    },
    "device.dropsKick": {
      initiator: "kick{q}",
      participants: ["status"],
      mayBlock: ["status"],
      parameters: { q },
      identity: ["q"],
      fateOf: "held kick",
      sentence: "The device forgets the kick that it holds for virtqueue {q}.",
      phrase: "drop kick q{q}",
    },
  };
}

/** The device looks, fetches and uses. */
function processing(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const b = upTo(scope.buffers);
  const at = indices(scope);
  const slot = `{at%${scope.ring}}`;
  return {
    "device.polls": {
      initiator: "queue{q}",
      participants: ["status", "mode", "vring{q}"],
      mayBlock: ["status", "mode", "vring{q}"],
      parameters: { q },
      sentence: "The device decides, unasked, to look at virtqueue {q} (B49).",
      phrase: "poll q{q}",
    },
    "device.fetches": {
      initiator: "queue{q}",
      participants: [
        "status",
        "ring{q}",
        `availSlot{q}.${slot}`,
        "buffer{q}.{b}",
        "mode",
        "vring{q}",
      ],
      // An entry that names a buffer which the device holds already is not fetched.
      mayBlock: ["status", "ring{q}", `availSlot{q}.${slot}`, "mode", "vring{q}"],
      parameters: { q, b, at },
      answers: ["b"],
      identity: ["q"],
      fair: deviceWorks,
      sentence: "The device fetches buffer {b} from virtqueue {q}.",
      phrase: "fetch b{b} q{q}",
    },
    "device.findsNothing": {
      initiator: "queue{q}",
      participants: ["status", "ring{q}", "mode", "vring{q}"],
      mayBlock: ["status", "ring{q}", "mode", "vring{q}"],
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
        "payload{q}",
        "page0",
        "mode",
        "vring{q}",
      ],
      mayBlock: ["status", "backlog", "payload{q}", "mode", "vring{q}"],
      parameters: { q, b, at },
      identity: ["q", "b"],
      fair: deviceWorks,
      sentence: "The device writes buffer {b} and returns it as used in virtqueue {q}.",
      phrase: "use b{b} q{q}",
    },
  };
}

/** What becomes of a used notification, and what the driver takes back. */
function notifying(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const b = upTo(scope.buffers);
  const at = indices(scope);
  const slot = `{at%${scope.ring}}`;
  return {
    "device.interrupts": {
      initiator: "interrupt{q}",
      participants: ["status", "queue{q}", "mode", "vring{q}"],
      mayBlock: ["status", "mode", "vring{q}"],
      parameters: { q },
      identity: ["q"],
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
    "driver.mishandlesInterrupt": {
      initiator: "interrupt{q}",
      participants: ["driver", "vcpu", "driverQueue{q}", "ring{q}"],
      mayBlock: ["driver", "vcpu", "driverQueue{q}", "ring{q}"],
      parameters: { q, at },
      decider: "driver",
      sentence: "An interrupt of virtqueue {q} brings nothing new, and the driver breaks on it.",
      phrase: "mishandle interrupt q{q}",
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
