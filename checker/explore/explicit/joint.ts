/** Which local states some machines can have together. */
import type { CompiledMachine, CompiledSystem, MachineTable } from "../../compile/system.ts";

/** Local states of some machines, in their order. */
type Tuple = readonly number[];

/** The tuples that some machines can have, numbered. */
export interface Joint {
  /** Indices of the machines. */
  readonly members: readonly number[];
  /** The tuple of each value; the initial one is first. */
  readonly tuples: readonly Tuple[];
  /** What events do to the values; null for a monitor, which has no events of its own. */
  readonly moves: Moves | null;
}

/**
 * What events do to numbered values. Many events do the same; they are of one kind. Kind 0
 * does nothing: none of the machines takes part.
 */
interface Moves {
  readonly size: number;
  readonly kinds: number;
  /** The kind of each event. */
  readonly kindOf: Int32Array;
  /** For each value and each kind, the value after it, or -1. */
  readonly next: Int32Array;
}

/** The values of some machines, each one of the first machine beside one of the others. */
export interface Company extends Moves {
  readonly members: readonly number[];
  readonly first: Int32Array;
  readonly rest: Int32Array;
  readonly others: Company | null;
}

/** The values that no machine has. */
const NOBODY: Moves = {
  size: 1,
  kinds: 1,
  kindOf: new Int32Array(0),
  next: Int32Array.of(0),
};

/** Pairs are looked up in a list where there are at most so many. */
const MOST_LISTED = 2 ** 20;

/** For a machine and those behind it, by what was the most: readings share most machines. */
const companies = new WeakMap<CompiledMachine, WeakMap<Moves, Map<number, Company | null>>>();

/**
 * What a machine and `others` behind it can reach when all further machines permit
 * everything: at least what they reach in the system. Null when that is more than `most`
 * values.
 */
export function companyOf(
  { events, machines }: CompiledSystem,
  index: number,
  others: Company | null,
  most: number,
): Company | null {
  const machine = machines[index]!;
  const ofMachine = companies.get(machine) ?? new WeakMap<Moves, Map<number, Company | null>>();
  companies.set(machine, ofMachine);
  const right = others ?? NOBODY;
  const found = ofMachine.get(right) ?? new Map<number, Company | null>();
  ofMachine.set(right, found);
  if (!found.has(most)) {
    found.set(most, inCompany(index, movesOf(machine, events.length), others, most));
  }
  return found.get(most)!;
}

function inCompany(
  index: number,
  left: Moves,
  others: Company | null,
  most: number,
): Company | null {
  const right = others ?? NOBODY;
  const { kindOf, pairs } = pairedKinds(left, right);
  const kinds = pairs.length;
  const limit = Math.min(most, left.size * right.size);
  const first = new Int32Array(limit);
  const rest = new Int32Array(limit);
  const next = new Int32Array(limit * kinds);
  const numbers = createNumbers(left.size * right.size);
  numbers.set(0, 0);
  let size = 1;
  for (let value = 0; value < size; value++) {
    const a = first[value]! * left.kinds;
    const b = rest[value]! * right.kinds;
    next[value * kinds] = value;
    for (let kind = 1; kind < kinds; kind++) {
      const [inLeft, inRight] = pairs[kind]!;
      const x = left.next[a + inLeft]!;
      const y = x < 0 ? x : right.next[b + inRight]!;
      if (y < 0) {
        next[value * kinds + kind] = -1;
        continue;
      }
      const pair = x * right.size + y;
      let after = numbers.get(pair);
      if (after < 0) {
        if (size === limit) return null;
        after = size;
        numbers.set(pair, after);
        first[after] = x;
        rest[after] = y;
        size += 1;
      }
      next[value * kinds + kind] = after;
    }
  }
  const members = [index, ...(others?.members ?? [])];
  // What was not used is not kept.
  return {
    members,
    size,
    kinds,
    kindOf,
    next: next.slice(0, size * kinds),
    first: first.slice(0, size),
    rest: rest.slice(0, size),
    others,
  };
}

const joints = new WeakMap<Company, Joint>();

/** The same as tuples. */
export function jointOf(company: Company): Joint {
  const before = joints.get(company);
  if (before !== undefined) return before;
  const { members, size, kinds, kindOf, next } = company;
  const joint = {
    members,
    tuples: Array.from({ length: size }, (_, value) => tupleOf(company, value)),
    moves: { size, kinds, kindOf, next },
  };
  joints.set(company, joint);
  return joint;
}

