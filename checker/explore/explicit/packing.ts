/**
 * How a state vector becomes a few 64-bit words.
 *
 * Neighbouring machines are joined into a unit, and the local states that they can
 * have together are numbered: what they exclude of each other takes no bits, nor do
 * the fractions of bits of a machine of three or five states. One lookup then
 * answers for all machines of the unit.
 */
import { tableAt } from "../../compile/predicates.ts";
import type { CompiledMachine, CompiledSystem } from "../../compile/system.ts";
import { type Company, companyOf, type Joint, jointOf } from "./joint.ts";

/** A field of whole bits; it crosses no word. */
export interface Field {
  readonly word: number;
  readonly shift: number;
  /** 0 where there is only one value. */
  readonly bits: number;
}

/** Some machines, or one monitor, as one number. */
export interface Unit extends Field, Joint {}

export interface Packing {
  readonly units: readonly Unit[];
  /** The unit of each place of a state vector. */
  readonly unitOf: readonly number[];
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

/** Most values of a unit of several machines: small tables stay in fast caches; where a state
 *  is wide, and more so where memory is dear, fewer bits matter more. */
const FEW_VALUES = 256;
const MANY_VALUES = 1024;
const MOST_VALUES = 4096;
const WIDE_BITS = 48;
/** A table of a few megabytes holds narrower states in slots of four bytes. */
const FRUGAL_BITS = 40;
/** A state that takes several words either way. */
const HOPELESS_BITS = 80;
/** Most machines of a unit: looking for more takes longer than it saves. */
const MOST_MEMBERS = 12;

/** Systems with a monitor more have the same machines. */
const known = {
  fast: new WeakMap<readonly CompiledMachine[], readonly Joint[]>(),
  frugal: new WeakMap<readonly CompiledMachine[], readonly Joint[]>(),
};

/** With `frugal` fewer bits are bought with larger tables. */
export function packingOf(system: CompiledSystem, frugal: boolean): Packing {
  const { machines, monitors } = system;
  const joined = known[frugal ? "frugal" : "fast"];
  const runs = joined.get(machines) ?? runsOf(system, frugal);
  joined.set(machines, runs);
  const alone = monitors.map((_, i): Joint => {
    const place = machines.length + i;
    const tuples = tableAt(system, place).states.map((_s, local) => [local]);
    return { members: [place], tuples, moves: null };
  });
  return layOut([...runs, ...alone]);
}

function layOut(runs: readonly Joint[]): Packing {
  const units: Unit[] = [];
  const unitOf: number[] = [];
  let word = 0;
  let shift = 0;
  for (const joint of runs) {
    for (const place of joint.members) unitOf[place] = units.length;
    const bits = bitsFor(joint.tuples.length);
    if (shift + bits > (word === 0 ? FIRST_WORD_BITS : WORD_BITS)) {
      word += 1;
      shift = 0;
    }
    units.push({ ...joint, word, shift, bits });
    shift += bits;
  }
  const lastBits = Math.max(1, shift);
  return {
    units,
    unitOf,
    words: word + 1,
    lastBits,
    bits: units.reduce((sum, { bits }) => sum + bits, 0),
    stride: word * 8 + Math.ceil(lastBits / 8),
  };
}

function runsOf(system: CompiledSystem, frugal: boolean): readonly Joint[] {
  return fittingRuns(system, frugal).map(jointOf);
}

function fittingRuns(system: CompiledSystem, frugal: boolean): readonly Company[] {
  const few = joinNeighbours(system, FEW_VALUES);
  const bits = bitsOf(few);
  if (bits >= HOPELESS_BITS) return few;
  if (frugal && bits > FRUGAL_BITS) return joinNeighbours(system, MOST_VALUES);
  return bits > WIDE_BITS ? joinNeighbours(system, MANY_VALUES) : few;
}

function bitsOf(runs: readonly Company[]): number {
  return runs.reduce((sum, { size }) => sum + bitsFor(size), 0);
}

/** Runs of neighbours with the fewest bits together, then the fewest runs. */
function joinNeighbours(system: CompiledSystem, mostValues: number): readonly Company[] {
  interface Best {
    readonly bits: number;
    readonly runs: readonly Company[];
  }
  const best: Best[] = [{ bits: 0, runs: [] }];
  for (let end = 1; end <= system.machines.length; end++) {
    let found: Best | undefined;
    let company: Company | null = null;
    for (let first = end - 1; first >= Math.max(0, end - MOST_MEMBERS); first--) {
      const most: number = first === end - 1 ? Number.POSITIVE_INFINITY : mostValues;
      company = companyOf(system, first, company, most);
      if (company === null) break;
      const before = best[first]!;
      const bits = before.bits + bitsFor(company.size);
      const shorter = before.runs.length + 1 < (found?.runs.length ?? Number.POSITIVE_INFINITY);
      if (found !== undefined && (bits > found.bits || (bits === found.bits && !shorter))) continue;
      found = { bits, runs: [...before.runs, company] };
    }
    best.push(found!);
  }
  return best[system.machines.length]!.runs;
}

/** Bits that hold `count` different values. */
function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/** The local state of one of a unit's members when the unit has this value. */
export function localIn({ members, tuples }: Unit, place: number, value: number): number {
  return tuples[value]![place - members[0]!]!;
}

/** Reads packed states back: `bytes` has four readable bytes behind the state. */
export function unpack(packing: Packing, bytes: DataView, at: number, into: Uint16Array): void {
  for (const { members, tuples, word, shift, bits } of packing.units) {
    const bit = word * 64 + shift;
    const raw = bits === 0 ? 0 : bytes.getUint32(at + (bit >>> 3), true);
    const value = (raw >>> (bit & 7)) & ((1 << bits) - 1);
    into.set(tuples[value]!, members[0]!);
  }
}
