/**
 * What the phases of the device status have in common: reads, writes, resets, and
 * what reaches the device from outside.
 */
import type { ReadingView } from "../../checker/types.ts";
import { clearing } from "../events/bus-master.ts";
import type { Happening } from "../events/happening.ts";
import type { Scope } from "../scope.ts";
import { FAILED, NEEDS_RESET, RESET } from "../status-values.ts";
import { blocked, by, onEach, type Seen, set } from "../words.ts";

export interface Context {
  /** What a read of the register returns. */
  readonly shows: number;
}

export type Step = Seen<Context>;

/** The value `base`, with the error bits that are set or being set. */
const withErrorsOf = (base: number, { context, event }: Step): number =>
  base | (context.shows & (NEEDS_RESET | FAILED)) | ((event.value ?? 0) & FAILED);

export const show = (base: number) => set<Context>((step) => ({ shows: withErrorsOf(base, step) }));
export const showExactly = (value: number) => set<Context>(() => ({ shows: value }));

/** What the rest of the device does, event by event, in the order of the text. */
export const consuming = [
  "device.handlesKick",
  "device.polls",
  "device.fetches",
  "device.findsNothing",
];
export const finishing = ["device.writesBuffer", "device.uses", "device.interrupts"];
export const configuring = [
  "device.notifiesConfig",
  "device.notifiesConfigLate",
  "vector.dropsConfigInterrupt",
];

export const resetWrites = ["driver.writesQueueReset", "hypervisor.writesQueueReset"];

/** Register writes reach the device from the guest, or through the hypervisor. */
function writers(scope: Scope): readonly string[] {
  const guest = scope.common === "direct" ? "driver.writesStatus" : "hypervisor.performsWrite";
  return [guest, "hypervisor.writesStatus", "otherCpu.writesStatus"];
}

function readers(scope: Scope): readonly string[] {
  const guest =
    scope.common === "direct"
      ? ["driver.readsStatus", "driver.readsStatusFirst"]
      : ["hypervisor.answersStatus"];
  return [...guest, "hypervisor.readsStatus", "otherCpu.readsStatus", "hypervisor.savesStatus"];
}