/** What an event does to the values of some machines. */
interface Step {
  /** For each value, the one after the event, or -1 where one of the machines does not take it. */
  readonly after: Int32Array;
  /** For each value, what is added to it; 0 where the event is not taken. */
  readonly changes: Int32Array;
  /** What is added wherever the event is taken; null where that differs. */
  readonly only: number | null;
}

/** Asked for when code is written and when it is looked for what commutes; by kind. */
const asked = new WeakMap<Moves, Map<number, Step>>();

/** What an event does to the values of machines. */
export function stepOf({ moves }: Joint, event: number): Step {
  if (moves === null) throw new Error("a monitor observes events and has none of its own");
  const of = asked.get(moves) ?? new Map<number, Step>();
  asked.set(moves, of);
  const kind = moves.kindOf[event]!;
  const step = of.get(kind) ?? newStep(moves, kind);
  of.set(kind, step);
  return step;
}

function newStep({ size, kinds, next }: Moves, kind: number): Step {
  const after = new Int32Array(size);
  const changes = new Int32Array(size);
  let only: number | null | undefined;
  for (let value = 0; value < size; value++) {
    const to = next[value * kinds + kind]!;
    after[value] = to;
    if (to < 0) continue;
    changes[value] = to - value;
    if (only === undefined) only = to - value;
    else if (only !== to - value) only = null;
  }
  return { after, changes, only: only === undefined ? 0 : only };
}

function tupleOf(company: Company, value: number): Tuple {
  const tuple: number[] = [];
  let number = value;
  for (let own: Company | null = company; own !== null; own = own.others) {
    tuple.push(own.first[number]!);
    number = own.rest[number]!;
  }
  return tuple;
}

/** Each two kinds that some event has, of the left and of the right; none in both is first. */
function pairedKinds(left: Moves, right: Moves) {
  const pairs: (readonly [number, number])[] = [[0, 0]];
  const known = new Map([[0, 0]]);
  const kindOf = left.kindOf.map((inLeft, event) => {
    const inRight = right.kindOf[event] ?? 0;
    const key = inLeft * right.kinds + inRight;
    const kind = known.get(key) ?? pairs.push([inLeft, inRight]) - 1;
    known.set(key, kind);
    return kind;
  });
  return { kindOf, pairs };
}

/** Numbers from 0 on of keys below `count`; -1 for those that have none. */
function createNumbers(count: number): {
  get(key: number): number;
  set(key: number, number: number): void;
} {
  if (count > MOST_LISTED) {
    const numbers = new Map<number, number>();
    return {
      get: (key) => numbers.get(key) ?? -1,
      set: (key, number) => void numbers.set(key, number),
    };
  }
  const numbers = new Int32Array(count).fill(-1);
  return {
    get: (key) => numbers[key]!,
    set: (key, number) => {
      numbers[key] = number;
    },
  };
}

/** Tables are shared by machines. */
const known = new WeakMap<MachineTable, Columns>();

/** What the columns of a table do; columns that do the same are of one kind. */
interface Columns extends Omit<Moves, "kindOf"> {
  readonly kindOf: Int32Array;
}

/** What events do to a machine's local states. */
function movesOf({ table, column }: CompiledMachine, events: number): Moves {
  const columns = known.get(table) ?? columnsOf(table);
  known.set(table, columns);
  const kindOf = new Int32Array(events);
  for (let event = 0; event < events; event++) {
    const at = column[event]!;
    if (at >= 0) kindOf[event] = columns.kindOf[at]!;
  }
  return { ...columns, kindOf };
}

function columnsOf({ states, events, next }: MachineTable): Columns {
  const width = events.length;
  const columns: Int32Array[] = [Int32Array.from(states.keys())];
  const byContent = new Map<string, number>();
  const kindOf = new Int32Array(width);
  for (let at = 0; at < width; at++) {
    const column = new Int32Array(states.length);
    for (let local = 0; local < column.length; local++) {
      column[local] = Math.max(-1, next[local * width + at]!);
    }
    const content = Buffer.from(column.buffer).toString("latin1");
    const kind = byContent.get(content) ?? columns.push(column) - 1;
    byContent.set(content, kind);
    kindOf[at] = kind;
  }
  const kinds = columns.length;
  const rows = new Int32Array(states.length * kinds);
  for (const [kind, column] of columns.entries()) {
    for (let local = 0; local < column.length; local++) rows[local * kinds + kind] = column[local]!;
  }
  return { size: states.length, kinds, kindOf, next: rows };
}
