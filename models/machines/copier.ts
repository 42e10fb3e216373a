/**
 * A hypervisor that copies guest memory in rounds while the guest runs, stops the
 * device by the status bit, and copies what is left. Nothing else is saved.
 *
 *   begin -> (read the log -> copy the pages that it names) once for each round
 *         -> pause CPUs -> write 1F -> read 1B -> read the log -> copy -> finish
 *         -> write 1F -> read 0F -> let the CPUs run
 *
 * Whether the log is read for the last time after the device was seen stopped, or
 * before, is an interpretation.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { DRIVER_OK, has, RUNNING, SUSPEND } from "../status-values.ts";
import { type Seen, set } from "../words.ts";

interface Context {
  readonly migrations: number;
  readonly rounds: number;
  /** Whether it has stopped the device, and has to let it go. */
  readonly stoppedIt: boolean;
}

type Step = Seen<Context>;

export const copier = (scope: Scope): MachineDeclaration => ({
  name: "hypervisor",
  kind: "copier",
  actor: "hypervisor",
  key: `${scope.migrations} ${scope.rounds} ${scope.resets}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const clearsDriverOk = reading.inForce("S-1b");
  // A guest that may reset its device leaves nothing to stop, at times.
  const looksFirst = scope.resets > 0;
  const readsLast = reading.choice("last-log-read") === "after-stop";
  const suspended = ({ event }: Step): boolean =>
    has(event.value, SUSPEND) && (!has(event.value, DRIVER_OK) || !clearsDriverOk);
  const runs = ({ event }: Step): boolean => event.value === RUNNING;
  const notLive = (step: Step): boolean =>
    looksFirst && !runs(step) && !suspended(step) && !has(step.event.value, DRIVER_OK);
  const waits = (here: string, until: (step: Step) => boolean, then: string) => ({
    tags: ["waiting"],
    on: {
      "hypervisor.readsStatus": [
        { guard: until, target: then },
        { guard: (step: Step) => !until(step), target: here },
      ],
    },
  });
  const stops = set<Context>(() => ({ stoppedIt: true }));
  const letsGo = set<Context>(() => ({ stoppedIt: false }));
  const request = looksFirst ? "examining" : "requesting";
  const stopped = readsLast ? "readingLast" : "copyingLast";
  const more = ({ context }: Step): boolean => context.rounds < scope.rounds;
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "copier",
    context: { migrations: 0, rounds: 0, stoppedIt: false },
    initial: "idle",
    states: {
      idle: {
        tags: ["rest"],
        on: {
          "hypervisor.begins": {
            guard: ({ context }) => context.migrations < scope.migrations,
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
      pausing: {
        on: {
          "hypervisor.pausesVcpus": { target: readsLast ? request : "readingLast" },
        },
      },
      ...(looksFirst
        ? {
            examining: {
              on: {
                "hypervisor.readsStatus": [
                  { guard: runs, target: "requesting" },
                  { guard: (step: Step) => !runs(step), target: stopped },
                ],
              },
            },
          }
        : {}),
      requesting: { on: { "hypervisor.writesStatus": { target: "waiting", actions: stops } } },
      waiting: {
        tags: ["waiting"],
        on: {
          "hypervisor.readsStatus": [
            { guard: suspended, target: stopped },
            { guard: notLive, target: stopped, actions: letsGo },
            { guard: (step: Step) => !suspended(step) && !notLive(step), target: "waiting" },
          ],
        },
      },
      readingLast: {
        on: { "hypervisor.readsLog": { target: readsLast ? "copyingLast" : request } },
      },
      copyingLast: {
        on: {
          "hypervisor.copiesPage": { target: "copyingLast" },
          "hypervisor.endsRound": { target: "copied" },
        },
      },
      copied: { on: { "hypervisor.finishes": { target: "goingBack" } } },
      goingBack: {
        on: {
          "hypervisor.writesStatus": {
            guard: ({ context }) => context.stoppedIt,
            target: "goingBackWaiting",
            actions: letsGo,
          },
          "hypervisor.resumesVcpus": { guard: ({ context }) => !context.stoppedIt, target: "idle" },
        },
      },
      goingBackWaiting: waits(
        "goingBackWaiting",
        (step) => runs(step) || notLive(step),
        "runningAgain",
      ),
      runningAgain: { on: { "hypervisor.resumesVcpus": { target: "idle" } } },
    },
  });
}
