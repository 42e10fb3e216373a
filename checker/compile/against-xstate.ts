/** The table against XState itself, asked again in every local state. */
import type { AnyStateMachine } from "xstate";
import { firstDifference } from "./difference.ts";
import { buildMachine } from "./recording.ts";
import type { CompiledSystem, MachineTable } from "./system.ts";
import { machineTable } from "./tables.ts";

/**
 * Throws an Error that names the first cell in which a table and XState differ.
 * XState is asked through `can`, `transition` and `getNextTransitions`, not
 * through what made the table.
 */
export function assertTableEqualsXState(
  name: string,
  table: MachineTable,
  machine: AnyStateMachine,
): void {
  const difference = firstDifference(name, table, machine, table.next.keys());
  if (difference !== null) throw new Error(difference);
}

/** The same for every machine of a system, before the reading's own sentences. */
export function assertTablesEqualXState({ declaration, reading, machines }: CompiledSystem): void {
  for (const { index, name, table } of machines) {
    const machine = declaration.machines[index]!;
    const plain = machineTable(machine, table.events, reading);
    assertTableEqualsXState(name, plain, buildMachine(machine, reading).machine);
  }
}
