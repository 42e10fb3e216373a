/**
 * Who may touch each byte of guest memory: a shadow beside the bytes.
 *
 * Neither side reads it. The watches keep it up to date from what the bytes of
 * the ring say, and the driver says what it releases.
 *
 * Bytes are handed to the device in *shares*: an area of a ring, an element of a
 * buffer. Each byte names the share that was laid over it last, and a share says until
 * where the device may read and write it. So an access is looked up once, whatever its
 * length, and a share is taken back by one note, and handed out again by another where
 * its bytes still name it.
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

/** Numbers that are no shares: bytes of the driver's own, and those that it released. */
const OWN = 0;
const RELEASED = 1;

/** All shares, by number. Addresses are in bytes; `from` to `to` is where one was laid. */
interface Shares {
  from: Uint32Array;
  to: Uint32Array;
  /** Up to where the device may read and write now; 0: not at all, or byte by byte. */
  readTo: Uint32Array;
  writeTo: Uint32Array;
  owner: Uint8Array;
  queue: Uint8Array;
  /** Bits: in the device's hands; named by all its bytes; to be had for another range. */
  state: Uint8Array;
}

const LIVE = 1;
const WHOLE = 2;
const LISTED = 4;

/** A copy of the shadow. */
export interface ShadowSnapshot {
  readonly names: Uint32Array;
  readonly written: Uint8Array;
  readonly shares: Shares;
  readonly below: ReadonlyMap<number, Uint32Array>;
  readonly count: number;
  readonly free: readonly number[];
}

