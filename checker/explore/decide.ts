/** From what was seen in a search to the verdict of a property. */
import type { CompiledSystem } from "../compile/system.ts";
import type { Property } from "../types/index.ts";
import { findLasso, type LeadsTo, spaceOf } from "./liveness.ts";
import type { Limit, PropertyResult, Trace } from "./results.ts";
import {
  type Graph,
  isFinished,
  type SearchLimits,
  traceTo,
  type Watcher,
  within,
} from "./search.ts";
import { type Hit, type Lookout, watchInvariant, watchStep } from "./watch.ts";

/** The watchers of some properties. */
export interface Lookouts {
  readonly watchers: readonly Watcher[];
  /** Whether what remains of the search cannot change the property's result. */
  isDecided(property: Property): boolean;
  /** What contradicts the property, or shows its possibility. */
  hitOf(property: Property): Hit | null;
  witnessOf(property: Property): Hit | null;
}

export function lookoutsFor(system: CompiledSystem, properties: readonly Property[]): Lookouts {
  const wanted = new Map<Property, Lookout>();
  const witnesses = new Map<Property, Lookout>();
  for (const property of properties) {
    const lookout = lookoutFor(system, property);
    if (lookout !== null) wanted.set(property, lookout);
    witnesses.set(property, watchStep(system, property.witness, property.name));
  }
  const hitOf = (property: Property) => wanted.get(property)?.hit ?? null;
  const witnessOf = (property: Property) => witnesses.get(property)!.hit;
  return {
    watchers: [...wanted.values(), ...witnesses.values()],
    hitOf,
    witnessOf,
    isDecided: (property) =>
      hitOf(property) !== null && (property.kind !== "possible" || witnessOf(property) !== null),
  };
}

function lookoutFor(system: CompiledSystem, property: Property): Lookout | null {
  switch (property.kind) {
    case "invariant":
      return watchInvariant(system, property.holds, property.name);
    case "step":
      return watchStep(system, property.never, property.name);
    case "possible":
      return watchStep(system, property.can, property.name);
    case "leadsTo":
      return null;
  }
}

/** The verdict, from a search that is finished, was ended by a limit, or has decided. */
export function conclude(
  graph: Graph,
  property: Property,
  lookouts: Lookouts,
  whereTheTextSpeaks: boolean,
  limits: SearchLimits,
): PropertyResult {
  const hit = lookouts.hitOf(property);
  const witnessHit = lookouts.witnessOf(property);
  const { found, limit } =
    property.kind === "leadsTo"
      ? lassoWithin(graph, property, limits)
      : { found: hit && traceTo(graph, hit.state, hit.event ?? undefined), limit: graph.limit };
  const finished = isFinished(graph) && limit === null;
  const result = {
    name: property.name,
    property,
    witness: witnessHit && traceTo(graph, witnessHit.state, witnessHit.event ?? undefined),
    whereTheTextSpeaks,
    shortest: finished || property.kind !== "leadsTo",
    example: property.kind === "possible" ? found : null,
  };
  const contradicted = property.kind === "possible" ? finished && found === null : found !== null;
  if (contradicted) {
    const counterexample = property.kind === "possible" ? null : found;
    return {
      ...result,
      verdict: "violated",
      why: null,
      steps: stepsOf(counterexample),
      counterexample,
    };
  }
  const established = property.kind === "possible" ? found !== null : finished;
  const open = { ...result, steps: null, counterexample: null };
  if (established && witnessHit !== null) return { ...open, verdict: "holds", why: null };
  if (established && finished) return { ...open, verdict: "vacuous", why: null };
  return { ...open, verdict: "unknown", why: limit };
}

/** A lasso, or none; with the limit that was reached in the search, or while one was looked for. */
function lassoWithin(
  graph: Graph,
  property: LeadsTo,
  limits: SearchLimits,
): { readonly found: Trace | null; readonly limit: Limit | null } {
  const found = within(limits, (look) => findLasso(spaceOf(graph), property, look));
  if (typeof found === "string") return { found: null, limit: graph.limit ?? found };
  return { found, limit: graph.limit };
}

/** Events up to the loop, or all of them. */
function stepsOf(trace: Trace | null): number | null {
  return trace === null ? null : (trace.loop ?? trace.events.length);
}
