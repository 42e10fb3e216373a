/** One cell of a table against XState. */
import { type AnyStateMachine, getNextTransitions, type StateValue, transition } from "xstate";
import { eventName } from "./events.ts";
import { localKey, localName, localState } from "./local.ts";
import { BLOCKED, type MachineTable, SILENT } from "./system.ts";

/** The first of the given cells in which a table and XState differ, in words. */
export function firstDifference(
  name: string,
  table: MachineTable,
  machine: AnyStateMachine,
  cells: Iterable<number>,
): string | null {
  const width = table.events.length;
  for (const cell of cells) {
    const local = table.states[Math.floor(cell / width)]!;
    const event = table.events[cell % width]!;
    const snapshot = machine.resolveState({
      value: nestedValue(local.value),
      context: { ...local.context },
    });
    const isCandidate = getNextTransitions(snapshot).some((t) => t.eventType === event.type);
    const inXState = !isCandidate
      ? "silence"
      : !snapshot.can(event)
        ? "blocked"
        : localKey(localState(name, transition(machine, snapshot, event)[0]));
    const next = table.next[cell]!;
    const inTable = next >= 0 ? localKey(table.states[next]!) : REFUSALS[next];
    if (inTable === inXState) continue;
    return (
      `Machine "${name}" in ${localName(local)}, ${eventName(event)}: the table has ${inTable}, ` +
      `XState ${inXState}`
    );
  }
  return null;
}

const REFUSALS: Readonly<Record<number, string>> = { [SILENT]: "silence", [BLOCKED]: "blocked" };

function nestedValue(dotted: string): StateValue {
  if (dotted === "") return {};
  const [first, ...rest] = dotted.split(".");
  return rest.length === 0 ? first! : { [first!]: nestedValue(rest.join(".")) };
}
