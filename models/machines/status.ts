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
 * The machine also says what the rest of the device may do in each phase: it
 * takes part in every device event of the data path.
 */
import { createMachine } from "xstate";
import type { MachineDeclaration, ReadingView } from "../../checker/types.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
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
  SUSPEND,
  SUSPENDED,
} from "../status-values.ts";
import { blocked, by, inForceOf, onEach, type Seen, set } from "../words.ts";

interface Context {
  /** What a read of the register returns. */
  readonly shows: number;
}

type Step = Seen<Context>;

/** The value `base`, with the error bits that are set or being set. */
const withErrorsOf = (base: number, { context, event }: Step): number =>
  base | (context.shows & (NEEDS_RESET | FAILED)) | ((event.value ?? 0) & FAILED);

const show = (base: number) => set<Context>((step) => ({ shows: withErrorsOf(base, step) }));
const showExactly = (value: number) => set<Context>(() => ({ shows: value }));

/** What the rest of the device does, event by event, in the order of the text. */
const consuming = ["device.handlesKick", "device.polls", "device.fetches", "device.findsNothing"];
const finishing = ["device.uses", "device.interrupts"];
const configuring = ["device.notifiesConfig", "device.notifiesConfigLate"];

/** Register writes reach the device from the guest, or through the hypervisor. */
function writers(scope: Scope): readonly string[] {
  const guest = scope.common === "direct" ? "driver.writesStatus" : "hypervisor.performsWrite";
  return [guest, "hypervisor.writesStatus", "otherCpu.writesStatus"];
}

function readers(scope: Scope): readonly string[] {
  const guest = scope.common === "direct" ? "driver.readsStatus" : "hypervisor.answersStatus";
  return [guest, "hypervisor.readsStatus", "otherCpu.readsStatus", "hypervisor.savesStatus"];
}

export const status = (scope: Scope): MachineDeclaration => ({
  name: "status",
  kind: "status",
  actor: "device",
  key: `${scope.common} ${scope.pciConfig} ${scope.starts} ${scope.failures}`,
  build: (reading) => build(scope, reading),
});

