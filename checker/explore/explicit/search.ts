/** Breadth-first search with generated code over packed states. */
import type { Kept } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { bitsOf, createReceiver, type Receiver } from "../reception.ts";
import type { Limit } from "../results.ts";
import { createNumberList, type NumberList } from "../store.ts";
import { type Machinery, machineryOf, writtenCode } from "./code.ts";
import { asleepAfter } from "./commute.ts";
import { createOrderLog, type OrderLog } from "./log.ts";
import { unpack } from "./packing.ts";
import { BLOCK, CELL, type Places, type Sought } from "./plan.ts";
import { createTable, type Table } from "./table.ts";

export interface SearchOptions {
  readonly sought: readonly Sought[];
  readonly maxStates: number;
  /** In milliseconds of `Date.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** Bytes for the table of states and the order log together. */
  readonly memory: number;
  /** Number of states from which on steps that find nothing new are left out. */
  readonly leaveOutFrom: number;
  /** Begin with slots of 4 bytes, and with states of fewer bits. */
  readonly capacity: boolean;
  /** Where the code is kept; the key names the system, what is sought and `capacity`. */
  readonly kept?: Kept | undefined;
  /** A state that may hold something new for who watches refusals and deadlocks. */
  readonly onLook?: (state: number, vector: Uint16Array, receiver: Receiver) => void;
  /** Whether deadlocks are still looked for. */
  readonly wantsDeadlock?: () => boolean;
  /** Asked after each block; true ends the search before it is finished. */
  readonly isDecided?: (hits: readonly (Hit | null)[]) => boolean;
}

/** The first state or step that was sought, as numbered by the search. */
export interface Hit {
  readonly state: number;
  /** Null when the state itself is what was sought. */
  readonly event: number | null;
}

export interface Exploration {
  readonly system: CompiledSystem;
  readonly plan: Places;
  readonly machinery: Machinery;
  readonly log: OrderLog;
  readonly table: Table;
  /** States before this number have all their steps. */
  readonly expanded: number;
  readonly size: number;
  readonly transitions: number;
  readonly depth: number;
  readonly limit: Limit | null;
  /** For each thing sought, or null. */
  readonly hits: readonly (Hit | null)[];
  /** First state of each block, and how many states were known before it was expanded. */
  readonly blockFirst: NumberList<Int32Array>;
  readonly blockSize: NumberList<Int32Array>;
  /** For each distance, the number of states up to it. */
  readonly levelEnds: readonly number[];
  /** Behind the last state of the last block. */
  readonly blocksEnd: number;
  /** Reads one state. */
  vectorOf(state: number, into: Uint16Array): void;
}

/** Blocks between two looks at the clock, and between two pauses. */
const PAUSE = 64;

/** Yields before the first block, when all code is written, and after every few blocks. */
export function* search(
  system: CompiledSystem,
  options: SearchOptions,
): Generator<Exploration, Exploration, undefined> {
  const exploration = begin(system, options);
  const { plan, machinery, log, table } = exploration;
  const memory = memoryOf(machinery);
  const finds = findsOf(exploration, options, memory);
  const look = looking(exploration, options, memory);
  const block = blocksOf(exploration, memory);
  const leaveOut = leavingOut(exploration, options, memory);
  const take = (count: number): void => {
    if (count === 0) return;
    const first = log.size;
    log.append(memory.bytes(), plan.output, plan.outputBy, count);
    machinery.check(count);
    finds.collect(exploration.expanded, first);
  };

  memory.bytes().fill(0, plan.output, plan.output + plan.packing.stride);
  take(1);
  for (let blocks = 0; exploration.expanded < log.size; blocks++) {
    if (blocks % PAUSE === 0) {
      exploration.limit = reachedLimit(options);
      if (exploration.limit !== null) return exploration;
      yield exploration;
    }
    const count = block.read();
    leaveOut();
    const to = block.expand(count);
    finds.collect(exploration.expanded, log.size);
    look();
    if (!table.insert(to, take)) {
      exploration.limit = "memory";
      return exploration;
    }
    exploration.expanded += count;
    if (log.size > options.maxStates) {
      exploration.limit = "states";
      return exploration;
    }
    if (options.isDecided?.(exploration.hits)) return exploration;
  }
  return exploration;
}

/** An exploration as it goes on. */
interface Growing extends Omit<Exploration, "expanded" | "transitions" | "depth" | "limit"> {
  readonly hits: (Hit | null)[];
  readonly levelEnds: number[];
  expanded: number;
  transitions: number;
  depth: number;
  limit: Limit | null;
  blocksEnd: number;
}

/** Nothing is explored yet. */
function begin(system: CompiledSystem, options: SearchOptions): Growing {
  const written = writtenCode(system, options.sought, options.capacity, options.kept);
  const plan = written.places;
  const machinery = machineryOf(written);
  const log = createOrderLog(plan.packing.stride);
  const single = new Uint8Array(plan.packing.stride + 8);
  return {
    system,
    plan,
    machinery,
    log,
    table: createTable(plan, machinery, log, options),
    expanded: 0,
    get size() {
      return log.size;
    },
    transitions: 0,
    depth: 0,
    limit: null,
    hits: options.sought.map(() => null),
    blockFirst: createNumberList((n) => new Int32Array(n)),
    blockSize: createNumberList((n) => new Int32Array(n)),
    levelEnds: [1],
    blocksEnd: 0,
    vectorOf(state: number, into: Uint16Array): void {
      log.copy(state, 1, single, 0);
      unpack(plan.packing, new DataView(single.buffer), 0, into);
    },
  };
}

