/** Where everything stands in the memory of the generated code, and the tables that it reads. */
import type { PredicateTable } from "../../compile/predicates.ts";
import { lowerPredicate } from "../../compile/predicates.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Predicate, StepPattern } from "../../types/index.ts";
import { type Content, createImage, type Image, type Placed } from "./image.ts";
import { type Masks, placeMasks } from "./masks.ts";
import { localIn, type Packing, packingOf, type Unit } from "./packing.ts";

/** States that are expanded at one call. More or fewer changes nothing measurable. */
export const BLOCK = 1024;

/** States that are remembered to drop them early: 8 KiB, a quarter of the fastest cache. */
export const RECENT = 1024;

/** What is looked for while searching, and where its cell stands. */
export type Wanted =
  | { readonly is: "state"; readonly cell: number; readonly holds: PlacedPredicate }
  | {
      readonly is: "step";
      readonly cell: number;
      /** 64 events a word. */
      readonly events: readonly bigint[];
      readonly before: PlacedPredicate | null;
      readonly after: PlacedPredicate | null;
    };

/** What a property looks for: a state that breaks a predicate, or a step. */
export type Sought = { readonly holds: Predicate } | { readonly step: StepPattern };

/** Offsets in the cell of something wanted, of 16 bytes: whether it is still open, and the hit. */
export const CELL = { open: 0, state: 4, event: 8, size: 16 } as const;

/** A predicate whose tables have an address. A table of one machine has a byte for each value
 *  of the machine's unit. */
export type PlacedPredicate =
  | { readonly is: "local"; readonly machine: number; readonly at: number }
  | {
      readonly is: "relation";
      readonly machines: readonly [number, number];
      readonly width: number;
      readonly at: number;
    }
  | { readonly is: "and"; readonly all: readonly PlacedPredicate[] }
  | { readonly is: "or"; readonly any: readonly PlacedPredicate[] }
  | { readonly is: "not"; readonly of: PlacedPredicate };

/** Where a search finds what the code reads and writes; nothing but data. */
export interface Places {
  readonly packing: Packing;
  /** Words of 64 events. */
  readonly masks: number;
  /** Of each machine, the silences not yet noted, 0 where it is never silent. */
  readonly fresh: readonly number[];
  readonly wanted: readonly Wanted[];
  /** Of each machine, a byte for each value of its unit: 1 when it is tagged `waiting`. */
  readonly waiting: readonly number[];
  /** Number of things found that nobody has looked at; whether deadlocks are looked for; the
   *  mark of the initial state; where an insertion had to stop. */
  readonly news: number;
  readonly deadlocks: number;
  readonly initialMark: number;
  readonly stop: number;
  readonly input: number;
  /** For each state of `input`, of `successors` and of `output`, 2 bytes: 0, or the number
   *  after that of the event that first found it. 0 leaves nothing out. */
  readonly inputBy: number;
  readonly successorsBy: number;
  readonly outputBy: number;
  /** For each such number the events that are left out, and among them those that must not be
   *  because a property looks at what follows them. */
  readonly asleep: number;
  readonly awake: number;
  /** Steps of the block, those that were left out included. */
  readonly steps: number;
  /** For each state of a block: end of its successors, whether an event is unanswered. */
  readonly ends: number;
  readonly flags: number;
  /** States of a block that must be looked at closely; their number stands first. */
  readonly attention: number;
  readonly successors: number;
  readonly output: number;
  /** States that were inserted a moment ago; homes of those that are being inserted; a place to
   *  write what is read for its own sake. */
  readonly recent: number;
  readonly homes: number;
  readonly touched: number;
  readonly table: number;
}

/** What code is written from. */
export interface Plan extends Places {
  readonly system: CompiledSystem;
  readonly existing: readonly bigint[];
  /** The events without other answers. */
  readonly single: readonly bigint[];
  readonly rows: Masks;
  /** Of each place, its local state for each value of its unit, 2 bytes each. */
  readonly locals: readonly number[];
  /** Places a table, once for the same content. */
  place(content: Content): number;
  /** All tables, at their addresses. */
  readonly contents: readonly Placed[];
}

const PAGE = 65_536;

