/**
 * The table of states in generated code: open addressing with linear probing, in one
 * of two layouts.
 *
 * In place: a slot is the state itself, 8 bytes a word. The initial state packs to
 * 0, which stands for a free slot, so it is never stored and always known.
 *
 * Quotient: a slot is 4 bytes. The state is scrambled by a bijection; its high bits
 * are its home slot, and the slot keeps the rest and the distance from home, from
 * which the state follows exactly. A distance that does not fit stops the insertion:
 * the caller makes the table larger, and nothing is ever lost. States stand in the order
 * of their homes (Robin Hood hashing): who is further from home takes the slot, and the others
 * move on by one. So distances stay below 50 where they would reach 500 in a table of 2 x 10^8
 * states at most 80 % full, and few bits are enough.
 *
 * In both, a home is the high bits of the scrambled state, so that a table of twice
 * the size has nearly the same order, and growing reads and writes one after the other.
 */
import {
  add,
  and,
  and64,
  block,
  type Code,
  type createLocals,
  eq,
  eq64,
  extend,
  get,
  go,
  i32,
  i64,
  isZero,
  isZero64,
  type Label,
  label,
  load32,
  load64,
  loop,
  ltU,
  mul,
  mul64,
  or,
  or64,
  select,
  set,
  shl,
  shl64,
  shrU64,
  store32,
  store64,
  sub,
  until,
  when,
  wrap,
  xor64,
} from "./emit.ts";
import type { Packing } from "./packing.ts";
import type { Places, Plan } from "./plan.ts";

export type Layout = "in place" | "quotient";

/** The mark stands in the first word's highest bit, in a quotient slot below the used bit. */
export const MARK = 1n << 63n;
export const QUOTIENT_MARK = 1 << 30;
const QUOTIENT_USED = 1 << 31;
const WORD_BITS = 64;
/** For the rest of a scrambled state and its distance from home. */
const QUOTIENT_BITS = 30;
/** Bits that are left for the distance in the smallest quotient table. */
const LEAST_DISTANCE_BITS = 4;

/** Odd numbers with well spread bits, from the finalizer of MurmurHash3 (public domain). */
const MIX = [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n] as const;

/** Most states that may be kept in `slots` slots. */
export function capacityOf(layout: Layout, slots: number): number {
  return Math.floor(slots * (layout === "quotient" ? 0.8 : 0.7));
}

/** Bytes of a slot. */
export function slotBytes(layout: Layout, plan: Places): number {
  return layout === "quotient" ? 4 : 8 * plan.packing.words;
}

/** The least logarithm of a number of slots with which quotient slots can hold a state; more
 *  than 29 do not fit into a memory. */
export function leastQuotientLog({ packing }: Places): number {
  if (packing.words > 1) return Number.POSITIVE_INFINITY;
  return Math.max(10, scrambledBits(packing.lastBits) - QUOTIENT_BITS + LEAST_DISTANCE_BITS);
}

/** At least as many bits as numbers of slots have, so that a home is a plain shift. */
function scrambledBits(bits: number): number {
  return Math.max(bits, 32);
}

/** Bits below a scrambled state of one word in its local: it stands in the highest. */
function bitsBelow({ words, lastBits }: Packing): number {
  return words > 1 ? 0 : WORD_BITS - scrambledBits(lastBits);
}

/** Locals of a function over the table; `logSlots` and `end`, the address behind the last
 *  slot, are its parameters. */
export interface TableLocals {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly logSlots: number;
  readonly end: number;
  readonly state: readonly number[];
  readonly slot: number;
  readonly kept: number;
  /** What a quotient slot must hold to hold the state. */
  readonly wanted: number;
  /** What a quotient slot holds, and where there is room to move to. */
  readonly there: number;
  readonly room: number;
  readonly behind: number;
  readonly hash: number;
}

export function tableLocals(
  plan: Plan,
  layout: Layout,
  locals: ReturnType<typeof createLocals>,
  logSlots: number,
  end: number,
): TableLocals {
  return {
    plan,
    layout,
    logSlots,
    end,
    state: Array.from({ length: plan.packing.words }, locals.i64),
    slot: locals.i32(),
    kept: locals.i64(),
    wanted: locals.i32(),
    there: locals.i32(),
    room: locals.i32(),
    behind: locals.i32(),
    hash: locals.i64(),
  };
}

/** Sets `hash` to the scrambled state, in its highest bits. It is the same in both layouts. */
export function scramble({ plan, state, hash }: TableLocals): Code {
  const below = bitsBelow(plan.packing);
  const half = Math.ceil((WORD_BITS - below) / 2);
  const folded = shrU64(get(hash), i64(BigInt(half)));
  const mask = -1n << BigInt(below);
  const multiply = (factor: bigint) => set(hash, mul64(get(hash), i64(factor)));
  // A home is the high bits, which a further fold would not change.
  const rounds = [
    ...multiply(MIX[0]),
    set(hash, xor64(get(hash), below > 0 ? and64(folded, i64(mask)) : folded)),
    ...multiply(MIX[1]),
  ];
  const [first, ...others] = state;
  return [
    set(hash, below > 0 ? shl64(get(first!), i64(BigInt(below))) : get(first!)),
    ...rounds,
    ...others.flatMap((word) => [set(hash, xor64(get(hash), get(word))), ...rounds]),
  ];
}

/** Bits of the scrambled state that are no part of the home, for a number of slots. */
export function restBits({ plan }: TableLocals, logSlots: Code): Code {
  return sub(i32(WORD_BITS - bitsBelow(plan.packing)), logSlots);
}

