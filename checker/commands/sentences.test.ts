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
    expect(out).toContain("any one suffices:\n  -      +S-11a, +S-11b\n");
    expect(out).toContain("  -      +S-11b, +S-16c\n");
    expect(out).toContain("needed in every one: +S-11b\n");
    expect(out).toContain('"While suspended, the device must not access virtqueues."');
    expect(out).toContain("SHOULDs  S-16c (SHOULD) would have to become a MUST");
  });

  test("chooses a case in which it can fail, and says which; and can be mailed", async () => {
    const { out } = await sentences("availableIsUsed.q0b0");
    expect(out).toContain('of       holes/h4-kick-held-at-suspend, "kick dropped", where it can');
    expect(out).toContain("from     v1.4-as-written,held-kick=dropped\n");
    expect(out).toContain("  -      held-kick=kept, position-while-stopped=kept\n");
    expect(out).toContain("not needed: held-kick=dropped");
    expect(out).toContain("among    held-kick, rescan-on-resume, kick-after-resume");
    expect(out).toMatch(/^[\n\x20-\x7e]*$/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(68);
  });

  test("lets vary what readings and cures change, and no policy where clauses meet", async () => {
    const { code, err, out } = await sentences("noAccessAfterRelease", "--json");
    expect([code, err]).toEqual([0, ""]);
    const ids = JSON.parse(out).among;
    expect(ids).toEqual(expect.arrayContaining(["B26a", "B26b", "queue-reset-while-suspended"]));
    expect(ids).not.toContain("must-against-should");
  });

  test("asks several claims at once, and says what a cure of one breaks of another", async () => {
    const names = ["theStopLasts", "savedStateIsOneCut"];
    const { code, out } = await sentences(
      ...names,
      "--among",
      "transitional-value,migration-order",
    );
    expect(code).toBe(0);
    expect(out).toContain("claim    theStopLasts\n");
    expect(out).toContain("claim    savedStateIsOneCut\n");
    const [, together = ""] = out.split("all of these claims together:\n");
    expect(together).toContain(
      "this is enough:\n  -      transitional-value=as-written, migration-order=guest-first\n",
    );
    const json = JSON.parse((await sentences(names.join(), "--json")).out);
    expect(json.claims.map(({ property }: { property: string }) => property)).toEqual(names);
    expect(json.together).toEqual([
      ["transitional-value=as-written", "migration-order=guest-first"],
    ]);
  });

  test("takes names in any case of letters, and a level in --among as a changed one", async () => {
    const among = ["--among", "s-11A,S11b,S-16a,S-16b,S-16c=MUST"];
    const { code, out } = await sentences("BeingSuspendedChangesNothing", ...among);
    expect(code).toBe(0);
    expect(out.replace(/\s+/g, " ")).toContain("S-16c MUST (changed)");
    expect(out).toContain("SHOULDs  none would have to become a MUST");
  });

  test("says in one line what it does not know", async () => {
    for (const argv of [
      ["availableIsUsd"],
      ["availableIsUsed.q0b0", "--among", "held-kik"],
      ["availableIsUsed.q0b0", "--among", "S-13,S-13"],
      ["availableIsUsed.q0b0", "--among", "held-kick=kept"],
      ["availableIsUsed.q0b0,theStopLasts"],
      ["availableIsUsed.q0b0", "availableIsUsed.q0b0"],
    ]) {
      const { code, out, err } = await sentences(...argv);
      expect(code).toBe(64);
      expect(out).toBe("");
      expect(err).toMatch(/^error: .*\n$/);
    }
  });
});
