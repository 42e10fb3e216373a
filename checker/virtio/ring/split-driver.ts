/**
 * The driver's side of a split virtqueue.
 *
 * Publishing is offered step by step, because every order of steps that the
 * text forbids must be expressible: `writeDescriptors`, `writeAvailEntry`,
 * `barrier`, `publishAvailIdx`, and then `needsKick`. Its private state is the
 * free list, the table of exposed buffers and `lastUsed`; everything else is in
 * guest memory.
 */
import { add16, distance16 } from "./arithmetic.ts";
import { writeDescriptor } from "./as-one.ts";
import type { Chain } from "./chain.ts";
import { DriverSide, NOTHING, type Reaped } from "./driver-side.ts";
import { FreeList } from "./free-list.ts";
import {
  availEntryAt,
  availIdxAt,
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  descAt,
  type QueueConfig,
  type Segment,
  splitAreas,
  usedEntryAt,
  usedIdxAt,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import type { IndirectTable, PostedBuffer } from "./posted.ts";
import { SplitSuppression } from "./split-suppression.ts";

/** The driver's private state, as one value. */
export interface SplitDriverState {
  readonly free: readonly number[];
  readonly posted: readonly (readonly [number, PostedBuffer])[];
  readonly availIdx: number;
  readonly placed: number;
  readonly kickedAt: number;
  readonly lastUsed: number;
}

export class SplitDriver extends DriverSide {
  readonly #suppression: SplitSuppression;
  readonly #free: FreeList;
  /** The driver's copy of what it last wrote to the available idx. */
  #availIdx = 0;
  /** Entries written and not yet published. */
  #placed = 0;
  /** The available idx at the last kick decision. */
  #kickedAt = 0;
  #lastUsed = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    super(memory, actor, config, splitAreas(config));
    this.#suppression = new SplitSuppression(memory, actor, config, "driver");
    this.#free = new FreeList(config.size);
  }

  /** Private cursor: the next used entry to look at. */
  get lastUsed(): number {
    return this.#lastUsed;
  }

  /** Descriptors that a new buffer may take. */
  get freeDescriptors(): number {
    return this.#free.count;
  }

  /** Heads that are exposed and not reaped, in the order in which they were added. */
  get postedHeads(): readonly number[] {
    return this.posted.order.all;
  }

  /** The available idx as the driver last wrote it. */
  get availIdx(): number {
    return this.#availIdx;
  }

  /** The available idx at the last kick decision; one is due where they differ. */
  get kickedAt(): number {
    return this.#kickedAt;
  }

  /** Adds a buffer and exposes it, all steps in the right order. */
  add(segments: readonly Segment[], indirect?: IndirectTable): number | undefined {
    const head = this.writeDescriptors(segments, indirect);
    if (head === undefined) return undefined;
    this.writeAvailEntry(head);
    this.barrier();
    this.publishAvailIdx();
    return head;
  }

  /**
   * Takes descriptors and writes the chain.
   *
   * @returns the head, or undefined when too few descriptors are free.
   */
  writeDescriptors(segments: readonly Segment[], indirect?: IndirectTable): number | undefined {
    const direct = indirect ? (indirect.direct ?? 0) : segments.length;
    const needed = direct + (indirect ? 1 : 0);
    if (needed === 0 || needed > this.#free.count) return undefined;
    const head = this.#free.next;
    const chain = this.posted.add(head, segments, indirect, direct);
    for (let i = 0; i < needed; i++) chain.addDescriptor(this.#free.take());
    for (let i = 0; i < needed; i++) {
      const at = descAt(this.config, chain.descriptors[i]!);
      const next = i + 1 < needed ? chain.descriptors[i + 1] : undefined;
      if (i < direct) this.#writeDescriptor(at, chain, i, next);
      else this.#writeTable(at, chain, direct);
    }
    return head;
  }

  /** Writes the head into the next available entry; the idx stays as it is. */
  writeAvailEntry(head: number): void {
    const position = add16(this.#availIdx, this.#placed);
    this.memory.write16(this.actor, availEntryAt(this.config, position), head);
    this.#placed++;
  }

  /** Moves the available idx over the entries written, which exposes them. */
  publishAvailIdx(): void {
    this.#availIdx = add16(this.#availIdx, this.#placed);
    this.#placed = 0;
    this.memory.write16(this.actor, availIdxAt(this.config), this.#availIdx);
  }

  /** Barrier, then the decision from used.flags or avail_event since the last one. */
  needsKick(): boolean {
    this.barrier();
    const from = this.#kickedAt;
    this.#kickedAt = this.#availIdx;
    return from !== this.#availIdx && this.#suppression.isAsked(from, this.#availIdx);
  }

  /** Initialised, as after earlier rounds: all that was added before this index came back. */
  standAt(index: number): void {
    this.#availIdx = index;
    this.#kickedAt = index;
    this.#lastUsed = index;
  }

  /** VIRTIO_F_NOTIFICATION_DATA: queue number, next_off (15 bits), next_wrap (1 bit). */
  notificationData(): number {
    return ((this.#availIdx << 16) | this.config.queue) >>> 0;
  }

  /** How many used entries wait, from the used idx in memory. */
  pollUsedIdx(): number {
    const idx = this.memory.read16(this.actor, usedIdxAt(this.config));
    return distance16(this.#lastUsed, idx);
  }

  /**
   * Takes the next returned buffers back: one, or with IN_ORDER a whole batch.
   * What a device that keeps to the text cannot have written yields nothing, is
   * reported, and does not move `lastUsed`.
   */
  reap(): readonly Reaped[] {
    const waiting = this.pollUsedIdx();
    if (waiting === 0) return NOTHING;
    if (waiting > this.posted.count)
      return this.refuse(
        "usedIdxFollowsEntry",
        usedIdxAt(this.config),
        `${waiting} used of ${this.posted.count} posted`,
      );
    const at = usedEntryAt(this.config, this.#lastUsed);
    const id = this.memory.read32(this.actor, at);
    const length = this.memory.read32(this.actor, at + 4);
    if (!this.posted.has(id))
      return this.refuse(
        id < this.config.size ? "usedOnce" : "usedIdInTable",
        at,
        `id ${id} is not posted`,
      );
    return this.takeBackUpTo(id, length);
  }

  /** Advises the device that no interrupt is wanted. */
  suppressInterrupts(): void {
    this.#suppression.suppress(this.#lastUsed);
  }

  /**
   * Asks for an interrupt at the next used buffer, then looks once more.
   *
   * @returns whether buffers wait already: then nobody may sleep.
   */
  enableInterrupts(): boolean {
    this.askForInterrupt(this.#lastUsed);
    this.barrier();
    return this.pollUsedIdx() > 0;
  }

  /** Only the write that asks: flags = 0, or used_event = `event`. */
  askForInterrupt(event: number): void {
    this.#suppression.askFor(event);
  }

  save(): SplitDriverState {
    return {
      free: this.#free.all,
      posted: this.posted.entries(),
      availIdx: this.#availIdx,
      placed: this.#placed,
      kickedAt: this.#kickedAt,
      lastUsed: this.#lastUsed,
    };
  }

  load(state: SplitDriverState): void {
    this.#free.load(state.free);
    this.posted.load(state.posted);
    this.#availIdx = state.availIdx;
    this.#placed = state.placed;
    this.#kickedAt = state.kickedAt;
    this.#lastUsed = state.lastUsed;
  }

  protected forget(): void {
    this.#free.fill();
    this.posted.order.clear();
    this.#availIdx = 0;
    this.#placed = 0;
    this.#kickedAt = 0;
    this.#lastUsed = 0;
  }

  #writeDescriptor(at: number, chain: Chain, element: number, next: number | undefined): void {
    const writable = chain.isWritable(element) ? DESC_WRITE : 0;
    this.#write(
      at,
      chain.addressOf(element),
      chain.lengthOf(element),
      writable | (next === undefined ? 0 : DESC_NEXT),
      next ?? 0,
    );
  }

  #writeTable(at: number, chain: Chain, direct: number): void {
    const { tableAddress, tableLength, elements } = chain;
    for (let i = direct; i < elements; i++) {
      const next = i + 1 < elements ? i + 1 - direct : undefined;
      this.#writeDescriptor(tableAddress + DESCRIPTOR_BYTES * (i - direct), chain, i, next);
    }
    this.#write(at, tableAddress, tableLength, DESC_INDIRECT, 0);
  }

  #write(at: number, address: number, length: number, flags: number, next: number): void {
    writeDescriptor(this.memory, this.actor, at, address, length, flags, next);
  }

  protected takeBack(head: number, length: number | undefined): Reaped {
    const { descriptors, slots } = this.posted.get(head);
    this.posted.order.delete(head);
    // IN_ORDER asks for descriptors in ring order; otherwise the last freed is the first taken.
    if (this.config.features.inOrder)
      for (let i = 0; i < slots; i++) this.#free.giveLast(descriptors[i]!);
    else for (let i = slots - 1; i >= 0; i--) this.#free.give(descriptors[i]!);
    this.#lastUsed = add16(this.#lastUsed, 1);
    return { head, length };
  }
}
