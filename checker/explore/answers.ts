/** What a breadth-first search says about the system itself: refusals and deadlock. */
import type { CompiledSystem } from "../compile/system.ts";
import type {
  EndlessWait,
  ExploreResult,
  Limit,
  ModellingError,
  PropertyResult,
  Silence,
  Trace,
} from "./results.ts";
import { NO_DEADLOCK, NO_SILENCE } from "./results.ts";
import { isWithinActor, type Refusal, refusalMessage } from "./watch.ts";

/** A search, whichever engine made it. */
export interface Found {
  readonly system: CompiledSystem;
  readonly limit: Limit | null;
  /** Whether all steps of all states were looked at. */
  readonly isFinished: boolean;
  /** A shortest behaviour to a state, and one event more when it is given. */
  traceTo(state: number, event?: number, last?: Trace["last"]): Trace;
}

/** Unanswered events between different actors, nearest first. */
export function silencesOf({ system, traceTo }: Found, refusals: readonly Refusal[]): Silence[] {
  return refusals
    .filter((refusal) => refusal.kind === "silent" && !isWithinActor(system, refusal))
    .map((refusal) => {
      const { name, actor, table } = system.machines[refusal.machine]!;
      return {
        event: refusal.event,
        type: system.events[refusal.event]!.type,
        machine: name,
        actor,
        local: table.states[refusal.local]!,
        instances: refusal.instances,
        trace: traceTo(refusal.state, refusal.event, "unanswered"),
      };
    });
}

/** Who waits for ever, or why nobody looked. */
export function waitsOf(found: readonly EndlessWait[] | Limit) {
  const said = typeof found === "string" ? { waits: [], noWaits: found } : { waits: found };
  return said satisfies Pick<ExploreResult, "waits" | "noWaits">;
}

/** Where the model contradicts its own declarations. */
export function errorsOf(
  { system, traceTo }: Found,
  refusals: readonly Refusal[],
): ModellingError[] {
  return refusals
    .filter((refusal) => refusal.kind === "guards off" || isWithinActor(system, refusal))
    .map((refusal) => {
      const { name, table } = system.machines[refusal.machine]!;
      const last = refusal.kind === "silent" ? "unanswered" : "guarded off";
      return {
        kind: refusal.kind,
        event: refusal.event,
        machine: name,
        local: table.states[refusal.local]!,
        trace: traceTo(refusal.state, refusal.event, last),
        message: refusalMessage(system, refusal),
      };
    });
}

/** @param hit a state in which nothing can happen and somebody is owed something */
export function deadlockAnswer(
  { limit, isFinished, traceTo }: Found,
  hit: { readonly state: number } | null,
  whereTheTextSpeaks: boolean,
): PropertyResult {
  const counterexample = hit && traceTo(hit.state);
  return {
    ...builtIn(NO_DEADLOCK, limit),
    verdict: hit !== null ? "violated" : isFinished ? "holds" : "unknown",
    why: hit === null ? limit : null,
    steps: counterexample?.events.length ?? null,
    counterexample,
    whereTheTextSpeaks,
  };
}

/** Silence may be reported only of a text that is held in full. */
export function silentAnswer(
  { system, limit, isFinished }: Found,
  silences: readonly Silence[],
): PropertyResult {
  const [nearest] = silences;
  const result = builtIn(NO_SILENCE, limit);
  if (nearest === undefined) {
    return { ...result, verdict: isFinished ? "holds" : "unknown" };
  }
  if (!system.reading.textHeld) {
    return { ...result, verdict: "unknown", why: "text not held" };
  }
  const counterexample = nearest.trace;
  const steps = counterexample.events.length;
  return { ...result, verdict: "violated", why: null, steps, counterexample };
}

/** An answer about the system itself, before its verdict. */
export function builtIn(name: string, limit: Limit | null): Omit<PropertyResult, "verdict"> {
  return {
    name,
    property: null,
    why: limit,
    steps: null,
    counterexample: null,
    shortest: true,
    example: null,
    witness: null,
    whereTheTextSpeaks: false,
  };
}
