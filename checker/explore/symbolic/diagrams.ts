/**
 * Multi-valued decision diagrams: sets of vectors as shared, canonical nodes.
 *
 * Level 0 holds the two terminals, level 1 the lowest variable. A node of level
 * `l` has arcs `value -> node of level l - 1`, ascending by value, without arcs to
 * the empty set; no level is skipped (quasi-reduced). Equal sets are equal nodes.
 */
import { type Budget, Cache, GaveUp, grown, mix } from "./memory.ts";

/** The node of the empty set, at every level. */
export const EMPTY = 0;
/** The terminal: the set of the empty vector. */
export const UNIT = 1;

/** Nodes asked for between two looks at the clock, less one. */
const CLOCK = (1 << 14) - 1;

export class Diagrams {
  /** Number of variables. */
  readonly height: number;
  /** Number of values of each level; entry 0 is unused. */
  readonly domains: readonly number[];
  /** Level of each node. */
  level: Uint8Array;
  /** The arcs of node `n` are `arcs[start[n]]` up to `arcs[start[n + 1]]`: value, child. */
  start: Int32Array;
  arcs: Int32Array;
  /** Number of nodes made so far. */
  size = 2;
  /** For each level: a child for each value, and which values have one. */
  readonly slots: readonly Int32Array[];
  readonly marks: readonly Int32Array[];
  readonly budget: Budget;
  /** So that the first node looks at the clock. */
  private asked = CLOCK;
  /** For each level, all vectors up to it. */
  readonly full: Int32Array;
  private table = new Int32Array(1 << 12);
  private readonly buffers: readonly Int32Array[];
  private readonly unions = new Cache();
  private readonly intersections = new Cache();
  private readonly differences = new Cache();
  private readonly counts: bigint[] = [0n, 1n];

  /** `domains[l - 1]` is the number of values of level `l`. */
  constructor(domains: readonly number[], budget: Budget) {
    this.height = domains.length;
    this.domains = [0, ...domains];
    this.budget = budget;
    this.level = new Uint8Array(1 << 10);
    this.start = new Int32Array(1 << 10);
    this.arcs = new Int32Array(1 << 12);
    this.slots = this.domains.map((n) => new Int32Array(n));
    this.marks = this.domains.map((n) => new Int32Array((n + 31) >>> 5));
    this.buffers = this.domains.map((n) => new Int32Array(2 * n));
    this.full = new Int32Array(this.domains.length);
    this.full[0] = UNIT;
    for (let level = 1; level <= this.height; level++) {
      for (let value = 0; value < this.domains[level]!; value++) {
        this.add(level, value, this.full[level - 1]!);
      }
      this.full[level] = this.collect(level);
    }
  }

  /** The node with these arcs, `length` integers of `from`; empty when there are none. */
  make(level: number, from: Int32Array, length: number): number {
    if (length === 0) return EMPTY;
    this.asked = (this.asked + 1) & CLOCK;
    if (this.asked === 0) this.look();
    let hash = level;
    for (let i = 0; i < length; i += 2) hash = mix(hash, from[i]!, from[i + 1]!);
    const { table, arcs, start } = this;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (; table[slot] !== 0; slot = (slot + 1) & mask) {
      const node = table[slot]!;
      const at = start[node]!;
      if (this.level[node] !== level || start[node + 1]! - at !== length) continue;
      let i = 0;
      while (i < length && arcs[at + i] === from[i]) i += 1;
      if (i === length) return node;
    }
    const node = this.size;
    if (node >= this.budget.maxNodes) throw new GaveUp("nodes");
    table[slot] = node;
    this.append(level, from, length);
    return node;
  }

  private append(level: number, from: Int32Array, length: number): void {
    const node = this.size;
    if (node + 2 > this.start.length) {
      this.start = grown(this.start, 0);
      const levels = new Uint8Array(this.start.length);
      levels.set(this.level);
      this.level = levels;
    }
    const at = this.start[node]!;
    if (at + length > this.arcs.length) this.arcs = grown(this.arcs, at + length);
    for (let i = 0; i < length; i++) this.arcs[at + i] = from[i]!;
    this.level[node] = level;
    this.start[node + 1] = at + length;
    this.size += 1;
    if (this.size * 2 > this.table.length) this.rehash();
  }

