/**
 * The driver's side of a packed virtqueue.
 *
 * Byte steps: `writeDescriptors` writes a whole list except the flags of its
 * first descriptor, then `barrier`, then `publish`, which writes those flags and
 * so exposes the list; then `needsKick`. Private state: the next slot with the
 * driver wrap counter, `lastUsed` with its own, the free buffer ids and how many
 * slots each buffer took.
 */
import { writeDescriptor } from "./as-one.ts";
import type { Chain } from "./chain.ts";
import { DriverSide, NOTHING, type Reaped } from "./driver-side.ts";
import { FreeList } from "./free-list.ts";
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
  advancePacked,
  availableBits,
  type Position,
  packedAreas,
  packPosition,
  START,
  slotOf,
  unpackPosition,
  usedBits,
  wrapBits,
  wrapOf,
} from "./packed-layout.ts";
import { PackedSuppression } from "./packed-suppression.ts";
import type { IndirectTable, PostedBuffer } from "./posted.ts";

/** A list written but for the flags of its first descriptor. */
interface Unexposed {
  readonly slot: number;
  readonly flags: number;
  readonly slots: number;
}

/** The driver's private state, as one value. */
export interface PackedDriverState {
  readonly next: Position;
  readonly lastUsed: Position;
  readonly freeIds: readonly number[];
  readonly freeSlots: number;
  readonly posted: readonly (readonly [number, PostedBuffer])[];
  readonly unexposed: readonly Unexposed[];
  readonly exposedSinceKick: number;
}

const AT_START = packPosition(START);

const writeFlag = (chain: Chain, element: number): number =>
  chain.isWritable(element) ? DESC_WRITE : 0;

