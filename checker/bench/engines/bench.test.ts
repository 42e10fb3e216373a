import { expect, test } from "vitest";
import { bench, coldStart, main } from "./bench.ts";
import { type Bounds, measure } from "./cases.ts";

const small: Bounds = { scenario: "museum/15-kick-lost-across-restore", scope: {}, most: null };

test("every engine is measured, and SPIN stores the same states where it is installed", () => {
  const states = new Set<number>();
  const rows = [
    ...bench({ fast: [small], capacity: [small], plain: [small] }, (bounds, engine, isWarm) => {
      const figures = measure(bounds, engine, isWarm);
      states.add(figures.states);
      return figures;
    }),
  ];
  expect([...states]).toEqual([2840]);
  const beside = ["states/s", "s", "bytes/state"];
  const units = [...beside, ...beside, "bytes/state", "states/s", "states/s"];
  expect(rows.map(({ unit }) => unit)).toEqual(units);
  for (const { value, unit, yardstick, ratio } of rows) {
    // So small a search takes less than the hundredths of a second that are printed.
    if (unit !== "s") expect(value).toBeGreaterThan(0);
    expect(yardstick === null).toBe(ratio === null);
  }
});

test("a wrong word is named with what is legal", () => {
  const lines: string[] = [];
  expect(main(["--fast"], (line) => lines.push(line))).toBe(64);
  expect(lines).toEqual(["--fast: unknown; legal are --json, --large"]);
});

test("the first verdict of a process is measured with and without a cache", () => {
  const figures = { node: 0.05, idle: 0.1, withoutCache: 0.7, withCache: 0.45, states: 188160 };
  expect([...coldStart(() => figures)].map(({ value, required }) => [value, required])).toEqual([
    [0.45, 0.3],
    [0.7, null],
    [0.1, null],
  ]);
});
