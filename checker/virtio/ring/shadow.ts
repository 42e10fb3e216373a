/**
 * Who may touch each byte of guest memory: a shadow beside the bytes.
 *
 * Neither side reads it. The watches keep it up to date from what the bytes of
 * the ring say, and the driver says what it releases.
 */
import type { InvariantName } from "./invariants.ts";

/** Who may touch a byte. The numbers are the shadow's own encoding. */
export const OWNER = {
  driver: 0,
  released: 1,
  ringReadable: 2,
  ringWritable: 3,
  ringShared: 4,
  bufferReadable: 5,
  bufferWritable: 6,
} as const;

export type OwnerName = keyof typeof OWNER;
export type OwnerCode = (typeof OWNER)[OwnerName];

export const OWNER_NAMES = Object.keys(OWNER) as OwnerName[];

/** Queue number of a byte that belongs to none. */
export const NO_QUEUE = 255;

/** What a device write to a byte of each owner breaks, by owner code. */
export const WRITE_BREACH: readonly (InvariantName | undefined)[] = [
  "deviceTouchesOnlyShared",
  "noDeviceAccessAfterRelease",
  "descriptorsUnwritten",
  undefined,
  undefined,
  "readableBufferUnwritten",
  undefined,
];

/** What a device read of a byte of each owner breaks, by owner code. */
export const READ_BREACH: readonly (InvariantName | undefined)[] = [
  "deviceTouchesOnlyShared",
  "noDeviceAccessAfterRelease",
  undefined,
  undefined,
  undefined,
  undefined,
  "writableBufferUnread",
];

/** A copy of the shadow. */
export interface ShadowSnapshot {
  readonly owners: Uint8Array;
  readonly shares: Uint8Array;
  readonly queues: Uint8Array;
  readonly written: Uint8Array;
}

/** One entry a byte: owner, number of shares, queue, written since shared. */
export class Shadow {
  readonly owners: Uint8Array;
  readonly queues: Uint8Array;
  /** How many exposed buffers hold the byte: readable memory may be shared twice. */
  readonly #shares: Uint8Array;
  readonly #written: Uint8Array;

  /** @param size in bytes, all of them the driver's own */
  constructor(size: number) {
    this.owners = new Uint8Array(size);
    this.queues = new Uint8Array(size).fill(NO_QUEUE);
    this.#shares = new Uint8Array(size);
    this.#written = new Uint8Array(size);
  }

  share(address: number, length: number, owner: OwnerCode, queue: number): void {
    const isBuffer = owner === OWNER.bufferReadable || owner === OWNER.bufferWritable;
    const end = Math.min(address + length, this.owners.length);
    for (let at = Math.max(address, 0); at < end; at++) {
      this.owners[at] = owner;
      this.queues[at] = queue;
      this.#written[at] = 0;
      this.#shares[at] = isBuffer ? (this.#shares[at] ?? 0) + 1 : 1;
    }
  }

  unshare(address: number, length: number): void {
    const end = Math.min(address + length, this.owners.length);
    for (let at = Math.max(address, 0); at < end; at++) {
      const shares = this.#shares[at] ?? 0;
      if (shares > 1) this.#shares[at] = shares - 1;
      else if (shares === 1) this.#give(at, OWNER.driver);
    }
  }

  release(address: number, length: number): void {
    const end = Math.min(address + length, this.owners.length);
    for (let at = Math.max(address, 0); at < end; at++) this.#give(at, OWNER.released);
  }

  markWritten(address: number, length: number): void {
    this.#written.fill(1, address, address + length);
  }

  writtenPrefix(address: number, length: number): number {
    let count = 0;
    while (count < length && this.#written[address + count] === 1) count++;
    return count;
  }

  snapshot(): ShadowSnapshot {
    return {
      owners: this.owners.slice(),
      shares: this.#shares.slice(),
      queues: this.queues.slice(),
      written: this.#written.slice(),
    };
  }

  load(snapshot: ShadowSnapshot): void {
    this.owners.set(snapshot.owners);
    this.#shares.set(snapshot.shares);
    this.queues.set(snapshot.queues);
    this.#written.set(snapshot.written);
  }

  #give(address: number, owner: OwnerCode): void {
    this.owners[address] = owner;
    this.queues[address] = NO_QUEUE;
    this.#shares[address] = 0;
    this.#written[address] = 0;
  }
}
