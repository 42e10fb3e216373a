/**
 * Which engine answers.
 *
 * plain     breadth-first in TypeScript, the readable reference
 * explicit  generated WebAssembly, the same order and the same answers
 * symbolic  decision diagrams: decides the whole space first, then looks for the
 *           shortest behaviours; gives up when its budget is spent
 * auto      plain while the space is small, then explicit, and symbolic where the
 *           space is too large to be listed in a moment
 *
 * Which one answers depends on the space alone, never on time, so that the same
 * input has the same answer. Whoever gives up hands over to the explicit engine.
 */
import type { Kept } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { askedToo, withContradictions, withNeverMet } from "../explore/no-contradiction.ts";
import { changedBy, reachedOf, type Silent, withOpenPoints } from "../explore/no-silence.ts";
import {
  type Contradiction,
  type ExploreOptions,
  type ExploreResult,
  SYSTEM_PROPERTIES,
  type Unmet,
} from "../explore/results.ts";
import { openPoints, type Which } from "../explore/silences.ts";
import type { SymbolicOptions } from "../explore/symbolic/results.ts";
import { isContradiction, maybeUnmet, unmetOf, type Wanted } from "../explore/unmet.ts";
import type { Property } from "../types/index.ts";
import { withBehaviours } from "./join-engines.ts";

export const ENGINES = ["plain", "explicit", "symbolic"] as const;
export type EngineName = (typeof ENGINES)[number];

/** Who may be asked: one of the engines, or whichever suits the space. */
export const CHOICES = ["auto", ...ENGINES] as const;
export type EngineChoice = (typeof CHOICES)[number];

export interface EngineOptions extends ExploreOptions {
  /** Bytes for the table and the log of the explicit engine; its own default unless told. */
  readonly memory?: number;
  /** Whether the explicit engine begins with slots of 4 bytes instead of 8. */
  readonly capacity?: boolean;
  /** Of what the text leaves open, what is asked for, with the difference that it makes: what no
   *  conduct decides unless told. */
  readonly silences?: Which | "none";
  /** Which obligations that are not met for ever are looked for; contradictions unless told. */
  readonly unmet?: Wanted;
  /** Distinct states, where they are known or likely: spares `auto` what would be in vain. */
  readonly size?: number;
  /** Where the explicit engine keeps its code between processes; the key names the system and
   *  all of its properties. */
  readonly kept?: Kept | undefined;
}

/** What an exploration answers; counts above 2^53 are digits. */
export interface Answered extends Omit<ExploreResult, "states" | "seen"> {
  readonly states: number | string | null;
  readonly seen: number | string;
}

export interface Explored extends Omit<Searched, "result"> {
  /** `noDeadlock`, `noSilence`, `noContradiction`, then the properties in the order given. */
  readonly result: Answered & {
    /** With different sides each, nearest first. */
    readonly contradictions: readonly Contradiction[];
    /** Obligations that clauses forbid for ever, nearest first: contradictions, and the others
     *  where they are asked for. */
    readonly unmet: readonly Unmet[];
    /** What the text leaves open and no conduct decides, nearest first. */
    readonly open: readonly Silent[];
  };
}

/** What an engine found. */
interface Searched {
  readonly result: Answered;
  /** Who answered. */
  readonly engine: EngineName;
  /** Where the search was stopped: the distance up to which all states were looked at; null
   *  where it ended by itself, or where that is not known. */
  readonly wholeLevels: number | null;
}

/**
 * Above, the plain engine costs more than writing and compiling code does. Where the size is
 * not known before, what the plain engine did up to here was in vain.
 */
const SMALL = 8_000;

/** Above, listing states takes more than some seconds, and diagrams are tried first. */
const LARGE = 4_000_000;

