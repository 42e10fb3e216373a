/**
 * Masks of events for each value of a unit of machines. Joined by AND over the units, they
 * answer for the whole state.
 */
import type { CompiledMachine, CompiledSystem } from "../../compile/system.ts";
import type { Image } from "./image.ts";
import { localIn, type Packing, type Unit } from "./packing.ts";

/** 64-bit columns of the rows that are read of every state. */
export interface Columns {
  /** Events that are enabled. */
  readonly taken: number;
  /** Events that are enabled or refused: the rare rows tell how. */
  readonly near: number;
  /** Choices that no machine refuses altogether, each beside 32 bits above it, whether it
   *  gets an answer. */
  readonly lacking: number;
  /** Choices of `answers` that no machine refuses altogether. */
  readonly choices: number;
  readonly end: number;
}

/** Rows for each value of a unit, and of which columns forbid anything. */
export interface Rows {
  readonly at: number;
  readonly matters: readonly boolean[];
}

/** The rows of a unit, those that are read of every state and the rare ones. The latter have
 *  the events that are enabled or unanswered, then those that nobody declines or blocks. */
export interface MaskGroup extends Rows {
  readonly unit: Unit;
  readonly rare: Rows;
}

/** Initiators' choices with several answers, of which one must be possible. */
export interface Answers {
  readonly events: readonly bigint[];
}

export interface Masks {
  readonly groups: readonly MaskGroup[];
  readonly columns: Columns;
  /** Bytes of a row, a whole line of the cache where it can be, and of a rare row. */
  readonly row: number;
  readonly rareRow: number;
  /** Choices for which more than one unit says which answers there are. */
  readonly answers: readonly Answers[];
}

const LINE = 64;
/** Half of a column. */
const MOST_LACKING = 32;

/** A choice of an initiator: its events, 32 a word. */
type Choice = Uint32Array;

/** Rows of 32-bit words before they are laid out. */
interface Raw {
  readonly taken: number;
  readonly near: number;
  readonly heard: number;
  readonly open: number;
  readonly choices: number;
  readonly end: number;
}

/** `words` words of 64 events. */
export function placeMasks(
  system: CompiledSystem,
  { units }: Packing,
  words: number,
  image: Image,
): Masks {
  const wide = 2 * words;
  const choices = system.choices
    .filter((choice) => choice.length > 1)
    .map((ids) => bitsOf(wide, ids));
  const raw: Raw = {
    taken: 0,
    near: wide,
    heard: 2 * wide,
    open: 3 * wide,
    choices: 4 * wide,
    end: 4 * wide + Math.ceil(choices.length / 32),
  };
  const full = new Uint32Array(raw.end);
  const all = bitsOf(wide, system.events.keys());
  for (const at of [raw.taken, raw.near, raw.heard, raw.open]) full.set(all, at);
  full.set(bitsOf(raw.end - raw.choices, choices.keys()), raw.choices);
  const ofMachines = units.filter(({ members }) => members[0]! < system.machines.length);
  const rows = ofMachines.map((unit) => knownRows(unit, system, raw, choices, full));
  const kinds = choices.map((choice, c) => kindOf(choice, c, rows, raw));
  const lacking = kinds.flatMap((kind, c) => (kind === "one" ? [c] : [])).slice(0, MOST_LACKING);
  const others = kinds.flatMap((kind, c) => (kind === "never" || lacking.includes(c) ? [] : [c]));
  const columns: Columns = {
    taken: 0,
    near: words,
    lacking: 2 * words,
    choices: 2 * words + Number(lacking.length > 0),
    end: 2 * words + Number(lacking.length > 0) + Math.ceil(others.length / 64),
  };
  const row = columns.end <= LINE / 8 ? LINE : 8 * columns.end;
  const fast = (from: Uint32Array): Uint32Array => {
    const to = new Uint32Array(row / 4);
    to.set(from.subarray(raw.taken, raw.heard));
    for (const [i, c] of lacking.entries()) {
      to[2 * columns.lacking]! |= bit(from, raw.choices, c) << i;
      to[2 * columns.lacking + 1]! |= Number(isAny(from, raw.heard, choices[c]!)) << i;
    }
    for (const [i, c] of others.entries()) {
      to[2 * columns.choices + (i >>> 5)]! |= bit(from, raw.choices, c) << (i & 31);
    }
    return to;
  };
  const rare = (from: Uint32Array): Uint32Array => from.slice(raw.heard, raw.choices);
  return {
    groups: ofMachines.map((unit, u) => ({
      unit,
      ...placeRows(rows[u]!.map(fast), fast(full), image),
      rare: placeRows(rows[u]!.map(rare), rare(full), image),
    })),
    columns,
    row,
    rareRow: 16 * words,
    answers: others.map((c) => {
      const pairs = new BigUint64Array(choices[c]!.buffer);
      return { events: [...pairs] };
    }),
  };
}

function bitsOf(words: number, ids: Iterable<number>): Uint32Array {
  const bits = new Uint32Array(words);
  for (const id of ids) bits[id >>> 5]! |= 1 << (id & 31);
  return bits;
}

