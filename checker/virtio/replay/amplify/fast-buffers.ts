/**
 * The buffers of a queue of the fast path and their bytes: what the driver has
 * posted, what is exposed, what the device holds. It mirrors the readable kernel
 * rule by rule and is held against it by tests.
 */
import { type FastMemory, UNIT } from "./fast-memory.ts";
import { RULE } from "./fast-script.ts";
import { BUFFER_STRIDE, MAX_SIZE, SEGMENT_STRIDE, TABLE_OFFSET } from "./placing.ts";

/** Most descriptors of a buffer. */
export const MOST = 3;
/** Most buffers of a queue. */
const BUFFERS = 8;

/** The numbers of a shape that a queue works with. */
export interface FastShape {
  size: number;
  start: number;
  /** For each buffer its descriptors, and a bit for each that is writable. */
  readonly lengths: Uint8Array;
  readonly writables: Uint8Array;
  indirect: boolean;
  inOrder: boolean;
  eventIdx: boolean;
  flags: boolean;
}

export abstract class FastBuffers {
  readonly memory: FastMemory;
  readonly shape: FastShape;
  readonly ring: number;
  readonly buffers: number;
  laidOut = false;
  /** Whether the driver has released the memory, or never had any. */
  released = true;
  /** As the hypervisor and the device have it, and as the watch has it. */
  enabled = false;
  watched = false;
  bufferBase = 0;
  /** Two bits a buffer: driver, available, inFlight, used. */
  owners = 0;
  /** What the driver has posted under an id: the buffer from 1, 0 for none. */
  readonly posted = new Uint8Array(MAX_SIZE);
  postedCount = 0;

  /** What the watch has seen exposed, by id, oldest first in `order`. */
  readonly order = new Uint16Array(2 * BUFFERS);
  exposed = 0;
  readonly isExposed = new Uint8Array(MAX_SIZE);
  readonly exposedAt = new Int32Array(MAX_SIZE * MOST);
  readonly exposedLength = new Uint8Array(MAX_SIZE);
  readonly exposedWritable = new Uint8Array(MAX_SIZE);
  readonly exposedTable = new Int32Array(MAX_SIZE);
  readonly exposedSlots = new Uint8Array(MAX_SIZE);

  /** What the device holds, oldest first. */
  readonly heldId = new Uint16Array(2 * BUFFERS);
  readonly heldBuffer = new Int8Array(2 * BUFFERS);
  readonly heldSlots = new Uint8Array(2 * BUFFERS);
  held = 0;

  /** What the last walk has read: segments, a bit for each that is writable, slots
   *  of the ring, the table (-1: none), and whether it can be followed at all. */
  readonly walkedAt = new Int32Array(MOST);
  walkedLength = 0;
  walkedWritable = 0;
  walkedSlots = 0;
  walkedTable = -1;

  constructor(memory: FastMemory, shape: FastShape, ring: number, buffers: number) {
    this.memory = memory;
    this.shape = shape;
    this.ring = ring;
    this.buffers = buffers;
  }

  forgetPosted(): void {
    this.posted.fill(0, 0, this.shape.size);
    this.postedCount = 0;
    this.owners = 0;
  }

  forgetExposed(): void {
    this.isExposed.fill(0, 0, this.shape.size);
    this.exposed = 0;
  }

  ownerOf(b: number): number {
    return (this.owners >> (2 * b)) & 3;
  }

  setOwner(b: number, owner: number): void {
    this.owners = (this.owners & ~(3 << (2 * b))) | (owner << (2 * b));
  }

  addressOf(b: number): number {
    return this.bufferBase + BUFFER_STRIDE * b;
  }

  /** Bytes that the device writes into a buffer. */
  due(b: number): number {
    const w = this.shape.writables[b]!;
    return 8 * ((w & 1) + ((w >> 1) & 1) + (w >> 2));
  }

  deviceTouchesRing(): void {
    this.memory.deviceTouchesRing(this.released, this.watched);
  }

