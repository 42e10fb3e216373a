/** Waits without exit, by marking the states from which a continuation leads out. */
import type { CompiledMachine } from "../../compile/system.ts";
import type { LocalState } from "../../types.ts";
import type { EndlessWait } from "../results.ts";
import { BLOCK } from "./plan.ts";
import type { Exploration } from "./search.ts";
import type { Paths } from "./traces.ts";

/**
 * For each machine, the nearest state in which it waits for ever, as the plain
 * engine defines it. A wave over all states, from the last found to the first,
 * marks those that leave; waves over what is left follow until nothing changes.
 */
export function endlessWaits(exploration: Exploration, paths: Paths): EndlessWait[] {
  const { machines } = exploration.system;
  return machines.flatMap((machine): EndlessWait[] => {
    if (!machine.table.states.some(isWaiting)) return [];
    const remaining = withoutExit(exploration, machine);
    if (remaining.length === 0) return [];
    const nearest = remaining[0]!;
    const vector = new Uint16Array(exploration.plan.packing.unitOf.length);
    exploration.vectorOf(nearest, vector);
    const trace = paths.traceTo(nearest);
    return [
      {
        machine: machine.name,
        local: machine.table.states[vector[machine.index]!]!,
        steps: trace.events.length,
        trace,
        states: remaining.length,
      },
    ];
  });
}

/** Whether the local state is tagged as one of waiting. */
export function isWaiting({ tags }: Pick<LocalState, "tags">): boolean {
  return tags.includes("waiting");
}

/** Numbers of the states in which the machine waits and never leaves, ascending. */
function withoutExit(exploration: Exploration, { index }: CompiledMachine): number[] {
  const { expanded, size, plan, machinery, table } = exploration;
  const { word, shift, bits } = plan.packing.units[plan.packing.unitOf[index]!]!;
  const code = machinery.tables[table.layout]!;
  const markWith = (count: number, waiting: number): void => {
    code.mark(count, table.logSlots, table.end, word * 8, shift, 2 ** bits - 1, waiting);
  };
  code.unmark(table.end);
  // What was not expanded counts as a way out.
  for (const [first, count] of blocksOf(exploration, expanded, size)) {
    loadRange(exploration, first, count);
    markWith(count, 0);
  }
  const waiting = plan.waiting[index]!;
  let left: number[] = [];
  const wave = (states: readonly number[]): void => {
    machinery.expand(states.length);
    markWith(states.length, waiting);
    const flags = new Uint8Array(machinery.memory.buffer, plan.flags, states.length);
    for (const [i, state] of states.entries()) if (flags[i] === 0) left.push(state);
  };
  for (const [first, count] of [...blocksOf(exploration, 0, expanded)].reverse()) {
    loadRange(exploration, first, count);
    wave(Array.from({ length: count }, (_, i) => first + i));
  }
  for (let before = -1; before !== left.length; ) {
    const again = left;
    before = left.length;
    left = [];
    for (let at = 0; at < again.length; at += BLOCK) {
      const states = again.slice(at, at + BLOCK);
      loadEach(exploration, states);
      wave(states);
    }
  }
  return left.sort((a, b) => a - b);
}

/** Ranges of at most a block that together are `from` to `to`. */
function* blocksOf(
  { log, machinery, plan }: Exploration,
  from: number,
  to: number,
): Generator<readonly [number, number]> {
  const view = new Uint8Array(machinery.memory.buffer);
  for (let first = from; first < to; ) {
    const count = log.copy(first, Math.min(BLOCK, to - first), view, plan.input);
    yield [first, count];
    first += count;
  }
}

function loadRange({ log, machinery, plan }: Exploration, first: number, count: number): void {
  log.copy(first, count, new Uint8Array(machinery.memory.buffer), plan.input);
}

function loadEach({ log, machinery, plan }: Exploration, states: readonly number[]): void {
  const view = new Uint8Array(machinery.memory.buffer);
  for (const [i, state] of states.entries()) {
    log.copy(state, 1, view, plan.input + i * plan.packing.stride);
  }
}
