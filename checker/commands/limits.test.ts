import { describe, expect, test } from "vitest";
import { limitsOf } from "./limits.ts";

describe("the bounds of the search", () => {
  test("are none unless told, and whichever engine suits", () => {
    expect(limitsOf({})).toEqual({ engine: "auto" });
  });

  test("are numbers, and bytes in MiB or GiB", () => {
    expect(
      limitsOf({ engine: "explicit", maxStates: "1e6", timeout: "0.5", memory: "1.5GiB" }),
    ).toEqual({ engine: "explicit", maxStates: 1e6, timeoutMs: 500, memory: 1.5 * 2 ** 30 });
    expect(limitsOf({ memory: "64MiB", capacity: true })).toEqual({
      engine: "auto",
      memory: 64 * 2 ** 20,
      capacity: true,
    });
  });

  test.each(["", "4", "4GB", "GiB", "-1GiB", "0GiB", "15MiB", "1e3GiB", "99999999999GiB", "4 GiB"])(
    "of memory are not %o",
    (memory) => {
      expect(() => limitsOf({ memory })).toThrow(
        `--memory is "${memory}"; legal: a number and MiB or GiB, at least 16MiB`,
      );
    },
  );

  test.each(["", "0", "-1", "x", "Infinity"])("of states and time are not %o", (text) => {
    expect(() => limitsOf({ maxStates: text })).toThrow(`--max-states is "${text}"; legal:`);
    expect(() => limitsOf({ timeout: text })).toThrow(`--timeout is "${text}"; legal:`);
  });

  test("of memory are refused by engines that have no table", () => {
    expect(() => limitsOf({ memory: "1GiB", engine: "plain" })).toThrow(
      '--memory is for the explicit engine, and --engine is "plain"; legal with it: auto, explicit',
    );
    expect(() => limitsOf({ capacity: true, engine: "symbolic" })).toThrow("--capacity is for");
  });
});
