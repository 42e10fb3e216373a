/** Where a script in a shape lies in memory, and which shapes a script can have. */

import type { Shape } from "../../../trace/shape.ts";
import { isPowerOfTwo } from "../../ring/arithmetic.ts";
import type { Segment } from "../../ring/layout.ts";
import { BUFFER_BYTES, PLACES, ringBytes } from "../placement.ts";
import type { Script } from "./script.ts";

/** Granularity of the dirty log and of the hypervisor's copy, in bytes. */
export const PAGE = 256;
/** Bytes set aside for one buffer: three segments 16 bytes apart, and from 64 on a
 *  table of three descriptors. */
export const BUFFER_STRIDE = 128;
const SEGMENT_STRIDE = 16;
export const TABLE_OFFSET = 64;
/** Queue sizes that amplification draws from end here. */
export const MAX_SIZE = 256;

/** Bytes from the beginning of a layout to its first buffer, a multiple of 128. */
export const buffersOffset = (size: number): number =>
  BUFFER_STRIDE * Math.ceil(ringBytes(size) / BUFFER_STRIDE);

/** Bytes that one layout takes, whole pages. */
const placeBytes = (size: number, buffers: number): number =>
  PAGE * Math.ceil((buffersOffset(size) + BUFFER_STRIDE * buffers) / PAGE);

export const memoryBytes = ({ queues, buffers }: Script, size: number): number =>
  PAGE + queues * PLACES * placeBytes(size, buffers);

/** Address of the n-th layout of a queue; places are taken in turn. */
export const layoutAt = (script: Script, size: number, q: number, layouts: number): number =>
  PAGE + placeBytes(size, script.buffers) * (PLACES * q + (layouts % PLACES));

/** `RW` of a buffer. */
export const patternOf = ({ chains }: Shape, buffer: number): Shape["chains"][number] =>
  chains[buffer % chains.length]!;

/** Descriptors of the ring that a buffer takes. */
const slotsOf = (shape: Shape, buffer: number): number =>
  shape.indirect ? 1 : patternOf(shape, buffer).length;

/** The segments of a buffer that begins at an address. */
export const segmentsOf = (pattern: string, address: number): readonly Segment[] =>
  [...pattern].map((kind, i) => ({
    address: address + SEGMENT_STRIDE * i,
    length: BUFFER_BYTES,
    writable: kind === "W",
  }));

/** Least number of entries in which every buffer of a script can be posted at once. */
export function leastSize(script: Script, shape: Shape): number {
  let slots = 0;
  let longest = 1;
  for (let b = 0; b < script.buffers; b++) {
    slots += slotsOf(shape, b);
    longest = Math.max(longest, patternOf(shape, b).length);
  }
  const least = Math.max(slots, longest, script.ring);
  return shape.format === "packed" ? least : 2 ** Math.ceil(Math.log2(least));
}

/** Null, or why the behaviour cannot have the shape: the value, what is legal, the cure. */
export function unfit(script: Script, shape: Shape): string | null {
  const { format, size, start, inOrder, drain } = shape;
  const least = leastSize(script, shape);
  if (format === "split" && !isPowerOfTwo(size))
    return `shape.size ${size}: a split queue has a power of two of entries, as ${least}`;
  if (size < least) return `shape.size ${size}: its buffers need ${least} entries at least`;
  if (format === "packed" && start >= 2 * size)
    return `shape.start ${start}: a packed queue of ${size} starts at 0 to ${2 * size - 1}`;
  if (inOrder && (!script.usesInOrder || drain === "newest"))
    return "shape.inOrder: buffers are used in another order here; legal is false";
  return null;
}
