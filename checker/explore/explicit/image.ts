/** Lays out what stands in the memory of the generated code. */

/** Tables of more bytes are not compared with each other. */
const LARGE = 65_536;

/** Memory that is being laid out. */
export interface Image {
  readonly size: number;
  reserve(bytes: number): number;
  /** The same address for the same content; a multiple of `align`, a power of two. */
  place(content: Content, align?: number): number;
  /** An address of its own, for what changes. */
  placeOwn(content: Content): number;
  /** All that was placed until now. */
  readonly contents: readonly Placed[];
}

/** Bytes at an address. */
export interface Placed {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A table. */
export type Content = Uint8Array | Uint16Array | Int16Array | Int32Array | Uint32Array;

export function createImage(): Image {
  // Address 0 stands for "no table".
  let size = 64;
  const contents: Placed[] = [];
  const known = new Map<string, number>();
  /** The same without a look at the bytes, for what is aligned as usual. */
  const placed = new Map<Content, number>();
  const reserve = (bytes: number): number => {
    const at = size;
    size += Math.ceil(bytes / 8) * 8;
    return at;
  };
  const placeOwn = (content: Content, align = 8): number => {
    const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
    size = Math.ceil(size / align) * align;
    const at = reserve(bytes.length);
    contents.push({ at, bytes });
    return at;
  };
  return {
    get size() {
      return size;
    },
    reserve,
    place(content, align = 8) {
      const before = align === 8 ? placed.get(content) : undefined;
      if (before !== undefined) return before;
      const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
      if (bytes.length > LARGE) return placeOwn(content, align);
      const key = `${align} ${bytes.toString("latin1")}`;
      const at = known.get(key) ?? placeOwn(content, align);
      known.set(key, at);
      if (align === 8) placed.set(content, at);
      return at;
    },
    placeOwn,
    contents,
  };
}
