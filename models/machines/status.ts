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
 * `shows` is the value that a read returns. What it is during a transition is an
 * interpretation, and so is what the device does with a queue_reset write or a
 * configuration change that arrives while it is suspended.
 *
 * The phases of suspending and resuming stand in `status-suspend.ts`, what all
 * phases share in `status-kit.ts`.
 *
 * The machine also says what the rest of the device may do in each phase: it
 * takes part in every device event of the data path.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import { clearing } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import {
  ACKNOWLEDGE,
  BOTH,
  DRIVER_FOUND,
  DRIVER_OK,
  FEATURES_ACCEPTED,
  has,
  RESET,
  RUNNING,
  SUSPEND,
  SUSPENDED,
} from "../status-values.ts";
import { blocked, by, inForceOf, onEach } from "../words.ts";
import { isGatedByFeatures } from "./replayer.ts";
import {
  type Context,
  configuring,
  consuming,
  finishing,
  phaseKit,
  type Step,
  show,
  showExactly,
} from "./status-kit.ts";
import { shownWhile, suspendPhases } from "./status-suspend.ts";

export const status = (scope: Scope): MachineDeclaration => ({
  name: "status",
  kind: "status",
  actor: "device",
  key: [
    scope.common,
    scope.pciConfig,
    scope.starts,
    scope.failures,
    scope.suspendFeature,
    scope.transport,
  ].join(" "),
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const kit = phaseKit(scope, reading);
  const { always, writes, endsOnlyWhenDone, forbiddenBefore, quietly, reached, works } = kit;
  const shows = shownWhile(reading);
  const resetFirst = inForceOf(reading, "P-13b", "VD-6");
  /** One step of the initialisation (B8): only the value that comes next acts. */
  const initialising = (
    state: string,
    next: string,
    values: readonly number[],
    value: number,
    also: readonly object[] = [],
  ) => ({
    on: {
      ...always(state),
      ...writes(
        state,
        [
          {
            guard: ({ event }: Step) => values.includes(event.value),
            target: `#status.${next}`,
            actions: show(value),
            ...by("B8"),
          },
          ...also,
        ],
        (event) =>
          !values.includes(event.value) && (also.length === 0 || event.value !== SUSPENDED),
      ),
      ...forbiddenBefore(state),
      ...onEach(configuring, blocked()),
      ...quietly(state),
    },
  });
  /** Without the feature there may be nothing to ask for: only V2 has that gate. */
  const gated = scope.suspendFeature === "absent" && reading.inForce("V2-5b");
  const { refuses } = kit;
  const asksToSuspend = (event: Happening): boolean =>
    has(event.value, SUSPEND | DRIVER_OK) && !gated && !refuses;
  const suspendWrite = {
    guard: ({ event }: Step) => asksToSuspend(event),
    target: "#status.suspending",
    actions: show(shows.suspending),
    ...by("S-14 V2-8a", "begins to suspend"),
  };

  /** What QEMU makes of bus mastering that is switched off: the device is live no more. */
  const clearsDriverOk = {
    guard: ({ event }: Step) => event.driverOk === "cleared",
    target: "#status.featuresAccepted",
    actions: showExactly(FEATURES_ACCEPTED),
    ...by("", "clears DRIVER_OK"),
  };

  // Where the gate is FEATURES_OK, SUSPEND may be set before DRIVER_OK (V2-5a, not S-9).
  const notLive = isGatedByFeatures(reading)
    ? [
        {
          guard: ({ event }: Step) => event.value === SUSPENDED,
          target: "#status.suspending.notLive",
          ...by("V2-5a", "begins to suspend"),
        },
      ]
    : [];
  const afterReset = (state: string) => ({
    ...initialising(state, "acknowledged", [ACKNOWLEDGE], ACKNOWLEDGE).on,
    ...restores(reading, shows.suspended),
  });
  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "status",
    context: { shows: scope.starts === "running" ? RUNNING : RESET },
    initial: scope.starts === "running" ? "running" : "reset",
    states: {
      reset: { tags: ["rest"], on: afterReset("reset") },
      acknowledged: {
        tags: ["rest"],
        ...initialising("acknowledged", "driverFound", [DRIVER_FOUND], DRIVER_FOUND),
      },
      driverFound: {
        tags: ["rest"],
        ...initialising("driverFound", "featuresAccepted", [FEATURES_ACCEPTED], FEATURES_ACCEPTED),
      },
      // SUSPEND written together with DRIVER_OK is ignored here (S-9).
      featuresAccepted: {
        tags: ["rest"],
        ...initialising("featuresAccepted", "running", [RUNNING, BOTH], RUNNING, notLive),
      },
      running: {
        tags: ["rest"],
        on: {
          ...always("running"),
          ...writes("running", [suspendWrite], (e) => !asksToSuspend(e)),
          ...onEach(clearing, [
            { guard: ({ event }: Step) => event.driverOk === "kept", target: "#status.running" },
            clearsDriverOk,
          ]),
          ...works("running", [...consuming, ...finishing, ...configuring, "kick.arrives"]),
          "device.dropsKick": blocked(),
          ...reached("running", "kept"),
        },
      },
      ...suspendPhases(reading, kit),
      ...(reading.choice("late-suspend") === "presented" ? late() : {}),
      resetting: { on: { ...resetting("resetting"), ...completes("reset") } },
      needsReset: {
        tags: ["rest"],
        on: {
          ...always("needsReset"),
          ...writes("needsReset", [], () => true),
          ...onEach([...consuming, ...finishing, ...configuring], blocked()),
          ...quietly("needsReset"),
        },
      },
    },
  });

  function resetting(state: string) {
    return {
      ...always(state),
      ...endsOnlyWhenDone("B21"),
      // A driver writes nothing before it reads 0 (B19); another writer may.
      ...(reading.choice("write-while-resetting") === "ignored"
        ? writes(state, [], () => true)
        : {}),
      ...(reading.choice("get-while-resetting") === "after-it"
        ? { "hypervisor.savesStatus": blocked() }
        : {}),
      // A mode command is answered when the reset is done.
      ...(resetFirst === undefined ? {} : { "device.completesCommand": blocked(resetFirst) }),
      ...onEach([...consuming, ...configuring], blocked()),
      ...works(state, finishing),
      ...quietly(state),
    };
  }

  function completes(target: string) {
    return {
      "device.completesReset": {
        target,
        actions: showExactly(RESET),
        ...by("B15 B18b", "has reset itself"),
      },
    };
  }

  /** The suspend that was under way completes all the same, after the reset. */
  function late() {
    return {
      resettingLate: { on: { ...resetting("resettingLate"), ...completes("resetLate") } },
      resetLate: {
        on: {
          ...afterReset("resetLate"),
          "device.presentsSuspended": {
            target: "suspended",
            actions: showExactly(shows.suspended),
            ...by("S-14", "is suspended, too late"),
          },
        },
      },
    };
  }
}

/** A device at the destination takes over the value that was saved. */
function restores(reading: ReadingView, suspendedShows: number) {
  // 1F does not say which of the two was under way.
  const guesses = reading.choice("restored-1f") === "resumes" ? "resuming" : "suspending";
  const into = (state: string, value: number) => ({
    guard: ({ event }: Step) => event.value === value,
    target: `#status.${state}`,
    actions: showExactly(value),
  });
  return {
    "hypervisor.restoresStatus": [
      into("reset", RESET),
      into("acknowledged", ACKNOWLEDGE),
      into("driverFound", DRIVER_FOUND),
      into("featuresAccepted", FEATURES_ACCEPTED),
      into("running", RUNNING),
      ...(suspendedShows === RESET ? [] : [into("suspended", suspendedShows)]),
      ...(suspendedShows === BOTH ? [] : [into(guesses, BOTH)]),
    ],
  };
}
