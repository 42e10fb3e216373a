/** Runs of the engine, each made once in a process. */

import { declarationOf } from "../asking/declaration.ts";
import { readingKey, resolveReading } from "../asking/reading.ts";
import type { Cache } from "../compile/cache.ts";
import { compileSystem } from "../compile/compile.ts";
import { type Departure, departuresOf } from "../compile/departures.ts";
import { ModelError, TooManyStates } from "../compile/errors.ts";
import type { CompiledSystem } from "../compile/system.ts";
import {
  type ExploreOptions,
  NO_CONTRADICTION,
  NO_SILENCE,
  type Progress,
  type PropertyResult,
} from "../explore/results.ts";
import { type GoneAgainst, goneAgainst } from "../trace/citations.ts";
import type { Model, Property, Reading, Scenario } from "../types/index.ts";
import { type EngineChoice, type EngineName, type Explored, exploreWith } from "./engines.ts";
import type { Pool } from "./pool.ts";

/** Where the text stands to what was found: worked out beside the system, which not everybody
 *  who reads the answers needs again. */
interface Cited {
  /** Where conduct departs from clauses in force. */
  readonly departures: readonly Departure[];
  /** The clauses that the behaviour of a property goes against, by its name. */
  readonly against: ReadonlyMap<string, readonly GoneAgainst[]>;
}

/** A scenario's system in one reading and one scope, explored. */
export interface Run<S> extends Cited {
  readonly scope: S;
  readonly reading: Reading;
  readonly system: CompiledSystem;
  readonly result: Explored["result"];
  /** Who answered. */
  readonly engine: EngineName;
  /** Where a limit ended the search: all states up to this distance were looked at, if known. */
  readonly wholeLevels: number | null;
  /** Wall-clock milliseconds, compilation included. */
  readonly ms: number;
}

/** Bounds of the search itself; reaching one makes a verdict unknown. */
export interface Bound {
  /** Who is asked; the plain engine unless told. */
  readonly engine?: EngineChoice;
  readonly maxStates?: number;
  /** For one run. */
  readonly timeoutMs?: number;
  /** Bytes of the explicit engine for one run, and whether it begins with small slots. */
  readonly memory?: number;
  readonly capacity?: boolean;
  /** `none`: what the text leaves open is not looked for, and `noSilence` says nothing. */
  readonly silences?: "none";
}

export interface Limits extends Bound {
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string, progress: Progress) => void;
  /** Where what takes long to make is kept between processes; nowhere unless told. */
  readonly cache?: Cache | undefined;
  /** Threads that explore; this one unless told. */
  readonly pool?: Pool | undefined;
}

/** Explores, and remembers what it has explored. */
export interface Runner<S extends object> {
  /**
   * Answers all properties of the scenario. Who wants the verdicts of a few, by name, and no
   * case is about the same, gets no others beside those of every system; what the text leaves
   * open, what can never be met, and who waits for ever, is then looked for only where wanted.
   */
  run(
    scenario: Scenario<S>,
    scope: S,
    reading: Reading,
    wanted?: readonly string[],
  ): Promise<Run<S>>;
}

/** The properties that are wanted, all of them unless told. */
function propertiesOf<S extends object>(
  scenario: Scenario<S>,
  scope: S,
  wanted: readonly string[] | undefined,
): readonly Property[] {
  const all = scenario.properties(scope);
  return wanted === undefined ? all : all.filter(({ name }) => wanted.includes(name));
}

/** What is asked of one run. */
export interface Asked<S extends object> {
  readonly scenario: Scenario<S>;
  readonly scope: S;
  readonly reading: Reading;
  /** Absent: all properties, and what the text leaves open. */
  readonly wanted?: readonly string[] | undefined;
}

/** Names everything that the declaration of a scenario's system depends on, in one model. */
function scopeKey<S extends object>(model: Model<S>, scenario: Scenario<S>, scope: S): string {
  const bounds = Object.keys(model.scopeLimits).map((name) => [name, scope[name as keyof S]]);
  return JSON.stringify([scenario.name, bounds]);
}

