/**
 * A behaviour, followed step by step: what each machine was in before and after,
 * which clauses its transitions carry, and which SHOULDs a step does not follow.
 */
import type { CompiledSystem, EventInstance } from "./compile/system.ts";
import type { Trace } from "./explore/results.ts";
import type { Predicate, StepPattern, Watch } from "./types.ts";
import { advance, initialState, type Lookup, localStates, type StateVector } from "./walk.ts";

/** One step of a behaviour. A last event that is not taken leaves the state as it is. */
export interface Step {
  readonly instance: EventInstance;
  readonly before: StateVector;
  readonly after: StateVector;
  readonly taken: boolean;
  readonly was: Lookup;
  readonly is: Lookup;
}

/** The steps of a trace that the system is known to have. */
export function follow(system: CompiledSystem, trace: Trace): readonly Step[] {
  let before = initialState(system);
  return trace.events.map((id, index) => {
    const instance = system.events[id]!;
    const taken = trace.last === "taken" || index < trace.events.length - 1;
    const after = taken ? advance(system, before, instance) : before;
    const was = localStates(system, before);
    const step = { instance, before, after, taken, was, is: localStates(system, after) };
    before = after;
    return step;
  });
}

/**
 * Ids of the clauses in force, and of the reading's own sentences, that the
 * transitions of a step carry: the initiator's first, each once.
 */
export function clausesOf(system: CompiledSystem, step: Step): readonly string[] {
  if (!step.taken) return [];
  const { inForce, sentences } = system.reading;
  const bind = (id: string): boolean => inForce.has(id) || sentences.some((s) => s.id === id);
  const { initiator, participants, id } = step.instance;
  const ids = [initiator, ...participants].flatMap((machine) => {
    const { table, column } = system.machines[machine]!;
    const cell = step.before[machine]! * table.events.length + column[id]!;
    return table.clauseLists[table.clauses[cell]!]!;
  });
  return [...new Set(ids)].filter(bind);
}

/** Whether a predicate is true; one about a machine that is left out is false. */
function isTrue(predicate: Predicate, lookup: Lookup): boolean {
  switch (predicate.is) {
    case "local": {
      const local = lookup(predicate.machine);
      return local !== undefined && predicate.test(local);
    }
    case "relation": {
      const [left, right] = predicate.machines.map(lookup);
      return left !== undefined && right !== undefined && predicate.test(left, right);
    }
    case "and":
      return predicate.all.every((part) => isTrue(part, lookup));
    case "or":
      return predicate.any.some((part) => isTrue(part, lookup));
    case "not":
      return !isTrue(predicate.of, lookup);
  }
}

/** Whether a step that was taken fits a pattern. */
function fits(pattern: StepPattern, step: Step): boolean {
  return (
    step.taken &&
    (pattern.before === undefined || isTrue(pattern.before, step.was)) &&
    (pattern.event === undefined || pattern.event(step.instance.event)) &&
    (pattern.after === undefined || isTrue(pattern.after, step.is))
  );
}

/** The clauses of the watches that some step of a behaviour does not follow. */
export function notFollowed(
  watches: readonly Watch[],
  system: CompiledSystem,
  trace: Trace,
): readonly string[] {
  const steps = follow(system, trace);
  const broken = watches.filter(({ notFollowedBy }) => steps.some((s) => fits(notFollowedBy, s)));
  return [...new Set(broken.map(({ clause }) => clause))];
}
