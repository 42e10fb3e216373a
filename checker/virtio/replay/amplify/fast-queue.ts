/**
 * What both formats of the fast path do alike: the way of a buffer from the driver
 * to the device and back, and what becomes of a queue that is laid out, reset, saved
 * and restored. A format says how each step stands in its bytes.
 */
import { FastBuffers } from "./fast-buffers.ts";
import { NEVER_SAVED, RULE } from "./fast-script.ts";

/** What a device has that cannot know what it owes. */
export const UNKNOWN = -1;

export abstract class FastQueue extends FastBuffers {
  savedAt = 0;
  savedPosition = 0;
  availEntries = 0;
  usedEntries = 0;
  /** The device's cursors and the driver's, as positions of the format. */
  nextAvail = 0;
  nextUsed = 0;
  lastUsed = 0;
  /** Whether the driver has written since its last barrier, as the watch has it. */
  unordered = false;

  /** As before the story. */
  clear(): void {
    this.laidOut = false;
    this.released = true;
    this.enabled = false;
    this.watched = false;
    this.savedAt = NEVER_SAVED;
    this.availEntries = 0;
    this.usedEntries = 0;
    this.owners = 0;
    this.held = 0;
    this.forgetPosted();
    this.forgetExposed();
  }

  layOut(base: number, bufferBase: number, running: boolean): void {
    if (!this.released) this.release();
    this.bufferBase = bufferBase;
    this.place(base);
    this.forgetPosted();
    this.forgetExposed();
    this.forgetDriver();
    this.held = 0;
    this.#resetCursors();
    this.availEntries = 0;
    this.usedEntries = 0;
    const start = running ? this.shape.start : 0;
    if (running) this.#goRound(start);
    else this.driverAsks();
    this.unordered = false;
    this.watchFrom(start);
    this.laidOut = true;
    this.released = false;
    this.enabled = true;
    this.watched = true;
  }

  #goRound(start: number): void {
    this.leaveRounds(start);
    this.lastUsed = start;
    this.nextAvail = start;
    this.nextUsed = start;
  }

  release(): void {
    this.releaseBuffers();
    this.forgetPosted();
    this.forgetDriver();
    this.released = true;
  }

  reset(): void {
    this.watched = false;
    this.enabled = false;
    this.held = 0;
    this.#resetCursors();
  }

  /** Another device stands here; memory and driver are the same. */
  moves(): void {
    if (!this.laidOut) return;
    this.enabled = false;
    this.held = 0;
    this.#resetCursors();
  }

  save(): void {
    this.savedAt = this.enabled ? this.nextAvailCount() : -1;
    this.savedPosition = this.enabled ? this.nextAvail : -1;
  }

  restore(): void {
    this.reset();
    if (this.savedAt < 0) return;
    this.nextAvail = this.savedPosition;
    this.nextUsed = this.savedPosition;
    this.forgetInterrupts(false);
    this.watched = true;
    this.enabled = true;
  }

  #resetCursors(): void {
    this.nextAvail = 0;
    this.nextUsed = 0;
    this.forgetInterrupts(true);
  }

  #note(entries: number, count: number, b: number): number {
    const shift = 4 * (count & (this.ring - 1));
    return (entries & ~(15 << shift)) | ((b + 1) << shift);
  }

  /** The driver has made a buffer available under an id; `count` were before it. */
  postedAs(id: number, b: number, count: number): void {
    this.posted[id] = b + 1;
    this.postedCount++;
    this.setOwner(b, 1);
    this.availEntries = this.#note(this.availEntries, count, b);
  }

  /** The device takes what it has walked under an id; the buffer, or -1. */
  holdWalked(id: number): number {
    const b = this.walkedBuffer();
    this.hold(id, b);
    return b;
  }

  /** Whether the device may take an id that it has walked, which is -1 for none. */
  mayHold(id: number): boolean {
    if (id < 0) return false;
    if (!this.isHeld(id)) return true;
    this.memory.found |= RULE.usedOnce;
    return false;
  }

  /** The device has returned a buffer; `count` were used before it. */
  returned(b: number, count: number): void {
    if (this.ownerOf(b) !== 0) this.setOwner(b, 3);
    this.usedEntries = this.#note(this.usedEntries, count, b);
  }

  /** The driver has read that an id is used; its buffer, or -1. */
  postedUnder(id: number): number {
    const b = id < this.shape.size ? this.posted[id]! - 1 : -1;
    if (b < 0) {
      this.memory.found |= RULE.usedOnce;
      return -1;
    }
    this.posted[id] = 0;
    this.postedCount--;
    this.setOwner(b, 0);
    return b;
  }

  /** Whether a notification may be what the story says: the bytes ask for it, or a
   *  side suppresses some. */
  mayNotify(isAsked: boolean): boolean {
    return isAsked || this.shape.flags || this.shape.eventIdx;
  }

  /** All that is left comes back; false where it does not. */
  drain(oldestFirst: boolean): boolean {
    if (!this.enabled || this.released) return true;
    while (this.finds()) if (this.fetch() < 0) return false;
    let due = this.heldMask();
    while (this.held > 0)
      if (!this.use(this.heldBuffer[oldestFirst ? 0 : this.held - 1]!)) return false;
    for (let b = 0; b < this.buffers; b++) if (this.ownerOf(b) === 3) due |= 1 << b;
    for (let left = due; left !== 0; left &= left - 1) if (this.reap() < 0) return false;
    for (let b = 0; b < this.buffers; b++)
      if ((due >> b) & 1 && this.ownerOf(b) !== 0) return false;
    return true;
  }

  /** Lays the parts of the ring out from `base`, and zeroes them. */
  abstract place(base: number): void;
  /** What earlier rounds have left in memory and with both sides; the three cursors
   *  apart. */
  abstract leaveRounds(start: number): void;
  abstract watchFrom(start: number): void;
  abstract forgetDriver(): void;
  /** The device owes no interrupt, or cannot know whether it does. */
  abstract forgetInterrupts(isKnown: boolean): void;

  /** The driver says from where on it wants to hear of what is used. */
  abstract driverAsks(): void;
  abstract makeAvailable(b: number): boolean;
  /** The buffer fetched, or -1. */
  abstract fetch(): number;
  /** Whether the device sees a buffer waiting. */
  abstract finds(): boolean;
  abstract use(b: number): boolean;
  /** The buffer taken back, or -1. */
  abstract reap(): number;
  /** False where the bytes ask for none and nobody suppresses it. */
  abstract kick(): boolean;
  abstract interrupt(): boolean;

  abstract availCount(): number;
  abstract usedCount(): number;
  abstract nextAvailCount(): number;
  abstract nextUsedCount(): number;
  abstract lastUsedCount(): number;
  /** 1 no, 2 yes. */
  abstract owesKick(): number;
  /** 0 not known, 1 no, 2 yes. */
  abstract owesInterrupt(): number;
}
