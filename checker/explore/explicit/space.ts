/** The explored space as the search for a lasso reads it: numbered states and their steps. */
import { lowerPredicate } from "../../compile/predicates.ts";
import type { Space } from "../liveness.ts";
import { createReceiver } from "../reception.ts";
import type { Edges, Look } from "../search.ts";
import { statesWith } from "./holds.ts";
import { NUMBER_BYTES } from "./locate.ts";
import { BLOCK } from "./plan.ts";
import { type Exploration, isFinished } from "./search.ts";
import type { Paths } from "./traces.ts";

/** Bytes of a step, and of a state while a lasso is looked for: where its steps begin, whether
 *  an event is unanswered, and what the search itself notes of it. */
const STEP_BYTES = 6;
const STATE_BYTES = 40;
const PAGE = 65_536;
const MOST_BYTES = 2 ** 32 - PAGE;

/** Null where the table lacks states, or the budget of bytes does not allow it. */
export function spaceOf(
  found: Exploration,
  paths: Paths,
  memory: number,
  look: Look,
): Space | null {
  const { system, plan, size } = found;
  const steps = stepsOf(found, memory, look);
  if (steps === null) return null;
  const { edges, isRefused } = steps;
  const receiver = createReceiver(system);
  const vector = new Uint16Array(plan.packing.unitOf.length);
  return {
    system,
    edges,
    levelEnds: isFinished(found) ? found.levelEnds : [...found.levelEnds, size],
    test(predicate, name) {
      const holds = statesWith(found, lowerPredicate(system, predicate, name), look);
      return (state) => holds[state] === 1;
    },
    unanswered(state) {
      if (isRefused[state] === 0) return null;
      found.vectorOf(state, vector);
      receiver.receive(vector, 0);
      return receiver.unanswered;
    },
    pathTo: (state) => [...paths.traceTo(state).events],
  };
}

/** All steps of the expanded states. */
export interface Steps {
  readonly edges: Edges;
  /** For each expanded state, 1 where an event is unanswered. */
  readonly isRefused: Uint8Array;
}

const known = new WeakMap<Exploration, Steps | null>();

/** Null where the table lacks states, or the budget of bytes does not allow it. */
export function stepsOf(found: Exploration, memory: number, look: Look): Steps | null {
  const before = known.get(found);
  if (before !== undefined) return before;
  const { table, log, transitions, size } = found;
  const numbers = 2 ** table.logSlots * NUMBER_BYTES;
  const bytes = table.end + numbers + log.bytes + transitions * STEP_BYTES + size * STATE_BYTES;
  const isAllowed = table.isWhole && table.end + numbers <= MOST_BYTES && bytes <= memory;
  if (isAllowed) number(found, numbers, look);
  const steps = isAllowed ? listSteps(found, look) : null;
  known.set(found, steps);
  return steps;
}

/** Numbers all states behind the table. */
function number(
  { machinery, plan, table, log, size }: Exploration,
  numbers: number,
  look: Look,
): void {
  const { memory, list, tables } = machinery;
  const missing = Math.ceil((table.end + numbers - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
  const view = new Uint8Array(memory.buffer);
  for (let first = 0; first < size; ) {
    const count = log.copy(first, BLOCK, view, plan.input);
    look(count);
    tables[table.layout]!.number(list(count), table.logSlots, table.end, first);
    first += count;
  }
}

function listSteps(found: Exploration, look: Look): Steps {
  const { machinery, plan, table, log, expanded, size, transitions } = found;
  const { memory, expand, tables } = machinery;
  const { locate } = tables[table.layout]!;
  const view = new Uint8Array(memory.buffer);
  const firstEdge = new Int32Array(expanded);
  const to = new Int32Array(transitions);
  const event = new Uint16Array(transitions);
  const isRefused = new Uint8Array(expanded);
  const bytes = 8 * plan.packing.words;
  let steps = 0;
  for (let first = 0; first < expanded; ) {
    const count = log.copy(first, Math.min(BLOCK, expanded - first), view, plan.input);
    look(count);
    const end = expand(count);
    const here = (end - plan.successors) / bytes;
    locate(end, table.logSlots, table.end, 0);
    to.set(new Int32Array(memory.buffer, plan.output, here), steps);
    event.set(new Uint16Array(memory.buffer, plan.successorsBy, here), steps);
    isRefused.set(new Uint8Array(memory.buffer, plan.flags, count), first);
    const ends = new Uint32Array(memory.buffer, plan.ends, count);
    firstEdge[first] = steps;
    for (let i = 1; i < count; i++) {
      firstEdge[first + i] = steps + (ends[i - 1]! - plan.successors) / bytes;
    }
    steps += here;
    first += count;
  }
  // Events were numbered from 1 on.
  for (let step = 0; step < steps; step++) event[step]! -= 1;
  const edges = {
    store: { size },
    expanded,
    firstEdge: { values: firstEdge },
    edgeTo: { values: to, length: steps },
    edgeEvent: { values: event },
  };
  return { edges, isRefused };
}
