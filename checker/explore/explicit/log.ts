/** The packed states in the order in which they were found, outside the generated code's memory. */

/** States of one chunk. */
const CHUNK = 1 << 16;
/** A field is read as four bytes, so the last state has some behind it. */
const SLACK = 8;

export interface OrderLog {
  readonly size: number;
  /** Bytes that it occupies. */
  readonly bytes: number;
  /** Appends `count` states that stand in `from` from `at` on. */
  append(from: Uint8Array, at: number, count: number): void;
  /** Copies states from number `first` on, at most `count`; returns how many. */
  copy(first: number, count: number, into: Uint8Array, at: number): number;
}

/** `stride` is the number of bytes of a state. */
export function createOrderLog(stride: number): OrderLog {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const append = (from: Uint8Array, at: number, count: number): void => {
    for (let done = 0; done < count; ) {
      const within = size % CHUNK;
      if (within === 0) chunks.push(new Uint8Array(CHUNK * stride + SLACK));
      const part = Math.min(count - done, CHUNK - within);
      const start = at + done * stride;
      chunks[chunks.length - 1]!.set(from.subarray(start, start + part * stride), within * stride);
      size += part;
      done += part;
    }
  };
  const copy = (first: number, count: number, into: Uint8Array, at: number): number => {
    const within = first % CHUNK;
    const part = Math.min(count, CHUNK - within, size - first);
    const chunk = chunks[Math.floor(first / CHUNK)]!;
    into.set(chunk.subarray(within * stride, (within + part) * stride), at);
    return part;
  };
  return {
    get size() {
      return size;
    },
    get bytes() {
      return chunks.length * (CHUNK * stride + SLACK);
    },
    append,
    copy,
  };
}
