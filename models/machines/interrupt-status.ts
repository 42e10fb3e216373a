/**
 * The interrupt status of a device whose interrupts are levels, and what is owed of
 * used buffers before it.
 *
 * Models transport-mmio.tex, MMIO Device Register Layout and Notifications From The
 * Device (InterruptStatus, InterruptACK), and transport-pci.tex, ISR status capability,
 * with MSI-X off, at virtio-v1.4-cs01 15f488c.
 *
 *   bits 1 used buffers, 2 configuration
 *   MMIO  a bit is held until it is acknowledged (B39), or the device reset (B20a)
 *   PCI   a bit is set before the interrupt (B37a, B37b), and a read clears all (B37c)
 *
 * The line is asserted while a bit is set (B72a, B73a), unless a device that suspends
 * holds it low. `pulled` is a line that is asserted without a bit behind it, by a VMM or by
 * the device.
 *
 * Not modelled: other devices on the same line, the controller that it leads to,
 * the registers in D3hot.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { HELD_LOW, IGNORED, KEPT, keepsBits, NO_BIT } from "../events/answers.ts";
import type { Happening } from "../events/happening.ts";
import { CONFIG, USED } from "../events/interrupts.ts";
import type { Scope } from "../scope.ts";
import { SUSPENDED } from "../status-values.ts";
import { blocked, onEach, type Seen, says, set } from "../words.ts";
import { queueIsReset } from "./notifications.ts";

interface Context {
  /** What a read of the register returns. */
  readonly bits: number;
  readonly pulled: boolean;
}

type Step = Seen<Context>;

/** What takes the device away from under its notifications. */
const functionReset = ({ pciConfig }: Scope): string =>
  pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";