  /** A segment that a walk has read; false where it ends the walk. */
  addSegment(at: number, length: number, writable: boolean): boolean {
    const n = this.walkedLength;
    const { memory } = this;
    if (length === 0) memory.found |= RULE.elementsNotEmpty;
    else if (n === MOST) memory.found |= RULE.chainEnds;
    else if (length !== 8 || !memory.holds(at)) memory.found |= RULE.accessInMemory;
    else if (!writable && this.walkedWritable !== 0) memory.found |= RULE.readableBeforeWritable;
    else {
      this.walkedAt[n] = at;
      if (writable) this.walkedWritable |= 1 << n;
      this.walkedLength = n + 1;
      return true;
    }
    return false;
  }

  /** The buffer whose segments were walked, or -1. */
  walkedBuffer(): number {
    const offset = this.walkedAt[0]! - this.bufferBase;
    const b = (offset / BUFFER_STRIDE) | 0;
    if (offset !== b * BUFFER_STRIDE || b < 0 || b >= this.buffers) return -1;
    if (this.walkedLength !== this.shape.lengths[b]) return -1;
    if (this.walkedWritable !== this.shape.writables[b]) return -1;
    for (let i = 1; i < this.walkedLength; i++)
      if (this.walkedAt[i] !== this.walkedAt[0]! + SEGMENT_STRIDE * i) return -1;
    return b;
  }

  /** The watch takes note of what was walked: its bytes are the device's. */
  exposeWalked(id: number): void {
    const { memory } = this;
    if (this.isExposed[id] === 1) {
      memory.found |= RULE.exposedBufferUnchanged;
      return;
    }
    for (let i = 0; i < this.walkedLength; i++) {
      const at = this.walkedAt[i]!;
      this.exposedAt[MOST * id + i] = at;
      memory.share(at, (this.walkedWritable >> i) & 1 ? UNIT.writable : UNIT.readable);
    }
    const table = this.walkedTable;
    if (table >= 0)
      for (let i = 0; i < 2 * this.walkedLength; i++) memory.share(table + 8 * i, UNIT.readable);
    this.exposedLength[id] = this.walkedLength;
    this.exposedWritable[id] = this.walkedWritable;
    this.exposedTable[id] = table;
    this.exposedSlots[id] = this.walkedSlots;
    this.isExposed[id] = 1;
    this.order[this.exposed++] = id;
  }

  /** The watch takes note of a return; how many slots it took, 0 where it is none. */
  returnExposed(id: number, length: number): number {
    const { memory } = this;
    if (id >= this.shape.size || this.isExposed[id] === 0) {
      memory.found |= id >= this.shape.size ? RULE.usedIdInTable : RULE.usedOnce;
      return 0;
    }
    let writable = 0;
    let written = 0;
    let isWhole = true;
    for (let i = 0; i < this.exposedLength[id]!; i++) {
      const at = this.exposedAt[MOST * id + i]!;
      if (((this.exposedWritable[id]! >> i) & 1) === 1) {
        writable += 8;
        isWhole &&= memory.written[at >> 3] === 1;
        if (isWhole) written += 8;
      }
      memory.unshare(at);
    }
    const table = this.exposedTable[id]!;
    if (table >= 0)
      for (let i = 0; i < 2 * this.exposedLength[id]!; i++) memory.unshare(table + 8 * i);
    if (length > writable) memory.found |= RULE.lengthWithinWritable;
    else if (written < length) memory.found |= RULE.payloadBeforeUsedIdx;
    this.isExposed[id] = 0;
    let place = 0;
    while (this.order[place] !== id) place++;
    this.exposed--;
    for (; place < this.exposed; place++) this.order[place] = this.order[place + 1]!;
    return this.exposedSlots[id]!;
  }

