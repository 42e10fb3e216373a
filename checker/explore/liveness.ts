/**
 * "P leads to Q" under weak fairness.
 *
 * It is violated by a fair behaviour with a P-state from which on Q never holds.
 * Such a behaviour ends in one strongly connected component of the states
 * without Q; a component has a fair cycle exactly when each fair class is taken
 * on one of its edges or is disabled in one of its states. An unanswered event
 * counts as enabled, so that no cycle rests on silence.
 */
import { wordsFor } from "../compile/masks.ts";
import { compilePredicate } from "../compile/predicates.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Predicate, Property } from "../types/index.ts";
import { components } from "./components.ts";
import { fairLoop } from "./lasso.ts";
import { bitsOf, createReceiver, has, maskOf } from "./reception.ts";
import type { Trace } from "./results.ts";
import { type Edges, edgesOf, type Graph, type Look, pathTo } from "./search.ts";
import { createNumberList, type NumberList } from "./store.ts";

/** What an engine must know of the space that it has explored. */
export interface Space {
  readonly system: CompiledSystem;
  readonly edges: Edges;
  /** For each distance, the number of states up to it: states are numbered by distance. */
  readonly levelEnds: readonly number[];
  /** Whether a predicate of the named property holds in a state. */
  test(predicate: Predicate, name: string): (state: number) => boolean;
  /** The events that are unanswered in an expanded state, as a mask; null where there are none. */
  unanswered(state: number): Uint32Array | null;
  /** Events of a shortest path from the initial state. */
  pathTo(state: number): number[];
}

export type LeadsTo = Extract<Property, { readonly kind: "leadsTo" }>;

/** What fairness demands in an expanded state. */
export interface FairnessReader {
  /** Whether the class is neither enabled nor unanswered in the state. */
  isDisabled(state: number, fairClass: number): boolean;
  /** Whether stuttering for ever in the state is fair. */
  mayStutter(state: number): boolean;
}

/** The space of the plain engine, which must have kept its edges. */
export function spaceOf(graph: Graph): Space {
  const { system, store } = graph;
  const receiver = createReceiver(system);
  const mayBeSilent = system.machines.some(({ silent }) => silent.some(Boolean));
  return {
    system,
    edges: graph,
    levelEnds: levelEnds(graph),
    test(predicate, name) {
      const holds = compilePredicate(system, predicate, name);
      return (state) => holds(store.vectors, state * receiver.width);
    },
    unanswered(state) {
      if (!mayBeSilent) return null;
      receiver.receive(store.vectors, state * receiver.width);
      return receiver.unanswered;
    },
    pathTo: (state) => pathTo(graph, state),
  };
}

/**
 * The lasso with the fewest events before its cycle, or null. In a space that is
 * not finished a lasso is real, but there may be a shorter one.
 * @param look asked at each step, as by `clockOf`; it may throw
 */
export function findLasso(space: Space, property: LeadsTo, look: Look = () => {}): Trace | null {
  const { system, edges } = space;
  const pending = pendingStates(space, property, look);
  const order = pending.order.values.subarray(0, pending.order.length);
  if (order.length === 0) return null;
  const inside = new Uint8Array(edges.store.size);
  for (const state of order) if (state < edges.expanded) inside[state] = 1;
  const component = components(edges, inside, look);
  const isFair = fairComponents(space, component, order, look);
  // The order is that of the distance, so the first state is a nearest one.
  const start = order.find((state) => isFair(component[state]!));
  if (start === undefined) return null;
  const stem = pending.stemTo(start);
  const loop = fairLoop(system, edges, component, start, readFairness(space), look);
  return { events: [...stem, ...loop], loop: stem.length, last: "taken" };
}

interface Pending {
  /** States reached with P behind or at them and no Q since, nearest first. */
  readonly order: NumberList<Int32Array>;
  stemTo(state: number): number[];
}

