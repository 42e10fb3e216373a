/** Which pages a device has written since they were last read and cleared. */
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
    const last = (address + length - 1) >> this.pageShift;
    for (let page = address >> this.pageShift; page <= last; page++) this.marks[page] = 1;
  }

  /** The first byte that a copy holds differently, of all or of those in clean pages. */
  firstDifference(bytes: Uint8Array, copy: Uint8Array, clean: boolean): number | undefined {
    for (let at = 0; at < bytes.length; at++)
      if (bytes[at] !== copy[at] && !(clean && this.has(at >> this.pageShift))) return at;
    return undefined;
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
