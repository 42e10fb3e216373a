/** A net as diagrams: its levels, its initial states, the step of each event. */
import type { Condition } from "../../compile/decisions.ts";
import { BLOCKED, FORBIDDEN, SILENT } from "../../compile/system.ts";
import { Diagrams, EMPTY, UNIT } from "./diagrams.ts";
import { type Budget, GaveUp } from "./memory.ts";
import type { Move, Net } from "./net.ts";
import { candidateOrders } from "./order.ts";
import { raise } from "./sets.ts";
import { NO_STEP, STAY, Steps, type Way } from "./steps.ts";

/** What a machine does to an event. */
export type Reaction = "takes" | "silent" | "blocked" | "forbidden";

/**
 * The levels, from below: features, monitors, machines. Features never change and
 * monitors only follow, so that what is above them decides.
 */
export interface Space {
  readonly net: Net;
  readonly diagrams: Diagrams;
  readonly steps: Steps;
  /** Level of each machine, then of each monitor. */
  readonly levelOf: readonly number[];
  /** Number of features, which have the lowest levels. */
  readonly features: number;
  readonly initial: number;
  /** The step of each event. */
  readonly stepOf: readonly number[];
  /** All vectors of the features. */
  readonly allReadings: number;
  /** The readings as a set of vectors of the features. */
  readings(when: Condition): number;
  /** All states in these readings. */
  within(when: Condition): number;
  /** The states in which a machine reacts like this to an event. */
  reacts(machine: number, event: number, reaction: Reaction): number;
  /** The states in which a machine's move for an event is one that is wanted. */
  moving(machine: number, event: number, wanted: (move: Move) => boolean): number;
}

/** A node keeps its level in a byte. */
const MAX_LEVELS = 255;

/**
 * `order` has the machines
 * from the lowest level up; any order gives the same sets, not in the same time.
 */
