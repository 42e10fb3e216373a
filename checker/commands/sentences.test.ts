import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { runIn } from "./running.testing.ts";

const sentences = (...argv: string[]) => runIn(".", model, ["sentences", ...argv]);

describe("quiesce sentences", () => {
  test("names the minimal sets, what is needed, and which SHOULD is leaned on", async () => {
    const { code, out } = await sentences(
      "beingSuspendedChangesNothing",
      "--among",
      "S-11a,S-11b,S-16a,S-16b,S-16c",
    );
    expect(code).toBe(0);
    expect(out).toContain("readings 32: good 12, violated 20");
    expect(out).toContain("enough   +S-11a, +S-11b\nor       +S-11b, +S-16c\nneeded   +S-11b");
    expect(out).toContain("SHOULDs  S-16c (SHOULD) would have to become a MUST");
  });

  test("takes what the scenario disputes where nothing is named, and can be mailed", async () => {
    const { out } = await sentences("availableIsUsed.q0b0");
    expect(out).toContain("among    held-kick, rescan-on-resume, kick-after-resume");
    expect(out).toMatch(/^[\n\x20-\x7e]*$/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(68);
  });

  test("says in one line what it does not know", async () => {
    for (const argv of [
      ["availableIsUsd"],
      ["availableIsUsed.q0b0", "--among", "held-kik"],
      ["availableIsUsed.q0b0", "--among", "S-13,S-13"],
    ]) {
      const { code, out, err } = await sentences(...argv);
      expect(code).toBe(64);
      expect(out).toBe("");
      expect(err).toMatch(/^error: .*\n$/);
    }
  });
});
