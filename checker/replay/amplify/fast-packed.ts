/**
 * A packed virtqueue of the fast path: driver, device and watch over the bytes.
 * A position is one number, slot plus the queue size while the wrap counter is 0.
 */
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE } from "../../ring/layout.ts";
import {
  availableBits,
  EVENT_DESC,
  EVENT_DISABLE,
  usedBits,
  wrapBits,
} from "../../ring/packed-layout.ts";
import { FastQueue, MOST } from "./fast-queue.ts";
import { RULE } from "./fast-script.ts";
import { MAX_SIZE, SEGMENT_STRIDE } from "./placing.ts";

/** Both halves of a used descriptor but its flags. */
const ENTRY_COMPLETE = 3;
const UNKNOWN = -1;

export class FastPackedQueue extends FastQueue {
  #desc = 0;
  #driverEvent = 0;
  #deviceEvent = 0;
  // The driver's.
  #next = 0;
  #lastUsed = 0;
  readonly #freeIds = new Uint16Array(MAX_SIZE);
  #freeIdCount = 0;
  #freshId = 0;
  #freeSlots = 0;
  #exposedSinceKick = 0;
  readonly #postedSlots = new Uint8Array(MAX_SIZE);
  // The device's.
  #nextAvail = 0;
  #nextUsed = 0;
  #usedSinceInterrupt = 0;
  // The watch's.
  #exposeAt = 0;
  #publishAt = 0;
  #occupied = 0;
  #unordered = false;
  readonly #entryBytes = new Uint8Array(MAX_SIZE);
  /** Where the lists that were made available end, and the used descriptors. */
  #availTo = 0;
  #usedTo = 0;
  /** Position -> how many lists, and used descriptors, stand before it. */
  readonly #lists = new Int16Array(2 * MAX_SIZE);
  readonly #returns = new Int16Array(2 * MAX_SIZE);

  layOut(base: number, bufferBase: number, running: boolean): void {
    const { memory, shape } = this;
    const { size } = shape;
    if (!this.released) this.release();
    this.bufferBase = bufferBase;
    this.#desc = base;
    this.#driverEvent = base + 16 * size;
    this.#deviceEvent = this.#driverEvent + 4;
    memory.zero(base, this.#deviceEvent + 4);
    this.forgetPosted();
    this.forgetExposed();
    this.#forgetDriver();
    this.held = 0;
    this.resetCursors();
    this.availEntries = 0;
    this.usedEntries = 0;
    const start = running ? shape.start : 0;
    if (running) this.#goRound(start);
    else this.#driverAsks();
    this.#exposeAt = start;
    this.#publishAt = start;
    this.#occupied = 0;
    this.#unordered = false;
    this.#entryBytes.fill(0, 0, size);
    this.#lists.fill(-1, 0, 2 * size);
    this.#returns.fill(-1, 0, 2 * size);
    this.#availTo = start;
    this.#usedTo = start;
    this.#lists[start] = 0;
    this.#returns[start] = 0;
    this.laidOut = true;
    this.released = false;
    this.enabled = true;
    this.watched = true;
  }

  #goRound(start: number): void {
    const { memory, shape } = this;
    const { size } = shape;
    const slot = start % size;
    // Used in a round with counter 1: both bits are set, otherwise none.
    const from = start < size ? 0 : slot;
    const to = start < size ? slot : size;
    const bits = usedBits(1);
    for (let i = from; i < to; i++) memory.halves[(this.#desc + 16 * i + 14) >> 1] = bits;
    for (let area = this.#driverEvent; area <= this.#deviceEvent; area += 4) {
      if (shape.flags) memory.write16(area + 2, EVENT_DISABLE);
      if (shape.eventIdx) {
        memory.write16(area, this.#pack(start));
        memory.write16(area + 2, EVENT_DESC);
      }
    }
    this.#next = start;
    this.#lastUsed = start;
    this.#nextAvail = start;
    this.#nextUsed = start;
  }

  #forgetDriver(): void {
    this.#next = 0;
    this.#lastUsed = 0;
    this.#freeIdCount = 0;
    this.#freshId = 0;
    this.#freeSlots = this.shape.size;
    this.#exposedSinceKick = 0;
  }

  resetCursors(): void {
    this.#nextAvail = 0;
    this.#nextUsed = 0;
    this.#usedSinceInterrupt = 0;
  }

  #pack(position: number): number {
    const { size } = this.shape;
    return position < size ? position | 0x8000 : position - size;
  }

  #slot(position: number): number {
    const { size } = this.shape;
    return position < size ? position : position - size;
  }

