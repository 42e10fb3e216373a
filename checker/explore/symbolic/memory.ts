/** Typed arrays that grow, a cache of results, and the budget of a symbolic run. */

/**
 * Why a symbolic run stopped early: its budget; more machines, monitors and
 * switches than there are levels; or a monitor that asks for something that
 * varies over the family.
 */
export type GaveUpWhy = "nodes" | "time" | "aborted" | "levels" | "monitor";

/** Thrown inside the engine when its budget is spent; never leaves the folder. */
export class GaveUp extends Error {
  readonly why: GaveUpWhy;

  constructor(why: GaveUpWhy) {
    super(`the symbolic engine gave up: ${why}`);
    this.why = why;
  }
}

/** What a symbolic run may spend. */
export interface Budget {
  /** Largest number of diagram nodes that exist at once. */
  maxNodes: number;
  /** In milliseconds of `Date.now()`. */
  deadline: number;
  readonly signal: AbortSignal | undefined;
}

/** The same numbers in an array at least twice as long. */
export function grown(array: Int32Array, atLeast: number): Int32Array {
  const larger = new Int32Array(Math.max(array.length * 2, atLeast));
  larger.set(array);
  return larger;
}

/** Mixes three small integers into 32 bits. */
export function mix(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

const UNUSED = -2;
const ENTRY = 4;
const SMALLEST = 1 << 7;
const LARGEST = 1 << 22;

/**
 * Results by three integers. An entry may be overwritten by another, so a miss
 * says nothing; it grows with what is put into it, up to 64 MiB.
 */
export class Cache {
  private entries: Int32Array = new Int32Array(ENTRY * SMALLEST).fill(UNUSED);
  private mask = SMALLEST - 1;
  private puts = 0;

  /** The result, or -1. */
  get(a: number, b: number, c: number): number {
    const { entries } = this;
    const at = (mix(a, b, c) & this.mask) * ENTRY;
    if (entries[at] === a && entries[at + 1] === b && entries[at + 2] === c) {
      return entries[at + 3]!;
    }
    return -1;
  }

  put(a: number, b: number, c: number, result: number): void {
    this.puts += 1;
    if (this.puts > this.mask && this.mask < LARGEST - 1) this.grow();
    const at = (mix(a, b, c) & this.mask) * ENTRY;
    const { entries } = this;
    entries[at] = a;
    entries[at + 1] = b;
    entries[at + 2] = c;
    entries[at + 3] = result;
  }

  private grow(): void {
    const old = this.entries;
    const size = Math.min((this.mask + 1) * 4, LARGEST);
    const entries = new Int32Array(ENTRY * size).fill(UNUSED);
    this.mask = size - 1;
    for (let at = 0; at < old.length; at += ENTRY) {
      if (old[at] === UNUSED) continue;
      const to = (mix(old[at]!, old[at + 1]!, old[at + 2]!) & this.mask) * ENTRY;
      for (let k = 0; k < ENTRY; k++) entries[to + k] = old[at + k]!;
    }
    this.entries = entries;
  }
}
