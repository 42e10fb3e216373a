/** Which local states some machines can have together. */
import type { CompiledMachine, CompiledSystem } from "../../compile/system.ts";

/** Local states of some machines, in their order. */
export type Tuple = readonly number[];

/**
 * The tuples that the machines can reach when all others permit everything: at least those
 * that they reach in the system. The initial one comes first. Null when there are more than
 * `most`.
 */
export function jointStates(
  system: CompiledSystem,
  members: readonly number[],
  most: number,
): readonly Tuple[] | null {
  const machines = members.map((m) => system.machines[m]!);
  const weights = machines.map((_, i) =>
    numberOf(
      machines,
      machines.map((_m, k) => +(k === i)),
    ),
  );
  const moves = movesOf(system, machines, weights);
  const found: Tuple[] = [members.map(() => 0)];
  const known = new Map([[0, 0]]);
  // The numbers of the tuples, in the order of `known`, which grows meanwhile.
  for (const [number, place] of known) {
    const tuple = found[place]!;
    for (const parts of moves) {
      const next = numberAfter(number, tuple, parts);
      if (next < 0 || known.has(next)) continue;
      known.set(next, found.length);
      if (found.push(tupleAfter(tuple, parts)) > most) return null;
    }
  }
  return found;
}

/** What an event does to one of some machines. */
interface Part {
  readonly member: number;
  readonly weight: number;
  /** Local state after the event for each one before it, negative where it is not taken. */
  readonly next: Int32Array;
}

/** For each event that one of the machines takes part in, what it does to them. */
function movesOf(
  { events }: CompiledSystem,
  machines: readonly CompiledMachine[],
  weights: readonly number[],
): readonly (readonly Part[])[] {
  return events.flatMap(({ id }) => {
    const parts = machines.flatMap(({ column, table }, member): Part[] => {
      const at = column[id]!;
      if (at < 0) return [];
      const width = table.events.length;
      const next = Int32Array.from(table.states, (_, local) => table.next[local * width + at]!);
      return [{ member, weight: weights[member]!, next }];
    });
    return parts.length === 0 ? [] : [parts];
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

/** The tuple after an event, or null when one of the machines does not take it. */
export function jointStep(
  machines: readonly CompiledMachine[],
  tuple: Tuple,
  event: number,
): Tuple | null {
  const next: number[] = [];
  for (const [i, { column, table }] of machines.entries()) {
    const at = column[event]!;
    const local = at < 0 ? tuple[i]! : table.next[tuple[i]! * table.events.length + at]!;
    if (local < 0) return null;
    next.push(local);
  }
  return next;
}

/** A number of mixed radix. */
export function numberOf(machines: readonly CompiledMachine[], tuple: Tuple): number {
  return tuple.reduce((sum, local, i) => sum * machines[i]!.table.states.length + local, 0);
}
