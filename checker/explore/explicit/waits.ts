/**
 * Waits without exit, as the plain engine defines them.
 *
 * Where the steps of all states fit into the budget, what can leave is passed back along
 * them, for all machines at once, from the last state found to the first and again until
 * nothing changes. Else the states from which a continuation leads out are marked in the
 * table, machine by machine, and the steps are found anew for each wave.
 */
import type { CompiledMachine } from "../../compile/system.ts";
import type { LocalState } from "../../types/index.ts";
import type { EndlessWait, Limit } from "../results.ts";
import { edgesOf, type Look, within } from "../search.ts";
import { bitsOfStates } from "./holds.ts";
import { BLOCK } from "./plan.ts";
import type { Exploration, SearchOptions } from "./search.ts";
import { type Steps, stepsOf } from "./space.ts";
import type { Paths } from "./traces.ts";

/** Where a machine waits for ever. */
interface Waiting {
  /** The state that was found first, and how many there are. */
  readonly nearest: number;
  readonly states: number;
}

/** Machines that are looked at together: a bit each. */
const TOGETHER = 31;

/** For each machine, the nearest state in which it waits for ever, or the limit within
 *  which that cannot be known. */
export function endlessWaits(
  exploration: Exploration,
  paths: Paths,
  limits: Pick<SearchOptions, "memory" | "deadline" | "signal">,
): EndlessWait[] | Limit {
  return within(limits, (look) => waitsWithin(exploration, paths, limits.memory, look));
}

function waitsWithin(
  exploration: Exploration,
  paths: Paths,
  memory: number,
  look: Look,
): EndlessWait[] | Limit {
  const { machines } = exploration.system;
  const waiting = machines.filter(({ table }) => table.states.some(isWaiting));
  if (waiting.length === 0) return [];
  if (!exploration.table.isWhole) return "memory";
  const steps = waiting.length > TOGETHER ? null : stepsOf(exploration, memory, look);
  const found = steps === null ? null : alongSteps(exploration, steps, waiting, look);
  const vector = new Uint16Array(exploration.plan.packing.unitOf.length);
  return waiting.flatMap((machine, i): EndlessWait[] => {
    const wait = found === null ? byMarks(exploration, machine, look) : found[i]!;
    if (wait === null) return [];
    exploration.vectorOf(wait.nearest, vector);
    const trace = paths.traceTo(wait.nearest);
    return [
      {
        machine: machine.name,
        local: machine.table.states[vector[machine.index]!]!,
        steps: trace.events.length,
        trace,
        states: wait.states,
      },
    ];
  });
}

function alongSteps(
  exploration: Exploration,
  { edges, isRefused }: Steps,
  machines: readonly CompiledMachine[],
  look: Look,
): (Waiting | null)[] {
  const { size, expanded } = exploration;
  const all = 2 ** machines.length - 1;
  /** For each state, the machines that do not wait or can leave. */
  const leaves = bitsOfStates(
    exploration,
    machines.map(({ index, table }, i) => ({
      machine: index,
      bits: table.states.map((state) => (isWaiting(state) ? 0 : 1 << i)),
    })),
    look,
  );
  const to = edges.edgeTo.values;
  let left: number[] = [];
  /** Whether a machine leaves that was not known to; what still has one that does not is kept. */
  const pass = (state: number): boolean => {
    look();
    const before = leaves[state]!;
    let now = before;
    const [first, end] = edgesOf(edges, state);
    for (let edge = first; edge < end && now !== all; edge++) now |= leaves[to[edge]!]!;
    leaves[state] = now;
    if (now !== all) left.push(state);
    return now !== before;
  };
  for (let state = size - 1; state >= 0; state--) {
    // What was not expanded counts as a way out, and so does silence.
    if (state >= expanded || isRefused[state] === 1) leaves[state] = all;
    else if (leaves[state] !== all) pass(state);
  }
  for (let isChanging = true; isChanging; ) {
    isChanging = false;
    const again = left;
    left = [];
    for (const state of again) isChanging = pass(state) || isChanging;
  }
  left.sort((a, b) => a - b);
  return machines.map((_, i) => {
    const own = left.filter((state) => ((leaves[state]! >>> i) & 1) === 0);
    return own.length === 0 ? null : { nearest: own[0]!, states: own.length };
  });
}

/** Whether the local state is tagged as one of waiting. */
function isWaiting({ tags }: Pick<LocalState, "tags">): boolean {
  return tags.includes("waiting");
}

/** Where the machine waits and never leaves. */
function byMarks(exploration: Exploration, { index }: CompiledMachine, look: Look): Waiting | null {
  const { expanded, size, plan, machinery, table } = exploration;
  const { word, shift, bits } = plan.packing.units[plan.packing.unitOf[index]!]!;
  const code = machinery.tables[table.layout]!;
  const markWith = (count: number, waiting: number): void => {
    code.mark(count, table.logSlots, table.end, word * 8, shift, 2 ** bits - 1, waiting);
  };
  code.unmark(table.end);
  // What was not expanded counts as a way out.
  for (const [first, count] of blocksOf(exploration, expanded, size)) {
    look(count);
    loadRange(exploration, first, count);
    markWith(count, 0);
  }
  const waiting = plan.waiting[index]!;
  let left: number[] = [];
  const wave = (states: readonly number[]): void => {
    look(states.length);
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
  if (left.length === 0) return null;
  return { nearest: left.reduce((a, b) => Math.min(a, b)), states: left.length };
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