/** The same for its system in a reading. */
function systemKey<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
): string {
  return JSON.stringify([scopeKey(model, scenario, scope), readingKey(model, reading)]);
}

/** A scenario's system, with tables out of the cache where they are there. */
export function systemOf<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
  cache: Cache | undefined,
): CompiledSystem {
  try {
    return compileSystem(declarationOf(scenario, scope), reading, {
      idleSentences: "allowed",
      kept: cache && { cache, key: scopeKey(model, scenario, scope) },
    });
  } catch (cause) {
    throw cause instanceof TooManyStates ? tooLarge(model, scenario, scope, cause) : cause;
  }
}

/** What is too large for whoever chose the bounds, not for who wrote the machine. */
function tooLarge<S extends object>(
  { scopeLimits }: Model<S>,
  { name, scope: usual }: Scenario<S>,
  scope: S,
  cause: TooManyStates,
): ModelError {
  const higher = (Object.keys(scopeLimits) as (keyof S & string)[]).filter(
    (bound) => Number(scope[bound]) > Number(usual[bound]),
  );
  if (higher.length === 0) return cause;
  const bounds = higher.map((bound) => `${bound}=${scope[bound]}`).join(", ");
  return new ModelError(
    `${name} is too large within ${bounds}: machine "${cause.machine}" has too many local ` +
      `states; legal: fewer. Lower ${higher.join(" or ")}`,
  );
}

/**
 * Distinct states as far as the pins say: those of the case itself, else the least of the cases
 * in the same bounds, whose other sentences seldom make much of a difference; 0 without any.
 */
