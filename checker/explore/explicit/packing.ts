/** How a state vector becomes a few 64-bit words: one field of whole bits a machine. */
import { tableAt } from "../../compile/predicates.ts";
import type { CompiledSystem } from "../../compile/system.ts";

/** Where the local state of a machine or monitor stands; no field crosses a word. */
export interface Field {
  readonly word: number;
  readonly shift: number;
  /** 0 for a machine with one local state. */
  readonly bits: number;
}

export interface Packing {
  /** In the order of a state vector: machines, then monitors. */
  readonly fields: readonly Field[];
  /** 64-bit words of a state; 1 is the fast case. */
  readonly words: number;
  /** Bits of the last word that are used; the others are used to the full or left. */
  readonly lastBits: number;
  /** Bits of all fields together, the width of the packed state. */
  readonly bits: number;
  /** Bytes of a state in the order log: whole words, then the used bytes of the last. */
  readonly stride: number;
}

/** One bit is left free in the first word, to mark states after the search. */
const WORD_BITS = 64;
const FIRST_WORD_BITS = 63;

export function packingOf(system: CompiledSystem): Packing {
  const places = system.machines.length + system.monitors.length;
  const fields: Field[] = [];
  let word = 0;
  let shift = 0;
  for (let place = 0; place < places; place++) {
    const bits = bitsFor(tableAt(system, place).states.length);
    if (shift + bits > (word === 0 ? FIRST_WORD_BITS : WORD_BITS)) {
      word += 1;
      shift = 0;
    }
    fields.push({ word, shift, bits });
    shift += bits;
  }
  const lastBits = Math.max(1, shift);
  return {
    fields,
    words: word + 1,
    lastBits,
    bits: fields.reduce((sum, { bits }) => sum + bits, 0),
    stride: word * 8 + Math.ceil(lastBits / 8),
  };
}

/** Bits that hold `count` different values. */
function bitsFor(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/** Reads packed states back: `bytes` has four readable bytes behind the state. */
export function unpack(packing: Packing, bytes: DataView, at: number, into: Uint16Array): void {
  for (const [place, { word, shift, bits }] of packing.fields.entries()) {
    const bit = word * 64 + shift;
    const value = bits === 0 ? 0 : bytes.getUint32(at + (bit >>> 3), true);
    into[place] = (value >>> (bit & 7)) & (2 ** bits - 1);
  }
}