function build(scope: Scope, reading: ReadingView) {
  const suspendedShows = reading.inForce("S-1b") ? SUSPENDED : BOTH;
  const asWritten = reading.choice("transitional-value") === "as-written";
  const suspendingShows = asWritten ? BOTH : RUNNING;
  const resumingShows = asWritten ? BOTH : suspendedShows;

  /** In every phase: reads, and the write of 0 that begins a reset. */
  const always = (state: string) => ({
    ...onEach(readers(scope), {
      guard: ({ context, event }: Step) => event.value === context.shows,
      target: `#status.${state}`,
      ...by(""),
    }),
    ...functionResets(scope),
    "hypervisor.switches": { target: "#status.reset", actions: showExactly(RESET) },
  });
  const toReset = {
    guard: ({ event }: Step) => event.value === RESET,
    target: "#status.resetting",
    ...by("B15 B18a", "begins to reset"),
  };
  /** Writes that do something here; 0 begins a reset, all others are ignored. */
  const writes = (state: string, does: readonly object[], ignores: (e: Happening) => boolean) =>
    onEach(writers(scope), [
      toReset,
      ...does,
      {
        guard: ({ event }: Step) => event.value !== RESET && ignores(event),
        target: `#status.${state}`,
        actions: set<Context>(({ context, event }) => ({
          shows: context.shows | (event.value & FAILED),
        })),
        ...by("", "ignores it"),
      },
    ]);
  /** One step of the initialisation (B8): only the value that comes next acts. */
  const initialising = (state: string, next: string, values: readonly number[], shows: number) => ({
    on: {
      ...always(state),
      ...writes(
        state,
        [
          {
            guard: ({ event }: Step) => values.includes(event.value),
            target: `#status.${next}`,
            actions: show(shows),
            ...by("B8"),
          },
        ],
        (event) => !values.includes(event.value),
      ),
      ...forbiddenBefore(state),
      ...onEach(configuring, blocked()),
      ...quietly(state),
    },
  });
  const forbiddenBefore = (state: string) =>
    reading.inForce("B4a")
      ? onEach([...consuming, ...finishing], blocked("B4a"))
      : works(state, [...consuming, ...finishing]);
  /** What may come from outside while the device does not run. */
  const quietly = (state: string) => ({
    "kick.arrives": { target: `#status.${state}` },
    "device.dropsKick": blocked(),
    "driver.timesOut": blocked(),
    "environment.changesConfig": seenIn(state),
    "environment.sendsPacket": fateOf("lost", state),
    ...onEach(resetWrites, effectOf("performed", state, "B26a")),
    "device.completesQueueReset": { target: `#status.${state}`, ...by("B23 B26c") },
  });

  const mayDropKicks = reading.choice("held-kick") === "dropped";
  const dropsKick = (state: string) =>
    mayDropKicks ? { target: `#status.${state}`, ...by("") } : blocked();
  const works = (state: string, events: readonly string[]) =>
    onEach(events, { target: `#status.${state}` });
  const suspendWrite = {
    guard: ({ event }: Step) => has(event.value, SUSPEND | DRIVER_OK),
    target: "#status.suspending",
    actions: show(suspendingShows),
    ...by("S-14 V2-8a", "begins to suspend"),
  };

  return createMachine({
    types: {} as { context: Context; events: Happening },
    id: "status",
    context: { shows: scope.starts === "running" ? RUNNING : RESET },
    initial: scope.starts,
    states: {
      reset: {
        tags: ["rest"],
        on: {
          ...initialising("reset", "acknowledged", [ACKNOWLEDGE], ACKNOWLEDGE).on,
          ...restores(suspendedShows),
        },
      },
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
        ...initialising("featuresAccepted", "running", [RUNNING, BOTH], RUNNING),
      },
      running: {
        tags: ["rest"],
        on: {
          ...always("running"),
          ...writes("running", [suspendWrite], (e) => !has(e.value, SUSPEND | DRIVER_OK)),
          ...works("running", [...consuming, ...finishing, ...configuring, "kick.arrives"]),
          "device.dropsKick": blocked(),
          "driver.timesOut": blocked(),
          "environment.changesConfig": seenIn("running"),
          "environment.sendsPacket": fateOf("kept", "running"),
          ...onEach(resetWrites, effectOf("performed", "running", "B26a")),
          "device.completesQueueReset": { target: "#status.running", ...by("B23 B26c") },
        },
      },
      suspending: suspending(),
      suspended: suspended(),
      resuming: {
        on: {
          ...always("resuming"),
          ...writes("resuming", [], () => true),
          "device.presentsResumed": {
            target: "running",
            actions: show(RUNNING),
            ...by("S-15 V2-7", "runs again"),
          },
          ...fails(),
          ...onEach([...consuming, ...finishing, ...configuring], blocked()),
          ...stopped("resuming"),
        },
      },
      resetting: {
        on: {
          ...always("resetting"),
          // A driver writes nothing before it reads 0 (B19); another writer may.
          ...(reading.choice("write-while-resetting") === "ignored"
            ? writes("resetting", [], () => true)
            : {}),
          "device.completesReset": {
            target: "reset",
            actions: showExactly(RESET),
            ...by("B15 B18b", "has reset itself"),
          },
          ...onEach([...consuming, ...configuring], blocked()),
          ...works("resetting", finishing),
          ...quietly("resetting"),
        },
      },
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

  /** The device was asked to suspend and has not yet presented that it is. */
  function suspending() {
    const drains = reading.choice("until-suspended") === "drains";
    const stopsFirst = inForceOf(reading, "S-16a", "V2-8a");
    const present = {
      target: "#status.suspended",
      actions: show(suspendedShows),
      ...by("S-1b S-14", "is suspended"),
    };
    const common = (state: string) => ({
      ...always(state),
      ...writes(state, [], () => true),
      ...fails(),
      ...(drains ? works(state, finishing) : onEach(finishing, blocked())),
      ...works(state, [...configuring, "kick.arrives"]),
      "device.dropsKick": dropsKick(state),
      "driver.timesOut": blocked(),
      "environment.changesConfig": seenIn(state),
      "environment.sendsPacket": fateOf("kept", state),
      ...onEach(resetWrites, effectOf("performed", state, "B26a")),
      "device.completesQueueReset": { target: `#status.${state}`, ...by("B23 B26c") },
    });
    return {
      initial: drains ? "consuming" : "stopped",
      states: {
        consuming: {
          on: {
            ...common("suspending.consuming"),
            "device.stopsConsuming": { target: "#status.suspending.stopped", ...by("S-16a V2-8a") },
            "device.presentsSuspended": stopsFirst ? blocked(stopsFirst) : present,
            ...works("suspending.consuming", consuming),
          },
        },
        stopped: {
          on: {
            ...common("suspending.stopped"),
            "device.presentsSuspended": present,
            ...onEach(consuming, blocked("S-16a V2-8a")),
          },
        },
      },
    };
  }

  /** The device is suspended: it touches and says nothing (S-11, S-12). */
  function suspended() {
    const silentBy = (clauses: readonly string[], events: readonly string[]) => {
      const clause = inForceOf(reading, ...clauses);
      return clause === undefined ? works("suspended", events) : onEach(events, blocked(clause));
    };
    const accepts = reading.choice("queue-reset-while-suspended") === "accepted";
    const resumesFailed = reading.choice("failed-with-driver-ok") === "resumes";
    const resumes = (event: Happening): boolean =>
      has(event.value, DRIVER_OK) && (resumesFailed || !has(event.value, FAILED));
    return {
      tags: accepts ? ["rest", "reset-cannot-complete"] : ["rest"],
      on: {
        ...always("suspended"),
        ...writes(
          "suspended",
          [
            {
              guard: ({ event }: Step) => event.value !== RESET && resumes(event),
              target: "#status.resuming",
              actions: show(resumingShows),
              ...by("S-15 V2-7", "begins to resume"),
            },
          ],
          (event) => !resumes(event),
        ),
        ...silentBy(["S-11b", "V2-2"], [...consuming, "device.uses"]),
        ...silentBy(["S-11a", "V2-15"], ["device.interrupts"]),
        ...silentBy(["S-12", "V2-15"], configuring),
        ...stopped("suspended"),
      },
    };
  }

  /** What reaches a device that is suspended, or not yet running again. */
  function stopped(state: string) {
    const reset = reading.choice("queue-reset-while-suspended");
    const accepts = reset === "accepted";
    return {
      "kick.arrives": { target: `#status.${state}` },
      "device.dropsKick": dropsKick(state),
      "driver.timesOut": { target: `#status.${state}` },
      ...(reading.choice("config-change-while-suspended") === "unstated"
        ? {}
        : { "environment.changesConfig": changesWhileSuspended(state) }),
      "environment.sendsPacket": fateOf(reading.choice("packet-while-suspended"), state),
      ...onEach(resetWrites, effectOf(accepts ? "performed" : reset, state, resetClause[reset])),
      "device.completesQueueReset": accepts
        ? blocked("S-11c")
        : { target: `#status.${state}`, ...by("B23 B26c") },
    };
  }

  function changesWhileSuspended(state: string) {
    return reading.choice("config-change-while-suspended") === "hidden"
      ? effectOf("hidden", state, "S-11c V2-10a V2-15")
      : effectOf("seen late", state, "S-12");
  }

  /** A device that cannot do what it was asked to says so (S-14, S-15). */
  function fails() {
    if (scope.failures === 0) return {};
    return {
      "device.fails": {
        target: "#status.needsReset",
        actions: set<Context>(({ context }) => ({ shows: context.shows | NEEDS_RESET })),
        ...by("S-14 S-15", "needs a reset"),
      },
    };
  }
}

const resetWrites = ["driver.writesQueueReset", "hypervisor.writesQueueReset"];

/** The clause that speaks for each way to treat a queue_reset write. */
const resetClause: Readonly<Record<string, string>> = {
  performed: "B26a",
  accepted: "B26a",
  ignored: "S-10",
  deferred: "",
};

const words: Readonly<Record<string, string>> = {
  performed: "resets the queue",
  ignored: "ignores it",
  deferred: "leaves it for later",
};

/** The one effect that a write or a change has in this phase. */
const effectOf = (effect: string, state: string, clauses = "") => ({
  guard: ({ event }: Step) => event.effect === effect,
  target: `#status.${state}`,
  ...by(clauses, words[effect]),
});

/** A change that a device which is not suspended shows at once. */
const seenIn = (state: string) => ({
  guard: ({ event }: Step) => event.effect === "seen" || event.effect === "uncounted",
  target: `#status.${state}`,
  ...by(""),
});

const fateOf = (fate: string, state: string) => ({
  guard: ({ event }: Step) => event.fate === fate,
  target: `#status.${state}`,
  ...by(""),
});

/** A function level reset, from the guest or through the hypervisor, acts at once. */
function functionResets(scope: Scope) {
  const event =
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";
  return {
    [event]: { target: "#status.reset", actions: showExactly(RESET), ...by("", "is reset") },
  };
}

/** A device at the destination takes over the value that was saved. */
function restores(suspendedShows: number) {
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
      into("suspended", suspendedShows),
    ],
  };
}
