/** The buffers that a driver has added and not got back, in the order in which it did. */
import { Chain, type Table } from "./chain.ts";
import { Ids } from "./ids.ts";
import { DESCRIPTOR_BYTES, type Segment } from "./layout.ts";
import type { GuestMemory } from "./memory.ts";

/** Where to put an indirect table, and how many segments stay outside it. */
export interface IndirectTable {
  /** Address of 16 bytes for each segment in the table. */
  readonly address: number;
  /** Segments described by the queue's own descriptors before the table; 0 unless told. */
  readonly direct?: number;
}

/** What a buffer occupies while it is exposed, as a value. */
export interface PostedBuffer {
  readonly descriptors: readonly number[];
  readonly segments: readonly Segment[];
  readonly table: Table | undefined;
}

export class Posted {
  /** Heads or buffer ids. */
  readonly order: Ids;
  readonly #byId: (Chain | undefined)[] = [];

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

  get(id: number): Chain {
    return this.#byId[id]!;
  }

  /** @param direct segments that are not in the table */
  add(
    id: number,
    segments: readonly Segment[],
    indirect: IndirectTable | undefined,
    direct: number,
  ): Chain {
    let chain = this.#byId[id];
    if (chain === undefined) {
      chain = new Chain();
      this.#byId[id] = chain;
    }
    chain.start(id);
    for (let i = 0; i < segments.length; i++) {
      const { address, length, writable } = segments[i]!;
      chain.addElement(address, length, writable);
    }
    if (indirect !== undefined)
      chain.addTable(indirect.address, DESCRIPTOR_BYTES * (segments.length - direct));
    this.order.add(id);
    return chain;
  }

  /** The driver lets go of all bytes of these buffers. */
  release(memory: GuestMemory): void {
    for (let id = this.order.first; id >= 0; id = this.order.after(id)) {
      const chain = this.get(id);
      for (let i = 0; i < chain.elements; i++)
        memory.release(chain.addressOf(i), chain.lengthOf(i));
      if (chain.tableLength > 0) memory.release(chain.tableAddress, chain.tableLength);
    }
  }

  entries(): readonly (readonly [number, PostedBuffer])[] {
    return this.order.all.map((id) => {
      const { descriptors, slots, segments, table } = this.get(id);
      return [id, { descriptors: [...descriptors.subarray(0, slots)], segments, table }];
    });
  }

  load(entries: readonly (readonly [number, PostedBuffer])[]): void {
    this.order.clear();
    for (const [id, { descriptors, segments, table }] of entries) {
      const direct = segments.length - (table === undefined ? 0 : table.length / DESCRIPTOR_BYTES);
      const chain = this.add(id, segments, table, direct);
      for (const index of descriptors) chain.addDescriptor(index);
    }
  }
}