export async function exploreWith(
  engine: EngineChoice,
  system: CompiledSystem,
  options: EngineOptions,
): Promise<Explored> {
  const { silences = "open", unmet: wanted = "contradictions" } = options;
  const left = timeLeft(options);
  const points = silences === "none" ? [] : openPoints(system, silences);
  const maybe = maybeUnmet(system, wanted);
  const properties = [
    ...askedToo(system),
    ...maybe,
    ...points.map(({ property }) => property),
    ...options.properties,
  ];
  const { result: all, ...found } = await searched(engine, system, { ...options, properties });
  const { properties: answers, ...rest } = withContradictions(system, all);
  const take = (from: number, many: number) => answers.slice(from, from + many);
  const ofPoints = SYSTEM_PROPERTIES + maybe.length;
  const own = take(ofPoints, points.length);
  const declared = answers.slice(ofPoints + points.length);
  const ask = (other: CompiledSystem, claims: readonly Property[]) => {
    const again = left({ properties: claims, size: Number(all.seen), waits: "none" });
    return searched(engine, other, { ...again, kept: undefined });
  };
  const { unmet, unknown } = await unmetOf(
    system,
    wanted,
    take(SYSTEM_PROPERTIES, maybe.length),
    async (claims) => (await ask(system, claims)).result.properties.slice(-claims.length),
  );
  const open: Silent[] = [];
  for (const point of reachedOf(points, own)) {
    const { type, answers, decidedBy, trace } = point;
    const changed = await changedBy(
      system,
      point,
      options.properties,
      declared,
      async (...asked) => {
        const { result } = await ask(...asked);
        return result.limit === null ? result.properties : null;
      },
    );
    open.push({ type, answers, decidedBy, trace, ...changed });
  }
  const result = { ...rest, properties: [...take(0, SYSTEM_PROPERTIES), ...declared], unmet };
  return {
    ...found,
    result: withOpenPoints(withNeverMet(result, unmet.filter(isContradiction), unknown), own, open),
  };
}

async function searched(
  engine: EngineChoice,
  system: CompiledSystem,
  options: EngineOptions,
): Promise<Searched> {
  if (engine === "auto") return exploreSuitably(system, options);
  if (engine === "plain") return plainly(system, options);
  const left = timeLeft(options);
  return (
    (engine === "symbolic" ? await symbolically(system, options) : null) ??
    (await explicitly(system, left({})))
  );
}

/** Tries the engines from the smallest space to the largest; each knows when it is too large. */
async function exploreSuitably(system: CompiledSystem, options: EngineOptions): Promise<Searched> {
  const { maxStates = Number.POSITIVE_INFINITY, size = 0 } = options;
  // What a monitor adds to the states may exceed a bound that they themselves do not.
  const ends = ({ result: { limit, properties } }: Searched, own: number): boolean =>
    maxStates <= own || (limit !== "states" && properties.every(({ why }) => why !== "states"));
  const left = timeLeft(options);
  // A budget of memory is the explicit engine's.
  if (options.memory === undefined && options.capacity !== true && size <= SMALL) {
    const small = await plainly(system, left({ maxStates: Math.min(SMALL, maxStates) }));
    if (ends(small, SMALL)) return small;
  }
  const middle = await explicitly(system, left({ maxStates: Math.min(LARGE, maxStates) }));
  if (ends(middle, LARGE)) return middle;
  // Who sets a bound on states or on memory wants to know what lies within it.
  if (options.maxStates === undefined && options.memory === undefined) {
    const large =
      (await symbolically(system, left({}), "none", middle.result)) ??
      (await symbolically(system, left({}), "violations", middle.result));
    if (large !== null) return large;
  }
  return explicitly(system, left({}));
}

/** The options with what is left of the time that they allow. */
function timeLeft(options: EngineOptions): (changes: EngineOptionsChange) => EngineOptions {
  const started = Date.now();
  const { timeoutMs } = options;
  return (changes) =>
    timeoutMs === undefined
      ? { ...options, ...changes }
      : { ...options, ...changes, timeoutMs: Math.max(0, timeoutMs - (Date.now() - started)) };
}

type EngineOptionsChange = Partial<EngineOptions>;

// Engines are loaded when they are asked: who needs one waits for one.

async function plainly(system: CompiledSystem, options: EngineOptions): Promise<Searched> {
  const { explore } = await import("../explore/explore.ts");
  return { engine: "plain", result: await explore(system, options), wholeLevels: null };
}

async function explicitly(system: CompiledSystem, options: EngineOptions): Promise<Searched> {
  const { exploreExplicit } = await import("../explore/explicit/explore.ts");
  const { figures, ...result } = await exploreExplicit(system, options);
  const wholeLevels = result.limit === null ? null : figures.wholeLevels;
  return { engine: "explicit", result, wholeLevels };
}

/** Null where the budget did not last, or a behaviour that is asked for was found neither by
 *  the diagrams nor in what was `seen` before. */
async function symbolically(
  system: CompiledSystem,
  options: EngineOptions,
  traces: NonNullable<SymbolicOptions["traces"]> = "all",
  seen: Answered | null = null,
): Promise<Searched | null> {
  const { exploreSymbolic } = await import("../explore/symbolic/explore.ts");
  const { properties, timeoutMs, signal } = options;
  const found = exploreSymbolic(system, {
    properties,
    traces,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (found.gaveUp !== null || (traces === "all" && !found.tracesFinished)) return null;
  const result = withBehaviours(found, seen);
  return result === null ? null : { engine: "symbolic", result, wholeLevels: null };
}
