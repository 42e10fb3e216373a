/**
 * "P leads to Q" under weak or strong fairness, on sets of states.
 *
 * A fair class is served in a state without pressing events of the class, and by
 * a step of it. The states from which a fair behaviour without Q goes on for ever
 * are a greatest fixed point (Emerson and Lei): each has a step inside the set,
 * and reaches inside the set, for each class, something that serves it.
 */
import type { Property } from "../../types/index.ts";
import { EMPTY } from "./diagrams.ts";
import type { Reception } from "./reception.ts";
import { Relation } from "./relation.ts";
import { statesWith } from "./select.ts";
import type { Space } from "./space.ts";

export type LeadsTo = Extract<Property, { readonly kind: "leadsTo" }>;

/** All steps, or those of a class, both ways. */
export interface BothWays {
  readonly forward: Relation;
  readonly backward: Relation;
}

export function bothWays({ steps, stepOf }: Space, events: Iterable<number>): BothWays {
  const members = [...events].map((event) => stepOf[event]!);
  return {
    forward: new Relation(steps, members),
    backward: new Relation(
      steps,
      members.map((step) => steps.inverse(step)),
    ),
  };
}

/** A fair class: its steps, and the states in which it presses. */
export interface FairSet {
  /** Weak: taken, or somewhere not pressing. Strong: taken, or nowhere pressing. */
  readonly strong: boolean;
  readonly events: ReadonlySet<number>;
  readonly ways: BothWays;
  readonly pressing: number;
}

/** What the fair classes of a net demand of the reachable states. */
export function fairSets(space: Space, reception: Reception, strong: boolean): FairSet[] {
  const { diagrams, net } = space;
  return net.classes.map(({ events, when }) => {
    const all = reception.pressing(events);
    return {
      strong,
      events: new Set(events),
      ways: bothWays(space, events),
      pressing: when === true ? all : diagrams.intersect(all, space.within(when)),
    };
  });
}

/** What a leads-to property is about, among the reachable states. */
export interface Pending {
  /** P without Q. */
  readonly seeds: number;
  /** Without Q. */
  readonly open: number;
  /** From the seeds on, without Q so far. */
  readonly states: number;
  /** Of these, where stuttering for ever is fair. */
  readonly stuttering: number;
}

export function pendingStates(
  space: Space,
  reached: number,
  all: BothWays,
  fair: readonly FairSet[],
  { name, from, to }: LeadsTo,
): Pending {
  const { diagrams } = space;
  const open = diagrams.minus(reached, statesWith(space, reached, to, name));
  const seeds = statesWith(space, open, from, name);
  const states = all.forward.closure(seeds, open);
  const stuttering = fair.reduce((set, { pressing }) => diagrams.minus(set, pressing), states);
  return { seeds, open, states, stuttering };
}

/** The states of a set that lie on an endless fair behaviour inside it, not stuttering. */
export function fairHull(
  { diagrams }: Space,
  set: number,
  all: BothWays,
  fair: readonly FairSet[],
): number {
  let hull = set;
  for (let before = EMPTY; hull !== before && hull !== EMPTY; ) {
    before = hull;
    hull = diagrams.intersect(hull, all.backward.image(hull));
    for (const { ways, pressing, strong } of fair) {
      const idle = diagrams.minus(hull, pressing);
      if (idle === hull) continue;
      const steps = diagrams.intersect(hull, ways.backward.image(hull));
      hull = strong
        ? diagrams.union(idle, all.backward.closure(steps, hull))
        : all.backward.closure(diagrams.union(idle, steps), hull);
      if (hull === EMPTY) break;
    }
  }
  return hull;
}

/**
 * What is left of a hull when each state must also be reached inside it from
 * something that serves each class: fair cycles, and ways from one to another.
 */
export function fairCore(
  space: Space,
  hull: number,
  all: BothWays,
  fair: readonly FairSet[],
): number {
  const { diagrams } = space;
  let core = hull;
  for (let before = EMPTY; core !== before && core !== EMPTY; ) {
    before = core;
    core = diagrams.intersect(core, all.forward.image(core));
    for (const { ways, pressing, strong } of fair) {
      const idle = diagrams.minus(core, pressing);
      if (idle === core) continue;
      const steps = diagrams.intersect(core, ways.forward.image(core));
      core = strong
        ? diagrams.union(idle, all.forward.closure(steps, core))
        : all.forward.closure(diagrams.union(idle, steps), core);
      if (core === EMPTY) break;
    }
    core = fairHull(space, core, all, fair);
  }
  return core;
}

/** The states that a state reaches and is reached from inside a set. */
export function componentOf(
  { diagrams }: Space,
  state: number,
  set: number,
  all: BothWays,
): number {
  return diagrams.intersect(all.forward.closure(state, set), all.backward.closure(state, set));
}

/**
 * A strongly connected set with a cycle through `state` that serves every class,
 * or empty. Where a strong class presses and has no step, its pressing states are
 * on no such cycle, and what is left is looked at again.
 */
export function fairComponent(
  space: Space,
  state: number,
  set: number,
  all: BothWays,
  fair: readonly FairSet[],
): number {
  const { diagrams } = space;
  for (let inside = set; ; ) {
    const component = componentOf(space, state, inside, all);
    if (diagrams.intersect(component, all.backward.image(component)) === EMPTY) return EMPTY;
    let left = component;
    for (const { ways, pressing, strong } of fair) {
      const idle = diagrams.minus(component, pressing);
      const isTaken = diagrams.intersect(component, ways.backward.image(component)) !== EMPTY;
      if (isTaken || idle === component) continue;
      if (!strong && idle === EMPTY) return EMPTY;
      if (strong) left = diagrams.intersect(left, idle);
    }
    if (left === component) return component;
    if (diagrams.intersect(left, state) === EMPTY) return EMPTY;
    inside = left;
  }
}
