/** State vectors, numbered in the order in which they were first seen. */

export interface StateStore {
  readonly size: number;
  /** All vectors, one after the other; replaced when it grows. */
  readonly vectors: Uint16Array;
  /** The number of the state in `vector`, a new one when it was not seen before. */
  insert(vector: Uint16Array): number;
}

/** A growing store with open addressing over typed arrays; 2 bytes a machine and state. */
export function createStore(width: number): StateStore {
  let vectors = new Uint16Array(width * 1024);
  let size = 0;
  // A slot holds the number of a state plus 1; 0 is free. At most half are used.
  let slots = new Int32Array(2048);

  const grow = (): void => {
    const larger = new Uint16Array(vectors.length * 2);
    larger.set(vectors);
    vectors = larger;
    slots = new Int32Array(slots.length * 2);
    const mask = slots.length - 1;
    for (let state = 0; state < size; state++) {
      let slot = hash(vectors, state * width, width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = state + 1;
    }
  };

  const insert = (vector: Uint16Array): number => {
    const mask = slots.length - 1;
    let slot = hash(vector, 0, width) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const state = slots[slot]! - 1;
      if (equalAt(vectors, state * width, vector)) return state;
    }
    slots[slot] = size + 1;
    vectors.set(vector, size * width);
    size += 1;
    if (size * 2 >= slots.length) grow();
    return size - 1;
  };

  return {
    get size() {
      return size;
    },
    get vectors() {
      return vectors;
    },
    insert,
  };
}

function equalAt(vectors: Uint16Array, at: number, vector: Uint16Array): boolean {
  for (let m = 0; m < vector.length; m++) if (vectors[at + m] !== vector[m]) return false;
  return true;
}

/** Mixes as MurmurHash3 does; only its spread matters. */
function hash(vectors: Uint16Array, at: number, width: number): number {
  let h = width;
  for (let m = 0; m < width; m++) {
    h = Math.imul(h ^ vectors[at + m]!, 0xcc9e2d51);
    h = (h << 15) | (h >>> 17);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}

/** A list of whole numbers that grows; `Uint16Array` or `Int32Array`. */
export interface NumberList<A extends Uint16Array | Int32Array> {
  readonly length: number;
  readonly values: A;
  push(value: number): void;
}

export function createNumberList<A extends Uint16Array | Int32Array>(
  allocate: (length: number) => A,
): NumberList<A> {
  let values = allocate(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    get values() {
      return values;
    },
    push(value) {
      if (length === values.length) {
        const larger = allocate(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
  };
}
