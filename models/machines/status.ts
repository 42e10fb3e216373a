/**
 * The device status register, and with it the life cycle of the device.
 *
 * Models content.tex, Device Status Field, Device Initialization, Device Reset
 * and Device Suspend, at virtio-v1.4-cs01 15f488c; and the same bit as the
 * earlier series proposed it (clauses V2-*).
 *
 *   reset 00 -> 01 -> 03 -> 0B -> running 0F
 *   running -- write 1F --> suspending --> suspended 1B
 *   suspended -- write with DRIVER_OK --> resuming --> running
 *   anywhere -- write 00 --> resetting --> reset
 *
 * `shows` is the value that a read returns. What a device makes of a write is an
 * answer of its own: it may act on it, or ignore it, in any phase. So is what it
 * presents when it has suspended, and what it does with a queue_reset write or a
 * configuration change that arrives while it is.
 *
 * The phases of suspending and resuming stand in `status-suspend.ts`, what all
 * phases share in `status-kit.ts`.
 *
 * The machine also says what the rest of the device can do in each phase: it
 * takes part in every device event of the data path.
 *
 * Not modelled: errors but a failure to suspend or to resume, features that differ.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration } from "../../checker/types/index.ts";
import { clearing } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import { isRestoredAnywhere, type Scope } from "../scope.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  DRIVER_OK,
  FAILED,
  FEATURES_ACCEPTED,
  has,
  NEEDS_RESET,
  RESET,
  RUNNING,
  SUSPENDED,
} from "../status-values.ts";
import { onEach, says, set } from "../words.ts";
import {
  type Context,
  configuring,
  consuming,
  finishing,
  type Outcome,
  type PhaseKit,
  phaseKit,
  type Step,
  show,
  showExactly,
} from "./status-kit.ts";
import {
  presentsSuspended,
  suspendedValues,
  suspendOutcomes,
  suspendPhases,
} from "./status-suspend.ts";

export const status = (scope: Scope): MachineDeclaration => ({
  name: "status",
  kind: "status",
  actor: "device",
  key: [
    scope.common,
    scope.pciConfig,
    scope.starts,
    scope.failures,
    scope.transport,
    scope.ccwRevision,
    isRestoredAnywhere(scope),
  ].join(" "),
  build: () => build(scope),
});

function build(scope: Scope) {
  const kit = isRestoredAnywhere(scope) ? restorable(phaseKit(scope)) : phaseKit(scope);
  const { always, written, works, reached } = kit;
  const initialising = initialisingWith(kit);
  const resetting = resettingWith(kit);
  const afterReset = (here: string) =>
    initialising(here, "acknowledged", [ACKNOWLEDGE], ACKNOWLEDGE);
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "status",
    context: { shows: scope.starts === "running" ? RUNNING : RESET },
    initial: scope.starts === "running" ? "running" : "reset",
    states: {
      reset: { ...afterReset("reset"), on: { ...afterReset("reset").on, ...restores } },
      acknowledged: initialising("acknowledged", "driverFound", [DRIVER_FOUND], DRIVER_FOUND),
      driverFound: initialising(
        "driverFound",
        "featuresAccepted",
        [FEATURES_ACCEPTED],
        FEATURES_ACCEPTED,
      ),
      // SUSPEND that is written together with DRIVER_OK has no effect.
      featuresAccepted: initialising("featuresAccepted", "running", [RUNNING, BOTH], RUNNING),
      running: {
        tags: ["rest"],
        on: {
          ...always("running"),
          ...written("running", suspendOutcomes),
          ...onEach(clearing, [
            { guard: ({ event }: Step) => event.driverOk === "kept", target: "#status.running" },
            clearsDriverOk,
          ]),
          ...works("running", [...consuming, ...finishing, ...configuring]),
          ...reached("running", "kept"),
        },
      },
      ...suspendPhases(kit),
      resetting: resetting("resetting", "reset", [takenBack]),
      // A suspend that was under way goes on, and completes after the reset.
      resettingLate: resetting("resettingLate", "resetLate"),
      resetLate: {
        on: {
          ...afterReset("resetLate").on,
          ...restores,
          "device.presentsSuspended": presentsSuspended(suspendedValues, showExactly),
        },
      },
      needsReset: {
        tags: ["rest"],
        on: {
          ...always("needsReset"),
          ...written("needsReset"),
          ...works("needsReset", [...consuming, ...finishing, ...configuring]),
          ...reached("needsReset", "lost"),
        },
      },
    },
  });
}

/** SUSPEND that is set before DRIVER_OK. */
const setsSuspend: Outcome = {
  effect: "acts",
  of: (value) => value === SUSPENDED,
  to: "suspending.notLive",
  says: "begins to suspend",
};

