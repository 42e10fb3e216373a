/** The generated function that keeps states, and the one that lists them again. */
import {
  add,
  and,
  asLongAs,
  type Code,
  createLocals,
  eq,
  get,
  I32,
  i32,
  i64,
  isZero,
  leave,
  load16,
  load32,
  load64,
  mul,
  ne64,
  set,
  shl,
  shrU64,
  store16,
  store32,
  store64,
  sub,
  until,
  type WasmFunction,
  wrap,
} from "./emit.ts";
import { atAddress, atPackedAddress } from "./fields.ts";
import { type Plan, RECENT } from "./plan.ts";
import {
  goHome,
  isInitial,
  keep,
  type Layout,
  nameOf,
  probe,
  scramble,
  type TableLocals,
  tableLocals,
  want,
} from "./probe.ts";

/**
 * `insert(to, logSlots, end)`: keeps the states that stand in `successors` between its
 * beginning and an address and writes those that are new to `output`, with the events that
 * found them; returns their number. Where a
 * distance does not fit, `stop` is the address of the first state that was not looked at,
 * else `to`; what stands from there to `to` has still to be inserted.
 *
 * A first pass drops what was seen a moment ago, about half of all successors in the
 * models measured, and reads the home slots of the others, so that the waits for memory
 * overlap; the second pass finds them in the cache.
 */
export function insertFunction(plan: Plan, layout: Layout): WasmFunction {
  const parameters = [I32, I32, I32] as const;
  const locals = createLocals(parameters);
  const table = tableLocals(plan, layout, locals, 1, 2);
  const [at, out, count] = [locals.i32(), locals.i32(), locals.i32()];
  const [last, by] = [locals.i32(), locals.i32()];
  const { words, stride } = plan.packing;
  const { state } = table;
  const first = firstPass(table, locals, last, by);
  const homes = plan.homes;
  const load = state.flatMap((word, w) => set(word, atAddress(get(at))(w)));
  const free = [
    ...keep(table),
    ...state.flatMap((word, w) => store64(get(out), get(word), 8 * w)),
    set(out, add(get(out), i32(stride))),
    store16(times2(count), load16(get(by)), plan.outputBy),
    set(count, add(get(count), i32(1))),
  ];
  const overflow = [store32(i32(0), get(at), plan.stop), ...leave(get(count))];
  const home = locals.i32();
  const body = [
    ...first,
    set(at, i32(plan.successors)),
    set(by, i32(plan.successorsBy)),
    set(out, i32(plan.output)),
    set(home, i32(homes)),
    until(
      eq(get(at), get(last)),
      load,
      set(table.slot, load32(get(home))),
      layout === "quotient" ? set(table.wanted, load32(get(home), 4)) : [],
      probe(table, { found: [], free, overflow }),
      set(home, add(get(home), i32(homeBytes(layout)))),
      set(at, add(get(at), i32(8 * words))),
      set(by, add(get(by), i32(2))),
    ),
    store32(i32(0), get(0), plan.stop),
    ...get(count),
  ];
  return { name: nameOf("insert", layout), parameters, locals: locals.types, body };
}

const times2 = (local: number): Code => shl(get(local), i32(1));

/** A home slot's address, and what a quotient slot would hold there. */
const homeBytes = (layout: Layout): number => (layout === "quotient" ? 8 : 4);

/** The highest bits of a scrambled state are mixed best. */
const RECENT_SHIFT = BigInt(64 - Math.log2(RECENT));

/** Moves what was not seen a moment ago to the front, up to `last`, and notes its homes. */
function firstPass(
  table: TableLocals,
  locals: ReturnType<typeof createLocals>,
  last: number,
  by: number,
): Code {
  const { plan, layout, state, slot, wanted, hash } = table;
  const { words } = plan.packing;
  const [from, home, isNew, at] = [locals.i32(), locals.i32(), locals.i32(), locals.i32()];
  const [touched, recent, lastBy] = [locals.i32(), locals.i64(), locals.i32()];
  const notInitial = isZero(isInitial(state));
  // A state of several words is only compared with the initial one.
  const filter =
    words > 1
      ? set(isNew, notInitial)
      : [
          set(at, add(i32(plan.recent), shl(wrap(shrU64(get(hash), i64(RECENT_SHIFT))), i32(3)))),
          set(recent, load64(get(at))),
          store64(get(at), get(state[0]!)),
          set(isNew, and(ne64(get(recent), get(state[0]!)), notInitial)),
        ];
  return [
    set(from, i32(plan.successors)),
    set(last, i32(plan.successors)),
    set(by, i32(plan.successorsBy)),
    set(lastBy, i32(plan.successorsBy)),
    set(home, i32(plan.homes)),
    until(
      eq(get(from), get(0)),
      state.flatMap((word, w) => set(word, load64(get(from), 8 * w))),
      scramble(table),
      goHome(table),
      filter,
      state.flatMap((word, w) => store64(get(last), get(word), 8 * w)),
      store16(get(lastBy), load16(get(by))),
      store32(get(home), get(slot)),
      layout === "quotient" ? [...want(table), store32(get(home), get(wanted), 4)] : [],
      set(home, add(get(home), mul(get(isNew), i32(homeBytes(layout))))),
      set(last, add(get(last), mul(get(isNew), i32(8 * words)))),
      set(lastBy, add(get(lastBy), shl(get(isNew), i32(1)))),
      set(from, add(get(from), i32(8 * words))),
      set(by, add(get(by), i32(2))),
    ),
    ...touch(table, home, at, touched),
  ];
}

/** Reads all homes up to the address in `end`: so short a loop has many reads under way. */
function touch({ plan, layout }: TableLocals, end: number, at: number, sum: number): Code {
  return [
    set(at, i32(plan.homes)),
    until(
      eq(get(at), get(end)),
      // Without a use the read would be left out.
      set(sum, add(get(sum), load32(load32(get(at))))),
      set(at, add(get(at), i32(homeBytes(layout)))),
    ),
    store32(i32(0), get(sum), plan.touched),
  ];
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
    set(from, i32(plan.input)),
    set(out, i32(plan.successors)),
    asLongAs(
      get(0),
      copy,
      set(from, add(get(from), i32(stride))),
      set(out, add(get(out), i32(8 * words))),
      set(0, sub(get(0), i32(1))),
    ),
    ...get(out),
  ];
  return { name: "list", parameters, locals: locals.types, body };
}
