/** Tables of the machines of a system, on their way into a cache and out of it: what takes long
 *  to enumerate, and is the same in every reading that the machines cannot tell apart. */
import type { MachineDeclaration, ModelEvent, Reading } from "../types/index.ts";
import type { Kept } from "./compile.ts";
import type { FreeMachine, FreeSystem } from "./free.ts";
import { answer } from "./recording.ts";
import type { MachineTable } from "./system.ts";

/** A table without its events, which are declared. */
interface KeptTable extends Omit<MachineTable, "events"> {
  readonly name: string;
}

/** Tables out of a cache, each of a machine with just its events. */
const recalled = new WeakMap<MachineDeclaration, MachineTable>();

/** Systems whose tables are in the cache already, or were looked for there. */
const asked = new WeakSet<FreeSystem>();

/**
 * Makes the tables that are kept for a system known in this process.
 * @returns whether those of its machines are still to be kept, once they are known
 */
export function recallTables({ cache, key }: Kept, system: FreeSystem): boolean {
  if (asked.has(system)) return false;
  asked.add(system);
  const kept = cache.find(key) as readonly KeptTable[] | null;
  const fits = ({ events, name }: FreeMachine, at: number): boolean => {
    const table = kept?.[at];
    return table?.name === name && table.next.length === table.states.length * events.length;
  };
  if (kept?.length !== system.machines.length || !system.machines.every(fits)) return true;
  for (const [at, { declaration, events }] of system.machines.entries()) {
    const { name: _, ...table } = kept[at]!;
    recalled.set(declaration, { ...table, events });
  }
  return false;
}

/** The table of a machine if it is known from a cache, and is the one of the reading. */
export function recalledTable(
  declaration: MachineDeclaration,
  events: readonly ModelEvent[],
  reading: Reading,
  maxLocalStates: number,
): MachineTable | null {
  const table = recalled.get(declaration);
  if (table?.events !== events || table.states.length > maxLocalStates) return null;
  const alike = table.consulted.every(({ kind, id, value }) => answer(reading, kind, id) === value);
  return alike ? table : null;
}

/** Keeps the tables of a system, in the order of its machines. */
export function keepTables(
  { cache, key }: Kept,
  { machines }: FreeSystem,
  tables: readonly MachineTable[],
): void {
  cache.keep(
    key,
    tables.map(
      ({ events: _, ...table }, at): KeptTable => ({ ...table, name: machines[at]!.name }),
    ),
  );
}