/** One step of the initialisation: only the value that comes next is acted on. */
const initialisingWith =
  ({ always, written, works, reached }: PhaseKit) =>
  (here: string, next: string, values: readonly number[], shows: number) => ({
    tags: ["rest"],
    on: {
      ...always(here),
      ...written(here, [
        {
          effect: "acts",
          of: (value) => values.includes(value),
          to: next,
          register: show(shows),
        },
        setsSuspend,
      ]),
      ...works(here, [...consuming, ...finishing, ...configuring]),
      ...reached(here, "lost"),
    },
  });

/** SUSPEND that is set while a reset is under way, which is taken back. */
const takenBack: Outcome = {
  effect: "acts",
  of: (value, shows) => has(value, BOTH) && has(shows, DRIVER_OK),
  to: "suspending.consuming",
  register: show(RUNNING),
  says: "suspends instead",
};

/** A reset that was asked for, and that is not yet done. */
const resettingWith =
  ({ always, written, works, reached }: PhaseKit) =>
  (here: string, then: string, outcomes: readonly Outcome[] = []) => ({
    on: {
      ...always(here),
      ...written(here, outcomes),
      ...works(here, [...consuming, ...finishing, ...configuring]),
      ...reached(here, "lost"),
      "device.completesReset": {
        target: `#status.${then}`,
        actions: showExactly(RESET),
        ...says("has reset itself"),
      },
    },
  });

/** What QEMU makes of bus mastering that is switched off: the device is live no more. */
const clearsDriverOk = {
  guard: ({ event }: Step) => event.driverOk === "cleared",
  target: "#status.featuresAccepted",
  actions: showExactly(FEATURES_ACCEPTED),
  ...says("clears DRIVER_OK"),
};

/** FAILED, which a CPU may have set, is restored with the rest. */
const restored = (effect: string, state: string, value: number) => ({
  guard: ({ event }: Step) => event.effect === effect && (event.value & ~FAILED) === value,
  target: `#status.${state}`,
  actions: restoredValue,
});
const restoredValue = set<Context>(({ event }) => ({ shows: event.value }));

/** A device at the destination takes over the value that was saved. */
const restores = {
  "hypervisor.restoresStatus": [
    restored("taken", "reset", RESET),
    restored("taken", "acknowledged", ACKNOWLEDGE),
    restored("taken", "driverFound", DRIVER_FOUND),
    restored("taken", "featuresAccepted", FEATURES_ACCEPTED),
    restored("taken", "running", RUNNING),
    restored("taken", "suspended", SUSPENDED),
    {
      guard: ({ event }: Step) => event.effect === "taken" && event.value === BOTH,
      target: "#status.suspended",
      actions: restoredValue,
    },
    // 1F does not say which of the two was under way; 9F is not taken for suspended.
    restored("suspends", "suspending", BOTH),
    restored("resumes", "resuming", BOTH),
    // What has failed at the source needs a reset here too, and says so.
    {
      guard: ({ event }: Step) => event.effect === "taken" && has(event.value, NEEDS_RESET),
      target: "#status.needsReset",
      actions: restoredValue,
    },
  ],
};

/** What takes its place in every phase, because a write always succeeds. A reset that is
 *  under way goes on, and ends what was restored. */
const restorable = (kit: PhaseKit): PhaseKit => ({
  ...kit,
  always: (here) => ({
    ...kit.always(here),
    ...(["resetting", "resettingLate"].includes(here) ? restoresInReset(here) : restores),
  }),
});

const restoresInReset = (here: string) => ({
  "hypervisor.restoresStatus": {
    guard: ({ event }: Step) => event.effect === "taken" || event.value === BOTH,
    target: `#status.${here}`,
    actions: restoredValue,
  },
});
