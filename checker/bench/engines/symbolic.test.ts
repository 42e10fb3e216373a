import { expect, test } from "vitest";
import { familyRows, measureFamily } from "./family.ts";
import { measureSymbolic, symbolicRows } from "./symbolic.ts";

const SMALL = { queues: 1, ring: 2 };

test("the symbolic engine is measured with and without the shortest trace", () => {
  const rows = [false, true].map((trace) => ({ scope: SMALL, trace, required: 1, aim: null }));
  const measures = [...symbolicRows(rows, measureSymbolic)];
  expect(measures.map(({ unit, required }) => [unit, required])).toEqual([
    ["s", 1],
    ["s", 1],
  ]);
  expect(measures[1]!.measure).toContain("16788 states: verdict and shortest trace of 12 steps");
  for (const { value } of measures) expect(value).toBeGreaterThan(0);
});

test("a family is measured beside its readings one after another, which answer alike", () => {
  const rows = [{ scope: SMALL, switches: 4, drawn: 8, required: 50 }];
  const [row] = [...familyRows(rows, measureFamily)];
  expect(row!.measure).toContain("8 drawn one by one answer alike");
  expect(row!.ratio).toBeGreaterThan(0);
  expect(row!.against).toBe("one after another");
});

test("without readings drawn there is nothing to compare", () => {
  const figures = { violating: "1", pairs: "2", steps: 3, seconds: 0.5, oneByOne: null };
  const rows = [{ scope: SMALL, switches: 20, drawn: 0, required: null }];
  const [row] = [...familyRows(rows, () => figures)];
  expect(row).toMatchObject({ value: 0.5, yardstick: null, ratio: null });
});
