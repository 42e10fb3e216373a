/** The table against XState itself, asked again in every local state. */
import { type AnyStateMachine, getNextTransitions, type StateValue, transition } from "xstate";
import { eventName } from "./events.ts";
import { localKey, localName, localState } from "./local.ts";
import { buildMachine } from "./recording.ts";
import type { CompiledSystem, MachineTable } from "./system.ts";
import { BLOCKED, SILENT } from "./system.ts";
import { machineTable } from "./tables.ts";

/**
 * Throws an Error that names the first cell in which a table and XState differ.
 * XState is asked through `can`, `transition` and `getNextTransitions`, none of
 * which made the table.
 */
export function assertTableEqualsXState(
  name: string,
  table: MachineTable,
  machine: AnyStateMachine,
): void {
  for (const [state, local] of table.states.entries()) {
    const snapshot = machine.resolveState({
      value: nestedValue(local.value),
      context: { ...local.context },
    });
    const candidates = new Set(getNextTransitions(snapshot).map(({ eventType }) => eventType));
    for (const [column, event] of table.events.entries()) {
      const cell = table.next[state * table.events.length + column]!;
      const inTable = cell < 0 ? refusalName(cell) : localKey(table.states[cell]!);
      const inXState = !candidates.has(event.type)
        ? refusalName(SILENT)
        : !snapshot.can(event)
          ? refusalName(BLOCKED)
          : localKey(localState(name, transition(machine, snapshot, event)[0]));
      if (inTable === inXState) continue;
      throw new Error(
        `Machine "${name}" in ${localName(local)}, ${eventName(event)}: the table has ${inTable}, ` +
          `XState ${inXState}`,
      );
    }
  }
}

/** The same for every machine of a system, before the reading's own sentences. */
export function assertTablesEqualXState({ declaration, reading, machines }: CompiledSystem): void {
  for (const { index, name, table } of machines) {
    const machine = declaration.machines[index]!;
    const plain = machineTable(machine, table.events, reading);
    assertTableEqualsXState(name, plain, buildMachine(machine, reading).machine);
  }
}

function refusalName(cell: number): string {
  return cell === SILENT ? "silence" : "blocked";
}

function nestedValue(dotted: string): StateValue {
  if (dotted === "") return {};
  const [first, ...rest] = dotted.split(".");
  return rest.length === 0 ? first! : { [first!]: nestedValue(rest.join(".")) };
}