/** Sets `hash` to the scrambled state with this home and rest. */
export function joinHome(table: TableLocals, home: Code, rest: Code, logSlots: Code): Code {
  const high = shl64(extend(home), extend(restBits(table, logSlots)));
  const below = i64(BigInt(bitsBelow(table.plan.packing)));
  return set(table.hash, shl64(or64(high, extend(rest)), below));
}

/** Of a quotient slot. */
export function distanceBits(table: TableLocals, logSlots: Code): Code {
  return sub(i32(QUOTIENT_BITS), restBits(table, logSlots));
}

/** 2^bits - 1. */
export const ones = (bits: Code): Code => sub(shl(i32(1), bits), i32(1));

/** Sets `slot` to the home of the scrambled state. */
export function goHome(table: TableLocals): Code {
  const { plan, layout, logSlots, slot, hash } = table;
  const home = wrap(shrU64(get(hash), extend(sub(i32(WORD_BITS), get(logSlots)))));
  return set(slot, add(i32(plan.table), mul(home, i32(slotBytes(layout, plan)))));
}

/** Sets `wanted` to what a quotient slot at distance 0 would hold; nothing in place. */
export function want(table: TableLocals): Code {
  if (table.layout === "in place") return [];
  const { plan, logSlots, hash, wanted } = table;
  const bits = restBits(table, get(logSlots));
  const rest = and(wrap(shrU64(get(hash), i64(BigInt(bitsBelow(plan.packing))))), ones(bits));
  const moved = shl(rest, distanceBits(table, get(logSlots)));
  return set(wanted, or(i32(QUOTIENT_USED), moved));
}

/** What is done where a probe ends; each may leave whatever stands round it. */
export interface Ends {
  readonly found: Code;
  readonly free: Code;
  /** A distance from home does not fit, and nothing was changed. */
  readonly overflow: Code;
  /** Behind the last slot, before going on with the first, and with nothing changed. */
  readonly turn?: Code;
}

/** Goes from `slot` to the state or to the first free slot. With `marked`, marks are looked past. */
export function probe(table: TableLocals, ends: Ends, marked = false): Code {
  const { plan, layout, end: behindLast, slot, wanted } = table;
  const { isSame, isFree, read } =
    table.layout === "quotient" ? quotient(table, marked) : inPlace(table, marked);
  const mask = distanceMask(table);
  const [end, again] = [label(), label()];
  const further =
    layout === "quotient"
      ? [
          ...(marked ? [] : takeFromNearer(table, ends, end)),
          when(eq(and(get(wanted), mask), mask), ends.overflow, go(end)),
          set(wanted, add(get(wanted), i32(1))),
        ]
      : [];
  return block(
    end,
    loop(
      again,
      read,
      when(isSame, ends.found, go(end)),
      when(isFree, ends.free, go(end)),
      further,
      set(slot, add(get(slot), i32(slotBytes(layout, plan)))),
      when(eq(get(slot), get(behindLast)), ends.turn ?? [], set(slot, i32(plan.table))),
      go(again),
    ),
  );
}

const distanceMask = (table: TableLocals): Code => ones(distanceBits(table, get(table.logSlots)));

/** Where the slot's state is nearer to its home than the state that is looked for, the latter
 *  is not in the table: from here on all states up to the next free slot move on by one. */
function takeFromNearer(table: TableLocals, ends: Ends, done: Label): Code {
  const { plan, end, slot, wanted, there, room, behind } = table;
  const mask = distanceMask(table);
  const isLast = eq(and(load32(get(room)), mask), mask);
  return when(
    ltU(and(get(there), mask), and(get(wanted), mask)),
    set(room, get(slot)),
    until(
      isZero(load32(get(room))),
      when(isLast, ends.overflow, go(done)),
      set(room, add(get(room), i32(4))),
      when(eq(get(room), get(end)), ends.turn ?? [], set(room, i32(plan.table))),
    ),
    until(
      eq(get(room), get(slot)),
      set(behind, select(get(end), get(room), eq(get(room), i32(plan.table)))),
      set(behind, sub(get(behind), i32(4))),
      store32(get(room), add(load32(get(behind)), i32(1))),
      set(room, get(behind)),
    ),
    ends.free,
    go(done),
  );
}

interface Tests {
  readonly read: Code;
  readonly isSame: Code;
  readonly isFree: Code;
}

function inPlace({ state, slot, kept }: TableLocals, marked: boolean): Tests {
  const there = state.map((_, w) => (w === 0 ? get(kept) : load64(get(slot), 8 * w)));
  const same = state.map((word, w) =>
    eq64(w === 0 && marked ? and64(there[w]!, i64(MARK - 1n)) : there[w]!, get(word)),
  );
  return {
    read: set(kept, load64(get(slot))),
    isSame: same.reduce((a, b) => and(a, b)),
    isFree: isZero64(there.reduce((a, b) => or64(a, b))),
  };
}

function quotient({ slot, wanted, there }: TableLocals, marked: boolean): Tests {
  return {
    read: set(there, load32(get(slot))),
    isSame: eq(marked ? and(get(there), i32(~QUOTIENT_MARK)) : get(there), get(wanted)),
    isFree: isZero(get(there)),
  };
}

/** Puts the state into the free slot where a probe ended. */
export function keep({ layout, state, slot, wanted }: TableLocals): Code {
  return layout === "quotient"
    ? store32(get(slot), get(wanted))
    : state.flatMap((word, w) => store64(get(slot), get(word), 8 * w));
}

/** True for the initial state, which packs to 0. */
export const isInitial = (state: readonly number[]): Code =>
  isZero64(state.map(get).reduce((a, b) => or64(a, b)));

/** Functions over the two layouts have names of their own. */
export const nameOf = (what: string, layout: Layout): string =>
  layout === "quotient" ? `${what}Quotient` : what;
