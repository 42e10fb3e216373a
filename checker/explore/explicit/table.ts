/** The set of states: which layout it has, how large it is, and when it grows. */
import type { Machinery } from "./code.ts";
import type { OrderLog } from "./log.ts";
import { BLOCK, type Places, RECENT } from "./plan.ts";
import { capacityOf, type Layout, leastQuotientLog, slotBytes } from "./probe.ts";

const PAGE = 65_536;
/** A table may not reach the last page: an address behind it must still be a number. */
const MOST_BYTES = 2 ** 32 - PAGE;
const FIRST_LOG = 13;
/** A table grows four times at once to the first of these sizes, from there to the second, and
 *  then twice: few states are moved, and a small search touches little memory. */
const SMALL_BYTES = 2 ** 24;
const LARGE_BYTES = 2 ** 27;

interface Shape {
  readonly layout: Layout;
  readonly logSlots: number;
}

export interface Table extends Shape {
  readonly bytes: number;
  /** Address behind the last slot. */
  readonly end: number;
  /** False after a growth that failed: the table lacks states. */
  readonly isWhole: boolean;
  /** Keeps the states in `successors` up to `to`, writes the new ones to `output` from its
   *  start and hands them over; false when the budget does not allow it. */
  insert(to: number, taken: (count: number) => void): boolean;
}

export interface TableOptions {
  /** Begin with quotient slots where the states fit into them. */
  readonly capacity: boolean;
  /** Bytes that table and order log may have together. */
  readonly memory: number;
}

export function createTable(
  plan: Places,
  machinery: Machinery,
  log: OrderLog,
  { capacity, memory }: TableOptions,
): Table {
  const layout: Layout = capacity && machinery.tables.quotient !== null ? "quotient" : "in place";
  const logSlots = layout === "quotient" ? Math.max(FIRST_LOG, leastQuotientLog(plan)) : FIRST_LOG;
  const table: Growing = { plan, machinery, log, memory, layout, logSlots, isWhole: true };
  resize(table, null);
  return {
    get layout() {
      return table.layout;
    },
    get bytes() {
      return bytesOf(table);
    },
    get logSlots() {
      return table.logSlots;
    },
    get end() {
      return endOf(table);
    },
    get isWhole() {
      return table.isWhole;
    },
    insert: (to, taken) => insert(table, to, taken),
  };
}

/** A table, with all that it stands in, and its shape at the moment. */
interface Growing {
  readonly plan: Places;
  readonly machinery: Machinery;
  readonly log: OrderLog;
  /** Bytes that table and order log may have together. */
  readonly memory: number;
  layout: Layout;
  logSlots: number;
  isWhole: boolean;
}

const bytesOf = (
  { plan, layout, logSlots }: Growing,
  shape: Shape = { layout, logSlots },
): number => slotBytes(shape.layout, plan) * 2 ** shape.logSlots;
const endOf = (table: Growing): number => table.plan.table + bytesOf(table);
const stopAt = ({ machinery, plan }: Growing): number =>
  new Uint32Array(machinery.memory.buffer)[plan.stop / 4]!;

/** Calls the code that keeps what stands in `successors` up to `to`; returns how many are new. */
const insertsSome = (table: Growing, to: number): number =>
  table.machinery.tables[table.layout]!.insert(to, table.logSlots, endOf(table));

/** Keeps all of them; false where there was no room for some. */
function insertsAll(table: Growing, to: number): boolean {
  insertsSome(table, to);
  return stopAt(table) === to;
}

function insert(table: Growing, to: number, taken: (count: number) => void): boolean {
  const { plan, log } = table;
  // The log grows too where the table does not.
  if (endOf(table) + log.bytes > table.memory) return false;
  let from = plan.successors;
  for (let until = to; ; ) {
    const most = log.size + (until - from) / (8 * plan.packing.words);
    if (most <= capacityOf(table.layout, 2 ** table.logSlots)) {
      taken(insertsSome(table, until));
      from = stopAt(table);
      if (from === until) return true;
    }
    // The states before this one are in the log.
    const moved = growBeside(table, from, until);
    if (moved === null) return false;
    from = plan.successors;
    until = moved;
  }
}

/** Grows while what waits in `successors` is put aside; returns its new end, or null. */
function growBeside(table: Growing, from: number, to: number): number | null {
  const { plan, machinery } = table;
  const before = new Uint8Array(machinery.memory.buffer);
  const waiting = before.slice(from, to);
  const [first, end] = [from, to].map((at) => (at - plan.successors) / (4 * plan.packing.words));
  const by = before.slice(plan.successorsBy + first!, plan.successorsBy + end!);
  if (!grow(table)) return null;
  const after = new Uint8Array(machinery.memory.buffer);
  after.set(waiting, plan.successors);
  after.set(by, plan.successorsBy);
  return plan.successors + waiting.length;
}

