/** The generated function that finds the successors of a block of states. */
import {
  add,
  add64,
  and64,
  block,
  type Code,
  choose,
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
  label,
  load16,
  load32,
  load64,
  loop,
  mul,
  ones64,
  or,
  or64,
  set,
  shrU64,
  store8,
  store16,
  store32,
  store64,
  sub64,
  trailingZeros64,
  until,
  type WasmFunction,
  when,
  wrap,
  xor64,
} from "./emit.ts";
import { atAddress, atPackedAddress, bitsOf, inLocals, localAt, predicateCode } from "./fields.ts";
import type { Rows } from "./masks.ts";
import { CELL, type Plan, type Wanted } from "./plan.ts";
import { successorCode } from "./successor.ts";

/** Locals of `expand`. Its parameter is the number of states in the input. */
interface Scope {
  readonly plan: Plan;
  readonly index: number;
  readonly from: number;
  readonly out: number;
  /** Where the successors of this state begin. */
  readonly begin: number;
  readonly state: readonly number[];
  readonly enabled: readonly number[];
  /** The enabled events whose successors are written. */
  readonly written: readonly number[];
  /** Where the number of the event goes that leads to the successor. */
  readonly by: number;
  readonly unanswered: readonly number[];
  readonly rest: number;
  readonly look: number;
  readonly rows: readonly number[];
  /** Enabled events of all states so far. */
  readonly steps: number;
}

/**
 * `expand(count)`: successors of the states in `input`, in the order of states and
 * events, into `successors`; returns their end. Leaves out what `asleep` says. Notes what is
 * wanted and found, and which states must be looked at closely.
 */
export function expandFunction(plan: Plan): WasmFunction {
  const parameters = [I32] as const;
  const locals = createLocals(parameters);
  const several = (count: number, one: () => number) => Array.from({ length: count }, one);
  const scope: Scope = {
    plan,
    index: locals.i32(),
    from: locals.i32(),
    out: locals.i32(),
    begin: locals.i32(),
    look: locals.i32(),
    rest: locals.i64(),
    state: several(plan.packing.words, locals.i64),
    enabled: several(plan.masks, locals.i64),
    written: several(plan.masks, locals.i64),
    by: locals.i32(),
    unanswered: several(plan.masks, locals.i64),
    rows: several(plan.rows.groups.length, locals.i32),
    steps: locals.i64(),
  };
  const { index, from, out, by, steps } = scope;
  const body = inOrder(
    set(from, i32(plan.input)),
    set(by, i32(plan.successorsBy)),
    set(out, i32(plan.successors)),
    store32(i32(0), i32(0), plan.attention),
    until(
      eq(get(index), get(0)),
      expandOne(scope),
      set(index, add(get(index), i32(1))),
      set(from, add(get(from), i32(plan.packing.stride))),
    ),
    store64(i32(0), get(steps), plan.steps),
    get(out),
  );
  return { name: "expand", parameters, locals: locals.types, body };
}

function expandOne(scope: Scope): Code {
  const { plan, index, from, out, begin, state, look } = scope;
  const packed = atPackedAddress(plan.packing, get(from));
  return inOrder(
    ...state.map((local, word) => set(local, packed(word))),
    set(begin, get(out)),
    rowAddresses(scope, plan.rows.row),
    readMasks(scope),
    refusals(scope),
    answerless(scope),
    ends(scope),
    when(get(look), listState(scope)),
    leaveOut(scope),
    ...plan.existing.map((_, k) => eachEvent(scope, k)),
    store32(times(index, 4), get(out), plan.ends),
    ...plan.wanted.map((wanted) => (wanted.is === "step" ? lookForStep(scope, wanted) : [])),
  );
}

const times = (local: number, factor: number): Code => mul(get(local), i32(factor));

function rowAddresses({ plan, state, rows }: Scope, bytes: number): Code {
  return plan.rows.groups.flatMap(({ unit }, g) =>
    set(rows[g]!, mul(bitsOf(inLocals(state), unit), i32(bytes))),
  );
}

/** The AND of a column over all units that forbid something in it. */
function column({ rows }: Scope, all: bigint, index: number, of: readonly Rows[]): Code {
  const parts = of.flatMap(({ at, matters }, g) =>
    matters[index] ? [load64(get(rows[g]!), at + 8 * index)] : [],
  );
  return parts.length === 0 ? i64(all) : parts.reduce((a, b) => and64(a, b));
}

