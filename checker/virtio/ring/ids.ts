/**
 * Heads or buffer ids in the order in which they were added. To look one up, add or
 * take it out takes the same time however many there are, and allocates nothing.
 */
export class Ids {
  size = 0;
  #first = NONE;
  #last = NONE;
  /** Of each id the next and the one before, NONE at the ends; ABSENT where it is not in. */
  #next: Int32Array;
  #previous: Int32Array;

  /** @param capacity ids from 0 on that are expected; others are taken as well */
  constructor(capacity: number) {
    this.#next = new Int32Array(capacity).fill(ABSENT);
    this.#previous = new Int32Array(capacity);
  }

  /** The oldest; -1 where there is none. */
  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#last;
  }

  has(id: number): boolean {
    return (this.#next[id] ?? ABSENT) !== ABSENT;
  }

  /** The one that was added after an id that is in; -1 for the last. */
  after(id: number): number {
    return this.#next[id]!;
  }

  before(id: number): number {
    return this.#previous[id]!;
  }

  add(id: number): void {
    if (id >= this.#next.length) this.#grow(id);
    this.#next[id] = NONE;
    this.#previous[id] = this.#last;
    if (this.#last === NONE) this.#first = id;
    else this.#next[this.#last] = id;
    this.#last = id;
    this.size++;
  }

  /** Takes out an id that is in. */
  delete(id: number): void {
    const next = this.#next[id]!;
    const previous = this.#previous[id]!;
    if (previous === NONE) this.#first = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#last = previous;
    else this.#previous[next] = previous;
    this.#next[id] = ABSENT;
    this.size--;
  }

  clear(): void {
    while (this.size > 0) this.delete(this.#first);
  }

  /** Oldest first. */
  get all(): readonly number[] {
    const ids: number[] = [];
    for (let id = this.#first; id !== NONE; id = this.#next[id]!) ids.push(id);
    return ids;
  }

  #grow(id: number): void {
    const longer = new Int32Array(2 ** Math.ceil(Math.log2(id + 1))).fill(ABSENT);
    longer.set(this.#next);
    this.#next = longer;
    const before = new Int32Array(longer.length);
    before.set(this.#previous);
    this.#previous = before;
  }
}

const NONE = -1;
const ABSENT = -2;
