/** A split virtqueue of the fast path: driver and device over the bytes of a ring. */
import { distance16, passedEvent16 } from "../../ring/arithmetic.ts";
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE } from "../../ring/layout.ts";
import { MOST } from "./fast-buffers.ts";
import { UNKNOWN } from "./fast-queue.ts";
import { RULE } from "./fast-script.ts";
import { FastSplitRing } from "./fast-split-ring.ts";
import { MAX_SIZE, SEGMENT_STRIDE } from "./placing.ts";

export class FastSplitQueue extends FastSplitRing {
  // The driver's.
  #availIdx = 0;
  #kickedAt = 0;
  /** Descriptors given back; those from `#fresh` on were never taken. Without
   *  IN_ORDER the last given back is taken first, with it the first, after the fresh. */
  readonly #free = new Uint16Array(MAX_SIZE);
  #freeFrom = 0;
  #freeCount = 0;
  #fresh = 0;
  readonly #postedDesc = new Uint16Array(MAX_SIZE * MOST);
  readonly #postedLength = new Uint8Array(MAX_SIZE);
  // The device's.
  #signalledAt = 0;

  leaveRounds(start: number): void {
    const { memory } = this;
    memory.write16(this.avail + 2, start);
    memory.write16(this.used + 2, start);
    this.#ask(this.avail, 2, start);
    this.#ask(this.used, 8, start);
    this.#availIdx = start;
    this.#kickedAt = start;
    this.#signalledAt = start;
  }

  forgetDriver(): void {
    this.#availIdx = 0;
    this.#kickedAt = 0;
    this.lastUsed = 0;
    this.#freeFrom = 0;
    this.#freeCount = 0;
    this.#fresh = 0;
  }

  forgetInterrupts(isKnown: boolean): void {
    this.#signalledAt = isKnown ? this.nextUsed : UNKNOWN;
  }

  driverAsks(): void {
    this.#ask(this.avail, 2, this.lastUsed);
  }

  /** @param entryBytes of the entries that stand before the event index */
  #ask(part: number, entryBytes: number, index: number): void {
    const { memory, shape } = this;
    if (shape.flags) memory.write16(part, 1);
    if (shape.eventIdx) memory.write16(part + 4 + entryBytes * shape.size, index);
  }

  makeAvailable(b: number): boolean {
    const { memory, shape } = this;
    const count = this.availCount();
    this.driverAsks();
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
    const slot = this.#availIdx & this.mask;
    memory.write16(this.avail + 4 + 2 * slot, head);
    this.onAvailEntry(slot);
    this.unordered = false; // The driver's barrier.
    this.#availIdx = (this.#availIdx + 1) & 0xffff;
    memory.write16(this.avail + 2, this.#availIdx);
    this.onAvailIdx();
    this.postedAs(head, b, count);
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
    const to = this.desc + 16 * index;
    memory.write64(to, at);
    memory.write32(to + 8, length);
    memory.write16(to + 12, flags);
    memory.write16(to + 14, next);
    this.onDescriptor(index);
  }

  #waiting(): number {
    this.deviceTouchesRing();
    return distance16(this.nextAvail, this.idxOf(this.avail));
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
    this.deviceTouchesRing();
    if (!this.inWindow(this.nextAvail)) memory.found |= RULE.fetchOnlyAvailable;
    const head = this.headAt(this.nextAvail);
    if (!this.walk(head, true) || !this.mayHold(head)) return -1;
    this.nextAvail = (this.nextAvail + 1) & 0xffff;
    return this.holdWalked(head);
  }

  use(b: number): boolean {
    const { memory } = this;
    const place = this.placeOf(b);
    if (place < 0) return false;
    const count = this.nextUsedCount();
    this.touchPayload(b);
    const slot = this.nextUsed & this.mask;
    const at = this.usedEntryAt(slot);
    memory.write32(at, this.heldId[place]!);
    this.onUsedEntry(slot, 0x0f);
    memory.write32(at + 4, this.due(b));
    this.onUsedEntry(slot, 0xf0);
    const before = this.held;
    this.letGo(place);
    this.nextUsed = (this.nextUsed + before - this.held) & 0xffff;
    memory.write16(this.used + 2, this.nextUsed);
    this.onUsedIdx();
    this.#ask(this.used, 8, this.nextAvail);
    this.returned(b, count);
    return true;
  }

  reap(): number {
    const { memory } = this;
    const waiting = distance16(this.lastUsed, this.idxOf(this.used));
    if (waiting === 0) return -1;
    if (waiting > this.postedCount) {
      memory.found |= RULE.usedIdxFollowsEntry;
      return -1;
    }
    const at = this.usedEntryAt(this.lastUsed);
    const id = memory.words[at >> 2]!;
    const b = this.postedUnder(id);
    if (b < 0) return -1;
    this.#giveBack(id);
    this.lastUsed = (this.lastUsed + 1) & 0xffff;
    return memory.words[(at >> 2) + 1] === this.due(b) ? b : -1;
  }

  kick(): boolean {
    const from = this.#kickedAt;
    const to = this.#availIdx;
    this.#kickedAt = to;
    this.unordered = false;
    return from === to || this.mayNotify(this.#isAsked(this.used, 8, from, to));
  }

  interrupt(): boolean {
    const { memory, shape } = this;
    const from = this.#signalledAt;
    const to = this.nextUsed;
    this.#signalledAt = to;
    if (from === to) return true;
    this.deviceTouchesRing();
    const needed =
      from === UNKNOWN
        ? shape.eventIdx || (memory.halves[this.avail >> 1]! & 1) === 0
        : this.#isAsked(this.avail, 2, from, to);
    if (needed) memory.deviceTouchesRing(false, this.watched);
    return this.mayNotify(needed);
  }

  owesKick(): number {
    return this.#availIdx === this.#kickedAt ? 1 : 2;
  }

  owesInterrupt(): number {
    if (this.#signalledAt === UNKNOWN) return 0;
    return this.#signalledAt === this.nextUsed ? 1 : 2;
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
}
