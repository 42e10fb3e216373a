/**
 * The device's side of a packed virtqueue.
 *
 * It does what it is told, also when it should not. Private state: `nextAvail`
 * and `nextUsed`, each with its wrap counter, and the buffers in flight with the
 * number of slots that each took. None of it can be read off the ring: a used
 * descriptor may overwrite one of a list that is still in flight.
 */
import { wide } from "./arithmetic.ts";
import type { Chain } from "./chain.ts";
import { DeviceSide } from "./device-side.ts";
import type { Fetched } from "./held.ts";
import {
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  descAt,
  type QueueConfig,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import {
  advancePacked,
  availableBits,
  type Position,
  packPosition,
  START,
  slotOf,
  unpackPosition,
  usedBits,
  wrapBits,
  wrapOf,
} from "./packed-layout.ts";
import { PackedSuppression } from "./packed-suppression.ts";

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
  readonly inFlight: readonly Fetched[];
  /** How many of them, from the last one back, may still be given back. */
  readonly undoable: number;
}

const AT_START = packPosition(START);

export class PackedDevice extends DeviceSide {
  readonly #suppression: PackedSuppression;
  /** Positions in their 16-bit form. */
  #nextAvail = AT_START;
  #nextUsed = AT_START;
  /** Used descriptors that are written but for their flags: of each the position, the
   *  flags, and the slots that it returns. What stands behind them is left over. */
  readonly #unpublished: number[] = [];
  /** Numbers in use of those above. */
  #pending = 0;
  #usedSinceInterrupt: number | undefined = 0;
  /** Slots of the lists in flight. */
  #slotsHeld = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    super(memory, actor, config);
    this.#suppression = new PackedSuppression(memory, actor, config, "device");
  }

  get nextAvail(): Position {
    return unpackPosition(this.#nextAvail);
  }

  /** Where the next used descriptor is published, with the device wrap counter. */
  get nextUsed(): Position {
    return unpackPosition(this.#nextUsed);
  }

  /** Slots used since the last interrupt decision; one is due where there are some.
   *  Undefined: not known. */
  get usedSinceInterrupt(): number | undefined {
    return this.#usedSinceInterrupt;
  }

  /** Whether an available descriptor stands at `nextAvail`. */
  pollAvail(): boolean {
    return this.#isAvailable(descAt(this.config, slotOf(this.#nextAvail)), false);
  }

  /** Looks at the flags at `nextAvail` and fetches the list there, if it is available.
   *  What it returns stands until the device uses the buffer. */
  fetch(): Chain | undefined {
    if (this.fault !== undefined) return undefined;
    const at = descAt(this.config, slotOf(this.#nextAvail));
    const isUnheard = this.memory.asOne.mayRead(this.actor, at, DESCRIPTOR_BYTES, at);
    return this.#isAvailable(at, isUnheard) ? this.#fetchList(at, isUnheard) : undefined;
  }

  /** Fetches the list at `nextAvail` without looking whether it is available. */
  fetchList(): Chain | undefined {
    const at = descAt(this.config, slotOf(this.#nextAvail));
    return this.#fetchList(at, this.memory.asOne.mayRead(this.actor, at, DESCRIPTOR_BYTES, at));
  }

  #isAvailable(at: number, isUnheard: boolean): boolean {
    const { view } = this.memory;
    const flags = isUnheard
      ? view.getUint16(at + 14, true)
      : this.memory.read16(this.actor, at + 14);
    return wrapBits(flags) === availableBits(wrapOf(this.#nextAvail));
  }

  #fetchList(at: number, isUnheard: boolean): Chain | undefined {
    if (!this.#walk(isUnheard)) return undefined;
    const { head, slots } = this.held.next;
    if (this.held.has(head)) return this.fail("usedOnce", at, `id ${head} is in flight already`);
    if (this.#slotsHeld + slots > this.config.size)
      return this.fail("inFlightWithinSize", at, `${this.#slotsHeld} slots are in flight`);
    this.#nextAvail = advancePacked(this.#nextAvail, slots, this.config.size);
    this.#slotsHeld += slots;
    this.held.undoable++;
    return this.held.take();
  }

  /** Gives the list that was fetched last back to the ring, if it is still in flight. */
  undoFetch(): boolean {
    if (this.held.count === 0 || this.held.undoable === 0) return false;
    const { last } = this.held.order;
    const { slots } = this.held.get(last)!;
    const { size } = this.config;
    // Back by s slots is forward by two rounds less s.
    const back = advancePacked(this.#nextAvail, size, size);
    this.#nextAvail = advancePacked(back, size - slots, size);
    this.held.undoable--;
    this.held.drop(last);
    this.#slotsHeld -= slots;
    return true;
  }

  /** Writes len and id of the next used descriptor; its flags stay as they are. */
  writeUsedEntry(id: number, length: number): void {
    const { size, features } = this.config;
    const unpublished = this.#unpublished;
    const pending = this.#pending;
    let at = this.#nextUsed;
    for (let i = 0; i < pending; i += 3) at = advancePacked(at, unpublished[i + 2]!, size);
    const address = descAt(this.config, slotOf(at));
    this.memory.write32(this.actor, address + 8, length);
    this.memory.write16(this.actor, address + 12, id);
    const flags = usedBits(wrapOf(at)) | (length > 0 ? DESC_WRITE : 0);
    this.held.finish(id, features.inOrder);
    this.#slotsHeld -= this.held.freedSlots;
    // A used descriptor for what is not in flight takes a slot all the same.
    this.#note(at, flags, this.held.freedSlots || 1);
  }

  #note(at: number, flags: number, slots: number): void {
    this.#unpublished[this.#pending++] = at;
    this.#unpublished[this.#pending++] = flags;
    this.#unpublished[this.#pending++] = slots;
  }

  /** Writes the flags of every used descriptor written so far, in order. */
  publishUsed(): void {
    const unpublished = this.#unpublished;
    for (let i = 0; i < this.#pending; i += 3) {
      const at = unpublished[i]!;
      const slots = unpublished[i + 2]!;
      this.memory.write16(this.actor, descAt(this.config, slotOf(at)) + 14, unpublished[i + 1]!);
      this.#nextUsed = advancePacked(at, slots, this.config.size);
      if (this.#usedSinceInterrupt !== undefined) this.#usedSinceInterrupt += slots;
    }
    this.#pending = 0;
  }

  /** Returns a buffer: len and id, barrier, flags. The payload has been written before. */
  use(id: number, length: number): void {
    if (this.#usesAsOne(id, length)) return;
    this.writeUsedEntry(id, length);
    this.barrier();
    this.publishUsed();
  }

  #usesAsOne(id: number, length: number): boolean {
    const { size, features } = this.config;
    if (this.#pending > 0 || !this.held.has(id) || features.inOrder) return false;
    const at = descAt(this.config, slotOf(this.#nextUsed)) + 8;
    const flags = usedBits(wrapOf(this.#nextUsed)) | (length > 0 ? DESC_WRITE : 0);
    const upper = ((flags << 16) | id) >>> 0;
    if (!this.memory.asOne.writeReturn(this.actor, at, length, upper, -1, 0)) return false;
    this.held.finish(id, false);
    const slots = this.held.freedSlots;
    this.#slotsHeld -= slots;
    this.#nextUsed = advancePacked(this.#nextUsed, slots, size);
    if (this.#usedSinceInterrupt !== undefined) this.#usedSinceInterrupt += slots;
    return true;
  }

  /** Barrier, then the decision from the driver event suppression since the last one. */
  needsInterrupt(): boolean {
    this.barrier();
    const moved = this.#usedSinceInterrupt;
    this.#usedSinceInterrupt = 0;
    return moved !== 0 && this.#suppression.isAsked(this.#nextUsed, moved);
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
    this.askForKick(this.nextAvail);
    this.barrier();
    return this.pollAvail();
  }

  /** Only the writes that ask: a position if EVENT_IDX was negotiated, then flags. */
  askForKick(event: Position): void {
    this.#suppression.askFor(event);
  }

  /** Queue or device reset: both cursors at the start, nothing in flight, no fault. */
  reset(): void {
    this.#nextAvail = AT_START;
    this.#nextUsed = AT_START;
    this.#pending = 0;
    this.#usedSinceInterrupt = 0;
    this.#slotsHeld = 0;
    this.forget();
  }

  /** As after earlier rounds, with nothing in flight.
   *
   *  @param isTold whether it knows that it owes no interrupt */
  standAt(position: Position, isTold = true): void {
    this.reset();
    this.#nextAvail = packPosition(position);
    this.#nextUsed = this.#nextAvail;
    if (!isTold) this.#usedSinceInterrupt = undefined;
  }

  save(): PackedDeviceState {
    const unpublished: Unpublished[] = [];
    for (let i = 0; i < this.#pending; i += 3) {
      const [at = 0, flags = 0, slots = 0] = this.#unpublished.slice(i);
      unpublished.push({ at: unpackPosition(at), flags, slots });
    }
    return {
      nextAvail: this.nextAvail,
      nextUsed: this.nextUsed,
      unpublished,
      usedSinceInterrupt: this.#usedSinceInterrupt,
      inFlight: this.held.all,
      undoable: this.held.undoable,
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
      this.#nextAvail = packPosition(state.nextAvail);
      this.#nextUsed = packPosition(state.nextUsed);
      for (const { at, flags, slots } of state.unpublished)
        this.#note(packPosition(at), flags, slots);
      this.#usedSinceInterrupt = state.usedSinceInterrupt;
    }
    if (!keepInFlight) return;
    for (const list of state.inFlight) {
      if (!this.held.has(list.head)) this.#slotsHeld += list.slots;
      this.held.adopt(list);
    }
    if (positions === "saved") this.held.undoable = state.undoable;
  }

  /** Reads the list at `nextAvail` into what the device will hold next; false where it
   *  gives up. */
  #walk(isFirstUnheard: boolean): boolean {
    const memory = this.memory;
    const { view } = memory;
    const actor = this.actor;
    const { size, features } = this.config;
    const chain = this.held.next;
    chain.start(0);
    let slot = slotOf(this.#nextAvail);
    let at = descAt(this.config, slot);
    for (
      let unheard = isFirstUnheard;
      ;
      unheard = memory.asOne.mayRead(actor, at, DESCRIPTOR_BYTES, at)
    ) {
      if (chain.slots === size)
        return this.giveUp("chainEnds", at, `more than ${size} descriptors`);
      chain.slots++;
      const address = unheard ? wide(view, at) : memory.read64(actor, at);
      const length = unheard ? view.getUint32(at + 8, true) : memory.read32(actor, at + 8);
      const flags = unheard ? view.getUint16(at + 14, true) : memory.read16(actor, at + 14);
      if (flags & DESC_INDIRECT) {
        if (!features.indirect)
          return this.giveUp("indirectNegotiated", at, "an indirect descriptor");
        if (chain.slots > 1 || flags & DESC_NEXT)
          return this.giveUp("indirectNotChained", at, "an indirect descriptor in a chained list");
        if (!this.#readTable(at, address, length, chain)) return false;
      } else if (!this.addElement(at, chain, address, length, (flags & DESC_WRITE) !== 0))
        return false;
      if (flags & DESC_INDIRECT || !(flags & DESC_NEXT)) {
        chain.head = unheard ? view.getUint16(at + 12, true) : memory.read16(actor, at + 12);
        return true;
      }
      slot = slot + 1 < size ? slot + 1 : 0;
      at = descAt(this.config, slot);
    }
  }

  /** Reads an indirect table: every entry, in order; only its WRITE flag counts. */
  #readTable(at: number, table: number, length: number, chain: Chain): boolean {
    const broken =
      length === 0 || length % DESCRIPTOR_BYTES !== 0
        ? "indirectTableWhole"
        : !this.memory.inside(table, length)
          ? "accessInMemory"
          : length / DESCRIPTOR_BYTES > this.config.size
            ? "chainEnds"
            : undefined;
    if (broken) return this.giveUpTable(broken, at, table, length);
    for (let entry = table; entry < table + length; entry += DESCRIPTOR_BYTES) {
      const address = this.memory.read64(this.actor, entry);
      const size = this.memory.read32(this.actor, entry + 8);
      const flags = this.memory.read16(this.actor, entry + 14);
      if (!this.addElement(entry, chain, address, size, (flags & DESC_WRITE) !== 0)) return false;
    }
    return true;
  }
}
