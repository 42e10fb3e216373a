/**
 * The mode that the owner of a device has put it into, beside its status.
 *
 * Models admin-cmds-device-parts.tex, Device parts, at virtio-v1.4-cs01 15f488c
 * (clauses P-4 to P-14), the modes of autumn 2023 (AC-3, AC-4) and the suspend of
 * vDPA (VD-1, VD-6), which differ in what a stopped device still takes.
 *
 *   active -- begin stopped --> stopping -- stopped: done --> stopped (-> frozen)
 *   stopped, frozen -- active: done --> active
 *
 * The machine takes part in every device event of the data path. A reset of the
 * device ends its being stopped, or does not (H8).
 *
 * Not modelled: other registers of a frozen device than status and queue_reset, PME.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, onEach, packets, type Seen, says, set } from "../words.ts";
import { configuring, consuming, finishing } from "./status-kit.ts";

interface Context {
  /** How often it has answered a command with an error. */
  readonly failures: number;
  /** Whether it carries out a command to stop, or to freeze. */
  readonly begun: boolean;
}

type Step = Seen<Context>;

export const mode = (scope: Scope): MachineDeclaration => ({
  name: "mode",
  kind: "mode",
  actor: "device",
  key: `${scope.failures} ${scope.pciConfig} ${scope.common}`,
  build: () => build(scope),
});

/** What a device does that is not stopped, and what it may go on doing while it stops. */
const works = [
  ...[...consuming, ...finishing, ...configuring],
  ...["device.presentsSuspended", "device.presentsResumed"],
];

function build(scope: Scope) {
  const direct = scope.common === "direct";
  const { always, resets, stopped } = modeKit(scope);
  const { done, refused, obeyed } = answers(scope);
  const fails = (asked: string, before: string, after: string) => [
    refused(asked, before),
    obeyed(asked, after),
  ];
  const repeated = (asked: string, here: string) => [done(asked, here), refused(asked, here)];
  const runsAgain = done("active", "active", "runs again");
  const freezes = done("frozen", "frozen", "is frozen");
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "mode",
    context: { failures: 0, begun: false },
    initial: "active",
    states: {
      active: {
        tags: ["rest"],
        on: {
          ...always("active"),
          ...listens,
          ...packets("active", false),
          ...onEach(resets, { target: "active" }),
          "device.takesCommand": [begins(true, "stopping"), begins(false, "active")],
          "device.completesCommand": repeated("active", "active"),
        },
      },
      stopping: {
        on: {
          ...always("stopping"),
          ...listens,
          ...packets("stopping", false),
          ...onEach(resets, { target: "stopping" }),
          "device.completesCommand": [
            done("stopped", "stopped", "is stopped"),
            ...fails("stopped", "active", "stopped"),
            freezes,
          ],
        },
      },
      stopped: {
        tags: ["rest"],
        on: {
          ...stopped("stopped"),
          ...onEach(lostWrites, blocked()),
          "device.completesCommand": [
            ...repeated("stopped", "stopped"),
            runsAgain,
            ...fails("active", "stopped", "active"),
            freezes,
            ...fails("frozen", "stopped", "frozen"),
          ],
        },
      },
      frozen: {
        tags: ["rest"],
        on: {
          ...stopped("frozen"),
          ...onEach(lostWrites, direct ? { target: "frozen", ...says("ignores it") } : blocked()),
          "device.completesCommand": [
            runsAgain,
            ...fails("active", "frozen", "active"),
            ...repeated("frozen", "frozen"),
            ...repeated("stopped", "frozen"),
          ],
        },
      },
    },
  });
}

const lostWrites = ["mode.losesWrite", "mode.losesQueueReset"];

/** A device that runs takes what it is sent. */
const listens = onEach(["device.ignoresKick", ...lostWrites], blocked());

/** A command to stop or to freeze, or one to run, is begun. */
const begins = (asks: boolean, target: string) => ({
  guard: ({ event }: Step) => (event.mode !== "active") === asks,
  target,
  actions: set<Context>(() => ({ begun: asks })),
});

/** A reset ends the mode, with or without a command to stop under way. */
const isReset = (begun: boolean, target: string) => ({
  guard: ({ context, event }: Step) => event.mode === "ended" && context.begun === begun,
  target,
});

/** The transitions that several modes share. */
function modeKit(scope: Scope) {
  const resets = [
    "device.completesReset",
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset",
  ];
  const writes = [
    ...(scope.common === "direct" ? ["driver.writesStatus"] : []),
    "driver.writesQueueReset",
  ];
  /** In every mode: what the device does on its own, and what reaches it. */
  const always = (here: string) => ({
    "hypervisor.switches": { target: "active" },
    "kick.arrives": { target: here },
    ...onEach([...works, ...writes], { target: here }),
  });
  const stopped = (here: string) => ({
    ...always(here),
    ...packets(here, true),
    "device.ignoresKick": { target: here, ...says("ignores it") },
    "device.takesCommand": [begins(true, here), begins(false, here)],
    ...onEach(resets, [
      { guard: ({ event }: Step) => event.mode === "mode kept", target: here },
      isReset(true, "stopping"),
      isReset(false, "active"),
    ]),
  });
  return { always, resets, stopped };
}

/** How a command is answered: it was done; it was not; or an error, and yet it was done. */
function answers(scope: Scope) {
  const is = (event: Happening, asked: string, outcome: string): boolean =>
    event.mode === asked &&
    event.outcome === outcome &&
    (event.error === "OK") === (outcome === "done");
  const fails = ({ context }: Step): boolean => context.failures < scope.failures;
  const failed = set<Context>(({ context }) => ({
    failures: context.failures + 1,
    begun: false,
  }));
  return {
    done: (asked: string, target: string, words?: string) => ({
      guard: ({ event }: Step) => is(event, asked, "done"),
      target,
      actions: set<Context>(() => ({ begun: false })),
      ...(words === undefined ? {} : says(words)),
    }),
    refused: (asked: string, target: string) => ({
      guard: (step: Step) => is(step.event, asked, "refused") && fails(step),
      target,
      actions: failed,
      ...says("refuses"),
    }),
    obeyed: (asked: string, target: string) => ({
      guard: (step: Step) => is(step.event, asked, "obeyed") && fails(step),
      target,
      actions: failed,
      ...says("errs and obeys"),
    }),
  };
}
