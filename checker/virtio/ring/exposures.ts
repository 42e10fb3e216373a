/**
 * The buffers that a driver has exposed and a device has not returned, with the
 * owner of each of their bytes. Both watches keep one.
 */
import { Chain, type Table } from "./chain.ts";
import { Ids } from "./ids.ts";
import type { InvariantName } from "./invariants.ts";
import type { Segment } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { OWNER, type OwnerCode } from "./shadow.ts";

/** What the driver exposed under one head or buffer id, as a value. */
export interface Exposure {
  /** Indices of the ring's own descriptors. */
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  readonly table: Table | undefined;
  /** Numbers by which the bytes of its segments are taken back. */
  readonly shares: readonly number[];
  readonly tableShare: number;
}

/** Says what broke, at which byte. */
export interface Reporter {
  report(actor: Actor, invariant: InvariantName, address: number, detail: () => string): void;
}

/** A buffer as its bytes describe it, the rules that they break, and its shares. */
export class Exposed extends Chain {
  breaches: { readonly invariant: InvariantName; readonly detail: string }[] = NO_BREACHES;
  tableShare = 0;

  override start(head: number): void {
    super.start(head);
    this.breaches = NO_BREACHES;
  }

  breach(invariant: InvariantName, detail: string): void {
    if (this.breaches === NO_BREACHES) this.breaches = [];
    this.breaches.push({ invariant, detail });
  }

  /** Tells of every rule that it breaks. */
  reportBreaches(watch: Reporter, actor: Actor, address: number): void {
    for (const { invariant, detail } of this.breaches)
      watch.report(actor, invariant, address, () => detail);
  }
}

export class Exposures {
  readonly #memory: GuestMemory;
  readonly #queue: number;
  /** Heads or buffer ids in the order of exposure, and what each exposed. */
  readonly order: Ids;
  readonly #byId: (Exposed | undefined)[] = [];
  /** Who was exposed last with each descriptor of the ring, and -1 where none was yet; of
   *  no length where nobody asks. */
  readonly #holders: Int32Array;
  /** Whether a descriptor was ever exposed that another had already. */
  #overlap = false;

  /** @param asksForHolders whether `holderOf` is called */
  constructor(memory: GuestMemory, queue: number, size: number, asksForHolders: boolean) {
    this.#memory = memory;
    this.#queue = queue;
    this.order = new Ids(size);
    this.#holders = new Int32Array(asksForHolders ? size : 0).fill(-1);
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
    this.#holders.fill(-1);
    this.#overlap = false;
  }

  entries(): readonly (readonly [number, Exposure])[] {
    return this.ids.map((id) => {
      const buffer = this.#byId[id]!;
      const { segments, table, tableShare } = buffer;
      const descriptors = [...buffer.descriptors.subarray(0, buffer.slots)];
      const shares = segments.map((_, i) => buffer.shareOf(i));
      return [id, { descriptors, segments, table, shares, tableShare }];
    });
  }

  load(entries: readonly (readonly [number, Exposure])[]): void {
    this.clear();
    for (const [id, { descriptors, segments, table, shares, tableShare }] of entries) {
      const exposed = new Exposed();
      exposed.start(id);
      for (const index of descriptors) exposed.addDescriptor(index);
      for (const one of segments) exposed.addElement(one.address, one.length, one.writable);
      if (table !== undefined) exposed.addTable(table.address, table.length);
      for (const [i, share] of shares.entries()) exposed.setShare(i, share);
      exposed.tableShare = tableShare;
      this.#hold(exposed);
    }
  }

  /** Who holds a descriptor of the ring, if anyone. */
  holderOf(descriptor: number): number | undefined {
    if (this.#overlap) return this.ids.find((id) => this.#has(id, descriptor));
    const last = this.#holders[descriptor] ?? -1;
    return last >= 0 && this.#has(last, descriptor) ? last : undefined;
  }

  #has(id: number, descriptor: number): boolean {
    if (!this.order.has(id)) return false;
    const { descriptors, slots } = this.#byId[id]!;
    for (let i = 0; i < slots; i++) if (descriptors[i] === descriptor) return true;
    return false;
  }

