/** A packed virtqueue of the fast path: driver and device over the bytes of a ring. */
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE } from "../../ring/layout.ts";
import {
  availableBits,
  EVENT_DESC,
  EVENT_DISABLE,
  usedBits,
  wrapBits,
} from "../../ring/packed-layout.ts";
import { FastPackedRing } from "./fast-packed-ring.ts";
import { UNKNOWN } from "./fast-queue.ts";
import { MAX_SIZE, SEGMENT_STRIDE } from "./placing.ts";

export class FastPackedQueue extends FastPackedRing {
  // The driver's.
  #next = 0;
  readonly #freeIds = new Uint16Array(MAX_SIZE);
  #freeIdCount = 0;
  #freshId = 0;
  #freeSlots = 0;
  #exposedSinceKick = 0;
  readonly #postedSlots = new Uint8Array(MAX_SIZE);
  // The device's.
  #usedSinceInterrupt = 0;
  /** Where the lists that were made available end, and the used descriptors. */
  #availTo = 0;
  #usedTo = 0;
  /** Position -> how many lists, and used descriptors, stand before it. */
  readonly #lists = new Int16Array(2 * MAX_SIZE);
  readonly #returns = new Int16Array(2 * MAX_SIZE);

  override watchFrom(start: number): void {
    super.watchFrom(start);
    const { size } = this.shape;
    this.#lists.fill(-1, 0, 2 * size);
    this.#returns.fill(-1, 0, 2 * size);
    this.#availTo = start;
    this.#usedTo = start;
    this.#lists[start] = 0;
    this.#returns[start] = 0;
  }

  leaveRounds(start: number): void {
    const { memory, shape } = this;
    const { size } = shape;
    const slot = start % size;
    // Used in a round with counter 1: both bits are set, otherwise none.
    const from = start < size ? 0 : slot;
    const to = start < size ? slot : size;
    const bits = usedBits(1);
    for (let i = from; i < to; i++) memory.halves[(this.desc + 16 * i + 14) >> 1] = bits;
    this.#ask(this.driverEvent, start);
    this.#ask(this.deviceEvent, start);
    this.#next = start;
  }

  forgetDriver(): void {
    this.#next = 0;
    this.lastUsed = 0;
    this.#freeIdCount = 0;
    this.#freshId = 0;
    this.#freeSlots = this.shape.size;
    this.#exposedSinceKick = 0;
  }

  forgetInterrupts(isKnown: boolean): void {
    this.#usedSinceInterrupt = isKnown ? 0 : UNKNOWN;
  }

  driverAsks(): void {
    this.#ask(this.driverEvent, this.lastUsed);
  }