/** The memory of the generated code, which is another buffer after it has grown. */
interface Memory {
  bytes(): Uint8Array;
  word(at: number): Uint32Array;
}

function memoryOf({ memory }: Machinery): Memory {
  let view = new Uint8Array(memory.buffer);
  return {
    bytes() {
      if (view.length === 0) view = new Uint8Array(memory.buffer);
      return view;
    },
    word: (at) => new Uint32Array(memory.buffer, at, 1),
  };
}

/** Notes what of that which is sought the code has found. */
function findsOf({ plan, machinery, hits }: Growing, options: SearchOptions, { word }: Memory) {
  for (const { cell } of plan.wanted) word(cell + CELL.open)[0] = 1;
  word(plan.deadlocks)[0] = options.wantsDeadlock?.() ? 1 : 0;
  /** What follows an event is written as long as a property looks at it. */
  const stayAwake = (): void => {
    const awake = new BigUint64Array(machinery.memory.buffer, plan.awake, plan.masks).fill(0n);
    for (const wanted of plan.wanted) {
      if (wanted.is === "state" || wanted.after === null) continue;
      if (word(wanted.cell + CELL.open)[0] === 0) continue;
      for (const [k, ids] of wanted.events.entries()) awake[k]! |= ids;
    }
  };
  stayAwake();
  /** Notes what the last call found; states are counted from `steps` or, for states that were
   *  sought, from `states`. */
  const collect = (steps: number, states: number): void => {
    if (word(plan.news)[0] === 0) return;
    word(plan.news)[0] = 0;
    for (const [i, wanted] of plan.wanted.entries()) {
      const [open, state, event] = new Uint32Array(machinery.memory.buffer, wanted.cell, 3);
      if (open === 1 || hits[i] !== null) continue;
      hits[i] =
        wanted.is === "state"
          ? { state: states + state!, event: null }
          : { state: steps + state!, event: event! };
    }
    stayAwake();
  };
  return { collect };
}

/** Shows the states of a block that may hold something new to whoever watches. */
function looking(exploration: Growing, options: SearchOptions, { word }: Memory): () => void {
  const { system, plan, machinery } = exploration;
  const receiver = createReceiver(system);
  const vector = new Uint16Array(receiver.width);
  /** What is silent there need not be shown again. */
  const forgetSilences = (): void => {
    for (const event of bitsOf(receiver.unanswered)) {
      for (const machine of receiver.silentMachines(vector, 0, event)) {
        const row = plan.fresh[machine]! + vector[machine]! * plan.masks * 8;
        word(row + (event >>> 5) * 4)[0]! &= ~(1 << (event & 31));
      }
    }
  };
  return () => {
    const [count = 0] = word(plan.attention);
    if (count === 0 || options.onLook === undefined) return;
    const states = new Uint32Array(machinery.memory.buffer, plan.attention + 4, count).slice();
    const bytes = new DataView(machinery.memory.buffer);
    for (const index of states) {
      unpack(plan.packing, bytes, plan.input + index * plan.packing.stride, vector);
      receiver.receive(vector, 0);
      options.onLook(exploration.expanded + index, vector, receiver);
      forgetSilences();
    }
    word(plan.deadlocks)[0] = options.wantsDeadlock?.() ? 1 : 0;
  };
}

/** States are expanded block by block; a block ends with the states of one distance. */
function blocksOf(exploration: Growing, { bytes, word }: Memory) {
  const { plan, machinery, log } = exploration;
  let levelEnd = 1;
  return {
    /** Puts the next states where the code reads them; returns how many. */
    read(): number {
      const first = exploration.expanded;
      if (first === levelEnd) {
        exploration.depth += 1;
        levelEnd = log.size;
        exploration.levelEnds.push(levelEnd);
      }
      exploration.blockFirst.push(first);
      exploration.blockSize.push(log.size);
      const count = log.copy(first, Math.min(BLOCK, levelEnd - first), bytes(), plan.input);
      exploration.blocksEnd = first + count;
      return count;
    },
    /** Writes their successors; returns where these end. */
    expand(count: number): number {
      log.takeBy(exploration.expanded, count, bytes(), plan.inputBy);
      const to = machinery.expand(count);
      bytes().fill(0, plan.inputBy, plan.inputBy + 2 * count);
      exploration.transitions += word(plan.steps)[0]!;
      return to;
    },
  };
}

/** From some number of states on, steps that find nothing new are left out: to be called before
 *  each block. */
function leavingOut(
  { system, plan, log }: Growing,
  { leaveOutFrom, kept }: SearchOptions,
  { bytes }: Memory,
): () => void {
  let leavesOut = false;
  return () => {
    if (leavesOut || log.size < leaveOutFrom) return;
    leavesOut = true;
    const rows = asleepRows(system, plan, kept);
    bytes().set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), plan.asleep);
  };
}

function asleepRows(system: CompiledSystem, plan: Places, kept: Kept | undefined): Uint32Array {
  const key = `${kept?.key} asleep`;
  const found = (kept?.cache.find(key) ?? null) as Uint32Array | null;
  if (found !== null) return found;
  const rows = asleepAfter(system, plan.packing, 2 * plan.masks);
  kept?.cache.keep(key, rows);
  return rows;
}

function reachedLimit({ deadline, signal }: SearchOptions): Limit | null {
  if (signal?.aborted) return "aborted";
  return Date.now() > deadline ? "time" : null;
}

/** Whether every reachable state was expanded. */
export function isFinished(exploration: Exploration): boolean {
  return exploration.expanded === exploration.size;
}
