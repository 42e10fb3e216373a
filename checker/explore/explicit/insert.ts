/** The generated function that keeps states, and the one that lists them again. */
import {
  add,
  and,
  block,
  br,
  brIf,
  type Code,
  createLocals,
  eq,
  get,
  I32,
  i32,
  i64,
  isZero,
  leave,
  load32,
  load64,
  loop,
  mul,
  ne64,
  set,
  shl,
  shrU64,
  store32,
  store64,
  sub,
  type WasmFunction,
  when,
  wrap,
} from "../../wasm/emit.ts";
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
 * `insert(from, to, logSlots, end)`: keeps the states that stand in `successors` between
 * two addresses and writes those that are new to `output`; returns their number. Where a
 * distance does not fit, `stop` is the address of the first state that was not looked at,
 * else `to`; what stands from there to `to` has still to be inserted.
 *
 * A first pass drops what was seen a moment ago, about half of all successors in the
 * models measured, and reads the home slots of the others, so that the waits for memory
 * overlap; the second pass finds them in the cache.
 */
export function insertFunction(plan: Plan, layout: Layout): WasmFunction {
  const parameters = [I32, I32, I32, I32] as const;
  const locals = createLocals(parameters);
  const table = tableLocals(plan, layout, locals, 2, 3);
  const [out, count, last] = [locals.i32(), locals.i32(), locals.i32()];
  const { words, stride } = plan.packing;
  const { state } = table;
  const first = firstPass(table, locals, last);
  const homes = plan.homes;
  const load = state.flatMap((word, w) => set(word, atAddress(get(0))(w)));
  const free = [
    ...keep(table),
    ...state.flatMap((word, w) => store64(get(out), get(word), 8 * w)),
    ...set(out, add(get(out), i32(stride))),
    ...set(count, add(get(count), i32(1))),
  ];
  const overflow = [...store32(i32(0), get(0), plan.stop), ...leave(get(count))];
  const home = locals.i32();
  const body = [
    ...first,
    ...set(out, i32(plan.output)),
    ...set(home, i32(homes)),
    ...block(
      loop(
        brIf(1, eq(get(0), get(last))),
        load,
        set(table.slot, load32(get(home))),
        layout === "quotient" ? set(table.wanted, load32(get(home), 4)) : [],
        probe(table, { found: [], free, overflow }),
        set(home, add(get(home), i32(homeBytes(layout)))),
        set(0, add(get(0), i32(8 * words))),
        br(0),
      ),
    ),
    ...store32(i32(0), get(1), plan.stop),
    ...get(count),
  ];
  return { name: nameOf("insert", layout), parameters, locals: locals.types, body };
}

/** A home slot's address, and what a quotient slot would hold there. */
const homeBytes = (layout: Layout): number => (layout === "quotient" ? 8 : 4);

/** Well mixed bits of a scrambled state in either layout, of which the lowest are not. */
const RECENT_SHIFT = 20n;

/** Moves what was not seen a moment ago to the front, up to `last`, and notes its homes. */
function firstPass(
  table: TableLocals,
  locals: ReturnType<typeof createLocals>,
  last: number,
): Code {
  const { plan, layout, state, slot, wanted, hash } = table;
  const { words } = plan.packing;
  const [from, home, isNew, at] = [locals.i32(), locals.i32(), locals.i32(), locals.i32()];
  const [touched, recent] = [locals.i32(), locals.i64()];
  const notInitial = isZero(isInitial(state));
  // A state of several words is only compared with the initial one.
  const filter =
    words > 1
      ? set(isNew, notInitial)
      : [
          ...set(
            at,
            add(
              i32(plan.recent),
              shl(and(wrap(shrU64(get(hash), i64(RECENT_SHIFT))), i32(RECENT - 1)), i32(3)),
            ),
          ),
          ...set(recent, load64(get(at))),
          ...store64(get(at), get(state[0]!)),
          ...set(isNew, and(ne64(get(recent), get(state[0]!)), notInitial)),
        ];
  return [
    ...set(from, get(0)),
    ...set(last, get(0)),
    ...set(home, i32(plan.homes)),
    ...block(
      loop(
        brIf(1, eq(get(from), get(1))),
        state.flatMap((word, w) => set(word, load64(get(from), 8 * w))),
        scramble(table),
        goHome(table),
        filter,
        state.flatMap((word, w) => store64(get(last), get(word), 8 * w)),
        store32(get(home), get(slot)),
        layout === "quotient" ? [...want(table), ...store32(get(home), get(wanted), 4)] : [],
        set(home, add(get(home), mul(get(isNew), i32(homeBytes(layout))))),
        set(last, add(get(last), mul(get(isNew), i32(8 * words)))),
        set(from, add(get(from), i32(8 * words))),
        br(0),
      ),
    ),
    ...touch(table, home, at, touched),
  ];
}

/** Reads all homes up to the address in `end`: so short a loop has many reads under way. */
function touch({ plan, layout }: TableLocals, end: number, at: number, sum: number): Code {
  return [
    ...set(at, i32(plan.homes)),
    ...block(
      loop(
        brIf(1, eq(get(at), get(end))),
        // Without a use the read would be left out.
        set(sum, add(get(sum), load32(load32(get(at))))),
        set(at, add(get(at), i32(homeBytes(layout)))),
        br(0),
      ),
    ),
    ...store32(i32(0), get(sum), plan.touched),
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