export const interruptStatus = (scope: Scope): MachineDeclaration => ({
  name: "interruptStatus",
  kind: "interruptStatus",
  actor: "device",
  key: `${scope.transport} ${scope.pciConfig}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  const suspended = (here: string) => ({
    ...always(scope, here),
    ...registers(scope, here, true),
    "device.presentsSuspended": { target: here },
  });
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "interruptStatus",
    context: { bits: 0, pulled: false },
    initial: "live",
    states: {
      live: {
        tags: ["rest"],
        on: {
          ...always(scope, "live"),
          ...registers(scope, "live", false),
          ...takes("live"),
          ...suspends,
        },
      },
      suspended: { tags: ["rest"], on: { ...suspended("suspended"), ...takes("suspended") } },
      // The same, and the line is low whatever bits are set.
      heldBack: {
        tags: ["rest"],
        on: { ...suspended("heldBack"), "driver.takesInterrupt": blocked() },
      },
      // It was reset, and its bits are as they were; the device may clear them.
      stale: {
        tags: ["rest"],
        on: {
          ...always(scope, "stale"),
          ...registers(scope, "stale", false),
          ...takes("stale"),
          ...suspends,
          "device.clearsInterrupts": { guard: hasBits, target: "live", actions: cleared },
        },
      },
    },
  });
}

/** What happens alike in every state. */
function always(scope: Scope, here: string) {
  return {
    ...onEach(
      ["device.uses", "environment.changesConfig"],
      [
        { guard: ({ event }: Step) => !isAtOnce(event), target: here },
        { guard: ({ event }: Step) => isAtOnce(event), ...setsBit(here) },
      ],
    ),
    ...onEach(
      ["device.interrupts", "device.notifiesConfig", "device.notifiesConfigLate"],
      [
        { guard: ({ event }: Step) => event.sets === "", ...setsBit(here) },
        { guard: ({ event }: Step) => event.sets === NO_BIT, target: here, actions: pulls },
      ],
    ),
    "hypervisor.notifiesConfig": [
      { guard: ({ event }: Step) => event.by === "bit", ...setsBit(here) },
      { guard: ({ event }: Step) => event.by === "line", target: here, actions: pulls },
    ],
    "device.presentsResumed": { target: "live" },
    "device.completesReset": [
      { guard: ({ event }: Step) => !keepsBits(event), ...ends },
      { guard: ({ event }: Step) => keepsBits(event), target: "stale" },
    ],
    ...onEach([functionReset(scope), "device.losesState"], ends),
    "hypervisor.switches": { target: "live", actions: atDestination },
    "hypervisor.restoresStatus": [
      {
        guard: ({ event }: Step) => event.value !== SUSPENDED && event.line === "",
        target: "live",
      },
      {
        guard: ({ event }: Step) => event.value === SUSPENDED && event.line === "",
        target: "suspended",
      },
      {
        guard: ({ event }: Step) => event.value === SUSPENDED && event.line === HELD_LOW,
        target: "heldBack",
      },
    ],
    "device.clearsInterrupts":
      scope.transport === "mmio" ? { guard: hasBits, target: here, actions: cleared } : blocked(),
  };
}

const ends = { target: "live", actions: set<Context>(() => ({ bits: 0, pulled: false })) };
const cleared = set<Context>(() => ({ bits: 0 }));
const hasBits = ({ context }: Step): boolean => context.bits !== 0;

/** The driver is interrupted while the line is asserted. */
const takes = (here: string) => ({
  "driver.takesInterrupt": {
    guard: ({ context }: Step) => isAsserted(context),
    target: here,
    actions: set<Context>(() => ({ pulled: false })),
  },
});

/** Once suspended, its line shows its bits, or is held low. */
const suspends = {
  "device.presentsSuspended": [
    { guard: ({ event }: Step) => event.line === "", target: "suspended" },
    { guard: ({ event }: Step) => event.line === HELD_LOW, target: "heldBack" },
  ],
};

const isAsserted = ({ bits, pulled }: Context): boolean => bits !== 0 || pulled;

/** A bit stands for what it tells of, before any notification. A change that the fields
 *  do not show has not taken place for a driver. */
const isAtOnce = ({ bit, effect }: Happening): boolean => bit === "at once" && effect !== "hidden";

/** The bit that an event sets, if it sets one. */
const bitOf = ({ type }: Happening): number =>
  ["device.uses", "device.interrupts"].includes(type) ? USED : CONFIG;

const setsBit = (here: string) => ({
  target: here,
  actions: set<Context>(({ context, event }) => ({ bits: context.bits | bitOf(event) })),
  ...says("sets a bit"),
});

const pulls = set<Context>(() => ({ pulled: true }));

/** What a restored device holds: nothing, or what it held; and the VMM may interrupt the
 *  guest, with a bit behind it where it holds the register. */
const atDestination = set<Context>(({ context, event }) => {
  const restored = event.isr === "restored";
  const sent = event.owed === "sent";
  return {
    bits: restored ? context.bits | (sent ? USED : 0) : 0,
    pulled: (event.isr === "line alone" && context.bits !== 0) || (sent && !restored),
  };
});

/** A read clears on PCI; on MMIO a write of the bits does. A suspended device may leave
 *  its register as it is. */
function registers({ transport }: Scope, here: string, mayKeep: boolean) {
  const isRead = ({ context, event }: Step): boolean => event.bits === context.bits;
  if (transport === "mmio") {
    const isSet = ({ context, event }: Step): boolean => (event.bits & context.bits) !== 0;
    return {
      "driver.readsInterruptStatus": { guard: isRead, target: here },
      "driver.acknowledges": [
        {
          guard: ({ event }: Step) => event.clears === "",
          target: here,
          actions: set<Context>(({ context, event }) => ({ bits: context.bits & ~event.bits })),
        },
        {
          guard: (step: Step) => step.event.clears === IGNORED && mayKeep && isSet(step),
          target: here,
          ...says("ignores it"),
        },
      ],
    };
  }
  return {
    "driver.readsInterruptStatus": [
      {
        guard: (step: Step) => step.event.clears === "" && isRead(step),
        target: here,
        actions: set<Context>(() => ({ bits: 0, pulled: false })),
        ...says("is cleared"),
      },
      {
        guard: (step: Step) =>
          step.event.clears === KEPT && mayKeep && isRead(step) && isAsserted(step.context),
        target: here,
      },
    ],
  };
}

/**
 * Whether a used notification of one virtqueue is owed, where the notification is a
 * bit that all virtqueues share.
 */
export const owedLevel = (scope: Scope, q: number): MachineDeclaration => ({
  name: `interrupt${q}`,
  kind: "interrupt",
  actor: "device",
  key: `${scope.interrupts} ${scope.common} ${scope.pciConfig}`,
  build: () => {
    const reads =
      scope.common === "direct" ? ["driver.readsStatus", "driver.readsStatusFirst"] : [];
    const presents = ["device.presentsSuspended", "device.presentsResumed"];
    const common = (here: string) => ({
      ...onEach([...reads, ...presents, "device.completesCommand"], { target: here }),
      "device.uses": [
        { guard: ({ event }: Step) => isAtOnce(event), target: "none" },
        { guard: ({ event }: Step) => !isAtOnce(event), target: "owed" },
      ],
      ...onEach(["device.completesReset", functionReset(scope), "device.losesState"], {
        target: "none",
      }),
      "device.completesQueueReset": queueIsReset(here === "owed"),
      "hypervisor.switches": [
        { guard: ({ event }: Step) => event.owed === "carried", target: here },
        { guard: ({ event }: Step) => event.owed !== "carried", target: "none" },
      ],
    });
    return createMachine({
      types: {} as { events: Happening },
      id: "interrupt",
      initial: "none",
      states: {
        none: { tags: ["rest"], on: { ...common("none"), "device.interrupts": blocked() } },
        owed: { on: { ...common("owed"), "device.interrupts": { target: "none" } } },
      },
    });
  },
});
