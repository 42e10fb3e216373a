import { describe, expect, it } from "vitest";
import { bench, parseOptions } from "./bench.ts";

describe("the bench", () => {
  it("measures the sides and watches of a replay in both formats, and breaks no rule", () => {
    const results = bench({ rounds: 1, batches: 2 });
    expect(results.map(({ measure }) => measure.split(" ")[0])).toEqual([
      "split",
      "split",
      "packed",
      "packed",
    ]);
    for (const { value, unit, yardstick, ratio, command } of results) {
      expect(value).toBeGreaterThan(0);
      expect([unit, command]).toEqual(["descriptors/s", expect.stringContaining("--json")]);
      expect(yardstick === null).toBe(ratio === null);
    }
  });

  it("names a wrong option and what is legal", () => {
    expect(parseOptions(["--json", "--rounds", "3"])).toEqual({
      rounds: 3,
      batches: 1000,
      json: true,
    });
    expect(parseOptions(["--rounds", "x"])).toContain("--rounds x: not a whole number");
    expect(parseOptions(["--fast"])).toContain("legal are --json");
  });
});
