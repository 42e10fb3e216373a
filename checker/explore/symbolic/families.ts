/**
 * Which clauses are enough for a property, for all readings of a family at once:
 * the settings of the switches are levels of the diagrams, so that what two
 * readings share is explored once.
 */
import { addMonitor } from "../../compile/monitor.ts";
import type { Setting } from "../../compile/system.ts";
import type { Property } from "../../types/index.ts";
import type { FamilyOptions } from "../families.ts";
import type { Trace } from "../results.ts";
import { EMPTY } from "./diagrams.ts";
import { childrenOf, minimalSets } from "./enough.ts";
import { fairCore } from "./fair.ts";
import { familyNet } from "./family-net.ts";
import { type Findings, findIn } from "./findings.ts";
import { nearestLasso } from "./lasso.ts";
import { GaveUp } from "./memory.ts";
import type { Net } from "./net.ts";
import { reach, type SymbolicLimits } from "./reach.ts";
import type { GaveUpResult } from "./results.ts";
import { createRings, someState, walkTo } from "./rings.ts";
import { firstMatch } from "./select.ts";
import { leastVector, nodesAt, shadow, singleton } from "./sets.ts";
import type { Space } from "./space.ts";

export interface SymbolicFamilyOptions extends Omit<FamilyOptions, "maxStates">, SymbolicLimits {
  /** Whether a shortest counterexample is looked for; it may cost more than the rest. */
  readonly trace?: boolean;
}

/** A reading that contradicts the property, and the shortest behaviour of all such. */
export interface FamilyCounterexample {
  readonly settings: readonly Setting[];
  /** Null for a possibility that does not exist: there is nothing to show. */
  readonly trace: Trace | null;
}

export interface SymbolicFamilyResult {
  readonly gaveUp: null;
  /** Readings of the family, those that contradict the property, and those that are good. */
  readonly readings: bigint;
  readonly violating: bigint;
  readonly good: bigint;
  /** Pairs of a reading and a state that is reachable in it, without monitors. */
  readonly pairs: bigint;
  /** Whether the property is contradicted in this reading: one setting for each switch. */
  readonly violates: (settings: readonly Setting[]) => boolean;
  /** Whether it holds, with its witness possible, and nothing silent or in error. */
  readonly isGood: (settings: readonly Setting[]) => boolean;
  /** As in `FamilyResult` of the plain engine. */
  readonly enough: readonly (readonly Setting[])[];
  readonly needed: readonly Setting[];
  readonly redundant: readonly Setting[];
  readonly dead: readonly FamilyOptions["switches"][number][];
  /** Null where there is none, where none was looked for, or the budget did not last. */
  readonly counterexample: FamilyCounterexample | null;
}

/**
 * The same answers as asking each reading for itself. Throws a ModelError for a
 * property that reads what the system lacks.
 */
export function exploreFamilySymbolic(
  options: SymbolicFamilyOptions,
): SymbolicFamilyResult | GaveUpResult {
  try {
    return exploration(options);
  } catch (error) {
    if (error instanceof GaveUp) return { gaveUp: error.why };
    throw error;
  }
}

function exploration(options: SymbolicFamilyOptions): SymbolicFamilyResult {
  const { base, switches, systemFor, property } = options;
  const clock = clockOf(options);
  const net = familyNet(systemFor(base), base, switches, clock.look);
  const watched = property.monitor !== undefined;
  const reached = reach(net, clock.left());
  const findings = findIn(reached, watched ? [] : [property]);
  const { space } = reached;
  const { diagrams } = space;
  const decided = watched
    ? findIn(reach(watchedNet(net, options), clock.left(), reached.order), [property])
    : findings;
  const refused = findings.groups.reduce(
    (set, { group }) => diagrams.union(set, readingsIn(space, group.states)),
    EMPTY,
  );
  const verdict = verdictsOf(decided, property);
  const violating = translated(decided.reached.space, verdict.violating, space);
  const witnessed = translated(decided.reached.space, verdict.witnessed, space);
  const unwitnessed = diagrams.minus(space.allReadings, witnessed);
  const bad = diagrams.union(diagrams.union(violating, refused), unwitnessed);
  const enough = minimalSets(diagrams, bad, switches);
  const isIn = (set: number) => (settings: readonly Setting[]) =>
    diagrams.intersect(set, readingOf(space, options, settings)) !== EMPTY;
  const isBad = isIn(bad);
  return {
    gaveUp: null,
    readings: diagrams.count(space.allReadings),
    violating: diagrams.count(violating),
    good: diagrams.count(diagrams.minus(space.allReadings, bad)),
    pairs: diagrams.count(reached.states),
    violates: isIn(violating),
    isGood: (settings) => !isBad(settings),
    enough,
    ...usesOf(options, enough),
    dead: switches.filter(
      ({ kind, id }, feature) =>
        !enough.some((set) => set.some((s) => s.kind === kind && s.id === id)) &&
        isDead(space, reached.states, feature),
    ),
    counterexample: options.trace
      ? nearestCounterexample(decided, options, verdict.violating)
      : null,
  };
}

/** One limit of time for all that is done. */
function clockOf({ maxNodes, timeoutMs, signal }: SymbolicLimits) {
  const deadline = timeoutMs === undefined ? null : Date.now() + timeoutMs;
  return {
    left: (): SymbolicLimits => ({
      ...(maxNodes === undefined ? {} : { maxNodes }),
      ...(deadline === null ? {} : { timeoutMs: deadline - Date.now() }),
      ...(signal === undefined ? {} : { signal }),
    }),
    look: (): void => {
      if (signal?.aborted) throw new GaveUp("aborted");
      if (deadline !== null && Date.now() > deadline) throw new GaveUp("time");
    },
  };
}

