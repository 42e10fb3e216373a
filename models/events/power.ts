/**
 * Events of PCI power states, and what they do to every other event.
 *
 * A function in D3hot answers configuration requests only: what the guest means to
 * read from a BAR reads as all ones, what it writes there is lost, and the device
 * sends neither DMA nor MSI (PM-9).
 */
import type { EventDeclarations } from "../../checker/types.ts";
import { type Scope, upTo } from "../scope.ts";
import { writtenValues } from "../status-values.ts";
import { deviceWorks, waitsRead } from "./fairness.ts";

/** What a read of a BAR returns in D3hot. */
const ALL_ONES = 0xff;

/** What the function sends on the bus. */
export const mastered = [
  "device.fetches",
  "device.findsNothing",
  "device.writesBuffer",
  "device.uses",
  "device.interrupts",
  "device.notifiesConfig",
  "device.notifiesConfigLate",
];

/** What reaches the function through a BAR and is answered, or acts, in D0 only. */
export const accesses = (scope: Scope): readonly string[] => [
  "driver.kicks",
  "driver.selectsQueue",
  "driver.writesQueueReset",
  "driver.readsQueueReset",
  "driver.readsQueueEnable",
  "hypervisor.readsStatus",
  "hypervisor.writesStatus",
  ...(scope.common === "direct"
    ? ["driver.writesStatus", "driver.readsStatus", "driver.readsStatusFirst"]
    : []),
  ...(scope.deviceConfig === "direct" ? ["driver.readsGeneration", "driver.readsConfig"] : []),
];

/** What brings the function back to D0, with everything in its initial state. */
export const functionResets = (scope: Scope): readonly string[] => [
  scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  "hypervisor.switches",
];

/** Power states, and accesses that find the function in D3hot. */
export function powerStates(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  const state = ["D0", "D3hot"];
  return {
    "driver.setsPower": {
      initiator: "driver",
      participants: ["vcpu", "power"],
      mayBlock: ["vcpu"],
      parameters: { state },
      sentence: "The driver writes power state {state} to PCI configuration space.",
      phrase: "set {state}",
    },
    "device.losesState": {
      initiator: "power",
      participants: ["status", "queue*", "kick*", "interrupt*", "config"],
      mayBlock: [],
      fair: deviceWorks,
      sentence: "The device, without No_Soft_Reset, resets itself on its way from D3hot to D0.",
      phrase: "lose state",
    },
    "power.answersAllOnes": {
      initiator: "power",
      participants: ["driver", "vcpu"],
      mayBlock: ["driver", "vcpu"],
      parameters: { value: [ALL_ONES] },
      fair: waitsRead,
      sentence: "The driver reads the status of a function in D3hot: {value:hex}.",
      phrase: "read {value:hex} in D3hot",
    },
    "power.losesWrite": {
      initiator: "power",
      participants: ["driver", "vcpu", "driverQueue*"],
      mayBlock: ["driver", "vcpu"],
      parameters: { value: writtenValues },
      sentence: "The driver writes {value:hex} to the status; in D3hot that has no effect.",
      phrase: "write {value:hex} is lost",
    },
    "power.losesKick": {
      initiator: "power",
      participants: ["driver", "vcpu", "kick{q}"],
      mayBlock: ["driver", "vcpu", "kick{q}"],
      parameters: { q },
      identity: ["q"],
      sentence: "The driver kicks virtqueue {q}; in D3hot that has no effect.",
      phrase: "kick q{q} is lost",
    },
  };
}

/** The same events, where the power state is a physical precondition of some and
 *  changes with others. */
export function powered(scope: Scope, declarations: EventDeclarations): EventDeclarations {
  const needD0 = new Set([...mastered, ...accesses(scope)]);
  const endD3 = new Set(functionResets(scope));
  return Object.fromEntries(
    Object.entries(declarations).map(([type, event]) => {
      if (!needD0.has(type) && !endD3.has(type)) return [type, event];
      const participants = [...event.participants, "power"];
      const mayBlock = needD0.has(type) ? [...event.mayBlock, "power"] : event.mayBlock;
      return [type, { ...event, participants, mayBlock }];
    }),
  );
}
