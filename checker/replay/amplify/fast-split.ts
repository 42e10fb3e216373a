/** A split virtqueue of the fast path: driver, device and watch over the bytes. */
import { distance16, passedEvent16 } from "../../ring/arithmetic.ts";
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE } from "../../ring/layout.ts";
import { FastQueue, MOST } from "./fast-queue.ts";
import { RULE } from "./fast-script.ts";
import { MAX_SIZE, SEGMENT_STRIDE } from "./placing.ts";

/** All eight bytes of a used entry. */
const ENTRY_COMPLETE = 0xff;
const UNKNOWN = -1;

export class FastSplitQueue extends FastQueue {
  #desc = 0;
  #avail = 0;
  #used = 0;
  #start = 0;
  #mask = 0;
  // The driver's.
  #availIdx = 0;
  #kickedAt = 0;
  #lastUsed = 0;
  /** Descriptors given back; those from `#fresh` on were never taken. Without
   *  IN_ORDER the last given back is taken first, with it the first, after the fresh. */
  readonly #free = new Uint16Array(MAX_SIZE);
  #freeFrom = 0;
  #freeCount = 0;
  #fresh = 0;
  readonly #postedDesc = new Uint16Array(MAX_SIZE * MOST);
  readonly #postedLength = new Uint8Array(MAX_SIZE);
  // The device's.
  #nextAvail = 0;
  #nextUsed = 0;
  #signalledAt = 0;
  // The watch's.
  #seenAvail = 0;
  #seenUsed = 0;
  #unordered = false;
  #placed = 0;
  readonly #entryBytes = new Uint8Array(MAX_SIZE);
  /** How many exposed buffers have a descriptor of the ring. */
  readonly #holders = new Uint8Array(MAX_SIZE);
  readonly #exposedDesc = new Uint16Array(MAX_SIZE * MOST);
  readonly #walkedDesc = new Uint16Array(MOST);

