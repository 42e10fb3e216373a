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

const CHUNK = 256;
/** Four bytes that say written. */
const ALL_FOUR = 0x01010101;

/** What is kept of a share, a row of numbers each: where it begins and ends, in bytes; up
 *  to where the device may read and write it now (0: not at all, or byte by byte); owner,
 *  queue, and bits of its state. */
const WORDS = 8;
const FROM = 0;
const TO = 1;
const READ_TO = 2;
const WRITE_TO = 3;
const OWNED_AS = 4;
const QUEUE = 5;
const STATE = 6;

/** In the device's hands; named by all its bytes; to be had for another range. */
const LIVE = 1;
const WHOLE = 2;
const LISTED = 4;

/** A copy of the shadow. */
export interface ShadowSnapshot {
  readonly names: Uint32Array;
  readonly written: Uint8Array;
  readonly shares: Uint32Array;
  readonly below: ReadonlyMap<number, Uint32Array>;
  readonly count: number;
  readonly free: readonly number[];
}

export class Shadow {
  /** For each byte the share laid over it last, OWN or RELEASED. */
  readonly #names: Uint32Array;
  /** For each byte 1 where the device has written since it was shared. */
  readonly #written: Uint8Array;
  readonly #writtenView: DataView;
  /** As long as there is room each range has a share of its own, to be handed out again. */
  #shares = new Uint32Array(512 * WORDS);
  /** For each CHUNK bytes, whether a share was ever laid over some of them. */
  readonly #laid: Uint8Array;
  /** Of a share that lies over others, what its bytes named before. */
  #below = new Map<number, Uint32Array>();
  #count = RELEASED + 1;
  /** Whether bytes were released, or a share laid over another that was not taken back. */
  #isCovered = false;
  #free: number[] = [];
  /** Whether the device may touch a queue, by its number; so where nobody watches it. */
  readonly #enabled = new Uint8Array(NO_QUEUE + 1).fill(1);

  /** @param size in bytes, all of them the driver's own */
  constructor(size: number) {
    this.#names = new Uint32Array(size);
    this.#laid = new Uint8Array(Math.ceil(size / CHUNK));
    this.#written = new Uint8Array(size);
    this.#writtenView = new DataView(this.#written.buffer);
  }

