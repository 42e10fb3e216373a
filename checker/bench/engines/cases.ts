/** Real scenarios with the scope turned up, and the engines that explore them. */
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { LEAVE_OUT_FROM } from "../../explore/explicit/explore.ts";
import { type Exploration, search } from "../../explore/explicit/search.ts";
import { type Graph, search as searchPlainly } from "../../explore/search.ts";

/** The first case of a scenario, in other bounds. */
export interface Bounds {
  readonly scenario: string;
  readonly scope: Partial<Scope>;
  /** The search ends behind so many states; null for the whole space. */
  readonly most: number | null;
}

/** Explicit as it is by default, with `capacity`, and the plain engine. */
export type Engine = "explicit" | "capacity" | "plain";

/** What one run took. */
export interface Figures {
  readonly states: number;
  readonly transitions: number;
  /** Processor time of the search alone, user and system, all threads. */
  readonly seconds: number;
  /** Peak resident memory less what was resident before the search, in bytes. */
  readonly memory: number;
  /** Bits of a packed state; null for the plain engine. */
  readonly bits: number | null;
  readonly layout: "in place" | "quotient" | null;
}

export function compiled({ scenario, scope }: Bounds): CompiledSystem {
  const found = model.scenarios.find(({ name }) => name === scenario);
  const [first] = found?.cases ?? [];
  if (found === undefined || first === undefined) throw new Error(`no scenario "${scenario}"`);
  const bounds = { ...found.scope, ...first.scope, ...scope };
  return compileSystem(found.system(bounds), resolveReading(model, first.reading));
}

/** States of the run that warms up, and the time that the compiler's threads are given. */
const WARM = 300_000;
const SETTLE_MS = 1500;

/**
 * Searches in this process, whose memory is measured: call it once. When it is to be warm,
 * writing and compiling code is left out, as it is of SPIN: a short search makes V8 compile
 * it, V8 finds it again as long as somebody holds it, and the clock starts when it is written.
 */
export function measure(bounds: Bounds, engine: Engine, isWarm: boolean): Figures {
  const system = compiled(bounds);
  const before = process.memoryUsage().rss;
  const first = isWarm ? last(searchOf(system, WARM, engine)) : null;
  const search = searchOf(system, bounds.most ?? Number.POSITIVE_INFINITY, engine);
  if (first !== null) {
    search.next();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS);
  }
  const started = process.cpuUsage();
  const found = last(search);
  const { user, system: kernel } = process.cpuUsage(started);
  const memory = process.resourceUsage().maxRSS * 1024 - before;
  return { ...countsOf(found), seconds: (user + kernel) / 1e6, memory };
}

type Found = Graph | Exploration;

function last(steps: Generator<Found, Found, undefined>): Found {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function searchOf(
  system: CompiledSystem,
  maxStates: number,
  engine: Engine,
): Generator<Found, Found, undefined> {
  const limits = { deadline: Number.POSITIVE_INFINITY, signal: undefined, maxStates };
  if (engine === "plain")
    return searchPlainly(system, { ...limits, keepEdges: false, watchers: [] });
  return search(system, {
    ...limits,
    sought: [],
    memory: 4 * 2 ** 30,
    leaveOutFrom: LEAVE_OUT_FROM,
    capacity: engine === "capacity",
    wantsDeadlock: () => true,
  });
}

function countsOf(found: Found): Omit<Figures, "seconds" | "memory"> {
  const { transitions } = found;
  if ("store" in found) {
    return { states: found.store.size, transitions, bits: null, layout: null };
  }
  const { size, plan, table } = found;
  return { states: size, transitions, bits: plan.packing.bits, layout: table.layout };
}
