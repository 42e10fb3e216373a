/**
 * One step of a compiled system, straight from its tables: slow and plain. For
 * what looks at single behaviours: parsing, replaying, drawing.
 */
import type { CompiledSystem, EventInstance } from "./compile/system.ts";
import { BLOCKED, SILENT } from "./compile/system.ts";

/** Local states of the machines, then of the monitors. */
export type StateVector = readonly number[];

export function initialState(system: CompiledSystem): StateVector {
  return [...system.machines, ...system.monitors].map(() => 0);
}

/**
 * The events that can happen in a state, that would happen but are unanswered
 * by a participant, or that a participant guards off without the right to.
 */
export function eventsThat(
  what: "happen" | "unanswered" | "guarded off",
  system: CompiledSystem,
  state: StateVector,
): readonly EventInstance[] {
  return system.events.filter((instance) => fateOf(system, state, instance) === what);
}

type Fate = "happen" | "blocked" | "unanswered" | "guarded off";

/** Blocked where anybody who may block does, whatever the others say. */
function fateOf(system: CompiledSystem, state: StateVector, instance: EventInstance): Fate {
  if (nextOf(system, state, instance.initiator, instance) < 0) return "blocked";
  let fate: Fate = "happen";
  for (const machine of instance.participants) {
    const next = nextOf(system, state, machine, instance);
    if (next === BLOCKED && instance.mayBlock.includes(machine)) return "blocked";
    if (next === BLOCKED) fate = "guarded off";
    else if (next === SILENT && fate === "happen") fate = "unanswered";
  }
  return fate;
}

function nextOf(
  system: CompiledSystem,
  state: StateVector,
  machine: number,
  instance: EventInstance,
): number {
  const { table, column } = system.machines[machine]!;
  return table.next[state[machine]! * table.events.length + column[instance.id]!]!;
}

/** The state after an event that can happen. */
export function advance(
  system: CompiledSystem,
  state: StateVector,
  instance: EventInstance,
): StateVector {
  const after = [...state];
  for (const machine of [instance.initiator, ...instance.participants]) {
    after[machine] = nextOf(system, state, machine, instance);
  }
  for (const [index, monitor] of system.monitors.entries()) {
    const place = system.machines.length + index;
    const first = monitor.columnOf[instance.id]!;
    if (first < 0) continue;
    const seen = monitor.observes.reduce(
      (sum, { machine, digit }) => sum + digit[state[machine]!]!,
      0,
    );
    const next = monitor.table.next[state[place]! * monitor.table.events.length + first + seen]!;
    if (next >= 0) after[place] = next;
  }
  return after;
}

/** What a monitor or machine holds, for drawing. */
export function localStates(system: CompiledSystem, state: StateVector) {
  const tables = [...system.machines, ...system.monitors];
  return (name: string) => {
    const index = tables.findIndex((machine) => machine.name === name);
    return index < 0 ? undefined : tables[index]!.table.states[state[index]!];
  };
}