function grow(table: Growing): boolean {
  do {
    const { isWhole, layout, logSlots } = table;
    if (!enlarge(table)) return false;
    table.isWhole = resize(table, isWhole ? { layout, logSlots } : null);
  } while (!table.isWhole);
  return true;
}

/** More slots, or those of four bytes where slots in place are too large, and from the small
 *  size on where they take no more than slots in place would: half the memory for as many
 *  states, and fewer moves from table to table. */
function enlarge(table: Growing): boolean {
  const { plan, layout, logSlots } = table;
  const bytes = bytesOf(table);
  const least = Math.max(logSlots + 1, leastQuotientLog(plan));
  const next = Math.max(LARGE_BYTES, 2 * bytes);
  const narrowed = bytesOf(table, { layout: "quotient", logSlots: least });
  if (bytes >= SMALL_BYTES && narrowed <= next && narrow(table, least)) return true;
  const most = bytes < SMALL_BYTES ? 2 : Math.floor(Math.log2(next / bytes));
  const more = [most, 1].find((by) => fits(table, { layout, logSlots: logSlots + by }));
  table.logSlots += more ?? 0;
  return more !== undefined || narrow(table, Math.max(logSlots, leastQuotientLog(plan)));
}

/** Slots of four bytes, where a state fits into them and they into the budget. */
function narrow(table: Growing, least: number): boolean {
  const mayQuotient = table.machinery.tables.quotient !== null;
  const shape: Shape = { layout: "quotient", logSlots: least };
  if (table.layout === "quotient" || !mayQuotient || !fits(table, shape)) return false;
  table.layout = shape.layout;
  table.logSlots = shape.logSlots;
  return true;
}

function fits(table: Growing, shape: Shape): boolean {
  const bytes = table.plan.table + bytesOf(table, shape);
  return bytes <= MOST_BYTES && bytes + table.log.bytes <= table.memory;
}

/** Sets the table up after it had the shape `from`: in order where that can be, else anew;
 *  anew too where `from` is null. */
function resize(table: Growing, from: Shape | null): boolean {
  const { plan, machinery, layout, logSlots } = table;
  const end = endOf(table);
  const used = machinery.memory.buffer.byteLength;
  const missing = Math.ceil((end - used) / PAGE);
  if (missing > 0) machinery.memory.grow(missing);
  const view = new Uint8Array(machinery.memory.buffer);
  // What is remembered as inserted must be in the table.
  view.fill(0, plan.recent, plan.recent + 8 * RECENT);
  // Behind what was ever used, memory is free already.
  const clear = () => view.fill(0, plan.table, used);
  if (from?.layout === layout) {
    if (machinery.tables[layout]!.regrow(logSlots, end, from.logSlots) === 1) return true;
  } else if (from !== null && mayCopy(table, from)) {
    const old = view.slice(plan.table, plan.table + bytesOf(table, from));
    clear();
    if (takeOver(table, new Uint32Array(old.buffer))) return true;
  }
  clear();
  return rebuild(table);
}

/** Whether there is room for what a table held beside what it holds now. */
function mayCopy(table: Growing, from: Shape): boolean {
  const bytes = bytesOf(table, from);
  return bytes <= LARGE_BYTES && endOf(table) + bytes + table.log.bytes <= table.memory;
}

/** Keeps the states of a table in place, which has nearly the order of this one. */
function takeOver(table: Growing, slots: Uint32Array): boolean {
  const words = new Uint32Array(table.machinery.memory.buffer);
  const first = table.plan.successors / 4;
  let at = first;
  for (let i = 0; i < slots.length; i += 2) {
    if ((slots[i]! | slots[i + 1]!) === 0) continue;
    words[at] = slots[i]!;
    words[at + 1] = slots[i + 1]!;
    at += 2;
    if (at < first + 2 * BLOCK) continue;
    if (!insertsAll(table, 4 * at)) return false;
    at = first;
  }
  return insertsAll(table, 4 * at);
}

/** Keeps all states of the log anew. */
function rebuild(table: Growing): boolean {
  const { machinery, log, plan } = table;
  const view = new Uint8Array(machinery.memory.buffer);
  for (let first = 0; first < log.size; ) {
    const count = log.copy(first, BLOCK, view, plan.input);
    if (!insertsAll(table, machinery.list(count))) return false;
    first += count;
  }
  return true;
}
