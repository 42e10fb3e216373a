/** How much of a text says nothing: points that it leaves open, sentences that change nothing. */
import type { CompiledSystem } from "../compile/system.ts";
import { reachedOf } from "../explore/no-silence.ts";
import { openPoints } from "../explore/silences.ts";
import type { Clause } from "../types/index.ts";
import { exploreWith } from "./engines.ts";
import { effectsIn } from "./inert.ts";

/** What several systems of one text have shown of it so far. */
export interface Shown {
  /** How many systems. */
  cases: number;
  /** A point by its event and its answers, whether conduct decides it or nobody. */
  readonly open: Set<string>;
  /** Clauses that alone keep something from happening, or alone oblige something. */
  readonly biting: Set<string>;
}

/** Adds what one system shows. */
export async function showIn(
  system: CompiledSystem,
  asking: readonly Clause[],
  shown: Shown,
  signal: AbortSignal,
): Promise<void> {
  shown.cases++;
  const points = openPoints(system, "all");
  const properties = points.map(({ property }) => property);
  const { result } = await exploreWith("auto", system, { properties, silences: "none", signal });
  // What is asked of every system comes first.
  const own = properties.length === 0 ? [] : result.properties.slice(-properties.length);
  for (const { type, answers } of reachedOf(points, own)) {
    shown.open.add(JSON.stringify([type, answers]));
  }
  const effects = await effectsIn(system, new Set(asking.map(({ id }) => id)), signal);
  for (const [id, ...others] of effects) {
    if (id !== undefined && others.length === 0) shown.biting.add(id);
  }
}

/** Whether a clause forbids or obliges anything: others describe, permit, or have no rule. */
export const asksSomething = ({ rules = [] }: Clause): boolean =>
  rules.some(({ rule }) => rule === "forbids" || rule === "obliges");
