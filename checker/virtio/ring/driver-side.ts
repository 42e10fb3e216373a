/** What the driver's side of a virtqueue does in either format. */
import type { InvariantName } from "./invariants.ts";
import type { Area, QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { Posted } from "./posted.ts";

/** A buffer that the device has returned. */
export interface Reaped {
  /** Head, or buffer id in a packed queue. */
  readonly head: number;
  /** Bytes that the device says it wrote. For the buffers of an IN_ORDER batch
   *  that have no entry of their own: undefined. */
  readonly length: number | undefined;
}

export const NOTHING: readonly Reaped[] = [];

export abstract class DriverSide {
  readonly config: QueueConfig;
  protected readonly memory: GuestMemory;
  protected readonly actor: Actor;
  protected readonly posted: Posted;
  readonly #areas: readonly Area[];
  readonly #zeroes: Uint8Array;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig, areas: readonly Area[]) {
    this.memory = memory;
    this.actor = actor;
    this.config = config;
    this.posted = new Posted(config.size);
    this.#areas = areas;
    this.#zeroes = new Uint8Array(Math.max(...areas.map(({ length }) => length)));
  }

  /** Nothing is posted or written, and all is free. */
  protected abstract forget(): void;
  /** A buffer that is posted is the driver's again. */
  protected abstract takeBack(id: number, length: number | undefined): Reaped;

  /** Zeroes all three parts, before the queue is enabled, and forgets everything. */
  initialise(): void {
    this.forget();
    for (const { start, length } of this.#areas)
      this.memory.writeBytes(this.actor, start, this.#zeroes, 0, length);
  }

  /** Lets go of the queue's parts and of every buffer that the device has not returned. */
  release(): void {
    for (const { start, length } of this.#areas) this.memory.release(start, length);
    this.posted.release(this.memory);
    this.forget();
  }

  barrier(): void {
    this.memory.barrier(this.actor);
  }

  kick(): void {
    this.memory.notify(this.actor, "kick", this.config.queue);
  }

  /** Takes back a buffer that is posted, with IN_ORDER all that were added before it too. */
  protected takeBackUpTo(id: number, length: number): readonly Reaped[] {
    if (!this.config.features.inOrder) return [this.takeBack(id, length)];
    const batch: Reaped[] = [];
    for (const each of this.posted.order.all) {
      batch.push(this.takeBack(each, each === id ? length : undefined));
      if (each === id) break;
    }
    return batch;
  }

  protected refuse(breach: InvariantName, address: number, detail: string): readonly Reaped[] {
    const where = () => `${this.actor.name} finds ${this.memory.nameOf(address)}`;
    this.memory.findings.add(breach, where, () => detail);
    return NOTHING;
  }
}