export function createSpace(net: Net, budget: Budget, order: readonly number[]): Space {
  const { machines, monitors, events } = net.system;
  const features = net.features.length;
  if (features + machines.length + monitors.length > MAX_LEVELS) throw new GaveUp("levels");
  const levelOf = new Array<number>(machines.length + monitors.length);
  for (const k of monitors.keys()) levelOf[machines.length + k] = features + 1 + k;
  for (const [at, machine] of order.entries()) {
    levelOf[machine] = features + monitors.length + 1 + at;
  }
  const domains = [...net.features];
  for (const [place, { table }] of [...machines, ...monitors].entries()) {
    domains[levelOf[place]! - 1] = table.states.length;
  }
  const diagrams = new Diagrams(domains, budget);
  const steps = new Steps(diagrams);
  const readings = readingsOf(diagrams, features);
  const allReadings = readings(true);
  const moving = (machine: number, event: number, wanted: (move: Move) => boolean): number => {
    const level = levelOf[machine]!;
    for (const move of net.machines[machine]!.moves(event) ?? []) {
      if (!wanted(move)) continue;
      const below = raise(diagrams, readings(move.when), features, level - 1);
      diagrams.add(level, move.from, below);
    }
    return raise(diagrams, diagrams.collect(level), level, diagrams.height);
  };
  const known = new Map<string, number>();
  const reacts = (machine: number, event: number, reaction: Reaction): number => {
    const key = `${machine} ${event} ${reaction}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const states = moving(machine, event, ({ to }) => reactionTo(to) === reaction);
    known.set(key, states);
    return states;
  };
  const space = {
    net,
    diagrams,
    steps,
    levelOf,
    features,
    allReadings,
    readings,
    within: (when: Condition) => raise(diagrams, readings(when), features, diagrams.height),
    reacts,
    moving,
  };
  const layout = { ...space, test: testsOf(diagrams, steps) };
  return {
    ...space,
    initial: initialStates(layout),
    stepOf: events.map((_, event) => stepOfEvent(layout, event)),
  };
}

/** Orders of a net's machines that are worth trying, the likeliest first. */
export function ordersOf({ system }: Net): number[][] {
  const parts = system.events.map(({ initiator, participants }) => [initiator, ...participants]);
  return candidateOrders(system.machines.length, parts);
}

interface Layout extends Omit<Space, "initial" | "stepOf"> {
  /** The step that changes nothing and happens in these readings only. */
  test(when: number): number;
}

export function reactionTo(next: number): Reaction {
  if (next >= 0) return "takes";
  if (next === SILENT) return "silent";
  if (next === FORBIDDEN) return "forbidden";
  if (next !== BLOCKED) throw new Error(`a cell holds ${next}`);
  return "blocked";
}

function readingsOf(diagrams: Diagrams, features: number): (when: Condition) => number {
  const known = new Map<Condition, number>([
    [false, EMPTY],
    [true, diagrams.full[features]!],
  ]);
  const readings = (when: Condition): number => {
    const before = known.get(when);
    if (before !== undefined || typeof when === "boolean") return before ?? EMPTY;
    const level = when.place + 1;
    const set = when.branches.reduce((union: number, branch, value) => {
      const within = readings(branch);
      diagrams.add(level, value, diagrams.full[level - 1]!);
      const here = raise(diagrams, diagrams.collect(level), level, features);
      return diagrams.union(union, diagrams.intersect(here, within));
    }, EMPTY);
    known.set(when, set);
    return set;
  };
  return readings;
}

/** The places by level, highest first. */
function fromTheTop(levelOf: readonly number[], places: readonly number[]): number[] {
  return [...places].sort((a, b) => levelOf[b]! - levelOf[a]!);
}

function initialStates({
  net,
  diagrams,
  levelOf,
  features,
  allReadings,
  readings,
}: Layout): number {
  const places = fromTheTop(levelOf, [...net.machines.keys()]);
  const monitors = net.system.monitors.length;
  const build = (at: number, when: number): number => {
    const place = places[at];
    if (place === undefined) {
      let node = when;
      for (let level = features + 1; level <= features + monitors; level++) {
        if (node === EMPTY) return EMPTY;
        diagrams.add(level, 0, node);
        node = diagrams.collect(level);
      }
      return node;
    }
    const level = levelOf[place]!;
    const children = net.machines[place]!.initial.map(({ state, when: own }) => ({
      state,
      child: build(at + 1, diagrams.intersect(when, readings(own))),
    }));
    for (const { state, child } of children) if (child !== EMPTY) diagrams.add(level, state, child);
    return diagrams.collect(level);
  };
  return build(0, allReadings);
}

function stepOfEvent(layout: Layout, event: number): number {
  const { net, diagrams, steps, levelOf, allReadings, readings, test } = layout;
  const { initiator, participants } = net.system.events[event]!;
  const { monitors } = net.system;
  const watching = monitors.flatMap((monitor, k) =>
    monitor.columnOf[event]! < 0 ? [] : [{ ...monitor, k }],
  );
  const observed = watching.flatMap(({ observes }) => observes.map(({ machine }) => machine));
  const places = fromTheTop(levelOf, [...new Set([initiator, ...participants, ...observed])]);
  const known = new Map<string, number>();
  const build = (at: number, columns: readonly number[], when: number): number => {
    if (when === EMPTY) return NO_STEP;
    const key = `${at} ${when} ${columns.join(" ")}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const place = places[at];
    let step: number;
    if (place === undefined) {
      step = followed(layout, watching, columns, test(when));
    } else {
      const ways: Way[] = [];
      const moves = net.machines[place]!.moves(event) ?? stays(net, place);
      for (const { from, to, when: own } of moves) {
        if (to < 0) continue;
        const seen = columns.map((column, i) => {
          const { observes } = watching[i]!;
          return observes.reduce(
            (sum, { machine, digit }) => (machine === place ? sum + digit[from]! : sum),
            column,
          );
        });
        const below = build(at + 1, seen, diagrams.intersect(when, readings(own)));
        ways.push({ before: from, after: to, below });
      }
      step = steps.make(levelOf[place]!, ways);
    }
    known.set(key, step);
    return step;
  };
  const first = watching.map(({ columnOf }) => columnOf[event]!);
  return build(0, first, allReadings);
}

/** A machine that is only observed stays as it is. */
function stays(net: Net, place: number): Move[] {
  return net.system.machines[place]!.table.states.map((_, from) => ({
    from,
    to: from,
    when: true,
  }));
}

/** What the monitors do, above a step of the features. */
function followed(
  { net, steps, levelOf }: Layout,
  watching: readonly { readonly k: number }[],
  columns: readonly number[],
  below: number,
): number {
  let step = below;
  for (const [i, { k }] of watching.entries()) {
    const { table } = net.system.monitors[k]!;
    const width = table.events.length;
    const ways = table.states.map((_, before): Way => {
      const next = table.next[before * width + columns[i]!]!;
      return { before, after: next >= 0 ? next : before, below: step };
    });
    step = steps.make(levelOf[net.machines.length + k]!, ways);
  }
  return step;
}

/** For some readings, the step that changes nothing and happens in these only. */
function testsOf(diagrams: Diagrams, steps: Steps): (when: number) => number {
  const known = new Map<number, number>([
    [EMPTY, NO_STEP],
    [UNIT, STAY],
  ]);
  const test = (node: number): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const ways: Way[] = [];
    const end = diagrams.start[node + 1]!;
    for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
      const value = diagrams.arcs[arc]!;
      ways.push({ before: value, after: value, below: test(diagrams.arcs[arc + 1]!) });
    }
    const step = steps.make(diagrams.level[node]!, ways);
    known.set(node, step);
    return step;
  };
  return test;
}
