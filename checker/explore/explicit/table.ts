/** The set of states: which layout it has, how large it is, and when it grows. */
import type { Machinery } from "./code.ts";
import type { OrderLog } from "./log.ts";
import { BLOCK, type Places, RECENT } from "./plan.ts";
import { capacityOf, type Layout, leastQuotientLog, slotBytes } from "./probe.ts";

const PAGE = 65_536;
/** A table may not reach the last page: an address behind it must still be a number. */
const MOST_BYTES = 2 ** 32 - PAGE;
const FIRST_LOG = 13;
/** A smaller table grows four times at once, so that fewer states are moved. */
const SMALL_BYTES = 2 ** 26;
/** From this size on a table in place gives way to one of quotient slots, even if that must be
 *  so large: half the memory for as many states, and fewer moves from table to table. */
const NARROW_FROM = 2 ** 23;
const NARROW_BYTES = 2 ** 28;

export interface Table {
  readonly layout: Layout;
  readonly bytes: number;
  readonly logSlots: number;
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

  /** Empties the table in its present size and keeps all states of the log anew. */
  const rebuild = (): boolean => {
    const view = new Uint8Array(machinery.memory.buffer);
    // A memory that was never used is free already.
    if (log.size > 0) view.fill(0, plan.table);
    for (let first = 0; first < log.size; ) {
      const count = log.copy(first, BLOCK, view, plan.input);
      const to = machinery.list(count);
      machinery.tables[layout]!.insert(to, logSlots, end());
      if (stopAt() !== to) return false;
      first += count;
    }
    return true;
  };
  /** After its size or layout has changed: in order where it can be, else anew. */
  const resize = (oldLog: number | null): boolean => {
    const missing = Math.ceil((end() - machinery.memory.buffer.byteLength) / PAGE);
    if (missing > 0) machinery.memory.grow(missing);
    // What is remembered as inserted must be in the table.
    new Uint8Array(machinery.memory.buffer).fill(0, plan.recent, plan.recent + 8 * RECENT);
    const inOrder =
      oldLog !== null && machinery.tables[layout]!.regrow(logSlots, end(), oldLog) === 1;
    return inOrder || rebuild();
  };
  const stopAt = () => new Uint32Array(machinery.memory.buffer)[plan.stop / 4]!;

  /** Slots of four bytes, where a state fits into them and they into the budget. */
  const narrow = (least: number): boolean => {
    if (layout === "quotient" || !mayQuotient || !fits("quotient", least)) return false;
    layout = "quotient";
    logSlots = least;
    return true;
  };
  /** More slots, or those of four bytes where slots in place are too large. */
  const grow = (): boolean => {
    for (let oldLog = isWhole ? logSlots : null; ; oldLog = null) {
      const bytes = bytesOf(layout, logSlots);
      const least = Math.max(logSlots + 1, leastQuotientLog(plan));
      const most = Math.max(NARROW_BYTES, 2 * bytes);
      if (bytes >= NARROW_FROM && bytesOf("quotient", least) <= most && narrow(least)) {
        oldLog = null;
      } else if (bytes < SMALL_BYTES && fits(layout, logSlots + 2)) logSlots += 2;
      else if (fits(layout, logSlots + 1)) logSlots += 1;
      else if (narrow(Math.max(logSlots, leastQuotientLog(plan)))) oldLog = null;
      else return false;
      isWhole = resize(oldLog);
      if (isWhole) return true;
    }
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
