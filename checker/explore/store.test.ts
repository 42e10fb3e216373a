import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createNumberList, createStore } from "./store.ts";

test("a store numbers vectors as a Map of strings does, in the order they are first seen", () => {
  const vectors = fc.integer({ min: 1, max: 5 }).chain((width) =>
    fc.array(fc.uint16Array({ minLength: width, maxLength: width, max: 7 }), {
      minLength: 1,
      maxLength: 6000,
      size: "max",
    }),
  );
  fc.assert(
    fc.property(vectors, (all) => {
      const width = all[0]!.length;
      const store = createStore(width);
      const numbers = new Map<string, number>();
      for (const vector of all) {
        const key = vector.join();
        if (!numbers.has(key)) numbers.set(key, numbers.size);
        expect(store.insert(vector)).toBe(numbers.get(key));
      }
      expect(store.size).toBe(numbers.size);
      for (const [key, number] of numbers) {
        expect(store.vectors.subarray(number * width, (number + 1) * width).join()).toBe(key);
      }
    }),
    { numRuns: 20 },
  );
});

test("a number list keeps what was pushed while it grows", () => {
  const list = createNumberList((n) => new Int32Array(n));
  for (let i = 0; i < 5000; i++) list.push(-i);
  expect(list.length).toBe(5000);
  expect([...list.values.subarray(0, list.length)].every((value, i) => value === -i)).toBe(true);
});
