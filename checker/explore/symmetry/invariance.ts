/**
 * Which properties may be asked of one state for all that differ by a permutation:
 * those that a swap of two values turns into themselves. Others are refused, each
 * with its reason.
 */
import { compilePattern, lowerPredicate, type PredicateTable } from "../../compile/predicates.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Predicate, Property, StepPattern } from "../../types/index.ts";
import type { Generator, Group } from "./group.ts";
import { UNREACHED } from "./local-maps.ts";

/** Why a property cannot be asked up to the group's permutations; null where it can. */
export function refusalOf(system: CompiledSystem, group: Group, property: Property): string | null {
  if (property.kind === "leadsTo") {
    return "it is about progress, and where one state stands for all, nobody sees who waits for ever";
  }
  if (property.monitor !== undefined) {
    return `its monitor "${property.monitor.name}" remembers, and may remember one value alone`;
  }
  for (const generator of group.generators) {
    for (const pattern of patternsOf(property)) {
      const reason = namesOne(system, generator, pattern, property.name);
      if (reason !== null) return reason;
    }
  }
  return null;
}

/** Everything that a verdict of the property depends on. */
function patternsOf(property: Exclude<Property, { readonly kind: "leadsTo" }>): StepPattern[] {
  switch (property.kind) {
    case "invariant":
      return [{ before: property.holds }, property.witness];
    case "step":
      return [property.never, property.witness];
    case "possible":
      return [property.can, property.witness];
  }
}

/** What tells the swapped values apart in a pattern, or null. */
function namesOne(
  system: CompiledSystem,
  generator: Generator,
  pattern: StepPattern,
  owner: string,
): string | null {
  const { events } = compilePattern(system, { ...pattern, before: nothing, after: nothing }, owner);
  const alone = events.findIndex((wanted, e) => wanted !== events[generator.swap.events[e]!]);
  if (alone >= 0) {
    const other = generator.swap.events[alone]!;
    const [has, hasNot] = events[alone] === 1 ? [alone, other] : [other, alone];
    return `it names ${system.events[has]!.name} and not ${system.events[hasNot]!.name}`;
  }
  for (const predicate of [pattern.before, pattern.after]) {
    if (predicate === undefined) continue;
    const reason = readsOne(system, generator, lowerPredicate(system, predicate, owner));
    if (reason !== null) return reason;
  }
  return null;
}

const nothing: Predicate = { is: "and", all: [] };

function readsOne(
  system: CompiledSystem,
  generator: Generator,
  predicate: PredicateTable,
): string | null {
  const own = keysOf(generator, predicate, false);
  const moved = keysOf(generator, predicate, true);
  if (own.key === moved.key) return null;
  const known = new Set(own.leaves.map(({ key }) => key));
  const at = moved.leaves.findIndex(({ key }) => !known.has(key));
  const { parameter, values } = generator.swap;
  if (at < 0) return `it joins what it says of "${parameter}" ${values.join(" and ")} unlike`;
  const machines = own.leaves[at]!.machines.map((m) => `"${system.machines[m]!.name}"`).join(", ");
  const one = own.leaves[at]!.machines.some((m) => generator.swap.machines[m] !== m);
  return one
    ? `it names ${machines} and not what takes its place for another "${parameter}"`
    : `it tells "${parameter}" ${values.join(" and ")} apart in ${machines}`;
}

interface Leaf {
  readonly key: string;
  /** As they stand in the predicate itself. */
  readonly machines: readonly number[];
}

/** A predicate, or what a swap makes of it, as text: the same for the same, whatever the order of its parts. */
function keysOf(
  generator: Generator,
  predicate: PredicateTable,
  isMoved: boolean,
): { readonly key: string; readonly leaves: readonly Leaf[] } {
  const leaves: Leaf[] = [];
  const joined = (sign: string, parts: readonly PredicateTable[]): string =>
    `${sign}(${[...new Set(parts.map(key))].sort().join(" ")})`;
  const leaf = (machines: readonly number[], own: string): string => {
    leaves.push({ key: own, machines });
    return own;
  };
  const key = (part: PredicateTable): string => {
    switch (part.is) {
      case "and":
        return joined("&", part.all);
      case "or":
        return joined("|", part.any);
      case "not":
        return `!${key(part.of)}`;
      case "local": {
        const { machine, table } = part;
        const { place, states } = statesOf(generator, machine, isMoved);
        return leaf([machine], `${place}:${states.map((s) => table[s])}`);
      }
      case "relation": {
        const { machines, table, width } = part;
        const left = statesOf(generator, machines[0], isMoved);
        const right = statesOf(generator, machines[1], isMoved);
        const rows = left.states.map((l) =>
          right.states.map((r) => (l === NONE || r === NONE ? NONE : table[l * width + r]!)),
        );
        // The same relation may be written from either side.
        const isTurned = left.place > right.place;
        const turned = right.states.map((_, r) => rows.map((row) => row[r]!));
        const [low, high] = isTurned ? [right.place, left.place] : [left.place, right.place];
        return leaf(machines, `${low} ${high}:${(isTurned ? turned : rows).join()}`);
      }
    }
  };
  return { key: key(predicate), leaves };
}

interface Side {
  readonly place: number;
  readonly states: readonly number[];
}

const NONE = -1;

/**
 * For each local state: the state whose truth it has, itself or the one that a swap
 * puts into its place; none where the machine never gets there.
 */
function statesOf({ swap, permutation }: Generator, machine: number, isMoved: boolean): Side {
  const place = swap.machines[machine]!;
  const there = [...permutation.locals[place]!];
  // A swap is its own way back: place and machine exchange what they hold.
  const back = [...permutation.locals[machine]!];
  return isMoved
    ? { place, states: back.map((state) => (state === UNREACHED ? NONE : state)) }
    : { place: machine, states: there.map((to, state) => (to === UNREACHED ? NONE : state)) };
}
