/** Explores a system in one reading and decides its properties. */
import { addMonitor } from "../compile/monitor.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Property } from "../types/index.ts";
import {
  deadlockAnswer,
  errorsOf,
  type Found,
  silencesOf,
  silentAnswer,
  waitsOf,
} from "./answers.ts";
import { conclude, type Lookouts, lookoutsFor } from "./decide.ts";
import { atOnce, withPauses } from "./pauses.ts";
import type { ExploreOptions, ExploreResult, Progress, PropertyResult } from "./results.ts";
import { type Graph, isFinished, type SearchLimits, search, traceTo } from "./search.ts";
import { endlessWaits, hasWaits } from "./waits.ts";
import { watchDeadlock, watchRefusals } from "./watch.ts";

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
  return withPauses(exploration(system, options), options.onProgress);
}

/** The same without pauses. */
export function exploreSync(system: CompiledSystem, options: ExploreOptions): ExploreResult {
  return atOnce(exploration(system, options), options.onProgress);
}

/** The same step by step. */
function* exploration(
  system: CompiledSystem,
  options: ExploreOptions,
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
  const waits = options.waits !== "none" && hasWaits({ system });
  const graph = yield* withProgress(
    "states",
    search(system, {
      ...limits,
      keepEdges: waits || plain.some(({ kind }) => kind === "leadsTo"),
      watchers: [refusals, deadlock, ...lookouts.watchers],
    }),
  );
  const finished = isFinished(graph);
  const found: Found = {
    system,
    limit: graph.limit,
    isFinished: finished,
    traceTo: (state, event, last) => traceTo(graph, state, event, last),
  };
  const silences = silencesOf(found, refusals.refusals);
  const whereTheTextSpeaks = silences.length > 0;
  const results = new Map<Property, PropertyResult>();
  for (const property of plain) {
    results.set(property, conclude(graph, property, lookouts, whereTheTextSpeaks, limits));
  }
  for (const property of options.properties) {
    if (property.monitor === undefined) continue;
    const result = yield* withMonitor(system, property, limits, whereTheTextSpeaks);
    results.set(property, result);
  }
  const endless = waits ? endlessWaits(graph, refusals.isUnanswered, limits) : [];
  return {
    states: finished ? graph.store.size : null,
    depth: finished ? graph.depth : null,
    transitions: finished ? graph.transitions : null,
    seen: graph.store.size,
    limit: graph.limit,
    properties: [
      deadlockAnswer(found, deadlock.hit, whereTheTextSpeaks),
      silentAnswer(found, silences),
      ...options.properties.map((property) => results.get(property)!),
    ],
    silences,
    errors: errorsOf(found, refusals.refusals),
    ...waitsOf(endless),
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
  return conclude(graph, property, lookouts, whereTheTextSpeaks, limits);
}

function* withProgress(
  what: string,
  steps: Generator<Graph, Graph, undefined>,
): Generator<Progress, Graph, undefined> {
  for (let step = steps.next(); ; step = steps.next()) {
    const { store, transitions, depth } = step.value;
    if (step.done) return step.value;
    yield { what, states: store.size, transitions, depth };
  }
}
