/** The generated function that spreads a table over more slots. */
import {
  add,
  and,
  type Code,
  createLocals,
  eq,
  get,
  go,
  goIf,
  I32,
  i32,
  i64,
  inOrder,
  isZero,
  isZero64,
  type Label,
  label,
  leave,
  load32,
  load64,
  loop,
  ltU,
  mul,
  ne,
  or64,
  rounds,
  select,
  set,
  shl,
  shrU,
  store32,
  store64,
  sub,
  until,
  type WasmFunction,
  when,
} from "./emit.ts";
import { atAddress } from "./fields.ts";
import type { Plan } from "./plan.ts";
import {
  distanceBits,
  type Ends,
  goHome,
  joinHome,
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

/** Slots in place that are read at once. The smallest table is a multiple of them. */
const READ = 256;

/** Locals of `regrow`; `oldLog` is its last parameter. */
interface Scope {
  readonly table: TableLocals;
  readonly oldLog: number;
  /** What stands from here on was read. */
  readonly at: number;
  /** End of what is put aside: the scrambled state, or the state in place. */
  readonly aside: number;
  readonly from: number;
  readonly to: number;
}

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
  const scope: Scope = {
    table: tableLocals(plan, layout, locals, 0, 1),
    oldLog: 2,
    at: locals.i32(),
    aside: locals.i32(),
    from: locals.i32(),
    to: locals.i32(),
  };
  const { table, at, aside, oldLog } = scope;
  const words = wordsAside(table);
  const oldEnd = add(i32(plan.table), mul(shl(i32(1), get(oldLog)), i32(slotBytes(layout, plan))));
  const body = [
    set(at, oldEnd),
    set(aside, i32(plan.successors)),
    rounds(eq(get(at), i32(plan.table)), (next) =>
      layout === "quotient" ? moveOne(scope, next) : moveSome(scope),
    ),
    set(at, i32(plan.successors)),
    until(
      eq(get(at), get(aside)),
      words.flatMap((word, w) => set(word, atAddress(get(at))(w))),
      set(at, add(get(at), i32(8 * words.length))),
      layout === "quotient" ? [] : scramble(table),
      goHome(table),
      settle(table, undefined),
    ),
    ...i32(1),
  ];
  return { name: nameOf("regrow", layout), parameters, locals: locals.types, body };
}

const wordsAside = ({ layout, hash, state }: TableLocals): readonly number[] =>
  layout === "quotient" ? [hash] : state;

function putAside({ table, aside }: Scope): Code {
  const words = wordsAside(table);
  const most = i32(table.plan.successors + ASIDE * 8 * words.length);
  return [
    when(eq(get(aside), most), leave(i32(0))),
    ...words.flatMap((word, w) => store64(get(aside), get(word), 8 * w)),
    set(aside, add(get(aside), i32(8 * words.length))),
  ];
}

function settle(table: TableLocals, turn: Ends["turn"]): Code {
  return [
    ...want(table),
    ...probe(table, {
      found: leave(i32(0)),
      free: keep(table),
      overflow: leave(i32(0)),
      ...(turn && { turn }),
    }),
  ];
}

/** Puts the state into its new slot, or aside and goes on with the next. */
function move(scope: Scope, next: Label): Code {
  const { table, at } = scope;
  const aside = putAside(scope);
  return [
    ...goHome(table),
    when(ltU(get(table.slot), get(at)), aside, go(next)),
    // Going round would lead to slots that are still to be read.
    ...settle(table, [...aside, go(next)]),
  ];
}

/** Moves what a quotient slot holds, from which its home follows. */
function moveOne(scope: Scope, next: Label): Code {
  const { table, at, oldLog } = scope;
  const { plan, wanted } = table;
  const distance = distanceBits(table, get(oldLog));
  const place = shrU(sub(get(at), i32(plan.table)), i32(2));
  const home = and(sub(place, and(get(wanted), ones(distance))), ones(get(oldLog)));
  const rest = and(shrU(get(wanted), distance), ones(restBits(table, get(oldLog))));
  return [
    set(at, sub(get(at), i32(4))),
    set(wanted, load32(get(at))),
    goIf(next, isZero(get(wanted))),
    store32(get(at), i32(0)),
    ...joinHome(table, home, rest, get(oldLog)),
    ...move(scope, next),
  ];
}

/** Empties some slots in place without asking whether they are taken, then moves what stood
 *  in them: a guess that is wrong every third time would cost more. */
function moveSome(scope: Scope): Code {
  const { table, at, from, to } = scope;
  const { plan, state } = table;
  const size = slotBytes("in place", plan);
  const isFree = isZero64(state.map(get).reduce((a, b) => or64(a, b)));
  const again = label();
  return [
    set(to, i32(plan.output)),
    set(from, sub(get(at), i32(READ * size))),
    loop(
      again,
      set(at, sub(get(at), i32(size))),
      state.flatMap((word, w) => set(word, load64(get(at), 8 * w))),
      state.flatMap((_, w) => store64(get(at), i64(0n), 8 * w)),
      state.flatMap((word, w) => store64(get(to), get(word), 8 * w)),
      set(to, add(get(to), select(i32(0), i32(size), isFree))),
      goIf(again, ne(get(at), get(from))),
    ),
    set(from, i32(plan.output)),
    rounds(eq(get(from), get(to)), (next) =>
      inOrder(
        state.flatMap((word, w) => set(word, load64(get(from), 8 * w))),
        set(from, add(get(from), i32(size))),
        scramble(table),
        move(scope, next),
      ),
    ),
  ];
}
