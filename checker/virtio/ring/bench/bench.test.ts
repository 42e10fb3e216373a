import { describe, expect, it } from "vitest";
import { bench, parseOptions } from "./bench.ts";

describe("the bench", () => {
  it("measures both formats with and without checks, and both loops leave the same bytes", () => {
    const results = bench({ rounds: 1, batches: 50 });
    expect(results.map(({ required }) => required)).toEqual([0.75, 0.4, null, 0.75, 0.4, null]);
    for (const { measure, value, unit, yardstick, ratio, command } of results) {
      expect(measure).toMatch(/^(split|packed) ring/);
      expect(value).toBeGreaterThan(0);
      expect([unit, command]).toEqual(["descriptors/s", expect.stringContaining("--json")]);
      expect(yardstick === null).toBe(ratio === null);
    }
  });

  it("names a wrong option and what is legal", () => {
    expect(parseOptions(["ring", "--json", "--rounds", "3"])).toEqual({
      rounds: 3,
      batches: 200_000,
      json: true,
    });
    expect(parseOptions(["--rounds", "x"])).toContain("--rounds x: not a whole number");
    expect(parseOptions(["--fast"])).toContain("legal are ring");
  });
});
