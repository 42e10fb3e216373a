import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add16, alignUp, distance16, isPowerOfTwo, passedEvent16 } from "./arithmetic.ts";

const index = fc.integer({ min: 0, max: 0xffff });

describe("integers modulo 65536", () => {
  it("a sum stays in range and its distance is the number of steps", () => {
    fc.assert(
      fc.property(index, index, (from, steps) => {
        const to = add16(from, steps);
        expect(to).toBe((from + steps) % 65536);
        expect(distance16(from, to)).toBe(steps);
      }),
    );
  });

  it("a step back undoes a step forward, also over the wrap", () => {
    expect(add16(add16(0xffff, 1), -1)).toBe(0xffff);
    expect(add16(0, -1)).toBe(0xffff);
  });

  it("an event is passed exactly when counting position by position meets it", () => {
    fc.assert(
      fc.property(index, index, fc.integer({ min: 0, max: 40 }), (event, from, steps) => {
        for (const e of [
          event,
          add16(from, 3),
          add16(from, -1),
          from,
          add16(from, steps),
          add16(from, steps - 1),
        ]) {
          let met = false;
          for (let i = 0; i < steps; i++) met ||= add16(from, i) === e;
          expect(passedEvent16(e, from, add16(from, steps))).toBe(met);
        }
      }),
    );
  });

  it("powers of two and alignment are what they say", () => {
    const powers = Array.from({ length: 40 }, (_, n) => n).filter(isPowerOfTwo);
    expect(powers).toEqual([1, 2, 4, 8, 16, 32]);
    expect([alignUp(0, 16), alignUp(1, 16), alignUp(16, 16), alignUp(17, 4)]).toEqual([
      0, 16, 16, 20,
    ]);
  });
});
