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
  const events = system.events.filter(({ id }) => machines.some(({ column }) => column[id]! >= 0));
  const found: Tuple[] = [members.map(() => 0)];
  const known = new Set([0]);
  for (const tuple of found) {
    for (const { id } of events) {
      const next = jointStep(machines, tuple, id);
      if (next === null) continue;
      const number = numberOf(machines, next);
      if (known.has(number)) continue;
      known.add(number);
      found.push(next);
      if (found.length > most) return null;
    }
  }
  return found;
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
