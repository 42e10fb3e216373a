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

/** What is kept of an element: its address in two halves, its bytes, whether the device
 *  may write it, and the share by which it has it. */
const WORDS = 5;
const LOWER = 0;
const UPPER = 1;
const LENGTH = 2;
const WRITABLE = 3;
const SHARE = 4;

export class Chain {
  /** Head, or buffer id in a packed queue. */
  head = 0;
  /** Descriptors of the ring that it takes, and their numbers, in order. */
  slots = 0;
  descriptors = new Uint16Array(4);
  elements = 0;
  /** WORDS for each element; one row, so that a buffer lies together in a cache. */
  #numbers = new Uint32Array(2 * WORDS);
  /** Bytes in device-readable and in device-writable elements. */
  readable = 0;
  writable = 0;
  /** The first device-writable element; as many as there are elements where none is. */
  firstWritable = 0;
  /** The indirect table; of no bytes where there is none. */
  tableAddress = 0;
  tableLength = 0;

  start(head: number): void {
    this.head = head;
    this.slots = 0;
    this.elements = 0;
    this.readable = 0;
    this.writable = 0;
    this.firstWritable = 0;
    this.tableLength = 0;
  }

  addDescriptor(index: number): void {
    if (this.slots === this.descriptors.length) this.descriptors = longer(this.descriptors);
    this.descriptors[this.slots++] = index;
  }

  addElement(address: number, length: number, isWritable: boolean): void {
    const at = WORDS * this.elements++;
    if (at === this.#numbers.length) this.#numbers = longer(this.#numbers);
    const numbers = this.#numbers;
    numbers[at + LOWER] = address;
    numbers[at + UPPER] = address < 2 ** 32 ? 0 : address / 2 ** 32;
    numbers[at + LENGTH] = length;
    numbers[at + WRITABLE] = isWritable ? 1 : 0;
    if (isWritable) {
      this.writable += length;
      return;
    }
    this.readable += length;
    if (this.firstWritable === this.elements - 1) this.firstWritable++;
  }

  addTable(address: number, length: number): void {
    this.tableAddress = address;
    this.tableLength = length;
  }

  /** Address of an element as it was read, also where it lies outside of memory. */
  addressOf(element: number): number {
    const at = WORDS * element;
    const upper = this.#numbers[at + UPPER]!;
    const lower = this.#numbers[at + LOWER]!;
    return upper === 0 ? lower : lower + upper * 2 ** 32;
  }

  /** Bytes of an element. */
  lengthOf(element: number): number {
    return this.#numbers[WORDS * element + LENGTH]!;
  }

  isWritable(element: number): boolean {
    return this.#numbers[WORDS * element + WRITABLE] === 1;
  }

  /** A number that a watch keeps beside an element: the share by which the device has it. */
  shareOf(element: number): number {
    return this.#numbers[WORDS * element + SHARE]!;
  }

  setShare(element: number, share: number): void {
    this.#numbers[WORDS * element + SHARE] = share;
  }

  get segments(): Segment[] {
    return Array.from({ length: this.elements }, (_, i) => ({
      address: this.addressOf(i),
      length: this.lengthOf(i),
      writable: this.isWritable(i),
    }));
  }

  get table(): Table | undefined {
    if (this.tableLength === 0) return undefined;
    return { address: this.tableAddress, length: this.tableLength };
  }
}

function longer<T extends Uint16Array | Uint32Array>(array: T): T {
  const twice = new (array.constructor as new (length: number) => T)(2 * array.length);
  twice.set(array);
  return twice;
}
