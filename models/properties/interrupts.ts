/** What is claimed of interrupt lines, and of the registers behind them. */
import { createMachine } from "xstate";
import type { MachineDeclaration, Predicate, Property } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { type Scope, upTo } from "../scope.ts";
import { both, deviceRuns, either, event, has, is, not } from "./predicates.ts";

/** The line is asserted: a bit is set, or the VMM asserts it, and it is not held back. */
const asserted: Predicate = both(
  not(is("interruptStatus", "heldBack")),
  either(
    has("interruptStatus", "bits", (bits) => bits !== 0),
    has("interruptStatus", "pulled", (pulled) => pulled === true),
  ),
);

const suspended = is("interruptStatus", "suspended", "heldBack");

/**
 * SAFE-1, for a line: what S-11a and S-12 forbid of messages. A change that was made before
 * may be told of while suspended: S-12 is about those made meanwhile (H30).
 */
export const suspendedDeviceRaisesNoLine: Property = {
  name: "suspendedDeviceRaisesNoLine",
  id: "SAFE-1",
  claim: "a suspended device asserts no line for what happens meanwhile",
  restsOn: ["S-11a", "S-12"],
  kind: "step",
  never: {
    before: both(suspended, not(asserted)),
    event: ({ type }) => !type.startsWith("hypervisor.") && type !== "device.notifiesConfig",
    after: both(suspended, asserted),
  },
  witness: { before: suspended },
  memory: { cannotShow: "an interrupt line is not in guest memory" },
};

/** An interrupt that nobody can end is taken for ever. */
export const everyLineFalls: Property = {
  name: "everyLineFalls",
  id: "LIVE-5",
  claim: "an interrupt line that is asserted is deasserted in the end",
  restsOn: ["B39", "B72c", "B37c"],
  kind: "leadsTo",
  from: asserted,
  to: not(asserted),
  witness: { before: asserted, event: event(["driver.readsInterruptStatus"]) },
  memory: { cannotShow: "an interrupt line is not in guest memory" },
};

/** Whether the driver has looked at its rings since a buffer was used. */
export const unnoticed = (): MachineDeclaration => ({
  name: "unnoticed",
  kind: "unnoticed",
  actor: "property",
  monitor: true,
  key: "",
  build: () =>
    createMachine({
      types: {} as { events: Happening },
      id: "unnoticed",
      initial: "none",
      states: {
        none: { on: { "device.uses": { target: "used" } } },
        used: {
          on: {
            "driver.looksAtRings": { target: "none" },
            "device.completesReset": { target: "none" },
          },
        },
      },
    }),
});

/** SAFE-3, by what has come of it: the driver is made to look. */
export const usedIsNoticed = (monitor: MachineDeclaration): Property => ({
  name: "usedIsNoticed",
  id: "SAFE-3",
  claim: "an interrupt makes the driver look at its rings after every buffer that was used",
  restsOn: ["B60a", "S-16c"],
  kind: "leadsTo",
  monitor,
  from: both(is("unnoticed", "used"), deviceRuns),
  to: either(not(is("unnoticed", "used")), not(deviceRuns)),
  witness: { event: event(["driver.looksAtRings"]) },
  memory: { cannotShow: "an interrupt line is not in guest memory" },
});

const wasReset = is("status", "reset", "acknowledged", "driverFound", "featuresAccepted");

/** B16a, for a line. */
export const resetDeviceAssertsNoLine: Property = {
  name: "resetDeviceAssertsNoLine",
  claim: "a device that presents 0 after a reset asserts no line before it is initialized",
  restsOn: ["B16a", "B20a"],
  kind: "invariant",
  holds: not(both(wasReset, asserted)),
  witness: { before: asserted, event: event(["device.completesReset"]) },
  memory: { cannotShow: "an interrupt line is not in guest memory" },
};

/** B20b, where it matters: a driver that finds a virtqueue in use does not set it up. */
export const noQueueIsInUseAfterReset = (scope: Scope): Property => ({
  name: "noQueueIsInUseAfterReset",
  claim: "a driver that sets its device up after a reset finds no virtqueue in use",
  restsOn: ["B20b", "B74b"],
  kind: "invariant",
  holds: not(
    both(
      is("driver", "settingUp"),
      either(...upTo(scope.queues).map((q) => is(`ready${q}`, "stale"))),
    ),
  ),
  witness: { event: event(["driver.enablesQueue"]) },
  memory: { cannotShow: "QueueReady is a register, not memory" },
});
