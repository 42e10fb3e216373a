/**
 * Shortest behaviours without stored parents.
 *
 * States are numbered in the order in which they were found, so the block whose
 * expansion found a state follows from the sizes noted before each block, about a
 * quarter of a bit a state. The block is expanded once more; the first successor
 * that equals the state is the step that found it.
 */
import { createReceiver } from "../reception.ts";
import type { Trace } from "../results.ts";
import { BLOCK } from "./plan.ts";
import type { Exploration } from "./search.ts";

/** The step that first reached a state other than the initial one. */
interface Step {
  readonly from: number;
  readonly event: number;
}

/** Finds paths in an exploration that has come to its end. */
export interface Paths {
  /** The state before the step that first reached the state. */
  parentOf(state: number): number;
  /** A shortest behaviour to a state, and one event more when it is given. */
  traceTo(state: number, event?: number | null, last?: Trace["last"]): Trace;
}

export function createPaths(exploration: Exploration): Paths {
  const { system, plan, machinery, log, blockFirst, blockSize } = exploration;
  const { words, stride } = plan.packing;
  const receiver = createReceiver(system);
  const vector = new Uint16Array(receiver.width);
  const known = new Map<number, Step>();
  const find = (state: number): Step => {
    const cached = known.get(state);
    if (cached !== undefined) return cached;
    const block = lastAtMost(blockSize.values, blockSize.length, state);
    const first = blockFirst.values[block]!;
    const end =
      block + 1 < blockFirst.length ? blockFirst.values[block + 1]! : exploration.blocksEnd;
    const memory = new Uint8Array(machinery.memory.buffer);
    // What is sought becomes a successor itself first, so that whole words can be compared.
    log.copy(state, 1, memory, plan.input);
    machinery.list(1);
    const wanted = new Uint32Array(memory.buffer, plan.successors, words * 2).slice();
    const count = log.copy(first, Math.min(BLOCK, end - first), memory, plan.input);
    const to = machinery.expand(count);
    const all = new Uint32Array(memory.buffer, plan.successors, (to - plan.successors) / 4);
    const at = placeOf(wanted, all);
    const ends = new Uint32Array(memory.buffer, plan.ends, count);
    const index = ends.findIndex((end) => end > plan.successors + at * 4);
    const begin = index === 0 ? plan.successors : ends[index - 1]!;
    const rank = (plan.successors + at * 4 - begin) / (8 * words);
    const event = enabledAt(first + index, rank);
    const step = { from: first + index, event };
    known.set(state, step);
    return step;
  };
  const enabledAt = (state: number, rank: number): number => {
    exploration.vectorOf(state, vector);
    receiver.receive(vector, 0);
    let left = rank;
    for (const { id } of system.events) {
      if (((receiver.enabled[id >>> 5]! >>> (id & 31)) & 1) === 0) continue;
      if (left === 0) return id;
      left -= 1;
    }
    throw new Error(`state ${state} of ${stride} bytes has no step of rank ${rank}`);
  };
  return {
    parentOf: (state) => find(state).from,
    traceTo(state, event = null, last = "taken") {
      const events: number[] = [];
      for (let s = state; s > 0; ) {
        const step = find(s);
        events.push(step.event);
        s = step.from;
      }
      events.reverse();
      return { events: event === null ? events : [...events, event], loop: null, last };
    },
  };
}

/** The last place with a value of at most `value` in an ascending list. */
function lastAtMost(values: Int32Array, length: number, value: number): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first place, in steps of the length of `wanted`, where it stands. */
function placeOf(wanted: Uint32Array, all: Uint32Array): number {
  const { length } = wanted;
  const [first] = wanted;
  for (let at = 0; at < all.length; at += length) {
    if (all[at] !== first) continue;
    let same = 1;
    while (same < length && all[at + same] === wanted[same]) same++;
    if (same === length) return at;
  }
  throw new Error("a state is no successor of the block that found it");
}
