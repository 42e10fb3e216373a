/** What interacts stands close together. */
import { describe, expect, test } from "vitest";
import { candidateOrders } from "./order.ts";

/** Two queues, of the even and of the odd things, and a status register that all interact with. */
const STATUS = 8;
const EVEN = [0, 2, 4, 6];
const ODD = [1, 3, 5, 7];
const pairs = (of: readonly number[]) =>
  of.flatMap((a) => of.flatMap((b) => (a < b ? [[a, b]] : [])));
const groups = [...pairs(EVEN), ...pairs(ODD), ...[...EVEN, ...ODD].map((one) => [one, STATUS])];
const orders = candidateOrders(9, groups);
const [between = [], below = [], plain = []] = orders;

/** The blocks that follow each other in an order, where the register is none. */
const blocks = (order: readonly number[]) => {
  const queues = order.filter((one) => one !== STATUS);
  return [queues.slice(0, 4), queues.slice(4)].map((block) => [...block].sort());
};
const span = (order: readonly number[]) =>
  groups.reduce((sum, group) => {
    const places = group.map((one) => order.indexOf(one));
    return sum + Math.max(...places) - Math.min(...places);
  }, 0);

describe("an order", () => {
  test("has each thing once", () => {
    for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, STATUS]);
  });

  test("keeps a queue together, though its things are numbered apart", () => {
    for (const order of [between, below])
      expect(new Set(blocks(order))).toEqual(new Set([EVEN, ODD]));
  });

  test("has what all interact with above the first queue, or at the bottom", () => {
    expect(between.indexOf(STATUS)).toBe(4);
    expect(below.indexOf(STATUS)).toBe(0);
  });

  test("spans less than that in which the things are given", () => {
    const given = [0, 1, 2, 3, 4, 5, 6, 7, STATUS];
    expect(span(plain)).toBeLessThan(span(given));
    expect(span(plain)).toBeLessThanOrEqual(span(between));
  });

  test("is the same for the same input", () => {
    expect(candidateOrders(9, groups)).toEqual(orders);
  });
});

test("of a queue what has few neighbours stands below what has many, in the last queue above", () => {
  // Each queue is a star: its first thing has three neighbours, the others one.
  const star = ([hub, ...leaves]: readonly number[]) => leaves.map((leaf) => [hub!, leaf]);
  const [order = []] = candidateOrders(8, [...star(EVEN), ...star(ODD)]);
  expect([order.slice(0, 4), order.slice(4)].map((block) => [...block].sort())).toContainEqual(
    EVEN,
  );
  expect(new Set([order[3], order[4]])).toEqual(new Set([EVEN[0], ODD[0]]));
});