  /** The driver writes a table of descriptors; NEXT and next only in a split queue. */
  writeTable(b: number, linked: boolean): number {
    const { memory, shape } = this;
    const table = this.addressOf(b) + TABLE_OFFSET;
    const n = shape.lengths[b]!;
    for (let i = 0; i < n; i++) {
      const at = table + 16 * i;
      const more = linked && i + 1 < n;
      memory.write64(at, this.addressOf(b) + SEGMENT_STRIDE * i);
      memory.write32(at + 8, 8);
      const flags = ((shape.writables[b]! >> i) & 1 ? 2 : 0) | (more ? 1 : 0);
      memory.write16(at + 12, linked ? flags : 0);
      memory.write16(at + 14, linked ? (more ? i + 1 : 0) : flags);
    }
    return table;
  }

  /** The device reads and writes the payload. */
  touchPayload(b: number): void {
    const { memory, shape } = this;
    const fill = (0xa0 | b) * 0x01010101;
    for (let i = 0; i < shape.lengths[b]!; i++) {
      const at = this.addressOf(b) + SEGMENT_STRIDE * i;
      const writes = ((shape.writables[b]! >> i) & 1) === 1;
      memory.deviceTouches(at, writes, this.watched);
      if (!writes) continue;
      memory.write32(at, fill);
      memory.write32(at + 4, fill);
    }
  }

  hold(id: number, buffer: number): void {
    this.heldId[this.held] = id;
    this.heldBuffer[this.held] = buffer;
    this.heldSlots[this.held] = this.walkedSlots;
    this.held++;
    if (buffer >= 0 && this.ownerOf(buffer) === 1) this.setOwner(buffer, 2);
  }

  placeOf(buffer: number): number {
    for (let i = 0; i < this.held; i++) if (this.heldBuffer[i] === buffer) return i;
    return -1;
  }

  isHeld(id: number): boolean {
    for (let i = 0; i < this.held; i++) if (this.heldId[i] === id) return true;
    return false;
  }

  /** The device lets go of what stands at `place`, with IN_ORDER of all before as
   *  well; the slots that they took. */
  letGo(place: number): number {
    const first = this.shape.inOrder ? 0 : place;
    const count = place + 1 - first;
    let slots = 0;
    for (let i = first; i <= place; i++) slots += this.heldSlots[i]!;
    this.held -= count;
    for (let i = first; i < this.held; i++) {
      this.heldId[i] = this.heldId[i + count]!;
      this.heldBuffer[i] = this.heldBuffer[i + count]!;
      this.heldSlots[i] = this.heldSlots[i + count]!;
    }
    return slots;
  }

  /** What was posted is released, with its table. */
  releaseBuffers(): void {
    const { memory, shape } = this;
    for (let b = 0; b < this.buffers; b++) {
      if (this.ownerOf(b) === 0) continue;
      const at = this.addressOf(b);
      for (let i = 0; i < shape.lengths[b]!; i++) memory.release(at + SEGMENT_STRIDE * i);
      if (shape.indirect)
        for (let i = 0; i < 2 * shape.lengths[b]!; i++) memory.release(at + TABLE_OFFSET + 8 * i);
    }
  }

  /** Whether the shadow says of each buffer what its owner does. */
  ownersAgree(): boolean {
    if (!this.laidOut || this.released || !this.enabled) return true;
    const { owners } = this.memory;
    const { lengths, writables } = this.shape;
    let first = this.bufferBase >> 3;
    for (let b = 0; b < this.buffers; b++, first += BUFFER_STRIDE >> 3) {
      const owner = (this.owners >> (2 * b)) & 3;
      const isShared = owner === 1 || owner === 2;
      const length = lengths[b]!;
      const writable = writables[b]!;
      for (let i = 0; i < length; i++) {
        const wanted = UNIT.readable + ((writable >> i) & 1);
        if ((owners[first + (SEGMENT_STRIDE >> 3) * i] === wanted) !== isShared) return false;
      }
    }
    return true;
  }

  heldMask(): number {
    let mask = 0;
    for (let i = 0; i < this.held; i++)
      if (this.heldBuffer[i]! >= 0) mask |= 1 << this.heldBuffer[i]!;
    return mask;
  }
}
