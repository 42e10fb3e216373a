/**
 * Which steps need not be taken because a state was found before in another order.
 *
 * Say state s has steps f and e, f is numbered before e, and e first found state t. If f
 * and e commute, then after t the step f leads to where e leads after s.f, the state
 * behind f. That state was known before t, so it is expanded before t, and what t.f finds
 * is known by then: either from there or, when s.f itself left e out, from earlier still. So
 * f is left out after t, and no state is found later, nor by another step, than without this.
 * Which event first found t is all that has to be known.
 *
 * These are the sleep sets of Godefroid (Partial-Order Methods for the Verification of
 * Concurrent Systems, 1996, chapter 5), which save steps and never a state, one step deep.
 */
import type { CompiledSystem, MachineTable } from "../../compile/system.ts";

/**
 * For no event and then for each event that may have found a state: the events that are
 * left out after it, 32 a word, `words` words a row.
 */
export function asleepAfter(system: CompiledSystem, words: number): Uint32Array {
  const { events, machines } = system;
  const rows = new Uint32Array((events.length + 1) * words);
  const dependent = dependencies(system);
  const takers = machines.map(({ column }) => events.filter(({ id }) => column[id]! >= 0));
  const awake = new Uint8Array(events.length);
  for (const { id: found, initiator, participants } of events) {
    awake.fill(0, 0, found);
    for (const other of dependent(found)) awake[other] = 1;
    for (const m of [initiator, ...participants]) {
      const { table, column } = machines[m]!;
      for (const { id } of takers[m]!) {
        if (id >= found) break;
        if (awake[id] === 0 && !commutes(table, column[found]!, column[id]!)) awake[id] = 1;
      }
    }
    for (let id = 0; id < found; id++) {
      if (awake[id] === 0) rows[(found + 1) * words + (id >>> 5)]! |= 1 << (id & 31);
    }
  }
  return rows;
}

/** Tables are shared by machines, and by systems with a monitor more. */
const known = new WeakMap<MachineTable, Int8Array>();

/**
 * Whether a machine that takes `first` and then `second` takes them in the other order as
 * well, with the same end.
 */
function commutes(table: MachineTable, first: number, second: number): boolean {
  const width = table.events.length;
  const answers = known.get(table) ?? new Int8Array(width * width);
  known.set(table, answers);
  const at = first * width + second;
  if (answers[at] === 0) answers[at] = haveSameEnd(table, first, second) ? 1 : -1;
  return answers[at] === 1;
}

function haveSameEnd({ next, events, states }: MachineTable, first: number, second: number) {
  const width = events.length;
  for (let local = 0; local < states.length; local++) {
    const between = next[local * width + first]!;
    if (between < 0) continue;
    const end = next[between * width + second]!;
    if (end < 0) continue;
    const other = next[local * width + second]!;
    if (other < 0 || next[other * width + first] !== end) return false;
  }
  return true;
}

/** The events that do not commute with an event because of a monitor: both move it, or one
 *  moves it and the other what it observes. */
function dependencies({ events, machines, monitors }: CompiledSystem) {
  const pairs = monitors.map(({ columnOf, observes }) => {
    const moves = events.flatMap(({ id }) => (columnOf[id]! >= 0 ? [id] : []));
    const observed = new Set(observes.map(({ machine }) => machine));
    const seen = events.flatMap(({ id, initiator, participants }) =>
      [initiator, ...participants].some(
        (m) => observed.has(m) && changes(machines[m]!.table, machines[m]!.column[id]!),
      )
        ? [id]
        : [],
    );
    return { moves: new Set(moves), seen: new Set(seen) };
  });
  return (id: number): number[] =>
    pairs.flatMap(({ moves, seen }) => {
      if (moves.has(id)) return [...moves, ...seen];
      return seen.has(id) ? [...moves] : [];
    });
}

/** Whether a column leads from some local state to another. */
function changes({ next, events, states }: MachineTable, column: number): boolean {
  return states.some((_, local) => {
    const to = next[local * events.length + column]!;
    return to >= 0 && to !== local;
  });
}