/** Enabled events, and in `unanswered` those that are refused in one way or another. */
function readMasks(scope: Scope): Code {
  const { plan, enabled, unanswered } = scope;
  const { columns, groups } = plan.rows;
  return plan.existing.flatMap((all, k) => [
    set(enabled[k]!, column(scope, all, columns.taken + k, groups)),
    set(unanswered[k]!, xor64(column(scope, all, columns.near + k, groups), get(enabled[k]!))),
  ]);
}

const any = (locals: readonly number[]): Code =>
  isZero(isZero64(locals.map(get).reduce((a, b) => or64(a, b))));

/** The masks of all machines at their local states, joined by OR. */
function joined({ plan, state }: Scope, tables: readonly number[], k: number): Code {
  const parts = plan.system.machines.flatMap(({ index }) => {
    const at = tables[index]!;
    if (at === 0) return [];
    const local = localAt(plan, inLocals(state), index);
    return [load64(mul(local, i32(8 * plan.masks)), at + 8 * k)];
  });
  return parts.length === 0 ? i64(0n) : parts.reduce((a, b) => or64(a, b));
}

/** Sets `unanswered` to the events that their initiator takes and somebody is silent about. A
 *  silence that was not noted before asks for a look, and so does an event without other
 *  answers that is guarded off. */
function refusals(scope: Scope): Code {
  const { plan, enabled, unanswered, look, index } = scope;
  const rare = plan.rows.groups.map((group) => group.rare);
  const isFresh = plan.existing
    .map((_, k) => and64(joined(scope, plan.fresh, k), get(unanswered[k]!)))
    .reduce((a, b) => or64(a, b));
  const guarded = plan.system.machines.some(({ guardsOff }) => guardsOff.some(Boolean))
    ? plan.single.map((all, k) =>
        and64(
          and64(column(scope, plan.existing[k]!, plan.masks + k, rare), i64(all)),
          not64(or64(get(enabled[k]!), get(unanswered[k]!))),
        ),
      )
    : [i64(0n)];
  return [
    set(look, i32(0)),
    store8(get(index), i32(0), plan.flags),
    when(
      any(unanswered),
      rowAddresses(scope, plan.rows.rareRow),
      plan.existing.flatMap((all, k) =>
        set(unanswered[k]!, xor64(column(scope, all, k, rare), get(enabled[k]!))),
      ),
      set(look, isZero(isZero64(guarded.reduce((a, b) => or64(a, b))))),
      rowAddresses(scope, plan.rows.row),
      when(
        any(unanswered),
        set(look, or(get(look), isZero(isZero64(isFresh)))),
        store8(get(index), i32(1), plan.flags),
      ),
    ),
  ];
}

/** A choice that no machine refuses altogether and that gets no answer asks for a look. */
function answerless(scope: Scope): Code {
  const { plan, rest, look, enabled, unanswered } = scope;
  const { answers, columns, groups } = plan.rows;
  const open = column(scope, 0n, columns.lacking, groups);
  const lacking =
    columns.lacking === columns.choices
      ? []
      : [
          set(rest, open),
          // What is open stands in the lower half, what is answered in the upper.
          set(look, or(get(look), wrap(and64(get(rest), not64(shrU64(get(rest), i64(32n))))))),
        ];
  const several = Array.from({ length: Math.ceil(answers.length / 64) }, (_, word): Code => {
    const here = answers.slice(word * 64, word * 64 + 64);
    const all = here.reduce((bits, _answers, c) => bits | (1n << BigInt(c)), 0n);
    const cases = here.map(({ events }) => {
      const answered = events.flatMap((ids, k) =>
        ids === 0n ? [] : [and64(or64(get(enabled[k]!), get(unanswered[k]!)), i64(ids))],
      );
      const none = isZero64(answered.reduce((a, b) => or64(a, b)));
      return set(look, or(get(look), none));
    });
    return [set(rest, column(scope, all, columns.choices + word, groups)), eachBit(rest, cases)];
  });
  return [lacking, ...several];
}

/** Runs the case of each set bit, lowest first, and leaves the local 0. */
function eachBit(local: number, cases: readonly Code[]): Code {
  if (cases.length === 0) return [];
  const clear = set(local, and64(get(local), sub64(get(local), i64(1n))));
  const [end, again] = [label(), label()];
  const lowest = wrap(trailingZeros64(get(local)));
  const choice = choose(lowest, cases, [...clear, go(again)]);
  return block(end, loop(again, goIf(end, isZero64(get(local))), choice));
}

