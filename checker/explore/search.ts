/** Breadth-first search over the reachable states of a system and its monitors. */
import type { CompiledSystem } from "../compile/system.ts";
import { createReceiver, type Receiver } from "./reception.ts";
import type { Limit, Trace } from "./results.ts";
import { createNumberList, createStore, type NumberList, type StateStore } from "./store.ts";

/** What watches a search. States come in the order of their distance. */
export interface Watcher {
  /** A state that was not seen before. */
  onState?(state: number, vectors: Uint16Array, at: number): void;
  /** A state is expanded; the receiver holds its masks. */
  onExpand?(state: number, vectors: Uint16Array, at: number, receiver: Receiver): void;
  /** A step; `to` is the vector after it. */
  onStep?(from: number, vectors: Uint16Array, at: number, event: number, to: Uint16Array): void;
}

export interface SearchLimits {
  readonly maxStates: number;
  /** In milliseconds of `Date.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

/** The steps of the expanded states. */
export interface Edges {
  readonly store: Pick<StateStore, "size">;
  /** States before this number have all their steps. */
  readonly expanded: number;
  /** First edge of each expanded state; empty unless edges are kept. */
  readonly firstEdge: Pick<NumberList<Int32Array>, "values">;
  readonly edgeTo: Pick<NumberList<Int32Array>, "values" | "length">;
  readonly edgeEvent: Pick<NumberList<Uint16Array>, "values">;
}

/** What a search has found so far. */
export interface Graph extends Edges {
  readonly system: CompiledSystem;
  readonly store: StateStore;
  readonly transitions: number;
  readonly depth: number;
  readonly limit: Limit | null;
  /** State before and event of the step that first reached a state. */
  readonly parent: NumberList<Int32Array>;
  readonly via: NumberList<Uint16Array>;
  readonly firstEdge: NumberList<Int32Array>;
  readonly edgeTo: NumberList<Int32Array>;
  readonly edgeEvent: NumberList<Uint16Array>;
}

export interface SearchOptions extends SearchLimits {
  readonly keepEdges: boolean;
  readonly watchers: readonly Watcher[];
  /** Asked after each state; true ends the search before it is finished. */
  readonly isDecided?: () => boolean;
}

/** Who hears of what. */
type Hearing = Readonly<Record<keyof Watcher, readonly Watcher[]>>;

/** Of hundreds of properties few look at each of these, and each is told at every step. */
function hearing(watchers: readonly Watcher[]): Hearing {
  const who = (what: keyof Watcher) => watchers.filter((watcher) => watcher[what] !== undefined);
  return { onState: who("onState"), onExpand: who("onExpand"), onStep: who("onStep") };
}

/** States between two looks at the clock, and between two pauses. */
const BATCH = 2048;

/** Searches step by step: yields the graph after each batch, returns it at the end. */
export function* search(
  system: CompiledSystem,
  options: SearchOptions,
): Generator<Graph, Graph, undefined> {
  const receiver = createReceiver(system);
  const store = createStore(receiver.width);
  const graph = {
    system,
    store,
    expanded: 0,
    transitions: 0,
    depth: 0,
    limit: null as Limit | null,
    parent: createNumberList((n) => new Int32Array(n)),
    via: createNumberList((n) => new Uint16Array(n)),
    firstEdge: createNumberList((n) => new Int32Array(n)),
    edgeTo: createNumberList((n) => new Int32Array(n)),
    edgeEvent: createNumberList((n) => new Uint16Array(n)),
  };
  const into = new Uint16Array(receiver.width);
  const hear = hearing(options.watchers);
  const reach = (from: number, event: number): number => {
    const before = store.size;
    const state = store.insert(into);
    if (store.size > before) {
      graph.parent.push(from);
      graph.via.push(event);
      for (const watcher of hear.onState) {
        watcher.onState?.(state, store.vectors, state * receiver.width);
      }
    }
    return state;
  };
  reach(-1, 0);
  let levelEnd = store.size;
  while (graph.expanded < store.size) {
    if (graph.expanded % BATCH === 0) {
      graph.limit = reachedLimit(options);
      if (graph.limit !== null) return graph;
      if (graph.expanded > 0) yield graph;
    }
    if (graph.expanded === levelEnd) {
      graph.depth += 1;
      levelEnd = store.size;
    }
    expand(graph, receiver, { hear, keepEdges: options.keepEdges }, into, reach);
    if (store.size > options.maxStates) {
      graph.limit = "states";
      return graph;
    }
    if (options.isDecided?.()) return graph;
  }
  return graph;
}

function expand(
  graph: { -readonly [K in keyof Graph]: Graph[K] },
  receiver: Receiver,
  { hear, keepEdges }: { readonly hear: Hearing; readonly keepEdges: boolean },
  into: Uint16Array,
  reach: (from: number, event: number) => number,
): void {
  const { store } = graph;
  const state = graph.expanded;
  const at = state * receiver.width;
  receiver.receive(store.vectors, at);
  for (const watcher of hear.onExpand) {
    watcher.onExpand?.(state, store.vectors, at, receiver);
  }
  if (keepEdges) graph.firstEdge.push(graph.edgeTo.length);
  for (let w = 0; w < receiver.enabled.length; w++) {
    for (let rest = receiver.enabled[w]!; rest !== 0; rest &= rest - 1) {
      const event = w * 32 + 31 - Math.clz32(rest & -rest);
      receiver.successor(store.vectors, at, event, into);
      graph.transitions += 1;
      for (const watcher of hear.onStep) {
        watcher.onStep?.(state, store.vectors, at, event, into);
      }
      const to = reach(state, event);
      if (keepEdges) {
        graph.edgeTo.push(to);
        graph.edgeEvent.push(event);
      }
    }
  }
  graph.expanded += 1;
}

/** Whether the search is to end now, and why. */
function reachedLimit({ deadline, signal }: Omit<SearchLimits, "maxStates">): Limit | null {
  if (signal?.aborted) return "aborted";
  return Date.now() > deadline ? "time" : null;
}

/** Thrown where a limit is reached in what follows a search. */
export class LimitReached extends Error {
  readonly limit: Limit;

