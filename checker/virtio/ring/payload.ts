/** Scatter and gather: a device's bytes into and out of the elements of a buffer. */
import type { Chain } from "./chain.ts";
import type { Actor, GuestMemory } from "./memory.ts";

/** The first `length` bytes of the device-readable elements, or as many as there are. */
export function readPayload(
  memory: GuestMemory,
  actor: Actor,
  chain: Chain,
  length: number,
): Uint8Array {
  const bytes = new Uint8Array(Math.min(length, chain.readable));
  let done = 0;
  for (let i = 0; i < chain.elements && done < bytes.length; i++) {
    if (chain.isWritable(i)) continue;
    const take = Math.min(chain.lengthOf(i), bytes.length - done);
    bytes.set(memory.readBytes(actor, chain.addressOf(i), take), done);
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
  chain: Chain,
  bytes: Uint8Array,
): number {
  let done = 0;
  for (let i = chain.firstWritable; i < chain.elements && done < bytes.length; i++) {
    if (!chain.isWritable(i)) continue;
    const take = Math.min(chain.lengthOf(i), bytes.length - done);
    memory.writeBytes(actor, chain.addressOf(i), bytes, done, take);
    done += take;
  }
  return done;
}