/** Breadth-first: from each P-state without Q, at its own distance, through states without Q. */
function pendingStates(space: Space, { name, from, to }: LeadsTo, look: Look): Pending {
  const { edges, levelEnds } = space;
  const isPremise = space.test(from, name);
  const isConclusion = space.test(to, name);
  const before = new Int32Array(edges.store.size).fill(-2);
  const via = new Uint16Array(edges.store.size);
  const order = createNumberList((n) => new Int32Array(n));
  let seed = 0;
  let read = 0;
  for (let depth = 0; depth < levelEnds.length || read < order.length; depth++) {
    // What was found one step behind comes before the states where waiting begins.
    for (; seed < (levelEnds[depth] ?? 0); seed++) {
      look();
      if (before[seed] !== -2 || !isPremise(seed) || isConclusion(seed)) continue;
      before[seed] = -1;
      order.push(seed);
    }
    for (const end = order.length; read < end; read++) {
      look();
      const state = order.values[read]!;
      if (state >= edges.expanded) continue;
      const [first, last] = edgesOf(edges, state);
      for (let edge = first; edge < last; edge++) {
        const next = edges.edgeTo.values[edge]!;
        if (before[next] !== -2 || isConclusion(next)) continue;
        before[next] = state;
        via[next] = edges.edgeEvent.values[edge]!;
        order.push(next);
      }
    }
  }
  const stemTo = (state: number): number[] => {
    const events: number[] = [];
    let s = state;
    for (; before[s] !== -1; s = before[s]!) events.push(via[s]!);
    return [...space.pathTo(s), ...events.reverse()];
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

/** Reads fairness from the steps of a state and from what is unanswered there. */
function readFairness({ system, edges, unanswered }: Space): FairnessReader {
  const { fairClasses, events } = system;
  const classOf = Int32Array.from(events, ({ fairClass }) => fairClass);
  const edgeEvent = edges.edgeEvent.values;
  const classes = new Uint32Array(wordsFor(fairClasses.length));
  let read = -1;
  const note = (event: number): void => {
    const fairClass = classOf[event]!;
    if (fairClass >= 0) classes[fairClass >>> 5]! |= 1 << (fairClass & 31);
  };
  /** The classes that are enabled or unanswered in the state. */
  const open = (state: number): Uint32Array => {
    if (state === read) return classes;
    read = state;
    classes.fill(0);
    const [first, end] = edgesOf(edges, state);
    for (let edge = first; edge < end; edge++) note(edgeEvent[edge]!);
    const refused = unanswered(state);
    if (refused !== null) for (const event of bitsOf(refused)) note(event);
    return classes;
  };
  return {
    isDisabled: (state, fairClass) => !has(open(state), fairClass),
    mayStutter: (state) => open(state).every((word) => word === 0),
  };
}

/** Whether a fair cycle, or fair stuttering, exists on a component. */
function fairComponents(
  { system, edges, unanswered }: Space,
  component: Int32Array,
  states: Int32Array,
  look: Look,
): (component: number) => boolean {
  const { fairClasses, events } = system;
  const classOf = Int32Array.from(events, ({ fairClass }) => fairClass);
  const edgeTo = edges.edgeTo.values;
  const edgeEvent = edges.edgeEvent.values;
  const words = wordsFor(fairClasses.length);
  const all = maskOf(words, fairClasses.keys());
  let count = 0;
  for (const own of component) if (own >= count) count = own + 1;
  /** For each component the classes that are taken or disabled in it. */
  const satisfied = new Uint32Array(count * words);
  const isSatisfied = (own: number): boolean => {
    for (let w = 0; w < words; w++) if (satisfied[own * words + w] !== all[w]) return false;
    return true;
  };
  const open = new Uint32Array(words);
  for (const state of states) {
    look();
    const own = component[state]!;
    if (own < 0 || isSatisfied(own)) continue;
    const at = own * words;
    open.fill(0);
    const [first, end] = edgesOf(edges, state);
    for (let edge = first; edge < end; edge++) {
      const c = classOf[edgeEvent[edge]!]!;
      if (c < 0) continue;
      open[c >>> 5]! |= 1 << (c & 31);
      if (component[edgeTo[edge]!] === own) satisfied[at + (c >>> 5)]! |= 1 << (c & 31);
    }
    const refused = unanswered(state);
    if (refused !== null) {
      for (const event of bitsOf(refused)) {
        const c = classOf[event]!;
        if (c >= 0) open[c >>> 5]! |= 1 << (c & 31);
      }
    }
    for (let w = 0; w < words; w++) satisfied[at + w]! |= all[w]! & ~open[w]!;
  }
  return (own) => own >= 0 && isSatisfied(own);
}
