import { expect, test } from "vitest";
import { didYouMean, errorLine, listNames } from "./errors.ts";

test("a near name is suggested", () => {
  expect(didYouMean("queu0", ["status", "queue0"])).toBe(' Did you mean "queue0"?');
  expect(didYouMean("Driver.kicks", ["driver.kicks"])).toBe(' Did you mean "driver.kicks"?');
});

test("no far name is suggested", () => {
  expect(didYouMean("queue0", ["status", "driver"])).toBe("");
  expect(didYouMean("queue0", [])).toBe("");
});

test("a long list of names is cut, and says so", () => {
  expect(listNames(["a", "b", "c"], 2)).toBe('"a", "b" and 1 more');
  expect(listNames([])).toBe("none");
});

test("a value without an end is cut in the middle of the line", () => {
  const line = errorLine(`"${"x".repeat(100_000)}" is no name; legal: a short one`);
  expect(line.length).toBeLessThan(1500);
  expect(line).toMatch(/^"x+\[98\d{3} characters\]x+" is no name; legal: a short one$/);
  expect(errorLine("x".repeat(2000))).toHaveLength(2000);
});
