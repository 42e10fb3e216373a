/** The packed states in the order in which they were found, outside the generated code's memory. */

/** States of one chunk. */
const CHUNK = 1 << 16;
/** A field is read as four bytes, so the last state has some behind it. */
const SLACK = 8;
/** Bytes that say which event found a state. */
const BY = 2;
const NOTHING = new Uint8Array(0);

export interface OrderLog {
  readonly size: number;
  /** Bytes that it occupies. */
  readonly bytes: number;
  /** Appends `count` states that stand in `from` from `at` on, and from `by` on, 2 bytes each,
   *  which events found them. */
  append(from: Uint8Array, at: number, by: number, count: number): void;
  /** Copies states from number `first` on, at most `count`; returns how many. */
  copy(first: number, count: number, into: Uint8Array, at: number): number;
  /** Copies which events found them; those of the states before are forgotten. */
  takeBy(first: number, count: number, into: Uint8Array, at: number): void;
}

/** `stride` is the number of bytes of a state. */
export function createOrderLog(stride: number): OrderLog {
  const states: Uint8Array[] = [];
  const events: Uint8Array[] = [];
  const spare: Uint8Array[] = [];
  let size = 0;
  let forgotten = 0;
  const append = (from: Uint8Array, at: number, by: number, count: number): void => {
    for (let done = 0; done < count; ) {
      const within = size % CHUNK;
      if (within === 0) {
        states.push(new Uint8Array(CHUNK * stride + SLACK));
        events.push(spare.pop() ?? new Uint8Array(CHUNK * BY));
      }
      const part = Math.min(count - done, CHUNK - within);
      put(states.at(-1)!, within, from, at, done, part, stride);
      put(events.at(-1)!, within, from, by, done, part, BY);
      size += part;
      done += part;
    }
  };
  const copy = (first: number, count: number, into: Uint8Array, at: number): number => {
    const within = first % CHUNK;
    const part = Math.min(count, CHUNK - within, size - first);
    const chunk = states[Math.floor(first / CHUNK)]!;
    into.set(chunk.subarray(within * stride, (within + part) * stride), at);
    return part;
  };
  const takeBy = (first: number, count: number, into: Uint8Array, at: number): void => {
    const chunk = Math.floor(first / CHUNK);
    for (; forgotten < chunk; forgotten++) {
      spare.push(events[forgotten]!);
      events[forgotten] = NOTHING;
    }
    const within = (first % CHUNK) * BY;
    into.set(events[chunk]!.subarray(within, within + count * BY), at);
  };
  return {
    get size() {
      return size;
    },
    get bytes() {
      return (
        states.length * (CHUNK * stride + SLACK) +
        (events.length - forgotten + spare.length) * CHUNK * BY
      );
    },
    append,
    copy,
    takeBy,
  };
}

/** Copies `count` entries of `width` bytes, the first `done` of the source left out. */
function put(
  chunk: Uint8Array,
  within: number,
  from: Uint8Array,
  at: number,
  done: number,
  count: number,
  width: number,
): void {
  const start = at + done * width;
  chunk.set(from.subarray(start, start + count * width), within * width);
}
