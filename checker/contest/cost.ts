/**
 * What the way from stop to running costs, as a law in the number of queues.
 *
 * For each contender the shortest behaviour that ends the way is searched with 1
 * to 4 queues; operations are counted along it. The law is taken from the first
 * two and must be exact for the others. What a transport has no means for has no
 * price there, and says why.
 */

import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import { exploreSync } from "../explore/explore.ts";
import type { CostModel, Model, Property } from "../types/index.ts";

/** A count that depends on the number of queues n: `once` + `each` * n. */
export interface Law {
  readonly once: number;
  readonly each: number;
}

/** How often each operation is done, by its name. */
export type Laws = Readonly<Record<string, Law>>;

/** The price of a contender. */
export interface Price {
  readonly head: string;
  readonly reading: string;
  /** By operation; null where no way of the model stops the device as this one does. */
  readonly laws: Laws | null;
  /** Why there are no laws; empty where there are. */
  readonly why: string;
  /** Events on the shortest way with one queue, else 0. */
  readonly events: number;
}

/** Queues that are explored; the law is taken from the first two. */
const QUEUES = [1, 2, 3, 4] as const;

/** Idle devices have few states; more means that something moves. */
const MAX_STATES = 200_000;

/** By what a model counts, and transport: several pages show the same prices. */
const priced = new WeakMap<object, Map<string, readonly Price[]>>();

/**
 * The price of every contender whose reading there is, in the contest's order.
 * @param transport one of the model's; the first of them unless told
 */
export function priceAll<S extends object>(
  model: Model<S>,
  cost: CostModel<S>,
  transport = cost.transports[0]!.name,
): readonly Price[] {
  const before = priced.get(cost) ?? new Map<string, readonly Price[]>();
  priced.set(cost, before);
  const known = new Set(model.readings.map(({ name }) => name));
  const prices =
    before.get(transport) ??
    (model.contest?.contenders ?? [])
      .filter(({ reading }) => known.has(reading))
      .map(({ head, reading }) => priceOf(model, cost, { head, reading, transport }));
  before.set(transport, prices);
  return prices;
}

/** Who is counted, and where. */
interface Counting {
  readonly head: string;
  readonly reading: string;
  readonly transport: string;
}

function priceOf<S extends object>(model: Model<S>, cost: CostModel<S>, what: Counting): Price {
  const { head, reading, transport } = what;
  const none = (why: string): Price => ({ head, reading, laws: null, why, events: 0 });
  const lacks = cost.lacks(head, transport);
  if (lacks !== null) return none(lacks);
  const counted = QUEUES.map((queues) => countAlong(model, cost, what, queues));
  const [first] = counted;
  if (first === undefined || first === null) return none("no way from stop to running is modelled");
  const laws = cost.operations.map(({ name }) => {
    const counts = counted.map((one) => one?.counts[name] ?? 0);
    return [name, lawOf(counts, `${reading}: ${name}`)] as const;
  });
  return { head, reading, laws: Object.fromEntries(laws), why: "", events: first.events };
}

/**
 * The law through the counts for 1, 2, ... queues.
 * @throws RangeError where it is not exact for one of them.
 */
export function lawOf(counts: readonly number[], what: string): Law {
  const each = counts[1]! - counts[0]!;
  const once = counts[0]! - each;
  for (const [index, count] of counts.entries()) {
    const queues = index + 1;
    if (count !== once + each * queues) {
      throw new RangeError(
        `${what}: ${count} with ${queues} queues, not ${once} + ${each} * ${queues}; legal: counts on a line`,
      );
    }
  }
  return { once, each };
}

interface Counted {
  readonly counts: Readonly<Record<string, number>>;
  readonly events: number;
}

function countAlong<S extends object>(
  model: Model<S>,
  cost: CostModel<S>,
  { head, reading: name, transport }: Counting,
  queues: number,
): Counted | null {
  const reading = resolveReading(model, name);
  const declared = cost.system(cost.scope(queues, transport));
  const system = compileSystem(declared, cost.reading(reading, queues), {
    idleSentences: "allowed",
  });
  const property: Property = {
    name: "endsTheWay",
    claim: "the way from stop to running has an end",
    restsOn: [],
    kind: "possible",
    can: cost.ends,
    witness: cost.ends,
    memory: { cannotShow: "time is not in memory" },
  };
  const { properties } = exploreSync(system, { properties: [property], maxStates: MAX_STATES });
  const trace = properties.find((one) => one.property === property)?.example ?? null;
  const types = trace?.events.map((id) => system.events[id]!.type) ?? [];
  if (trace === null || !types.includes(cost.stops(head))) return null;
  const counts: Record<string, number> = {};
  for (const id of trace.events) {
    const done = cost.of(head, reading, system.events[id]!.event, transport);
    for (const [operation, times] of Object.entries(done)) {
      counts[operation] = (counts[operation] ?? 0) + times;
    }
  }
  return { counts, events: trace.events.length };
}

/** Microseconds with n queues. */
export const timeOf = (laws: Laws, us: Readonly<Record<string, number>>, queues: number): number =>
  Object.entries(laws).reduce(
    (sum, [name, { once, each }]) => sum + (once + each * queues) * (us[name] ?? 0),
    0,
  );