  /** Gives up when the time is over. */
  look(): void {
    const { deadline, signal } = this.budget;
    if (signal?.aborted) throw new GaveUp("aborted");
    if (Date.now() > deadline) throw new GaveUp("time");
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 4);
    const mask = table.length - 1;
    for (let node = 2; node < this.size; node++) {
      let hash = this.level[node]!;
      const end = this.start[node + 1]!;
      for (let i = this.start[node]!; i < end; i += 2) {
        hash = mix(hash, this.arcs[i]!, this.arcs[i + 1]!);
      }
      let slot = hash & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = node;
    }
    this.table = table;
  }

  /** Adds a set to what a slot of a level holds; true when that changes it. */
  add(level: number, value: number, node: number): boolean {
    const slots = this.slots[level]!;
    const before = slots[value]!;
    if (before === EMPTY) {
      slots[value] = node;
      this.marks[level]![value >>> 5]! |= 1 << (value & 31);
      return true;
    }
    const after = this.union(before, node);
    slots[value] = after;
    return after !== before;
  }

  /** The node of what the slots of a level hold; clears them. */
  collect(level: number): number {
    const slots = this.slots[level]!;
    const marks = this.marks[level]!;
    const buffer = this.buffers[level]!;
    let length = 0;
    for (let w = 0; w < marks.length; w++) {
      for (let rest = marks[w]!; rest !== 0; rest &= rest - 1) {
        const value = w * 32 + 31 - Math.clz32(rest & -rest);
        buffer[length] = value;
        buffer[length + 1] = slots[value]!;
        slots[value] = EMPTY;
        length += 2;
      }
      marks[w] = 0;
    }
    return this.make(level, buffer, length);
  }

  union(a: number, b: number): number {
    if (a === b || b === EMPTY) return a;
    if (a === EMPTY) return b;
    if (a > b) return this.union(b, a);
    const level = this.level[a]!;
    const full = this.full[level]!;
    if (a === full || b === full) return full;
    const known = this.unions.get(a, b, 0);
    if (known >= 0) return known;
    const buffer = this.buffers[level]!;
    let i = this.start[a]!;
    let j = this.start[b]!;
    const iEnd = this.start[a + 1]!;
    const jEnd = this.start[b + 1]!;
    let length = 0;
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? this.arcs[i]! : 0x7fffffff;
      const right = j < jEnd ? this.arcs[j]! : 0x7fffffff;
      if (left < right) {
        buffer[length] = left;
        buffer[length + 1] = this.arcs[i + 1]!;
        i += 2;
      } else if (right < left) {
        buffer[length] = right;
        buffer[length + 1] = this.arcs[j + 1]!;
        j += 2;
      } else {
        const child = this.union(this.arcs[i + 1]!, this.arcs[j + 1]!);
        buffer[length] = left;
        buffer[length + 1] = child;
        i += 2;
        j += 2;
      }
      length += 2;
    }
    const result = this.make(level, buffer, length);
    this.unions.put(a, b, 0, result);
    return result;
  }

  intersect(a: number, b: number): number {
    if (a === b) return a;
    if (a === EMPTY || b === EMPTY) return EMPTY;
    if (a > b) return this.intersect(b, a);
    const level = this.level[a]!;
    const full = this.full[level]!;
    if (a === full) return b;
    if (b === full) return a;
    const known = this.intersections.get(a, b, 0);
    if (known >= 0) return known;
    const buffer = this.buffers[level]!;
    let i = this.start[a]!;
    let j = this.start[b]!;
    const iEnd = this.start[a + 1]!;
    const jEnd = this.start[b + 1]!;
    let length = 0;
    while (i < iEnd && j < jEnd) {
      const left = this.arcs[i]!;
      const right = this.arcs[j]!;
      if (left < right) i += 2;
      else if (right < left) j += 2;
      else {
        const child = this.intersect(this.arcs[i + 1]!, this.arcs[j + 1]!);
        if (child !== EMPTY) {
          buffer[length] = left;
          buffer[length + 1] = child;
          length += 2;
        }
        i += 2;
        j += 2;
      }
    }
    const result = this.make(level, buffer, length);
    this.intersections.put(a, b, 0, result);
    return result;
  }

  /** What is in `a` and not in `b`. */
  minus(a: number, b: number): number {
    if (a === b || a === EMPTY) return EMPTY;
    if (b === EMPTY) return a;
    const level = this.level[a]!;
    if (b === this.full[level]) return EMPTY;
    const known = this.differences.get(a, b, 0);
    if (known >= 0) return known;
    const buffer = this.buffers[level]!;
    let j = this.start[b]!;
    const iEnd = this.start[a + 1]!;
    const jEnd = this.start[b + 1]!;
    let length = 0;
    for (let i = this.start[a]!; i < iEnd; i += 2) {
      const value = this.arcs[i]!;
      while (j < jEnd && this.arcs[j]! < value) j += 2;
      let child = this.arcs[i + 1]!;
      if (j < jEnd && this.arcs[j] === value) child = this.minus(child, this.arcs[j + 1]!);
      if (child === EMPTY) continue;
      buffer[length] = value;
      buffer[length + 1] = child;
      length += 2;
    }
    const result = this.make(level, buffer, length);
    this.differences.put(a, b, 0, result);
    return result;
  }

  /** The number of vectors in a set, exactly. */
  count(node: number): bigint {
    const known = this.counts[node];
    if (known !== undefined) return known;
    let sum = 0n;
    const end = this.start[node + 1]!;
    for (let i = this.start[node]!; i < end; i += 2) sum += this.count(this.arcs[i + 1]!);
    this.counts[node] = sum;
    return sum;
  }
}