  layOut(base: number, bufferBase: number, running: boolean): void {
    const { memory, shape } = this;
    const { size, start } = shape;
    if (!this.released) this.release();
    this.bufferBase = bufferBase;
    this.#desc = base;
    this.#avail = base + 16 * size;
    this.#used = (this.#avail + 6 + 2 * size + 3) & ~3;
    this.#mask = size - 1;
    memory.zero(this.#desc, this.#avail + 6 + 2 * size);
    memory.zero(this.#used, this.#used + 6 + 8 * size);
    this.forgetPosted();
    this.forgetExposed();
    this.#forgetDriver();
    this.held = 0;
    this.resetCursors();
    this.availEntries = 0;
    this.usedEntries = 0;
    this.#start = running ? start : 0;
    if (running) this.#goRound(start);
    else this.#driverAsks();
    this.#seenAvail = this.#start;
    this.#seenUsed = this.#start;
    this.#unordered = false;
    this.#placed = 0;
    this.#entryBytes.fill(0, 0, size);
    this.#holders.fill(0, 0, size);
    this.laidOut = true;
    this.released = false;
    this.enabled = true;
    this.watched = true;
  }

  #goRound(start: number): void {
    const { memory, shape } = this;
    memory.write16(this.#avail + 2, start);
    memory.write16(this.#used + 2, start);
    if (shape.flags) {
      memory.write16(this.#avail, 1);
      memory.write16(this.#used, 1);
    }
    if (shape.eventIdx) {
      memory.write16(this.#avail + 4 + 2 * shape.size, start);
      memory.write16(this.#used + 4 + 8 * shape.size, start);
    }
    this.#availIdx = start;
    this.#kickedAt = start;
    this.#lastUsed = start;
    this.#nextAvail = start;
    this.#nextUsed = start;
    this.#signalledAt = start;
  }

  #forgetDriver(): void {
    this.#availIdx = 0;
    this.#kickedAt = 0;
    this.#lastUsed = 0;
    this.#freeFrom = 0;
    this.#freeCount = 0;
    this.#fresh = 0;
  }

  resetCursors(): void {
    this.#nextAvail = 0;
    this.#nextUsed = 0;
    this.#signalledAt = 0;
  }

  #driverAsks(): void {
    const { memory, shape } = this;
    if (shape.flags) memory.write16(this.#avail, 1);
    if (shape.eventIdx) memory.write16(this.#avail + 4 + 2 * shape.size, this.#lastUsed);
  }

  makeAvailable(b: number): boolean {
    const { memory, shape } = this;
    const slot = this.availCount();
    this.#driverAsks();
    const needed = shape.indirect ? 1 : shape.lengths[b]!;
    if (needed > shape.size - this.#fresh + this.#freeCount) return false;
    const head = this.#take();
    this.#postedDesc[MOST * head] = head;
    this.#postedLength[head] = needed;
    for (let i = 1; i < needed; i++) this.#postedDesc[MOST * head + i] = this.#take();
    if (shape.indirect) {
      const table = this.writeTable(b, true);
      this.#writeDescriptor(head, table, 16 * shape.lengths[b]!, DESC_INDIRECT, 0);
    } else
      for (let i = 0; i < needed; i++) {
        const more = i + 1 < needed;
        const writable = (shape.writables[b]! >> i) & 1;
        const flags = (writable === 1 ? DESC_WRITE : 0) | (more ? DESC_NEXT : 0);
        const next = more ? this.#postedDesc[MOST * head + i + 1]! : 0;
        const at = this.addressOf(b) + SEGMENT_STRIDE * i;
        this.#writeDescriptor(this.#postedDesc[MOST * head + i]!, at, 8, flags, next);
      }
    this.#writeAvailEntry(head);
    this.#unordered = false; // The driver's barrier.
    this.#availIdx = (this.#availIdx + 1) & 0xffff;
    memory.write16(this.#avail + 2, this.#availIdx);
    if (this.watched) this.#onExposure();
    this.posted[head] = b + 1;
    this.postedCount++;
    this.setOwner(b, 1);
    this.availEntries = this.note(this.availEntries, slot, b);
    return true;
  }

  #take(): number {
    const { size, inOrder } = this.shape;
    if (inOrder && this.#fresh < size) return this.#fresh++;
    if (this.#freeCount === 0) return this.#fresh++;
    this.#freeCount--;
    if (!inOrder) return this.#free[this.#freeCount]!;
    const first = this.#free[this.#freeFrom]!;
    this.#freeFrom = (this.#freeFrom + 1) % size;
    return first;
  }

  #giveBack(head: number): void {
    const { size, inOrder } = this.shape;
    const n = this.#postedLength[head]!;
    for (let i = 0; i < n; i++) {
      const descriptor = this.#postedDesc[MOST * head + (inOrder ? i : n - 1 - i)]!;
      this.#free[inOrder ? (this.#freeFrom + this.#freeCount) % size : this.#freeCount] =
        descriptor;
      this.#freeCount++;
    }
  }

  #writeDescriptor(index: number, at: number, length: number, flags: number, next: number): void {
    const { memory } = this;
    const to = this.#desc + 16 * index;
    memory.write64(to, at);
    memory.write32(to + 8, length);
    memory.write16(to + 12, flags);
    memory.write16(to + 14, next);
    if (!this.watched) return;
    this.#unordered = true;
    if (this.#holders[index] !== 0) memory.found |= RULE.exposedBufferUnchanged;
  }

  #writeAvailEntry(head: number): void {
    const slot = this.#availIdx & this.#mask;
    this.memory.write16(this.#avail + 4 + 2 * slot, head);
    if (!this.watched) return;
    this.#unordered = true;
    if (this.#inWindow(slot)) {
      this.memory.found |= RULE.exposedBufferUnchanged;
      return;
    }
    const ahead = (slot - this.#seenAvail) & this.#mask;
    if (ahead === this.#placed) this.#placed++;
    else if (ahead > this.#placed) this.memory.found |= RULE.indicesWrapNaturally;
  }

  /** Whether a slot holds what is available and not counted as used. */
  #inWindow(slot: number): boolean {
    const ahead = (slot - this.#seenUsed) & this.#mask;
    return ahead < distance16(this.#seenUsed, this.#seenAvail);
  }

  #onExposure(): void {
    const { memory, shape } = this;
    const from = this.#seenAvail;
    const to = memory.halves[(this.#avail + 2) >> 1]!;
    const added = distance16(from, to);
    if (added === 0) return;
    if (this.#unordered) memory.found |= RULE.barrierBeforeExposure;
    this.#seenAvail = to;
    this.#placed = 0;
    if (distance16(this.#seenUsed, to) > shape.size || added > shape.size)
      memory.found |= RULE.availableDistanceWithinSize;
    if (added > shape.size) return;
    for (let i = 0; i < added; i++) this.#expose((from + i) & this.#mask);
  }

  #expose(slot: number): void {
    const head = this.memory.halves[(this.#avail + 4 + 2 * slot) >> 1]!;
    if (!this.#walk(head, false)) return;
    if (this.isExposed[head] === 0)
      for (let i = 0; i < this.walkedSlots; i++) {
        const index = this.#walkedDesc[i]!;
        this.#exposedDesc[MOST * head + i] = index;
        this.#holders[index] = this.#holders[index]! + 1;
      }
    this.exposeWalked(head);
  }

  /** Follows a chain from its bytes; false, with what is wrong, where it breaks off. */
  #walk(head: number, asDevice: boolean): boolean {
    const { memory, shape } = this;
    this.walkedLength = 0;
    this.walkedWritable = 0;
    this.walkedSlots = 0;
    this.walkedTable = -1;
    let base = this.#desc;
    let entries = shape.size;
    let index = head;
    if (head >= shape.size) {
      memory.found |= RULE.headInTable;
      return false;
    }
    for (;;) {
      const at = base + 16 * index;
      if (asDevice) this.#deviceReadsDescriptor(at);
      if (this.walkedTable < 0) {
        if (this.walkedSlots === MOST) {
          memory.found |= RULE.chainEnds;
          return false;
        }
        this.#walkedDesc[this.walkedSlots++] = index;
      }
      const address = memory.words[at >> 2]!;
      const length = memory.words[(at >> 2) + 2]!;
      const flags = memory.halves[(at >> 1) + 6]!;
      if ((flags & DESC_INDIRECT) !== 0) {
        const isTable = shape.indirect && this.walkedTable < 0 && length > 0 && length % 16 === 0;
        if (!isTable || !memory.holds(address) || !memory.holds(address + length - 8)) {
          memory.found |= RULE.accessInMemory;
          return false;
        }
        this.walkedTable = address;
        base = address;
        entries = length >> 4;
        index = 0;
        continue;
      }
      if (!this.addSegment(address, length, (flags & DESC_WRITE) !== 0)) return false;
      if ((flags & DESC_NEXT) === 0) return true;
      index = memory.halves[(at >> 1) + 7]!;
      if (index >= entries) {
        memory.found |= RULE.nextInTable;
        return false;
      }
    }
  }

  #deviceReadsDescriptor(at: number): void {
    if (this.walkedTable < 0) {
      this.deviceTouchesRing();
      return;
    }
    this.memory.deviceTouches(at, false, this.watched);
    this.memory.deviceTouches(at + 8, false, this.watched);
  }

  #waiting(): number {
    this.deviceTouchesRing();
    return distance16(this.#nextAvail, this.memory.halves[(this.#avail + 2) >> 1]!);
  }

  finds(): boolean {
    return this.#waiting() > 0;
  }

  fetch(): number {
    const { memory, shape } = this;
    const waiting = this.#waiting();
    if (waiting === 0) return -1;
    if (waiting > shape.size) {
      memory.found |= RULE.availableDistanceWithinSize;
      return -1;
    }
    const slot = this.#nextAvail & this.#mask;
    this.deviceTouchesRing();
    if (!this.#inWindow(slot)) memory.found |= RULE.fetchOnlyAvailable;
    const head = memory.halves[(this.#avail + 4 + 2 * slot) >> 1]!;
    if (!this.#walk(head, true)) return -1;
    if (this.isHeld(head)) {
      memory.found |= RULE.usedOnce;
      return -1;
    }
    this.#nextAvail = (this.#nextAvail + 1) & 0xffff;
    const b = this.walkedBuffer();
    this.hold(head, b);
    return b;
  }

  use(b: number): boolean {
    const { memory, shape } = this;
    const place = this.placeOf(b);
    if (place < 0) return false;
    const head = this.heldId[place]!;
    const count = this.nextUsedCount();
    this.touchPayload(b);
    const slot = this.#nextUsed & this.#mask;
    const at = this.#used + 4 + 8 * slot;
    memory.write32(at, head);
    this.#onEntry(slot, 0x0f);
    memory.write32(at + 4, this.due(b));
    this.#onEntry(slot, 0xf0);
    const before = this.held;
    this.letGo(place);
    this.#nextUsed = (this.#nextUsed + before - this.held) & 0xffff;
    memory.write16(this.#used + 2, this.#nextUsed);
    this.deviceTouchesRing();
    if (this.watched) this.#onUsedIdx();
    if (shape.flags) memory.write16(this.#used, 1);
    if (shape.eventIdx) memory.write16(this.#used + 4 + 8 * shape.size, this.#nextAvail);
    if (this.ownerOf(b) !== 0) this.setOwner(b, 3);
    this.usedEntries = this.note(this.usedEntries, count, b);
    return true;
  }

  #onEntry(slot: number, bytes: number): void {
    this.deviceTouchesRing();
    if (!this.watched) return;
    if (((slot - this.#seenUsed) & this.#mask) >= this.exposed)
      this.memory.found |= RULE.usedEntryInTurn;
    this.#entryBytes[slot] = this.#entryBytes[slot]! | bytes;
  }

  #onUsedIdx(): void {
    const { memory, shape } = this;
    const from = this.#seenUsed;
    const to = memory.halves[(this.#used + 2) >> 1]!;
    const moved = distance16(from, to);
    this.#seenUsed = to;
    if (moved === 0 || moved > this.exposed) {
      memory.found |= RULE.usedIdxFollowsEntry;
      return;
    }
    for (let i = 0; i < moved; ) {
      const slot = (from + i) & this.#mask;
      const at = this.#used + 4 + 8 * slot;
      const id = memory.words[at >> 2]!;
      if (this.#entryBytes[slot] !== ENTRY_COMPLETE) memory.found |= RULE.entryBeforeUsedIdx;
      this.#entryBytes[slot] = 0;
      // IN_ORDER: the entry of a batch names its last buffer.
      if (shape.inOrder)
        for (; i + 1 < moved && this.order[0] !== id; i++) this.#return(this.order[0]!, 0);
      if (shape.inOrder && this.order[0] !== id) memory.found |= RULE.inOrderUse;
      this.#return(id, memory.words[(at >> 2) + 1]!);
      i++;
    }
  }

  #return(id: number, length: number): void {
    const slots = this.returnExposed(id, length);
    for (let i = 0; i < slots; i++) {
      const index = this.#exposedDesc[MOST * id + i]!;
      this.#holders[index] = this.#holders[index]! - 1;
    }
  }

  reap(): number {
    const { memory, shape } = this;
    const waiting = distance16(this.#lastUsed, memory.halves[(this.#used + 2) >> 1]!);
    if (waiting === 0) return -1;
    if (waiting > this.postedCount) {
      memory.found |= RULE.usedIdxFollowsEntry;
      return -1;
    }
    const at = this.#used + 4 + 8 * (this.#lastUsed & this.#mask);
    const id = memory.words[at >> 2]!;
    const b = id < shape.size ? this.posted[id]! - 1 : -1;
    if (b < 0) {
      memory.found |= RULE.usedOnce;
      return -1;
    }
    this.posted[id] = 0;
    this.postedCount--;
    this.#giveBack(id);
    this.#lastUsed = (this.#lastUsed + 1) & 0xffff;
    this.setOwner(b, 0);
    return memory.words[(at >> 2) + 1] === this.due(b) ? b : -1;
  }

  kick(): boolean {
    const { shape } = this;
    const from = this.#kickedAt;
    const to = this.#availIdx;
    this.#unordered = false;
    this.#kickedAt = to;
    if (from === to) return true;
    const needed = this.#isAsked(this.#used, 8, from, to);
    return needed || shape.flags || shape.eventIdx;
  }

  interrupt(): boolean {
    const { memory, shape } = this;
    const from = this.#signalledAt;
    const to = this.#nextUsed;
    this.#signalledAt = to;
    if (from === to) return true;
    this.deviceTouchesRing();
    const needed =
      from === UNKNOWN
        ? shape.eventIdx || (memory.halves[this.#avail >> 1]! & 1) === 0
        : this.#isAsked(this.#avail, 2, from, to);
    if (needed) memory.deviceTouchesRing(false, this.watched);
    return needed || shape.flags || shape.eventIdx;
  }

  /** By the closed form of the rule, held against counting positions out. */
  #isAsked(part: number, entryBytes: number, from: number, to: number): boolean {
    const { memory, shape } = this;
    if (!shape.eventIdx) return (memory.halves[part >> 1]! & 1) === 0;
    const event = memory.halves[(part + 4 + entryBytes * shape.size) >> 1]!;
    const needed = passedEvent16(event, from, to);
    let asked = false;
    for (let at = from; at !== to; at = (at + 1) & 0xffff) if (at === event) asked = true;
    if (asked !== needed) memory.found |= RULE.notifiesWhenAsked;
    return needed;
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
    this.#signalledAt = UNKNOWN;
  }

  #count(index: number): number {
    return distance16(this.#start, index) & (2 * this.ring - 1);
  }

  availCount(): number {
    return this.laidOut ? this.#count(this.memory.halves[(this.#avail + 2) >> 1]!) : 0;
  }

  usedCount(): number {
    return this.laidOut ? this.#count(this.memory.halves[(this.#used + 2) >> 1]!) : 0;
  }

  nextAvailCount(): number {
    return this.#count(this.#nextAvail);
  }

  nextUsedCount(): number {
    return this.#count(this.#nextUsed);
  }

  lastUsedCount(): number {
    return this.#count(this.#lastUsed);
  }

  owesKick(): number {
    return this.#availIdx === this.#kickedAt ? 1 : 2;
  }

  owesInterrupt(): number {
    if (this.#signalledAt === UNKNOWN) return 0;
    return this.#signalledAt === this.#nextUsed ? 1 : 2;
  }
}
