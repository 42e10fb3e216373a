/**
 * Accesses that belong together, made as one where nobody has something to say of any of
 * them: nobody records, gate and owners allow each, and the watch takes note of all at
 * once. Elsewhere nothing is done, and each is to be made on its own, and says it.
 */
import type { Actor } from "./access.ts";
import type { Hearing } from "./hearing.ts";
import { DESCRIPTOR_BYTES } from "./layout.ts";
import type { GuestMemory } from "./memory.ts";
import type { Shadow } from "./shadow.ts";

export class AsOne {
  readonly #memory: GuestMemory;
  readonly #shadow: Shadow;
  readonly #hearing: Hearing;

  constructor(memory: GuestMemory, shadow: Shadow, hearing: Hearing) {
    this.#memory = memory;
    this.#shadow = shadow;
    this.#hearing = hearing;
  }

  /**
   * Whether a device may look at `view` for its reads at `address` and where the stretch of
   * `length` bytes from `from` on begins and ends.
   */
  mayRead(actor: Actor, from: number, length: number, address: number): boolean {
    return (
      this.isOpen(actor, from, length) && this.#hearing.ignores(actor, from, from + length, address)
    );
  }

  /** Whether a device may look at `view` for all that is read of a stretch and `isUnheard`. */
  isOpen(actor: Actor, from: number, length: number): boolean {
    return this.#isQuiet(actor) && this.#shadow.mayRead(from, length);
  }

  /** Whether nobody wants to hear of reads of the descriptor at `address`. */
  isUnheard(address: number): boolean {
    return this.#hearing.isUnheard(address);
  }

  /**
   * A device returns a buffer: the 8 bytes that say so, as two numbers, a barrier, and an
   * index of 2 bytes where the format has one (`indexAt`, else -1).
   */
  writeReturn(
    actor: Actor,
    at: number,
    lower: number,
    upper: number,
    indexAt: number,
    index: number,
  ): boolean {
    const isNoted =
      this.#isQuiet(actor) &&
      this.#shadow.mayWrite(at, 8) &&
      (indexAt < 0 || this.#shadow.mayWrite(indexAt, 2)) &&
      this.#hearing.takesReturn(actor, at, lower, upper, indexAt, index);
    if (!isNoted) return false;
    const { view } = this.#memory;
    view.setUint32(at, lower, true);
    view.setUint32(at + 4, upper, true);
    this.#mark(at, 8);
    this.#hearing.barrier(actor);
    if (indexAt < 0) return true;
    view.setUint16(indexAt, index, true);
    this.#mark(indexAt, 2);
    return true;
  }

  /** A driver writes a descriptor, as `writeDescriptor` has it. */
  writeDescriptor(
    actor: Actor,
    at: number,
    address: number,
    length: number,
    third: number,
    fourth: number | undefined,
  ): boolean {
    const memory = this.#memory;
    const isNoted =
      !memory.recording &&
      actor.side === "driver" &&
      memory.inside(at, DESCRIPTOR_BYTES) &&
      this.#hearing.takesDescriptor(actor, at, fourth === undefined);
    if (!isNoted) return false;
    const { view } = memory;
    view.setUint32(at, address, true);
    view.setUint32(at + 4, address < 2 ** 32 ? 0 : address / 2 ** 32, true);
    view.setUint32(at + 8, length, true);
    view.setUint16(at + 12, third, true);
    if (fourth !== undefined) view.setUint16(at + 14, fourth, true);
    return true;
  }

  /** A device that may be active, and nobody records what it does. */
  #isQuiet(actor: Actor): boolean {
    return !this.#memory.recording && actor.side === "device" && actor.gate === "live";
  }

  /** A device has written bytes. */
  #mark(address: number, length: number): void {
    this.#shadow.markWritten(address, length);
    this.#memory.dirty.mark(address, length);
  }
}

/** A driver writes a descriptor: address, length, and two fields of 2 bytes; without the
 *  last one, where `fourth` is undefined. */
export function writeDescriptor(
  memory: GuestMemory,
  actor: Actor,
  at: number,
  address: number,
  length: number,
  third: number,
  fourth: number | undefined,
): void {
  if (memory.asOne.writeDescriptor(actor, at, address, length, third, fourth)) return;
  memory.write64(actor, at, address);
  memory.write32(actor, at + 8, length);
  memory.write16(actor, at + 12, third);
  if (fourth !== undefined) memory.write16(actor, at + 14, fourth);
}
