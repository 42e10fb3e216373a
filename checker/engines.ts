/**
 * Which engine answers.
 *
 * plain     breadth-first in TypeScript, the readable reference
 * explicit  generated WebAssembly, the same order and the same answers
 * symbolic  decision diagrams: decides the whole space first, then looks for the
 *           shortest behaviours; gives up when its budget is spent
 *
 * Whoever gives up hands over to the explicit engine. An answer names who gave it.
 */
import type { CompiledSystem } from "./compile/system.ts";
import { exploreExplicit } from "./explore/explicit/explore.ts";
import { explore } from "./explore/explore.ts";
import type { ExploreOptions, ExploreResult } from "./explore/results.ts";
import { exploreSymbolic } from "./explore/symbolic/explore.ts";
import type { SymbolicResult } from "./explore/symbolic/results.ts";

export const ENGINES = ["plain", "explicit", "symbolic"] as const;
export type EngineName = (typeof ENGINES)[number];

export interface Explored {
  readonly result: ExploreResult;
  /** Who answered: the explicit engine where the symbolic one gave up. */
  readonly engine: EngineName;
}

export async function exploreWith(
  engine: EngineName,
  system: CompiledSystem,
  options: ExploreOptions,
): Promise<Explored> {
  if (engine === "plain") return { engine, result: await explore(system, options) };
  if (engine === "symbolic") {
    const result = symbolically(system, options);
    if (result !== null) return { engine, result };
  }
  return { engine: "explicit", result: await exploreExplicit(system, options) };
}

/** Null where the budget did not last, or a behaviour that is asked for was not found. */
function symbolically(system: CompiledSystem, options: ExploreOptions): ExploreResult | null {
  const { properties, timeoutMs, signal } = options;
  const found = exploreSymbolic(system, {
    properties,
    traces: "all",
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  });
  return found.gaveUp === null && isWhole(found)
    ? { ...found, transitions: null, seen: found.states, limit: null }
    : null;
}

/** What the plain engine would answer too: every finding has its behaviour. */
function isWhole(
  found: SymbolicResult,
): found is SymbolicResult &
  Pick<ExploreResult, "silences" | "errors" | "waits"> & { readonly states: number } {
  const behaviours = [...found.silences, ...found.errors, ...found.waits];
  return (
    found.tracesFinished &&
    typeof found.states === "number" &&
    behaviours.every(({ trace }) => trace !== null)
  );
}
