/** Explores a system in one reading and decides its properties. */
import { addMonitor } from "../compile/monitor.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Property } from "../types.ts";
import { conclude, type Lookouts, lookoutsFor } from "./decide.ts";
import {
  type EndlessWait,
  type ExploreOptions,
  type ExploreResult,
  type Limit,
  type ModellingError,
  NO_DEADLOCK,
  type Progress,
  type PropertyResult,
  type Silence,
  THE_TEXT_SPEAKS,
} from "./results.ts";
import { type Graph, isFinished, type SearchLimits, search, traceTo } from "./search.ts";
import { endlessWaits, hasWaits } from "./waits.ts";
import {
  isWithinActor,
  type Lookout,
  type Refusal,
  type RefusalWatch,
  refusalMessage,
  watchDeadlock,
  watchRefusals,
} from "./watch.ts";

/** Five million: about half a gigabyte for a system of twenty machines. */
const MAX_STATES = 5_000_000;

/**
 * Explores and pauses now and then, so that a signal can arrive and progress can
 * be shown. Throws a ModelError for a property that reads what the system lacks.
 */
export async function explore(
  system: CompiledSystem,
  options: ExploreOptions,
): Promise<ExploreResult> {
  const steps = exploration(system, options);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    options.onProgress?.(step.value);
    await new Promise((resume) => setImmediate(resume));
  }
}

/** The same without pauses. */
export function exploreSync(system: CompiledSystem, options: ExploreOptions): ExploreResult {
  const steps = exploration(system, options);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    options.onProgress?.(step.value);
  }
}

/** The same step by step, by a search that may store fewer states. */
export function* exploration(
  system: CompiledSystem,
  options: ExploreOptions,
  searchStates: typeof search = search,
): Generator<Progress, ExploreResult, undefined> {
  const limits: SearchLimits = {
    maxStates: options.maxStates ?? MAX_STATES,
    deadline:
      options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeoutMs,
    signal: options.signal,
  };
  const plain = options.properties.filter(({ monitor }) => monitor === undefined);
  const refusals = watchRefusals(system);
  const deadlock = watchDeadlock(system);
  const lookouts = lookoutsFor(system, plain);
  const waits = hasWaits({ system });
  const graph = yield* withProgress(
    "states",
    searchStates(system, {
      ...limits,
      keepEdges: waits || plain.some(({ kind }) => kind === "leadsTo"),
      watchers: [refusals, deadlock, ...lookouts.watchers],
    }),
  );
  const silences = silencesOf(graph, refusals);
  const whereTheTextSpeaks = silences.length > 0;
  const results = new Map<Property, PropertyResult>();
  for (const property of plain) {
    results.set(property, conclude(graph, property, lookouts, whereTheTextSpeaks));
  }
  for (const property of options.properties) {
    if (property.monitor === undefined) continue;
    const result = yield* withMonitor(system, property, limits, whereTheTextSpeaks);
    results.set(property, result);
  }
  const finished = isFinished(graph);
  return {
    states: finished ? graph.states : null,
    depth: finished ? graph.depth : null,
    transitions: finished ? graph.transitions : null,
    seen: graph.states,
    limit: graph.limit,
    properties: [
      noDeadlock(graph, deadlock, whereTheTextSpeaks),
      theTextSpeaks(graph, silences),
      ...options.properties.map((property) => results.get(property)!),
    ],
    silences,
    errors: errorsOf(graph, refusals),
    waits: waits ? endlessWaits(graph, refusals.isUnanswered) : ([] as EndlessWait[]),
    assumptions: system.assumptions,
    impossible: system.impossible,
  };
}

/** A property with a monitor is decided in the product with it, and only it. */
function* withMonitor(
  system: CompiledSystem,
  property: Property,
  limits: SearchLimits,
  whereTheTextSpeaks: boolean,
): Generator<Progress, PropertyResult, undefined> {
  const product = addMonitor(system, property.monitor!);
  const lookouts: Lookouts = lookoutsFor(product, [property]);
  const graph = yield* withProgress(
    property.name,
    search(product, {
      ...limits,
      keepEdges: property.kind === "leadsTo",
      watchers: lookouts.watchers,
      isDecided: () => lookouts.isDecided(property),
    }),
  );
  return conclude(graph, property, lookouts, whereTheTextSpeaks);
}

function* withProgress(
  what: string,
  steps: Generator<Graph, Graph, undefined>,
): Generator<Progress, Graph, undefined> {
  for (let step = steps.next(); ; step = steps.next()) {
    const { states, transitions, depth } = step.value;
    if (step.done) return step.value;
    yield { what, states, transitions, depth };
  }
}

/** Unanswered events between different actors, nearest first. */
function silencesOf(graph: Graph, { refusals }: RefusalWatch): Silence[] {
  const { system } = graph;
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
        trace: traceTo(graph, refusal.state, refusal.event, "unanswered"),
      };
    });
}

function errorsOf(graph: Graph, { refusals }: RefusalWatch): ModellingError[] {
  const { system } = graph;
  const isError = (refusal: Refusal) =>
    refusal.kind === "guards off" || isWithinActor(system, refusal);
  return refusals.filter(isError).map((refusal) => {
    const { name, table } = system.machines[refusal.machine]!;
    const last = refusal.kind === "silent" ? "unanswered" : "guarded off";
    return {
      kind: refusal.kind,
      event: refusal.event,
      machine: name,
      local: table.states[refusal.local]!,
      trace: traceTo(graph, refusal.state, refusal.event, last),
      message: refusalMessage(system, refusal),
    };
  });
}

function noDeadlock(graph: Graph, { hit }: Lookout, whereTheTextSpeaks: boolean): PropertyResult {
  const counterexample = hit === null ? null : traceTo(graph, hit.state);
  return {
    ...builtIn(NO_DEADLOCK, graph.limit),
    verdict: hit !== null ? "violated" : isFinished(graph) ? "holds" : "unknown",
    why: hit === null ? graph.limit : null,
    steps: counterexample?.events.length ?? null,
    counterexample,
    whereTheTextSpeaks,
  };
}

/** Silence may be reported only of a text that is held in full. */
function theTextSpeaks(graph: Graph, silences: readonly Silence[]): PropertyResult {
  const [nearest] = silences;
  const result = builtIn(THE_TEXT_SPEAKS, graph.limit);
  if (nearest === undefined) {
    return { ...result, verdict: isFinished(graph) ? "holds" : "unknown" };
  }
  if (!graph.system.reading.textHeld)
    return { ...result, verdict: "unknown", why: "text not held" };
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
