/** Sets that are made from values of single levels, and questions about sets. */
import { type Diagrams, EMPTY, UNIT } from "./diagrams.ts";

/** Every vector of the levels above `node`'s, up to `top`, continued by `node`. */
export function raise(diagrams: Diagrams, node: number, from: number, top: number): number {
  if (node === diagrams.full[from]) return diagrams.full[top]!;
  let raised = node;
  for (let level = from + 1; level <= top; level++) {
    if (raised === EMPTY) return EMPTY;
    for (let value = 0; value < diagrams.domains[level]!; value++) {
      diagrams.add(level, value, raised);
    }
    raised = diagrams.collect(level);
  }
  return raised;
}

/** The one vector with these values; `values[l - 1]` is that of level `l`. */
export function singleton(diagrams: Diagrams, values: ArrayLike<number>): number {
  let node = UNIT;
  for (let level = 1; level <= values.length; level++) {
    diagrams.add(level, values[level - 1]!, node);
    node = diagrams.collect(level);
  }
  return node;
}

/** The vectors whose value at `level` is one of these, as a set of all levels. */
export function withValues(diagrams: Diagrams, level: number, values: Iterable<number>): number {
  const below = diagrams.full[level - 1]!;
  for (const value of values) diagrams.add(level, value, below);
  return raise(diagrams, diagrams.collect(level), level, diagrams.height);
}

/** The least vector of a set that is not empty, by level from 1. */
export function leastVector(diagrams: Diagrams, node: number): Uint16Array {
  const values = new Uint16Array(diagrams.height);
  let at = node;
  for (let level = diagrams.height; level > 0; level--) {
    const arc = diagrams.start[at]!;
    values[level - 1] = diagrams.arcs[arc]!;
    at = diagrams.arcs[arc + 1]!;
  }
  return values;
}

/** All nodes of one level that a set leads to. */
export function nodesAt(diagrams: Diagrams, node: number, level: number): Set<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  const visit = (at: number): void => {
    if (at === EMPTY || seen.has(at)) return;
    seen.add(at);
    if (diagrams.level[at] === level) {
      found.add(at);
      return;
    }
    const end = diagrams.start[at + 1]!;
    for (let arc = diagrams.start[at]!; arc < end; arc += 2) visit(diagrams.arcs[arc + 1]!);
  };
  visit(node);
  return found;
}

/** Which values a level has in a set, ascending. */
export function valuesAt(diagrams: Diagrams, node: number, level: number): number[] {
  const values = new Set<number>();
  for (const at of nodesAt(diagrams, node, level)) {
    const end = diagrams.start[at + 1]!;
    for (let arc = diagrams.start[at]!; arc < end; arc += 2) values.add(diagrams.arcs[arc]!);
  }
  return [...values].sort((a, b) => a - b);
}

/** What the vectors of a set have in the levels up to `level`, whatever is above. */
export function shadow(diagrams: Diagrams, node: number, level: number): number {
  let union = EMPTY;
  for (const at of nodesAt(diagrams, node, level)) union = diagrams.union(union, at);
  return union;
}
