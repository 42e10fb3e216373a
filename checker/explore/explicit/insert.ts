/**
 * The generated functions that keep the set of states: open addressing with linear
 * probing, in one of two layouts.
 *
 * In place: a slot is the state itself, 8 bytes a word. The initial state packs to
 * 0, which stands for a free slot, so it is never stored and always known.
 *
 * Quotient: a slot is 4 bytes. The state is scrambled by a bijection; its high bits
 * are its home slot, and the slot keeps the rest and the distance from home, from
 * which the state follows exactly. A distance that does not fit stops the insertion:
 * the caller makes the table larger, and nothing is ever lost.
 */
import {
  add,
  and,
  and64,
  block,
  br,
  brIf,
  type Code,
  createLocals,
  eq,
  eq64,
  extend,
  get,
  I32,
  i32,
  i64,
  isZero,
  isZero64,
  leave,
  load8,
  load32,
  load64,
  loop,
  ltU,
  mul64,
  or,
  or64,
  set,
  shl,
  shl64,
  shrU64,
  store8,
  store32,
  store64,
  sub,
  type WasmFunction,
  when,
  wrap,
  xor64,
} from "./emit.ts";
import { atAddress, atPackedAddress } from "./fields.ts";
import type { Plan } from "./plan.ts";

export type Layout = "in place" | "quotient";

/** The mark stands in the first word's highest bit, in a quotient slot below the used bit. */
const MARK = 1n << 63n;
const QUOTIENT_MARK = 1 << 30;
const QUOTIENT_USED = 1 << 31;
const QUOTIENT_BITS = 30;

/** Odd numbers with well spread bits, from the finalizer of MurmurHash3 (public domain). */
const MIX = [0xff51afd7ed558ccdn, 0xc4ceb9fe1a85ec53n];

/**
 * What every function over the table is given: the bits of a slot's number, and the
 * address behind the last slot. A quotient slot has `QUOTIENT_BITS` bits for the rest
 * of the scrambled state and the distance from home.
 */
interface Table {
  readonly plan: Plan;
  readonly layout: Layout;
  readonly logSlots: number;
  readonly end: number;
  readonly state: readonly number[];
  readonly slot: number;
  readonly kept: number;
  readonly wanted: number;
  readonly hash: number;
}

/** Most states that may be kept in `slots` slots. */
export function capacityOf(layout: Layout, slots: number): number {
  return Math.floor(slots * (layout === "quotient" ? 0.8 : 0.7));
}

/** Bytes of a slot. */
export function slotBytes(layout: Layout, plan: Plan): number {
  return layout === "quotient" ? 4 : 8 * plan.packing.words;
}

/** The fewest bits of a slot's number with which a quotient slot can hold a state of one word
 *  and 64 places of distance; more than 29 do not fit in the memory. */
export function leastQuotientLog({ packing }: Plan): number {
  return packing.words === 1
    ? Math.max(10, scrambledBits(packing.lastBits) - QUOTIENT_BITS + 6)
    : 99;
}

/** At least as many bits as slots have numbers, so that a home is a plain shift. */
function scrambledBits(bits: number): number {
  return Math.max(bits, 32);
}

/** Sets `hash` to the scrambled state, of `scrambledBits` bits, or of 64. */
function scramble({ plan, layout, state, hash }: Table): Code {
  const bits = layout === "quotient" ? scrambledBits(plan.packing.lastBits) : 64;
  const half = i64(BigInt(Math.ceil(bits / 2)));
  const within = (code: Code): Code =>
    bits === 64 ? code : and64(code, i64((1n << BigInt(bits)) - 1n));
  const fold = set(hash, xor64(get(hash), shrU64(get(hash), half)));
  const multiply = (factor: bigint) => set(hash, within(mul64(get(hash), i64(factor))));
  const rounds = [...fold, ...multiply(MIX[0]!), ...fold, ...multiply(MIX[1]!), ...fold];
  const [first, ...others] = state;
  return [
    ...set(hash, get(first!)),
    ...rounds,
    ...others.flatMap((word) => [...set(hash, xor64(get(hash), get(word))), ...rounds]),
  ];
}

/**
 * Looks a state up and runs `found` or `free` with the address in `slot`. Both may
 * leave with `br(leaves)` to what is just outside.
 */
function probe(table: Table, found: Code, free: Code, overflow: Code, marked: boolean): Code {
  return table.layout === "quotient"
    ? probeQuotient(table, found, free, overflow, marked)
    : probeInPlace(table, found, free, marked);
}

