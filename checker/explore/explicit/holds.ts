/** Where a predicate holds, for all states of a search at once. */
import type { PredicateTable } from "../../compile/predicates.ts";
import type { Look } from "../search.ts";
import type { Packing } from "./packing.ts";
import { BLOCK, byUnit } from "./plan.ts";
import type { Exploration } from "./search.ts";

/** Writes for the first `count` states of a block, which start at `bytes`, 1 or 0. */
type Fill = (bytes: DataView, count: number, into: Uint8Array) => void;

/** A byte for each state: 1 where the predicate holds. */
export function statesWith(
  { log, size, plan }: Exploration,
  predicate: PredicateTable,
  look: Look,
): Uint8Array {
  const { packing } = plan;
  const fill = filler(packing, predicate);
  // A field is read as four bytes.
  const block = new Uint8Array(BLOCK * packing.stride + 8);
  const bytes = new DataView(block.buffer);
  const all = new Uint8Array(size);
  for (let first = 0; first < size; ) {
    const count = log.copy(first, BLOCK, block, 0);
    look(count);
    fill(bytes, count, all.subarray(first));
    first += count;
  }
  return all;
}

/** For each state, the bits of its machines' local states together. */
export function bitsOfStates(
  { log, size, plan }: Exploration,
  of: readonly { readonly machine: number; readonly bits: readonly number[] }[],
  look: Look,
): Int32Array {
  const { packing } = plan;
  const tables = new Map<number, Int32Array>();
  for (const { machine, bits } of of) {
    const unit = packing.unitOf[machine]!;
    const table = tables.get(unit) ?? new Int32Array(packing.units[unit]!.tuples.length);
    for (const [value, more] of byUnit(packing, machine, bits).entries()) table[value]! |= more;
    tables.set(unit, table);
  }
  const reads = [...tables].map(([unit, table]) => reader(packing, unit, table));
  const block = new Uint8Array(BLOCK * packing.stride + 8);
  const bytes = new DataView(block.buffer);
  const all = new Int32Array(size);
  for (let first = 0; first < size; ) {
    const count = log.copy(first, BLOCK, block, 0);
    look(count);
    for (const read of reads) {
      for (let i = 0; i < count; i++) all[first + i]! |= read(bytes, i);
    }
    first += count;
  }
  return all;
}

function filler(packing: Packing, predicate: PredicateTable): Fill {
  switch (predicate.is) {
    case "local": {
      const { machine, table } = predicate;
      const held = Uint8Array.from(byUnit(packing, machine, table));
      const read = reader(packing, packing.unitOf[machine]!, held);
      return (bytes, count, into) => {
        for (let i = 0; i < count; i++) into[i] = read(bytes, i);
      };
    }
    case "relation": {
      const { machines, width, table } = predicate;
      const [left, right] = machines.map((machine) => localReader(packing, machine));
      return (bytes, count, into) => {
        for (let i = 0; i < count; i++)
          into[i] = table[left!(bytes, i) * width + right!(bytes, i)]!;
      };
    }
    case "not": {
      const fill = filler(packing, predicate.of);
      return (bytes, count, into) => {
        fill(bytes, count, into);
        for (let i = 0; i < count; i++) into[i]! ^= 1;
      };
    }
    case "and":
      return joined(packing, predicate.all, 1, (a, b) => a & b);
    case "or":
      return joined(packing, predicate.any, 0, (a, b) => a | b);
  }
}

function joined(
  packing: Packing,
  parts: readonly PredicateTable[],
  start: 0 | 1,
  join: (a: number, b: number) => number,
): Fill {
  const fills = parts.map((part) => filler(packing, part));
  const one = new Uint8Array(BLOCK);
  return (bytes, count, into) => {
    into.fill(start, 0, count);
    for (const fill of fills) {
      fill(bytes, count, one);
      for (let i = 0; i < count; i++) into[i] = join(into[i]!, one[i]!);
    }
  };
}

/** Reads the local state of a place in the state of a block with this index. */
function localReader(packing: Packing, place: number): (bytes: DataView, index: number) => number {
  const unit = packing.unitOf[place]!;
  const { members, tuples } = packing.units[unit]!;
  const locals = Uint16Array.from(tuples, (tuple) => tuple[place - members[0]!]!);
  return reader(packing, unit, locals);
}

/** Reads what a table has for the value of a unit. */
function reader(
  { units, stride }: Packing,
  unit: number,
  table: Uint8Array | Uint16Array | Int32Array,
): (bytes: DataView, index: number) => number {
  const { word, shift, bits } = units[unit]!;
  if (bits === 0) return () => table[0]!;
  const bit = word * 64 + shift;
  const [byte, within, mask] = [bit >>> 3, bit & 7, (1 << bits) - 1];
  return (bytes, index) => {
    const raw = bytes.getUint32(index * stride + byte, true);
    return table[(raw >>> within) & mask]!;
  };
}
