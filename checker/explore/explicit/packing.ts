/**
 * How a state vector becomes a few 64-bit words.
 *
 * Neighbouring machines are joined into a unit: a number of mixed radix in a field
 * of whole bits. Joining saves the fractions of bits that machines of three or five
 * states would waste, and one lookup then answers for all machines of the unit.
 */
import { tableAt } from "../../compile/predicates.ts";
import type { CompiledSystem } from "../../compile/system.ts";

/** A field of whole bits; it crosses no word. */
export interface Field {
  readonly word: number;
  readonly shift: number;
  /** 0 where there is only one value. */
  readonly bits: number;
}

/** Some machines, or one monitor, as one number. */
export interface Unit extends Field {
  /** Places of a state vector; the first weighs 1. */
  readonly members: readonly number[];
  /** Number of values. */
  readonly size: number;
}

export interface Packing {
  readonly units: readonly Unit[];
  /** Of each place of a state vector: its unit, what it weighs there, its local states. */
  readonly unitOf: readonly number[];
  readonly weight: readonly number[];
  readonly size: readonly number[];
  /** 64-bit words of a state; 1 is the fast case. */
  readonly words: number;
  /** Bits of the last word that are used. */
  readonly lastBits: number;
  /** Bits of all fields together, the width of the packed state. */
  readonly bits: number;
  /** Bytes of a state in the order log: whole words, then the used bytes of the last. */
  readonly stride: number;
}

const WORD_BITS = 64;
/** One bit is left free in the first word, to mark states after the search. */
const FIRST_WORD_BITS = 63;
/** Most values of a unit of several machines: the first with which a state fits into one word,
 *  for smaller tables stay in faster caches. */
const UNIT_SIZES = [256, 1024, 4096] as const;

export function packingOf(system: CompiledSystem): Packing {
  const machines = system.machines.length;
  const places = machines + system.monitors.length;
  const size = Array.from({ length: places }, (_, p) => tableAt(system, p).states.length);
  const packings = UNIT_SIZES.map((most) => {
    const joined = joinNeighbours(size.slice(0, machines), most);
    const monitors = system.monitors.map((_, i) => [machines + i]);
    return layOut([...joined, ...monitors], size);
  });
  return packings.find(({ words }) => words === 1) ?? packings[0]!;
}

function layOut(groups: readonly (readonly number[])[], size: readonly number[]): Packing {
  const units: Unit[] = [];
  const unitOf: number[] = [];
  const weight: number[] = [];
  let word = 0;
  let shift = 0;
  for (const members of groups) {
    let values = 1;
    for (const place of members) {
      unitOf[place] = units.length;
      weight[place] = values;
      values *= size[place]!;
    }
    const bits = bitsFor(values);
    if (shift + bits > (word === 0 ? FIRST_WORD_BITS : WORD_BITS)) {
      word += 1;
      shift = 0;
    }
    units.push({ members, size: values, word, shift, bits });
    shift += bits;
  }
  const lastBits = Math.max(1, shift);
  return {
    units,
    unitOf,
    weight,
    size,
    words: word + 1,
    lastBits,
    bits: units.reduce((sum, { bits }) => sum + bits, 0),
    stride: word * 8 + Math.ceil(lastBits / 8),
  };
}

/** Runs of neighbours with at most `most` values each and the fewest bits together, then the
 *  fewest runs. */
function joinNeighbours(size: readonly number[], most: number): number[][] {
  interface Best {
    readonly bits: number;
    readonly runs: readonly number[][];
  }
  const best: Best[] = [{ bits: 0, runs: [] }];
  for (let end = 1; end <= size.length; end++) {
    let found: Best | undefined;
    for (let first = end - 1, values = 1; first >= 0; first--) {
      values *= size[first]!;
      if (values > most && first < end - 1) break;
      const before = best[first]!;
      const bits = before.bits + bitsFor(values);
      const shorter = before.runs.length + 1 < (found?.runs.length ?? Number.POSITIVE_INFINITY);
      if (found !== undefined && (bits > found.bits || (bits === found.bits && !shorter))) continue;
      const run = Array.from({ length: end - first }, (_, i) => first + i);
      found = { bits, runs: [...before.runs, run] };
    }
    best.push(found!);
  }
  return [...best[size.length]!.runs];
}

/** Bits that hold `count` different values. */
function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/** The local state of one place when its unit has this value. */
export function localIn({ weight, size }: Packing, place: number, value: number): number {
  return Math.floor(value / weight[place]!) % size[place]!;
}

/** Reads packed states back: `bytes` has four readable bytes behind the state. */
export function unpack(packing: Packing, bytes: DataView, at: number, into: Uint16Array): void {
  for (const { members, word, shift, bits } of packing.units) {
    const bit = word * 64 + shift;
    const raw = bits === 0 ? 0 : bytes.getUint32(at + (bit >>> 3), true);
    const value = (raw >>> (bit & 7)) & (2 ** bits - 1);
    for (const place of members) into[place] = localIn(packing, place, value);
  }
}
