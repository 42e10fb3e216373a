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

/** Cells of a sample: enough to notice a forgotten key, or a machine that is read wrongly. */
const SAMPLE = 8;

/** A few taken cells of a table, evenly spread. */
export function sampleOf({ next }: MachineTable): readonly number[] {
  const taken: number[] = [];
  for (let cell = 0; cell < next.length; cell++) if (next[cell]! >= 0) taken.push(cell);
  const stride = Math.max(1, Math.floor(taken.length / SAMPLE));
  return taken.filter((_, index) => index % stride === 0);
}

const REFUSALS: Readonly<Record<number, string>> = { [SILENT]: "silence", [BLOCKED]: "blocked" };

function nestedValue(dotted: string): StateValue {
  if (dotted === "") return {};
  const [first, ...rest] = dotted.split(".");
  return rest.length === 0 ? first! : { [first!]: nestedValue(rest.join(".")) };
}
