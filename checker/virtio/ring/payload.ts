/** Scatter and gather: a device's bytes into and out of the segments of a buffer. */
import type { Segment } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";

/** The first `length` bytes of the device-readable elements, or as many as there are. */
export function readPayload(
  memory: GuestMemory,
  actor: Actor,
  segments: readonly Segment[],
  length: number,
): Uint8Array {
  const available = segments.reduce((sum, s) => sum + (s.writable ? 0 : s.length), 0);
  const bytes = new Uint8Array(Math.min(length, available));
  let done = 0;
  for (const segment of segments) {
    if (segment.writable || done === bytes.length) continue;
    const take = Math.min(segment.length, bytes.length - done);
    bytes.set(memory.readBytes(actor, segment.address, take), done);
    done += take;
  }
  return bytes;
}

/**
 * Writes into the device-writable elements, from the first byte on.
 *
 * @returns the bytes written: the smaller of what was given and what fits.
 */
export function writePayload(
  memory: GuestMemory,
  actor: Actor,
  segments: readonly Segment[],
  bytes: Uint8Array,
): number {
  let done = 0;
  for (const segment of segments) {
    if (!segment.writable || done === bytes.length) continue;
    const take = Math.min(segment.length, bytes.length - done);
    memory.writeBytes(actor, segment.address, bytes.subarray(done, done + take));
    done += take;
  }
  return done;
}
