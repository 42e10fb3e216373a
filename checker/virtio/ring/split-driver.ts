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
import type { InvariantName } from "./invariants.ts";
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
import { SplitSuppression } from "./split-suppression.ts";

/** Where to put an indirect table, and how many segments stay outside it. */
export interface IndirectTable {
  /** Address of 16 bytes for each segment in the table. */
  readonly address: number;
  /** Segments described by the queue's own descriptors before the table; 0 unless told. */
  readonly direct?: number;
}

/** What a buffer occupies while it is exposed. */
interface Posted {
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  readonly table: { readonly address: number; readonly length: number } | undefined;
}

/** A buffer that the device has returned. */
export interface Reaped {
  readonly head: number;
  /** Bytes that the device says it wrote. For the buffers of an IN_ORDER batch
   *  that have no entry of their own: undefined. */
  readonly length: number | undefined;
}

/** The driver's private state, as one value. */
export interface SplitDriverState {
  readonly free: readonly number[];
  readonly posted: readonly (readonly [number, Posted])[];
  readonly availIdx: number;
  readonly placed: number;
  readonly kickedAt: number;
  readonly lastUsed: number;
}

export class SplitDriver {
  readonly config: QueueConfig;
  readonly #memory: GuestMemory;
  readonly #actor: Actor;
  readonly #suppression: SplitSuppression;
  /** Free descriptors; the next one to take is the last. */
  #free: number[] = [];
  /** Head -> buffer, in the order in which they were added. */
  readonly #posted = new Map<number, Posted>();
  /** The driver's copy of what it last wrote to the available idx. */
  #availIdx = 0;
  /** Entries written and not yet published. */
  #placed = 0;
  /** The available idx at the last kick decision. */
  #kickedAt = 0;
  #lastUsed = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    this.#memory = memory;
    this.#actor = actor;
    this.config = config;
    this.#suppression = new SplitSuppression(memory, actor, config, "driver");
    this.#forget();
  }

  /** Private cursor: the next used entry to look at. */
  get lastUsed(): number {
    return this.#lastUsed;
  }

  /** Descriptors that a new buffer may take. */
  get freeDescriptors(): number {
    return this.#free.length;
  }

  /** Heads that are exposed and not reaped, in the order in which they were added. */
  get postedHeads(): readonly number[] {
    return [...this.#posted.keys()];
  }

  /** Zeroes all three parts, before the queue is enabled, and forgets everything. */
  initialise(): void {
    this.#forget();
    for (const area of splitAreas(this.config))
      this.#memory.writeBytes(this.#actor, area.start, new Uint8Array(area.length));
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
    if (needed === 0 || needed > this.#free.length) return undefined;
    const descriptors = this.#free.splice(this.#free.length - needed).reverse();
    for (const [i, index] of descriptors.entries()) {
      const at = descAt(this.config, index);
      const segment = segments[i];
      const next = descriptors[i + 1];
      if (i < direct && segment) this.#writeDescriptor(at, segment, next);
      else if (indirect) this.#writeTable(at, segments.slice(direct), indirect.address);
    }
    const head = descriptors[0] ?? 0;
    const table = indirect && {
      address: indirect.address,
      length: DESCRIPTOR_BYTES * (segments.length - direct),
    };
    this.#posted.set(head, { descriptors, segments, table });
    return head;
  }

  /** Writes the head into the next available entry; the idx stays as it is. */
  writeAvailEntry(head: number): void {
    const position = add16(this.#availIdx, this.#placed);
    this.#memory.write16(this.#actor, availEntryAt(this.config, position), head);
    this.#placed++;
  }

  barrier(): void {
    this.#memory.barrier(this.#actor);
  }

  /** Moves the available idx over the entries written, which exposes them. */
  publishAvailIdx(): void {
    this.#availIdx = add16(this.#availIdx, this.#placed);
    this.#placed = 0;
    this.#memory.write16(this.#actor, availIdxAt(this.config), this.#availIdx);
  }

  /** Barrier, then the decision from used.flags or avail_event since the last one. */
  needsKick(): boolean {
    this.barrier();
    const from = this.#kickedAt;
    this.#kickedAt = this.#availIdx;
    return from !== this.#availIdx && this.#suppression.isAsked(from, this.#availIdx);
  }

  kick(): void {
    this.#memory.notify(this.#actor, "kick", this.config.queue);
  }

  /** VIRTIO_F_NOTIFICATION_DATA: queue number, next_off (15 bits), next_wrap (1 bit). */
  notificationData(): number {
    return ((this.#availIdx << 16) | this.config.queue) >>> 0;
  }

  /** How many used entries wait, from the used idx in memory. */
  pollUsedIdx(): number {
    const idx = this.#memory.read16(this.#actor, usedIdxAt(this.config));
    return distance16(this.#lastUsed, idx);
  }

  /**
   * Takes the next returned buffers back: one, or with IN_ORDER a whole batch.
   * What a device that keeps to the text cannot have written yields nothing, is
   * reported, and does not move `lastUsed`.
   */
  reap(): readonly Reaped[] {
    const waiting = this.pollUsedIdx();
    if (waiting === 0) return [];
    if (waiting > this.#posted.size)
      return this.#refuse(
        "usedIdxFollowsEntry",
        usedIdxAt(this.config),
        `${waiting} used of ${this.#posted.size} posted`,
      );
    const at = usedEntryAt(this.config, this.#lastUsed);
    const id = this.#memory.read32(this.#actor, at);
    const length = this.#memory.read32(this.#actor, at + 4);
    if (!this.#posted.has(id))
      return this.#refuse(
        id < this.config.size ? "usedOnce" : "usedIdInTable",
        at,
        `id ${id} is not posted`,
      );
    if (!this.config.features.inOrder) return [this.#takeBack(id, length)];
    const batch: Reaped[] = [];
    for (const head of [...this.#posted.keys()]) {
      batch.push(this.#takeBack(head, head === id ? length : undefined));
      if (head === id) break;
    }
    return batch;
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

  /** Lets go of the queue's parts and of every buffer that the device has not returned. */
  release(): void {
    for (const area of splitAreas(this.config)) this.#memory.release(area.start, area.length);
    for (const { segments, table } of this.#posted.values()) {
      for (const segment of segments) this.#memory.release(segment.address, segment.length);
      if (table) this.#memory.release(table.address, table.length);
    }
    this.#forget();
  }

  save(): SplitDriverState {
    return {
      free: this.#free.slice(),
      posted: [...this.#posted],
      availIdx: this.#availIdx,
      placed: this.#placed,
      kickedAt: this.#kickedAt,
      lastUsed: this.#lastUsed,
    };
  }

  load(state: SplitDriverState): void {
    this.#free = state.free.slice();
    this.#posted.clear();
    for (const [head, posted] of state.posted) this.#posted.set(head, posted);
    this.#availIdx = state.availIdx;
    this.#placed = state.placed;
    this.#kickedAt = state.kickedAt;
    this.#lastUsed = state.lastUsed;
  }

  #forget(): void {
    // Descending, so that a fresh queue hands out 0, 1, 2, ...
    this.#free = Array.from({ length: this.config.size }, (_, i) => this.config.size - 1 - i);
    this.#posted.clear();
    this.#availIdx = 0;
    this.#placed = 0;
    this.#kickedAt = 0;
    this.#lastUsed = 0;
  }

  #writeDescriptor(at: number, segment: Segment, next: number | undefined): void {
    const flags = (segment.writable ? DESC_WRITE : 0) | (next === undefined ? 0 : DESC_NEXT);
    this.#memory.write64(this.#actor, at, segment.address);
    this.#memory.write32(this.#actor, at + 8, segment.length);
    this.#memory.write16(this.#actor, at + 12, flags);
    this.#memory.write16(this.#actor, at + 14, next ?? 0);
  }

  #writeTable(at: number, segments: readonly Segment[], address: number): void {
    for (const [i, segment] of segments.entries())
      this.#writeDescriptor(
        address + DESCRIPTOR_BYTES * i,
        segment,
        i + 1 < segments.length ? i + 1 : undefined,
      );
    this.#memory.write64(this.#actor, at, address);
    this.#memory.write32(this.#actor, at + 8, DESCRIPTOR_BYTES * segments.length);
    this.#memory.write16(this.#actor, at + 12, DESC_INDIRECT);
    this.#memory.write16(this.#actor, at + 14, 0);
  }

  #refuse(invariant: InvariantName, address: number, detail: string): readonly Reaped[] {
    this.#memory.findings.add(
      invariant,
      () => `${this.#actor.name} finds ${this.#memory.nameOf(address)}`,
      () => detail,
    );
    return [];
  }

  #takeBack(head: number, length: number | undefined): Reaped {
    const posted = this.#posted.get(head);
    this.#posted.delete(head);
    this.#giveBack(posted?.descriptors ?? []);
    this.#lastUsed = add16(this.#lastUsed, 1);
    return { head, length };
  }

  /**
   * IN_ORDER asks for descriptors in ring order, so what comes back goes to the
   * far end of the list; otherwise the last freed is the first taken.
   */
  #giveBack(descriptors: readonly number[]): void {
    const reversed = descriptors.slice().reverse();
    if (this.config.features.inOrder) this.#free.unshift(...reversed);
    else this.#free.push(...reversed);
  }
}
