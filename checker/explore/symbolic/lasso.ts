/** The nearest lasso of a leads-to property, step by step. */
import type { Trace } from "../results.ts";
import { EMPTY } from "./diagrams.ts";
import { type BothWays, componentOf, type FairSet, fairComponent, type Pending } from "./fair.ts";
import { createRings, type Rings, someState, stepInto, walkTo } from "./rings.ts";
import type { Space } from "./space.ts";

/** Candidates that lie between fair cycles, and are on none, before giving up. */
const MAX_CANDIDATES = 200;

/** What a lasso is looked for with. */
export interface Lassos {
  readonly space: Space;
  /** Rings around the initial states. */
  readonly rings: Rings;
  readonly all: BothWays;
  readonly fair: readonly FairSet[];
  /** The greatest distance that is looked at. */
  readonly limit: number;
}

/** A lasso, and the state at which its loop begins. */
export interface Lasso {
  readonly at: number;
  readonly trace: Trace;
}

function lassoOf(stem: readonly number[], loop: readonly number[]): Trace {
  return { events: [...stem, ...loop], loop: stem.length, last: "taken" };
}

/**
 * The lasso with the fewest events before its loop. `core`: a set that contains
 * all fair cycles. Null beyond the limit, and when too many candidates turned out
 * not to be on one.
 */
export function nearestLasso(lassos: Lassos, pending: Pending, core: number): Lasso | null {
  const { space, all, fair } = lassos;
  const { diagrams } = space;
  const layers: number[] = [];
  let seen = EMPTY;
  let candidates = core;
  for (let distance = 0, tried = 0; distance <= lassos.limit; distance++) {
    const layer = nextLayer(lassos, pending, layers, seen);
    seen = diagrams.union(seen, layer);
    layers.push(layer);
    const idle = diagrams.intersect(layer, pending.stuttering);
    if (idle !== EMPTY) {
      const at = someState(space, idle);
      return { at, trace: lassoOf(stemTo(lassos, pending, layers, at), []) };
    }
    for (let here = diagrams.intersect(layer, candidates); here !== EMPTY; tried++) {
      if (tried > MAX_CANDIDATES) return null;
      const state = someState(space, here);
      const component = fairComponent(space, state, core, all, fair);
      if (component !== EMPTY) {
        const stem = stemTo(lassos, pending, layers, state);
        const loop = loopFrom(lassos, state, component);
        return { at: state, trace: lassoOf(stem, loop) };
      }
      // Where no class is strong, nothing of its component is on a fair cycle either.
      const none = fair.some(({ strong }) => strong) ? state : componentOf(space, state, core, all);
      candidates = diagrams.minus(candidates, none);
      here = diagrams.minus(here, none);
    }
    if (diagrams.minus(pending.states, seen) === EMPTY) {
      throw new Error("no pending state is on a fair cycle, though some must be");
    }
  }
  return null;
}

/** Pending states at the next distance: from the layer before, or a seed of its own. */
function nextLayer(
  { space, rings, all }: Lassos,
  { seeds, open }: Pending,
  layers: readonly number[],
  seen: number,
): number {
  const { diagrams } = space;
  const own = diagrams.intersect(rings.at(layers.length), seeds);
  const last = layers[layers.length - 1] ?? EMPTY;
  const next = diagrams.intersect(all.forward.image(last), open);
  return diagrams.minus(diagrams.union(own, next), seen);
}

/** Events to a state of the last layer, with what is owed since the layers began. */
function stemTo(
  { space, rings }: Lassos,
  { seeds }: Pending,
  layers: readonly number[],
  state: number,
): number[] {
  const { diagrams } = space;
  const events: number[] = [];
  let at = state;
  let distance = layers.length - 1;
  for (; distance > 0; distance--) {
    const step = stepInto(space, layers[distance - 1]!, at);
    if (step === null) break;
    events.push(step.event);
    at = step.from;
  }
  if (diagrams.intersect(diagrams.intersect(at, seeds), rings.at(distance)) === EMPTY) {
    throw new Error("a pending state has neither a premise nor a pending state before it");
  }
  return [...walkTo(space, rings, distance, at).events, ...events.reverse()];
}

/** A cycle inside a fair component: to the nearest thing that is missing, and back. */
function loopFrom({ space, all, fair }: Lassos, start: number, component: number): number[] {
  const { diagrams } = space;
  const missing = new Set(
    fair.filter(({ pressing }) => diagrams.intersect(component, pressing) !== EMPTY),
  );
  const events: number[] = [];
  let at = start;
  const visit = (): void => {
    for (const one of missing) {
      if (!one.strong && diagrams.minus(at, one.pressing) !== EMPTY) missing.delete(one);
    }
  };
  const follow = (target: number): void => {
    const rings = createRings(space, all.forward, at, component);
    const walk = walkTo(space, rings, rings.nearest(target)!, target);
    let state = at;
    for (const event of walk.events) {
      events.push(event);
      for (const one of missing) if (one.events.has(event)) missing.delete(one);
      state = space.steps.image(space.stepOf[event]!, state);
      at = state;
      visit();
    }
  };
  visit();
  for (const one of fair) {
    if (!missing.has(one)) continue;
    const idle = one.strong ? EMPTY : diagrams.minus(component, one.pressing);
    const taking = diagrams.intersect(component, one.ways.backward.image(component));
    follow(diagrams.union(idle, taking));
    if (missing.has(one)) {
      const after = diagrams.intersect(component, one.ways.forward.image(at));
      const step = stepInto(space, at, someState(space, after), (event) => one.events.has(event));
      events.push(step!.event);
      missing.delete(one);
      for (const other of missing) if (other.events.has(step!.event)) missing.delete(other);
      at = someState(space, after);
      visit();
    }
  }
  if (at === start && events.length > 0) return events;
  // A first step from where it stands, so that the cycle has at least one.
  const next = diagrams.intersect(component, all.forward.image(at));
  const rings = createRings(space, all.forward, next, component);
  const back = walkTo(space, rings, rings.nearest(start)!, start);
  const first = stepInto(space, at, back.from);
  return [...events, first!.event, ...back.events];
}
