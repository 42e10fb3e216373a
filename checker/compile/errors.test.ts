import { expect, test } from "vitest";
import { didYouMean, listNames } from "./errors.ts";

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
