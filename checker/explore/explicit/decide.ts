/** From what a search has found to the verdict of a property that looks for states or steps. */
import type { Property } from "../../types.ts";
import type { PropertyResult } from "../results.ts";
import type { Sought } from "./plan.ts";
import { type Exploration, type Hit, isFinished } from "./search.ts";
import type { Paths } from "./traces.ts";

/** A property that needs no cycle. */
export type SafetyProperty = Exclude<Property, { readonly kind: "leadsTo" }>;

/** What is sought for a property: what contradicts it or shows its possibility, its witness. */
export function soughtFor(property: SafetyProperty): readonly [Sought, Sought] {
  return [wantedFor(property), { step: property.witness }];
}

function wantedFor(property: SafetyProperty): Sought {
  switch (property.kind) {
    case "invariant":
      return { holds: property.holds };
    case "step":
      return { step: property.never };
    case "possible":
      return { step: property.can };
  }
}

/** Whether what remains of a search cannot change the property's result. */
export function isDecided(
  property: SafetyProperty,
  [hit, witness]: readonly (Hit | null)[],
): boolean {
  return hit != null && (property.kind !== "possible" || witness != null);
}

/** The verdict, from a search that is finished, was ended by a limit, or has decided. */
export function conclude(
  exploration: Exploration,
  paths: Paths,
  property: SafetyProperty,
  [hit, witnessHit]: readonly [Hit | null, Hit | null],
  whereTheTextSpeaks: boolean,
): PropertyResult {
  const finished = isFinished(exploration);
  const found = hit && paths.traceTo(hit.state, hit.event);
  const result = {
    name: property.name,
    property,
    witness: witnessHit && paths.traceTo(witnessHit.state, witnessHit.event),
    whereTheTextSpeaks,
    shortest: true,
    example: property.kind === "possible" ? found : null,
    why: null,
  };
  const contradicted = property.kind === "possible" ? finished && found === null : found !== null;
  if (contradicted) {
    const counterexample = property.kind === "possible" ? null : found;
    const steps = counterexample?.events.length ?? null;
    return { ...result, verdict: "violated", steps, counterexample };
  }
  const established = property.kind === "possible" ? found !== null : finished;
  const open = { ...result, steps: null, counterexample: null };
  if (established && witnessHit !== null) return { ...open, verdict: "holds" };
  if (established && finished) return { ...open, verdict: "vacuous" };
  return { ...open, verdict: "unknown", why: exploration.limit };
}