export class PackedDriver extends DriverSide {
  readonly #suppression: PackedSuppression;
  /** Positions in their 16-bit form. */
  #next = AT_START;
  #lastUsed = AT_START;
  readonly #freeIds: FreeList;
  #freeSlots: number;
  /** Lists that are written but for the flags of their first descriptor: of each the
   *  slot, the flags, and the slots that it takes. */
  readonly #unexposed: number[] = [];
  #exposedSinceKick = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    super(memory, actor, config, packedAreas(config));
    this.#suppression = new PackedSuppression(memory, actor, config, "driver");
    this.#freeIds = new FreeList(config.size);
    this.#freeSlots = config.size;
  }

  /** The slot that the next list starts at, with the driver wrap counter. */
  get next(): Position {
    return unpackPosition(this.#next);
  }

  /** Private cursor: where the next used descriptor will appear. */
  get lastUsed(): Position {
    return unpackPosition(this.#lastUsed);
  }

  get freeDescriptors(): number {
    return this.#freeSlots;
  }

  /** Buffer ids that are exposed and not reaped, in the order in which they were added. */
  get postedIds(): readonly number[] {
    return this.posted.order.all;
  }

  /** Slots exposed since the last kick decision; one is due where there are some. */
  get exposedSinceKick(): number {
    return this.#exposedSinceKick;
  }

  /** Adds a buffer and exposes it, all steps in the right order. */
  add(segments: readonly Segment[], indirect?: IndirectTable): number | undefined {
    const id = this.writeDescriptors(segments, indirect);
    if (id === undefined) return undefined;
    this.barrier();
    this.publish();
    return id;
  }

  /**
   * Takes slots and a buffer id and writes the list, all but the first flags. A
   * list is all direct or one indirect descriptor.
   *
   * @returns the buffer id, or undefined when too few slots are free.
   */
  writeDescriptors(segments: readonly Segment[], indirect?: IndirectTable): number | undefined {
    const slots = indirect ? 1 : segments.length;
    if (segments.length === 0 || slots > this.#freeSlots) return undefined;
    const id = this.#freeIds.count > 0 ? this.#freeIds.take() : 0;
    const chain = this.posted.add(id, segments, indirect, 0);
    const first = slotOf(this.#next);
    let firstFlags = 0;
    for (let i = 0; i < slots; i++) {
      const flags = indirect
        ? DESC_INDIRECT
        : writeFlag(chain, i) | (i + 1 < slots ? DESC_NEXT : 0);
      const marked = flags | availableBits(wrapOf(this.#next));
      if (i === 0) firstFlags = marked;
      const at = descAt(this.config, slotOf(this.#next));
      if (indirect) this.#writeTable(at, chain, id);
      else this.#write(at, chain.addressOf(i), chain.lengthOf(i), id, i > 0 ? marked : undefined);
      chain.addDescriptor(slotOf(this.#next));
      this.#next = advancePacked(this.#next, 1, this.config.size);
    }
    this.#freeSlots -= slots;
    this.#unexposed.push(first, firstFlags, slots);
    return id;
  }

  /** Writes the first flags of every list written so far, which exposes them in order. */
  publish(): void {
    const unexposed = this.#unexposed;
    for (let i = 0; i < unexposed.length; i += 3) {
      const at = descAt(this.config, unexposed[i]!);
      this.memory.write16(this.actor, at + 14, unexposed[i + 1]!);
      this.#exposedSinceKick += unexposed[i + 2]!;
    }
    unexposed.length = 0;
  }

  /** Barrier, then the decision from the device event suppression since the last one. */
  needsKick(): boolean {
    this.barrier();
    const moved = this.#exposedSinceKick;
    this.#exposedSinceKick = 0;
    return moved !== 0 && this.#suppression.isAsked(this.#next, moved);
  }

  /** Initialised, as after earlier rounds: all that was added before this came back. */
  standAt(position: Position): void {
    this.#next = packPosition(position);
    this.#lastUsed = this.#next;
  }

  /** VIRTIO_F_NOTIFICATION_DATA: queue number, next_off (15 bits), next_wrap (1 bit). */
  notificationData(): number {
    return ((this.#next << 16) | this.config.queue) >>> 0;
  }

  /** Whether a used descriptor stands at `lastUsed`. */
  pollUsed(): boolean {
    return this.#readUsedFlags() !== undefined;
  }

  /**
   * Takes the next returned buffers back: one, or with IN_ORDER a whole batch. An
   * id that is not posted yields nothing, is reported, and moves nothing.
   */
  reap(): readonly Reaped[] {
    const flags = this.#readUsedFlags();
    if (flags === undefined) return NOTHING;
    const at = descAt(this.config, slotOf(this.#lastUsed));
    const id = this.memory.read16(this.actor, at + 12);
    // Element Length is reserved in a used descriptor without the WRITE flag.
    const length = (flags & DESC_WRITE) !== 0 ? this.memory.read32(this.actor, at + 8) : 0;
    if (!this.posted.has(id)) return this.refuse("usedOnce", at, `id ${id} is not posted`);
    return this.takeBackUpTo(id, length);
  }

  /** Advises the device that no interrupt is wanted. */
  suppressInterrupts(): void {
    this.#suppression.suppress();
  }

  /**
   * Asks for an interrupt at the next used descriptor, then looks once more.
   *
   * @returns whether buffers wait already: then nobody may sleep.
   */
  enableInterrupts(): boolean {
    this.askForInterrupt(this.lastUsed);
    this.barrier();
    return this.pollUsed();
  }

  /** Only the writes that ask: a position if EVENT_IDX was negotiated, then flags. */
  askForInterrupt(event: Position): void {
    this.#suppression.askFor(event);
  }

  save(): PackedDriverState {
    const unexposed: Unexposed[] = [];
    for (let i = 0; i < this.#unexposed.length; i += 3) {
      const [slot = 0, flags = 0, slots = 0] = this.#unexposed.slice(i);
      unexposed.push({ slot, flags, slots });
    }
    return {
      next: this.next,
      lastUsed: this.lastUsed,
      freeIds: this.#freeIds.all,
      freeSlots: this.#freeSlots,
      posted: this.posted.entries(),
      unexposed,
      exposedSinceKick: this.#exposedSinceKick,
    };
  }

  load(state: PackedDriverState): void {
    this.#next = packPosition(state.next);
    this.#lastUsed = packPosition(state.lastUsed);
    this.#freeIds.load(state.freeIds);
    this.#freeSlots = state.freeSlots;
    this.posted.load(state.posted);
    this.#unexposed.length = 0;
    for (const { slot, flags, slots } of state.unexposed) this.#unexposed.push(slot, flags, slots);
    this.#exposedSinceKick = state.exposedSinceKick;
  }

  protected forget(): void {
    this.#next = AT_START;
    this.#lastUsed = AT_START;
    this.#freeIds.fill();
    this.#freeSlots = this.config.size;
    this.posted.order.clear();
    this.#unexposed.length = 0;
    this.#exposedSinceKick = 0;
  }

  /** Writes a table, and the descriptor that names it but for its flags. */
  #writeTable(at: number, chain: Chain, id: number): void {
    const { tableAddress, tableLength, elements } = chain;
    for (let i = 0; i < elements; i++) {
      const entry = tableAddress + DESCRIPTOR_BYTES * i;
      this.#write(entry, chain.addressOf(i), chain.lengthOf(i), 0, writeFlag(chain, i));
    }
    this.#write(at, tableAddress, tableLength, id, undefined);
  }

  /** A descriptor; without its flags, where the list is not to be exposed yet. */
  #write(at: number, address: number, length: number, id: number, flags: number | undefined): void {
    writeDescriptor(this.memory, this.actor, at, address, length, id, flags);
  }

  /** The flags at `lastUsed` if they say used. An idle ring may hold stale flags. */
  #readUsedFlags(): number | undefined {
    if (this.posted.count === 0) return undefined;
    const at = descAt(this.config, slotOf(this.#lastUsed));
    const flags = this.memory.read16(this.actor, at + 14);
    return wrapBits(flags) === usedBits(wrapOf(this.#lastUsed)) ? flags : undefined;
  }

  protected takeBack(id: number, length: number | undefined): Reaped {
    const { slots } = this.posted.get(id);
    this.posted.order.delete(id);
    this.#freeIds.give(id);
    this.#freeSlots += slots;
    this.#lastUsed = advancePacked(this.#lastUsed, slots, this.config.size);
    return { head: id, length };
  }
}
