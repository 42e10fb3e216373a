/**
 * What a driver does about an interrupt line: it takes the interrupt, reads the status,
 * acknowledges, and looks at what the bits name.
 *
 * Models transport-mmio.tex, Notifications From The Device (B72b to B72d), and
 * transport-pci.tex, Driver Handling Interrupts, where the read clears the status, at
 * virtio-v1.4-cs01 15f488c.
 *
 *   MMIO  take -> read -> look at rings, examine configuration, and acknowledge: first,
 *         having noted the cause, or last, having handled it
 *   PCI   take -> read -> look at rings, examine configuration
 *
 * Or it leaves the interrupt status as it is.
 *
 * It belongs to the guest's CPUs and moves with them; what it reads afterwards is the
 * destination's register.
 *
 * Not modelled: a handler on two CPUs at once, a line that the guest masks because
 * nobody handles it.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import { CONFIG, USED } from "../events/interrupts.ts";
import type { Scope } from "../scope.ts";
import { RESET } from "../status-values.ts";
import { type Seen, says, set } from "../words.ts";

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
  build: () => build(scope),
});

function build(scope: Scope) {
  const mmio = scope.transport === "mmio";
  /** A driver that reads 0 has reset its device, and expects no interrupt of it. */
  const statusReads = scope.common === "direct" ? "driver.readsStatus" : "hypervisor.answersStatus";
  const common = (here: string) => ({
    [statusReads]: [
      {
        guard: ({ event }: Step) => event.value === RESET,
        target: "idle",
        actions: set<Context>(() => nothing),
      },
      { guard: ({ event }: Step) => event.value !== RESET, target: here },
    ],
  });
  /** It is done when nothing is left to look at, nor to acknowledge. */
  const does = (what: (step: Step) => boolean, left: (step: Step) => Context) => [
    { guard: (s: Step) => what(s) && !isDone(left(s)), target: "handling", actions: set(left) },
    { guard: (s: Step) => what(s) && isDone(left(s)), target: "idle", actions: set(left) },
  ];
  const looks = (bit: number) =>
    does(
      ({ context }) => (context.bits & bit) !== 0,
      ({ context }) => ({ ...context, bits: context.bits & ~bit }),
    );
  const forgets = ({ context }: Step): Context => ({ ...context, read: 0 });
  const inTime = ({ context, event }: Step): boolean =>
    event.bits === context.read && event.when === (context.bits === 0 ? "handled" : "noted");
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
            { guard: ({ event }: Step) => event.bits === 0, target: "idle", ...says("not ours") },
            {
              guard: ({ event }: Step) => event.bits !== 0,
              target: "handling",
              actions: set<Context>(({ event }) => ({
                bits: event.bits,
                read: mmio ? event.bits : 0,
              })),
            },
          ],
          // On PCI it cannot read the status without clearing it.
          ...(mmio ? {} : { "driver.leavesInterrupt": { target: "idle" } }),
        },
      },
      handling: {
        on: {
          ...common("handling"),
          ...(mmio
            ? {
                "driver.acknowledges": does(inTime, forgets),
                "driver.leavesInterrupt": does(({ context }) => context.read !== 0, forgets),
              }
            : {}),
          "driver.looksAtRings": looks(USED),
          "driver.examinesConfig": looks(CONFIG),
        },
      },
    },
  });
}

const isDone = ({ bits, read }: Context): boolean => bits === 0 && read === 0;
