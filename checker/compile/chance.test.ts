/** Functions that may ask neither for the time nor for chance. */
import { expect, test } from "vitest";
import { withoutChance } from "./chance.ts";

const asked = (run: () => unknown) => () => withoutChance("Guard g", run);

test.each([
  ["the time", () => Date.now()],
  ["the time", () => new Date()],
  ["the time", () => Date()],
  ["the time", () => performance.now()],
  ["chance (Math.random)", () => Math.random()],
])("refuses who asks for %s", (what, run) => {
  expect(asked(run)).toThrow(
    `Guard g: a function asks for ${what}; legal: answers that depend on state and event alone.`,
  );
});

test("lets be what is the same whenever it is asked", () => {
  expect(asked(() => new Date(0).toISOString())()).toBe("1970-01-01T00:00:00.000Z");
  expect(asked(() => Date.UTC(2000, 0))()).toBe(946_684_800_000);
  expect(asked(() => new Date(0) instanceof Date)()).toBe(true);
});

test("leaves the clock and the dice as they were, whatever happens", () => {
  const { Date: clock, performance } = globalThis;
  const before = [clock, performance.now, Math.random];
  expect(asked(() => Date.now())).toThrow();
  expect(asked(() => 1)()).toBe(1);
  expect([globalThis.Date, performance.now, Math.random]).toEqual(before);
  expect(globalThis.Date).toBe(clock);
});
