/** H7: two reachable states of a packed queue, one memory, two positions. */
import { describe, expect, test } from "vitest";
import { searchPositions } from "./positions.ts";

const counts = (size: number, lists: number): readonly number[] => {
  const { states, depth, memories, ambiguous, ambiguousAtRest } = searchPositions({ size, lists });
  return [states, depth, memories, ambiguous, ambiguousAtRest];
};

describe("the memory of a packed queue", () => {
  test.each([
    [2, [117, 24, 43]],
    [3, [1747, 44, 476]],
    [4, [31747, 68, 6038]],
  ])("of %i slots says where the device stands while every list is one long", (size, all) => {
    expect(counts(size, 1)).toEqual([...all, 0, 0]);
  });

  test.each([
    [2, [181, 24, 67, 8]],
    [3, [3911, 36, 1017, 109]],
    [4, [97827, 52, 16286, 1636]],
  ])(
    "of %i slots leaves it open where lists may be two long, unless nothing waits",
    (size, all) => {
      expect(counts(size, 2)).toEqual([...all, 0]);
    },
  );
});

describe("the shortest pair of histories", () => {
  const { witness } = searchPositions({ size: 4, lists: 2 });

  test("is a list of two that was used, and a list of one that was used and reaped", () => {
    expect(witness?.slots.slice(0, 2)).toEqual(["id 0 used, wrap 1", "id 0 available, wrap 1"]);
    expect(witness?.histories.map(({ steps, position }) => [steps.join(), position])).toEqual([
      ["post 2,fetch,use", { slot: 2, wrap: 1 }],
      ["post 1,fetch,use,reap,post 1", { slot: 1, wrap: 1 }],
    ]);
  });

  test("makes a device that begins at the other place run a stale tail, or miss a list", () => {
    expect(witness?.histories.map(({ continued }) => continued)).toEqual([
      { takes: 1, waiting: 0, broken: ["fetchOnlyAvailable"] },
      { takes: 0, waiting: 1, broken: [] },
    ]);
  });
});

test("a list that is longer than the queue is refused", () => {
  expect(() => searchPositions({ size: 2, lists: 3 })).toThrow("lists of 3 in a queue of 2");
});
