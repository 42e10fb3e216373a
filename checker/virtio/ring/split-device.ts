/**
 * The device's side of a split virtqueue.
 *
 * It does what it is told, also when it should not: whether it may is the
 * business of gates, owners and watches. Its private state is `nextAvail`,
 * `nextUsed` and the buffers in flight; everything else is in guest memory.
 */
import { add16, distance16 } from "./arithmetic.ts";
import type { InvariantName } from "./invariants.ts";
import {
  availEntryAt,
  availIdxAt,
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  type QueueConfig,
  type Segment,
  usedEntryAt,
  usedIdxAt,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { readPayload, writePayload } from "./payload.ts";
import { SplitSuppression } from "./split-suppression.ts";

/** A buffer as the device fetched it. */
export interface Fetched {
  readonly head: number;
  readonly segments: readonly Segment[];
  /** Bytes in device-readable elements. */
  readonly readable: number;
  /** Bytes in device-writable elements. */
  readonly writable: number;
}

/** The device's private state of one queue, as a hypervisor may save it. */
export interface SplitDeviceState {
  readonly nextAvail: number;
  readonly nextUsed: number;
  /** Entries written and not yet published. */
  readonly written: number;
  /** The used idx at the last interrupt decision; undefined: not known. */
  readonly signalledAt: number | undefined;
  /** Heads in flight, in the order in which they were fetched. */
  readonly inFlight: readonly number[];
  /** How many of them, from the last one back, may still be given back. */
  readonly undoable: number;
}

/** Where a restored device starts. */
export type Positions =
  /** At the saved cursors. */
  | "saved"
  /** Both cursors at the used idx in memory: right only if nothing was in flight. */
  | "usedIdx"
  /** Both cursors at 0, as after a reset. */
  | "zero";

export class SplitDevice {
  readonly config: QueueConfig;
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #suppression: SplitSuppression;
  #nextAvail = 0;
  #nextUsed = 0;
  #written = 0;
  #signalledAt: number | undefined = 0;
  readonly #inFlight = new Map<number, Fetched>();
  /** What made the device give up on this queue; only a reset clears it. */
  #fault: InvariantName | undefined;
  /** How many of those in flight were fetched last, with nothing fetched in between. */
  #undoable = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    this.#memory = memory;
    this.#actor = actor;
    this.config = config;
    this.#suppression = new SplitSuppression(memory, actor, config, "device");
  }

  /** Private cursor: the next available entry to fetch. */
  get nextAvail(): number {
    return this.#nextAvail;
  }

  /** Private cursor: the next used entry to write. */
  get nextUsed(): number {
    return this.#nextUsed;
  }

  /** Heads fetched and not returned, in the order in which they were fetched. */
  get inFlight(): readonly number[] {
    return [...this.#inFlight.keys()];
  }

  /** The buffers in flight as they were read, in the order in which they were fetched. */
  get fetched(): readonly Fetched[] {
    return [...this.#inFlight.values()];
  }

  get fault(): InvariantName | undefined {
    return this.#fault;
  }

  /** How many buffers wait, from the available idx in memory. */
  pollAvailIdx(): number {
    const idx = this.#memory.read16(this.#actor, availIdxAt(this.config));
    return distance16(this.#nextAvail, idx);
  }

  /** Looks at the available idx and fetches the next buffer, if there is one. */
  fetch(): Fetched | undefined {
    const waiting = this.#fault === undefined ? this.pollAvailIdx() : 0;
    if (waiting === 0) return undefined;
    if (waiting > this.config.size)
      return this.#fail(
        "availableDistanceWithinSize",
        availIdxAt(this.config),
        `${waiting} buffers in a queue of ${this.config.size}`,
      );
    return this.fetchHead();
  }

  /** Fetches the entry at `nextAvail` and its chain without looking at the idx. */
  fetchHead(): Fetched | undefined {
    const at = availEntryAt(this.config, this.#nextAvail);
    const head = this.#memory.read16(this.#actor, at);
    if (head >= this.config.size)
      return this.#fail("headInTable", at, `head ${head} in a queue of ${this.config.size}`);
    const fetched = this.#walk(head);
    if (fetched === undefined) return undefined;
    if (this.#inFlight.size >= this.config.size)
      return this.#fail("inFlightWithinSize", at, `${this.#inFlight.size} buffers are in flight`);
    if (this.#inFlight.has(head))
      return this.#fail("usedOnce", at, `head ${head} is in flight already`);
    this.#nextAvail = add16(this.#nextAvail, 1);
    this.#inFlight.set(head, fetched);
    this.#undoable++;
    return fetched;
  }

  /** Gives the buffer that was fetched last back to the ring, if it is still in flight. */
  undoFetch(): boolean {
    const last = this.inFlight.at(-1);
    if (last === undefined || this.#undoable === 0) return false;
    this.#undoable--;
    this.#inFlight.delete(last);
    this.#nextAvail = add16(this.#nextAvail, -1);
    return true;
  }

  /** Reads up to `length` bytes of the device-readable elements. */
  readPayload(head: number, length: number): Uint8Array {
    return readPayload(this.#memory, this.#actor, this.#inFlight.get(head)?.segments ?? [], length);
  }

  /** Writes into the device-writable elements; returns the bytes that fit. */
  writePayload(head: number, bytes: Uint8Array): number {
    return writePayload(this.#memory, this.#actor, this.#inFlight.get(head)?.segments ?? [], bytes);
  }

  /** Writes id and len into the next used entry; the used idx stays as it is. */
  writeUsedEntry(head: number, length: number): void {
    const at = usedEntryAt(this.config, add16(this.#nextUsed, this.#written));
    this.#memory.write32(this.#actor, at, head);
    this.#memory.write32(this.#actor, at + 4, length);
    this.#written += this.#finish(head);
  }

  barrier(): void {
    this.#memory.barrier(this.#actor);
  }

  /** Moves the used idx over the entries written: the driver may take them. */
  publishUsedIdx(): void {
    this.#nextUsed = add16(this.#nextUsed, this.#written);
    this.#written = 0;
    this.#memory.write16(this.#actor, usedIdxAt(this.config), this.#nextUsed);
  }

  /** Returns a buffer: entry, barrier, idx. The payload has been written before. */
  use(head: number, length: number): void {
    this.writeUsedEntry(head, length);
    this.barrier();
    this.publishUsedIdx();
  }

  /** Barrier, then the decision from avail.flags or used_event since the last one. */
  needsInterrupt(): boolean {
    this.barrier();
    const from = this.#signalledAt;
    this.#signalledAt = this.#nextUsed;
    return from !== this.#nextUsed && this.#suppression.isAsked(from, this.#nextUsed);
  }

  interrupt(): void {
    this.#memory.notify(this.#actor, "interrupt", this.config.queue);
  }

  /** Advises the driver that no kick is wanted. */
  suppressKicks(): void {
    this.#suppression.suppress(this.#nextAvail);
  }

  /**
   * Asks for a kick at the next available buffer, then looks once more.
   *
   * @returns whether buffers wait already: then nobody may sleep.
   */
  enableKicks(): boolean {
    this.askForKick(this.#nextAvail);
    this.barrier();
    return this.pollAvailIdx() > 0;
  }

  /** Only the write that asks: flags = 0, or avail_event = `event`. */
  askForKick(event: number): void {
    this.#suppression.askFor(event);
  }

  /** Queue or device reset: both cursors 0, nothing in flight, no fault. */
  reset(): void {
    this.#nextAvail = 0;
    this.#nextUsed = 0;
    this.#written = 0;
    this.#signalledAt = 0;
    this.#inFlight.clear();
    this.#undoable = 0;
    this.#fault = undefined;
  }

  save(): SplitDeviceState {
    return {
      nextAvail: this.#nextAvail,
      nextUsed: this.#nextUsed,
      written: this.#written,
      signalledAt: this.#signalledAt,
      inFlight: this.inFlight,
      undoable: this.#undoable,
    };
  }

  /**
   * Takes over a saved state. Buffers in flight are fetched again from their
   * heads, unless `keepInFlight` is false: then they are lost.
   */
  restore(state: SplitDeviceState, positions: Positions = "saved", keepInFlight = true): void {
    this.reset();
    if (positions === "saved") {
      this.#nextAvail = state.nextAvail;
      this.#nextUsed = state.nextUsed;
      this.#written = state.written;
      this.#signalledAt = state.signalledAt;
    } else if (positions === "usedIdx") {
      const idx = this.#memory.read16(this.#actor, usedIdxAt(this.config));
      this.#nextAvail = idx;
      this.#nextUsed = idx;
      this.#signalledAt = undefined;
    }
    if (!keepInFlight) return;
    for (const head of state.inFlight) {
      const fetched = this.#walk(head);
      if (fetched) this.#inFlight.set(head, fetched);
    }
    if (positions === "saved") this.#undoable = state.undoable;
  }

  /** Takes over a buffer that another device has fetched, whole: no access. */
  adopt(buffer: Fetched): void {
    this.#inFlight.set(buffer.head, buffer);
  }

  /**
   * Drops what was in flight for a used entry.
   *
   * @returns how many buffers the entry returns: with IN_ORDER every buffer that
   * was fetched before this one as well.
   */
  #finish(head: number): number {
    const place = this.inFlight.indexOf(head);
    if (place < 0) return 1;
    this.#undoable = Math.min(this.#undoable, this.#inFlight.size - 1 - place);
    if (!this.config.features.inOrder) {
      this.#inFlight.delete(head);
      return 1;
    }
    let returned = 0;
    for (const earlier of this.inFlight) {
      this.#inFlight.delete(earlier);
      returned++;
      if (earlier === head) break;
    }
    return returned;
  }

  #walk(head: number): Fetched | undefined {
    const segments: Segment[] = [];
    let base = this.config.desc;
    let entries = this.config.size;
    let index = head;
    let steps = 0;
    let nested = false;
    for (;;) {
      const at = base + DESCRIPTOR_BYTES * index;
      if (steps++ === entries)
        return this.#fail("chainEnds", at, `more than ${entries} descriptors`);
      const address = this.#memory.read64(this.#actor, at);
      const length = this.#memory.read32(this.#actor, at + 8);
      const flags = this.#memory.read16(this.#actor, at + 12);
      if (flags & DESC_INDIRECT) {
        const breach = this.#indirectBreach(nested, address, length);
        if (breach)
          return this.#fail(
            breach,
            at,
            `indirect table of ${length} bytes at 0x${address.toString(16)}`,
          );
        nested = true;
        base = address;
        entries = length / DESCRIPTOR_BYTES;
        index = 0;
        steps = 0;
        continue;
      }
      const breach = this.#elementBreach(segments, address, length, flags);
      if (breach)
        return this.#fail(breach, at, `element of ${length} bytes at 0x${address.toString(16)}`);
      segments.push({ address, length, writable: (flags & DESC_WRITE) !== 0 });
      if (segments.length > this.config.size)
        return this.#fail("chainEnds", at, `more than ${this.config.size} elements`);
      if (!(flags & DESC_NEXT)) break;
      index = this.#memory.read16(this.#actor, at + 14);
      if (index >= entries) return this.#fail("nextInTable", at, `next ${index} of ${entries}`);
    }
    const sum = (writable: boolean) =>
      segments.reduce((total, s) => total + (s.writable === writable ? s.length : 0), 0);
    return { head, segments, readable: sum(false), writable: sum(true) };
  }

  /** INDIRECT together with NEXT is the driver's breach; the device ignores NEXT. */
  #indirectBreach(nested: boolean, address: number, length: number): InvariantName | undefined {
    if (!this.config.features.indirect) return "indirectNegotiated";
    if (nested) return "indirectNotNested";
    if (length === 0 || length % DESCRIPTOR_BYTES !== 0) return "indirectTableWhole";
    return this.#memory.inside(address, length) ? undefined : "accessInMemory";
  }

  #elementBreach(
    before: readonly Segment[],
    address: number,
    length: number,
    flags: number,
  ): InvariantName | undefined {
    if (length === 0) return "elementsNotEmpty";
    if (!(flags & DESC_WRITE) && before.at(-1)?.writable) return "readableBeforeWritable";
    return this.#memory.inside(address, length) ? undefined : "accessInMemory";
  }

  #fail(invariant: InvariantName, address: number, detail: string): undefined {
    this.#fault = invariant;
    this.#memory.findings.add(
      invariant,
      () => `${this.#actor.name} finds ${this.#memory.nameOf(address)}`,
      () => detail,
    );
    return undefined;
  }
}
