/**
 * The ring of a packed virtqueue of the fast path: where it stands, how a list is
 * walked, and what the watch makes of each write. A position is one number, slot
 * plus the queue size while the wrap counter is 0.
 */
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE } from "../../ring/layout.ts";
import { availableBits, usedBits, wrapBits } from "../../ring/packed-layout.ts";
import { MOST } from "./fast-buffers.ts";
import { FastQueue } from "./fast-queue.ts";
import { RULE } from "./fast-script.ts";
import { MAX_SIZE } from "./placing.ts";

/** Both halves of a used descriptor but its flags. */
const ENTRY_COMPLETE = 3;

export abstract class FastPackedRing extends FastQueue {
  desc = 0;
  driverEvent = 0;
  deviceEvent = 0;
  #exposeAt = 0;
  #publishAt = 0;
  #occupied = 0;
  readonly #entryBytes = new Uint8Array(MAX_SIZE);

  place(base: number): void {
    const { memory, shape } = this;
    this.desc = base;
    this.driverEvent = base + 16 * shape.size;
    this.deviceEvent = this.driverEvent + 4;
    memory.zero(base, this.deviceEvent + 4);
  }

  watchFrom(start: number): void {
    this.#exposeAt = start;
    this.#publishAt = start;
    this.#occupied = 0;
    this.#entryBytes.fill(0, 0, this.shape.size);
  }

  pack(position: number): number {
    const { size } = this.shape;
    return position < size ? position | 0x8000 : position - size;
  }

  slot(position: number): number {
    const { size } = this.shape;
    return position < size ? position : position - size;
  }

  wrap(position: number): number {
    return position < this.shape.size ? 1 : 0;
  }

  advance(position: number, slots: number): number {
    const end = position + slots;
    return end < 2 * this.shape.size ? end : end - 2 * this.shape.size;
  }

  /** Flags of the descriptor at a position. */
  flagsAt(position: number): number {
    return this.memory.halves[(this.desc + 16 * this.slot(position) + 14) >> 1]!;
  }

  /** Whether the slot lies in the stretch that the driver has exposed. */
  #holds(slot: number): boolean {
    const ahead = slot - this.slot(this.#publishAt);
    return (ahead < 0 ? ahead + this.shape.size : ahead) < this.#occupied;
  }

  /** Follows a list from its bytes; its id, or -1 where it breaks off. */
  walk(from: number, asDevice: boolean): number {
    const { memory, shape } = this;
    this.walkedLength = 0;
    this.walkedWritable = 0;
    this.walkedSlots = 0;
    this.walkedTable = -1;
    for (;;) {
      const slot = this.slot(this.advance(from, this.walkedSlots));
      const at = this.desc + 16 * slot;
      if (this.walkedSlots === MOST) {
        memory.found |= RULE.chainEnds;
        return -1;
      }
      this.walkedSlots++;
      if (asDevice) {
        this.deviceTouchesRing();
        if (!this.#holds(slot)) memory.found |= RULE.fetchOnlyAvailable;
      }
      const address = memory.words[at >> 2]!;
      const length = memory.words[(at >> 2) + 2]!;
      const flags = memory.halves[(at >> 1) + 7]!;
      const id = memory.halves[(at >> 1) + 6]!;
      if ((flags & DESC_INDIRECT) !== 0)
        return shape.indirect && this.#walkTable(address, length, asDevice) ? id : -1;
      if (!this.addSegment(address, length, (flags & DESC_WRITE) !== 0)) return -1;
      if ((flags & DESC_NEXT) === 0) return id;
    }
  }

  #walkTable(table: number, length: number, asDevice: boolean): boolean {
    const { memory } = this;
    const isTable = length > 0 && length % 16 === 0 && memory.holds(table);
    if (!isTable || !memory.holds(table + length - 8)) {
      memory.found |= RULE.accessInMemory;
      return false;
    }
    this.walkedTable = table;
    for (let at = table; at < table + length; at += 16) {
      if (asDevice) {
        memory.deviceTouches(at, false, this.watched);
        memory.deviceTouches(at + 8, false, this.watched);
      }
      const flags = memory.halves[(at >> 1) + 7]!;
      const writable = (flags & DESC_WRITE) !== 0;
      if (!this.addSegment(memory.words[at >> 2]!, memory.words[(at >> 2) + 2]!, writable))
        return false;
    }
    return true;
  }

  onDriverWrite(slot: number, isFlags: boolean): void {
    const { memory } = this;
    if (!this.watched) return;
    if (this.#holds(slot)) {
      memory.found |= RULE.exposedBufferUnchanged;
      return;
    }
    if (!isFlags || slot !== this.slot(this.#exposeAt)) {
      this.unordered = true;
      return;
    }
    if (wrapBits(this.flagsAt(this.#exposeAt)) !== availableBits(this.wrap(this.#exposeAt))) {
      memory.found |= RULE.wrapCountersToggle;
      return;
    }
    if (this.unordered) memory.found |= RULE.barrierBeforeExposure;
    const id = this.walk(this.#exposeAt, false);
    if (id < 0) return;
    if (this.#occupied + this.walkedSlots > this.shape.size)
      memory.found |= RULE.availableDistanceWithinSize;
    for (let i = 0; i < this.walkedSlots; i++)
      this.#entryBytes[this.slot(this.advance(this.#exposeAt, i))] = 0;
    this.#exposeAt = this.advance(this.#exposeAt, this.walkedSlots);
    if (this.isExposed[id] === 0)
      this.#occupied = Math.min(this.shape.size, this.#occupied + this.walkedSlots);
    this.exposeWalked(id);
  }

  /** @param bytes bit 0 for len, bit 1 for id, 0 for the flags */
  onDeviceWrite(slot: number, bytes: number): void {
    const { memory } = this;
    this.deviceTouchesRing();
    if (!this.watched) return;
    if (!this.#holds(slot) || (bytes === 0 && slot !== this.slot(this.#publishAt))) {
      memory.found |= RULE.usedEntryInTurn;
      return;
    }
    if (bytes !== 0) {
      this.#entryBytes[slot] = this.#entryBytes[slot]! | bytes;
      return;
    }
    const at = this.desc + 16 * slot;
    const flags = memory.halves[(at >> 1) + 7]!;
    if (wrapBits(flags) !== usedBits(this.wrap(this.#publishAt))) {
      memory.found |= RULE.wrapCountersToggle;
      return;
    }
    if (this.#entryBytes[slot] !== ENTRY_COMPLETE) memory.found |= RULE.entryBeforeUsedIdx;
    this.#entryBytes[slot] = 0;
    this.#return(
      memory.halves[(at >> 1) + 6]!,
      flags & DESC_WRITE ? memory.words[(at >> 2) + 2]! : 0,
    );
  }

  #return(id: number, length: number): void {
    const { memory, shape } = this;
    let slots = 0;
    if (shape.inOrder) {
      if (this.isExposed[id] !== 1) {
        memory.found |= RULE.inOrderUse;
        return;
      }
      while (this.order[0] !== id) slots += this.returnExposed(this.order[0]!, 0);
    }
    slots += this.returnExposed(id, length);
    this.#publishAt = this.advance(this.#publishAt, slots);
    this.#occupied -= slots;
  }
}
