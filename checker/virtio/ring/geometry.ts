/** Guest memory and its marks in one WebAssembly memory, for loops that work on both. */

/** Where the parts of a memory lie in its WebAssembly memory: byte offsets. */
export interface Geometry {
  readonly storage: WebAssembly.Memory;
  /** Bytes of guest memory, from offset 0 on. */
  readonly size: number;
  /** One owner code a byte. */
  readonly owners: number;
  /** One mark a byte: written by the device since it was shared. */
  readonly written: number;
  /** One mark a page. */
  readonly dirty: number;
  readonly pageShift: number;
}

/** Four parts one after another; a little room behind each lets loops read 8 bytes. */
export function geometryOf(size: number, pages: number, pageShift: number): Geometry {
  const [owners, written, dirty] = [size + 16, 2 * (size + 16), 3 * (size + 16)];
  const storage = new WebAssembly.Memory({ initial: Math.ceil((dirty + pages + 16) / 65536) });
  return { storage, size, owners, written, dirty, pageShift };
}
