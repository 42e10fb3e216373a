/**
 * The buffers that a driver has exposed and a device has not returned, with the
 * owner of each of their bytes. Both watches keep one.
 */
import { Chain, type Table } from "./chain.ts";
import { Ids } from "./ids.ts";
import type { InvariantName } from "./invariants.ts";
import type { Segment } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { OWNER } from "./shadow.ts";

/** What the driver exposed under one head or buffer id, as a value. */
export interface Exposure {
  /** Indices of the ring's own descriptors. */
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  readonly table: Table | undefined;
  /** Numbers by which its bytes are taken back: of each segment, and of the table. */
  readonly shares: readonly number[];
}

/** Says what broke, at which byte. */
export interface Reporter {
  report(actor: Actor, invariant: InvariantName, address: number, detail: () => string): void;
}

/** A buffer as its bytes describe it, the rules that they break, and its shares. */
export class Exposed extends Chain {
  readonly breaches: { readonly invariant: InvariantName; readonly detail: string }[] = [];
  readonly shares: number[] = [];

  override start(head: number): void {
    super.start(head);
    this.breaches.length = 0;
    this.shares.length = 0;
  }

  breach(invariant: InvariantName, detail: string): void {
    this.breaches.push({ invariant, detail });
  }
}

export class Exposures {
  readonly #memory: GuestMemory;
  readonly #queue: number;
  readonly #size: number;
  /** Heads or buffer ids in the order of exposure, and what each exposed. */
  readonly order: Ids;
  readonly #byId: (Exposed | undefined)[] = [];
  /** How many exposed buffers have each descriptor of the ring. */
  readonly #holders: Uint16Array;

  constructor(memory: GuestMemory, queue: number, size: number) {
    this.#memory = memory;
    this.#queue = queue;
    this.#size = size;
    this.order = new Ids(size);
    this.#holders = new Uint16Array(size);
  }

  get count(): number {
    return this.order.size;
  }

  /** Heads or ids, oldest exposure first. */
  get ids(): readonly number[] {
    return this.order.all;
  }

  has(id: number): boolean {
    return this.order.has(id);
  }

  clear(): void {
    this.order.clear();
    this.#holders.fill(0);
  }

  entries(): readonly (readonly [number, Exposure])[] {
    return this.ids.map((id) => {
      const { descriptors, slots, segments, table, shares } = this.#byId[id]!;
      const own = { descriptors: [...descriptors.subarray(0, slots)], shares: shares.slice() };
      return [id, { ...own, segments, table }];
    });
  }

  load(entries: readonly (readonly [number, Exposure])[]): void {
    this.clear();
    for (const [id, { descriptors, segments, table, shares }] of entries) {
      const exposed = new Exposed();
      exposed.start(id);
      for (const index of descriptors) exposed.addDescriptor(index);
      for (const one of segments) exposed.addElement(one.address, one.length, one.writable);
      if (table !== undefined) exposed.addTable(table.address, table.length);
      exposed.shares.push(...shares);
      this.#hold(exposed);
    }
  }

  /** Who holds a descriptor of the ring, if anyone. */
  holderOf(descriptor: number): number | undefined {
    if (this.#holders[descriptor] === 0) return undefined;
    return this.ids.find((id) => {
      const { descriptors, slots } = this.#byId[id]!;
      return descriptors.subarray(0, slots).includes(descriptor);
    });
  }

  /**
   * The buffer's bytes become the device's.
   *
   * @returns a table of another buffer, to fill
   */
  expose(buffer: Exposed): Exposed {
    const { lengths, writables, elements, shares } = buffer;
    for (let i = 0; i < elements; i++) {
      const owner = writables[i] === 1 ? OWNER.bufferWritable : OWNER.bufferReadable;
      shares.push(this.#memory.share(buffer.addressOf(i), lengths[i]!, owner, this.#queue));
    }
    const { tableAddress, tableLength } = buffer;
    if (tableLength > 0)
      shares.push(this.#memory.share(tableAddress, tableLength, OWNER.bufferReadable, this.#queue));
    return this.#hold(buffer) ?? new Exposed();
  }

  /** Keeps a buffer under its head or id; returns what was kept there before. */
  #hold(buffer: Exposed): Exposed | undefined {
    const before = this.#byId[buffer.head];
    this.#byId[buffer.head] = buffer;
    this.order.add(buffer.head);
    for (let i = 0; i < buffer.slots; i++) this.#hasOneMore(buffer.descriptors[i]!, 1);
    return before;
  }

  /**
   * The buffer is returned with `length` bytes written: its bytes are the driver's.
   *
   * @param at where the device says so
   * @returns the descriptors of the ring that it took; 0 where none is exposed
   */
  take(id: number, length: number, watch: Reporter, actor: Actor, at: number): number {
    if (!this.order.has(id)) {
      watch.report(actor, "usedOnce", at, () => `${id} is not exposed, or was returned before`);
      return 0;
    }
    const buffer = this.#byId[id]!;
    const { writable, slots, descriptors, shares } = buffer;
    if (length > writable)
      watch.report(
        actor,
        "lengthWithinWritable",
        at,
        () => `len ${length}, device-writable ${writable}`,
      );
    else if (this.#writtenPrefix(buffer, length) < length)
      watch.report(actor, "payloadBeforeUsedIdx", at, () => {
        const written = this.#writtenPrefix(buffer, writable);
        return `len ${length}, written so far ${written}`;
      });
    this.order.delete(id);
    for (let i = 0; i < slots; i++) this.#hasOneMore(descriptors[i]!, -1);
    for (let i = 0; i < shares.length; i++) this.#memory.unshare(shares[i]!);
    return slots;
  }

  #hasOneMore(descriptor: number, more: number): void {
    if (descriptor < this.#size) this.#holders[descriptor] = this.#holders[descriptor]! + more;
  }

  /** Bytes written from the first device-writable one on without a gap, up to `enough`. */
  #writtenPrefix({ addresses, lengths, writables, elements }: Chain, enough: number): number {
    let total = 0;
    for (let i = 0; i < elements && total < enough; i++) {
      if (writables[i] === 0) continue;
      const wanted = Math.min(lengths[i]!, enough - total);
      const prefix = this.#memory.writtenPrefix(addresses[i]!, wanted);
      total += prefix;
      if (prefix < wanted) break;
    }
    return total;
  }
}
