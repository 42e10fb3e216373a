/**
 * The device's side of a packed virtqueue.
 *
 * It does what it is told, also when it should not. Private state: `nextAvail`
 * and `nextUsed`, each with its wrap counter, and the buffers in flight with the
 * number of slots that each took. None of it can be read off the ring: a used
 * descriptor may overwrite one of a list that is still in flight.
 */
import type { InvariantName } from "./invariants.ts";
import {
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  descAt,
  type QueueConfig,
  type Segment,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import {
  advance,
  availableBits,
  type Position,
  START,
  usedBits,
  wrapBits,
} from "./packed-layout.ts";
import { PackedSuppression } from "./packed-suppression.ts";
import { readPayload, writePayload } from "./payload.ts";

/** A list as the device fetched it. */
export interface FetchedList {
  /** Buffer id. */
  readonly head: number;
  /** Descriptors of the ring that it took. */
  readonly slots: number;
  readonly segments: readonly Segment[];
  /** Bytes in device-readable elements. */
  readonly readable: number;
  /** Bytes in device-writable elements. */
  readonly writable: number;
}

/** A used descriptor written but for its flags. */
interface Unpublished {
  readonly at: Position;
  readonly flags: number;
  readonly slots: number;
}

/** The device's private state of one queue, as a hypervisor may save it. */
export interface PackedDeviceState {
  readonly nextAvail: Position;
  readonly nextUsed: Position;
  readonly unpublished: readonly Unpublished[];
  /** Slots used since the last interrupt decision; undefined: not known. */
  readonly usedSinceInterrupt: number | undefined;
  readonly inFlight: readonly FetchedList[];
  /** How many of them, from the last one back, may still be given back. */
  readonly undoable: number;
}

export class PackedDevice {
  readonly config: QueueConfig;
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #suppression: PackedSuppression;
  #nextAvail: Position = START;
  #nextUsed: Position = START;
  #unpublished: Unpublished[] = [];
  #usedSinceInterrupt: number | undefined = 0;
  readonly #inFlight = new Map<number, FetchedList>();
  #fault: InvariantName | undefined;
  /** How many of those in flight were fetched last, with nothing fetched in between. */
  #undoable = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    this.#memory = memory;
    this.#actor = actor;
    this.config = config;
    this.#suppression = new PackedSuppression(memory, actor, config, "device");
  }

  get nextAvail(): Position {
    return this.#nextAvail;
  }

  /** Where the next used descriptor is published, with the device wrap counter. */
  get nextUsed(): Position {
    return this.#nextUsed;
  }

  /** Buffer ids fetched and not returned, in the order in which they were fetched. */
  get inFlight(): readonly number[] {
    return [...this.#inFlight.keys()];
  }

  /** What made the device give up on this queue; only a reset clears it. */
  get fault(): InvariantName | undefined {
    return this.#fault;
  }

  /** Whether an available descriptor stands at `nextAvail`. */
  pollAvail(): boolean {
    const flags = this.#memory.read16(this.#actor, descAt(this.config, this.#nextAvail.slot) + 14);
    return wrapBits(flags) === availableBits(this.#nextAvail.wrap);
  }

  /** Looks at the flags at `nextAvail` and fetches the list there, if it is available. */
  fetch(): FetchedList | undefined {
    if (this.#fault !== undefined || !this.pollAvail()) return undefined;
    return this.fetchList();
  }

  /** Fetches the list at `nextAvail` without looking whether it is available. */
  fetchList(): FetchedList | undefined {
    const fetched = this.#walk();
    if (fetched === undefined) return undefined;
    const { head, slots } = fetched;
    const at = descAt(this.config, this.#nextAvail.slot);
    if (this.#inFlight.has(head))
      return this.#fail("usedOnce", at, `id ${head} is in flight already`);
    if (this.#slotsInFlight() + slots > this.config.size)
      return this.#fail("inFlightWithinSize", at, `${this.#slotsInFlight()} slots are in flight`);
    this.#nextAvail = advance(this.#nextAvail, slots, this.config.size);
    this.#inFlight.set(head, fetched);
    this.#undoable++;
    return fetched;
  }

  /** Gives the list that was fetched last back to the ring, if it is still in flight. */
  undoFetch(): boolean {
    const last = this.inFlight.at(-1);
    if (last === undefined || this.#undoable === 0) return false;
    this.#undoable--;
    const { size } = this.config;
    // Back by s slots is forward by two rounds less s.
    const back = advance(this.#nextAvail, size, size);
    this.#nextAvail = advance(back, size - (this.#inFlight.get(last)?.slots ?? 0), size);
    this.#inFlight.delete(last);
    return true;
  }

  /** Reads up to `length` bytes of the device-readable elements. */
  readPayload(id: number, length: number): Uint8Array {
    return readPayload(this.#memory, this.#actor, this.#inFlight.get(id)?.segments ?? [], length);
  }

  /** Writes into the device-writable elements; returns the bytes that fit. */
  writePayload(id: number, bytes: Uint8Array): number {
    return writePayload(this.#memory, this.#actor, this.#inFlight.get(id)?.segments ?? [], bytes);
  }

  /** Writes len and id of the next used descriptor; its flags stay as they are. */
  writeUsedEntry(id: number, length: number): void {
    let at = this.#nextUsed;
    for (const { slots } of this.#unpublished) at = advance(at, slots, this.config.size);
    const address = descAt(this.config, at.slot);
    this.#memory.write32(this.#actor, address + 8, length);
    this.#memory.write16(this.#actor, address + 12, id);
    const flags = usedBits(at.wrap) | (length > 0 ? DESC_WRITE : 0);
    this.#unpublished.push({ at, flags, slots: this.#finish(id) });
  }

  barrier(): void {
    this.#memory.barrier(this.#actor);
  }

  /** Writes the flags of every used descriptor written so far, in order. */
  publishUsed(): void {
    for (const { at, flags, slots } of this.#unpublished) {
      this.#memory.write16(this.#actor, descAt(this.config, at.slot) + 14, flags);
      this.#nextUsed = advance(at, slots, this.config.size);
      if (this.#usedSinceInterrupt !== undefined) this.#usedSinceInterrupt += slots;
    }
    this.#unpublished = [];
  }

  /** Returns a buffer: len and id, barrier, flags. The payload has been written before. */
  use(id: number, length: number): void {
    this.writeUsedEntry(id, length);
    this.barrier();
    this.publishUsed();
  }

  /** Barrier, then the decision from the driver event suppression since the last one. */
  needsInterrupt(): boolean {
    this.barrier();
    const moved = this.#usedSinceInterrupt;
    this.#usedSinceInterrupt = 0;
    return moved !== 0 && this.#suppression.isAsked(this.#nextUsed, moved);
  }

  interrupt(): void {
    this.#memory.notify(this.#actor, "interrupt", this.config.queue);
  }

  /** Advises the driver that no kick is wanted. */
  suppressKicks(): void {
    this.#suppression.suppress();
  }

  /**
   * Asks for a kick at the next available descriptor, then looks once more.
   *
   * @returns whether buffers wait already: then nobody may sleep.
   */
  enableKicks(): boolean {
    this.askForKick(this.#nextAvail);
    this.barrier();
    return this.pollAvail();
  }

  /** Only the writes that ask: a position if EVENT_IDX was negotiated, then flags. */
  askForKick(event: Position): void {
    this.#suppression.askFor(event);
  }

  /** Queue or device reset: both cursors at the start, nothing in flight, no fault. */
  reset(): void {
    this.#nextAvail = START;
    this.#nextUsed = START;
    this.#unpublished = [];
    this.#usedSinceInterrupt = 0;
    this.#inFlight.clear();
    this.#undoable = 0;
    this.#fault = undefined;
  }

  save(): PackedDeviceState {
    return {
      nextAvail: this.#nextAvail,
      nextUsed: this.#nextUsed,
      unpublished: this.#unpublished.slice(),
      usedSinceInterrupt: this.#usedSinceInterrupt,
      inFlight: [...this.#inFlight.values()],
      undoable: this.#undoable,
    };
  }

  /**
   * Takes over a saved state. Without `positions` both cursors start at slot 0
   * with counter 1; without `keepInFlight` the buffers in flight are lost.
   */
  restore(
    state: PackedDeviceState,
    positions: "saved" | "zero" = "saved",
    keepInFlight = true,
  ): void {
    this.reset();
    if (positions === "saved") {
      this.#nextAvail = state.nextAvail;
      this.#nextUsed = state.nextUsed;
      this.#unpublished = state.unpublished.slice();
      this.#usedSinceInterrupt = state.usedSinceInterrupt;
    }
    if (!keepInFlight) return;
    for (const list of state.inFlight) this.#inFlight.set(list.head, list);
    if (positions === "saved") this.#undoable = state.undoable;
  }

  #slotsInFlight(): number {
    let slots = 0;
    for (const list of this.#inFlight.values()) slots += list.slots;
    return slots;
  }

  /** Drops what was in flight for a used descriptor; returns the slots to skip. */
  #finish(id: number): number {
    const own = this.#inFlight.get(id);
    if (own === undefined) return 1;
    const later = this.#inFlight.size - 1 - this.inFlight.indexOf(id);
    this.#undoable = Math.min(this.#undoable, later);
    if (!this.config.features.inOrder) {
      this.#inFlight.delete(id);
      return own.slots;
    }
    let slots = 0;
    for (const list of [...this.#inFlight.values()]) {
      this.#inFlight.delete(list.head);
      slots += list.slots;
      if (list.head === id) break;
    }
    return slots;
  }

  #walk(): FetchedList | undefined {
    const segments: Segment[] = [];
    const { size } = this.config;
    let slots = 0;
    let head = 0;
    for (;;) {
      const at = descAt(this.config, (this.#nextAvail.slot + slots) % size);
      if (slots === size) return this.#fail("chainEnds", at, `more than ${size} descriptors`);
      slots++;
      const address = this.#memory.read64(this.#actor, at);
      const length = this.#memory.read32(this.#actor, at + 8);
      const flags = this.#memory.read16(this.#actor, at + 14);
      if (flags & DESC_INDIRECT) {
        if (!this.config.features.indirect)
          return this.#fail("indirectNegotiated", at, "an indirect descriptor");
        if (slots > 1 || flags & DESC_NEXT)
          return this.#fail("indirectNotChained", at, "an indirect descriptor in a chained list");
        if (!this.#readTable(at, address, length, segments)) return undefined;
        head = this.#memory.read16(this.#actor, at + 12);
        break;
      }
      if (!this.#addSegment(at, segments, address, length, flags)) return undefined;
      if (!(flags & DESC_NEXT)) {
        head = this.#memory.read16(this.#actor, at + 12);
        break;
      }
    }
    const sum = (writable: boolean) =>
      segments.reduce((total, s) => total + (s.writable === writable ? s.length : 0), 0);
    return { head, slots, segments, readable: sum(false), writable: sum(true) };
  }

  /** Reads an indirect table: every entry, in order; only its WRITE flag counts. */
  #readTable(at: number, table: number, length: number, segments: Segment[]): boolean {
    const broken =
      length === 0 || length % DESCRIPTOR_BYTES !== 0
        ? "indirectTableWhole"
        : !this.#memory.inside(table, length)
          ? "accessInMemory"
          : length / DESCRIPTOR_BYTES > this.config.size
            ? "chainEnds"
            : undefined;
    if (broken) {
      this.#fail(broken, at, `indirect table of ${length} bytes at 0x${table.toString(16)}`);
      return false;
    }
    for (let entry = table; entry < table + length; entry += DESCRIPTOR_BYTES) {
      const address = this.#memory.read64(this.#actor, entry);
      const size = this.#memory.read32(this.#actor, entry + 8);
      const flags = this.#memory.read16(this.#actor, entry + 14);
      if (!this.#addSegment(entry, segments, address, size, flags)) return false;
    }
    return true;
  }

  #addSegment(
    at: number,
    segments: Segment[],
    address: number,
    length: number,
    flags: number,
  ): boolean {
    const writable = (flags & DESC_WRITE) !== 0;
    const broken =
      length === 0
        ? "elementsNotEmpty"
        : !writable && segments.at(-1)?.writable
          ? "readableBeforeWritable"
          : !this.#memory.inside(address, length)
            ? "accessInMemory"
            : undefined;
    if (broken) this.#fail(broken, at, `element of ${length} bytes at 0x${address.toString(16)}`);
    else segments.push({ address, length, writable });
    return broken === undefined;
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
