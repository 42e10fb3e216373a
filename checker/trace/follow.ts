/** A behaviour, followed step by step: what each machine was in before and after. */
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
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
