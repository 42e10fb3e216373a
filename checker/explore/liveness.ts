/**
 * "P leads to Q" under weak fairness.
 *
 * It is violated by a fair behaviour with a P-state from which on Q never holds.
 * Such a behaviour ends in one strongly connected component of the states
 * without Q; a component has a fair cycle exactly when each fair class is taken
 * on one of its edges or is disabled in one of its states. An unanswered event
 * counts as enabled, so that no cycle rests on silence.
 */
import { compilePredicate } from "../compile/predicates.ts";
import type { Property } from "../types.ts";
import { components } from "./components.ts";
import { fairLoop } from "./lasso.ts";
import { createReceiver, has, intersects, maskOf } from "./reception.ts";
import type { Trace } from "./results.ts";
import { edgesOf, type Graph, pathTo } from "./search.ts";

type LeadsTo = Extract<Property, { readonly kind: "leadsTo" }>;

/** What fairness demands in an expanded state. */
export interface FairnessReader {
  /** Whether the class is neither enabled nor unanswered in the state. */
  isDisabled(state: number, fairClass: number): boolean;
  /** Whether stuttering for ever in the state is fair. */
  mayStutter(state: number): boolean;
}

/**
 * The lasso with the fewest events before its cycle, or null. In a graph that is
 * not finished a lasso is real, but there may be a shorter one.
 */
export function findLasso(graph: Graph, property: LeadsTo): Trace | null {
  const pending = pendingStates(graph, property);
  if (pending.order.length === 0) return null;
  const inside = new Uint8Array(graph.store.size);
  for (const state of pending.order) if (state < graph.expanded) inside[state] = 1;
  const component = components(graph, inside);
  const reader = readFairness(graph);
  const fair = fairComponents(graph, component, pending.order, reader);
  // The order is that of the distance, so the first state is a nearest one.
  const start = pending.order.find((state) => fair.has(component[state]!));
  if (start === undefined) return null;
  const stem = pending.stemTo(start);
  const loop = fairLoop(graph, component, start, reader);
  return { events: [...stem, ...loop], loop: stem.length, last: "taken" };
}

interface Pending {
  /** States reached with P behind or at them and no Q since, nearest first. */
  readonly order: readonly number[];
  stemTo(state: number): number[];
}

/** Breadth-first: from each P-state without Q, at its own distance, through states without Q. */
function pendingStates(graph: Graph, { name, from, to }: LeadsTo): Pending {
  const { store, system } = graph;
  const width = system.machines.length + system.monitors.length;
  const isPremise = compilePredicate(system, from, name);
  const isConclusion = compilePredicate(system, to, name);
  const before = new Int32Array(store.size).fill(-2);
  const via = new Int32Array(store.size);
  const order: number[] = [];
  let level: number[] = [];
  let seed = 0;
  const levels = levelEnds(graph);
  for (let depth = 0; depth < levels.length || level.length > 0; depth++) {
    const here = level;
    for (; seed < (levels[depth] ?? 0); seed++) {
      if (before[seed] !== -2) continue;
      if (!isPremise(store.vectors, seed * width) || isConclusion(store.vectors, seed * width))
        continue;
      before[seed] = -1;
      here.push(seed);
    }
    level = [];
    for (const state of here) {
      order.push(state);
      if (state >= graph.expanded) continue;
      const [first, end] = edgesOf(graph, state);
      for (let edge = first; edge < end; edge++) {
        const next = graph.edgeTo.values[edge]!;
        if (before[next] !== -2 || isConclusion(store.vectors, next * width)) continue;
        before[next] = state;
        via[next] = graph.edgeEvent.values[edge]!;
        level.push(next);
      }
    }
  }
  const stemTo = (state: number): number[] => {
    const events: number[] = [];
    let s = state;
    for (; before[s] !== -1; s = before[s]!) events.push(via[s]!);
    return [...pathTo(graph, s), ...events.reverse()];
  };
  return { order, stemTo };
}

/** For each distance, the number of states up to it: states are numbered by distance. */
function levelEnds(graph: Graph): number[] {
  const { store, parent } = graph;
  const ends: number[] = [];
  for (let end = 1, previous = 0; end > previous; ) {
    ends.push(end);
    previous = end;
    while (end < store.size && parent.values[end]! < previous) end += 1;
  }
  return ends;
}

/** Reads fairness from the state vectors. */
function readFairness(graph: Graph): FairnessReader {
  const { system, store } = graph;
  const receiver = createReceiver(system);
  const masks = system.fairClasses.map(({ events }) => maskOf(system.words, events));
  const all = maskOf(
    system.words,
    system.fairClasses.flatMap(({ events }) => events),
  );
  let read = -1;
  const load = (state: number): void => {
    if (state === read) return;
    receiver.receive(store.vectors, state * receiver.width);
    read = state;
  };
  const meets = (mask: Uint32Array): boolean =>
    intersects(mask, receiver.enabled) || intersects(mask, receiver.unanswered);
  return {
    isDisabled(state, fairClass) {
      load(state);
      return !meets(masks[fairClass]!);
    },
    mayStutter(state) {
      load(state);
      return !meets(all);
    },
  };
}

/** Numbers of the components on which a fair cycle, or fair stuttering, exists. */
function fairComponents(
  graph: Graph,
  component: Int32Array,
  states: readonly number[],
  reader: FairnessReader,
): Set<number> {
  const { fairClasses, events } = graph.system;
  const words = Math.max(1, Math.ceil(fairClasses.length / 32));
  const satisfied = new Map<number, Uint32Array>();
  for (const state of states) {
    const own = component[state]!;
    if (own < 0) continue;
    const mask = satisfied.get(own) ?? new Uint32Array(words);
    satisfied.set(own, mask);
    for (let c = 0; c < fairClasses.length; c++) {
      if (!has(mask, c) && reader.isDisabled(state, c)) mask[c >>> 5]! |= 1 << (c & 31);
    }
    const [first, end] = edgesOf(graph, state);
    for (let edge = first; edge < end; edge++) {
      if (component[graph.edgeTo.values[edge]!] !== own) continue;
      const c = events[graph.edgeEvent.values[edge]!]!.fairClass;
      if (c >= 0) mask[c >>> 5]! |= 1 << (c & 31);
    }
  }
  const fair = new Set<number>();
  for (const [own, mask] of satisfied) {
    if (fairClasses.every((_, c) => has(mask, c))) fair.add(own);
  }
  return fair;
}
