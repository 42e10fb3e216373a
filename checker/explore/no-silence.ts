/** `noSilence`: what the text leaves open is decided by conduct, or changes no verdict. */
import type { CompiledSystem } from "../compile/system.ts";
import type { Property } from "../types/index.ts";
import { fixedTo } from "./fixing.ts";
import { isWithin } from "./regions.ts";
import { type ExploreResult, NO_SILENCE, type PropertyResult, type Trace } from "./results.ts";
import { type OpenPoint, openPoints } from "./silences.ts";

/** A point that is left open in a state that is reached. */
export interface Silent extends Pick<OpenPoint, "type" | "answers" | "decidedBy"> {
  /** A shortest behaviour to where it comes up. */
  readonly trace: Trace;
  /** The properties of which the verdict depends on what comes out. */
  readonly changes: readonly string[];
  /** Answers that could not be had alone, or not within the limits: they may change more. */
  readonly untried: readonly string[];
}

type Verdicts = readonly Pick<PropertyResult, "name" | "verdict">[];

/** Explores a system with these properties; null where a limit ends it. */
export type Verdicter = (
  system: CompiledSystem,
  properties: readonly Property[],
) => Promise<Verdicts | null>;

/** Of the results of an engine that was asked `points` first: those that come up. */
export function reachedOf(
  points: readonly OpenPoint[],
  results: readonly PropertyResult[],
): readonly (OpenPoint & { readonly trace: Trace })[] {
  return points
    .flatMap((point, at) => {
      const { counterexample: trace } = results[at]!;
      return trace === null ? [] : [{ ...point, trace }];
    })
    .sort((a, b) => a.trace.events.length - b.trace.events.length);
}

/**
 * The properties whose verdict differs between one answer and another. What conduct decides
 * now is one of them, so that `verdicts` is its answer.
 */
export async function changedBy(
  system: CompiledSystem,
  point: OpenPoint,
  properties: readonly Property[],
  verdicts: Verdicts,
  ask: Verdicter,
): Promise<Pick<Silent, "changes" | "untried">> {
  const isDecided = point.decidedBy.length > 0;
  const seen = new Map<string, Set<string>>();
  const note = (found: Verdicts): void => {
    for (const { name, verdict } of found)
      seen.set(name, (seen.get(name) ?? new Set()).add(verdict));
  };
  const untried: string[] = [];
  if (isDecided) note(verdicts);
  for (const answer of new Set(point.answers)) {
    const found = await verdictsWith(system, point, answer, properties, ask);
    if (found === null) untried.push(answer);
    else note(found);
  }
  const names = properties.map(({ name }) => name);
  return { changes: names.filter((name) => (seen.get(name)?.size ?? 0) > 1), untried };
}

/** The verdicts with one of the answers; null where it cannot be had alone, or at a limit. */
async function verdictsWith(
  system: CompiledSystem,
  point: OpenPoint,
  answer: string,
  properties: readonly Property[],
  ask: Verdicter,
): Promise<Verdicts | null> {
  for (const { system: fixed, isExact } of fixedTo(system, point, answer)) {
    const found = await ask(fixed, isExact === null ? properties : [isExact, ...properties]);
    const isMore = found?.some(
      ({ name, verdict }) => name === isExact?.name && verdict !== "holds",
    );
    if (isMore !== true) return found;
  }
  return null;
}

/** The answer to `noSilence`, of what is unanswered and of open points that change something. */
export function withOpenPoints<R extends Pick<ExploreResult, "properties">>(
  result: R,
  points: readonly PropertyResult[],
  silent: readonly Silent[],
): R & { readonly open: readonly Silent[] } {
  const properties = result.properties.map((one) => {
    if (one.name !== NO_SILENCE || one.verdict !== "holds") return one;
    const nearest = silent.find(
      (point) => point.decidedBy.length === 0 && point.changes.length > 0,
    );
    const unknown = points.find(({ verdict }) => verdict === "unknown");
    if (nearest !== undefined) {
      const { trace } = nearest;
      const steps = trace.events.length;
      return { ...one, verdict: "violated" as const, steps, counterexample: trace };
    }
    return unknown === undefined ? one : { ...one, verdict: "unknown" as const, why: unknown.why };
  });
  return { ...result, properties, open: silent };
}

/** The points that are open in one state. */
export function openIn(system: CompiledSystem, state: ArrayLike<number>): readonly OpenPoint[] {
  return openPoints(system, "open").filter(({ places }) =>
    places.some(({ regions }) => regions.some((region) => isWithin(region, state))),
  );
}
