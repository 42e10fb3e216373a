/**
 * Whether a behaviour shows what it is kept for, judged without exploring.
 *
 * Each event must happen, a loop must close, and the last state or step must be
 * what the property forbids. A loop must be fair: each fair class is taken on
 * it, or somewhere on it neither enabled nor unanswered.
 */
import { addMonitor } from "../compile/monitor.ts";
import { compilePattern, compilePredicate } from "../compile/predicates.ts";
import type { CompiledSystem, FairClass } from "../compile/system.ts";
import { withoutAnswerIn } from "../explore/contradictions.ts";
import { openIn } from "../explore/no-silence.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE, type Trace } from "../explore/results.ts";
import { run, traceEvents } from "../explore/run.ts";
import { showsContradiction } from "../explore/unmet.ts";
import { eventsThat, owedIn, receiverOf, type StateVector, statesAlong } from "../trace/walk.ts";
import type { Property, StepPattern, Verdict } from "../types/index.ts";

/** A claim about a behaviour. */
export interface Claim {
  /** `noDeadlock`, `noSilence`, `noContradiction`, or the name of the property. */
  readonly name: string;
  /** Null for those of every system. */
  readonly property: Property | null;
  readonly verdict: Verdict;
}

/** What a behaviour shows of a claim. */
export type Judged =
  /** `steps`: after so many of its events the claim is shown for the first time; `atEnd`:
   *  whether it is at the end, too. */
  | { readonly shown: true; readonly steps: number; readonly atEnd: boolean }
  | {
      readonly shown: false;
      /** `step`: one of its steps does not happen; `loop`: it does not come back; `rules`: what
       *  it shows is gone by what the text or conduct says; `claim`: it ends as it did, and that
       *  is no longer what the claim is about. */
      readonly why: "step" | "loop" | "rules" | "claim";
      /** One line. */
      readonly message: string;
      /** Of `rules`: what its loop puts off for ever, and may not. */
      readonly putsOff: readonly FairClass[];
    };

const notShown = (
  why: "step" | "loop" | "rules" | "claim",
  message: string,
  putsOff: readonly FairClass[] = [],
): Judged => ({ shown: false, why, message, putsOff });

/**
 * Null when the behaviour happens and shows the verdict; else one line that says
 * which step does not happen, or what it does not show.
 */
export function whyNot(system: CompiledSystem, trace: Trace, claim: Claim): string | null {
  const judged = judge(system, trace, claim);
  if (!judged.shown) return judged.message;
  return judged.atEnd ? null : notShownBy(claim);
}

const notShownBy = ({ name, verdict }: Claim): string => `it does not show ${name} ${verdict}`;

/** Whether the behaviour happens and shows the verdict, and what keeps it from that. */
export function judge(system: CompiledSystem, trace: Trace, claim: Claim): Judged {
  const { property } = claim;
  const watched = property?.monitor === undefined ? system : addMonitor(system, property.monitor);
  const happening = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  const { failed } = run(watched, traceEvents(watched, { ...trace, events: happening }));
  if (failed !== null) return notShown("step", `step ${failed.step + 1}: ${failed.message}`);
  const states = statesAlong(watched, happening);
  const last = trace.events.at(-1);
  if (trace.last !== "taken") {
    const there = eventsThat(trace.last, watched, states.at(-1)!);
    if (!there.some(({ id }) => id === last)) {
      const name = watched.events[last!]!.name;
      return notShown("rules", `step ${trace.events.length}: ${name} is not ${trace.last}`);
    }
  }
  const open = loopProblem(trace, states);
  if (open !== null) return notShown("loop", open);
  const shows = evidenceOf(watched, claim);
  const steps = firstShown(trace, states, shows);
  if (steps !== null) return { shown: true, steps, atEnd: shows(trace, states) };
  const says = notShownBy(claim);
  if (property?.kind !== "leadsTo") return notShown(property === null ? "rules" : "claim", says);
  const putsOff = isOwed(watched, trace, states, property) ? unfair(watched, trace, states) : [];
  if (putsOff.length === 0) return notShown("claim", says);
  return notShown("rules", says, putsOff);
}

/** Whether the states of a trace, or of its beginning, show a claim. */
type Evidence = (trace: Trace, states: readonly StateVector[]) => boolean;

