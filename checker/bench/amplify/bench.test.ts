import { expect, test } from "vitest";
import { bench, main } from "./bench.ts";

test("a trace of 20 steps is measured in both formats, mixed and plain", () => {
  const rows = bench(1, 500);
  expect(rows.map(({ unit }) => unit)).toEqual(Array(4).fill("replays/s"));
  for (const { measure, value } of rows) {
    expect(measure).toMatch(/^amplified replay of 20 steps, (split|packed), /);
    expect(value).toBeGreaterThan(0);
  }
});

test("a wrong word is named with what is legal", () => {
  const lines: string[] = [];
  expect(main(["--fast"], (line) => lines.push(line))).toBe(64);
  expect(lines).toEqual(["--fast: unknown or no whole number; legal: --json, --rounds 9"]);
});