  #ask(area: number, position: number): void {
    const { memory, shape } = this;
    if (shape.flags) memory.write16(area + 2, EVENT_DISABLE);
    if (!shape.eventIdx) return;
    memory.write16(area, this.pack(position));
    memory.write16(area + 2, EVENT_DESC);
  }

  makeAvailable(b: number): boolean {
    const { memory, shape } = this;
    const before = this.#lists[this.#availTo]!;
    this.driverAsks();
    const n = shape.lengths[b]!;
    const slots = shape.indirect ? 1 : n;
    if (slots > this.#freeSlots) return false;
    const id = this.#freeIdCount > 0 ? this.#freeIds[--this.#freeIdCount]! : this.#freshId++;
    const first = this.slot(this.#next);
    let firstFlags = DESC_INDIRECT | availableBits(this.wrap(this.#next));
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
    this.unordered = false; // The driver's barrier.
    memory.write16(this.desc + 16 * first + 14, firstFlags);
    this.onDriverWrite(first, true);
    this.#exposedSinceKick += slots;
    this.#availTo = this.#next;
    this.#lists[this.#availTo] = before + 1;
    this.postedAs(id, b, before);
    return true;
  }

  /** Flags of the i-th descriptor of a buffer, written at the next slot. */
  #flagsOf(b: number, i: number): number {
    const { shape } = this;
    const writable = (shape.writables[b]! >> i) & 1;
    const more = i + 1 < shape.lengths[b]!;
    const flags = (writable === 1 ? DESC_WRITE : 0) | (more ? DESC_NEXT : 0);
    return flags | availableBits(this.wrap(this.#next));
  }

  /** Writes a descriptor at the next slot; flags of -1 are held back. */
  #place(at: number, length: number, id: number, flags: number): void {
    const { memory } = this;
    const slot = this.slot(this.#next);
    const to = this.desc + 16 * slot;
    memory.write64(to, at);
    memory.write32(to + 8, length);
    memory.write16(to + 12, id);
    this.onDriverWrite(slot, false);
    if (flags >= 0) {
      memory.write16(to + 14, flags);
      this.onDriverWrite(slot, true);
    }
    this.#next = this.advance(this.#next, 1);
  }

  finds(): boolean {
    this.deviceTouchesRing();
    return wrapBits(this.flagsAt(this.nextAvail)) === availableBits(this.wrap(this.nextAvail));
  }

  fetch(): number {
    const id = this.finds() ? this.walk(this.nextAvail, true) : -1;
    if (!this.mayHold(id)) return -1;
    this.nextAvail = this.advance(this.nextAvail, this.walkedSlots);
    return this.holdWalked(id);
  }

  use(b: number): boolean {
    const { memory } = this;
    const place = this.placeOf(b);
    if (place < 0) return false;
    const id = this.heldId[place]!;
    const count = this.nextUsedCount();
    const before = this.#returns[this.#usedTo]!;
    this.#usedTo = this.advance(this.#usedTo, this.#postedSlots[id]!);
    this.#returns[this.#usedTo] = before + 1;
    this.touchPayload(b);
    const length = this.due(b);
    const slot = this.slot(this.nextUsed);
    const at = this.desc + 16 * slot;
    memory.write32(at + 8, length);
    this.onDeviceWrite(slot, 1);
    memory.write16(at + 12, id);
    this.onDeviceWrite(slot, 2);
    const slots = this.letGo(place);
    const bits = usedBits(this.wrap(this.nextUsed)) | (length > 0 ? DESC_WRITE : 0);
    memory.write16(at + 14, bits);
    this.onDeviceWrite(slot, 0);
    this.nextUsed = this.advance(this.nextUsed, slots);
    if (this.#usedSinceInterrupt !== UNKNOWN) this.#usedSinceInterrupt += slots;
    this.#ask(this.deviceEvent, this.nextAvail);
    this.returned(b, count);
    return true;
  }

  reap(): number {
    const { memory } = this;
    if (this.postedCount === 0) return -1;
    const flags = this.flagsAt(this.lastUsed);
    if (wrapBits(flags) !== usedBits(this.wrap(this.lastUsed))) return -1;
    const at = this.desc + 16 * this.slot(this.lastUsed);
    const id = memory.halves[(at >> 1) + 6]!;
    const b = this.postedUnder(id);
    if (b < 0) return -1;
    const slots = this.#postedSlots[id]!;
    this.#freeIds[this.#freeIdCount++] = id;
    this.#freeSlots += slots;
    this.lastUsed = this.advance(this.lastUsed, slots);
    const length = flags & DESC_WRITE ? memory.words[(at >> 2) + 2]! : 0;
    return length === this.due(b) ? b : -1;
  }

  kick(): boolean {
    const moved = this.#exposedSinceKick;
    this.#exposedSinceKick = 0;
    this.unordered = false;
    return moved === 0 || this.mayNotify(this.#isAsked(this.deviceEvent, this.#next, moved));
  }

  interrupt(): boolean {
    const { memory } = this;
    const moved = this.#usedSinceInterrupt;
    this.#usedSinceInterrupt = 0;
    if (moved === 0) return true;
    this.deviceTouchesRing();
    const needed =
      moved === UNKNOWN
        ? (memory.halves[(this.driverEvent + 2) >> 1]! & 3) !== EVENT_DISABLE
        : this.#isAsked(this.driverEvent, this.nextUsed, moved);
    if (needed) memory.deviceTouchesRing(false, this.watched);
    return this.mayNotify(needed);
  }

  owesKick(): number {
    return this.#exposedSinceKick > 0 ? 2 : 1;
  }

  owesInterrupt(): number {
    if (this.#usedSinceInterrupt === UNKNOWN) return 0;
    return this.#usedSinceInterrupt > 0 ? 2 : 1;
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
      if (this.pack(at) === event) return true;
    }
    return false;
  }

  #modulo(count: number): number {
    return count < 0 ? count : count & (2 * this.ring - 1);
  }

  availCount(): number {
    return this.laidOut ? this.#modulo(this.#lists[this.#availTo]!) : 0;
  }

  usedCount(): number {
    return this.laidOut ? this.#modulo(this.#returns[this.#usedTo]!) : 0;
  }

  nextAvailCount(): number {
    return this.#modulo(this.#lists[this.nextAvail]!);
  }

  nextUsedCount(): number {
    return this.#modulo(this.#returns[this.nextUsed]!);
  }

  lastUsedCount(): number {
    return this.#modulo(this.#returns[this.lastUsed]!);
  }
}
