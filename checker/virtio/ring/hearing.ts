/**
 * Which watches hear of an access.
 *
 * Each byte is marked with the part of a queue that it lies in, if an access of up to
 * 8 bytes from there on touches no other, so that most are looked up once.
 */
import type { Actor, Region, Watch } from "./access.ts";

/** Bytes of the longest access that a mark answers for. */
const SHORT = 8;
/** The mark of a byte from which on each part is to be looked at: several may be touched,
 *  or one that begins later. Else 0 for none, or one more than the part's place in the
 *  list. */
const SEVERAL = 255;

export class Hearing {
  readonly watches: Watch[] = [];
  #regions: Region[] = [];
  readonly #reads: Uint8Array;
  readonly #writes: Uint8Array;

  /** @param size of guest memory, in bytes */
  constructor(size: number) {
    this.#reads = new Uint8Array(size);
    this.#writes = new Uint8Array(size);
  }

  add(region: Region): void {
    this.#regions.push(region);
    if (!this.watches.includes(region.watch)) this.watches.push(region.watch);
    this.#mark(region, this.#regions.length);
  }

  remove(watch: Watch): void {
    this.#regions = this.#regions.filter((region) => region.watch !== watch);
    const at = this.watches.indexOf(watch);
    if (at >= 0) this.watches.splice(at, 1);
    this.#reads.fill(0);
    this.#writes.fill(0);
    for (const [i, region] of this.#regions.entries()) this.#mark(region, i + 1);
  }

  /** The part that a byte belongs to. */
  partAt(address: number): Region | undefined {
    return this.#regions.find(({ start, end }) => address >= start && address < end);
  }

  read(actor: Actor, address: number, length: number): void {
    const mark = this.#reads[address]!;
    if (length > SHORT || mark === SEVERAL) this.#tellAllOfRead(actor, address, length);
    else if (mark !== 0) {
      const region = this.#regions[mark - 1]!;
      region.watch.onRead(actor, region.part, address, length);
    }
  }

  #tellAllOfRead(actor: Actor, address: number, length: number): void {
    for (const region of this.#regions)
      if (region.reads && touches(region, address, length))
        region.watch.onRead(actor, region.part, address, length);
  }

  /** Whether reads of up to SHORT bytes at `from`, at `to - SHORT` and at `address`, all in
   *  one part, mean nothing to anyone. */
  ignores(actor: Actor, from: number, to: number, address: number): boolean {
    const mark = this.#reads[address]!;
    if (this.#reads[from] !== mark || this.#reads[to - SHORT] !== mark) return false;
    if (mark === 0 || mark === SEVERAL) return mark === 0;
    const { watch, part } = this.#regions[mark - 1]!;
    return watch.ignoresReads(actor, part, address);
  }

  /** Whether nobody wants to hear of reads of up to SHORT bytes, at `address` or behind them. */
  isUnheard(address: number): boolean {
    return this.#reads[address] === 0 && this.#reads[address + SHORT] === 0;
  }

  write(actor: Actor, address: number, length: number): void {
    const mark = this.#writes[address]!;
    if (length > SHORT || mark === SEVERAL) this.#tellAllOfWrite(actor, address, length);
    else if (mark !== 0) {
      const region = this.#regions[mark - 1]!;
      region.watch.onWrite(actor, region.part, address, length);
    }
  }

  #tellAllOfWrite(actor: Actor, address: number, length: number): void {
    for (const region of this.#regions)
      if (touches(region, address, length))
        region.watch.onWrite(actor, region.part, address, length);
  }

  /** Whether the return of a buffer, 8 bytes and an index (at -1: none), is noted by whom
   *  it concerns. */
  takesReturn(
    actor: Actor,
    address: number,
    lower: number,
    upper: number,
    indexAt: number,
    index: number,
  ): boolean {
    const mark = this.#writes[address]!;
    if (indexAt >= 0 && this.#writes[indexAt] !== mark) return false;
    if (mark === 0 || mark === SEVERAL) return mark === 0;
    const { watch, part } = this.#regions[mark - 1]!;
    return watch.takesReturn(actor, part, address, lower, upper, index);
  }

  /** Whether a descriptor is noted by whom it concerns. */
  takesDescriptor(actor: Actor, address: number, isPart: boolean): boolean {
    const mark = this.#writes[address]!;
    if (this.#writes[address + SHORT] !== mark) return false;
    if (mark === 0 || mark === SEVERAL) return mark === 0;
    const { watch, part } = this.#regions[mark - 1]!;
    return watch.takesDescriptor(actor, part, address, isPart);
  }

  barrier(actor: Actor): void {
    for (let i = 0; i < this.watches.length; i++) this.watches[i]!.onBarrier(actor);
  }

  /** Marks the bytes of a part, and those from which it and one before may be touched. */
  #mark(region: Region, mark: number): void {
    const own = mark < SEVERAL ? mark : SEVERAL;
    for (const [marks, isHeard] of [
      [this.#reads, region.reads],
      [this.#writes, true],
    ] as const) {
      if (!isHeard) continue;
      fill(marks, own, region.start, region.end);
      fill(marks, SEVERAL, region.start - SHORT + 1, region.start);
      for (const other of this.#regions.slice(0, mark - 1))
        if (marks === this.#writes || other.reads)
          fill(
            marks,
            SEVERAL,
            Math.max(region.start, other.start) - SHORT + 1,
            Math.min(region.end, other.end),
          );
    }
  }
}

/** Fills what of a range lies in an array; nothing where the range has no bytes. */
function fill(marks: Uint8Array, mark: number, from: number, to: number): void {
  if (from < to) marks.fill(mark, Math.max(from, 0), Math.max(to, 0));
}

const touches = ({ start, end }: Region, address: number, length: number): boolean =>
  address < end && address + length > start;