/** The number of events after which it is shown for the first time; null where it never is. */
function firstShown(trace: Trace, states: readonly StateVector[], shows: Evidence): number | null {
  const { events, loop, last } = trace;
  if (loop === null && last === "taken") {
    const steps = events.findIndex((_, taken) =>
      shows({ ...trace, events: events.slice(0, taken) }, states.slice(0, taken + 1)),
    );
    if (steps >= 0) return steps;
  }
  return shows(trace, states) ? events.length : null;
}

function loopProblem({ loop }: Trace, states: readonly StateVector[]): string | null {
  if (loop === null || sameState(states[loop]!, states.at(-1)!)) return null;
  return `the loop from step ${loop + 1} does not come back to the state that it starts in`;
}

function sameState(a: StateVector, b: StateVector): boolean {
  return a.every((local, machine) => local === b[machine]);
}

function evidenceOf(system: CompiledSystem, { name, property, verdict }: Claim): Evidence {
  const ofAll = (is: (last: StateVector, trace: Trace) => boolean): Evidence => {
    return (trace, states) => verdict === "violated" && is(states.at(-1)!, trace);
  };
  if (name === NO_SILENCE) {
    return ofAll((last, trace) => trace.last === "unanswered" || openIn(system, last).length > 0);
  }
  if (name === NO_DEADLOCK) return ofAll((last) => isDeadlock(system, last));
  if (name === NO_CONTRADICTION) {
    const hasNoAnswer = ofAll((last) =>
      withoutAnswerIn(system, last).some(({ because }) => because === "clauses"),
    );
    return (trace, states) =>
      trace.loop === null
        ? hasNoAnswer(trace, states)
        : verdict === "violated" &&
          showsContradiction(system, trace) &&
          unfair(system, trace, states).length === 0;
  }
  if (property === null) return () => false;
  switch (property.kind) {
    case "invariant": {
      const holds = compilePredicate(system, property.holds, name);
      return ofAll((last) => !holds(last, 0));
    }
    case "step": {
      const isLast = endsWith(system, property.never, name);
      return (trace, states) => verdict === "violated" && isLast(trace, states);
    }
    case "possible": {
      const isLast = endsWith(system, property.can, name);
      return (trace, states) => verdict !== "violated" && isLast(trace, states);
    }
    case "leadsTo":
      return (trace, states) =>
        verdict === "violated" &&
        isOwed(system, trace, states, property) &&
        unfair(system, trace, states).length === 0;
  }
}

/** Whether the last step of a behaviour is one of a pattern. */
function endsWith(system: CompiledSystem, pattern: StepPattern, name: string): Evidence {
  const { before, events, after } = compilePattern(system, pattern, name);
  return (trace, states) => {
    const event = trace.events.at(-1);
    if (event === undefined || events[event] === 0) return false;
    return (before?.(states.at(-2)!, 0) ?? true) && (after?.(states.at(-1)!, 0) ?? true);
  };
}

function isDeadlock(system: CompiledSystem, state: StateVector): boolean {
  const over = (["happen", "unanswered"] as const).every(
    (what) => eventsThat(what, system, state).length === 0,
  );
  return over && owedIn(system, state).length > 0;
}

/** A premise after which the conclusion never holds. */
function isOwed(
  system: CompiledSystem,
  { loop }: Trace,
  states: readonly StateVector[],
  { name, from, to }: Extract<Property, { kind: "leadsTo" }>,
): boolean {
  if (loop === null) return false;
  const premise = compilePredicate(system, from, name);
  const conclusion = compilePredicate(system, to, name);
  return states.some(
    (state, index) =>
      premise(state, 0) && states.slice(Math.min(index, loop)).every((s) => !conclusion(s, 0)),
  );
}

/** The fair classes that a loop never takes, although one of them is open all along it. */
function unfair(
  system: CompiledSystem,
  { events, loop }: Trace,
  states: readonly StateVector[],
): readonly FairClass[] {
  const round = states.slice(loop ?? 0);
  const receiver = receiverOf(system);
  const taken = new Set(events.slice(loop ?? 0).map((id) => system.events[id]!.fairClass));
  const open = round.map((state) => {
    receiver.receive(state, 0);
    return receiver.enabled.map((word, w) => word | receiver.unanswered[w]!);
  });
  const isOpen = (mask: Uint32Array, id: number): boolean =>
    ((mask[id >>> 5]! >>> (id & 31)) & 1) === 1;
  return system.fairClasses.filter(
    (fair, index) =>
      !taken.has(index) && open.every((mask) => fair.events.some((id) => isOpen(mask, id))),
  );
}
