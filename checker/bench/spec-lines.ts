/**
 * Writes what is kept of the standard's source, `models/text/v1.4-cs01.ts`: fingerprints.
 *
 *   npx tsx checker/bench/spec-lines.ts GIT_DIRECTORY_OF_VIRTIO_SPEC > models/text/v1.4-cs01.ts
 */
import { execFileSync } from "node:child_process";
import { lineFingerprint, wordsFingerprint } from "../asking/fingerprint.ts";

const COMMIT = "15f488c";
const FILES = [
  "content.tex",
  "split-ring.tex",
  "packed-ring.tex",
  "transport-pci.tex",
  "transport-mmio.tex",
  "transport-ccw.tex",
  "admin.tex",
  "admin-cmds-device-parts.tex",
  "conformance.tex",
];

/** Lines of content.tex of each clause whose sentence was found by hand. */
const SENTENCES: Readonly<Record<string, readonly [number, number]>> = {
  "S-0a": [943, 944],
  "S-0b": [45, 46],
  "S-1a": [638, 638],
  "S-1b": [638, 638],
  "S-2a": [640, 640],
  "S-2b": [640, 640],
  "S-3a": [644, 644],
  "S-3b": [644, 644],
  "S-4": [648, 648],
  "S-5": [649, 649],
  "S-6": [650, 650],
  "S-7": [651, 651],
  "S-8": [654, 656],
  "S-9": [660, 660],
  "S-10": [662, 663],
  "S-11a": [665, 667],
  "S-11b": [665, 667],
  "S-11c": [665, 667],
  "S-12": [669, 670],
  "S-13": [671, 671],
  "S-14": [673, 674],
  "S-15": [676, 677],
  "S-16a": [683, 683],
  "S-16b": [684, 684],
  "S-16c": [685, 685],
};

const [, , repository = ""] = process.argv;
const linesOf = (file: string): readonly string[] => {
  const words = ["--git-dir", repository, "show", `${COMMIT}:${file}`];
  return execFileSync("git", words, { encoding: "utf8", maxBuffer: 1e8 }).split("\n");
};

function headingsOf(lines: readonly string[]): readonly (readonly [number, string, string])[] {
  return lines.flatMap((line, at) => {
    const [, party, paragraph] = /\\(driver|device)normative\{[^}]*\}\{([^}]*)\}/.exec(line) ?? [];
    if (paragraph !== undefined) return [[at + 1, paragraph, party!] as const];
    const title = /\\(?:chapter|(?:sub)*section|paragraph)\*?\{([^}]*)\}/.exec(line)?.[1];
    return title === undefined ? [] : [[at + 1, title, ""] as const];
  });
}

const files = Object.fromEntries(
  FILES.map((file) => {
    const lines = linesOf(file);
    return [file, { lines: lines.map(lineFingerprint).join(""), headings: headingsOf(lines) }];
  }),
);
const content = linesOf("content.tex");
const sentences = Object.fromEntries(
  Object.entries(SENTENCES).map(([id, [first, last]]) => {
    const words = wordsFingerprint(content.slice(first - 1, last).join(" "));
    return [id, ["content.tex", first, last, words]];
  }),
);
const spec = JSON.stringify({ commit: COMMIT, files, sentences });
process.stdout.write(
  [
    "/** The standard's source without its words; `checker/bench/spec-lines.ts` writes it. */",
    'import type { Spec } from "../../checker/types/index.ts";',
    "",
    `export const v14cs01: Spec = ${spec};`,
    "",
  ].join("\n"),
);
