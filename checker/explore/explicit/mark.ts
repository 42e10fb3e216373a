/** The generated functions that mark states after a search. */
import {
  add,
  and,
  and64,
  asLongAs,
  block,
  type Code,
  createLocals,
  eq,
  extend,
  get,
  go,
  goIf,
  I32,
  i32,
  i64,
  isZero,
  isZero64,
  label,
  load8,
  load32,
  load64,
  ltU,
  or,
  or64,
  set,
  shl,
  shrU64,
  store8,
  store32,
  store64,
  until,
  type WasmFunction,
  when,
  wrap,
} from "./emit.ts";
import { atAddress, atPackedAddress } from "./fields.ts";
import type { Plan } from "./plan.ts";
import {
  goHome,
  isInitial,
  type Layout,
  MARK,
  nameOf,
  probe,
  QUOTIENT_MARK,
  scramble,
  slotBytes,
  tableLocals,
  want,
} from "./probe.ts";

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
    when(isInitial(state), initial),
    when(
      isZero(isInitial(state)),
      scramble(table),
      goHome(table),
      want(table),
      probe(table, { found, free: never, overflow: never }, true),
    ),
  ];
  const end = label();
  const tryNext = [
    when(isZero(waitsAt(get(next))), set(leaves, i32(1)), go(end)),
    ...state.flatMap((word, w) => set(word, successor(w))),
    ...lookUp(set(leaves, isMarked), set(leaves, load32(i32(0), plan.initialMark))),
    goIf(end, get(leaves)),
    set(next, add(get(next), i32(8 * words))),
  ];
  const last = load32(shl(get(index), i32(2)), plan.ends);
  const one = [
    set(leaves, or(isZero(get(6)), load8(get(index), plan.flags))),
    when(isZero(get(leaves)), set(leaves, isZero(waitsAt(get(from))))),
    when(isZero(get(leaves)), block(end, asLongAs(ltU(get(next), last), tryNext))),
    store8(get(index), get(leaves), plan.flags),
    when(
      get(leaves),
      state.flatMap((word, w) => set(word, packed(w))),
      lookUp(setMark, store32(i32(0), i32(1), plan.initialMark)),
    ),
    set(next, last),
  ];
  const body = [
    set(from, i32(plan.input)),
    set(next, i32(plan.successors)),
    until(
      eq(get(index), get(0)),
      one,
      set(from, add(get(from), i32(stride))),
      set(index, add(get(index), i32(1))),
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
    store32(i32(0), i32(0), plan.initialMark),
    set(1, i32(plan.table)),
    until(eq(at, get(0)), clear, set(1, add(at, i32(size)))),
    ...i32(0),
  ];
  return { name: nameOf("unmark", layout), parameters, locals: [I32], body };
}
