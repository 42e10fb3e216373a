/**
 * Where a swap takes the local states of a machine.
 *
 * The machine and the one that takes its place are stepped together, one with each
 * event, the other with the event that takes its place. The pairs of states that
 * are met must be one to one and must answer alike. A machine that holds the
 * parameter in its state need not begin in the state that takes the place of its
 * initial one: a register that selects queue 0 at first is a register that
 * selects queue 1 at first, seen from the other side.
 */
import { ModelError } from "../../compile/errors.ts";
import { localName } from "../../compile/local.ts";
import {
  BLOCKED,
  type CompiledMachine,
  type CompiledSystem,
  FORBIDDEN,
  SILENT,
} from "../../compile/system.ts";
import { LEAVE_OUT, type Swap } from "./swap.ts";

/** In a map: the machine never reaches the state. */
export const UNREACHED = 0xffff;

/** Machine by machine: local state -> local state of the machine that takes its place. */
export type LocalMaps = readonly Uint16Array[];

/** Why two states do not take each other's place: at the first, nearest, difference. */
interface Difference {
  readonly state: number;
  readonly other: number;
  /** Null where their tags differ. */
  readonly event: number | null;
}

/** @throws ModelError naming a machine that tells the values apart, and an event. */
export function localMapsOf(system: CompiledSystem, swap: Swap): LocalMaps {
  const maps: Uint16Array[] = [];
  for (const machine of system.machines) {
    const place = swap.machines[machine.index]!;
    const known = maps[place];
    // The way back is the same way, so that a swap taken twice changes nothing.
    maps.push(place < machine.index ? inverse(known!, machine) : mapOf(system, swap, machine));
  }
  return maps;
}

function inverse(map: Uint16Array, { table }: CompiledMachine): Uint16Array {
  const back = new Uint16Array(table.states.length).fill(UNREACHED);
  for (const [from, to] of map.entries()) if (to !== UNREACHED) back[to] = from;
  return back;
}

function mapOf(system: CompiledSystem, swap: Swap, machine: CompiledMachine): Uint16Array {
  const other = system.machines[swap.machines[machine.index]!]!;
  let first: Difference | null = null;
  for (let start = 0; start < other.table.states.length; start++) {
    const found = stepTogether(system, swap, machine, other, start);
    if (!(found instanceof Uint16Array)) {
      first ??= found;
      continue;
    }
    if (machine !== other) return found;
    if (found.every((to, state) => to === UNREACHED || found[to] === state)) return found;
  }
  throw tellsApart(system, swap, machine, other, first);
}

/** The pairs that are met from the initial state and `start`, or the first difference. */
function stepTogether(
  system: CompiledSystem,
  swap: Swap,
  machine: CompiledMachine,
  other: CompiledMachine,
  start: number,
): Uint16Array | Difference {
  const map = new Uint16Array(machine.table.states.length).fill(UNREACHED);
  const back = new Uint16Array(other.table.states.length).fill(UNREACHED);
  const own = system.events.filter(({ id }) => machine.column[id]! >= 0);
  map[0] = start;
  back[start] = 0;
  const met = [0];
  for (const state of met) {
    const pair = { state, other: map[state]! };
    if (tagsOf(machine, state) !== tagsOf(other, pair.other)) return { ...pair, event: null };
    for (const { id } of own) {
      const next = nextOf(machine, state, id);
      const like = nextOf(other, pair.other, swap.events[id]!);
      if (next < 0 || like < 0) {
        if (next !== like) return { ...pair, event: id };
        continue;
      }
      if (map[next] === UNREACHED && back[like] === UNREACHED) {
        map[next] = like;
        back[like] = next;
        met.push(next);
      } else if (map[next] !== like) return { ...pair, event: id };
    }
  }
  // Else what takes the place of the other's initial state is not known.
  return back[0] === UNREACHED ? { state: 0, other: start, event: null } : map;
}

function nextOf({ table, column }: CompiledMachine, state: number, event: number): number {
  return table.next[state * table.events.length + column[event]!]!;
}

function tagsOf({ table }: CompiledMachine, state: number): string {
  return table.states[state]!.tags.join();
}

const REFUSALS: Readonly<Record<number, string>> = {
  [BLOCKED]: "blocks",
  [SILENT]: "has no answer to",
  [FORBIDDEN]: "is forbidden",
};

function tellsApart(
  system: CompiledSystem,
  { parameter, values, events }: Swap,
  machine: CompiledMachine,
  other: CompiledMachine,
  difference: Difference | null,
): ModelError {
  const who = `Machine "${machine.name}" tells "${parameter}" ${values.join(" and ")} apart`;
  const legal = `legal with --symmetry: the same for each value. ${LEAVE_OUT}`;
  if (difference === null) return new ModelError(`${who} from its initial state on; ${legal}`);
  const local = localName(machine.table.states[difference.state]!);
  const like = localName(other.table.states[difference.other]!);
  const pair = local === like && machine === other ? `in ${local}` : `in ${local}, and in ${like}`;
  if (difference.event === null) return new ModelError(`${who} ${pair}, by its tags; ${legal}`);
  const answer = (of: CompiledMachine, state: number, event: number): string => {
    const next = nextOf(of, state, event);
    return `${next >= 0 ? "takes" : REFUSALS[next]} ${system.events[event]!.name}`;
  };
  const one = answer(machine, difference.state, difference.event);
  const two = answer(other, difference.other, events[difference.event]!);
  return new ModelError(`${who}: ${pair} it ${one}, and ${two}; ${legal}`);
}
