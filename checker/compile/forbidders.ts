/**
 * Which rules in force take an event away from a machine of a compiled system.
 *
 * That a cell is FORBIDDEN stands in the table; by whom was noted when it was compiled.
 */
import type { OwnedRule } from "../types/index.ts";
import { type Addressed, type TakenAway, takersOf } from "./rules.ts";
import {
  type CompiledMachine,
  type CompiledSystem,
  FORBIDDEN,
  type MachineTable,
} from "./system.ts";

/** The rules that take the event away in a local state of a machine; none where it is not. */
export type Forbidders = (machine: number, local: number, event: number) => readonly OwnedRule[];

/** Who took cells away, of a table whose local states may have been others before. */
interface Takers {
  readonly taken: TakenAway;
  readonly origin: Int32Array;
}

const known = new WeakMap<readonly CompiledMachine[], Forbidders>();
const takers = new WeakMap<MachineTable, Takers>();
const nobody: readonly OwnedRule[] = [];

/** Notes who took cells away. @param origin where each local state of the table was */
export function keepTakers(table: MachineTable, taken: TakenAway, origin: Int32Array): void {
  // Where nothing is taken away, the table may be that of many readings.
  if (taken.lists.length > 1) takers.set(table, { taken, origin });
}

export function forbiddersOf(system: CompiledSystem): Forbidders {
  // With a monitor a system has the same machines.
  const before = known.get(system.machines);
  if (before !== undefined) return before;
  const forbidders: Forbidders = (index, local, event) => {
    const { table, column } = system.machines[index]!;
    const width = table.events.length;
    const at = column[event]!;
    if (at < 0 || table.next[local * width + at] !== FORBIDDEN) return nobody;
    const { taken, origin } = takers.get(table)!;
    return takersOf(taken, origin[local]! * width + at);
  };
  known.set(system.machines, forbidders);
  return forbidders;
}

/** The machine as rules see it: for each of its columns, whether it decides the event. */
export function addressed(
  { name, kind, index, column, table }: CompiledMachine,
  events: CompiledSystem["events"],
): Addressed {
  const decides = new Array<boolean>(table.events.length).fill(false);
  for (const { id, decider } of events)
    if (column[id]! >= 0) decides[column[id]!] = decider === index;
  return { name, kind, decides };
}
