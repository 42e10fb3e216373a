/** Which local states some machines can have together. */
import type { CompiledSystem } from "../../compile/system.ts";

/** Local states of some machines, in their order. */
type Tuple = readonly number[];

/** The tuples that some machines can have, numbered. */
export interface Joint {
  /** Indices of the machines. */
  readonly members: readonly number[];
  /** The tuple of each value; the initial one is first. */
  readonly tuples: readonly Tuple[];
  /** From a tuple as a number of mixed radix to its value. */
  readonly values: ReadonlyMap<number, number>;
}

/** Numbers of tuples stay well below 2^53, so that they are exact. */
const MOST_TUPLES = 2 ** 50;

/**
 * The tuples that the machines can reach when all others permit everything: at least those
 * that they reach in the system. Null when there are more than `most`, or might be too many
 * to be numbered exactly.
 */
export function jointStates(
  system: CompiledSystem,
  members: readonly number[],
  most: number,
): Joint | null {
  const product = members.reduce((n, m) => n * system.machines[m]!.table.states.length, 1);
  if (product > MOST_TUPLES) return null;
  const moves = system.events.flatMap(({ id }) => {
    const parts = partsOf(system, members, id);
    return parts.length === 0 ? [] : [parts];
  });
  const tuples: Tuple[] = [members.map(() => 0)];
  const values = new Map([[0, 0]]);
  // The map keeps the order of insertion, which is that of the values, and grows meanwhile.
  for (const [number, value] of values) {
    const tuple = tuples[value]!;
    for (const parts of moves) {
      const next = numberAfter(number, tuple, parts);
      if (next < 0 || values.has(next)) continue;
      values.set(next, tuples.length);
      if (tuples.push(tupleAfter(tuple, parts)) > most) return null;
    }
  }
  return { members, tuples, values };
}

/** Asked for when code is written and when it is looked for what commutes. */
const known = new WeakMap<Joint, Map<number, Int32Array>>();

/** For each value, the one after an event, or -1 where one of the machines does not take it. */
export function valuesAfter(system: CompiledSystem, joint: Joint, event: number): Int32Array {
  const of = known.get(joint) ?? new Map<number, Int32Array>();
  known.set(joint, of);
  const answer = of.get(event) ?? findValuesAfter(system, joint, event);
  of.set(event, answer);
  return answer;
}

function findValuesAfter(
  system: CompiledSystem,
  { members, tuples, values }: Joint,
  event: number,
): Int32Array {
  const parts = partsOf(system, members, event);
  const after = new Int32Array(tuples.length);
  let value = 0;
  for (const number of values.keys()) {
    const next = numberAfter(number, tuples[value]!, parts);
    after[value++] = next < 0 ? -1 : values.get(next)!;
  }
  return after;
}

/** What an event does to one of some machines. */
interface Part {
  readonly member: number;
  readonly weight: number;
  /** Local state after the event for each one before it, negative where it is not taken. */
  readonly next: Int32Array;
}

/** What an event does to those of the machines that take part in it. */
function partsOf(system: CompiledSystem, members: readonly number[], event: number): Part[] {
  let weight = 1;
  return members.flatMap((index, member): Part[] => {
    const { column, table } = system.machines[index]!;
    const own = weight;
    weight *= table.states.length;
    const at = column[event]!;
    if (at < 0) return [];
    const width = table.events.length;
    const next = Int32Array.from(table.states, (_, local) => table.next[local * width + at]!);
    return [{ member, weight: own, next }];
  });
}

function numberAfter(number: number, tuple: Tuple, parts: readonly Part[]): number {
  let sum = number;
  for (const { member, weight, next } of parts) {
    const local = tuple[member]!;
    const after = next[local]!;
    if (after < 0) return -1;
    sum += (after - local) * weight;
  }
  return sum;
}

function tupleAfter(tuple: Tuple, parts: readonly Part[]): Tuple {
  const next = [...tuple];
  for (const part of parts) next[part.member] = part.next[tuple[part.member]!]!;
  return next;
}
