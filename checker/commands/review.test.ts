/** Patches of the standard's source, held against fingerprints of it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { lineFingerprint, wordsFingerprint } from "../asking/fingerprint.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Model } from "../types/index.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

const root = projectFolder("review");
afterAll(() => rmSync(root, { recursive: true }));

function review<S extends object>(of: Model<S>, patch: string, name = "my.patch"): Promise<Ran> {
  writeFileSync(join(root, name), patch);
  return runIn(root, of, ["review", join(root, name)]);
}

describe("a patch of a text", () => {
  /** A text of the tests' own, for the clauses of the lock. */
  const TEXT = [
    "\\section{Locks}",
    "\\drivernormative{\\subsection}{Locks}{Locks}",
    "Nobody MUST NOT take a lock",
    "that is held.",
    "",
    "A device SHOULD release the lock.",
    "",
  ];
  const spec = {
    commit: "0000000",
    files: {
      "lock.tex": {
        lines: TEXT.map(lineFingerprint).join(""),
        headings: [
          [1, "Locks", "", ""],
          [2, "Locks", "driver", ""],
        ],
      },
    },
    usual: { driver: "", device: "" },
    ends: {},
    sentences: {
      L1: ["lock.tex", 3, 4, wordsFingerprint(`${TEXT[2]} ${TEXT[3]}`)],
      L2: ["lock.tex", 6, 6, wordsFingerprint(TEXT[5]!)],
    },
  } as const;
  const own: Model<{ readonly rounds: number; readonly breaks: number }> = { ...lockModel, spec };
  const patch = (hunk: string): string => `--- a/lock.tex\n+++ b/lock.tex\n${hunk}`;

  test("that changes a sentence names its clause, and what comes for it", async () => {
    const hunk = `@@ -3,2 +3,1 @@ x\n-${TEXT[2]}\n-${TEXT[3]}\n+Everybody MAY take a lock.\n`;
    const { code, out } = await review(own, patch(hunk));
    expect(code).toBe(1);
    expect(out).toMatch(/^L1 {10}MUST NOT, both, lock\.tex: lines of its sentence change$/m);
    expect(out).toMatch(/^ {2}claims {4}atMostOneIsInside$/m);
    expect(out).toMatch(/^new {9}lock\.tex, after line 4, Locks, driver$/m);
    const file = /^ {2}start {5}(\S+)$/m.exec(out)?.[1] ?? "";
    expect(readFileSync(join(root, file), "utf8")).toContain("Everybody MAY take a lock.");
  });

  test("that changes a level alone says which reading that is", async () => {
    const hunk = `@@ -6 +6 @@\n-${TEXT[5]}\n+${TEXT[5]!.replace("SHOULD", "MUST")}\n`;
    const { out } = await review(own, patch(hunk));
    expect(out).toContain("it is MUST now, else the same");
    expect(out).toContain("L2=MUST");
    expect(out).not.toMatch(/^new/m);
  });

  test("that breaks a sentence into other lines finds it again", async () => {
    const hunk = `@@ -3,2 +3,1 @@\n-${TEXT[2]}\n-${TEXT[3]}\n+${TEXT[2]} ${TEXT[3]}\n`;
    const { out } = await review(own, patch(hunk));
    expect(out).toContain("its sentence comes again, word by word");
    expect(out).not.toMatch(/^new/m);
  });

  test("is placed by its lines where its numbers are off", async () => {
    const hunk = `@@ -2,1 +2,2 @@\n ${TEXT[5]}\n+It MAY wait.\n`;
    expect((await review(own, patch(hunk))).out).toContain("lock.tex, after line 6");
  });

  test("of other files alone is passed over, and nothing is to do", async () => {
    const other = "--- a/other.tex\n+++ b/other.tex\n@@ -1 +1 @@\n-a\n+b\n";
    const { code, out } = await review(own, other);
    expect([code, out]).toEqual([0, expect.stringContaining("passed over other.tex")]);
  });

  test.each([
    ["hello", /is no patch: it has no hunk/],
    ["@@ -1 +1 @@\n-a\n", /begins a hunk of no file/],
    [patch("@@ -3,2 +3,2 @@\n-Nobody"), /ends or breaks off in the hunk before line \d/],
    [
      patch("@@ -3 +3 @@\n-Somebody else\n+x\n"),
      /does not apply to lock\.tex at 0000000: line 3 is/,
    ],
  ])("%j is one line, and nothing is written", async (text, says) => {
    const { code, out, err } = await review(own, text, "bad.patch");
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(says);
    expect(existsSync(join(root, "out/review/bad-1.ts"))).toBe(false);
  });
});

describe("a patch of virtio 1.4", () => {
  test("that adds a sentence says where, and starts a file that can be read", async () => {
    const hunk = "@@ -651,0 +652 @@\n+\\item The driver MUST NOT reset a virtqueue.\n";
    const { code, out } = await review(model, `--- a/content.tex\n+++ b/content.tex\n${hunk}`);
    expect(code).toBe(1);
    expect(out).toMatch(/^new {9}content\.tex, after line 651, Device Suspend, driver$/m);
    expect(out).toContain("none yet: write one");
  });

  test("every sentence that is known by its words is of a clause in a file that is known", () => {
    const { files, sentences } = model.spec!;
    const ids = model.clauses.map(({ id }) => id);
    for (const [id, [file, first, last]] of Object.entries(sentences)) {
      expect(ids, id).toContain(id);
      expect(last, id).toBeLessThanOrEqual(files[file]!.lines.length / 6);
      const { place } = model.clauses.find((clause) => clause.id === id)!;
      const [, section, party = ""] = place.split(", ");
      const above = files[file]!.headings.filter(([line]) => line <= first).at(-1)!;
      const isThere = [above[1], above[2]].join(", ") === [section, party].join(", ");
      // A bit and a feature stand in lists below headings of their own.
      expect(isThere || id.startsWith("S-0"), id).toBe(true);
    }
  });
});
