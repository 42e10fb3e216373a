/** Where a virtqueue of a story and its buffers lie in memory. */

/** Bytes of each buffer: one device-writable descriptor. */
export const BUFFER_BYTES = 8;

/** In place of an index: a disabled virtqueue has none. */
export const NO_POSITION = -1;

/** How a queue of the story is laid out. */
export interface QueueShape {
  readonly number: number;
  /** Entries, a power of two. */
  readonly size: number;
  readonly buffers: number;
  /** Address of the first place; each has `layoutBytes` bytes. */
  readonly base: number;
}

/** Places that a queue is laid out in, one after the other and round again: fresh
 *  memory is never the memory that was released last. */
export const PLACES = 3;

/** Bytes of the three parts of a queue, with room for their alignment. */
export const ringBytes = (size: number): number =>
  16 * size + (6 + 2 * size) + 4 + (6 + 8 * size) + 16;

/** Bytes that one layout takes, a multiple of 256. */
export const layoutBytes = (size: number, buffers: number): number =>
  256 * Math.ceil((ringBytes(size) + 2 * BUFFER_BYTES * buffers) / 256);

/** Whether a byte belongs to a buffer, at any place that the queue is laid out in. */
export function holdsBuffer({ base, size, buffers }: QueueShape, address: number): boolean {
  const place = layoutBytes(size, buffers);
  const at = address - base;
  if (at < 0 || at >= PLACES * place) return false;
  const into = (at % place) - ringBytes(size);
  return into >= 0 && into < 2 * BUFFER_BYTES * buffers;
}

/** What the device writes into a buffer; a later write of it is told by its last byte. */
export const payload = (buffer: number, writes = 0): Uint8Array => {
  const bytes = new Uint8Array(BUFFER_BYTES).fill(0xa0 | buffer);
  bytes[BUFFER_BYTES - 1]! += writes;
  return bytes;
};
