/** What a search says about the system itself: refusals and deadlock. */
import type { Limit, ModellingError, PropertyResult, Silence } from "../results.ts";
import { NO_DEADLOCK, THE_TEXT_SPEAKS } from "../results.ts";
import { isWithinActor, type Refusal, refusalMessage } from "../watch.ts";
import { type Exploration, type Hit, isFinished } from "./search.ts";
import type { Paths } from "./traces.ts";

/** Unanswered events between different actors, nearest first. */
export function silencesOf(
  { system }: Exploration,
  paths: Paths,
  refusals: readonly Refusal[],
): Silence[] {
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
        trace: paths.traceTo(refusal.state, refusal.event, "unanswered"),
      };
    });
}

/** Where the model contradicts its own declarations. */
export function errorsOf(
  { system }: Exploration,
  paths: Paths,
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
        trace: paths.traceTo(refusal.state, refusal.event, last),
        message: refusalMessage(system, refusal),
      };
    });
}

export function deadlockAnswer(
  exploration: Exploration,
  paths: Paths,
  hit: Hit | null,
  whereTheTextSpeaks: boolean,
): PropertyResult {
  const counterexample = hit && paths.traceTo(hit.state);
  return {
    ...builtIn(NO_DEADLOCK, exploration.limit),
    verdict: hit !== null ? "violated" : isFinished(exploration) ? "holds" : "unknown",
    why: hit === null ? exploration.limit : null,
    steps: counterexample?.events.length ?? null,
    counterexample,
    whereTheTextSpeaks,
  };
}

/** Silence may be reported only of a text that is held in full. */
export function silentAnswer(
  exploration: Exploration,
  silences: readonly Silence[],
): PropertyResult {
  const [nearest] = silences;
  const result = builtIn(THE_TEXT_SPEAKS, exploration.limit);
  if (nearest === undefined) {
    return { ...result, verdict: isFinished(exploration) ? "holds" : "unknown" };
  }
  if (!exploration.system.reading.textHeld) {
    return { ...result, verdict: "unknown", why: "text not held" };
  }
  const counterexample = nearest.trace;
  const steps = counterexample.events.length;
  return { ...result, verdict: "violated", why: null, steps, counterexample };
}

function builtIn(name: string, limit: Limit | null): Omit<PropertyResult, "verdict"> {
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
