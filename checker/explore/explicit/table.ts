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
  const mayQuotient = machinery.tables.quotient !== null;
  let layout: Layout = capacity && mayQuotient ? "quotient" : "in place";
  let logSlots = layout === "quotient" ? Math.max(FIRST_LOG, leastQuotientLog(plan)) : FIRST_LOG;
  let isWhole = true;
  const bytesOf = (of: Layout, slots: number) => slotBytes(of, plan) * 2 ** slots;
  const fits = (of: Layout, slots: number): boolean => {
    const bytes = bytesOf(of, slots);
    return plan.table + bytes <= MOST_BYTES && plan.table + bytes + log.bytes <= memory;
  };
  const end = () => plan.table + bytesOf(layout, logSlots);

  const insertsAll = (to: number): boolean => {
    machinery.tables[layout]!.insert(to, logSlots, end());
    return stopAt() === to;
  };
  /** Keeps all states of the log anew. */
  const rebuild = (): boolean => {
    const view = new Uint8Array(machinery.memory.buffer);
    for (let first = 0; first < log.size; ) {
      const count = log.copy(first, BLOCK, view, plan.input);
      if (!insertsAll(machinery.list(count))) return false;
      first += count;
    }
    return true;
  };
  /** Keeps the states of a table in place, which has nearly the order of this one. */
  const takeOver = (slots: Uint32Array): boolean => {
    const words = new Uint32Array(machinery.memory.buffer);
    const first = plan.successors / 4;
    let at = first;
    for (let i = 0; i < slots.length; i += 2) {
      if ((slots[i]! | slots[i + 1]!) === 0) continue;
      words[at] = slots[i]!;
      words[at + 1] = slots[i + 1]!;
      at += 2;
      if (at < first + 2 * BLOCK) continue;
      if (!insertsAll(4 * at)) return false;
      at = first;
    }
    return insertsAll(4 * at);
  };
  /** Whether there is room for what a table held beside what it holds now. */
  const mayCopy = (from: Shape): boolean => {
    const bytes = bytesOf(from.layout, from.logSlots);
    return bytes <= LARGE_BYTES && end() + bytes + log.bytes <= memory;
  };
  /** Sets the table up after it had the shape `from`: in order where that can be, else anew;
   *  anew too where `from` is null. */
  const resize = (from: Shape | null): boolean => {
    const used = machinery.memory.buffer.byteLength;
    const missing = Math.ceil((end() - used) / PAGE);
    if (missing > 0) machinery.memory.grow(missing);
    const view = new Uint8Array(machinery.memory.buffer);
    // What is remembered as inserted must be in the table.
    view.fill(0, plan.recent, plan.recent + 8 * RECENT);
    // Behind what was ever used, memory is free already.
    const clear = () => view.fill(0, plan.table, used);
    if (from?.layout === layout) {
      if (machinery.tables[layout]!.regrow(logSlots, end(), from.logSlots) === 1) return true;
    } else if (from !== null && mayCopy(from)) {
      const old = view.slice(plan.table, plan.table + bytesOf(from.layout, from.logSlots));
      clear();
      if (takeOver(new Uint32Array(old.buffer))) return true;
    }
    clear();
    return rebuild();
  };
  const stopAt = () => new Uint32Array(machinery.memory.buffer)[plan.stop / 4]!;

  /** Slots of four bytes, where a state fits into them and they into the budget. */
  const narrow = (least: number): boolean => {
    if (layout === "quotient" || !mayQuotient || !fits("quotient", least)) return false;
    layout = "quotient";
    logSlots = least;
    return true;
  };
  /** More slots, or those of four bytes where slots in place are too large, and from the small
   *  size on where they take no more than slots in place would: half the memory for as many
   *  states, and fewer moves from table to table. */
  const enlarge = (): boolean => {
    const bytes = bytesOf(layout, logSlots);
    const least = Math.max(logSlots + 1, leastQuotientLog(plan));
    const next = Math.max(LARGE_BYTES, 2 * bytes);
    if (bytes >= SMALL_BYTES && bytesOf("quotient", least) <= next && narrow(least)) return true;
    const most = bytes < SMALL_BYTES ? 2 : Math.floor(Math.log2(next / bytes));
    const more = [most, 1].find((by) => fits(layout, logSlots + by));
    logSlots += more ?? 0;
    return more !== undefined || narrow(Math.max(logSlots, leastQuotientLog(plan)));
  };
  const grow = (): boolean => {
    do {
      const from = isWhole ? { layout, logSlots } : null;
      if (!enlarge()) return false;
      isWhole = resize(from);
    } while (!isWhole);
    return true;
  };
  /** Grows while what waits in `successors` is put aside; returns its new end, or null. */
  const growBeside = (from: number, to: number): number | null => {
    const before = new Uint8Array(machinery.memory.buffer);
    const waiting = before.slice(from, to);
    const [first, end] = [from, to].map((at) => (at - plan.successors) / (4 * plan.packing.words));
    const by = before.slice(plan.successorsBy + first!, plan.successorsBy + end!);
    if (!grow()) return null;
    const after = new Uint8Array(machinery.memory.buffer);
    after.set(waiting, plan.successors);
    after.set(by, plan.successorsBy);
    return plan.successors + waiting.length;
  };
  const insert = (to: number, taken: (count: number) => void): boolean => {
    // The log grows too where the table does not.
    if (plan.table + bytesOf(layout, logSlots) + log.bytes > memory) return false;
    let from = plan.successors;
    for (let until = to; ; ) {
      const most = log.size + (until - from) / (8 * plan.packing.words);
      if (most <= capacityOf(layout, 2 ** logSlots)) {
        const count = machinery.tables[layout]!.insert(until, logSlots, end());
        taken(count);
        from = stopAt();
        if (from === until) return true;
      }
      // The states before this one are in the log.
      const moved = growBeside(from, until);
      if (moved === null) return false;
      from = plan.successors;
      until = moved;
    }
  };
  resize(null);

  return {
    get layout() {
      return layout;
    },
    get bytes() {
      return bytesOf(layout, logSlots);
    },
    get logSlots() {
      return logSlots;
    },
    get end() {
      return end();
    },
    get isWhole() {
      return isWhole;
    },
    insert,
  };
}
