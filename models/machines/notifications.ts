/**
 * Notifications: what can be late is a machine of its own.
 *
 * A kick is owed by the driver (B62), under way, or held by the device, which
 * handles it later or, in some readings, forgets it. A used buffer notification
 * is owed by the device (B60), under way, or at the guest's CPU, not yet taken.
 * A further one coalesces with one that has not been handled.
 *
 * `same-function`: a kick and a later status write come from one CPU to one PCI
 * function, so the kick arrives first. `eventfd`: it may be overtaken.
 *
 * Where notifications are levels, `interrupt-status.ts` and `interrupt-handler.ts` stand
 * in place of the last two machines.
 *
 * Not modelled: suppression by flags or EVENT_IDX, one vector for several queues.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { STILL_OWES } from "../events/answers.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, type Seen, says } from "../words.ts";

type Step = Seen<object>;

/** What takes the device away from under its notifications. */
const deviceGone = (scope: Scope): string =>
  scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";

/** A direct read of the status pushes what the device wrote before, MSI last. */
const statusRead = (scope: Scope, pushed: string) =>
  scope.common === "direct"
    ? onEach(["driver.readsStatus", "driver.readsStatusFirst"], { target: pushed })
    : {};

/**
 * Available buffer notifications of one virtqueue.
 *
 * Three places (nowhere, under way, held by the device), and whether the driver
 * owes a further one because it has made a buffer available since.
 */
export const kick = (scope: Scope, q: number): MachineDeclaration => ({
  name: `kick${q}`,
  kind: "kick",
  actor: "device",
  key: `${scope.notify} ${scope.pciConfig}`,
  build: () => buildKick(scope),
});

/** A kick goes to the device at once, or is under way for a while. */
const arrived = { target: "held", ...says("kick held") };
const sentOff = { target: "underWay", ...says("kick under way") };

function buildKick(scope: Scope) {
  const overtaken = scope.notify === "eventfd";
  return createMachine({
    types: {} as { events: Happening },
    id: "kick",
    initial: "none",
    states: {
      none: {
        tags: ["rest"],
        on: {
          ...wherever(scope, "none", "none"),
          "kick.arrives": blocked(),
          "driver.makesAvailable": { target: "owed" },
          "hypervisor.kicksAgain": { target: "held" },
        },
      },
      owed: {
        on: {
          ...wherever(scope, "owed", "owed"),
          "driver.makesAvailable": { target: "owed" },
          "driver.kicks": overtaken ? sentOff : arrived,
          "power.losesKick": { target: "none" },
          "hypervisor.kicksAgain": { target: "heldAndOwed" },
        },
      },
      held: { on: held(scope, false) },
      heldAndOwed: {
        on: {
          ...held(scope, true),
          "driver.kicks": arrived,
          "power.losesKick": { target: "held" },
        },
      },
      ...(overtaken ? onTheWay(scope) : {}),
    },
  });
}

/** A kick that may be overtaken, and that has not arrived. */
const onTheWay = (scope: Scope) => ({
  underWay: {
    on: {
      ...wherever(scope, "underWay", "none"),
      "driver.makesAvailable": { target: "underWayAndOwed" },
      "kick.arrives": arrived,
      "device.ignoresKick": { target: "none" },
      "hypervisor.kicksAgain": { target: "held" },
    },
  },
  underWayAndOwed: {
    on: {
      ...wherever(scope, "underWayAndOwed", "owed"),
      "driver.makesAvailable": { target: "underWayAndOwed" },
      "driver.kicks": sentOff,
      "power.losesKick": { target: "underWay" },
      "kick.arrives": { ...arrived, target: "heldAndOwed" },
      "device.ignoresKick": { target: "owed" },
      "hypervisor.kicksAgain": { target: "heldAndOwed" },
    },
  },
});

/** What happens alike wherever the kick is. A kick of a function in D3hot has no
 *  effect; one that is not owed is none. */
const wherever = (scope: Scope, here: string, whenGone: string) => ({
  "device.presentsSuspended": { target: here },
  "device.presentsResumed": [
    { guard: ({ event }: Step) => event.kicks === "as owed", target: here },
    { guard: ({ event }: Step) => event.kicks === "once more", target: withOwed(here) },
  ],
  "device.completesReset": { target: "none" },
  "device.completesQueueReset": { target: "none" },
  [deviceGone(scope)]: { target: "none" },
  "device.losesState": { target: "none" },
  "power.losesKick": blocked(),
  // What is under way, or held, is not part of what is migrated.
  "hypervisor.switches": { target: whenGone },
  "device.ignoresKick": blocked(),
});

/** The device holds a kick, and the driver owes it another or none. */
function held(scope: Scope, owed: boolean) {
  const without = owed ? "owed" : "none";
  const here = owed ? "heldAndOwed" : "held";
  return {
    ...wherever(scope, here, without),
    "driver.makesAvailable": { target: "heldAndOwed" },
    ...onEach(["device.handlesKick", "device.mishandlesKick"], { target: without }),
    "device.dropsKick": { target: without, ...says("drops held kick") },
    "hypervisor.kicksAgain": { target: here },
  };
}

/** The state in which the driver owes one kick more than in `state`. */
const withOwed = (state: string): string =>
  ({ none: "owed", held: "heldAndOwed", underWay: "underWayAndOwed" })[state] ?? state;

