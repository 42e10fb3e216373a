/** From what a search has found to the verdict of a property. */
import type { Property } from "../../types/index.ts";
import { findLasso } from "../liveness.ts";
import type { Limit, PropertyResult, Trace } from "../results.ts";
import { within } from "../search.ts";
import type { Sought } from "./plan.ts";
import { type Exploration, type Hit, isFinished, type SearchOptions } from "./search.ts";
import { spaceOf } from "./space.ts";
import type { Paths } from "./traces.ts";

/** What is sought for a property: its witness, then what contradicts it or shows its
 *  possibility; for progress, that is looked for after the search. */
export function soughtFor(property: Property): readonly Sought[] {
  const wanted = wantedFor(property);
  return [{ step: property.witness }, ...(wanted === null ? [] : [wanted])];
}

function wantedFor(property: Property): Sought | null {
  switch (property.kind) {
    case "invariant":
      return { holds: property.holds };
    case "step":
      return { step: property.never };
    case "possible":
      return { step: property.can };
    case "leadsTo":
      return null;
  }
}

/** Whether what remains of a search cannot change the property's result. */
export function isDecided(property: Property, [witness, hit]: readonly (Hit | null)[]): boolean {
  return hit != null && (property.kind !== "possible" || witness != null);
}

/** What was found of the things sought for a property, as traces. */
export interface Findings {
  readonly witness: Trace | null;
  readonly found: Trace | null;
  /** Why the verdict is unknown where nothing was found; null where all was looked at. */
  readonly limit: Limit | null;
}

/** What contradicts a property or shows its possibility, within a budget of bytes and time. */
export function findingsOf(
  exploration: Exploration,
  paths: Paths,
  property: Property,
  [witness = null, hit = null]: readonly (Hit | null)[],
  limits: Pick<SearchOptions, "memory" | "deadline" | "signal">,
): Findings {
  const traceTo = (to: Hit | null): Trace | null => to && paths.traceTo(to.state, to.event);
  const { limit } = exploration;
  if (property.kind !== "leadsTo") {
    return { witness: traceTo(witness), found: traceTo(hit), limit };
  }
  const seen = { witness: traceTo(witness), found: null };
  const lasso = within(limits, (look) => {
    const space = spaceOf(exploration, paths, limits.memory, look);
    return space === null ? "memory" : findLasso(space, property, look);
  });
  if (typeof lasso === "string") return { ...seen, limit: limit ?? lasso };
  return { ...seen, found: lasso, limit };
}

/** The verdict, from a search that is finished, was ended by a limit, or has decided. */
export function conclude(
  exploration: Exploration,
  property: Property,
  { witness, found, limit }: Findings,
  whereTheTextSpeaks: boolean,
): PropertyResult {
  const finished = isFinished(exploration) && limit === null;
  const result = {
    name: property.name,
    property,
    witness,
    whereTheTextSpeaks,
    shortest: finished || property.kind !== "leadsTo",
    example: property.kind === "possible" ? found : null,
    why: null,
  };
  const contradicted = property.kind === "possible" ? finished && found === null : found !== null;
  if (contradicted) {
    const counterexample = property.kind === "possible" ? null : found;
    const steps = counterexample && (counterexample.loop ?? counterexample.events.length);
    return { ...result, verdict: "violated", steps, counterexample };
  }
  const established = property.kind === "possible" ? found !== null : finished;
  const open = { ...result, steps: null, counterexample: null };
  if (established && witness !== null) return { ...open, verdict: "holds" };
  if (established && finished) return { ...open, verdict: "vacuous" };
  return { ...open, verdict: "unknown", why: limit };
}
