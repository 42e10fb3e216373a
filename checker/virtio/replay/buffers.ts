/**
 * Which buffer of one virtqueue is where, as each side has recorded it: the driver
 * by the head that it chose, the device by the address that it has read.
 */
import { NO_POSITION } from "./placement.ts";

export class Buffers {
  /** The driver's record: head -> buffer. */
  readonly #posted = new Map<number, number>();
  /** The device's record: head -> buffer. */
  readonly #fetched = new Map<number, number>();
  /** Buffers that a device has fetched since they were exposed. */
  readonly #taken = new Set<number>();
  /** Buffers that stand in the used ring and have not been taken back. */
  readonly #returned = new Set<number>();

  /** Buffers that the device has written and not returned. */
  readonly #written = new Set<number>();

  /** Who has a buffer, from what both sides have shown in memory. */
  ownerOf(buffer: number): "driver" | "available" | "inFlight" | "used" {
    if (![...this.#posted.values()].includes(buffer)) return "driver";
    if (this.#returned.has(buffer)) return "used";
    return this.#taken.has(buffer) ? "inFlight" : "available";
  }

  /** The buffer that the device has fetched under a head. */
  fetchedAs(head: number): number {
    return this.#fetched.get(head) ?? NO_POSITION;
  }

  posts(head: number, buffer: number): void {
    this.#posted.set(head, buffer);
    this.#taken.delete(buffer);
    this.#returned.delete(buffer);
  }

  fetches(head: number, buffer: number): void {
    this.#fetched.set(head, buffer);
    this.#taken.add(buffer);
  }

  /** The payload of a buffer has landed, before the buffer is returned. */
  writes(buffer: number): void {
    this.#written.add(buffer);
  }

  isWritten(buffer: number): boolean {
    return this.#written.has(buffer);
  }

  uses(head: number, buffer: number): void {
    this.#written.delete(buffer);
    this.#fetched.delete(head);
    this.#taken.delete(buffer);
    this.#returned.add(buffer);
  }

  /** The buffer that the driver takes back. */
  reaps(head: number): number {
    const buffer = this.#posted.get(head) ?? NO_POSITION;
    this.#posted.delete(head);
    this.#returned.delete(buffer);
    return buffer;
  }

  /** The driver takes everything back. */
  driverForgets(): void {
    for (const known of [this.#posted, this.#taken, this.#returned]) known.clear();
  }

  /** The device is reset, or another one. */
  deviceForgets(): void {
    this.#fetched.clear();
    this.#written.clear();
  }
}
