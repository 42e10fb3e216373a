/** Minimal sets of settings that are enough, from the readings that are not good. */
import type { Switch } from "../../compile/presence.ts";
import type { Setting } from "../../compile/system.ts";
import { type Diagrams, EMPTY, UNIT } from "./diagrams.ts";

/** A setting as a number: settings of earlier switches, and earlier values, are less. */
type Element = number;

/**
 * The minimal sets of clauses and sentences that are in, and of choices, such that
 * no reading of `bad` contains the set. Smallest first, then in the order of the
 * switches. `bad` is a set of vectors of features, level 1 the first switch.
 */
export function minimalSets(
  diagrams: Diagrams,
  bad: number,
  switches: readonly Switch[],
): Setting[][] {
  const elements: Setting[] = [];
  const first = switches.map(({ kind, id, values }) => {
    const at = elements.length;
    for (const value of values) elements.push({ kind, id, value });
    return at;
  });
  const known = new Map<number, Element[][]>([
    [EMPTY, [[]]],
    [UNIT, []],
  ]);
  const minimal = (node: number): Element[][] => {
    const before = known.get(node);
    if (before !== undefined) return before;
    diagrams.look();
    const feature = diagrams.level[node]! - 1;
    const children = childrenOf(diagrams, node);
    // Without a word on this switch, no value of it may be bad.
    const silent = minimal(children.reduce((a, b) => diagrams.union(a, b), EMPTY));
    const sets = [...silent];
    const { kind, values } = switches[feature]!;
    for (const [value, child] of children.entries()) {
      if (kind !== "choice" && values[value] !== "in") continue;
      for (const rest of minimal(child)) {
        if (silent.some((smaller) => smaller.every((element) => rest.includes(element)))) continue;
        sets.push([...rest, first[feature]! + value]);
      }
    }
    known.set(node, sets);
    return sets;
  };
  return minimal(bad)
    .map((set) => [...set].sort((a, b) => a - b))
    .sort((a, b) => a.length - b.length || firstDifference(a, b))
    .map((set) => set.map((element) => elements[element]!));
}

/** The node below each value of a node's level, empty where there is no arc. */
export function childrenOf(diagrams: Diagrams, node: number): number[] {
  const children = new Array<number>(diagrams.domains[diagrams.level[node]!]!).fill(EMPTY);
  const end = diagrams.start[node + 1]!;
  for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
    children[diagrams.arcs[arc]!] = diagrams.arcs[arc + 1]!;
  }
  return children;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((element, i) => element !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}