function pinnedSize<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
): number {
  const bounds = Object.keys(model.scopeLimits) as (keyof S)[];
  const alike = scenario.cases.filter(({ scope: own }) =>
    bounds.every((name) => ({ ...scenario.scope, ...own })[name] === scope[name]),
  );
  const same = alike.filter((pinned) => pinned.reading === reading.name);
  const counts = (same.length > 0 ? same : alike).map(({ states }) => states);
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** Compiles and explores in this thread. How many states there are is kept for the next time. */
export async function exploreHere<S extends object>(
  model: Model<S>,
  { scenario, scope, reading, wanted }: Asked<S>,
  { engine = "plain", cache, ...options }: Here,
): Promise<Explored & Pick<Run<S>, "system" | "ms" | keyof Cited>> {
  const started = performance.now();
  const system = systemOf(model, scenario, scope, reading, cache);
  const properties = propertiesOf(scenario, scope, wanted);
  const { timeoutMs } = options;
  const own = systemKey(model, scenario, scope, reading);
  const key = `${own} size`;
  const isWhole = wanted === undefined;
  const unmet = wanted?.includes(NO_CONTRADICTION) === false ? "none" : "contradictions";
  const names = properties.map(({ name }) => name);
  const asked = [...names, isWhole ? "whole" : "wanted", unmet].join();
  const isKept = cache !== undefined && reading.sentences.length === 0;
  const before = isKept ? cache.find(key) : null;
  const found = await exploreWith(engine, system, {
    ...options,
    ...(isWhole ? {} : { silences: "none", waits: "none" }),
    unmet,
    // What it took to compile is part of the run.
    ...(timeoutMs === undefined
      ? {}
      : { timeoutMs: Math.max(0, timeoutMs - (performance.now() - started)) }),
    properties,
    ...(isKept ? { kept: { cache, key: `${own} ${asked}` } } : {}),
    size: typeof before === "number" ? before : pinnedSize(model, scenario, scope, reading),
  });
  const ms = performance.now() - started;
  const { states } = found.result;
  if (isKept && before === null && typeof states === "number") cache.keep(key, states);
  return { ...found, ...citedIn(system, found.result.properties), system, ms };
}

function citedIn(system: CompiledSystem, answers: readonly PropertyResult[]): Cited {
  const behaviours = answers.flatMap(({ name, counterexample, example }) => {
    const trace = counterexample ?? example;
    return trace === null ? [] : [[name, goneAgainst(system, trace)] as const];
  });
  return { departures: departuresOf(system), against: new Map(behaviours) };
}

type Here = Bound & Pick<ExploreOptions, "signal" | "onProgress"> & Pick<Limits, "cache">;

/**
 * A runner with a memory of its own. Cases, baselines and cures ask for the same
 * few readings again and again, each time about another property.
 */
export function runner<S extends object>(model: Model<S>, limits: Limits = {}): Runner<S> {
  const runs = new Map<string, Promise<Found>>();
  const { onProgress, signal, cache, pool, ...bound } = limits;
  const alone = inTurn();
  const explored = async (asked: Asked<S>): Promise<Found> => {
    const { scenario, scope, reading, wanted } = asked;
    const reports = (progress: Progress) => onProgress?.(scenario.name, progress);
    reports({ what: "states", states: 0, transitions: 0, depth: 0 });
    // Sentences of the user's own are code, which no other thread has.
    if (pool !== undefined && reading.sentences.length === 0) {
      const job = { scenario: scenario.name, scope, reading, wanted, bound };
      const found = await pool.explore(job, propertiesOf(scenario, scope, wanted), reports);
      return { found, system: remade(() => systemOf(model, scenario, scope, reading, cache)) };
    }
    const { system, ...found } = await alone(() =>
      exploreHere(model, asked, {
        ...bound,
        cache,
        ...(signal === undefined ? {} : { signal }),
        onProgress: reports,
      }),
    );
    const again = remade(() => systemOf(model, scenario, scope, reading, cache), system);
    return { found, system: again };
  };
  const keyOf = (scenario: Scenario<S>, scope: S, reading: Reading): string => {
    const own = reading.sentences.length > 0 ? reading.name : "";
    return JSON.stringify([systemKey(model, scenario, scope, reading), own]);
  };
  const ofCases = new Map<Scenario<S>, ReadonlySet<string>>();
  const isCase = (scenario: Scenario<S>, key: string): boolean => {
    const own =
      ofCases.get(scenario) ??
      new Set(
        scenario.cases.map((one) =>
          keyOf(scenario, { ...scenario.scope, ...one.scope }, resolveReading(model, one.reading)),
        ),
      );
    ofCases.set(scenario, own);
    return own.has(key);
  };
  return {
    async run(scenario, scope, reading, names) {
      const key = keyOf(scenario, scope, reading);
      // Of a case everything is asked sooner or later, and `noSilence` depends on all the others.
      const isWhole =
        runs.has(key) || names?.includes(NO_SILENCE) !== false || isCase(scenario, key);
      const wanted = isWhole ? undefined : [...new Set(names)].sort();
      const own = isWhole ? key : JSON.stringify([key, wanted]);
      const run = runs.get(own) ?? explored({ scenario, scope, reading, wanted });
      runs.set(own, run);
      const { found, system } = await run;
      // Readings that bind alike may have different names, and be of different texts.
      const named = remade((): CompiledSystem => ({ ...system(), reading }));
      return {
        scope,
        reading,
        ...found,
        get system() {
          return named();
        },
      };
    },
  };
}

/** Starts work when what was given before is over: two spaces at a time in one thread take more
 *  memory and no less time. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = last.then(work);
    last = own.catch(() => {});
    return own;
  };
}

/** What was explored, and its system for whoever wants to see it. */
interface Found {
  readonly found: Omit<Run<object>, "scope" | "reading" | "system">;
  readonly system: () => CompiledSystem;
}

/** Made when it is asked for, and again where memory was needed for something else. */
function remade<T extends object>(make: () => T, made?: T): () => T {
  let last = made === undefined ? undefined : new WeakRef(made);
  return () => {
    const before = last?.deref();
    if (before !== undefined) return before;
    const made = make();
    last = new WeakRef(made);
    return made;
  };
}