/** The one effect that a write or a change has in this phase. */
export const effectOf = (effect: string, state: string, clauses = "") => ({
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

export const fateOf = (fate: string, state: string) => ({
  guard: ({ event }: Step) => event.fate === fate,
  target: `#status.${state}`,
  ...by(""),
});

const words: Readonly<Record<string, string>> = {
  performed: "resets the queue",
  ignored: "ignores it",
  deferred: "leaves it for later",
};

/** A function level reset, from the guest or through the hypervisor, acts at once. */
function functionResets(scope: Scope) {
  const event =
    scope.pciConfig === "direct" ? "driver.resetsFunction" : "hypervisor.performsFunctionReset";
  return onEach([event, "device.losesState"], {
    target: "#status.reset",
    actions: showExactly(RESET),
    ...by("", "is reset"),
  });
}

/** The transitions that several phases share, for one scope and reading. */
export function phaseKit(scope: Scope, reading: ReadingView) {
  const ccw = scope.transport === "ccw";
  const mmio = scope.transport === "mmio";
  const ends = ccw ? reading.choice("ccw-status-write") : "";
  /** On CCW it may refuse a value that it would not keep (B40). */
  const refuses = ends === "compares-last-value";
  /** A command does not end before the device is done with what it asks. */
  const endsOnlyWhenDone = (clause: string) => {
    const waits = clause === "" ? ends === "ends-when-done" : ccw && reading.inForce(clause);
    return waits ? { "channel.endsCommand": blocked(clause) } : {};
  };
  /** In every phase: reads, and the write of 0 that begins a reset. */
  const always = (state: string) => ({
    ...onEach(readers(scope), {
      guard: ({ context, event }: Step) => event.value === context.shows,
      target: `#status.${state}`,
      ...by(""),
    }),
    ...functionResets(scope),
    ...(ccw ? { "channel.endsCommand": { target: `#status.${state}` } } : {}),
    ...onEach(clearing, { target: `#status.${state}` }),
    "hypervisor.switches": { target: "#status.reset", actions: showExactly(RESET) },
    "device.completesCommand": { target: `#status.${state}` },
  });
  const endsOnFailed = reading.choice("after-failed") === "waits-for-reset";
  const setsFailed = ({ event }: Step): boolean => (event.value & FAILED) !== 0;
  const failed = {
    guard: setsFailed,
    target: "#status.needsReset",
    actions: set<Context>(({ context }) => ({ shows: context.shows | FAILED })),
    ...by("B2", "waits for a reset"),
  };
  /** The same transition, where FAILED has an effect of its own. */
  const unlessFailed = <T extends object>(transition: T): T => {
    const { guard } = transition as { readonly guard?: (step: Step) => boolean };
    if (!endsOnFailed || guard === undefined) return transition;
    return { ...transition, guard: (step: Step) => !setsFailed(step) && guard(step) };
  };
  const resetTo = (target: string, clauses = "B15 B18a", says = "begins to reset") => ({
    guard: ({ event }: Step) => event.value === RESET,
    target: `#status.${target}`,
    ...by(clauses, says),
  });
  /** Writes that do something here; 0 begins a reset, all others are ignored. */
  const writes = (
    state: string,
    does: readonly object[],
    ignores: (e: Happening) => boolean,
    toReset: object = resetTo("resetting"),
  ) =>
    onEach(writers(scope), [
      toReset,
      ...(endsOnFailed ? [failed] : []),
      ...does.map(unlessFailed),
      unlessFailed({
        guard: ({ event }: Step) => event.value !== RESET && ignores(event),
        target: `#status.${state}`,
        actions: set<Context>(({ context, event }) => ({
          shows: context.shows | (event.value & FAILED),
        })),
        ...by("", "ignores it"),
      }),
    ]);
  const forbiddenBefore = (state: string) =>
    reading.inForce("B4a")
      ? onEach([...consuming, ...finishing], blocked("B4a"))
      : works(state, [...consuming, ...finishing]);
  /** What may come from outside while the device does not run. */
  const quietly = (state: string) => ({
    "kick.arrives": { target: `#status.${state}` },
    "device.dropsKick": blocked(),
    ...reached(state, "lost"),
  });

  /** What reaches a device that is not suspended; `fate` is that of a packet. */
  const reached = (state: string, fate: string) => ({
    "driver.timesOut": blocked(),
    "environment.changesConfig": seenIn(state),
    "environment.sendsPacket": fateOf(fate, state),
    ...onEach(resetWrites, effectOf("performed", state, "B26a")),
    ...(mmio ? { "driver.writesQueueReady": effectOf("performed", state, "B31") } : {}),
    "device.completesQueueReset": { target: `#status.${state}`, ...by("B23 B26c") },
  });
  const mayDropKicks = reading.choice("held-kick") === "dropped";
  const dropsKick = (state: string) =>
    mayDropKicks ? { target: `#status.${state}`, ...by("") } : blocked();
  const works = (state: string, events: readonly string[]) =>
    onEach(events, { target: `#status.${state}` });
  /** A device that cannot do what it was asked to says so (S-14, S-15). */
  const fails = () => {
    if (scope.failures === 0) return {};
    return {
      "device.fails": {
        target: "#status.needsReset",
        actions: set<Context>(({ context }) => ({ shows: context.shows | NEEDS_RESET })),
        ...by("S-14 S-15", "needs a reset"),
      },
    };
  };
  return {
    mmio,
    always,
    resetTo,
    writes,
    refuses,
    endsOnlyWhenDone,
    forbiddenBefore,
    quietly,
    reached,
    works,
    dropsKick,
    fails,
  };
}

export type PhaseKit = ReturnType<typeof phaseKit>;