  /**
   * The buffer's bytes become the device's.
   *
   * @returns a table of another buffer, to fill
   */
  expose(buffer: Exposed): Exposed {
    const { bufferReadable, bufferWritable } = OWNER;
    const { tableAddress, tableLength } = buffer;
    for (let i = 0; i < buffer.elements; i++) {
      const owner = buffer.isWritable(i) ? bufferWritable : bufferReadable;
      buffer.setShare(i, this.#share(buffer.addressOf(i), buffer.lengthOf(i), owner));
    }
    buffer.tableShare =
      tableLength > 0 ? this.#share(tableAddress, tableLength, bufferReadable) : 0;
    return this.#hold(buffer) ?? new Exposed();
  }

  #share(address: number, length: number, owner: OwnerCode): number {
    return this.#memory.share(address, length, owner, this.#queue);
  }

  /** Keeps a buffer under its head or id; returns what was kept there before. */
  #hold(buffer: Exposed): Exposed | undefined {
    const before = this.#byId[buffer.head];
    if (this.#holders.length > 0) this.#noteHolder(buffer);
    this.#byId[buffer.head] = buffer;
    this.order.add(buffer.head);
    return before;
  }

  /**
   * The buffer is returned with `length` bytes written: its bytes are the driver's.
   *
   * @param at where the device says so
   * @returns the descriptors of the ring that it took; 0 where none is exposed
   */
  take(id: number, length: number, watch: Reporter, actor: Actor, at: number): number {
    if (!this.order.has(id)) return this.#reportStranger(id, watch, actor, at);
    const buffer = this.#byId[id]!;
    if (!this.#isWritten(buffer, length)) this.#reportLength(buffer, length, watch, actor, at);
    return this.#giveBack(id, buffer);
  }

  /** `take` where there is nothing to say of it; 0, with nothing done, where there is. */
  takeUnheard(id: number, length: number): number {
    if (!this.order.has(id)) return 0;
    const buffer = this.#byId[id]!;
    return this.#isWritten(buffer, length) ? this.#giveBack(id, buffer) : 0;
  }

  #isWritten(buffer: Chain, length: number): boolean {
    return length <= buffer.writable && this.#writtenPrefix(buffer, length) >= length;
  }

  #giveBack(id: number, buffer: Exposed): number {
    const memory = this.#memory;
    this.order.delete(id);
    for (let i = 0; i < buffer.elements; i++) memory.unshare(buffer.shareOf(i));
    if (buffer.tableLength > 0) memory.unshare(buffer.tableShare);
    return buffer.slots;
  }

  #reportStranger(id: number, watch: Reporter, actor: Actor, at: number): 0 {
    watch.report(actor, "usedOnce", at, () => `${id} is not exposed, or was returned before`);
    return 0;
  }

  #reportLength(buffer: Chain, length: number, watch: Reporter, actor: Actor, at: number): void {
    const { writable } = buffer;
    if (length > writable) {
      const detail = `len ${length}, device-writable ${writable}`;
      watch.report(actor, "lengthWithinWritable", at, () => detail);
    } else {
      const detail = `len ${length}, written so far ${this.#writtenPrefix(buffer, writable)}`;
      watch.report(actor, "payloadBeforeUsedIdx", at, () => detail);
    }
  }

  #noteHolder({ head, descriptors, slots }: Chain): void {
    for (let i = 0; i < slots; i++) {
      const descriptor = descriptors[i]!;
      if (this.holderOf(descriptor) !== undefined) this.#overlap = true;
      if (descriptor < this.#holders.length) this.#holders[descriptor] = head;
    }
  }

  /** Bytes written from the first device-writable one on without a gap, up to `enough`. */
  #writtenPrefix(buffer: Chain, enough: number): number {
    let total = 0;
    for (let i = buffer.firstWritable; i < buffer.elements && total < enough; i++) {
      if (!buffer.isWritable(i)) continue;
      const wanted = Math.min(buffer.lengthOf(i), enough - total);
      const prefix = this.#memory.writtenPrefix(buffer.addressOf(i), wanted);
      total += prefix;
      if (prefix < wanted) break;
    }
    return total;
  }
}

const NO_BREACHES: Exposed["breaches"] = [];
