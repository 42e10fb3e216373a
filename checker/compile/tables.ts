/** Tables of machines, shared in the process by readings that a machine cannot tell apart. */
import type { AnyStateMachine } from "xstate";
import type { MachineDeclaration, ModelEvent, Reading } from "../types.ts";
import { enumerateMachine } from "./enumerate.ts";
import { buildMachine } from "./recording.ts";
import type { MachineTable, Setting } from "./system.ts";

/** Ten thousand: more means that the machine should be split. */
export const MAX_LOCAL_STATES = 10_000;

const tables = new Map<string, MachineTable>();

/** The table of a machine in a reading, before any sentence of the reading's own. */
export function machineTable(
  declaration: MachineDeclaration,
  events: readonly ModelEvent[],
  reading: Reading,
  maxLocalStates: number = MAX_LOCAL_STATES,
): MachineTable {
  const { machine, consulted } = buildMachine(declaration, reading);
  const key = tableKey(declaration, machine, events, consulted, maxLocalStates);
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = enumerateMachine(declaration.name, machine, events, consulted, maxLocalStates);
  tables.set(key, table);
  return table;
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