export function planOf(system: CompiledSystem, sought: readonly Sought[], frugal = false): Plan {
  const packing = packingOf(system, frugal);
  const image = createImage();
  const masks = Math.ceil(system.words / 2);
  const maxSuccessors = BLOCK * system.events.length;
  const words64 = (ids: Iterable<number>) => wordsOf(masks, ids);
  const place = (content: Content): number => image.place(content);
  const wanted = sought.map((one): Wanted => {
    const cell = image.reserve(CELL.size);
    const placed = (predicate: Predicate): PlacedPredicate =>
      placePredicate(lowerPredicate(system, predicate, "a property"), packing, place);
    if ("holds" in one) return { is: "state", cell, holds: placed(one.holds) };
    const { before, event, after } = one.step;
    const ids = system.events.filter((e) => event === undefined || event(e.event));
    return {
      is: "step",
      cell,
      events: words64(ids.map(({ id }) => id)),
      before: before === undefined ? null : placed(before),
      after: after === undefined ? null : placed(after),
    };
  });
  const plan = {
    system,
    packing,
    masks,
    existing: words64(system.events.map(({ id }) => id)),
    single: words64(system.choices.flatMap((choice) => (choice.length === 1 ? choice : []))),
    rows: placeMasks(system, packing, masks, image),
    fresh: system.machines.map(({ silent }) => placeWide(silent, system.words, masks, image)),
    locals: packing.unitOf.map((unit, p) => image.place(localsOf(packing.units[unit]!, p))),
    wanted,
    waiting: system.machines.map(({ index, table }) => {
      const waits = table.states.map(({ tags }) => Number(tags.includes("waiting")));
      return image.place(Uint8Array.from(byUnit(packing, index, waits)));
    }),
    news: image.reserve(8),
    deadlocks: image.reserve(8),
    initialMark: image.reserve(8),
    stop: image.reserve(8),
    input: image.reserve(BLOCK * packing.words * 8 + 16),
    inputBy: image.reserve(BLOCK * 2),
    successorsBy: image.reserve(Math.max(maxSuccessors, BLOCK) * 2),
    outputBy: image.reserve(Math.max(maxSuccessors, BLOCK) * 2),
    asleep: image.reserve((system.events.length + 1) * masks * 8),
    awake: image.reserve(masks * 8),
    steps: image.reserve(8),
    ends: image.reserve(BLOCK * 4),
    flags: image.reserve(BLOCK),
    attention: image.reserve(4 + BLOCK * 4),
    successors: image.reserve(Math.max(maxSuccessors, BLOCK) * packing.words * 8),
    output: image.reserve(Math.max(maxSuccessors, BLOCK) * packing.words * 8 + 16),
    recent: image.reserve(8 * RECENT),
    homes: image.reserve(8 * Math.max(maxSuccessors, BLOCK) + 8),
    touched: image.reserve(8),
    place,
    contents: image.contents,
  };
  return {
    ...plan,
    // Tables may still be placed while code is written; they come behind the buffers.
    get table() {
      return Math.ceil(image.size / PAGE) * PAGE;
    },
  };
}

/** Bits of events, 64 a word. */
function wordsOf(count: number, ids: Iterable<number>): bigint[] {
  const words = new Array<bigint>(count).fill(0n);
  for (const id of ids) words[id >>> 6]! |= 1n << BigInt(id & 63);
  return words;
}

/** Masks of 32-bit words as rows of 64-bit words; 0 where they are empty. */
function placeWide(words: Uint32Array, width: number, masks: number, image: Image): number {
  if (words.every((word) => word === 0)) return 0;
  const rows = words.length / width;
  const wide = new Uint32Array(rows * masks * 2);
  for (let row = 0; row < rows; row++) {
    wide.set(words.subarray(row * width, (row + 1) * width), row * masks * 2);
  }
  return image.placeOwn(wide);
}

/** The local state of a place for each value of its unit. */
function localsOf(unit: Unit, place: number): Uint16Array {
  return Uint16Array.from(unit.tuples, (_, value) => localIn(unit, place, value));
}

/** What is known of each local state of a place, for each value of its unit. */
export function byUnit<A>(packing: Packing, place: number, of: ArrayLike<A>): A[] {
  const unit = packing.units[packing.unitOf[place]!]!;
  return unit.tuples.map((_, value) => of[localIn(unit, place, value)]!);
}

function placePredicate(
  predicate: PredicateTable,
  packing: Packing,
  place: (content: Uint8Array) => number,
): PlacedPredicate {
  const placed = (part: PredicateTable): PlacedPredicate => placePredicate(part, packing, place);
  switch (predicate.is) {
    case "local": {
      const { machine, table } = predicate;
      return { is: "local", machine, at: place(Uint8Array.from(byUnit(packing, machine, table))) };
    }
    case "relation": {
      const { machines, width, table } = predicate;
      return { is: "relation", machines, width, at: place(table) };
    }
    case "and":
      return { is: "and", all: predicate.all.map(placed) };
    case "or":
      return { is: "or", any: predicate.any.map(placed) };
    case "not":
      return { is: "not", of: placed(predicate.of) };
  }
}
