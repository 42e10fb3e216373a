/** A patch of the standard's source, held against fingerprints of the lines that it changes. */
import type { Spec, SpecFile } from "../types/index.ts";
import { LINE_DIGITS, lineFingerprint } from "./fingerprint.ts";
import { UsageError } from "./usage.ts";

/** What one hunk does to lines of the text at the commit that the model is of. */
export interface Hunk {
  readonly file: string;
  /** Lines that go, from 1, in order. */
  readonly removed: readonly { readonly line: number; readonly text: string }[];
  /** Blocks of lines that come, and after which line of the old text. */
  readonly added: readonly { readonly after: number; readonly text: readonly string[] }[];
}

export interface Patch {
  readonly hunks: readonly Hunk[];
  /** Files in which no clause of the model stands. */
  readonly others: readonly string[];
}

/** A line of a hunk: what stood there, what comes, or both. */
type Line = readonly [sign: " " | "-" | "+", text: string];

/**
 * Reads a unified diff, as `git diff` and `git format-patch` write it.
 * @throws UsageError, one line, for what is no patch, and for a hunk that does not apply.
 */
export function readPatch(text: string, path: string, spec: Spec): Patch {
  const hunks: Hunk[] = [];
  const others = new Set<string>();
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  let file = "";
  for (let at = 0; at < lines.length; at++) {
    const old = /^--- (?:a\/)?(\S+)/.exec(lines[at]!)?.[1];
    const now = /^\+\+\+ (?:b\/)?(\S+)/.exec(lines[at + 1] ?? "")?.[1];
    if (old !== undefined && now !== undefined) {
      file = old === "/dev/null" ? now : old;
      if (!Object.hasOwn(spec.files, file)) others.add(file);
      at += 1;
      continue;
    }
    const head = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[at]!);
    if (head === null) continue;
    if (file === "") throw new UsageError(`"${path}": line ${at + 1} begins a hunk of no file`);
    const [, start = "1", olds = "1", news = "1"] = head;
    const body = bodyOf(lines, at + 1, Number(olds), Number(news), path);
    at += body.length;
    if (!Object.hasOwn(spec.files, file)) continue;
    const known = spec.files[file]!;
    hunks.push(placedHunk(body, Number(start), { file, known, spec, path }));
  }
  if (hunks.length > 0 || others.size > 0) return { hunks, others: [...others] };
  throw new UsageError(
    `"${path}" is no patch: it has no hunk, "@@ -1,2 +1,3 @@"; legal: what git diff or ` +
      "git format-patch writes",
  );
}

function bodyOf(
  lines: readonly string[],
  from: number,
  olds: number,
  news: number,
  path: string,
): readonly Line[] {
  const body: Line[] = [];
  const left = { olds, news };
  for (let at = from; left.olds > 0 || left.news > 0; at++) {
    const line = lines[at];
    // An empty line is one that stays, without its blank; or the end, where none is left.
    const sign = line === "" && left.olds > 0 && left.news > 0 ? " " : line?.[0];
    if (sign === "\\") continue;
    if (line === undefined || !(sign === " " || sign === "-" || sign === "+")) {
      throw new UsageError(
        `"${path}" ends or breaks off in the hunk before line ${at + 1}; legal: what git diff ` +
          "writes. Make it anew",
      );
    }
    body.push([sign, line.slice(1)]);
    if (sign !== "+") left.olds -= 1;
    if (sign !== "-") left.news -= 1;
    if (left.olds < 0 || left.news < 0) break;
  }
  const next = lines[from + body.length] ?? "";
  // What follows may be a hunk, a file, the end of a mail; lines of a hunk would be passed over.
  const isMore = /^[ +]|^-(?!-)/.test(next) && !/^\+\+\+ /.test(next);
  if (left.olds < 0 || left.news < 0 || isMore) {
    throw new UsageError(
      `"${path}": the hunk before line ${from + body.length + 1} has more lines than the ${olds} ` +
        `and ${news} of its head; legal: what git diff writes. Make it anew`,
    );
  }
  return body;
}

interface Where {
  readonly file: string;
  readonly known: SpecFile;
  readonly spec: Spec;
  readonly path: string;
}

/** Where its old lines stand: where it says, else at the nearest place that has them all. */
function placedHunk(body: readonly Line[], start: number, where: Where): Hunk {
  const { file, known, spec, path } = where;
  const olds = body.filter(([sign]) => sign !== "+").map(([, text]) => lineFingerprint(text));
  const at = (line: number): string =>
    known.lines.slice((line - 1) * LINE_DIGITS, line * LINE_DIGITS);
  const fits = (first: number): boolean => olds.every((one, index) => at(first + index) === one);
  const count = known.lines.length / LINE_DIGITS;
  const places = Array.from({ length: count }, (_, index) => index + 1)
    .sort((a, b) => Math.abs(a - start) - Math.abs(b - start))
    .filter(fits);
  const first = olds.length === 0 ? start + 1 : places[0];
  const fails = (why: string): UsageError =>
    new UsageError(
      `"${path}" does not apply to ${file} at ${spec.commit}: ${why}; make it anew against ` +
        "that commit",
    );
  if (first === undefined) {
    const wrong = olds.findIndex((one, index) => at(start + index) !== one);
    throw fails(`line ${start + wrong} is another there`);
  }
  if (first > count + 1) throw fails(`it has ${count} lines, and no line ${start}`);
  const removed: { line: number; text: string }[] = [];
  const added: { after: number; text: string[] }[] = [];
  let line = first;
  for (const [sign, text] of body) {
    if (sign === "+") {
      const last = added.at(-1);
      if (last?.after === line - 1) last.text.push(text);
      else added.push({ after: line - 1, text: [text] });
      continue;
    }
    if (sign === "-") removed.push({ line, text });
    line += 1;
  }
  return { file, removed, added };
}