  constructor(limit: Limit) {
    super(`limit: ${limit}`);
    this.limit = limit;
  }
}

/** How far beyond the time a behaviour may be looked for in what a search has seen. */
const LATE_MS = 300;

/** Steps of a walk between two looks at the clock. */
const STEPS = 1 << 16;

/** Looks at the clock now and then; told of one step, or of as many. @throws LimitReached */
export type Look = (steps?: number) => void;

/** To be called at each step of a walk through the states. */
function clockOf({ deadline, signal }: Omit<SearchLimits, "maxStates">): Look {
  const later = { deadline: deadline + LATE_MS, signal };
  let left = STEPS;
  return (steps = 1) => {
    left -= steps;
    if (left > 0) return;
    left = STEPS;
    const limit = reachedLimit(later);
    if (limit !== null) throw new LimitReached(limit);
  };
}

/** What follows a search, or the limit that ended it. */
export function within<T>(
  limits: Omit<SearchLimits, "maxStates">,
  work: (look: Look) => T,
): T | Limit {
  try {
    return work(clockOf(limits));
  } catch (cause) {
    if (cause instanceof LimitReached) return cause.limit;
    throw cause;
  }
}

/** Whether every reachable state was expanded. */
export function isFinished(graph: Graph): boolean {
  return graph.expanded === graph.store.size;
}

/** The edges of an expanded state, as a range of indices into `edgeTo`. */
export function edgesOf(graph: Edges, state: number): readonly [number, number] {
  const from = graph.firstEdge.values[state]!;
  const end = state + 1 < graph.expanded ? graph.firstEdge.values[state + 1]! : graph.edgeTo.length;
  return [from, end];
}

/** Events of a shortest path from the initial state. */
export function pathTo(graph: Graph, state: number): number[] {
  const events: number[] = [];
  for (let s = state; s > 0; s = graph.parent.values[s]!) events.push(graph.via.values[s]!);
  return events.reverse();
}

/** A shortest behaviour to a state, and one event more when it is given. */
export function traceTo(
  graph: Graph,
  state: number,
  event?: number,
  last: Trace["last"] = "taken",
): Trace {
  const events = pathTo(graph, state);
  return { events: event === undefined ? events : [...events, event], loop: null, last };
}
