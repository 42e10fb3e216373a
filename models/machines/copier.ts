/**
 * A hypervisor that copies guest memory in rounds while the guest runs, stops the
 * device by the status bit, and copies what is left. Nothing else is saved.
 *
 *   begin -> (read the log -> copy the pages that it names) once for each round
 *         -> pause CPUs -> write 1F -> read 1B -> read the log -> copy -> finish
 *         -> write 1F -> read 0F -> let the CPUs run
 *
 * It may read the log for the last time before it asks the device to stop, or when
 * it has seen it stopped.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { BOTH, DRIVER_OK, has, RUNNING, SUSPEND } from "../status-values.ts";
import { type Seen, set } from "../words.ts";
import { performing, performsWhat } from "./performs.ts";

interface Context {
  readonly migrations: number;
  readonly rounds: number;
  /** Whether it has read the log for the last time. */
  readonly hasRead: boolean;
  /** Whether it has stopped the device, and has to let it go. */
  readonly stoppedIt: boolean;
}

type Step = Seen<Context>;

const runs = ({ event }: Step): boolean => event.value === RUNNING;
const isSuspended = ({ event }: Step): boolean =>
  has(event.value, SUSPEND) && !has(event.value, DRIVER_OK);
/** Both bits: it has not suspended yet, or is suspended and keeps DRIVER_OK. */
const isEither = ({ event }: Step): boolean => has(event.value, BOTH);

const waits = ({ event }: Step): boolean => event.next === "waits";
const goesOn = ({ event }: Step): boolean => event.next === "goes on";
const skips = ({ event }: Step): boolean => event.next === "skips it";
/** A guest that may reset its device leaves nothing to stop, at times. */
const looksFirst = ({ resets }: Scope): boolean => resets > 0;
const isNotLive =
  (scope: Scope) =>
  ({ event }: Step): boolean =>
    looksFirst(scope) && !has(event.value, SUSPEND) && !has(event.value, DRIVER_OK);

const lastRead = set<Context>(() => ({ hasRead: true }));
const letsGo = set<Context>(() => ({ stoppedIt: false }));
const letsCpusRun = { target: "idle", actions: set<Context>(() => ({ hasRead: false })) };

export const copier = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "copier",
  actor: "hypervisor",
  key: `${scope.migrations} ${scope.rounds} ${scope.resets} ${performsWhat(scope)}`,
  build: () => build(scope),
});

function build(scope: Scope) {
  const more = ({ context }: Step): boolean => context.rounds < scope.rounds;
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "copier",
    context: { migrations: 0, rounds: 0, hasRead: false, stoppedIt: false },
    initial: "idle",
    states: performing(scope, {
      idle: {
        tags: ["rest"],
        on: {
          "hypervisor.begins": {
            guard: ({ context }: Step) => context.migrations < scope.migrations,
            target: scope.rounds > 0 ? "reading" : "pausing",
            actions: set<Context>(({ context }) => ({
              migrations: context.migrations + 1,
              rounds: 0,
            })),
          },
        },
      },
      reading: {
        on: {
          "hypervisor.readsLog": {
            target: "copying",
            actions: set<Context>(({ context }) => ({ rounds: context.rounds + 1 })),
          },
        },
      },
      copying: {
        on: {
          "hypervisor.copiesPage": { target: "copying" },
          "hypervisor.endsRound": [
            { guard: more, target: "reading" },
            { guard: (step: Step) => !more(step), target: "pausing" },
          ],
        },
      },
      ...stopping(scope),
      ...lastCopy,
      ...goingBack(scope),
    }),
  });
}

/** From the pause of the CPUs to a device that is seen stopped. */
function stopping(scope: Scope) {
  const isGone = isNotLive(scope);
  const request = looksFirst(scope) ? "lookingFirst" : "requesting";
  const readsEarly = {
    "hypervisor.readsLog": {
      guard: ({ context }: Step) => !context.hasRead,
      target: request,
      actions: lastRead,
    },
  };
  return {
    pausing: { on: { "hypervisor.pausesVcpus": { target: request } } },
    ...(looksFirst(scope)
      ? {
          lookingFirst: {
            on: {
              ...readsEarly,
              "hypervisor.readsStatus": [
                { guard: (s: Step) => runs(s) && s.event.next === "asks", target: "requesting" },
                ...stopped((s) => !runs(s) && skips(s)),
              ],
            },
          },
        }
      : {}),
    requesting: {
      on: {
        ...(looksFirst(scope) ? {} : readsEarly),
        "hypervisor.writesStatus": {
          target: "waiting",
          actions: set<Context>(() => ({ stoppedIt: true })),
        },
      },
    },
    waiting: {
      tags: ["waiting"],
      on: {
        "hypervisor.readsStatus": [
          ...stopped((s) => (isSuspended(s) || isEither(s)) && goesOn(s)),
          ...stopped((s) => isGone(s) && skips(s), { actions: letsGo }),
          { guard: (s: Step) => !isSuspended(s) && !isGone(s) && waits(s), target: "waiting" },
        ],
      },
    },
  };
}

/** It goes on to copy what is left, as soon as it knows what that is. */
const stopped = (when: (step: Step) => boolean, actions: object = {}) => [
  { guard: (s: Step) => when(s) && s.context.hasRead, target: "copyingLast", ...actions },
  { guard: (s: Step) => when(s) && !s.context.hasRead, target: "readingLast", ...actions },
];

/** What is left, when the device does not write any more. */
const lastCopy = {
  readingLast: {
    on: { "hypervisor.readsLog": { target: "copyingLast", actions: lastRead } },
  },
  copyingLast: {
    on: {
      "hypervisor.copiesPage": { target: "copyingLast" },
      "hypervisor.endsRound": { target: "copied" },
    },
  },
  copied: { on: { "hypervisor.finishes": { target: "goingBack" } } },
};

/** From the end of the migration to a guest that runs. */
function goingBack(scope: Scope) {
  const isGone = isNotLive(scope);
  return {
    goingBack: {
      on: {
        "hypervisor.writesStatus": {
          guard: ({ context }: Step) => context.stoppedIt,
          target: "goingBackWaiting",
          actions: letsGo,
        },
        "hypervisor.resumesVcpus": {
          guard: ({ context }: Step) => !context.stoppedIt,
          ...letsCpusRun,
        },
      },
    },
    goingBackWaiting: {
      tags: ["waiting"],
      on: {
        "hypervisor.readsStatus": [
          { guard: (s: Step) => (runs(s) || isGone(s)) && goesOn(s), target: "runningAgain" },
          {
            guard: (s: Step) => !runs(s) && !isGone(s) && waits(s),
            target: "goingBackWaiting",
          },
        ],
      },
    },
    runningAgain: {
      on: {
        "hypervisor.resumesVcpus": {
          ...letsCpusRun,
        },
      },
    },
  };
}
