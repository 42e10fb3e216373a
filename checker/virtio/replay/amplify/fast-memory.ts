/**
 * Guest memory of the fast path: bytes, and an owner for each 8 bytes of buffers.
 * The parts of a ring have the owner of their queue. Nothing is allocated after
 * the constructor.
 */
import { RULE } from "./fast-script.ts";

/** Owners of 8 bytes. */
export const UNIT = { driver: 0, released: 1, readable: 2, writable: 3 } as const;

const READ_BREACH = [
  RULE.deviceTouchesOnlyShared,
  RULE.noDeviceAccessAfterRelease,
  0,
  RULE.writableBufferUnread,
] as const;
const WRITE_BREACH = [
  RULE.deviceTouchesOnlyShared,
  RULE.noDeviceAccessAfterRelease,
  RULE.readableBufferUnwritten,
  0,
] as const;

/** What stands in memory before the story: it has had another use. */
const USED_BEFORE = 0x5a;

export class FastMemory {
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Uint32Array;
  readonly owners: Uint8Array;
  /** 1 where the device has written since the unit was shared. */
  readonly written: Uint8Array;
  /** Bits of the rules broken since it was last set to 0. */
  found = 0;
  /** Bit of what any access of the device breaks now; 0 while it may. */
  gate = 0;
  /** Whether a byte was changed since the last copy, or nothing was copied yet. */
  changed = true;
  /** Byte ranges that the replay has touched, two numbers each. */
  readonly #touched = new Int32Array(128);
  #ranges = 0;

  /** @param size bytes, a multiple of 8 */
  constructor(size: number) {
    const buffer = new ArrayBuffer(size);
    this.bytes = new Uint8Array(buffer).fill(USED_BEFORE);
    this.halves = new Uint16Array(buffer);
    this.words = new Uint32Array(buffer);
    this.owners = new Uint8Array(size / 8);
    this.written = new Uint8Array(size / 8);
  }

  /** Puts back what the last replay has touched. */
  clear(): void {
    for (let i = 0; i < this.#ranges; i += 2) {
      const from = this.#touched[i]!;
      const to = this.#touched[i + 1]!;
      this.bytes.fill(USED_BEFORE, from, to);
      this.owners.fill(0, from >> 3, to >> 3);
      this.written.fill(0, from >> 3, to >> 3);
    }
    this.#ranges = 0;
    this.found = 0;
    this.gate = 0;
    this.changed = true;
  }

  /** Everything that is written lies in ranges that were touched; multiples of 8. */
  touch(from: number, to: number): void {
    for (let i = 0; i < this.#ranges; i += 2) if (this.#touched[i] === from) return;
    this.#touched[this.#ranges++] = from;
    this.#touched[this.#ranges++] = to;
  }

  write16(at: number, value: number): void {
    if (this.halves[at >> 1] === value) return;
    this.halves[at >> 1] = value;
    this.changed = true;
  }

  write32(at: number, value: number): void {
    if (this.words[at >> 2] === value) return;
    this.words[at >> 2] = value;
    this.changed = true;
  }

  /** An address below 2^31. */
  write64(at: number, value: number): void {
    this.write32(at, value);
    this.write32(at + 4, 0);
  }

  zero(from: number, to: number): void {
    this.bytes.fill(0, from, to);
    this.changed = true;
  }

  /** Whether 8 bytes lie in this memory at a multiple of 8. */
  holds(at: number): boolean {
    return (at & 7) === 0 && at + 8 <= this.bytes.length;
  }

  share(at: number, owner: number): void {
    this.owners[at >> 3] = owner;
    this.written[at >> 3] = 0;
  }

  unshare(at: number): void {
    const unit = at >> 3;
    if (this.owners[unit]! < UNIT.readable) return;
    this.owners[unit] = UNIT.driver;
    this.written[unit] = 0;
  }

  release(at: number): void {
    this.owners[at >> 3] = UNIT.released;
    this.written[at >> 3] = 0;
  }

  /** The device reads or writes 8 bytes of a buffer of a queue. */
  deviceTouches(at: number, writes: boolean, enabled: boolean): void {
    const owner = this.owners[at >> 3]!;
    const breach = (writes ? WRITE_BREACH : READ_BREACH)[owner]!;
    this.found |= this.gate | breach;
    if (breach === 0) this.#whileDisabled(enabled);
    if (writes) this.written[at >> 3] = 1;
  }

  /** The device accesses a part of a ring, or notifies (`released`: false). */
  deviceTouchesRing(released: boolean, enabled: boolean): void {
    this.found |= this.gate;
    if (released) this.found |= RULE.noDeviceAccessAfterRelease;
    else this.#whileDisabled(enabled);
  }

  #whileDisabled(enabled: boolean): void {
    if (!enabled && this.gate !== RULE.resetDeviceIsSilent) this.found |= RULE.resetQueueIsSilent;
  }
}
