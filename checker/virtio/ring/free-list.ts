/** Descriptors or buffer ids that a driver may hand out. */
export class FreeList {
  readonly #numbers: Uint16Array;
  /** The numbers while all are free, from the last on. */
  readonly #all: Uint16Array;
  /** Where the far end stands; the near end is `count` further on, round the end. */
  #from = 0;
  count = 0;

  /** @param capacity numbers from 0 on, all of them free */
  constructor(capacity: number) {
    this.#all = Uint16Array.from({ length: capacity }, (_, i) => capacity - 1 - i);
    this.#numbers = new Uint16Array(capacity);
    this.fill();
  }

  /** All are free, and 0 is the next. */
  fill(): void {
    this.#numbers.set(this.#all);
    this.#from = 0;
    this.count = this.#all.length;
  }

  /** The next one to be taken, of at least one. */
  get next(): number {
    return this.#numbers[this.#place(this.count - 1)]!;
  }

  take(): number {
    const { next } = this;
    this.count--;
    return next;
  }

  /** Gives a number back: it is taken next. */
  give(number: number): void {
    this.#numbers[this.#place(this.count++)] = number;
  }

  /** Gives a number back: it is taken after all others. */
  giveLast(number: number): void {
    this.#from = this.#place(this.#numbers.length - 1);
    this.#numbers[this.#from] = number;
    this.count++;
  }

  /** The one that is taken next stands last. */
  get all(): readonly number[] {
    const all: number[] = [];
    for (let i = 0; i < this.count; i++) all.push(this.#numbers[this.#place(i)]!);
    return all;
  }

  load(numbers: readonly number[]): void {
    this.#from = 0;
    this.count = 0;
    for (const number of numbers) this.give(number);
  }

  #place(steps: number): number {
    const place = this.#from + steps;
    return place < this.#numbers.length ? place : place - this.#numbers.length;
  }
}
