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
 * The line is asserted while a bit is set (B72a, B73a). Whether a bit that is held
 * across a suspend counts as sent, and whether a suspended device clears one, are
 * interpretations. `pulled` is a line that a VMM asserts without a bit behind it.
 *
 * Not modelled: other devices on the same line, the controller that it leads to,
 * the registers in D3hot.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { CONFIG, USED } from "../events/interrupts.ts";
import type { Scope } from "../scope.ts";
import { SUSPENDED } from "../status-values.ts";
import { blocked, by, inForceOf, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** What a read of the register returns. */
  readonly bits: number;
  readonly pulled: boolean;
}

type Step = Seen<Context>;

/** What takes the device away from under its notifications. */
const functionReset = ({ pciConfig }: Scope): string =>
  pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";

/** Whether a bit is set by the event itself, not by a notification of it. */
const isSetAtOnce = (reading: ReadingView): boolean =>
  reading.choice("level-event") === "what-it-tells-of";

export const interruptStatus = (scope: Scope): MachineDeclaration => ({
  name: "interruptStatus",
  kind: "interruptStatus",
  actor: "device",
  key: `${scope.transport} ${scope.pciConfig}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const mmio = scope.transport === "mmio";
  const held = reading.choice("held-level-while-suspended");
  const ignores = reading.choice("acknowledge-while-suspended") === "ignored";
  const afterRestore = reading.choice("interrupt-status-after-restore");
  const vmmInterrupts = reading.choice("owed-interrupt") === "vmm-interrupts";
  const atOnce = isSetAtOnce(reading);
  const whenSuspended = held === "held-back" ? "heldBack" : "suspended";
  const keepsAtReset = mmio && !reading.inForce("B20a");
  const sets = (here: string, bit: number, clauses: string) => ({
    target: here,
    actions: set<Context>(({ context }) => ({ bits: context.bits | bit })),
    ...by(clauses, "sets a bit"),
  });
  const stays = (here: string) => ({ target: here });
  /** The VMM interrupts: with a bit behind it where it holds the register. */
  const interrupts = (bit: number) => (context: Context) =>
    afterRestore === "restored" ? { bits: context.bits | bit } : { pulled: true };
  const cleared = set<Context>(() => ({ bits: 0, pulled: false }));
  const switched = set<Context>(({ context }) => {
    const bits = afterRestore === "restored" ? context.bits : 0;
    const pulled = afterRestore === "line-alone" && context.bits !== 0;
    const left = { bits, pulled };
    return vmmInterrupts ? { ...left, ...interrupts(USED)(left) } : left;
  });
  const changes = (here: string) => [
    {
      guard: ({ event }: Step) => atOnce && event.effect !== "hidden",
      ...sets(here, CONFIG, mmio ? "B39" : "B37a"),
    },
    { guard: ({ event }: Step) => !atOnce || event.effect === "hidden", ...stays(here) },
  ];
  const asserted = ({ bits, pulled }: Context): boolean => bits !== 0 || pulled;
  const takes = (here: string) => ({
    guard: ({ context }: Step) => asserted(context),
    target: here,
    actions: set<Context>(() => ({ pulled: false })),
    ...by(mmio ? "B72a" : "B73a"),
  });
  const isRead = ({ context, event }: Step): boolean => event.bits === context.bits;
  /** A read clears on PCI; on MMIO a write of the bits does. */
  const registers = (here: string, isIgnored: boolean) => ({
    "driver.readsInterruptStatus":
      mmio || isIgnored
        ? { guard: isRead, target: here, ...by(mmio ? "B39" : "S-11c") }
        : { guard: isRead, target: here, actions: cleared, ...by("B37c", "is cleared") },
    ...(mmio
      ? {
          "driver.acknowledges": isIgnored
            ? { target: here, ...by("S-10", "ignores it") }
            : {
                target: here,
                actions: set<Context>(({ context, event }) => ({
                  bits: context.bits & ~event.bits,
                })),
                ...by("B39"),
              },
        }
      : {}),
  });
  /** Without a clause that keeps or clears the bits the device may do either. */
  const clears = {
    guard: ({ context }: Step) => context.bits !== 0,
    target: "live",
    actions: set<Context>(() => ({ bits: 0 })),
  };
  const always = (here: string) => ({
    "device.uses": atOnce ? sets(here, USED, mmio ? "B39" : "B37b") : stays(here),
    "device.interrupts": sets(here, USED, mmio ? "B39" : "B37b"),
    "environment.changesConfig": changes(here),
    ...onEach(
      ["device.notifiesConfig", "device.notifiesConfigLate"],
      sets(here, CONFIG, mmio ? "B39" : "B37a"),
    ),
    "hypervisor.notifiesConfig": {
      target: here,
      actions: set<Context>(({ context }) => interrupts(CONFIG)(context)),
    },
    "device.presentsResumed": stays("live"),
    "device.completesReset": keepsAtReset
      ? stays("stale")
      : { target: "live", actions: cleared, ...by(mmio ? "B20a" : "B16a") },
    ...onEach([functionReset(scope), "device.losesState"], { target: "live", actions: cleared }),
    "hypervisor.switches": { target: "live", actions: switched },
    "hypervisor.restoresStatus": [
      { guard: ({ event }: Step) => event.value === SUSPENDED, ...stays(whenSuspended) },
      { guard: ({ event }: Step) => event.value !== SUSPENDED, ...stays("live") },
    ],
    "device.clearsInterrupts":
      mmio && !reading.inForce("B39") ? { ...clears, target: here } : blocked(),
  });
  const suspends =
    held === "waited-for"
      ? { guard: ({ context }: Step) => context.bits === 0, ...stays(whenSuspended) }
      : stays(whenSuspended);
  const live = (here: string) => ({
    ...always(here),
    ...registers(here, false),
    "driver.takesInterrupt": takes(here),
    "device.presentsSuspended": suspends,
  });
  const states = {
    live: { tags: ["rest"], on: live("live") },
    [whenSuspended]: {
      tags: ["rest"],
      on: {
        ...always(whenSuspended),
        ...registers(whenSuspended, ignores && inForceOf(reading, "S-10", "S-11c") !== undefined),
        "driver.takesInterrupt":
          held === "held-back" ? blocked("S-11a S-12") : takes(whenSuspended),
        "device.presentsSuspended": stays(whenSuspended),
      },
    },
    // It was reset, and no clause in force has it clear its bits; it may.
    ...(keepsAtReset
      ? {
          stale: {
            tags: ["rest"],
            on: {
              ...live("stale"),
              "device.clearsInterrupts": clears,
            },
          },
        }
      : {}),
  };
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "interruptStatus",
    context: { bits: 0, pulled: false },
    initial: "live",
    states,
  });
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
  build: (reading) => {
    const sendsFirst = inForceOf(reading, "S-16c", "V2-8c");
    const carried = reading.choice("owed-interrupt") === "device-part";
    const used = isSetAtOnce(reading) ? "none" : "owed";
    const reads =
      scope.common === "direct" ? ["driver.readsStatus", "driver.readsStatusFirst"] : [];
    const common = (here: string) => ({
      ...onEach([...reads, "device.presentsResumed", "device.completesCommand"], { target: here }),
      "device.uses": { target: used },
      ...onEach(["device.completesReset", functionReset(scope), "device.losesState"], {
        target: "none",
        ...by("B16a"),
      }),
      "device.completesQueueReset": { target: "none", ...by("B22b") },
      "hypervisor.switches": { target: carried ? here : "none" },
    });
    return createMachine({
      types: {} as { events: Happening },
      id: "interrupt",
      initial: "none",
      states: {
        none: {
          tags: ["rest"],
          on: {
            ...common("none"),
            "device.presentsSuspended": { target: "none" },
            "device.interrupts": blocked(),
          },
        },
        owed: {
          on: {
            ...common("owed"),
            "device.uses": { target: "owed" },
            "device.presentsSuspended": sendsFirst
              ? blocked(sendsFirst)
              : { target: "owed", ...by("") },
            "device.interrupts": { target: "none", ...by("B60a") },
          },
        },
      },
    });
  },
});
