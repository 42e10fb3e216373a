/**
 * What the steps of a migration have in common: what the hypervisor traps while
 * it works, how it goes through the virtqueues, and how it gives up.
 */
import type { ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { blocked, by, onEach, type Seen, set } from "../words.ts";

export interface Context {
  readonly migrations: number;
  readonly aborts: number;
  /** How often it has asked again for what it had asked for. */
  readonly retries: number;
  /** The next virtqueue to save, restore or kick. */
  readonly queue: number;
  /** Whether it was the hypervisor that stopped the device. */
  readonly stoppedIt: boolean;
}

export type Step = Seen<Context>;

/** States of the hypervisor, as XState takes them. */
export type States = Record<string, { readonly on: object; readonly tags?: string[] }>;

/** How a device is stopped, and let go again. */
export interface Stop {
  /** The state in which it begins to stop the device. */
  readonly first: string;
  readonly states: States;
  /** The states of letting it go again, from the state `here` on. */
  readonly letsGo: (here: string) => States;
}

/** By what means the hypervisor stops a device. */
export type StoppedBy = "status-bit" | "mode-command" | "power-state" | "ring-stop";

export const stoppedBy = (reading: ReadingView): StoppedBy =>
  reading.choice("stopped-by") as StoppedBy;

export const stoppedIt = set<Context>(() => ({ stoppedIt: true }));
export const letItGo = set<Context>(() => ({ stoppedIt: false }));

/** It asks once more for what it has asked for, in the words of `event`. */
export const again = (scope: Scope, here: string, asks: (event: Happening) => boolean) => ({
  guard: ({ context, event }: Step) => context.retries < scope.retries && asks(event),
  target: here,
  actions: set<Context>(({ context }) => ({ retries: context.retries + 1 })),
});

/** With nothing to let go, only the guest is left to be resumed. */
export const guestOnly = {
  "hypervisor.resumesVcpus": { guard: ({ context }: Step) => !context.stoppedIt, target: "idle" },
};

/** The transitions that several steps share, for one scope and reading. */
export function hypervisorKit(scope: Scope, reading: ReadingView) {
  const defers = reading.choice("trapped-access-while-migrating") === "deferred";
  const trapped = [
    ...(scope.common === "trapped" ? ["hypervisor.performsWrite"] : []),
    ...(scope.pciConfig === "trapped" ? ["hypervisor.performsFunctionReset"] : []),
  ];
  const writes = trapped.filter((event) => event === "hypervisor.performsWrite");
  const functionResets = trapped.filter((event) => event !== "hypervisor.performsWrite");
  // What was saved is dropped, and the device is taken for running.
  const forgets = reading.choice("vmm-after-function-reset") === "records-running";
  const performs = (state: string) => onEach(trapped, { target: state });
  /** What it does with an access that it traps at a step of the migration. */
  const waitsWith = (state: string) => {
    if (defers) return onEach(trapped, blocked());
    if (!forgets) return performs(state);
    const forgotten = {
      target: "runningAgain",
      actions: letItGo,
      ...by("VF-5", "takes it to run"),
    };
    return { ...onEach(writes, { target: state }), ...onEach(functionResets, forgotten) };
  };
  /** The same while it waits for the answer to a command. */
  const busyWith = (state: string) =>
    defers || !forgets
      ? waitsWith(state)
      : { ...onEach(writes, { target: state }), ...onEach(functionResets, blocked()) };
  const nextQueue = set<Context>(({ context }) => ({ queue: context.queue + 1 }));
  const isNext = ({ context, event }: Step): boolean => event.q === context.queue;
  const isLast = ({ context }: Step): boolean => context.queue === scope.queues - 1;
  /** Does one thing for each virtqueue, in order. */
  const eachQueue = (event: string, here: string, then: string, also: Partial<Context> = {}) => ({
    [event]: [
      { guard: (s: Step) => isNext(s) && !isLast(s), target: here, actions: nextQueue },
      {
        guard: (s: Step) => isNext(s) && isLast(s),
        target: then,
        actions: set<Context>(() => ({ queue: 0, ...also })),
      },
    ],
  });
  const abort = {
    "hypervisor.aborts": {
      guard: ({ context }: Step) => context.aborts < scope.aborts,
      target: "goingBack",
      actions: set<Context>(({ context }) => ({ aborts: context.aborts + 1, queue: 0 })),
    },
  };
  return { performs, waitsWith, busyWith, eachQueue, abort };
}

export type HypervisorKit = ReturnType<typeof hypervisorKit>;
