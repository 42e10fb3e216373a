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
  const fields = [...tables].map(([unit, table]) => field(packing, unit, table));
  const block = new Uint8Array(BLOCK * packing.stride + 8);
  const bytes = new DataView(block.buffer);
  const all = new Int32Array(size);
  for (let first = 0; first < size; ) {
    const count = log.copy(first, BLOCK, block, 0);
    look(count);
    for (const field of fields) {
      for (let i = 0; i < count; i++) all[first + i]! |= valueAt(field, bytes, i);
    }
    first += count;
  }
  return all;
}

function filler(packing: Packing, predicate: PredicateTable): Fill {
  switch (predicate.is) {
    case "local": {
      const { machine, table } = predicate;
      const own = fieldOf(packing, machine, table);
      return (bytes, count, into) => {
        for (let i = 0; i < count; i++) into[i] = valueAt(own, bytes, i);
      };
    }
    case "relation": {
      const { machines, width, table } = predicate;
      const left = localField(packing, machines[0]);
      const right = localField(packing, machines[1]);
      return (bytes, count, into) => {
        for (let i = 0; i < count; i++)
          into[i] = table[valueAt(left, bytes, i) * width + valueAt(right, bytes, i)]!;
      };
    }
    case "not": {
      const fill = filler(packing, predicate.of);
      return (bytes, count, into) => {
        fill(bytes, count, into);
        for (let i = 0; i < count; i++) into[i]! ^= 1;
      };
    }
    case "and": {
      const fills = predicate.all.map((part) => filler(packing, part));
      const one = new Uint8Array(BLOCK);
      return (bytes, count, into) => {
        into.fill(1, 0, count);
        for (const fill of fills) {
          fill(bytes, count, one);
          for (let i = 0; i < count; i++) into[i]! &= one[i]!;
        }
      };
    }
    case "or": {
      const fills = alternatives(packing, predicate.any);
      const one = new Uint8Array(BLOCK);
      return (bytes, count, into) => {
        into.fill(0, 0, count);
        for (const fill of fills) {
          fill(bytes, count, one);
          for (let i = 0; i < count; i++) into[i]! |= one[i]!;
        }
      };
    }
  }
}

type Local = Extract<PredicateTable, { is: "local" }>;

/** Alternatives that are about local states alone are looked up together, 32 at a time. */
function alternatives(packing: Packing, any: readonly PredicateTable[]): readonly Fill[] {
  const alike: (readonly Local[])[] = [];
  const others: PredicateTable[] = [];
  for (const one of any) {
    const locals = one.is === "and" ? one.all.filter((part) => part.is === "local") : [];
    if (one.is === "and" && locals.length === one.all.length) alike.push(locals);
    else others.push(one);
  }
  const fills = others.map((one) => filler(packing, one));
  for (let at = 0; at < alike.length; at += 32) {
    fills.push(someOf(packing, alike.slice(at, at + 32)));
  }
  return fills;
}

/** A bit for each alternative: where all machines leave one, it holds. */
function someOf(packing: Packing, alternatives: readonly (readonly Local[])[]): Fill {
  const all = alternatives.length === 32 ? -1 : (1 << alternatives.length) - 1;
  const leaves = new Map<number, Int32Array>();
  for (const [bit, locals] of alternatives.entries()) {
    for (const { machine, table } of locals) {
      const own = leaves.get(machine) ?? new Int32Array(table.length).fill(all);
      for (const [local, holds] of table.entries()) if (holds === 0) own[local]! &= ~(1 << bit);
      leaves.set(machine, own);
    }
  }
  const fields = [...leaves].map(([machine, table]) => fieldOf(packing, machine, table));
  const left = new Int32Array(BLOCK);
  return (bytes, count, into) => {
    left.fill(all, 0, count);
    for (const field of fields) {
      for (let i = 0; i < count; i++) left[i]! &= valueAt(field, bytes, i);
    }
    for (let i = 0; i < count; i++) into[i] = left[i] === 0 ? 0 : 1;
  };
}

/** A value for each local state of a machine or a monitor, by the units of packed states. */
function fieldOf(packing: Packing, machine: number, table: ArrayLike<number>): Field {
  const values = Int32Array.from(byUnit(packing, machine, table));
  return field(packing, packing.unitOf[machine]!, values);
}

/** The local state of a machine or a monitor. */
function localField(packing: Packing, machine: number): Field {
  const unit = packing.unitOf[machine]!;
  const { members, tuples } = packing.units[unit]!;
  return field(
    packing,
    unit,
    Int32Array.from(tuples, (tuple) => tuple[machine - members[0]!]!),
  );
}

/** Where in a state of a block a unit is, and what a table has for its values. */
interface Field {
  readonly stride: number;
  readonly byte: number;
  readonly shift: number;
  readonly mask: number;
  readonly table: Int32Array;
}

function field({ units, stride }: Packing, unit: number, table: Int32Array): Field {
  const { word, shift, bits } = units[unit]!;
  const bit = word * 64 + shift;
  return { stride, byte: bit >>> 3, shift: bit & 7, mask: bits === 0 ? 0 : (1 << bits) - 1, table };
}

function valueAt({ stride, byte, shift, mask, table }: Field, bytes: DataView, index: number) {
  return table[(bytes.getUint32(index * stride + byte, true) >>> shift) & mask]!;
}
