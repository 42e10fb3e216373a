/** Runs of the engine, each made once in a process. */
import { compileSystem } from "./compile/compile.ts";
import type { CompiledSystem } from "./compile/system.ts";
import { type EngineName, exploreWith } from "./engines.ts";
import type { ExploreResult, Progress } from "./explore/results.ts";
import { readingKey } from "./reading.ts";
import type { Model, Reading, Scenario } from "./types.ts";

/** A scenario's system in one reading and one scope, explored. */
export interface Run<S> {
  readonly scope: S;
  readonly reading: Reading;
  readonly system: CompiledSystem;
  readonly result: ExploreResult;
  /** Who answered. */
  readonly engine: EngineName;
  /** Wall-clock milliseconds, compilation included. */
  readonly ms: number;
}

/** Bounds of the search itself; reaching one makes a verdict unknown. */
export interface Limits {
  /** Who is asked; the plain engine unless told. */
  readonly engine?: EngineName;
  readonly maxStates?: number;
  /** For one run. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string, progress: Progress) => void;
}

/** Explores, and remembers what it has explored. */
export interface Runner<S extends object> {
  /** Answers all properties of the scenario. */
  run(scenario: Scenario<S>, scope: S, reading: Reading): Promise<Run<S>>;
}

/**
 * A runner with a memory of its own. Cases, baselines and cures ask for the same
 * few readings again and again, each time about another property.
 */
export function runner<S extends object>(model: Model<S>, limits: Limits = {}): Runner<S> {
  const runs = new Map<string, Run<S>>();
  const { onProgress, engine: asked = "plain", ...bounds } = limits;
  const explored = async (scenario: Scenario<S>, scope: S, reading: Reading): Promise<Run<S>> => {
    const started = performance.now();
    const system = compileSystem(scenario.system(scope), reading, {
      idleSentences: "allowed",
    });
    const { engine, result } = await exploreWith(asked, system, {
      ...bounds,
      properties: scenario.properties(scope),
      onProgress: (progress) => onProgress?.(scenario.name, progress),
    });
    return { scope, reading, system, result, engine, ms: performance.now() - started };
  };
  return {
    async run(scenario, scope, reading) {
      const own = reading.sentences.length > 0 ? reading.name : "";
      const names = Object.keys(model.scopeLimits).map((name) => scope[name as keyof S]);
      const key = JSON.stringify([scenario.name, names, readingKey(model, reading), own]);
      const known = runs.get(key);
      // Readings that bind alike may have different names.
      if (known !== undefined) return { ...known, reading };
      const run = await explored(scenario, scope, reading);
      runs.set(key, run);
      return run;
    },
  };
}