const bit = (row: Uint32Array, at: number, c: number): number =>
  (row[at + (c >>> 5)]! >>> (c & 31)) & 1;

// Asked for each choice of each row: a loop costs less than a function for each word.

function isAny(row: Uint32Array, at: number, choice: Choice): boolean {
  for (let w = 0; w < choice.length; w++) if ((row[at + w]! & choice[w]!) !== 0) return true;
  return false;
}

function isEvery(row: Uint32Array, at: number, choice: Choice): boolean {
  for (let w = 0; w < choice.length; w++) if ((choice[w]! & ~row[at + w]!) !== 0) return false;
  return true;
}

/** The rows of a unit, and what they were made of: machines with these choices. */
interface Made {
  readonly machines: readonly CompiledMachine[];
  readonly choices: CompiledSystem["choices"];
  readonly rows: readonly Uint32Array[];
}

const known = new WeakMap<Unit["tuples"], Made>();

/** The same as `unitRows` for readings, and with a monitor, where the unit is the same. */
function knownRows(
  unit: Unit,
  system: CompiledSystem,
  raw: Raw,
  choices: readonly Choice[],
  full: Uint32Array,
): readonly Uint32Array[] {
  const machines = unit.members.map((m) => system.machines[m]!);
  const before = known.get(unit.tuples);
  if (
    before?.choices === system.choices &&
    before.machines.every((machine, at) => machine === machines[at])
  ) {
    return before.rows;
  }
  const single = bitsOf(
    raw.near,
    system.choices.flatMap((ids) => (ids.length === 1 ? ids : [])),
  );
  const all = full.subarray(raw.taken, raw.near);
  const locals = machines.map((machine) => localRows(machine, raw, choices, single, all));
  const rows = unitRows(unit, locals, full);
  known.set(unit.tuples, { machines, choices: system.choices, rows });
  return rows;
}

/** A row for each local state of a machine. */
function localRows(
  { table, takes, declines, blocks, silent }: CompiledMachine,
  raw: Raw,
  choices: readonly Choice[],
  single: Uint32Array,
  all: Uint32Array,
): Uint32Array[] {
  const words = takes.length / table.states.length;
  return table.states.map((_, local) => {
    const row = new Uint32Array(raw.end);
    const at = local * words;
    for (let w = 0; w < words; w++) {
      const heard = takes[at + w]! | silent[at + w]!;
      const open = all[w]! & ~(declines[at + w]! | blocks[at + w]!);
      row[raw.taken + w] = takes[at + w]!;
      row[raw.near + w] = (open & single[w]!) | (heard & ~single[w]!);
      row[raw.heard + w] = heard;
      row[raw.open + w] = open;
    }
    for (const [c, choice] of choices.entries()) {
      if (isEvery(declines, at, choice) || isEvery(blocks, at, choice)) continue;
      row[raw.choices + (c >>> 5)]! |= 1 << (c & 31);
    }
    return row;
  });
}

/** A row for each value of a unit, out of those of its members. */
function unitRows(
  unit: Unit,
  locals: readonly (readonly Uint32Array[])[],
  full: Uint32Array,
): Uint32Array[] {
  return unit.tuples.map((_, value) => {
    const row = full.slice();
    for (const [at, m] of unit.members.entries()) {
      const own = locals[at]![localIn(unit, m, value)]!;
      for (let w = 0; w < row.length; w++) row[w]! &= own[w]!;
    }
    return row;
  });
}

/**
 * Who says whether a choice gets an answer: nobody need be asked, as each unit that does not
 * refuse it has an answer and one unit at most chooses among them; one unit's word is enough;
 * or several must agree.
 */
function kindOf(
  choice: Choice,
  c: number,
  rows: readonly (readonly Uint32Array[])[],
  raw: Raw,
): "never" | "one" | "several" {
  // Of many words a choice has events in one or two.
  const words = [...choice.keys()].filter((w) => choice[w] !== 0);
  let choosing = 0;
  let isAnswered = true;
  for (const unit of rows) {
    let chooses = false;
    for (const row of unit) {
      let some = false;
      let every = true;
      for (const w of words) {
        const heard = row[raw.heard + w]! & choice[w]!;
        some ||= heard !== 0;
        every &&= heard === (choice[w]! | 0);
      }
      if (every) continue;
      if (some) chooses = true;
      else if (bit(row, raw.choices, c) === 1) isAnswered = false;
    }
    choosing += Number(chooses);
  }
  if (choosing > 1) return "several";
  return isAnswered ? "never" : "one";
}

function placeRows(rows: readonly Uint32Array[], full: Uint32Array, image: Image): Rows {
  const content = new Uint32Array(rows.length * full.length);
  const matters = Array.from({ length: full.length / 2 }, () => false);
  for (const [value, row] of rows.entries()) {
    content.set(row, value * full.length);
    for (let w = 0; w < row.length; w++) if (row[w] !== full[w]) matters[w >>> 1] = true;
  }
  return { at: image.place(content, LINE), matters };
}
