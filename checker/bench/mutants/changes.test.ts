/** Which lines are changed, and how. */
import { expect, test } from "vitest";
import { drawn, mutantsOf } from "./changes.ts";

const TEXT = `/** Whether a === b. */
import { a } from "./a.ts";
  if (a === b && c) return true;
  readonly a: 1 | 2;
  throw new Error("a < b");
  for (let i = 0; i < n; i++) total += 1;
  return list;`;

test("a line that means something is changed in one place, and others are not", () => {
  expect(mutantsOf("x.ts", TEXT).map(({ line, after }) => [line, after.trim()])).toEqual([
    [3, "if (a !== b && c) return true;"],
    [6, "for (let i = 0; i <= n; i++) total += 1;"],
  ]);
});

test("a draw takes from every file before it takes again, and is the same each time", () => {
  const all = ["a.ts", "b.ts", "c.ts"].flatMap((path) => mutantsOf(path, TEXT));
  const some = drawn(all, 3, 1);
  expect(new Set(some.map(({ path }) => path)).size).toBe(3);
  expect(drawn(all, 3, 1)).toEqual(some);
  expect(drawn(all, 100, 1)).toHaveLength(all.length);
});
