/**
 * Integers modulo 2^16. Ring indices are free running: they never stop at the
 * queue size, and every sum or difference of two of them goes through here.
 */

/** `index` moved forward by `steps` (which may be negative), modulo 65536. */
export function add16(index: number, steps: number): number {
  return (index + steps) & 0xffff;
}

/** How many steps forward lead from `from` to `to`: 0 to 65535. */
export function distance16(from: number, to: number): number {
  return (to - from) & 0xffff;
}

/**
 * Whether the event index was passed when an index went from `from` to `to`:
 * some position p with from <= p < to equals `event`. This is the closed form
 * of the event-idx rule (split-ring.tex, Used Buffer Notification Suppression).
 */
export function passedEvent16(event: number, from: number, to: number): boolean {
  return distance16(add16(event, 1), to) < distance16(from, to);
}

/** Whether `n` is a power of two of at least 1. */
export function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(n) && n > 0 && (n & (n - 1)) === 0;
}

/** `n` rounded up to the next multiple of `alignment`. */
export function alignUp(n: number, alignment: number): number {
  return Math.ceil(n / alignment) * alignment;
}

/** Eight bytes as a number; low bits of 2^53 or more are lost. */
export function wide(view: DataView, address: number): number {
  const upper = view.getUint32(address + 4, true);
  const lower = view.getUint32(address, true);
  return upper === 0 ? lower : lower + upper * 2 ** 32;
}
