/** Patches of the standard's source, held against fingerprints of it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isIn14 } from "../../models/clauses/all.ts";
import { model } from "../../models/model.ts";
import { LINE_DIGITS, lineFingerprint, wordsFingerprint } from "../asking/fingerprint.ts";
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
    "It MAY wait for it. It MUST NOT",
    "keep it for ever.",
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
      L1: [["lock.tex", 3, 4, wordsFingerprint(`${TEXT[2]} ${TEXT[3]}`)]],
      L2: [["lock.tex", 6, 6, wordsFingerprint(TEXT[5]!)]],
      L3: [["lock.tex", 8, 9, wordsFingerprint("It MUST NOT keep it for ever.")]],
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

  test("that changes a level in the middle of a line says of which sentence", async () => {
    const hunk = `@@ -8,2 +8,2 @@\n-${TEXT[7]}\n-${TEXT[8]}\n+${TEXT[7]!.replace("MUST", "SHOULD")}\n+${TEXT[8]}\n`;
    const { out } = await review(own, patch(hunk));
    expect(out).toMatch(/^L3 {10}.*: it is SHOULD NOT now, else the same/m);
    // What stands in the same line goes and comes again.
    expect(out).not.toMatch(/^new/m);
  });

  test("in whose section a clause stands that is not known by its words says so", async () => {
    const { L1: _, ...sentences } = spec.sentences;
    const clauses = lockModel.clauses.map((one) => ({ ...one, place: "lock.tex, Locks, driver" }));
    const hunk = "@@ -5,0 +6 @@\n+Whoever waits is patient.\n";
    const { out } = await review({ ...own, clauses, spec: { ...spec, sentences } }, patch(hunk));
    expect(out).toMatch(
      /^To look at: in a section that changes, and no sentence .*\n {2}L1 {8}MUST NOT: /m,
    );
    expect(out).not.toMatch(/^ {2}L2/m);
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
    for (const name of ["other.tex", "__proto__"]) {
      const other = `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-a\n+b\n`;
      const { code, out } = await review(own, other);
      expect([code, out]).toEqual([0, expect.stringContaining(`passed over ${name}`)]);
    }
  });

  test.each([
    ["hello", /is no patch: it has no hunk/],
    ["@@ -1 +1 @@\n-a\n", /begins a hunk of no file/],
    [patch("@@ -3,0 +4,9 @@\n+It MUST.\n"), /ends or breaks off in the hunk before line 5; legal/],
    [patch("@@ -3,2 +3,2 @@\n-Nobody"), /ends or breaks off in the hunk before line \d/],
    [
      patch("@@ -3 +3 @@\n-Somebody else\n+x\n"),
      /does not apply to lock\.tex at 0000000: line 3 is/,
    ],
    // More lines than its head says would be passed over, and more sentences with them.
    [
      patch("@@ -3,0 +4,1 @@\n+It MUST.\n+It MAY.\n"),
      /before line 5 has more lines than the 0 and 1/,
    ],
    [patch("@@ -3 +3 @@\n+It MUST.\n+It MAY.\n"), /has more lines than the 1 and 1 of its head/],
    [patch("@@ -99,0 +100 @@\n+It MUST.\n"), /does not apply to lock\.tex .*: it has 10 lines/],
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

  /** The paragraph above a line, by its title and by the last part of its label. */
  const above = (file: string, line: number): readonly string[] => {
    const [, title = "", party = "", label = ""] =
      model.spec!.files[file]!.headings.filter(([first]) => first <= line).at(-1) ?? [];
    const of = party === "" ? [] : [party];
    return [title, label.split(" / ").at(-1) ?? ""].map((name) =>
      [file, name, ...of].join(", ").toLowerCase(),
    );
  };

  test("every clause of its text is known by its words, where it is said to stand", () => {
    const { files, sentences } = model.spec!;
    for (const { id, place } of model.clauses.filter((clause) => isIn14(clause.id))) {
      const own = sentences[id] ?? [];
      expect(own.length, id).toBe(place.split("; ").length);
      for (const [file, first, last] of own) {
        expect(last, id).toBeLessThanOrEqual(files[file]!.lines.length / LINE_DIGITS);
        // A bit and a feature stand in lists below headings of their own.
        // P-19b is a must in small letters, and stands in its device's paragraph all the same.
        if (id.startsWith("S-0") || id === "P-19b") continue;
        const said = place.toLowerCase().split("; ");
        expect(
          above(file, first).some((one) => said.includes(one)),
          id,
        ).toBe(true);
      }
    }
    expect(Object.keys(sentences).filter((id) => !isIn14(id))).toEqual([]);
  });

  test("a clause that stands for two transports is touched in either file", async () => {
    const presents = "continues to present it";
    for (const [file, line] of [
      ["transport-pci.tex", 480],
      ["transport-mmio.tex", 288],
    ] as const) {
      const patch = `--- a/${file}\n+++ b/${file}\n@@ -${line - 1},0 +${line} @@\n+${presents}\n`;
      const { out } = await review(model, patch);
      expect(out, file).toMatch(/^B26b {8}MUST, device, /m);
    }
  });
});
