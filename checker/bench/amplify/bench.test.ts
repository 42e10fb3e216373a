import { expect, test } from "vitest";
import { FastReplay } from "../../virtio/replay/amplify/fast.ts";
import { runInShape } from "../../virtio/replay/amplify/in-shape.ts";
import { bench, benchScript, benchShapes, main } from "./bench.ts";

test("a trace of 20 steps is measured in both formats, mixed and plain", () => {
  const rows = bench(1, 500);
  expect(rows.map(({ unit }) => unit)).toEqual(Array(4).fill("replays/s"));
  for (const { measure, value, required } of rows) {
    expect(measure).toMatch(/^amplified replay of 20 steps, (split|packed), /);
    expect(value).toBeGreaterThan(0);
    expect(required).toBe(200_000);
  }
});

test("what is measured leaves the bytes that the readable replay leaves", () => {
  const script = benchScript();
  const fast = new FastReplay(script);
  for (const format of ["split", "packed"] as const) {
    const shapes = benchShapes(script, format, false);
    expect(shapes.length).toBeGreaterThan(200);
    for (const shape of shapes.filter((_, i) => i % 7 === 0)) {
      const { failure, bytes } = runInShape(script, shape);
      expect(failure).toBeNull();
      expect(fast.run(shape)).toBe(0);
      expect(Buffer.compare(fast.bytes(shape.size), bytes)).toBe(0);
    }
  }
});

test("a wrong word is named with what is legal", () => {
  const lines: string[] = [];
  expect(main(["--fast"], (line) => lines.push(line))).toBe(64);
  expect(lines).toEqual(["--fast: unknown or no whole number; legal: --json, --rounds 9"]);
});
