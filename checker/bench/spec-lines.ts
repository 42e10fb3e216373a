/**
 * Writes what is kept of the standard's source, `models/text/v1.4-cs01.ts`: fingerprints.
 *
 *   npx tsx checker/bench/spec-lines.ts GIT_DIRECTORY_OF_VIRTIO_SPEC > models/text/v1.4-cs01.ts
 */
import { execFileSync } from "node:child_process";
import { clauses } from "../../models/clauses/all.ts";
import { lineFingerprint, sentencesIn, wordsFingerprint } from "../asking/fingerprint.ts";
import type { Heading, SentencePlace, SpecEnd } from "../types/index.ts";
import { SENTENCES } from "./spec-sentences.ts";

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

const [, , repository = ""] = process.argv;
const read = new Map<string, readonly string[]>();
const linesOf = (file: string): readonly string[] => {
  const known = read.get(file);
  if (known !== undefined) return known;
  const words = ["--git-dir", repository, "show", `${COMMIT}:${file}`];
  const lines = execFileSync("git", words, { encoding: "utf8", maxBuffer: 1e8 }).split("\n");
  read.set(file, lines);
  return lines;
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

/** A sentence that has the level of its clause, or stands in a list below it.
 *  @throws Error where it has not: then another sentence was found */
function sentenceAt(id: string, file: string, at: string): SentencePlace {
  const [, first = "", last = first, from = "", to = from] =
    /^(\d+)(?:-(\d+))?(?:#(\d+)(?:-(\d+))?)?$/.exec(at) ?? [];
  const lines = linesOf(file);
  const text = lines.slice(Number(first) - 1, Number(last)).join("\n");
  const some = sentencesIn(text).slice(Number(from) - 1, Number(to));
  const words = from === "" ? text : some.join(" ");
  const { level = "" } = clauses.find((clause) => clause.id === id) ?? {};
  const above = text.startsWith("\\item") ? lines.slice(Number(first) - 9, Number(first) - 1) : [];
  const isThere = new RegExp(level.replace(" ", "\\s+"), "i").test([...above, words].join(" "));
  if (words === "" || (level !== "desc" && !isThere)) {
    throw new Error(`${id}: no ${level} in ${file} ${at}`);
  }
  return [file, Number(first), Number(last), wordsFingerprint(words)];
}

const found = Object.entries(SENTENCES).flatMap(([file, own]) =>
  Object.entries(own).map(([id, at]) => [id, sentenceAt(id, file, at)] as const),
);
const ids = new Set(found.map(([id]) => id));
const sentences = Object.fromEntries(
  [...ids].map((id) => [id, found.filter(([own]) => own === id).map(([, place]) => place)]),
);
/** Whether a clause stands below a heading: a table refers to these. */
function hasClause(file: string, from: number, to: number): boolean {
  const own = found.filter(([, place]) => place[0] === file);
  return own.some(([, [, first]]) => first > from && first < to);
}

const files = Object.fromEntries(
  FILES.map((file) => {
    const lines = linesOf(file);
    const all = headingsOf(lines);
    const headings = all.map(([line, title, party, label], at) => {
      const next = all[at + 1]?.[0] ?? lines.length;
      return [line, title, party, hasClause(file, line, next) ? label : ""];
    });
    return [file, { lines: lines.map(lineFingerprint).join(""), headings }];
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