export class Shadow {
  /** For each byte the share laid over it last, OWN or RELEASED. */
  readonly #names: Uint32Array;
  /** For each byte 1 where the device has written since it was shared. */
  readonly #written: Uint8Array;
  #shares: Shares = {
    from: new Uint32Array(64),
    to: new Uint32Array(64),
    readTo: new Uint32Array(64),
    writeTo: new Uint32Array(64),
    owner: new Uint8Array(64),
    queue: new Uint8Array(64),
    state: new Uint8Array(64),
  };
  /** Of a share that lies over others, what its bytes named before. */
  #below = new Map<number, Uint32Array>();
  #count = RELEASED + 1;
  #free: number[] = [];
  /** Whether the device may touch a queue, by its number; so where nobody watches it. */
  readonly #enabled = new Uint8Array(NO_QUEUE + 1).fill(1);

  /** @param size in bytes, all of them the driver's own */
  constructor(size: number) {
    this.#names = new Uint32Array(size);
    this.#written = new Uint8Array(size);
  }

  /** Whether there is nothing to say of a device's read; else `breachOf` says what. */
  mayRead(address: number, length: number): boolean {
    const share = this.#names[address] ?? OWN;
    const { from, readTo } = this.#shares;
    return address >= from[share]! && address + length <= readTo[share]!;
  }

  mayWrite(address: number, length: number): boolean {
    const share = this.#names[address] ?? OWN;
    const { from, writeTo } = this.#shares;
    return address >= from[share]! && address + length <= writeTo[share]!;
  }

  /** The share that has a byte, OWN, or RELEASED. */
  #holderOf(address: number): number {
    const share = this.#names[address] ?? OWN;
    return share === RELEASED || this.#has(share, address, LIVE) ? share : OWN;
  }

  ownerOf(address: number): OwnerCode {
    const share = this.#holderOf(address);
    return (share <= RELEASED ? share : this.#shares.owner[share]) as OwnerCode;
  }

  queueOf(address: number): number {
    const share = this.#holderOf(address);
    return share <= RELEASED ? NO_QUEUE : this.#shares.queue[share]!;
  }

  isEnabled(queue: number): boolean {
    return this.#enabled[queue] !== 0;
  }

  /** The device may, or may not, touch what it was given for a queue. */
  enable(queue: number, on: boolean): void {
    this.#enabled[queue] = on ? 1 : 0;
    for (let share = RELEASED + 1; share < this.#count; share++)
      if (this.#shares.queue[share] === queue) this.#grant(share);
  }

  /**
   * Hands bytes to the device; what lies outside of memory is left out.
   *
   * @returns the number by which the share is taken back
   */
  share(address: number, length: number, owner: OwnerCode, queue: number): number {
    const from = Math.max(address, 0);
    const to = Math.min(address + length, this.#names.length);
    if (from >= to) return OWN;
    const last = this.#names[from]!;
    const share = this.#isSpent(last, from, to) ? last : this.#layOver(from, to);
    const { owner: owners, queue: queues, state } = this.#shares;
    owners[share] = owner;
    queues[share] = queue;
    state[share] = state[share]! | LIVE | WHOLE;
    this.#grant(share);
    if (to - from > 32) this.#written.fill(0, from, to);
    else for (let at = from; at < to; at++) this.#written[at] = 0;
    return share;
  }

  /** Takes a share back: its bytes are again whose they were, or the driver's. */
  unshare(share: number): void {
    const { from, to, state } = this.#shares;
    if ((state[share]! & LIVE) === 0) return;
    if ((state[share]! & LISTED) === 0) this.#free.push(share);
    state[share] = (state[share]! & ~LIVE) | LISTED;
    this.#grant(share);
    const below = this.#below.get(share);
    if (below === undefined) return;
    const start = from[share]!;
    for (let at = start; at < to[share]!; at++)
      if (this.#names[at] === share) this.#names[at] = below[at - start]!;
    state[share] = LISTED;
    this.#below.delete(share);
  }

  /** The driver lets go of bytes. */
  release(address: number, length: number): void {
    const from = Math.max(address, 0);
    const to = Math.min(address + length, this.#names.length);
    this.#cover(from, to);
    this.#names.fill(RELEASED, from, to);
  }

  markWritten(address: number, length: number): void {
    const end = address + length;
    if (length > 32) this.#written.fill(1, address, end);
    else for (let at = address; at < end; at++) this.#written[at] = 1;
  }

  /** How many bytes from `address` on the device has written since they were shared. */
  writtenPrefix(address: number, length: number): number {
    let count = 0;
    while (count < length && this.#written[address + count] === 1) count++;
    return count;
  }

  snapshot(): ShadowSnapshot {
    return {
      names: this.#names.slice(),
      written: this.#written.slice(),
      shares: copyOf(this.#shares, this.#shares.from.length),
      below: new Map(this.#below),
      count: this.#count,
      free: this.#free.slice(),
    };
  }

  load(snapshot: ShadowSnapshot): void {
    this.#names.set(snapshot.names);
    this.#written.set(snapshot.written);
    this.#shares = copyOf(snapshot.shares, snapshot.shares.from.length);
    this.#below = new Map(snapshot.below);
    this.#count = snapshot.count;
    this.#free = snapshot.free.slice();
    for (let share = RELEASED + 1; share < this.#count; share++) this.#grant(share);
  }

  /** Whether a share was taken back that is named by exactly these bytes. */
  #isSpent(share: number, begin: number, end: number): boolean {
    const { from, to, state } = this.#shares;
    return (state[share]! & (LIVE | WHOLE)) === WHOLE && from[share] === begin && to[share] === end;
  }

  /** A new share from `from` to `to`, which all these bytes name. */
  #layOver(from: number, to: number): number {
    const below = this.#cover(from, to);
    const share = this.#freeNumber();
    this.#shares.from[share] = from;
    this.#shares.to[share] = to;
    if (below !== undefined) this.#below.set(share, below);
    this.#names.fill(share, from, to);
    return share;
  }

  /** Shares that lie under these bytes are no longer whole; what was under them, if
   *  some is still in the device's hands. */
  #cover(from: number, to: number): Uint32Array | undefined {
    let below: Uint32Array | undefined;
    for (let at = from; at < to; at++) {
      const share = this.#names[at]!;
      if (share <= RELEASED || !this.#has(share, at, LIVE | WHOLE)) continue;
      const { state } = this.#shares;
      state[share] = state[share]! & ~WHOLE;
      this.#grant(share);
      if ((state[share]! & LIVE) === 0) continue;
      below ??= new Uint32Array(to - from);
      below[at - from] = share;
    }
    return below;
  }

  /** Whether a byte that names a share lies in it, and the share has one of the bits. */
  #has(share: number, address: number, bits: number): boolean {
    const { from, to, state } = this.#shares;
    return (state[share]! & bits) !== 0 && address >= from[share]! && address < to[share]!;
  }

  #freeNumber(): number {
    const { state } = this.#shares;
    for (let share = this.#free.pop(); share !== undefined; share = this.#free.pop()) {
      const isLive = (state[share]! & LIVE) !== 0;
      state[share] = isLive ? state[share]! & ~LISTED : 0;
      // One that was handed out again since is not free.
      if (!isLive) return share;
    }
    if (this.#count === this.#shares.from.length)
      this.#shares = copyOf(this.#shares, 2 * this.#count);
    return this.#count++;
  }

  /** Works out up to where the device may read and write a share. */
  #grant(share: number): void {
    const { to, readTo, writeTo, owner, queue, state } = this.#shares;
    const isWhole = (state[share]! & (LIVE | WHOLE)) === (LIVE | WHOLE);
    const isOpen = isWhole && this.#enabled[queue[share]!] !== 0;
    const end = isOpen ? to[share]! : 0;
    readTo[share] = READ_BREACH[owner[share]!] === undefined ? end : 0;
    writeTo[share] = WRITE_BREACH[owner[share]!] === undefined ? end : 0;
  }
}

function copyOf(shares: Shares, length: number): Shares {
  const words = (from: Uint32Array): Uint32Array => {
    const to = new Uint32Array(length);
    to.set(from);
    return to;
  };
  const bytes = (from: Uint8Array): Uint8Array => {
    const to = new Uint8Array(length);
    to.set(from);
    return to;
  };
  const { from, to, readTo, writeTo, owner, queue, state } = shares;
  return {
    from: words(from),
    to: words(to),
    readTo: words(readTo),
    writeTo: words(writeTo),
    owner: bytes(owner),
    queue: bytes(queue),
    state: bytes(state),
  };
}
