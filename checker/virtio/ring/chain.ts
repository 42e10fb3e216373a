/**
 * A buffer as a table of numbers: what one side, or a watch, keeps of it.
 *
 * Rings come round again and again, so tables are kept and filled anew; nothing is
 * allocated for a buffer of a length that has been seen before.
 */
import type { Segment } from "./layout.ts";

/** An indirect table. */
export interface Table {
  readonly address: number;
  readonly length: number;
}

export class Chain {
  /** Head, or buffer id in a packed queue. */
  head = 0;
  /** Descriptors of the ring that it takes, and their numbers, in order. */
  slots = 0;
  descriptors = new Uint16Array(4);
  /** Elements, and of each the address, its bytes, and 1 if the device may write it. Of
   *  an address these are the lower 32 bits; of what lies in guest memory that is all. */
  elements = 0;
  addresses = new Uint32Array(4);
  #upper = new Uint32Array(4);
  lengths = new Uint32Array(4);
  writables = new Uint8Array(4);
  /** Bytes in device-readable and in device-writable elements. */
  readable = 0;
  writable = 0;
  /** The indirect table; of no bytes where there is none. */
  tableAddress = 0;
  tableLength = 0;

  start(head: number): void {
    this.head = head;
    this.slots = 0;
    this.elements = 0;
    this.readable = 0;
    this.writable = 0;
    this.tableLength = 0;
  }

  addDescriptor(index: number): void {
    if (this.slots === this.descriptors.length) this.descriptors = longer(this.descriptors);
    this.descriptors[this.slots++] = index;
  }

  addElement(address: number, length: number, isWritable: boolean): void {
    const at = this.elements++;
    if (at === this.addresses.length) {
      this.addresses = longer(this.addresses);
      this.#upper = longer(this.#upper);
      this.lengths = longer(this.lengths);
      this.writables = longer(this.writables);
    }
    this.addresses[at] = address;
    this.#upper[at] = address < 2 ** 32 ? 0 : address / 2 ** 32;
    this.lengths[at] = length;
    this.writables[at] = isWritable ? 1 : 0;
    if (isWritable) this.writable += length;
    else this.readable += length;
  }

  addTable(address: number, length: number): void {
    this.tableAddress = address;
    this.tableLength = length;
  }

  /** Whether the last element is one that the device may write. */
  get endsWritable(): boolean {
    return this.elements > 0 && this.writables[this.elements - 1] === 1;
  }

  /** Address of an element as it was read, also where it lies outside of memory. */
  addressOf(element: number): number {
    const upper = this.#upper[element]!;
    return upper === 0 ? this.addresses[element]! : this.addresses[element]! + upper * 2 ** 32;
  }

  get segments(): Segment[] {
    return Array.from({ length: this.elements }, (_, i) => ({
      address: this.addressOf(i),
      length: this.lengths[i]!,
      writable: this.writables[i] === 1,
    }));
  }

  get table(): Table | undefined {
    if (this.tableLength === 0) return undefined;
    return { address: this.tableAddress, length: this.tableLength };
  }
}

function longer<T extends Uint8Array | Uint16Array | Uint32Array>(array: T): T {
  const twice = new (array.constructor as new (length: number) => T)(2 * array.length);
  twice.set(array);
  return twice;
}