  /** Whether there is nothing to say of a device's read. */
  mayRead(address: number, length: number): boolean {
    const at = WORDS * (this.#names[address] ?? OWN);
    const shares = this.#shares;
    return address >= shares[at + FROM]! && address + length <= shares[at + READ_TO]!;
  }

  mayWrite(address: number, length: number): boolean {
    const at = WORDS * (this.#names[address] ?? OWN);
    const shares = this.#shares;
    return address >= shares[at + FROM]! && address + length <= shares[at + WRITE_TO]!;
  }

  /** The share that has a byte, OWN, or RELEASED. */
  #holderOf(address: number): number {
    const share = this.#names[address] ?? OWN;
    return share === RELEASED || this.#has(share, address, LIVE) ? share : OWN;
  }

  ownerOf(address: number): OwnerCode {
    const share = this.#holderOf(address);
    return (share <= RELEASED ? share : this.#of(share, OWNED_AS)) as OwnerCode;
  }

  queueOf(address: number): number {
    const share = this.#holderOf(address);
    return share <= RELEASED ? NO_QUEUE : this.#of(share, QUEUE);
  }

  isEnabled(queue: number): boolean {
    return this.#enabled[queue] !== 0;
  }

  /** The device may, or may not, touch what it was given for a queue. */
  enable(queue: number, on: boolean): void {
    this.#enabled[queue] = on ? 1 : 0;
    for (let share = RELEASED + 1; share < this.#count; share++)
      if ((this.#of(share, STATE) & LIVE) !== 0 && this.#of(share, QUEUE) === queue)
        this.#grant(share);
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
    this.#set(share, OWNED_AS, owner);
    this.#set(share, QUEUE, queue);
    this.#set(share, STATE, this.#of(share, STATE) | LIVE | WHOLE);
    this.#grant(share);
    if (to - from > 32) this.#written.fill(0, from, to);
    else for (let at = from; at < to; at++) this.#written[at] = 0;
    return share;
  }

  /** Takes a share back: its bytes are again whose they were, or the driver's. */
  unshare(share: number): void {
    const at = WORDS * share;
    const state = this.#shares[at + STATE]!;
    if ((state & LIVE) === 0) return;
    if ((state & LISTED) === 0) this.#free.push(share);
    this.#shares[at + STATE] = (state & ~LIVE) | LISTED;
    this.#shares[at + READ_TO] = 0;
    this.#shares[at + WRITE_TO] = 0;
    if (this.#below.size > 0) this.#uncover(share);
  }

  /** The driver lets go of bytes. */
  release(address: number, length: number): void {
    const from = Math.max(address, 0);
    const to = Math.min(address + length, this.#names.length);
    if (from >= to) return;
    this.#cover(from, to);
    this.#isCovered = true;
    this.#names.fill(RELEASED, from, to);
  }

  markWritten(address: number, length: number): void {
    if (length === 8) {
      this.#writtenView.setUint32(address, ALL_FOUR);
      this.#writtenView.setUint32(address + 4, ALL_FOUR);
    } else if (length === 2) this.#writtenView.setUint16(address, ALL_FOUR);
    else if (length === 1) this.#written[address] = 1;
    else this.#written.fill(1, address, address + length);
  }

  /** How many bytes from `address` on the device has written since they were shared. */
  writtenPrefix(address: number, length: number): number {
    let count = 0;
    while (count < length && this.#written[address + count] === 1) count++;
    return count;
  }

  /** All bytes are the driver's own. Shares are kept for the ranges that they had, unless
   *  some were covered. */
  renew(): void {
    if (!this.#isCovered) {
      for (let share = RELEASED + 1; share < this.#count; share++) this.unshare(share);
      return;
    }
    for (const row of [this.#names, this.#laid, this.#written, this.#shares]) row.fill(0);
    this.#below.clear();
    this.#free.length = 0;
    this.#count = RELEASED + 1;
    this.#isCovered = false;
  }

  snapshot(): ShadowSnapshot {
    return {
      names: this.#names.slice(),
      written: this.#written.slice(),
      shares: this.#shares.slice(),
      below: new Map(this.#below),
      count: this.#count,
      free: this.#free.slice(),
    };
  }

  load(snapshot: ShadowSnapshot): void {
    this.#names.set(snapshot.names);
    this.#laid.fill(1);
    this.#written.set(snapshot.written);
    this.#shares = snapshot.shares.slice();
    this.#below = new Map(snapshot.below);
    this.#count = snapshot.count;
    this.#free = snapshot.free.slice();
    this.#isCovered = true;
    for (let share = RELEASED + 1; share < this.#count; share++) this.#grant(share);
  }

  /** Gives bytes back to the shares that one was laid over, or to those laid over it what
   *  is under them now. */
  #uncover(share: number): void {
    const below = this.#below.get(share);
    if (below === undefined) return;
    const from = this.#of(share, FROM);
    for (let i = 0; i < below.length; i++)
      if (this.#names[from + i] === share) this.#names[from + i] = below[i]!;
    this.#set(share, STATE, LISTED);
    this.#below.delete(share);
    for (const [above, under] of this.#below)
      for (let i = 0; i < under.length; i++) {
        const at = this.#of(above, FROM) + i - from;
        if (under[i] === share) under[i] = below[at] ?? OWN;
      }
  }

  #of(share: number, what: number): number {
    return this.#shares[WORDS * share + what]!;
  }

  #set(share: number, what: number, value: number): void {
    this.#shares[WORDS * share + what] = value;
  }

  /** Whether a share was taken back that is named by exactly these bytes. */
  #isSpent(share: number, from: number, to: number): boolean {
    return (
      (this.#of(share, STATE) & (LIVE | WHOLE)) === WHOLE &&
      this.#of(share, FROM) === from &&
      this.#of(share, TO) === to
    );
  }

  /** A new share from `from` to `to`, which all these bytes name. */
  #layOver(from: number, to: number): number {
    const below = this.#cover(from, to);
    const share = this.#freeNumber();
    this.#set(share, FROM, from);
    this.#set(share, TO, to);
    if (below !== undefined) {
      this.#below.set(share, below);
      this.#isCovered = true;
    }
    this.#names.fill(share, from, to);
    this.#laid.fill(1, Math.floor(from / CHUNK), Math.ceil(to / CHUNK));
    return share;
  }

  /** Shares that lie under these bytes are no longer whole; what was under them, if
   *  some is still in the device's hands. */
  #cover(from: number, to: number): Uint32Array | undefined {
    let below: Uint32Array | undefined;
    for (let at = from; at < to; at++) {
      if (this.#laid[Math.floor(at / CHUNK)] === 0) {
        at = CHUNK * Math.ceil((at + 1) / CHUNK) - 1;
        continue;
      }
      const share = this.#names[at]!;
      if (share <= RELEASED || !this.#has(share, at, LIVE | WHOLE)) continue;
      const state = this.#of(share, STATE) & ~WHOLE;
      this.#set(share, STATE, state);
      this.#grant(share);
      if ((state & LIVE) === 0) continue;
      below ??= new Uint32Array(to - from);
      below[at - from] = share;
    }
    return below;
  }

  /** Whether a byte that names a share lies in it, and the share has one of the bits. */
  #has(share: number, address: number, bits: number): boolean {
    return (
      (this.#of(share, STATE) & bits) !== 0 &&
      address >= this.#of(share, FROM) &&
      address < this.#of(share, TO)
    );
  }

  #freeNumber(): number {
    if (WORDS * this.#count < this.#shares.length) return this.#count++;
    for (let share = this.#free.pop(); share !== undefined; share = this.#free.pop()) {
      const state = this.#of(share, STATE);
      const isLive = (state & LIVE) !== 0;
      this.#set(share, STATE, isLive ? state & ~LISTED : 0);
      // One that was handed out again since is not free.
      if (!isLive) return share;
    }
    const longer = new Uint32Array(2 * this.#shares.length);
    longer.set(this.#shares);
    this.#shares = longer;
    return this.#count++;
  }

  /** Works out up to where the device may read and write a share. */
  #grant(share: number): void {
    const isWhole = (this.#of(share, STATE) & (LIVE | WHOLE)) === (LIVE | WHOLE);
    const isOpen = isWhole && this.#enabled[this.#of(share, QUEUE)] !== 0;
    const end = isOpen ? this.#of(share, TO) : 0;
    const owner = this.#of(share, OWNED_AS);
    this.#set(share, READ_TO, READ_BREACH[owner] === undefined ? end : 0);
    this.#set(share, WRITE_TO, WRITE_BREACH[owner] === undefined ? end : 0);
  }
}
