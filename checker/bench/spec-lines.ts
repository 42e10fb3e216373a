/**
 * Writes what is kept of the standard's source, `models/text/v1.4-cs01.ts`: fingerprints.
 *
 *   npx tsx checker/bench/spec-lines.ts GIT_DIRECTORY_OF_VIRTIO_SPEC > models/text/v1.4-cs01.ts
 */
import { execFileSync } from "node:child_process";
import { clauses } from "../../models/clauses/all.ts";
import { lineFingerprint, wordsFingerprint } from "../asking/fingerprint.ts";
import type { Heading, SpecEnd } from "../types/index.ts";

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
  "admin-cmds-resource-objects.tex",
  "device-parts.tex",
  "device-types/net/description.tex",
  "conformance.tex",
];

const USUAL = {
  driver: "content.tex, Device Suspend, driver",
  device: "content.tex, Device Suspend, device",
};

/** Paragraphs to whose ends sentences are added. */
const ENDS = [
  ...Object.values(USUAL),
  "content.tex, Device Status Field, device",
  "content.tex, Device Reset, device",
  "transport-pci.tex, Common configuration structure layout, device",
  "transport-mmio.tex, MMIO Device Register Layout, device",
  "transport-mmio.tex, Notifications From The Device, driver",
  "transport-ccw.tex, Communicating Status Information, device",
  "admin-cmds-device-parts.tex, Device parts, device",
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

/** A group in braces, with groups within. */
const GROUP = String.raw`\{((?:[^{}]|\{[^{}]*\})*)\}`;
const HEADING = new RegExp(
  String.raw`\\(?:(driver|device)normative${GROUP}${GROUP}${GROUP}` +
    String.raw`|(?:chapter|(?:sub)*(?:section|paragraph))\*?${GROUP}\s*(?:\\label${GROUP})?)`,
  "g",
);

/** Words of a title or a label, in one line and without commands. */
const bare = (text: string): string => text.replace(/\\\w+\{([^}]*)\}/g, "$1").replace(/\s+/g, " ");

function headingsOf(lines: readonly string[]): readonly Heading[] {
  const text = lines.map((line) => line.replace(/^%.*/, "")).join("\n");
  return [...text.matchAll(HEADING)].map((found) => {
    const [, party, , paragraph = "", paragraphLabel = "", title = "", label = ""] = found;
    const line = text.slice(0, found.index).split("\n").length;
    if (party === undefined) return [line, bare(title), "", bare(label)];
    return [line, bare(paragraph), party, `${party}normative:${bare(paragraphLabel)}`];
  });
}

/** The end of a paragraph: what stands there may be an empty line or a heading, no sentence. */
function endOf(place: string): SpecEnd {
  const [file = "", title, party] = place.split(", ");
  const lines = linesOf(file);
  const headings = headingsOf(lines);
  const at = headings.findIndex((one) => one[1] === title && one[2] === party);
  const next = headings[at + 1]?.[0] ?? 0;
  const end = { line: next - 1, before: [lines[next - 2]!], behind: lines.slice(next - 1, next) };
  const isKnown = at >= 0 && end.before[0] === "" && /^\\\w+\{/.test(end.behind[0] ?? "");
  if (!isKnown) throw new Error(`no sentence can be added at "${place}"`);
  return end;
}

/** Where clauses stand: a table refers to these. */
const places = new Set(clauses.flatMap(({ place }) => place.split("; ")));
const files = Object.fromEntries(
  FILES.map((file) => {
    const lines = linesOf(file);
    const headings = headingsOf(lines).map(([line, title, party, label]) => {
      const place = [file, title, ...(party === "" ? [] : [party])].join(", ");
      return [line, title, party, places.has(place) ? label : ""];
    });
    return [file, { lines: lines.map(lineFingerprint).join(""), headings }];
  }),
);
const content = linesOf("content.tex");
const sentences = Object.fromEntries(
  Object.entries(SENTENCES).map(([id, [first, last]]) => {
    const words = wordsFingerprint(content.slice(first - 1, last).join(" "));
    return [id, ["content.tex", first, last, words]];
  }),
);
const ends = Object.fromEntries(ENDS.map((place) => [place, endOf(place)]));
/** One entry a line: whole files of fingerprints are no text to be laid out. */
const block = (entries: object): readonly string[] =>
  Object.entries(entries).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)},`,
  );
process.stdout.write(
  [
    "/** The standard's source without its words; `checker/bench/spec-lines.ts` writes it. */",
    'import type { Spec } from "../../checker/types/index.ts";',
    "",
    "// biome-ignore format: written by a program",
    "export const v14cs01: Spec = {",
    `  commit: ${JSON.stringify(COMMIT)},`,
    "  files: {",
    ...block(files),
    "  },",
    "  sentences: {",
    ...block(sentences),
    "  },",
    `  usual: ${JSON.stringify(USUAL)},`,
    "  ends: {",
    ...block(ends),
    "  },",
    "};",
    "",
  ].join("\n"),
);
