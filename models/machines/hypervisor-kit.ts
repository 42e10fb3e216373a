/**
 * What the steps of a migration have in common: what the hypervisor knows, what it
 * traps while it works, and how it goes through the virtqueues.
 */
import type { Scope } from "../scope.ts";
import { type Seen, set } from "../words.ts";

export interface Context {
  readonly migrations: number;
  readonly aborts: number;
  /** How often it has asked again for what it had asked for. */
  readonly retries: number;
  /** The next virtqueue to stop, save, restore, kick or start. */
  readonly queue: number;
  /** By what it has stopped the device; "nothing" where there is nothing to let go. */
  readonly stoppedBy: "nothing" | "status" | "mode" | "power" | "rings";
  /** The guest's CPUs, until it goes back; "pausing" while accesses of theirs that it
   *  has trapped may be under way. */
  readonly cpus: "running" | "pausing" | "paused";
  /** What it has told a device at the destination, to be safe. */
  readonly told: "nothing" | "change" | "kicks";
}

export type Step = Seen<Context>;

/** States of the hypervisor, as XState takes them. */
export type States = Record<string, { readonly on: object; readonly tags?: string[] }>;

export const nothingDone = {
  queue: 0,
  stoppedBy: "nothing",
  cpus: "running",
  told: "nothing",
} as const;

export const sets = (change: Partial<Context>) => ({ actions: set<Context>(() => change) });

/** It goes back, and what it has done on its way does not matter any more. */
export const goesBack = {
  target: "goingBack",
  ...sets({ queue: 0, cpus: "running", told: "nothing" }),
};

/** The device runs, and the guest's CPUs are to follow. */
export const runsAgain = { target: "runningAgain", ...sets(nothingDone) };

export const isDone = ({ event }: Step): boolean => event.outcome === "done";
export const isNot =
  (test: (step: Step) => boolean) =>
  (step: Step): boolean =>
    !test(step);

export const both =
  (...tests: readonly ((step: Step) => boolean)[]) =>
  (step: Step): boolean =>
    tests.every((test) => test(step));

/** The transitions that several steps share, for one scope. */
export function hypervisorKit(scope: Scope) {
  const isKept = ({ event }: Step): boolean => event.record === "kept";
  /** A step of the migration, with what it does meanwhile with what it traps. With a
   *  command out it does not drop its record: the answer is still to come. */
  const at = (here: string, on: object, tags: string[] = [], isOut = false): States => ({
    [here]: {
      tags,
      on: {
        ...(scope.common === "trapped" ? { "hypervisor.performsWrite": { target: here } } : {}),
        ...(scope.pciConfig === "trapped"
          ? {
              "hypervisor.performsFunctionReset": [
                { guard: isKept, target: here },
                ...(isOut ? [] : [{ guard: isNot(isKept), ...runsAgain }]),
              ],
            }
          : {}),
        ...on,
      },
    },
  });
  /** A command is out, and the device answers it: done, or refused. */
  const commanded = (here: string, done: object, refused: object, also = {}): States => {
    const answers = [
      { guard: isDone, ...done },
      { guard: isNot(isDone), ...refused },
    ];
    return at(here, { "device.completesCommand": answers, ...also }, ["waiting"], true);
  };
  /** It gives the migration up. */
  const aborts = (then: string) => ({
    "hypervisor.aborts": {
      guard: ({ context }: Step) => context.aborts < scope.aborts,
      target: then,
      actions: set<Context>(({ context }) => ({
        aborts: context.aborts + 1,
        queue: 0,
        cpus: "running",
      })),
    },
  });
  /** It asks once more for what it has asked for. */
  const asksAgain = (event: string, here: string, asks: (step: Step) => boolean) => ({
    [event]: {
      guard: (step: Step) => step.context.retries < scope.retries && asks(step),
      target: here,
      actions: set<Context>(({ context }) => ({ retries: context.retries + 1 })),
    },
  });
  return {
    at,
    commanded,
    eachQueue: eachQueueOf(scope.queues),
    aborts,
    asksAgain,
    pauses: pausesIn(scope),
  };
}

/** Does one thing for each virtqueue, in order. */
function eachQueueOf(queues: number) {
  const isNext = ({ context, event }: Step): boolean => event.q === context.queue;
  const isLast = ({ context }: Step): boolean => context.queue === queues - 1;
  return (event: string, here: string, then: object, when = (_: Step) => true) => ({
    [event]: [
      {
        guard: (s: Step) => when(s) && isNext(s) && !isLast(s),
        target: here,
        actions: set<Context>(({ context }) => ({ queue: context.queue + 1 })),
      },
      {
        guard: (s: Step) => when(s) && isNext(s) && isLast(s),
        ...sets({ queue: 0 }),
        ...then,
      },
    ],
  });
}

/** It pauses the guest's CPUs, and finishes what they had begun. */
const pausesIn = (scope: Scope) => (then: string) => ({
  "hypervisor.pausesVcpus": {
    guard: ({ context }: Step) => context.cpus === "running",
    target: then,
    ...sets({ cpus: scope.common === "trapped" ? "pausing" : "paused" }),
  },
  "hypervisor.flushes": {
    guard: ({ context }: Step) => context.cpus === "pausing",
    target: then,
    ...sets({ cpus: "paused" }),
  },
});

export type HypervisorKit = ReturnType<typeof hypervisorKit>;