  #wrap(position: number): number {
    return position < this.shape.size ? 1 : 0;
  }

  #advance(position: number, slots: number): number {
    const end = position + slots;
    return end < 2 * this.shape.size ? end : end - 2 * this.shape.size;
  }

  #driverAsks(): void {
    const { memory, shape } = this;
    if (shape.flags) memory.write16(this.#driverEvent + 2, EVENT_DISABLE);
    if (!shape.eventIdx) return;
    memory.write16(this.#driverEvent, this.#pack(this.#lastUsed));
    memory.write16(this.#driverEvent + 2, EVENT_DESC);
  }

  makeAvailable(b: number): boolean {
    const { memory, shape } = this;
    const before = this.#listsBefore(this.#availTo);
    this.#driverAsks();
    const n = shape.lengths[b]!;
    const slots = shape.indirect ? 1 : n;
    if (slots > this.#freeSlots) return false;
    const id = this.#freeIdCount > 0 ? this.#freeIds[--this.#freeIdCount]! : this.#freshId++;
    const first = this.#slot(this.#next);
    let firstFlags = DESC_INDIRECT | availableBits(this.#wrap(this.#next));
    if (shape.indirect) {
      const table = this.writeTable(b, false);
      this.#place(table, 16 * n, id, -1);
    } else {
      firstFlags = this.#flagsOf(b, 0);
      for (let i = 0; i < n; i++)
        this.#place(
          this.addressOf(b) + SEGMENT_STRIDE * i,
          8,
          id,
          i === 0 ? -1 : this.#flagsOf(b, i),
        );
    }
    this.#freeSlots -= slots;
    this.#postedSlots[id] = slots;
    this.posted[id] = b + 1;
    this.postedCount++;
    this.#unordered = false; // The driver's barrier.
    memory.write16(this.#desc + 16 * first + 14, firstFlags);
    this.#onDriverWrite(first, true);
    this.#exposedSinceKick += slots;
    this.#availTo = this.#next;
    this.#lists[this.#availTo] = before + 1;
    this.setOwner(b, 1);
    this.availEntries = this.note(this.availEntries, before, b);
    return true;
  }

  /** Flags of the i-th descriptor of a buffer, written at the next slot. */
  #flagsOf(b: number, i: number): number {
    const { shape } = this;
    const writable = (shape.writables[b]! >> i) & 1;
    const more = i + 1 < shape.lengths[b]!;
    const flags = (writable === 1 ? DESC_WRITE : 0) | (more ? DESC_NEXT : 0);
    return flags | availableBits(this.#wrap(this.#next));
  }

  /** Writes a descriptor at the next slot; flags of -1 are held back. */
  #place(at: number, length: number, id: number, flags: number): void {
    const { memory } = this;
    const slot = this.#slot(this.#next);
    const to = this.#desc + 16 * slot;
    memory.write64(to, at);
    memory.write32(to + 8, length);
    memory.write16(to + 12, id);
    this.#onDriverWrite(slot, false);
    if (flags >= 0) {
      memory.write16(to + 14, flags);
      this.#onDriverWrite(slot, true);
    }
    this.#next = this.#advance(this.#next, 1);
  }

  /** Whether the slot lies in the stretch that the driver has exposed. */
  #holds(slot: number): boolean {
    const ahead = slot - this.#slot(this.#publishAt);
    return (ahead < 0 ? ahead + this.shape.size : ahead) < this.#occupied;
  }

  #onDriverWrite(slot: number, isFlags: boolean): void {
    const { memory } = this;
    if (!this.watched) return;
    if (this.#holds(slot)) {
      memory.found |= RULE.exposedBufferUnchanged;
      return;
    }
    if (!isFlags || slot !== this.#slot(this.#exposeAt)) {
      this.#unordered = true;
      return;
    }
    const flags = memory.halves[(this.#desc + 16 * slot + 14) >> 1]!;
    if (wrapBits(flags) !== availableBits(this.#wrap(this.#exposeAt))) {
      memory.found |= RULE.wrapCountersToggle;
      return;
    }
    if (this.#unordered) memory.found |= RULE.barrierBeforeExposure;
    const id = this.#walk(this.#exposeAt, false);
    if (id < 0) return;
    if (this.#occupied + this.walkedSlots > this.shape.size)
      memory.found |= RULE.availableDistanceWithinSize;
    for (let i = 0; i < this.walkedSlots; i++)
      this.#entryBytes[this.#slot(this.#advance(this.#exposeAt, i))] = 0;
    this.#exposeAt = this.#advance(this.#exposeAt, this.walkedSlots);
    if (this.isExposed[id] === 0)
      this.#occupied = Math.min(this.shape.size, this.#occupied + this.walkedSlots);
    this.exposeWalked(id);
  }

  /** Follows a list from its bytes; its id, or -1 where it breaks off. */
  #walk(from: number, asDevice: boolean): number {
    const { memory, shape } = this;
    this.walkedLength = 0;
    this.walkedWritable = 0;
    this.walkedSlots = 0;
    this.walkedTable = -1;
    for (;;) {
      const slot = this.#slot(this.#advance(from, this.walkedSlots));
      const at = this.#desc + 16 * slot;
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

  finds(): boolean {
    this.deviceTouchesRing();
    const flags = this.memory.halves[(this.#desc + 16 * this.#slot(this.#nextAvail) + 14) >> 1]!;
    return wrapBits(flags) === availableBits(this.#wrap(this.#nextAvail));
  }

  fetch(): number {
    if (!this.finds()) return -1;
    const id = this.#walk(this.#nextAvail, true);
    if (id < 0) return -1;
    if (this.isHeld(id)) {
      this.memory.found |= RULE.usedOnce;
      return -1;
    }
    this.#nextAvail = this.#advance(this.#nextAvail, this.walkedSlots);
    const b = this.walkedBuffer();
    this.hold(id, b);
    return b;
  }

  use(b: number): boolean {
    const { memory, shape } = this;
    const place = this.placeOf(b);
    if (place < 0) return false;
    const id = this.heldId[place]!;
    const count = this.nextUsedCount();
    const before = this.#returnsBefore(this.#usedTo);
    this.#usedTo = this.#advance(this.#usedTo, this.#postedSlots[id]!);
    this.#returns[this.#usedTo] = before + 1;
    this.touchPayload(b);
    const length = this.due(b);
    const slot = this.#slot(this.#nextUsed);
    const at = this.#desc + 16 * slot;
    memory.write32(at + 8, length);
    this.#onDeviceWrite(slot, 1);
    memory.write16(at + 12, id);
    this.#onDeviceWrite(slot, 2);
    const slots = this.letGo(place);
    const bits = usedBits(this.#wrap(this.#nextUsed)) | (length > 0 ? DESC_WRITE : 0);
    memory.write16(at + 14, bits);
    this.#onDeviceWrite(slot, 0);
    this.#nextUsed = this.#advance(this.#nextUsed, slots);
    if (this.#usedSinceInterrupt !== UNKNOWN) this.#usedSinceInterrupt += slots;
    if (shape.flags) memory.write16(this.#deviceEvent + 2, EVENT_DISABLE);
    if (shape.eventIdx) {
      memory.write16(this.#deviceEvent, this.#pack(this.#nextAvail));
      memory.write16(this.#deviceEvent + 2, EVENT_DESC);
    }
    if (this.ownerOf(b) !== 0) this.setOwner(b, 3);
    this.usedEntries = this.note(this.usedEntries, count, b);
    return true;
  }

  /** @param bytes bit 0 for len, bit 1 for id, 0 for the flags */
  #onDeviceWrite(slot: number, bytes: number): void {
    const { memory } = this;
    this.deviceTouchesRing();
    if (!this.watched) return;
    if (!this.#holds(slot) || (bytes === 0 && slot !== this.#slot(this.#publishAt))) {
      memory.found |= RULE.usedEntryInTurn;
      return;
    }
    if (bytes !== 0) {
      this.#entryBytes[slot] = this.#entryBytes[slot]! | bytes;
      return;
    }
    const at = this.#desc + 16 * slot;
    const flags = memory.halves[(at >> 1) + 7]!;
    if (wrapBits(flags) !== usedBits(this.#wrap(this.#publishAt))) {
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
    this.#publishAt = this.#advance(this.#publishAt, slots);
    this.#occupied -= slots;
  }

  reap(): number {
    const { memory, shape } = this;
    if (this.postedCount === 0) return -1;
    const at = this.#desc + 16 * this.#slot(this.#lastUsed);
    const flags = memory.halves[(at >> 1) + 7]!;
    if (wrapBits(flags) !== usedBits(this.#wrap(this.#lastUsed))) return -1;
    const id = memory.halves[(at >> 1) + 6]!;
    const b = id < shape.size ? this.posted[id]! - 1 : -1;
    if (b < 0) {
      memory.found |= RULE.usedOnce;
      return -1;
    }
    const slots = this.#postedSlots[id]!;
    this.posted[id] = 0;
    this.postedCount--;
    this.#freeIds[this.#freeIdCount++] = id;
    this.#freeSlots += slots;
    this.#lastUsed = this.#advance(this.#lastUsed, slots);
    this.setOwner(b, 0);
    const length = flags & DESC_WRITE ? memory.words[(at >> 2) + 2]! : 0;
    return length === this.due(b) ? b : -1;
  }

  kick(): boolean {
    const { shape } = this;
    const moved = this.#exposedSinceKick;
    this.#exposedSinceKick = 0;
    this.#unordered = false;
    if (moved === 0) return true;
    const needed = this.#isAsked(this.#deviceEvent, this.#next, moved);
    return needed || shape.flags || shape.eventIdx;
  }

  interrupt(): boolean {
    const { memory, shape } = this;
    const moved = this.#usedSinceInterrupt;
    this.#usedSinceInterrupt = 0;
    if (moved === 0) return true;
    this.deviceTouchesRing();
    const flags = memory.halves[(this.#driverEvent + 2) >> 1]! & 3;
    const needed =
      moved === UNKNOWN
        ? flags !== EVENT_DISABLE
        : this.#isAsked(this.#driverEvent, this.#nextUsed, moved);
    if (needed) memory.deviceTouchesRing(false, this.watched);
    return needed || shape.flags || shape.eventIdx;
  }

  /** Counted out, slot by slot. */
  #isAsked(area: number, to: number, moved: number): boolean {
    const { memory, shape } = this;
    const flags = memory.halves[(area + 2) >> 1]! & 3;
    if (flags !== EVENT_DESC || !shape.eventIdx) return flags !== EVENT_DISABLE;
    const event = memory.halves[area >> 1]!;
    let at = to;
    for (let i = 0; i < moved && i < 2 * shape.size; i++) {
      at = at > 0 ? at - 1 : 2 * shape.size - 1;
      if (this.#pack(at) === event) return true;
    }
    return false;
  }

  release(): void {
    this.releaseBuffers();
    this.forgetPosted();
    this.#forgetDriver();
    this.released = true;
  }

  position(): number {
    return this.#nextAvail;
  }

  goTo(position: number): void {
    this.#nextAvail = position;
    this.#nextUsed = position;
    this.#usedSinceInterrupt = UNKNOWN;
  }

  #listsBefore(position: number): number {
    return this.#lists[position]!;
  }

  #returnsBefore(position: number): number {
    return this.#returns[position]!;
  }

  #modulo(count: number): number {
    return count < 0 ? count : count & (2 * this.ring - 1);
  }

  availCount(): number {
    return this.laidOut ? this.#modulo(this.#listsBefore(this.#availTo)) : 0;
  }

  usedCount(): number {
    return this.laidOut ? this.#modulo(this.#returnsBefore(this.#usedTo)) : 0;
  }

  nextAvailCount(): number {
    return this.#modulo(this.#listsBefore(this.#nextAvail));
  }

  nextUsedCount(): number {
    return this.#modulo(this.#returnsBefore(this.#nextUsed));
  }

  lastUsedCount(): number {
    return this.#modulo(this.#returnsBefore(this.#lastUsed));
  }

  owesKick(): number {
    return this.#exposedSinceKick > 0 ? 2 : 1;
  }

  owesInterrupt(): number {
    if (this.#usedSinceInterrupt === UNKNOWN) return 0;
    return this.#usedSinceInterrupt > 0 ? 2 : 1;
  }
}
