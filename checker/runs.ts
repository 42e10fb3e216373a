/** Runs of the engine, each made once in a process. */
import { compileSystem } from "./compile/compile.ts";
import type { CompiledSystem } from "./compile/system.ts";
import { explore } from "./explore/explore.ts";
import type { ExploreResult, Progress, PropertyResult } from "./explore/results.ts";
import { readingKey } from "./reading.ts";
import type { Model, Reading, Scenario } from "./types.ts";

/** A scenario's system in one reading and one scope, explored. */
export interface Run<S> {
  readonly scope: S;
  readonly reading: Reading;
  readonly system: CompiledSystem;
  readonly result: ExploreResult;
  /** Wall-clock milliseconds, compilation included. */
  readonly ms: number;
}

/** Bounds of the search itself; reaching one makes a verdict unknown. */
export interface Limits {
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
  /** Answers one of them; what `run` has answered is not explored again. */
  ask(
    scenario: Scenario<S>,
    scope: S,
    reading: Reading,
    property: string,
  ): Promise<PropertyResult | undefined>;
}

export function runner<S extends object>(model: Model<S>, limits: Limits = {}): Runner<S> {
  const whole = new Map<string, Run<S>>();
  const parts = new Map<string, Run<S>>();
  const keyOf = (scenario: Scenario<S>, scope: S, reading: Reading): string => {
    const own = reading.sentences.length > 0 ? reading.name : "";
    const bounds = Object.keys(model.scopeLimits).map((name) => scope[name as keyof S]);
    return JSON.stringify([scenario.name, bounds, readingKey(model, reading), own]);
  };
  const make = async (
    scenario: Scenario<S>,
    scope: S,
    reading: Reading,
    only: string | null,
  ): Promise<Run<S>> => {
    const started = performance.now();
    const system = compileSystem(scenario.system(scope), reading);
    const all = scenario.properties(scope);
    const { onProgress, ...bounds } = limits;
    const result = await explore(system, {
      ...bounds,
      properties: only === null ? all : all.filter((property) => property.name === only),
      ...(onProgress === undefined
        ? {}
        : { onProgress: (progress: Progress) => onProgress(scenario.name, progress) }),
    });
    return { scope, reading, system, result, ms: performance.now() - started };
  };
  const remembered = async (
    memory: Map<string, Run<S>>,
    key: string,
    explored: () => Promise<Run<S>>,
  ): Promise<Run<S>> => {
    const known = memory.get(key);
    if (known !== undefined) return known;
    const run = await explored();
    memory.set(key, run);
    return run;
  };
  return {
    async run(scenario, scope, reading) {
      const key = keyOf(scenario, scope, reading);
      const run = await remembered(whole, key, () => make(scenario, scope, reading, null));
      return { ...run, reading };
    },
    async ask(scenario, scope, reading, property) {
      const key = keyOf(scenario, scope, reading);
      const known = whole.get(key);
      const run =
        known ??
        (await remembered(parts, `${key} ${property}`, () =>
          make(scenario, scope, reading, property),
        ));
      return run.result.properties.find(({ name }) => name === property);
    },
  };
}