function probeInPlace(table: Table, found: Code, free: Code, marked: boolean): Code {
  const { plan, logSlots, end, state, slot, kept, hash } = table;
  const { words } = plan.packing;
  const size = 8 * words;
  const isSame = state
    .map((word, w) => {
      const there = w === 0 ? get(kept) : load64(get(slot), 8 * w);
      return eq64(w === 0 && marked ? and64(there, i64(MARK - 1n)) : there, get(word));
    })
    .reduce((a, b) => and(a, b));
  const isFree =
    words === 1
      ? isZero64(get(kept))
      : isZero64(
          state
            .map((_, w) => (w === 0 ? get(kept) : load64(get(slot), 8 * w)))
            .reduce((a, b) => or64(a, b)),
        );
  const home = wrap(shrU64(get(hash), sub64From(64n, get(logSlots))));
  return [
    ...scramble(table),
    ...set(slot, add(i32(plan.table), mulBy(home, size))),
    ...block(
      loop(
        set(kept, load64(get(slot))),
        when(isSame, found, br(2)),
        when(isFree, free, br(2)),
        set(slot, add(get(slot), i32(size))),
        when(eq(get(slot), get(end)), set(slot, i32(plan.table))),
        br(0),
      ),
    ),
  ];
}

const sub64From = (from: bigint, local: Code): Code =>
  extend([...i32(Number(from)), ...local, 0x6b]);
const mulBy = (code: Code, factor: number): Code =>
  Number.isInteger(Math.log2(factor))
    ? shl(code, i32(Math.log2(factor)))
    : [...code, ...i32(factor), 0x6c];

function probeQuotient(
  table: Table,
  found: Code,
  free: Code,
  overflow: Code,
  marked: boolean,
): Code {
  const { plan, logSlots, end, slot, wanted, hash } = table;
  const bits = scrambledBits(plan.packing.lastBits);
  const restBits = sub(i32(bits), get(logSlots));
  const home = wrap(shrU64(get(hash), extend(restBits)));
  const rest = and64(get(hash), [...shl64(i64(1n), extend(restBits)), ...i64(1n), 0x7d]);
  const distanceBits = sub(i32(QUOTIENT_BITS), restBits);
  const there = load32(get(slot));
  const compared = marked ? and(there, i32(~QUOTIENT_MARK)) : there;
  const distanceMask = sub(shl(i32(1), distanceBits), i32(1));
  return [
    ...scramble(table),
    ...set(slot, add(i32(plan.table), shl(home, i32(2)))),
    ...set(wanted, or(i32(QUOTIENT_USED), shl(wrap(rest), distanceBits))),
    ...block(
      loop(
        when(eq(compared, get(wanted)), found, br(2)),
        when(isZero(there), free, br(2)),
        when(eq(and(get(wanted), distanceMask), distanceMask), overflow, br(2)),
        set(wanted, add(get(wanted), i32(1))),
        set(slot, add(get(slot), i32(4))),
        when(eq(get(slot), get(end)), set(slot, i32(plan.table))),
        br(0),
      ),
    ),
  ];
}

const nameOf = (what: string, layout: Layout): string =>
  layout === "quotient" ? `${what}Quotient` : what;

function tableLocals(
  plan: Plan,
  layout: Layout,
  locals: ReturnType<typeof createLocals>,
  logSlots: number,
  end: number,
): Table {
  return {
    plan,
    layout,
    logSlots,
    end,
    state: Array.from({ length: plan.packing.words }, locals.i64),
    slot: locals.i32(),
    kept: locals.i64(),
    wanted: locals.i32(),
    hash: locals.i64(),
  };
}

/** True for the initial state, which packs to 0. */
const isInitial = (state: readonly number[]): Code =>
  isZero64(state.map(get).reduce((a, b) => or64(a, b)));

/**
 * `insert(from, to, logSlots, end)`: keeps the states that stand in `successors` between
 * two addresses and writes those that are new to `output`; returns their number. Where a
 * distance does not fit, `stop` is the address of the first state that was not looked at,
 * else `to`.
 */
export function insertFunction(plan: Plan, layout: Layout): WasmFunction {
  const parameters = [I32, I32, I32, I32] as const;
  const locals = createLocals(parameters);
  const table = tableLocals(plan, layout, locals, 2, 3);
  const out = locals.i32();
  const count = locals.i32();
  const { words, stride } = plan.packing;
  const source = atAddress(get(0));
  const { state, slot, wanted } = table;
  const keep =
    layout === "quotient"
      ? store32(get(slot), get(wanted))
      : state.flatMap((word, w) => store64(get(slot), get(word), 8 * w));
  const free = [
    ...keep,
    ...state.flatMap((word, w) => store64(get(out), get(word), 8 * w)),
    ...set(out, add(get(out), i32(stride))),
    ...set(count, add(get(count), i32(1))),
  ];
  const overflow = [...store32(i32(0), get(0), plan.stop), ...leave(get(count))];
  const next = set(0, add(get(0), i32(8 * words)));
  const body = [
    ...set(out, i32(plan.output)),
    ...block(
      loop(
        brIf(1, eq(get(0), get(1))),
        state.flatMap((word, w) => set(word, source(w))),
        when(isZero(isInitial(state)), probe(table, [], free, overflow, false)),
        next,
        br(0),
      ),
    ),
    ...store32(i32(0), get(1), plan.stop),
    ...get(count),
  ];
  return { name: nameOf("insert", layout), parameters, locals: locals.types, body };
}

