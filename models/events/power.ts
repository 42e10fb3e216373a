/**
 * Events of PCI power states, and what they do to every other event.
 *
 * A function in D3hot answers configuration requests only: what the guest means to
 * read from a BAR reads as all ones, what it writes there is lost, and the device
 * sends neither DMA nor MSI (PM-9).
 */
import type { EventDeclarations, EventSet } from "../../checker/types/index.ts";
import { type Scope, upTo } from "../scope.ts";
import { writtenValues } from "../status-values.ts";
import { deviceWorks, waitsRead } from "./fairness.ts";
import { waiting } from "./status-register.ts";

/** What a read of a BAR returns in D3hot. */
const ALL_ONES = 0xff;

/** What the function sends on the bus. */
export const mastered = [
  "device.fetches",
  "device.findsNothing",
  "device.mishandlesKick",
  "device.writesBuffer",
  "device.uses",
  "device.interrupts",
  "device.notifiesConfig",
  "device.notifiesConfigLate",
];

/** What reaches the function through a BAR and is answered, or acts, in D0 only. */
export const barReads = [
  "driver.readsQueueReset",
  "driver.readsQueueEnable",
  "hypervisor.readsStatus",
  "driver.readsStatus",
  "driver.readsStatusFirst",
  "driver.readsGeneration",
  "driver.readsConfig",
];
export const barWrites = [
  "driver.kicks",
  "driver.selectsQueue",
  "driver.writesQueueReset",
  "hypervisor.writesStatus",
  "driver.writesStatus",
];

/** Accesses of the guest that only reach the function where they are not trapped. */
const toStatus = ["driver.writesStatus", "driver.readsStatus", "driver.readsStatusFirst"];
const toConfiguration = ["driver.readsGeneration", "driver.readsConfig"];

/** Those that reach the function. */
export const accesses = ({ common, deviceConfig }: Scope): readonly string[] =>
  [...barReads, ...barWrites].filter(
    (type) =>
      (common === "direct" || !toStatus.includes(type)) &&
      (deviceConfig === "direct" || !toConfiguration.includes(type)),
  );

/** The function is put into D0, and its own state is `kept` or `lost`. */
export const wakesUp = (own: string): readonly EventSet[] =>
  ["driver.setsPower", "hypervisor.setsPower"].map((type) => ({
    type,
    with: { state: "D0", own },
  }));

/** What brings the function back to D0, with everything in its initial state. */
export const functionResets = (scope: Scope): readonly string[] => [
  scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  "hypervisor.switches",
];

/** The power state that is written, and what becomes of the device's own state by it. */
export const powerState = {
  decider: "power",
  parameters: { state: ["D0", "D3hot"], own: ["kept", "lost"] },
  answers: ["own"],
};

/** Power states, and accesses that find the function in D3hot. */
export function powerStates(scope: Scope): EventDeclarations {
  const q = upTo(scope.queues);
  return {
    "driver.setsPower": {
      initiator: "driver",
      participants: ["vcpu", "power"],
      mayBlock: ["vcpu"],
      ...powerState,
      parameters: { ...powerState.parameters, driver: ["trusts", "doubts"] },
      answers: [...powerState.answers, "driver"],
      sentence:
        "The driver sets power state {state}; the device's own state is {own}, which the driver " +
        "{driver}.",
      phrase: "set {state}, {own}, {driver}",
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
      parameters: { value: [ALL_ONES], driver: waiting },
      answers: ["driver"],
      fair: waitsRead,
      sentence: "The driver reads the status of a function in D3hot, {value:hex}, and {driver}.",
      phrase: "D3hot: read {value:hex}, {driver}",
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
