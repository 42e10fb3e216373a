/**
 * Which rules in force take an event away from a machine of a compiled system.
 *
 * That a cell is FORBIDDEN stands in the table; by whom follows from the rules and the
 * local states, and is worked out when somebody asks. So nothing of it is compiled or
 * kept on disk, and a system from the cache answers like one that was compiled here.
 */
import type { OwnedRule } from "../types.ts";
import { type Addressed, forbiddersIn } from "./rules.ts";
import { type CompiledMachine, type CompiledSystem, FORBIDDEN } from "./system.ts";

/** The rules that take the event away in a local state of a machine; none where it is not. */
export type Forbidders = (machine: number, local: number, event: number) => readonly OwnedRule[];

const known = new WeakMap<readonly CompiledMachine[], Forbidders>();
const nobody: readonly OwnedRule[] = [];

export function forbiddersOf(system: CompiledSystem): Forbidders {
  // With a monitor a system has the same machines.
  const before = known.get(system.machines);
  if (before !== undefined) return before;
  const cells = system.machines.map((): ReadonlyMap<number, readonly OwnedRule[]> | null => null);
  const forbidders: Forbidders = (index, local, event) => {
    const machine = system.machines[index]!;
    const column = machine.column[event]!;
    if (column < 0) return nobody;
    cells[index] ??= cellsIn(system, machine);
    return cells[index].get(local * machine.table.events.length + column) ?? nobody;
  };
  known.set(system.machines, forbidders);
  return forbidders;
}

function cellsIn(
  { declaration, reading, events }: CompiledSystem,
  machine: CompiledMachine,
): ReadonlyMap<number, readonly OwnedRule[]> {
  const { rules = [] } = declaration;
  const isAsked = (next: number) => next === FORBIDDEN;
  return forbiddersIn(addressed(machine, events), machine.table, rules, reading, isAsked);
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
