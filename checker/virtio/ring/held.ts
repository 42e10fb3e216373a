/** The buffers that a device has fetched and not returned, in the order in which it did. */
import { Chain } from "./chain.ts";
import { Ids } from "./ids.ts";
import type { Segment } from "./layout.ts";

/** A buffer as a device fetched it, as a value. */
export interface Fetched {
  /** Head, or buffer id in a packed queue. */
  readonly head: number;
  /** Descriptors of the ring that it took. */
  readonly slots: number;
  readonly segments: readonly Segment[];
  /** Bytes in device-readable elements. */
  readonly readable: number;
  /** Bytes in device-writable elements. */
  readonly writable: number;
}

export class Held {
  readonly order: Ids;
  /** Where the device reads a buffer into before it holds it. */
  next = new Chain();
  readonly #byId: (Chain | undefined)[] = [];
  /** How many were fetched last, with nothing fetched in between. */
  undoable = 0;
  /** Slots of the ring that the buffers had which were let go of last. */
  freedSlots = 0;

  /** @param size of the queue */
  constructor(size: number) {
    this.order = new Ids(size);
  }

  get count(): number {
    return this.order.size;
  }

  has(id: number): boolean {
    return this.order.has(id);
  }

  get(id: number): Chain | undefined {
    return this.order.has(id) ? this.#byId[id] : undefined;
  }

  /** Takes hold of what was read into `next`; it stands until it is let go of. */
  take(): Chain {
    const chain = this.next;
    const { head } = chain;
    // What stands under a head that is not held is free for the next.
    this.next = this.#byId[head] ?? new Chain();
    this.#byId[head] = chain;
    this.order.add(head);
    return chain;
  }

  /** Lets go of one that is held. */
  drop(id: number): void {
    this.order.delete(id);
  }

  /** Takes hold of a buffer of another device, unless it has one of that head. */
  adopt({ head, slots, segments }: Fetched): void {
    if (this.order.has(head)) return;
    this.next.start(head);
    this.next.slots = slots;
    for (const { address, length, writable } of segments)
      this.next.addElement(address, length, writable);
    this.take();
  }

  /**
   * Lets go of a buffer, in order of all that were fetched before it as well.
   *
   * @returns how many were let go of; 0 where it was not held
   */
  finish(id: number, inOrder: boolean): number {
    const { order } = this;
    this.freedSlots = 0;
    if (!order.has(id)) return 0;
    let later = order.last;
    for (let i = 0; i < this.undoable; i++, later = order.before(later))
      if (later === id) this.undoable = i;
    const before = order.size;
    if (inOrder) while (order.first !== id) this.#free(order.first);
    this.#free(id);
    return before - order.size;
  }

  /** The next is read into what is let go of: that is still near the processor. */
  #free(id: number): void {
    const chain = this.#byId[id]!;
    this.freedSlots += chain.slots;
    this.#byId[id] = this.next;
    this.next = chain;
    this.drop(id);
  }

  clear(): void {
    while (this.order.size > 0) this.drop(this.order.first);
    this.undoable = 0;
  }

  /** Oldest first. */
  get all(): readonly Fetched[] {
    return this.order.all.map((id) => {
      const { head, slots, segments, readable, writable } = this.#byId[id]!;
      return { head, slots, segments, readable, writable };
    });
  }
}
