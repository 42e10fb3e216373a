/**
 * The hypervisor: traps, and a stop-and-copy migration step by step.
 *
 * Who is stopped first, whether trapped accesses are finished first, and whether
 * the VMM notifies or kicks once more after the restore are interpretations: the
 * text says nothing about any of them. The hypervisor has accesses of its own to
 * the status register; the device cannot tell who wrote.
 *
 *   begin -> (pause CPUs -> flush) -> read status -> write 1F -> read 1B
 *         -> save status and queues -> copy memory
 *   a snapshot:  -> finish -> resume the device -> let the CPUs run
 *   a migration: -> switch -> restore -> (notify, kick) -> resume, CPUs run
 *
 * Not modelled: pre-copy rounds, several devices, a failing destination.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { BOTH, DRIVER_OK, FAILED, has, RUNNING, SUSPEND } from "../status-values.ts";
import { blocked, by, onEach, type Seen, set } from "../words.ts";

interface Context {
  readonly migrations: number;
  readonly aborts: number;
  /** The next virtqueue to save, restore or kick. */
  readonly queue: number;
  /** Whether it was the hypervisor that suspended the device. */
  readonly suspendedIt: boolean;
}

type Step = Seen<Context>;

export const hypervisor = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "hypervisor",
  actor: "hypervisor",
  key: [
    scope.queues,
    scope.migrations,
    scope.aborts,
    scope.restores,
    scope.common,
    scope.pciConfig,
  ].join(" "),
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const clearsDriverOk = reading.inForce("S-1b");
  const order = reading.choice("migration-order");
  const flushes = scope.common === "trapped" && reading.choice("vmm-flushes") === "yes";
  const defers = reading.choice("trapped-access-while-migrating") === "deferred";
  // Device first: the CPUs are paused when the device has been seen stopped.
  const deviceFirst = order === "device-first";
  const pausing = deviceFirst ? "pausingLast" : "pausing";
  const flushing = deviceFirst ? "flushingLast" : "flushing";
  const afterStop = deviceFirst ? pausing : "savingStatus";
  const afterPause = deviceFirst ? "savingStatus" : "examining";
  const looksSuspended = ({ event }: Step): boolean =>
    has(event.value, SUSPEND) && (!has(event.value, DRIVER_OK) || !clearsDriverOk);
  const runs = ({ event }: Step): boolean => (event.value & ~FAILED) === RUNNING;
  const undecided = ({ event }: Step): boolean => event.value === BOTH && clearsDriverOk;
  // With the guest paused a device that is not live stays so; otherwise wait.
  const notLiveThen = (here: string): string => (order === "guest-first" ? afterStop : here);
  const notLive = (step: Step): boolean => !looksSuspended(step) && !runs(step) && !undecided(step);

  const trapped = [
    ...(scope.common === "trapped" ? ["hypervisor.performsWrite"] : []),
    ...(scope.pciConfig === "trapped" ? ["hypervisor.performsFunctionReset"] : []),
  ];
  const performs = (state: string) => onEach(trapped, { target: state });
  const waitsWith = (state: string) => (defers ? onEach(trapped, blocked()) : performs(state));
  const nextQueue = set<Context>(({ context }) => ({ queue: context.queue + 1 }));
  const firstQueue = set<Context>(() => ({ queue: 0 }));
  const isNext = ({ context, event }: Step): boolean => event.q === context.queue;
  const isLast = ({ context }: Step): boolean => context.queue === scope.queues - 1;
  /** Does one thing for each virtqueue, in order. */
  const eachQueue = (event: string, here: string, then: string) => ({
    [event]: [
      { guard: (s: Step) => isNext(s) && !isLast(s), target: here, actions: nextQueue },
      { guard: (s: Step) => isNext(s) && isLast(s), target: then, actions: firstQueue },
    ],
  });
  const abort = {
    "hypervisor.aborts": {
      guard: ({ context }: Step) => context.aborts < scope.aborts,
      target: "goingBack",
      actions: set<Context>(({ context }) => ({ aborts: context.aborts + 1, queue: 0 })),
    },
  };
  const beforeResume =
    reading.choice("pending-config-notification") === "vmm-notifies" ? "notifying" : "rekicking";
  const rekicks = reading.choice("vmm-kicks-after-restore") === "yes";
  const firstStep = order === "guest-first" ? pausing : "examining";
  const resume = (waiting: string) => ({
    "hypervisor.writesStatus": {
      guard: ({ context }: Step) => context.suspendedIt,
      target: waiting,
      actions: set<Context>(() => ({ suspendedIt: false })),
    },
    "hypervisor.resumesVcpus": {
      guard: ({ context }: Step) => !context.suspendedIt,
      target: "idle",
    },
    ...waitsWith(waiting),
  });

  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "hypervisor",
    context: { migrations: 0, aborts: 0, queue: 0, suspendedIt: false },
    initial: "idle",
    states: {
      idle: {
        tags: ["rest"],
        on: {
          ...performs("idle"),
          "hypervisor.begins": {
            guard: ({ context }) => context.migrations < scope.migrations,
            target: firstStep,
            actions: set<Context>(({ context }) => ({ migrations: context.migrations + 1 })),
          },
        },
      },
      [pausing]: {
        on: {
          ...waitsWith(pausing),
          "hypervisor.pausesVcpus": { target: flushes ? flushing : afterPause },
        },
      },
      ...(flushes
        ? {
            [flushing]: {
              on: { ...performs(flushing), "hypervisor.flushes": { target: afterPause } },
            },
          }
        : {}),
      examining: {
        on: {
          ...waitsWith("examining"),
          "hypervisor.readsStatus": [
            { guard: runs, target: "requesting" },
            { guard: looksSuspended, target: afterStop },
            { guard: undecided, target: "examining" },
            { guard: notLive, target: notLiveThen("examining") },
          ],
        },
      },
      requesting: {
        on: {
          ...waitsWith("requesting"),
          "hypervisor.writesStatus": {
            target: "waiting",
            actions: set<Context>(() => ({ suspendedIt: true })),
          },
        },
      },
      waiting: {
        tags: ["waiting"],
        on: {
          ...waitsWith("waiting"),
          "hypervisor.readsStatus": [
            { guard: runs, target: "waiting" },
            { guard: looksSuspended, target: afterStop, ...by("S-1b") },
            { guard: undecided, target: "waiting" },
            { guard: notLive, target: notLiveThen("waiting") },
          ],
        },
      },
      savingStatus: {
        on: {
          ...waitsWith("savingStatus"),
          ...abort,
          "hypervisor.savesStatus": { target: "savingQueues" },
        },
      },
      savingQueues: {
        on: {
          ...waitsWith("savingQueues"),
          ...abort,
          ...eachQueue("hypervisor.savesQueue", "savingQueues", "copying"),
        },
      },
      copying: {
        on: {
          ...waitsWith("copying"),
          ...abort,
          "hypervisor.copiesMemory": { target: "saved" },
        },
      },
      saved: {
        on: {
          ...waitsWith("saved"),
          ...abort,
          ...(scope.restores > 0
            ? {
                "hypervisor.switches": { target: "restoringQueues" },
              }
            : { "hypervisor.finishes": { target: "goingBack" } }),
        },
      },
      ...(scope.restores > 0 ? restoring() : {}),
      // The source goes on, and the guest after it.
      goingBack: { on: resume("goingBackWaiting") },
      goingBackWaiting: waitsUntilItRuns("goingBackWaiting"),
      runningAgain: {
        on: { ...waitsWith("runningAgain"), "hypervisor.resumesVcpus": { target: "idle" } },
      },
    },
  });

  function restoring() {
    return {
      restoringQueues: {
        on: {
          ...waitsWith("restoringQueues"),
          ...eachQueue("hypervisor.restoresQueue", "restoringQueues", "restoringStatus"),
        },
      },
      restoringStatus: {
        on: {
          ...waitsWith("restoringStatus"),
          "hypervisor.restoresStatus": {
            target: beforeResume === "rekicking" && !rekicks ? "resuming" : beforeResume,
          },
        },
      },
      ...(beforeResume === "notifying"
        ? {
            notifying: {
              on: {
                ...waitsWith("notifying"),
                "hypervisor.notifiesConfig": { target: rekicks ? "rekicking" : "resuming" },
              },
            },
          }
        : {}),
      ...(rekicks
        ? {
            rekicking: {
              on: {
                ...waitsWith("rekicking"),
                ...eachQueue("hypervisor.kicksAgain", "rekicking", "resuming"),
              },
            },
          }
        : {}),
      resuming: { on: resume("resumingWaiting") },
      resumingWaiting: waitsUntilItRuns("resumingWaiting"),
    };
  }

  function waitsUntilItRuns(state: string) {
    return {
      tags: ["waiting"],
      on: {
        ...waitsWith(state),
        "hypervisor.readsStatus": [
          { guard: runs, target: "runningAgain" },
          { guard: (s: Step) => !runs(s), target: state },
        ],
      },
    };
  }
}