/** A state without an event, answered or not, may be a deadlock. */
function ends({ plan, enabled, unanswered, look }: Scope): Code {
  return when(
    isZero(any([...enabled, ...unanswered])),
    set(look, or(get(look), load32(i32(0), plan.deadlocks))),
  );
}

function listState({ plan, index }: Scope): Code {
  const count = load32(i32(0), plan.attention);
  return [
    store32(mul(count, i32(4)), get(index), plan.attention + 4),
    store32(i32(0), add(count, i32(1)), plan.attention),
  ];
}

/** Chooses the events whose successors are written, and counts the others too. */
function leaveOut({ plan, enabled, written, index, look, steps }: Scope): Code {
  const row = mul(load16(times(index, 2), plan.inputBy), i32(8 * plan.masks));
  const lookedAt = plan.wanted.some((wanted) => wanted.is === "step" && wanted.after !== null);
  return [
    // Whether the state must be looked at is settled by now.
    set(look, row),
    ...plan.existing.flatMap((_, k) => {
      const asleep = load64(get(look), plan.asleep + 8 * k);
      const out = lookedAt ? and64(asleep, not64(load64(i32(0), plan.awake + 8 * k))) : asleep;
      return [
        set(written[k]!, and64(get(enabled[k]!), not64(out))),
        set(steps, add64(get(steps), ones64(get(enabled[k]!)))),
      ];
    }),
  ];
}

const not64 = (code: Code): Code => xor64(code, i64(-1n));

/** Writes the successor for each event of a word of masks that is to be written. */
function eachEvent(scope: Scope, k: number): Code {
  const { plan, written, rest, out, by } = scope;
  const { words } = plan.packing;
  const cases = plan.system.events.slice(k * 64, k * 64 + 64).map(({ id }) => {
    const next = successorCode(plan, scope.state, id);
    return [
      ...next.flatMap((code, word) => store64(get(out), code, word * 8)),
      set(out, add(get(out), i32(8 * words))),
      store16(get(by), i32(id + 1)),
      set(by, add(get(by), i32(2))),
    ];
  });
  return inOrder(set(rest, get(written[k]!)), eachBit(rest, cases));
}

/** Looks for a step among the enabled events; the first one found closes the cell. */
function lookForStep(scope: Scope, wanted: Extract<Wanted, { is: "step" }>): Code {
  const { plan, state, enabled, rest } = scope;
  const before =
    wanted.before === null ? i32(1) : predicateCode(plan, wanted.before, inLocals(state));
  const done = label();
  const words = wanted.events.flatMap((ids, k): Code => {
    if (ids === 0n) return [];
    const candidates = set(rest, and64(get(enabled[k]!), i64(ids)));
    const hit = found(scope, wanted.cell, add(wrap(trailingZeros64(get(rest))), i32(64 * k)));
    if (wanted.after === null) {
      return [candidates, when(isZero(isZero64(get(rest))), hit, go(done))];
    }
    const after = predicateCode(plan, wanted.after, atAddress(nextAddress(scope, k)));
    const clear = set(rest, and64(get(rest), sub64(get(rest), i64(1n))));
    return [candidates, until(isZero64(get(rest)), when(after, hit, go(done)), clear)];
  });
  return when(load32(i32(0), wanted.cell + CELL.open), when(before, block(done, words)));
}

/** Where the successor for the lowest event of `rest` stands: as many come before it as
 *  there are lower events that are written. */
function nextAddress({ plan, written, rest, begin }: Scope, k: number): Code {
  const lowest = sub64(and64(get(rest), sub64(i64(0n), get(rest))), i64(1n));
  const earlier = written.slice(0, k).map((word) => ones64(get(word)));
  const rank = [...earlier, ones64(and64(get(written[k]!), lowest))].reduce((a, b) => add64(a, b));
  return add(get(begin), mul(wrap(rank), i32(8 * plan.packing.words)));
}

function found({ plan, index }: Scope, cell: number, event: Code): Code {
  return [
    store32(i32(0), i32(0), cell + CELL.open),
    store32(i32(0), get(index), cell + CELL.state),
    store32(i32(0), event, cell + CELL.event),
    store32(i32(0), i32(1), plan.news),
  ];
}