/** A monitor is one machine for all readings, so it may ask for nothing that varies. */
function watchedNet(net: Net, { property, switches }: SymbolicFamilyOptions): Net {
  const system = addMonitor(net.system, property.monitor!);
  const [monitor] = system.monitors;
  const asks = monitor!.table.consulted.some((setting) =>
    switches.some(({ kind, id }) => kind === setting.kind && id === setting.id),
  );
  if (asks) throw new GaveUp("monitor");
  return { ...net, system };
}

/** The readings of some states, as vectors of the features. */
function readingsIn({ diagrams, features }: Space, states: number): number {
  return shadow(diagrams, states, features);
}

/** Readings that contradict the property, and those whose witness is possible. */
function verdictsOf(
  { reached, hits, witnesses }: Findings,
  property: Property,
): { readonly violating: number; readonly witnessed: number } {
  const { space } = reached;
  const hit = readingsIn(space, hits.get(property)!.states);
  const isPossibility = property.kind === "possible";
  return {
    violating: isPossibility ? space.diagrams.minus(space.allReadings, hit) : hit,
    witnessed: readingsIn(space, witnesses.get(property)!.states),
  };
}

/** The same readings in the diagrams of another space. */
function translated(from: Space, set: number, to: Space): number {
  if (from === to || set <= 1) return set;
  const known = new Map<number, number>([
    [0, 0],
    [1, 1],
  ]);
  const copy = (node: number): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const level = from.diagrams.level[node]!;
    const children = childrenOf(from.diagrams, node).map(copy);
    for (const [value, child] of children.entries()) {
      if (child !== EMPTY) to.diagrams.add(level, value, child);
    }
    const made = to.diagrams.collect(level);
    known.set(node, made);
    return made;
  };
  return copy(set);
}

function readingOf(
  { diagrams }: Space,
  { switches }: SymbolicFamilyOptions,
  settings: readonly Setting[],
): number {
  const values = switches.map(({ kind, id, values: own }) => {
    const setting = settings.find((s) => s.kind === kind && s.id === id);
    const value = setting === undefined ? -1 : own.indexOf(setting.value);
    if (value < 0) throw new Error(`a reading of the family says nothing legal about ${id}`);
    return value;
  });
  return singleton(diagrams, values);
}

function usesOf(
  { switches }: SymbolicFamilyOptions,
  enough: readonly (readonly Setting[])[],
): Pick<SymbolicFamilyResult, "needed" | "redundant"> {
  if (enough.length === 0) return { needed: [], redundant: [] };
  const elements = switches.flatMap(({ kind, id, values }) =>
    values
      .filter((value) => kind === "choice" || value === "in")
      .map((value): Setting => ({ kind, id, value })),
  );
  const uses = (element: Setting) =>
    enough.filter((set) =>
      set.some((s) => s.kind === element.kind && s.id === element.id && s.value === element.value),
    ).length;
  return {
    needed: elements.filter((element) => uses(element) === enough.length),
    redundant: elements.filter((element) => uses(element) === 0),
  };
}

/** Whether the switch changes neither the reachable states nor what is fair. */
function isDead(space: Space, states: number, feature: number): boolean {
  const { diagrams, net, readings } = space;
  const fair = net.classes.map(({ when }) => readings(when));
  return [states, ...fair].every((set) =>
    [...nodesAt(diagrams, set, feature + 1)].every((node) => {
      const [first, ...others] = childrenOf(diagrams, node);
      return others.every((child) => child === first);
    }),
  );
}

function nearestCounterexample(
  findings: Findings,
  { property, switches }: SymbolicFamilyOptions,
  violating: number,
): FamilyCounterexample | null {
  const { space, all } = findings.reached;
  const { diagrams, features } = space;
  const { states } = findings.hits.get(property)!;
  const settingsOf = (values: ArrayLike<number>): Setting[] =>
    switches.map(({ kind, id, values: own }, feature) => ({
      kind,
      id,
      value: own[values[feature]!]!,
    }));
  if (violating === EMPTY) return null;
  if (property.kind === "possible") {
    const values = leastVector(diagrams, violating);
    return { settings: settingsOf(values), trace: null };
  }
  try {
    const rings = createRings(space, all.forward, space.initial);
    if (property.kind === "leadsTo") {
      const { pending, hull } = findings.owed.get(property)!;
      const core = hull === EMPTY ? EMPTY : fairCore(space, hull, all, findings.fair);
      const lassos = { space, rings, all, fair: findings.fair, limit: Number.POSITIVE_INFINITY };
      const found = nearestLasso(lassos, pending, core);
      if (found === null) return null;
      return { settings: settingsOf(leastVector(diagrams, found.at)), trace: found.trace };
    }
    const walk = walkTo(space, rings, rings.nearest(states)!, states);
    const at = leastVector(diagrams, someState(space, walk.to));
    const events =
      property.kind === "invariant"
        ? walk.events
        : [...walk.events, firstMatch(space, walk.to, property.never, property.name)];
    return {
      settings: settingsOf(at.slice(0, features)),
      trace: { events, loop: null, last: "taken" },
    };
  } catch (error) {
    if (error instanceof GaveUp) return null;
    throw error;
  }
}
