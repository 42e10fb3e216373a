/**
 * The driver's side of a packed virtqueue.
 *
 * Byte steps: `writeDescriptors` writes a whole list except the flags of its
 * first descriptor, then `barrier`, then `publish`, which writes those flags and
 * so exposes the list; then `needsKick`. Private state: the next slot with the
 * driver wrap counter, `lastUsed` with its own, the free buffer ids and how many
 * slots each buffer took.
 */
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
  packedAreas,
  packPosition,
  START,
  usedBits,
  wrapBits,
} from "./packed-layout.ts";
import { PackedSuppression } from "./packed-suppression.ts";
import type { IndirectTable, Reaped } from "./split-driver.ts";

interface Posted {
  /** Descriptors of the ring: what `lastUsed` moves by. */
  readonly slots: number;
  readonly segments: readonly Segment[];
  readonly table: { readonly address: number; readonly length: number } | undefined;
}

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
  readonly posted: readonly (readonly [number, Posted])[];
  readonly unexposed: readonly Unexposed[];
  readonly exposedSinceKick: number;
}

export class PackedDriver {
  readonly config: QueueConfig;
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #suppression: PackedSuppression;
  #next: Position = START;
  #lastUsed: Position = START;
  #freeIds: number[] = [];
  #freeSlots = 0;
  readonly #posted = new Map<number, Posted>();
  #unexposed: Unexposed[] = [];
  #exposedSinceKick = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    this.#memory = memory;
    this.#actor = actor;
    this.config = config;
    this.#suppression = new PackedSuppression(memory, actor, config, "driver");
    this.#forget();
  }

  /** The slot that the next list starts at, with the driver wrap counter. */
  get next(): Position {
    return this.#next;
  }

  /** Private cursor: where the next used descriptor will appear. */
  get lastUsed(): Position {
    return this.#lastUsed;
  }

  get freeDescriptors(): number {
    return this.#freeSlots;
  }

  /** Buffer ids that are exposed and not reaped, in the order in which they were added. */
  get postedIds(): readonly number[] {
    return [...this.#posted.keys()];
  }

  /** Zeroes all three parts, before the queue is enabled, and forgets everything. */
  initialise(): void {
    this.#forget();
    for (const area of packedAreas(this.config))
      this.#memory.writeBytes(this.#actor, area.start, new Uint8Array(area.length));
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
    const id = this.#freeIds.pop() ?? 0;
    const table = indirect && {
      address: indirect.address,
      length: DESCRIPTOR_BYTES * segments.length,
    };
    const first = this.#next.slot;
    let firstFlags = 0;
    if (table) {
      for (const [i, segment] of segments.entries())
        this.#writeDescriptor(
          table.address + DESCRIPTOR_BYTES * i,
          segment,
          0,
          segment.writable ? DESC_WRITE : 0,
        );
      firstFlags = this.#place({ ...table, writable: false }, id, DESC_INDIRECT, true);
    } else
      for (const [i, segment] of segments.entries()) {
        const flags = (segment.writable ? DESC_WRITE : 0) | (i + 1 < slots ? DESC_NEXT : 0);
        const written = this.#place(segment, id, flags, i === 0);
        if (i === 0) firstFlags = written;
      }
    this.#freeSlots -= slots;
    this.#posted.set(id, { slots, segments, table });
    this.#unexposed.push({ slot: first, flags: firstFlags, slots });
    return id;
  }

  barrier(): void {
    this.#memory.barrier(this.#actor);
  }

  /** Writes the first flags of every list written so far, which exposes them in order. */
  publish(): void {
    for (const { slot, flags, slots } of this.#unexposed) {
      this.#memory.write16(this.#actor, descAt(this.config, slot) + 14, flags);
      this.#exposedSinceKick += slots;
    }
    this.#unexposed = [];
  }

  /** Barrier, then the decision from the device event suppression since the last one. */
  needsKick(): boolean {
    this.barrier();
    const moved = this.#exposedSinceKick;
    this.#exposedSinceKick = 0;
    return moved !== 0 && this.#suppression.isAsked(this.#next, moved);
  }

  kick(): void {
    this.#memory.notify(this.#actor, "kick", this.config.queue);
  }

  /** VIRTIO_F_NOTIFICATION_DATA: queue number, next_off (15 bits), next_wrap (1 bit). */
  notificationData(): number {
    return ((packPosition(this.#next) << 16) | this.config.queue) >>> 0;
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
    if (flags === undefined) return [];
    const at = descAt(this.config, this.#lastUsed.slot);
    const id = this.#memory.read16(this.#actor, at + 12);
    // Element Length is reserved in a used descriptor without the WRITE flag.
    const length = (flags & DESC_WRITE) !== 0 ? this.#memory.read32(this.#actor, at + 8) : 0;
    if (!this.#posted.has(id)) {
      this.#memory.findings.add(
        "usedOnce",
        () => `${this.#actor.name} finds ${this.#memory.nameOf(at)}`,
        () => `id ${id} is not posted`,
      );
      return [];
    }
    if (!this.config.features.inOrder) return [this.#takeBack(id, length)];
    const batch: Reaped[] = [];
    for (const each of this.postedIds) {
      batch.push(this.#takeBack(each, each === id ? length : undefined));
      if (each === id) break;
    }
    return batch;
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
    this.askForInterrupt(this.#lastUsed);
    this.barrier();
    return this.pollUsed();
  }

  /** Only the writes that ask: a position if EVENT_IDX was negotiated, then flags. */
  askForInterrupt(event: Position): void {
    this.#suppression.askFor(event);
  }

  /** Lets go of the queue's parts and of every buffer that the device has not returned. */
  release(): void {
    for (const area of packedAreas(this.config)) this.#memory.release(area.start, area.length);
    for (const { segments, table } of this.#posted.values()) {
      for (const segment of segments) this.#memory.release(segment.address, segment.length);
      if (table) this.#memory.release(table.address, table.length);
    }
    this.#forget();
  }

  save(): PackedDriverState {
    return {
      next: this.#next,
      lastUsed: this.#lastUsed,
      freeIds: this.#freeIds.slice(),
      freeSlots: this.#freeSlots,
      posted: [...this.#posted],
      unexposed: this.#unexposed.slice(),
      exposedSinceKick: this.#exposedSinceKick,
    };
  }

  load(state: PackedDriverState): void {
    this.#next = state.next;
    this.#lastUsed = state.lastUsed;
    this.#freeIds = state.freeIds.slice();
    this.#freeSlots = state.freeSlots;
    this.#posted.clear();
    for (const [id, posted] of state.posted) this.#posted.set(id, posted);
    this.#unexposed = state.unexposed.slice();
    this.#exposedSinceKick = state.exposedSinceKick;
  }

  #forget(): void {
    const { size } = this.config;
    this.#next = START;
    this.#lastUsed = START;
    this.#freeIds = Array.from({ length: size }, (_, i) => size - 1 - i);
    this.#freeSlots = size;
    this.#posted.clear();
    this.#unexposed = [];
    this.#exposedSinceKick = 0;
  }

  /** Writes the descriptor at the next slot and moves on; the flags may be held back. */
  #place(segment: Segment, id: number, flags: number, holdFlags: boolean): number {
    const marked = flags | availableBits(this.#next.wrap);
    const at = descAt(this.config, this.#next.slot);
    this.#writeDescriptor(at, segment, id, holdFlags ? undefined : marked);
    this.#next = advance(this.#next, 1, this.config.size);
    return marked;
  }

  #writeDescriptor(at: number, segment: Segment, id: number, flags: number | undefined): void {
    this.#memory.write64(this.#actor, at, segment.address);
    this.#memory.write32(this.#actor, at + 8, segment.length);
    this.#memory.write16(this.#actor, at + 12, id);
    if (flags !== undefined) this.#memory.write16(this.#actor, at + 14, flags);
  }

  /** The flags at `lastUsed` if they say used. An idle ring may hold stale flags. */
  #readUsedFlags(): number | undefined {
    if (this.#posted.size === 0) return undefined;
    const flags = this.#memory.read16(this.#actor, descAt(this.config, this.#lastUsed.slot) + 14);
    return wrapBits(flags) === usedBits(this.#lastUsed.wrap) ? flags : undefined;
  }

  #takeBack(id: number, length: number | undefined): Reaped {
    const slots = this.#posted.get(id)?.slots ?? 0;
    this.#posted.delete(id);
    this.#freeIds.push(id);
    this.#freeSlots += slots;
    this.#lastUsed = advance(this.#lastUsed, slots, this.config.size);
    return { head: id, length };
  }
}