/** `list(count)`: copies the states of `input` to `successors`; returns their end. */
export function listFunction(plan: Plan): WasmFunction {
  const parameters = [I32] as const;
  const locals = createLocals(parameters);
  const from = locals.i32();
  const out = locals.i32();
  const { words, stride } = plan.packing;
  const packed = atPackedAddress(plan.packing, get(from));
  const copy = Array.from({ length: words }, (_, w) => store64(get(out), packed(w), 8 * w)).flat();
  const body = [
    ...set(from, i32(plan.input)),
    ...set(out, i32(plan.successors)),
    ...loop(
      when(
        get(0),
        copy,
        set(from, add(get(from), i32(stride))),
        set(out, add(get(out), i32(8 * words))),
        set(0, sub(get(0), i32(1))),
        br(1),
      ),
    ),
    ...get(out),
  ];
  return { name: "list", parameters, locals: locals.types, body };
}

/**
 * `mark(count, logSlots, end, address, shift, mask, table)`: after `expand(count)`, for each
 * state of `input`: `flags` becomes 1 when the byte in `table` of the field that the middle
 * three describe is 0, or an event was unanswered, or a successor is such a state or is
 * marked, and then the state is marked; else 0. `address` is that of the field's word in a state.
 * With `table` 0 every state is marked.
 */
export function markFunction(plan: Plan, layout: Layout): WasmFunction {
  const parameters = [I32, I32, I32, I32, I32, I32, I32] as const;
  const locals = createLocals(parameters);
  const table = tableLocals(plan, layout, locals, 1, 2);
  const index = locals.i32();
  const from = locals.i32();
  const next = locals.i32();
  const leaves = locals.i32();
  const { words, stride } = plan.packing;
  const { state, slot } = table;
  const successor = atAddress(get(next));
  const packed = atPackedAddress(plan.packing, get(from));
  const waits = (word: Code): Code =>
    load8(add(get(6), and(wrap(shrU64(word, extend(get(4)))), get(5))));
  // The field's word: an address relative to the state, so it is read from memory.
  const waitsAt = (address: Code): Code => waits(load64(add(address, get(3))));
  const isMarked =
    layout === "quotient"
      ? isZero(isZero(and(load32(get(slot)), i32(QUOTIENT_MARK))))
      : isZero(isZero64(and64(load64(get(slot)), i64(MARK))));
  const setMark =
    layout === "quotient"
      ? store32(get(slot), or(load32(get(slot)), i32(QUOTIENT_MARK)))
      : store64(get(slot), or64(load64(get(slot)), i64(MARK)));
  const never: Code = [0x00];
  const lookUp = (found: Code, initial: Code): Code => [
    ...when(isInitial(state), initial),
    ...when(isZero(isInitial(state)), probe(table, found, never, never, true)),
  ];
  const tryNext = [
    ...when(isZero(waitsAt(get(next))), set(leaves, i32(1)), br(3)),
    ...state.flatMap((word, w) => set(word, successor(w))),
    ...lookUp(set(leaves, isMarked), set(leaves, load32(i32(0), plan.initialMark))),
    ...brIf(2, get(leaves)),
    ...set(next, add(get(next), i32(8 * words))),
  ];
  const end = load32(shl(get(index), i32(2)), plan.ends);
  const one = [
    ...set(leaves, or(isZero(get(6)), load8(get(index), plan.flags))),
    ...when(isZero(get(leaves)), set(leaves, isZero(waitsAt(get(from))))),
    ...when(isZero(get(leaves)), block(loop(when(ltU(get(next), end), tryNext, br(1))))),
    ...store8(get(index), get(leaves), plan.flags),
    ...when(
      get(leaves),
      state.flatMap((word, w) => set(word, packed(w))),
      lookUp(setMark, store32(i32(0), i32(1), plan.initialMark)),
    ),
    ...set(next, end),
  ];
  const body = [
    ...set(from, i32(plan.input)),
    ...set(next, i32(plan.successors)),
    ...block(
      loop(
        brIf(1, eq(get(index), get(0))),
        one,
        set(from, add(get(from), i32(stride))),
        set(index, add(get(index), i32(1))),
        br(0),
      ),
    ),
    ...i32(0),
  ];
  return { name: nameOf("mark", layout), parameters, locals: locals.types, body };
}

/** `unmark(end)`: clears every mark of the table. */
export function unmarkFunction(plan: Plan, layout: Layout): WasmFunction {
  const parameters = [I32] as const;
  const at = get(1);
  const size = slotBytes(layout, plan);
  const clear =
    layout === "quotient"
      ? store32(at, and(load32(at), i32(~QUOTIENT_MARK)))
      : store64(at, and64(load64(at), i64(MARK - 1n)));
  const body = [
    ...store32(i32(0), i32(0), plan.initialMark),
    ...set(1, i32(plan.table)),
    ...block(loop(brIf(1, eq(at, get(0))), clear, set(1, add(at, i32(size))), br(0))),
    ...i32(0),
  ];
  return { name: nameOf("unmark", layout), parameters, locals: [I32], body };
}
