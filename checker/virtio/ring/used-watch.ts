/**
 * The device's half of what a split watch knows: the used ring, and which
 * buffers its entries return.
 */
import { add16, distance16 } from "./arithmetic.ts";
import type { Exposures, Reporter } from "./exposures.ts";
import { type QueueConfig, usedEntryAt, usedIdxAt, usedRingAt } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";

/** All eight bytes of a used entry. */
const ENTRY_COMPLETE = 0xff;

export class UsedRingWatch {
  /** The used idx as the device last published it. */
  usedIdx = 0;
  /** For each slot, the bytes of the entry written since it was last published. */
  readonly entryBytes: Uint8Array;
  readonly #memory: GuestMemory;
  readonly #config: QueueConfig;
  readonly #exposures: Exposures;
  readonly #watch: Reporter;

  constructor(memory: GuestMemory, config: QueueConfig, exposures: Exposures, watch: Reporter) {
    this.#memory = memory;
    this.#config = config;
    this.#exposures = exposures;
    this.#watch = watch;
    this.entryBytes = new Uint8Array(config.size);
  }

  forget(): void {
    this.usedIdx = 0;
    this.entryBytes.fill(0);
  }

  /** The device writes an entry and moves the idx over it; false where that is to be looked
   *  at step by step. */
  takesReturn(address: number, id: number, length: number, idx: number): boolean {
    const config = this.#config;
    const isNext = idx === add16(this.usedIdx, 1) && address === usedEntryAt(config, this.usedIdx);
    if (!isNext || config.features.inOrder || this.#exposures.takeUnheard(id, length) === 0)
      return false;
    this.entryBytes[this.usedIdx & (config.size - 1)] = 0;
    this.usedIdx = idx;
    return true;
  }

  /** The device wrote bytes of an entry. */
  onEntry(actor: Actor, address: number, length: number): void {
    const config = this.#config;
    const offset = address - usedRingAt(config);
    const slot = offset >> 3;
    const ahead = (slot - this.usedIdx) & (config.size - 1);
    if (ahead >= this.#exposures.count) {
      const detail = `usedIdx ${this.usedIdx}, ${this.#exposures.count} buffers to return`;
      this.#watch.report(actor, "usedEntryInTurn", address, () => detail);
    }
    const bytes = length < 8 ? (1 << length) - 1 : ENTRY_COMPLETE;
    this.entryBytes[slot] = this.entryBytes[slot]! | (bytes << (offset & 7));
  }

  /** The device moved the used idx: the buffers of the entries are the driver's again. */
  onIdx(actor: Actor): void {
    const config = this.#config;
    const at = usedIdxAt(config);
    const from = this.usedIdx;
    const to = this.#memory.peek16(at);
    const moved = distance16(from, to);
    this.usedIdx = to;
    if (moved === 0 || moved > this.#exposures.count) this.#reportMove(actor, at, from, to);
    else if (config.features.inOrder) this.#returnBatches(actor, from, moved);
    else for (let i = 0; i < moved; i++) this.#returnOne(actor, (from + i) & 0xffff);
  }

  #reportMove(actor: Actor, at: number, from: number, to: number): void {
    const detail = `usedIdx went from ${from} to ${to} with ${this.#exposures.count} buffers to return`;
    this.#watch.report(actor, "usedIdxFollowsEntry", at, () => detail);
  }

  #returnOne(actor: Actor, position: number): void {
    const config = this.#config;
    const at = usedEntryAt(config, position);
    const slot = position & (config.size - 1);
    if (this.entryBytes[slot] !== ENTRY_COMPLETE) this.#reportPart(actor, at, position);
    this.entryBytes[slot] = 0;
    this.#take(actor, at, this.#memory.peek32(at), this.#memory.peek32(at + 4));
  }

  #reportPart(actor: Actor, at: number, position: number): void {
    const detail = () => `the entry of position ${position} was not written in full`;
    this.#watch.report(actor, "entryBeforeUsedIdx", at, detail);
  }

  /**
   * IN_ORDER: the entry at the slot of the first buffer of a batch names the
   * batch's last buffer; the next entry stands at the first slot of the next batch.
   */
  #returnBatches(actor: Actor, from: number, moved: number): void {
    const config = this.#config;
    const order = this.#exposures.ids;
    for (let i = 0; i < moved; ) {
      const at = usedEntryAt(config, (from + i) & 0xffff);
      const slot = (from + i) & (config.size - 1);
      const id = this.#memory.peek32(at);
      const last = order.indexOf(id, i);
      if (this.entryBytes[slot] !== ENTRY_COMPLETE)
        this.#watch.report(
          actor,
          "entryBeforeUsedIdx",
          at,
          () => `entry ${slot} was not written in full`,
        );
      this.entryBytes[slot] = 0;
      if (last < 0 || last >= moved)
        this.#watch.report(
          actor,
          "inOrderUse",
          at,
          () => `id ${id}, due is ${order[i]} or a later one of ${moved}`,
        );
      const end = last < i || last >= moved ? i : last;
      for (; i < end; i++) this.#take(actor, at, order[i] ?? config.size, 0);
      this.#take(actor, at, order[i] ?? config.size, this.#memory.peek32(at + 4));
      i++;
    }
  }

  /** The buffer of `id` is the driver's again. */
  #take(actor: Actor, at: number, id: number, length: number): void {
    if (id < this.#config.size) this.#exposures.take(id, length, this.#watch, actor, at);
    else this.#reportOutside(actor, at, id);
  }

  #reportOutside(actor: Actor, at: number, id: number): void {
    const detail = () => `id ${id} in a queue of ${this.#config.size}`;
    this.#watch.report(actor, "usedIdInTable", at, detail);
  }
}
