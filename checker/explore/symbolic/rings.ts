/** Breadth-first rings, for shortest behaviours, and the behaviours themselves. */
import { EMPTY } from "./diagrams.ts";
import type { Relation } from "./relation.ts";
import { leastVector, singleton } from "./sets.ts";
import type { Space } from "./space.ts";

/** Sets of states by their distance, made as far as they are asked for. */
export interface Rings {
  /** The states at this distance; empty behind the last. */
  at(distance: number): number;
  /** The least distance of a state of `target`, or null when there is none. */
  nearest(target: number): number | null;
}

/** Rings around `start`, through states of `bound`; every step is one of `relation`. */
export function createRings(
  { diagrams }: Space,
  relation: Relation,
  start: number,
  bound: number | null = null,
): Rings {
  const rings = [start];
  let seen = start;
  const at = (distance: number): number => {
    while (rings.length <= distance) {
      const last = rings[rings.length - 1]!;
      if (last === EMPTY) return EMPTY;
      const image = relation.image(last);
      const inside = bound === null ? image : diagrams.intersect(image, bound);
      const next = diagrams.minus(inside, seen);
      diagrams.look();
      seen = diagrams.union(seen, next);
      rings.push(next);
    }
    return rings[distance]!;
  };
  return {
    at,
    nearest(target) {
      if (target === EMPTY) return null;
      for (let distance = 0; at(distance) !== EMPTY; distance++) {
        if (diagrams.intersect(rings[distance]!, target) !== EMPTY) return distance;
      }
      return null;
    },
  };
}

/** A behaviour: its events, and the state that it ends in, as a set of one. */
export interface Walk {
  readonly events: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** One state of a set that is not empty. */
export function someState({ diagrams }: Space, set: number): number {
  return singleton(diagrams, leastVector(diagrams, set));
}

/** A shortest walk to some state of `target` in the ring at `distance`. */
export function walkTo(space: Space, rings: Rings, distance: number, target: number): Walk {
  const { diagrams } = space;
  const to = someState(space, diagrams.intersect(rings.at(distance), target));
  const events: number[] = [];
  let from = to;
  for (let d = distance; d > 0; d--) {
    const step = stepInto(space, rings.at(d - 1), from);
    if (step === null) throw new Error("a ring has a state that no step leads to");
    events.push(step.event);
    from = step.from;
  }
  return { events: events.reverse(), from, to };
}

/** The first event that leads from a state of `before` to the one state of `to`. */
export function stepInto(
  space: Space,
  before: number,
  to: number,
  wanted: (event: number) => boolean = () => true,
): { readonly event: number; readonly from: number } | null {
  const { diagrams, steps, stepOf } = space;
  for (const [event, step] of stepOf.entries()) {
    if (!wanted(event)) continue;
    const from = diagrams.intersect(before, steps.image(steps.inverse(step), to));
    if (from !== EMPTY) return { event, from: someState(space, from) };
  }
  return null;
}

/** The state vector of a set of one: machines, then monitors. */
export function vectorOf({ diagrams, levelOf }: Space, state: number): Uint16Array {
  const values = leastVector(diagrams, state);
  return Uint16Array.from(levelOf, (level) => values[level - 1]!);
}
