/**
 * Whether a behaviour shows what it is kept for, judged without exploring.
 *
 * Each event must happen, a loop must close, and the last state or step must be
 * what the property forbids. A loop must be fair: each fair class is taken on
 * it, or somewhere on it neither enabled nor unanswered.
 */
import { addMonitor } from "../compile/monitor.ts";
import { compilePattern, compilePredicate } from "../compile/predicates.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { withoutAnswerIn } from "../explore/contradictions.ts";
import { openIn } from "../explore/no-silence.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE, type Trace } from "../explore/results.ts";
import { run, traceEvents } from "../explore/run.ts";
import { advance, eventsThat, initialState, receiverOf, type StateVector } from "../trace/walk.ts";
import type { Property, StepPattern, Verdict } from "../types/index.ts";

/** A claim about a behaviour. */
export interface Claim {
  /** `noDeadlock`, `noSilence`, `noContradiction`, or the name of the property. */
  readonly name: string;
  /** Null for those of every system. */
  readonly property: Property | null;
  readonly verdict: Verdict;
}

/**
 * Null when the behaviour happens and shows the verdict; else one line that says
 * which step does not happen, or what it does not show.
 */
export function whyNot(system: CompiledSystem, trace: Trace, claim: Claim): string | null {
  const { property } = claim;
  const watched = property?.monitor === undefined ? system : addMonitor(system, property.monitor);
  const happening = trace.last === "taken" ? trace.events : trace.events.slice(0, -1);
  const { failed } = run(watched, traceEvents(watched, { ...trace, events: happening }));
  if (failed !== null) return `step ${failed.step + 1}: ${failed.message}`;
  const states = statesOf(watched, happening);
  const last = trace.events.at(-1);
  if (trace.last !== "taken") {
    const there = eventsThat(trace.last, watched, states.at(-1)!);
    if (!there.some(({ id }) => id === last)) {
      return `step ${trace.events.length}: ${watched.events[last!]!.name} is not ${trace.last}`;
    }
  }
  const open = loopProblem(trace, states);
  if (open !== null) return open;
  return shows(watched, trace, states, claim)
    ? null
    : `it does not show ${claim.name} ${claim.verdict}`;
}

function statesOf(system: CompiledSystem, events: readonly number[]): readonly StateVector[] {
  const states = [initialState(system)];
  for (const id of events) states.push(advance(system, states.at(-1)!, system.events[id]!));
  return states;
}

function loopProblem({ loop }: Trace, states: readonly StateVector[]): string | null {
  if (loop === null || sameState(states[loop]!, states.at(-1)!)) return null;
  return `the loop from step ${loop + 1} does not come back to the state that it starts in`;
}

function sameState(a: StateVector, b: StateVector): boolean {
  return a.every((local, machine) => local === b[machine]);
}

function shows(
  system: CompiledSystem,
  trace: Trace,
  states: readonly StateVector[],
  { name, property, verdict }: Claim,
): boolean {
  const last = states.at(-1)!;
  if (name === NO_SILENCE) {
    const isOpen = trace.last === "unanswered" || openIn(system, last).length > 0;
    return verdict === "violated" && isOpen;
  }
  if (name === NO_DEADLOCK) return verdict === "violated" && isDeadlock(system, last);
  if (name === NO_CONTRADICTION) {
    const clauses = withoutAnswerIn(system, last).filter(({ because }) => because === "clauses");
    return verdict === "violated" && clauses.length > 0;
  }
  if (property === null) return false;
  const isLastStep = (pattern: StepPattern): boolean => {
    const { before, events, after } = compilePattern(system, pattern, name);
    const event = trace.events.at(-1);
    if (event === undefined || events[event] === 0) return false;
    return (before?.(states.at(-2)!, 0) ?? true) && (after?.(last, 0) ?? true);
  };
  switch (property.kind) {
    case "invariant": {
      const holds = compilePredicate(system, property.holds, name);
      return verdict === "violated" && !holds(last, 0);
    }
    case "step":
      return verdict === "violated" && isLastStep(property.never);
    case "possible":
      return verdict !== "violated" && isLastStep(property.can);
    case "leadsTo":
      return verdict === "violated" && waitsForEver(system, trace, states, property);
  }
}

function isDeadlock(system: CompiledSystem, state: StateVector): boolean {
  const atRest = system.machines.every(({ table, index }) =>
    table.states[state[index]!]!.tags.includes("rest"),
  );
  const over = (["happen", "unanswered"] as const).every(
    (what) => eventsThat(what, system, state).length === 0,
  );
  return over && !atRest;
}

/** A premise after which the conclusion never holds, on a fair loop. */
function waitsForEver(
  system: CompiledSystem,
  { events, loop }: Trace,
  states: readonly StateVector[],
  { name, from, to }: Extract<Property, { kind: "leadsTo" }>,
): boolean {
  if (loop === null) return false;
  const premise = compilePredicate(system, from, name);
  const conclusion = compilePredicate(system, to, name);
  const owed = states.some(
    (state, index) =>
      premise(state, 0) && states.slice(Math.min(index, loop)).every((s) => !conclusion(s, 0)),
  );
  return owed && isFair(system, events.slice(loop), states.slice(loop));
}

function isFair(
  system: CompiledSystem,
  events: readonly number[],
  states: readonly StateVector[],
): boolean {
  const receiver = receiverOf(system);
  const taken = new Set(events.map((id) => system.events[id]!.fairClass));
  const open = states.map((state) => {
    receiver.receive(state, 0);
    return receiver.enabled.map((word, w) => word | receiver.unanswered[w]!);
  });
  const isOpen = (mask: Uint32Array, id: number): boolean =>
    ((mask[id >>> 5]! >>> (id & 31)) & 1) === 1;
  return system.fairClasses.every(
    (fair, index) =>
      taken.has(index) || open.some((mask) => !fair.events.some((id) => isOpen(mask, id))),
  );
}
