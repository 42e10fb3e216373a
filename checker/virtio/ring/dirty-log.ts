/** Which pages a device has written since they were last read and cleared. */
import type { GuestMemory } from "./memory.ts";

export class DirtyLog {
  /** Whether writes reach the log; off to show what a lossy log loses. */
  tracking = true;
  /** One mark a page. */
  readonly marks: Uint8Array;
  readonly pageShift: number;

  constructor(marks: Uint8Array, pageShift: number) {
    this.marks = marks;
    this.pageShift = pageShift;
  }

  mark(address: number, length: number): void {
    if (!this.tracking) return;
    const first = address >> this.pageShift;
    const last = (address + length - 1) >> this.pageShift;
    this.marks[first] = 1;
    if (first < last) this.marks.fill(1, first + 1, last + 1);
  }

  has(page: number): boolean {
    return this.marks[page] === 1;
  }

  /** Reads and clears one page. */
  take(page: number): boolean {
    const was = this.marks[page] === 1;
    this.marks[page] = 0;
    return was;
  }

  /** Reads and clears all pages. */
  takeAll(): readonly number[] {
    const pages: number[] = [];
    for (let page = 0; page < this.marks.length; page++) if (this.take(page)) pages.push(page);
    return pages;
  }
}

/** Reports the first byte that a copy of a memory holds differently; of those in pages that
 *  are not dirty, where the claim is that device writes are logged. */
export function reportDifference(
  memory: GuestMemory,
  copy: GuestMemory,
  claim: "deviceWritesAreLogged" | "lastCopyIsComplete",
): void {
  const { dirty, size } = memory;
  const isOpen = (at: number) =>
    claim === "deviceWritesAreLogged" && dirty.has(at >> dirty.pageShift);
  for (let at = 0; at < size; at++) {
    if (memory.peek8(at) === copy.peek8(at) || isOpen(at)) continue;
    const why = claim === "deviceWritesAreLogged" ? ", and its page is not dirty" : "";
    const detail = () => `${memory.peek8(at)} here, ${copy.peek8(at)} in the copy${why}`;
    memory.findings.add(claim, () => memory.nameOf(at), detail);
    return;
  }
}
