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
import type { CompiledMachine, CompiledSystem, MachineTable } from "../../compile/system.ts";
import { stepOf } from "./joint.ts";
import type { Packing, Unit } from "./packing.ts";

/**
 * For no event and then for each event that may have found a state: the events that are
 * left out after it, 32 a word, `words` words a row.
 */
export function asleepAfter(
  system: CompiledSystem,
  { units, unitOf }: Packing,
  words: number,
): Uint32Array {
  const { events, machines } = system;
  const rows = new Uint32Array((events.length + 1) * words);
  const besideMonitors = dependencies(system);
  const takers = machines.map(({ column }) => events.filter(({ id }) => column[id]! >= 0));
  const awake = new Uint8Array(events.length);
  /** The last unit in which an event was found to commute. */
  const settled = new Int16Array(events.length);
  for (const { id: found, initiator, participants } of events) {
    awake.fill(0, 0, found);
    for (const other of besideMonitors(found)) awake[other] = 1;
    settled.fill(-1, 0, found);
    for (const m of [initiator, ...participants]) {
      const { table, column } = machines[m]!;
      const u = unitOf[m]!;
      for (const { id } of takers[m]!) {
        if (id >= found) break;
        if (awake[id] === 1 || settled[id] === u) continue;
        if (machineCommutes(table, column[found]!, column[id]!)) continue;
        // What the machine has in no company with its neighbours does not count.
        if (unitCommutes(units[u]!, found, id)) settled[id] = u;
        else awake[id] = 1;
      }
    }
    for (let id = 0; id < found; id++) {
      if (awake[id] === 0) rows[(found + 1) * words + (id >>> 5)]! |= 1 << (id & 31);
    }
  }
  return rows;
}

/** For each two kinds of moves 1 or -1, 0 where it was not asked. */
const ofUnits = new WeakMap<object, Int8Array>();

/** Whether two events commute in a unit, in this order: most events do what others do. */
function unitCommutes(unit: Unit, first: number, second: number): boolean {
  const { moves } = unit;
  if (moves === null) throw new Error("a monitor observes events and has none of its own");
  const { kinds, kindOf } = moves;
  const answers = ofUnits.get(moves) ?? new Int8Array(kinds * kinds);
  ofUnits.set(moves, answers);
  const at = kindOf[first]! * kinds + kindOf[second]!;
  answers[at] ||= haveSameEnd(stepOf(unit, first).after, stepOf(unit, second).after) ? 1 : -1;
  return answers[at] === 1;
}

/** Tables are shared by machines, and by systems with a monitor more. */
const known = new WeakMap<MachineTable, Known>();

interface Known {
  /** For each column, the local state after each local state. */
  readonly after: readonly Int32Array[];
  /** For each two columns 1 or -1, 0 where it was not asked. */
  readonly answers: Int8Array;
}

/** Whether two columns of a machine commute, in this order. */
function machineCommutes(table: MachineTable, first: number, second: number): boolean {
  const width = table.events.length;
  const of = known.get(table) ?? { after: columnsOf(table), answers: new Int8Array(width * width) };
  known.set(table, of);
  const at = first * width + second;
  of.answers[at] ||= haveSameEnd(of.after[first]!, of.after[second]!) ? 1 : -1;
  return of.answers[at] === 1;
}

function columnsOf({ next, events, states }: MachineTable): Int32Array[] {
  return events.map((_, column) => {
    const after = new Int32Array(states.length);
    for (let local = 0; local < after.length; local++) {
      after[local] = next[local * events.length + column]!;
    }
    return after;
  });
}

/** Whether who takes `first` and then `second` takes them in the other order as well, with
 *  the same end; what is not taken is negative. */
function haveSameEnd(first: Int32Array, second: Int32Array): boolean {
  for (let value = 0; value < first.length; value++) {
    const between = first[value]!;
    if (between < 0) continue;
    const end = second[between]!;
    if (end < 0) continue;
    const other = second[value]!;
    if (other < 0 || first[other] !== end) return false;
  }
  return true;
}

/** The events that do not commute with an event because of a monitor: both move it, or one
 *  moves it and the other what it observes. */
function dependencies({ events, machines, monitors }: CompiledSystem) {
  const pairs = monitors.map(({ columnOf, observes }) => {
    const observed = new Set(observes.map(({ machine }) => machine));
    return {
      moves: new Set(events.flatMap(({ id }) => (columnOf[id]! >= 0 ? [id] : []))),
      seen: new Set(
        events.flatMap(({ id, initiator, participants }) =>
          [initiator, ...participants].some((m) => observed.has(m) && changes(machines[m]!, id))
            ? [id]
            : [],
        ),
      ),
    };
  });
  return (id: number): number[] =>
    pairs.flatMap(({ moves, seen }) => {
      if (moves.has(id)) return [...moves, ...seen];
      return seen.has(id) ? [...moves] : [];
    });
}

/** Whether an event leads a machine from some local state to another. */
function changes({ table, column }: CompiledMachine, event: number): boolean {
  const { next, events, states } = table;
  return states.some((_, local) => {
    const to = next[local * events.length + column[event]!]!;
    return to >= 0 && to !== local;
  });
}
