/** Real scenarios with the scope turned up, and the engines that explore them. */
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { type Exploration, search } from "../../explore/explicit/search.ts";
import { search as searchPlainly } from "../../explore/search.ts";
import { resolveReading } from "../../reading.ts";

/** The first case of a scenario, in other bounds. */
export interface Bounds {
  readonly scenario: string;
  readonly scope: Partial<Scope>;
  /** The search ends behind so many states; null for the whole space. */
  readonly most: number | null;
}

/** Explicit in slots of 8 bytes, in slots of 4, and the plain engine. */
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

/** Searches in this process, whose memory is measured: call it once. `isWarm`: for the second time. */
export function measure(bounds: Bounds, engine: Engine, isWarm: boolean): Figures {
  const system = compiled(bounds);
  const before = process.memoryUsage().rss;
  // The first run compiles code, which is not measured of SPIN either; V8 finds it again as
  // long as somebody holds it.
  const first = isWarm && engine !== "plain" ? explicitly(system, bounds, engine) : null;
  const started = process.cpuUsage();
  const found =
    engine === "plain" ? plainly(system, bounds) : countsOf(explicitly(system, bounds, engine));
  const { user, system: kernel } = process.cpuUsage(started);
  if (first !== null && first.size !== found.states) throw new Error("two runs differ");
  const memory = process.resourceUsage().maxRSS * 1024 - before;
  return { ...found, seconds: (user + kernel) / 1e6, memory };
}

type Counts = Omit<Figures, "seconds" | "memory">;

const LIMITS = { deadline: Number.POSITIVE_INFINITY, signal: undefined } as const;

function explicitly(
  system: CompiledSystem,
  { most }: Bounds,
  engine: "explicit" | "capacity",
): Exploration {
  const steps = search(system, {
    ...LIMITS,
    sought: [],
    maxStates: most ?? Number.POSITIVE_INFINITY,
    memory: 16 * 2 ** 30,
    leaveOutFrom: 20_000,
    capacity: engine === "capacity",
    wantsDeadlock: () => true,
  });
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

function countsOf({ size, transitions, plan, table }: Exploration): Counts {
  return { states: size, transitions, bits: plan.packing.bits, layout: table.layout };
}

function plainly(system: CompiledSystem, { most }: Bounds): Counts {
  const steps = searchPlainly(system, {
    ...LIMITS,
    maxStates: most ?? Number.POSITIVE_INFINITY,
    keepEdges: false,
    watchers: [],
  });
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { store, transitions } = step.value;
  return { states: store.size, transitions, bits: null, layout: null };
}
