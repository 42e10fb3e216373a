/** What is written for the standard's own build, and the patches that go with it. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { model } from "../../models/model.ts";
import { readPatch } from "../asking/patch.ts";
import { proposalOf } from "../asking/proposals.ts";
import { patchText } from "../report/spec/patch.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

/** Stands for a browser; the real one is started in the tests of figures. */
const browser = vi.hoisted(() => ({ isThere: true }));
vi.mock("./render.ts", () => ({
  renderer: () =>
    browser.isThere
      ? Promise.resolve({
          print: (_: string, format: string) => Promise.resolve(Buffer.from(format)),
          close: () => Promise.resolve(),
        })
      : Promise.reject(new Error("none")),
}));

const root = projectFolder("spec");
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => {
  browser.isThere = true;
});
const quiesce = (...words: readonly string[]): Promise<Ran> => runIn(root, model, words);
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const spec = model.spec!;

describe("a dispute for the standard's own build", () => {
  test("is a note, a figure, a table, a listing, a patch and a cover note", async () => {
    const { code, out } = await quiesce("spec", "D13", "--out", "found");
    expect(code).toBe(0);
    const named = out.trim().split("\n");
    expect(named).toEqual([
      "found/d13.tex",
      "found/d13-figure.tex",
      "found/d13-transitions.tex",
      "found/d13-chart.tex",
      "found/images/d13-status.pdf",
      "found/images/d13-status.png",
      "found/d13.patch",
      "found/d13-cover.txt",
    ]);
    for (const [, part = ""] of read("found/d13.tex").matchAll(/\\input\{(.*)\}/g)) {
      expect(named).toContain(`found/${part}`);
    }
    const listing = read("found/d13-chart.tex").trimEnd().split("\n");
    expect([listing[0], listing.at(-1)]).toEqual(["\\begin{lstlisting}", "\\end{lstlisting}"]);
    expect(Math.max(...listing.map(({ length }) => length))).toBeLessThanOrEqual(68);
    expect(read("found/d13-figure.tex")).toMatch(
      /^\\virtiographics\{d13-status\}\{width=\\textwidth\}\{[\w\s.,:;()-]+\}\n$/,
    );
    const cover = read("found/d13-cover.txt").trimEnd().split("\n");
    expect(cover.length).toBeLessThanOrEqual(40);
    expect(Math.max(...cover.map(({ length }) => length))).toBeLessThanOrEqual(68);
    expect(cover.join("\n")).toContain("(d13.patch)\nThis is enough in the case that is shown");
  });

  test("refers to paragraphs that the text has", () => {
    const labels = Object.values(spec.files).flatMap(({ headings }) =>
      headings.map((one) => one[3]),
    );
    const table = read("found/d13-transitions.tex");
    const plain = (text: string): string => text.replace(/\s+/g, " ");
    const refs = [...`${table}${read("found/d13.tex")}`.matchAll(/\\ref\{([^}]*)\}/g)];
    expect(refs.length).toBeGreaterThan(5);
    for (const [, label = ""] of refs) expect(labels).toContain(plain(label));
    expect(table).toContain(
      "\\ref{devicenormative:General Initialization And Device Operation / Device Suspend} (S-14 MUST",
    );
  });

  test("proposes a sentence that comes where it stands, and nothing else", () => {
    const patch = read("found/d13.patch");
    const [hunk] = readPatch(patch, "d13.patch", spec).hunks;
    expect(hunk).toEqual({
      file: "content.tex",
      removed: [],
      added: [
        {
          after: 687,
          text: ["A suspended device MUST resume when the driver clears SUSPEND.", ""],
        },
      ],
    });
    const around = patch.split("\n").filter((line) => line.startsWith(" "));
    expect(around).toEqual([" ", expect.stringMatching(/^ \\chapter\{/)]);
  });

  test("has the figure as TikZ, and says what to install, where no browser is", async () => {
    browser.isThere = false;
    const { code, out } = await quiesce("spec", "h18", "--figure", "queue", "--out", "plain");
    expect(code).toBe(0);
    expect(readdirSync(join(root, "plain/images"))).toEqual(["h18-queue.tex"]);
    expect(read("plain/images/h18-queue.tex")).toMatch(
      /\\begin\{tikzpicture\}[\s\S]*\\end\{document\}/,
    );
    expect(out.trim().split("\n").at(-1)).toMatch(/^no browser draws here: .*texlive-xetex/);
  });

  test("is not written below a file, and nothing is", async () => {
    mkdirSync(join(root, "there"));
    writeFileSync(join(root, "there/file"), "mine");
    const { code, out, err } = await quiesce("spec", "d13", "--out", "there/file/below");
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(/^error: --out "[^"]*\/there\/file" is no folder; [^\n]+\n$/);
    symlinkSync("nowhere", join(root, "there/dead"));
    const dead = await quiesce("spec", "d13", "--out", "there/dead");
    expect(dead.err).toMatch(/^error: --out "[^"]*\/there\/dead" is no folder; [^\n]+\n$/);
    expect(read("there/file")).toBe("mine");
    expect(existsSync(join(root, "there/file/below"))).toBe(false);
  });
});

describe("a sentence that a choice asks for", () => {
  const asking = model.interpretations.flatMap(({ id, choices }) =>
    Object.entries(choices)
      .filter(([, { sentence }]) => sentence !== undefined)
      .map(([choice]) => `${id}=${choice}`),
  );

  test.each([...asking, "+V2-1", "held-kick=kept,in-flight-list=yes"])(
    "%s is a patch that applies in its place",
    (change) => {
      const proposal = proposalOf(model, change);
      expect(proposal.why).toBeNull();
      const text = patchText(proposal, spec, [change]);
      const { hunks } = readPatch(text, "a.patch", spec);
      const ends = proposal.sentences.map(({ place }) => spec.ends[place]!);
      const after = ends.map(({ line, before }) => line + before.length - 1);
      expect(hunks.map(({ added }) => added[0]!.after).toSorted()).toEqual(after.toSorted());
    },
  );

  test.each([
    ["-S-9", "takes a sentence away: content.tex, Device Suspend, device"],
    ["+S-16b", "S-16b SHOULD is there, and not followed here"],
    ["its-configuration-space=device-specific", "is a meaning of words, and no sentence says it"],
    ["held-kick=kept,migration-order=guest-first", "is conduct of a party"],
  ])("%s is none, and says why", (change, why) => {
    expect(proposalOf(model, change)).toMatchObject({
      sentences: [],
      why: expect.stringContaining(why),
    });
  });
});
