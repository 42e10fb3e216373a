/** Tables of machines, shared in the process by readings that a machine cannot tell apart. */
import type { AnyStateMachine } from "xstate";
import type { MachineDeclaration, ModelEvent, Reading } from "../types/index.ts";
import { firstDifference, sampleOf } from "./difference.ts";
import { ModelError } from "./errors.ts";
import { recalledTable } from "./kept-tables.ts";
import { enumerateQuickly } from "./quick.ts";
import { buildMachine } from "./recording.ts";
import type { MachineTable, Setting } from "./system.ts";

/** Ten thousand: more means that the machine should be split. */
export const MAX_LOCAL_STATES = 10_000;

/** A table, and the machines that it is known to be the table of. */
interface SharedTable {
  readonly table: MachineTable;
  readonly machines: WeakSet<AnyStateMachine>;
}

const shared = new Map<string, SharedTable>();

/** The table of a built machine, and what it was made for. */
interface OwnTable {
  readonly table: MachineTable;
  readonly events: readonly ModelEvent[];
  readonly maxLocalStates: number;
}

const byMachine = new WeakMap<AnyStateMachine, OwnTable>();

/** The table of a machine in a reading, before any sentence of the reading's own. */
export function machineTable(
  declaration: MachineDeclaration,
  events: readonly ModelEvent[],
  reading: Reading,
  maxLocalStates: number = MAX_LOCAL_STATES,
): MachineTable {
  const kept = recalledTable(declaration, events, reading, maxLocalStates);
  if (kept !== null) return kept;
  const { machine, consulted } = buildMachine(declaration, reading);
  const before = byMachine.get(machine);
  if (before?.events === events && before.maxLocalStates === maxLocalStates) return before.table;
  const table = sharedTable(declaration, machine, events, consulted, maxLocalStates);
  byMachine.set(machine, { table, events, maxLocalStates });
  return table;
}

/** The same for machines of one kind and key that are built alike. */
function sharedTable(
  declaration: MachineDeclaration,
  machine: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  maxLocalStates: number,
): MachineTable {
  const key = tableKey(declaration, machine, events, consulted, maxLocalStates);
  const known = shared.get(key);
  if (known !== undefined) {
    if (!known.machines.has(machine)) checkShared(declaration, known.table, machine);
    known.machines.add(machine);
    return known.table;
  }
  const table = enumerateQuickly(declaration.name, machine, events, consulted, maxLocalStates);
  shared.set(key, { table, machines: new WeakSet([machine]) });
  return table;
}

/**
 * A value that `build` closes over is invisible in the machine's text, so a
 * forgotten `key` would give a wrong table. A sample of taken transitions finds it.
 */
function checkShared(
  { name, kind, key }: MachineDeclaration,
  table: MachineTable,
  machine: AnyStateMachine,
): void {
  const difference = firstDifference(name, table, machine, sampleOf(table));
  if (difference === null) return;
  throw new ModelError(
    `Machines of kind "${kind}" and key "${key}" differ: ${difference}; legal: one table for each ` +
      "kind and key. Put every value that build closes over into the key.",
  );
}

/**
 * Everything that a table depends on. The text of the machine is part of it, so
 * that two machines that share kind and key by mistake, such as a machine and
 * its mutation, share no table.
 */
function tableKey(
  declaration: MachineDeclaration,
  machine: AnyStateMachine,
  events: readonly ModelEvent[],
  consulted: readonly Setting[],
  maxLocalStates: number,
): string {
  const { kind, key } = declaration;
  return JSON.stringify([kind, key, consulted, maxLocalStates, events, textOf(machine)]);
}

const texts = new WeakMap<AnyStateMachine, string>();

function textOf(machine: AnyStateMachine): string {
  const known = texts.get(machine);
  if (known !== undefined) return known;
  const text = JSON.stringify(machine.config, (_, value: unknown) => {
    if (typeof value !== "function") return value;
    return "assignment" in value ? { assign: value.assignment } : String(value);
  });
  texts.set(machine, text);
  return text;
}
