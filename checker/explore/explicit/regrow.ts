/** The generated function that spreads a table over more slots. */
import {
  add,
  and,
  block,
  br,
  brIf,
  type Code,
  createLocals,
  eq,
  extend,
  get,
  I32,
  i32,
  i64,
  isZero,
  isZero64,
  leave,
  load32,
  load64,
  loop,
  ltU,
  mul,
  or64,
  set,
  shl,
  shl64,
  shrU,
  store32,
  store64,
  sub,
  type WasmFunction,
  when,
} from "../../wasm/emit.ts";
import { atAddress } from "./fields.ts";
import type { Plan } from "./plan.ts";
import {
  distanceBits,
  type Ends,
  goHome,
  keep,
  type Layout,
  nameOf,
  ones,
  probe,
  restBits,
  scramble,
  slotBytes,
  type TableLocals,
  tableLocals,
  want,
} from "./probe.ts";

/** Slots that are put aside at most. */
const ASIDE = 2048;

/**
 * `regrow(logSlots, end, oldLog)`: the table had 2^`oldLog` slots, and behind the last there is
 * nothing but free ones. Goes through the old slots from the last to the first; as homes
 * double, what is moved comes behind what is still to be read. What would not, at the very
 * beginning, is put aside to the end. Returns 1, or 0 when too much had to be put aside or a
 * distance does not fit: then the table must be built anew.
 */
export function regrowFunction(plan: Plan, layout: Layout): WasmFunction {
  const parameters = [I32, I32, I32] as const;
  const locals = createLocals(parameters);
  const table = tableLocals(plan, layout, locals, 0, 1);
  const [at, aside] = [locals.i32(), locals.i32()];
  const size = slotBytes(layout, plan);
  const { state, slot, hash } = table;
  // What is put aside is the scrambled state, or the state in place.
  const words = layout === "quotient" ? [hash] : state;
  const putAside = [
    ...when(eq(get(aside), i32(plan.successors + ASIDE * 8 * words.length)), leave(i32(0))),
    ...words.flatMap((word, w) => store64(get(aside), get(word), 8 * w)),
    ...set(aside, add(get(aside), i32(8 * words.length))),
  ];
  const settle = (turn: Ends["turn"]): Code => [
    ...want(table),
    ...probe(table, {
      found: leave(i32(0)),
      free: keep(table),
      overflow: leave(i32(0)),
      ...(turn && { turn }),
    }),
  ];
  const oldLog = get(2);
  const oldEnd = add(i32(plan.table), mul(shl(i32(1), oldLog), i32(size)));
  const body = [
    ...set(at, oldEnd),
    ...set(aside, i32(plan.successors)),
    ...block(
      loop(
        brIf(1, eq(get(at), i32(plan.table))),
        set(at, sub(get(at), i32(size))),
        brIf(0, isZero(isTaken(table, at))),
        take(table, at, oldLog),
        goHome(table),
        when(ltU(get(slot), get(at)), putAside, br(1)),
        // Going round would lead to slots that are still to be read.
        settle((more) => [...putAside, ...br(3 + more)]),
        br(0),
      ),
    ),
    ...set(at, i32(plan.successors)),
    ...block(
      loop(
        brIf(1, eq(get(at), get(aside))),
        words.flatMap((word, w) => set(word, atAddress(get(at))(w))),
        set(at, add(get(at), i32(8 * words.length))),
        layout === "quotient" ? [] : scramble(table),
        goHome(table),
        settle(undefined),
        br(0),
      ),
    ),
    ...i32(1),
  ];
  return { name: nameOf("regrow", layout), parameters, locals: locals.types, body };
}

function isTaken({ layout, state }: TableLocals, at: number): Code {
  if (layout === "quotient") return isZero(isZero(load32(get(at))));
  const words = state.map((_, w) => load64(get(at), 8 * w));
  return isZero(isZero64(words.reduce((a, b) => or64(a, b))));
}

/** Empties an old slot and sets `hash`, in place the state too. */
function take(table: TableLocals, at: number, oldLog: Code): Code {
  const { plan, layout, state, hash, wanted } = table;
  if (layout === "in place") {
    return [
      ...state.flatMap((word, w) => set(word, load64(get(at), 8 * w))),
      ...state.flatMap((_, w) => store64(get(at), i64(0n), 8 * w)),
      ...scramble(table),
    ];
  }
  const distance = distanceBits(table, oldLog);
  const place = shrU(sub(get(at), i32(plan.table)), i32(2));
  const home = and(sub(place, and(get(wanted), ones(distance))), ones(oldLog));
  const rest = and(shrU(get(wanted), distance), ones(restBits(table, oldLog)));
  return [
    ...set(wanted, load32(get(at))),
    ...store32(get(at), i32(0)),
    ...set(hash, or64(shl64(extend(home), extend(restBits(table, oldLog))), extend(rest))),
  ];
}
