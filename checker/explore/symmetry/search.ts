/**
 * Breadth-first search that stores one state for all that differ by a permutation.
 *
 * Which of them are reached is remembered as one bit for each permutation, so that
 * the states of the system are counted exactly even where its initial state is
 * not the same for each value. A stored state is expanded as it was first reached,
 * with its own events: every path is a behaviour of the system as it stands. It
 * is expanded once more when more of its likes are reached.
 */
import type { CompiledSystem } from "../../compile/system.ts";
import { createReceiver, type Receiver } from "../reception.ts";
import type { Limit } from "../results.ts";
import { type Graph, reachedLimit, type SearchOptions } from "../search.ts";
import { createNumberList, createStore } from "../store.ts";
import { type Canonical, count, createCanonical, permuted } from "./canonical.ts";
import type { Group } from "./group.ts";

/** States between two looks at the clock, and between two pauses. */
const BATCH = 2048;

/** The same searches as `search`, with a smaller store. */
export function searchUpTo(
  group: Group,
): (system: CompiledSystem, options: SearchOptions) => Generator<Graph, Graph, undefined> {
  return (system, options) => searchOrbits(group, system, options);
}

type Growing = { -readonly [K in keyof Graph]: Graph[K] };

interface Search {
  readonly graph: Growing;
  readonly group: Group;
  readonly receiver: Receiver;
  readonly canonical: Canonical;
  /** Of each stored state: the permutations that lead from it to states that are reached. */
  readonly reached: ReturnType<typeof createNumberList<Int32Array>>;
  /** Those of them that are not expanded yet. */
  readonly pending: ReturnType<typeof createNumberList<Int32Array>>;
  /** The permutation that leads to the state as it was first reached. */
  readonly frame: ReturnType<typeof createNumberList<Uint16Array>>;
  /** How many permutations lead from it to itself. */
  readonly fixed: ReturnType<typeof createNumberList<Uint16Array>>;
  /** Stored states of the next level. */
  next: number[];
  readonly least: Uint16Array;
}

function* searchOrbits(
  group: Group,
  system: CompiledSystem,
  options: SearchOptions,
): Generator<Graph, Graph, undefined> {
  const receiver = createReceiver(system);
  const search = begin(group, system, receiver);
  const { graph } = search;
  const initial = new Uint16Array(receiver.width);
  reach(search, options, initial, -1, 0, [0]);
  const state = new Uint16Array(receiver.width);
  const into = new Uint16Array(receiver.width);
  let looked = 0;
  for (let level = search.next; level.length > 0; level = search.next) {
    search.next = [];
    // What is reached from this level belongs to the next one.
    const fresh = level.map((at) => search.pending.values[at]!);
    for (const at of level) search.pending.values[at] = 0;
    for (const [i, at] of level.entries()) {
      if (looked % BATCH === 0) {
        graph.limit = reachedLimit(options);
        if (graph.limit !== null) return graph;
        if (looked > 0) yield graph;
      }
      looked += 1;
      expand(search, options, at, fresh[i]!, state, into);
      if (graph.store.size > options.maxStates) {
        graph.limit = "states";
        return graph;
      }
    }
    if (search.next.length > 0) graph.depth += 1;
  }
  return graph;
}

function begin(group: Group, system: CompiledSystem, receiver: Receiver): Search {
  const bits = () => createNumberList((n) => new Int32Array(n));
  const small = () => createNumberList((n) => new Uint16Array(n));
  const [reached, fixed] = [bits(), small()];
  const graph: Growing = {
    system,
    store: createStore(receiver.width),
    states: 0,
    standsFor: (state) => count(reached.values[state]!) / fixed.values[state]!,
    expanded: 0,
    transitions: 0,
    depth: 0,
    limit: null as Limit | null,
    parent: bits(),
    via: small(),
    firstEdge: bits(),
    edgeTo: bits(),
    edgeEvent: small(),
  };
  return {
    graph,
    group,
    receiver,
    canonical: createCanonical(group),
    reached,
    pending: bits(),
    frame: small(),
    fixed,
    next: [],
    least: new Uint16Array(receiver.width),
  };
}

/**
 * Stores a state that was reached, and the likes of it that are reached with it:
 * those to which one of `ways` leads from it.
 */
function reach(
  search: Search,
  options: SearchOptions,
  to: Uint16Array,
  from: number,
  event: number,
  ways: readonly number[],
): number {
  const { graph, group, canonical, least, reached, pending, frame, fixed } = search;
  const leading = canonical(to, least);
  const before = graph.store.size;
  const state = graph.store.insert(least);
  if (graph.store.size > before) {
    graph.parent.push(from);
    graph.via.push(event);
    reached.push(0);
    pending.push(0);
    fixed.push(count(leading));
    frame.push(group.inverse[31 - Math.clz32(leading)]!);
    for (const watcher of options.watchers) watcher.onState?.(state, to, 0);
  }
  const known = reached.values[state]!;
  if (count(known) === group.permutations.length) return state;
  let fresh = 0;
  for (let g = 0; g < group.permutations.length; g++) {
    if (((leading >>> g) & 1) === 0) continue;
    // From the stored state back to the state itself, and on to its likes.
    for (const way of ways) fresh |= 1 << group.product[way]![group.inverse[g]!]!;
  }
  fresh &= ~known;
  if (fresh === 0) return state;
  if (pending.values[state] === 0) search.next.push(state);
  pending.values[state]! |= fresh;
  reached.values[state]! |= fresh;
  graph.states += count(fresh) / fixed.values[state]!;
  return state;
}

function expand(
  search: Search,
  options: SearchOptions,
  at: number,
  fresh: number,
  state: Uint16Array,
  into: Uint16Array,
): void {
  const { graph, group, receiver, frame, fixed } = search;
  const own = frame.values[at]!;
  permuted(group, own, graph.store.vectors, at * receiver.width, state);
  // From the state as it was first reached to those of its likes that are new.
  const ways: number[] = [];
  for (let g = 0; g < group.permutations.length; g++) {
    if (((fresh >>> g) & 1) === 1) ways.push(group.product[g]![group.inverse[own]!]!);
  }
  const likes = ways.length / fixed.values[at]!;
  const isFirst = at === graph.expanded;
  receiver.receive(state, 0);
  if (isFirst) {
    for (const watcher of options.watchers) watcher.onExpand?.(at, state, 0, receiver);
    if (options.keepEdges) graph.firstEdge.push(graph.edgeTo.length);
  }
  for (let w = 0; w < receiver.enabled.length; w++) {
    for (let rest = receiver.enabled[w]!; rest !== 0; rest &= rest - 1) {
      const event = w * 32 + 31 - Math.clz32(rest & -rest);
      receiver.successor(state, 0, event, into);
      graph.transitions += likes;
      if (isFirst) {
        for (const watcher of options.watchers) watcher.onStep?.(at, state, 0, event, into);
      }
      const to = reach(search, options, into, at, event, ways);
      if (isFirst && options.keepEdges) {
        graph.edgeTo.push(to);
        graph.edgeEvent.push(event);
      }
    }
  }
  if (isFirst) graph.expanded += 1;
}
