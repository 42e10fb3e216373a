/**
 * The ring of a split virtqueue of the fast path: where its parts stand, how a chain
 * is walked, and what the watch makes of each write. A position is an index of 16 bits.
 */
import { distance16 } from "../../ring/arithmetic.ts";
import { DESC_INDIRECT, DESC_NEXT, DESC_WRITE } from "../../ring/layout.ts";
import { MOST } from "./fast-buffers.ts";
import { FastQueue } from "./fast-queue.ts";
import { RULE } from "./fast-script.ts";
import { MAX_SIZE } from "./placing.ts";

/** All eight bytes of a used entry. */
const ENTRY_COMPLETE = 0xff;

export abstract class FastSplitRing extends FastQueue {
  desc = 0;
  avail = 0;
  used = 0;
  mask = 0;
  /** Where the story began. */
  #start = 0;
  #seenAvail = 0;
  #seenUsed = 0;
  #placed = 0;
  readonly #entryBytes = new Uint8Array(MAX_SIZE);
  /** How many exposed buffers have a descriptor of the ring. */
  readonly #holders = new Uint8Array(MAX_SIZE);
  readonly #exposedDesc = new Uint16Array(MAX_SIZE * MOST);
  readonly #walkedDesc = new Uint16Array(MOST);

  place(base: number): void {
    const { memory } = this;
    const { size } = this.shape;
    this.desc = base;
    this.avail = base + 16 * size;
    this.used = (this.avail + 6 + 2 * size + 3) & ~3;
    this.mask = size - 1;
    memory.zero(this.desc, this.avail + 6 + 2 * size);
    memory.zero(this.used, this.used + 6 + 8 * size);
  }

  watchFrom(start: number): void {
    const { size } = this.shape;
    this.#start = start;
    this.#seenAvail = start;
    this.#seenUsed = start;
    this.#placed = 0;
    this.#entryBytes.fill(0, 0, size);
    this.#holders.fill(0, 0, size);
  }

  /** The `idx` field of the part that stands at `part`. */
  idxOf(part: number): number {
    return this.memory.halves[(part + 2) >> 1]!;
  }

  /** Where an entry of the used ring stands, by its index. */
  usedEntryAt(index: number): number {
    return this.used + 4 + 8 * (index & this.mask);
  }

  headAt(index: number): number {
    return this.memory.halves[(this.avail + 4 + 2 * (index & this.mask)) >> 1]!;
  }

  /** Whether a slot holds what is available and not counted as used. */
  inWindow(slot: number): boolean {
    const ahead = (slot - this.#seenUsed) & this.mask;
    return ahead < distance16(this.#seenUsed, this.#seenAvail);
  }

  /** Follows a chain from its bytes; false, with what is wrong, where it breaks off. */
  walk(head: number, asDevice: boolean): boolean {
    const { memory, shape } = this;
    this.walkedLength = 0;
    this.walkedWritable = 0;
    this.walkedSlots = 0;
    this.walkedTable = -1;
    let base = this.desc;
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

  onDescriptor(index: number): void {
    if (!this.watched) return;
    this.unordered = true;
    if (this.#holders[index] !== 0) this.memory.found |= RULE.exposedBufferUnchanged;
  }

  onAvailEntry(slot: number): void {
    if (!this.watched) return;
    this.unordered = true;
    if (this.inWindow(slot)) {
      this.memory.found |= RULE.exposedBufferUnchanged;
      return;
    }
    const ahead = (slot - this.#seenAvail) & this.mask;
    if (ahead === this.#placed) this.#placed++;
    else if (ahead > this.#placed) this.memory.found |= RULE.indicesWrapNaturally;
  }

  onAvailIdx(): void {
    const { memory, shape } = this;
    if (!this.watched) return;
    const from = this.#seenAvail;
    const to = this.idxOf(this.avail);
    const added = distance16(from, to);
    if (added === 0) return;
    if (this.unordered) memory.found |= RULE.barrierBeforeExposure;
    this.#seenAvail = to;
    this.#placed = 0;
    if (distance16(this.#seenUsed, to) > shape.size || added > shape.size)
      memory.found |= RULE.availableDistanceWithinSize;
    if (added > shape.size) return;
    for (let i = 0; i < added; i++) this.#expose(this.headAt(from + i));
  }

  #expose(head: number): void {
    if (!this.walk(head, false)) return;
    if (this.isExposed[head] === 0)
      for (let i = 0; i < this.walkedSlots; i++) {
        const index = this.#walkedDesc[i]!;
        this.#exposedDesc[MOST * head + i] = index;
        this.#holders[index] = this.#holders[index]! + 1;
      }
    this.exposeWalked(head);
  }

  /** @param bytes a bit for each byte of the entry that was written */
  onUsedEntry(slot: number, bytes: number): void {
    this.deviceTouchesRing();
    if (!this.watched) return;
    if (((slot - this.#seenUsed) & this.mask) >= this.exposed)
      this.memory.found |= RULE.usedEntryInTurn;
    this.#entryBytes[slot] = this.#entryBytes[slot]! | bytes;
  }

  onUsedIdx(): void {
    const { memory, shape } = this;
    this.deviceTouchesRing();
    if (!this.watched) return;
    const from = this.#seenUsed;
    const to = this.idxOf(this.used);
    const moved = distance16(from, to);
    this.#seenUsed = to;
    if (moved === 0 || moved > this.exposed) {
      memory.found |= RULE.usedIdxFollowsEntry;
      return;
    }
    for (let i = 0; i < moved; ) {
      const slot = (from + i) & this.mask;
      const at = this.usedEntryAt(slot);
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

  #count(index: number): number {
    return distance16(this.#start, index) & (2 * this.ring - 1);
  }

  availCount(): number {
    return this.laidOut ? this.#count(this.idxOf(this.avail)) : 0;
  }

  usedCount(): number {
    return this.laidOut ? this.#count(this.idxOf(this.used)) : 0;
  }

  nextAvailCount(): number {
    return this.#count(this.nextAvail);
  }

  nextUsedCount(): number {
    return this.#count(this.nextUsed);
  }

  lastUsedCount(): number {
    return this.#count(this.lastUsed);
  }
}
