/**
 * The phases of suspending, being suspended and resuming.
 *
 * Models content.tex, Device Suspend, at virtio-v1.4-cs01 15f488c (clauses S-*),
 * and the same phases of the V2 series (V2-*).
 */
import type { Happening } from "../events/happening.ts";
import {
  BOTH,
  DRIVER_OK,
  has,
  RESET,
  RUNNING,
  SUSPEND,
  SUSPEND_CLEARED,
  SUSPENDED,
} from "../status-values.ts";
import { blocked, onEach, says } from "../words.ts";
import {
  configuring,
  consuming,
  finishing,
  type Outcome,
  type PhaseKit,
  show,
  showExactly,
} from "./status-kit.ts";

/** The values that say "suspended": DRIVER_OK cleared, left, or every bit cleared. */
export const suspendedValues = [SUSPENDED, BOTH, RESET];

const asksToSuspend = (value: number): boolean => has(value, SUSPEND | DRIVER_OK);
const asksToResume = (value: number): boolean => has(value, DRIVER_OK) || value === SUSPEND_CLEARED;

/** What a device that runs may make of a request to suspend. */
export const suspendOutcomes: readonly Outcome[] = [
  { effect: "acts", to: "suspending.consuming" },
  { effect: "shown", to: "suspending.consuming", register: show(BOTH) },
  { effect: "stops", to: "suspending.stopped" },
  { effect: "halts", to: "suspending.stopped", register: show(BOTH) },
].map((one) => ({ ...one, of: asksToSuspend, says: "begins to suspend" }));

const resumeOutcomes: readonly Outcome[] = [
  { effect: "acts", to: "resuming" },
  { effect: "shown", to: "resuming", register: show(BOTH) },
].map((one) => ({ ...one, of: asksToResume, says: "begins to resume" }));

/** A reset beside which the suspend goes on. */
const resetBeside: Outcome = {
  effect: "late",
  of: (value) => value === RESET,
  to: "resettingLate",
  says: "begins to reset",
};

/** The device presents one of some values for "suspended". */
export const presentsSuspended = (values: readonly number[], register: typeof show) =>
  values.map((value) => ({
    guard: ({ event }: { event: Happening }) => event.value === value,
    target: "#status.suspended",
    actions: register(value),
    ...says("is suspended"),
  }));

export function suspendPhases({
  always,
  written,
  works,
  reached,
  reachedStopped,
  fails,
}: PhaseKit) {
  /** It was asked to suspend and has not yet presented that it is. */
  const asked = (here: string) => ({
    ...always(here),
    ...written(here, [resetBeside]),
    ...fails("suspend"),
    ...works(here, configuring),
    ...reached(here, "kept"),
    "device.presentsSuspended": presentsSuspended(suspendedValues, show),
  });
  return {
    suspending: {
      initial: "consuming",
      states: {
        consuming: {
          on: {
            ...asked("suspending.consuming"),
            ...works("suspending.consuming", [...consuming, ...finishing]),
            "device.stopsConsuming": { target: "#status.suspending.stopped" },
          },
        },
        stopped: {
          on: {
            ...asked("suspending.stopped"),
            ...works("suspending.stopped", finishing),
            ...onEach(consuming, blocked()),
          },
        },
        // It was asked before DRIVER_OK was set, which it does not have to clear then.
        notLive: {
          on: {
            ...asked("suspending.notLive"),
            ...works("suspending.notLive", [...consuming, ...finishing]),
            "device.presentsSuspended": presentsSuspended([SUSPENDED], showExactly),
          },
        },
      },
    },
    suspended: {
      tags: ["rest"],
      on: {
        ...always("suspended"),
        ...written("suspended", resumeOutcomes),
        ...works("suspended", [...consuming, ...finishing, ...configuring]),
        ...reachedStopped("suspended"),
      },
    },
    // It was asked to resume and has not yet presented that it runs.
    resuming: {
      on: {
        ...always("resuming"),
        ...written("resuming"),
        ...fails("resume"),
        ...works("resuming", [...consuming, ...finishing, ...configuring]),
        ...reachedStopped("resuming"),
        "device.presentsResumed": {
          target: "#status.running",
          actions: show(RUNNING),
          ...says("runs again"),
        },
      },
    },
  };
}
