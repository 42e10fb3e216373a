/**
 * Which rules in force take an event away from a machine of a compiled system.
 *
 * That a cell is FORBIDDEN stands in the table; by whom follows from the rules and the
 * local states. Who compiled the table here knows it; of a system from a cache it is worked
 * out when somebody asks, so that nothing of it is kept on disk.
 */
import type { OwnedRule } from "../types/index.ts";
import { type Addressed, rulesFor, type TakenAway, takenAway, takersOf } from "./rules.ts";
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
  readonly origin: Int32Array | null;
}

const known = new WeakMap<readonly CompiledMachine[], Forbidders>();
const compiledHere = new WeakMap<MachineTable, Takers>();
const nobody: readonly OwnedRule[] = [];

/** Notes who took cells away. @param origin where each local state of the table was */
export function keepTakers(table: MachineTable, taken: TakenAway, origin: Int32Array): void {
  // Where nothing is taken away, the table may be that of many readings.
  if (taken.lists.length > 1) compiledHere.set(table, { taken, origin });
}

export function forbiddersOf(system: CompiledSystem): Forbidders {
  // With a monitor a system has the same machines.
  const before = known.get(system.machines);
  if (before !== undefined) return before;
  const takers = system.machines.map((): Takers | null => null);
  const forbidders: Forbidders = (index, local, event) => {
    const { table, column } = system.machines[index]!;
    const width = table.events.length;
    const at = column[event]!;
    if (at < 0 || table.next[local * width + at] !== FORBIDDEN) return nobody;
    takers[index] ??= takersIn(system, index);
    const { taken, origin } = takers[index];
    return takersOf(taken, (origin === null ? local : origin[local]!) * width + at);
  };
  known.set(system.machines, forbidders);
  return forbidders;
}

function takersIn({ machines, declaration, reading, events }: CompiledSystem, index: number) {
  const machine = machines[index]!;
  const { table } = machine;
  const here = compiledHere.get(table);
  if (here !== undefined) return here;
  const spoken = rulesFor(addressed(machine, events), table, declaration.rules ?? []);
  return { taken: takenAway(table, spoken, reading, (next) => next === FORBIDDEN), origin: null };
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
