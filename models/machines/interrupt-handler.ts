/**
 * What a driver does about an interrupt line: it takes the interrupt, reads the status,
 * acknowledges, and looks at what the bits name.
 *
 * Models transport-mmio.tex, Notifications From The Device (B72b to B72d), and
 * transport-pci.tex, Driver Handling Interrupts, where the read clears the status, at
 * virtio-v1.4-cs01 15f488c.
 *
 *   noted      take -> read -> acknowledge -> look at rings, examine configuration
 *   looked-at  take -> read -> look at rings, examine configuration -> acknowledge
 *   PCI        take -> read -> look at rings, examine configuration
 *
 * It belongs to the guest's CPUs and moves with them; what it reads afterwards is the
 * destination's register.
 *
 * Not modelled: a handler on two CPUs at once, a line that the guest masks because
 * nobody handles it.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import { CONFIG, USED } from "../events/interrupts.ts";
import type { Scope } from "../scope.ts";
import { RESET } from "../status-values.ts";
import { by, type Seen, set } from "../words.ts";

interface Context {
  /** What it is to look at. */
  readonly bits: number;
  /** What it has yet to acknowledge. */
  readonly read: number;
}

type Step = Seen<Context>;

const nothing: Context = { bits: 0, read: 0 };

export const interruptHandler = (scope: Scope): MachineDeclaration => ({
  name: "handler",
  kind: "handler",
  actor: "driver",
  key: `${scope.transport} ${scope.common}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const mmio = scope.transport === "mmio";
  const leaves = reading.choice("acknowledge-while-suspended") === "left";
  const notes = reading.choice("interrupt-is-handled") === "noted";
  const afterRead = mmio && notes ? "acknowledging" : "looking";
  const afterLook = mmio && !notes ? "acknowledging" : "idle";
  const forgets = set<Context>(() => nothing);
  /** A driver that reads 0 has reset its device, and expects no interrupt of it. */
  const statusReads = scope.common === "direct" ? "driver.readsStatus" : "hypervisor.answersStatus";
  const common = (here: string) => ({
    [statusReads]: [
      { guard: ({ event }: Step) => event.value === RESET, target: "idle", actions: forgets },
      { guard: ({ event }: Step) => event.value !== RESET, target: here },
    ],
  });
  const looks = (event: string, bit: number, clauses: string) => ({
    [event]: [
      {
        guard: ({ context }: Step) => context.bits === bit,
        target: afterLook,
        actions: set<Context>(({ context }) => ({
          bits: 0,
          read: afterLook === "idle" ? 0 : context.read,
        })),
        ...by(clauses),
      },
      {
        guard: ({ context }: Step) => context.bits === (USED | CONFIG),
        target: "looking",
        actions: set<Context>(({ context }) => ({ bits: context.bits & ~bit })),
        ...by(clauses),
      },
    ],
  });
  const skips = (target: string, actions: object = {}) =>
    leaves ? { "driver.leavesInterrupt": { target, ...actions, ...by("S-7") } } : {};
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "handler",
    context: nothing,
    initial: "idle",
    states: {
      idle: {
        tags: ["rest"],
        on: { ...common("idle"), "driver.takesInterrupt": { target: "taken" } },
      },
      taken: {
        on: {
          ...common("taken"),
          "driver.readsInterruptStatus": [
            { guard: ({ event }: Step) => event.bits === 0, target: "idle", ...by("", "not ours") },
            {
              guard: ({ event }: Step) => event.bits !== 0,
              target: afterRead,
              actions: set<Context>(({ event }) => ({
                bits: event.bits,
                read: mmio ? event.bits : 0,
              })),
              ...by(mmio ? "B72b" : ""),
            },
          ],
          // On PCI it cannot read the status without clearing it.
          ...(mmio ? {} : skips("idle")),
        },
      },
      ...(mmio
        ? {
            acknowledging: {
              on: {
                ...common("acknowledging"),
                "driver.acknowledges": {
                  guard: ({ context, event }: Step) =>
                    event.bits === context.read && event.when === (notes ? "noted" : "handled"),
                  target: notes ? "looking" : "idle",
                  actions: set<Context>(() => ({ read: 0 })),
                  ...by("B72c"),
                },
                ...skips(notes ? "looking" : "idle", {
                  actions: set<Context>(() => ({ read: 0 })),
                }),
              },
            },
          }
        : {}),
      looking: {
        on: {
          ...common("looking"),
          ...looks("driver.looksAtRings", USED, mmio ? "B72d" : ""),
          ...looks("driver.examinesConfig", CONFIG, ""),
        },
      },
    },
  });
}