/**
 * Used buffer notifications of one virtqueue.
 *
 * Three places (nowhere, under way, at the guest's CPU), and whether the device
 * owes a further one because it has used a buffer since.
 */
export const interrupt = (scope: Scope, q: number): MachineDeclaration => ({
  name: `interrupt${q}`,
  kind: "interrupt",
  actor: "device",
  key: `${scope.common} ${scope.pciConfig}`,
  build: () => buildInterrupt(scope),
});

function buildInterrupt(scope: Scope) {
  const takes = ["driver.handlesInterrupt", "driver.mishandlesInterrupt"];
  const presents = ["device.presentsSuspended", "device.presentsResumed"];
  const ends = ["device.completesReset", "device.losesState"];
  /** What happens alike in every state; a read pushes what is under way. */
  const common = (here: string, pushed: string) => ({
    ...statusRead(scope, pushed),
    ...onEach([...presents, "device.completesCommand"], { target: here }),
    ...onEach([...ends, deviceGone(scope)], { target: "none" }),
    "device.completesQueueReset": queueIsReset(/owed/i.test(here)),
    "hypervisor.switches": atDestination(here),
  });
  return createMachine({
    types: {} as { events: Happening },
    id: "interrupt",
    initial: "none",
    states: {
      none: {
        tags: ["rest"],
        on: { ...common("none", "none"), "device.uses": { target: "owed" } },
      },
      owed: {
        on: {
          ...common("owed", "owed"),
          "device.uses": { target: "owed" },
          "device.interrupts": { target: "underWay" },
        },
      },
      underWay: {
        on: {
          ...common("underWay", "atCpu"),
          "device.uses": { target: "underWayAndOwed" },
          "interrupt.arrives": { target: "atCpu" },
        },
      },
      underWayAndOwed: {
        on: {
          ...common("underWayAndOwed", "atCpuAndOwed"),
          "device.uses": { target: "underWayAndOwed" },
          "device.interrupts": { target: "underWay" },
          "interrupt.arrives": { target: "atCpuAndOwed" },
        },
      },
      atCpu: {
        on: {
          ...common("atCpu", "atCpu"),
          "device.uses": { target: "atCpuAndOwed" },
          ...onEach(takes, { target: "none" }),
        },
      },
      atCpuAndOwed: {
        on: {
          ...common("atCpuAndOwed", "atCpuAndOwed"),
          "device.uses": { target: "atCpuAndOwed" },
          "device.interrupts": { target: "atCpu" },
          ...onEach(takes, { target: "owed" }),
        },
      },
    },
  });
}

/** A reset of the virtqueue ends what is owed; or what is owed stays so. */
export const queueIsReset = (isOwed: boolean) => [
  { guard: ({ event }: Step) => event.owes === "", target: "none" },
  { guard: ({ event }: Step) => event.owes === STILL_OWES && isOwed, target: "owed" },
];

/**
 * What is left of a used notification at the destination. One that was sent was
 * delivered before the stop was seen; where it is a level (INTx), it is a bit of the
 * source's ISR status. The VMM may interrupt once more.
 */
function atDestination(here: string) {
  const has = ({ owed, arrived }: Happening) => {
    const isThere = owed === "sent" || (arrived === "kept" && /underWay|atCpu/.test(here));
    const isOwed = owed === "carried" && /owed/i.test(here);
    if (isThere) return isOwed ? "atCpuAndOwed" : "atCpu";
    return isOwed ? "owed" : "none";
  };
  return ["none", "owed", "atCpu", "atCpuAndOwed"].map((target) => ({
    guard: ({ event }: Step) => has(event) === target,
    target,
  }));
}

/** Configuration change notifications. */
export const configInterrupt = (scope: Scope): MachineDeclaration => {
  const sent = { target: "underWay" };
  const arrives = { target: "atCpu" };
  const pushed = (state: string) => statusRead(scope, state);
  return {
    name: "configInterrupt",
    kind: "configInterrupt",
    actor: "device",
    key: scope.common,
    build: () =>
      createMachine({
        types: {} as { events: Happening },
        id: "configInterrupt",
        initial: "none",
        states: {
          none: {
            tags: ["rest"],
            on: {
              "device.notifiesConfig": sent,
              "device.notifiesConfigLate": sent,
              "hypervisor.notifiesConfig": arrives,
              "hypervisor.switches": { target: "none" },
              ...pushed("none"),
            },
          },
          underWay: {
            on: {
              "device.notifiesConfig": sent,
              "device.notifiesConfigLate": sent,
              "configInterrupt.arrives": arrives,
              "hypervisor.notifiesConfig": arrives,
              // Whoever pauses the CPUs and stops the device finds the message
              // delivered: it is written before the status that was read.
              "hypervisor.switches": arrives,
              ...pushed("atCpu"),
            },
          },
          atCpu: {
            on: {
              "device.notifiesConfig": arrives,
              "device.notifiesConfigLate": arrives,
              "hypervisor.notifiesConfig": arrives,
              "driver.handlesConfigInterrupt": { target: "none" },
              "hypervisor.switches": arrives,
              ...pushed("atCpu"),
            },
          },
        },
      }),
  };
};
