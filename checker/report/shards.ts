/**
 * The output of one shard of a run, and the run that all shards make together.
 *
 * A shard is the lines of `check --json`, framed: a line that says which shard of
 * which plan it is, before each case a line with its place in the whole run, and a
 * last line, without which the shard was cut off.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { UsageError } from "../asking/usage.ts";

/** The i-th of n, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** How a run is split, and what it is: shards of different plans do not go together. */
export interface Plan {
  /** A digest of everything that the answers depend on, times left out. */
  readonly plan: string;
  /** Cases of the whole run. */
  readonly cases: number;
}

const place = z.int().min(0);
const headSchema = z.strictObject({
  quiesce: z.literal("shard"),
  shard: z.int().min(1),
  of: z.int().min(1),
  plan: z.string(),
  cases: place,
});
const caseSchema = z.strictObject({ case: place, lines: place, sum: z.string() });
const endSchema = z.strictObject({
  quiesce: z.literal("end"),
  code: z.int().min(0).max(2),
  sum: z.string(),
});

/** Of some lines; a flipped bit in what was copied about would be another answer. */
function sumOf(...lines: readonly string[]): string {
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

/** First line of a shard's output. */
export function headLine({ index, count }: Shard, { plan, cases }: Plan): string {
  return `${JSON.stringify({ quiesce: "shard", shard: index, of: count, plan, cases })}\n`;
}

/** A case of the whole run: its place, and its lines as `check --json` prints them. */
export function caseLines(at: number, lines: readonly string[]): string {
  const sum = sumOf(String(at), ...lines);
  const head = JSON.stringify({ case: at, lines: lines.length, sum });
  return [head, ...lines].map((line) => `${line}\n`).join("");
}

/**
 * Last line of a shard that was covered: the exit code that it would have alone.
 * @param before everything that was printed before it
 */
export function endLine(code: number, before: string): string {
  return `${JSON.stringify({ quiesce: "end", code, sum: sumOf(before, String(code)) })}\n`;
}

interface ReadShard extends Shard, Plan {
  readonly name: string;
  readonly code: number;
  /** Place of a case in the whole run -> its lines. */
  readonly found: ReadonlyMap<number, readonly string[]>;
}

/** What all shards say together. */
export interface Merged {
  readonly lines: readonly string[];
  /** 1 before 2 before 0, as of the whole run. */
  readonly code: number;
}

/**
 * The whole run.
 * @param files name -> content, in any order
 * @throws UsageError, one line, for a file that is no shard, and for shards that are
 *   missing, given twice, or of different runs.
 */
export function mergeShards(files: ReadonlyMap<string, string>): Merged {
  const shards = [...files].map(([name, text]) => readShard(name, text));
  const [first] = shards;
  if (first === undefined) throw new UsageError("merge needs the files of all shards of a run");
  checkTogether(first, shards);
  const cases = new Map(shards.flatMap(({ found }) => [...found]));
  const lines = Array.from({ length: first.cases }, (_, at) => {
    const own = cases.get(at);
    if (own === undefined) throw new UsageError(`no shard has case ${at} of ${first.cases}`);
    return own;
  });
  const codes = shards.map(({ code }) => code);
  return { lines: lines.flat(), code: codes.includes(1) ? 1 : Math.max(...codes) };
}

function checkTogether(first: ReadShard, shards: readonly ReadShard[]): void {
  const seen = new Map<number, ReadShard>();
  for (const shard of shards) {
    const { index, count, name, plan, cases } = shard;
    if (plan !== first.plan || cases !== first.cases || count !== first.count) {
      throw new UsageError(
        `"${name}" is a shard of another run than "${first.name}": names, options, pins or the number of shards differ; run all shards with the same`,
      );
    }
    const other = seen.get(index);
    if (other !== undefined) {
      throw new UsageError(
        `"${name}" and "${other.name}" are both shard ${index}/${count}; give one`,
      );
    }
    seen.set(index, shard);
  }
  const missing = Array.from({ length: first.count }, (_, at) => at + 1).filter(
    (index) => !seen.has(index),
  );
  if (missing.length > 0) {
    const named = missing.slice(0, 8).map((index) => `${index}/${first.count}`);
    const more = missing.length > 8 ? ` and ${missing.length - 8} more` : "";
    throw new UsageError(`missing: shard ${named.join(", ")}${more}; give the files of all shards`);
  }
}

function readShard(name: string, text: string): ReadShard {
  const fail = (why: string): never => {
    throw new UsageError(`"${name}" ${why}; legal: what quiesce check --shard i/n --json prints`);
  };
  const lines = text.split("\n").filter((line) => line !== "");
  const read = <T>(line: string | undefined, schema: z.ZodType<T>, why: string): T => {
    const found = schema.safeParse(parsed(line ?? ""));
    return found.success ? found.data : fail(why);
  };
  const head = read(lines[0], headSchema, "is no shard");
  if (head.shard > head.of) fail(`is shard ${head.shard} of ${head.of}`);
  const end = read(lines.at(-1), endSchema, "was cut off: it has no last line");
  const { code } = end;
  const found = new Map<number, readonly string[]>();
  for (let at = 1; at < lines.length - 1; ) {
    const {
      case: place,
      lines: count,
      sum,
    } = read(lines[at], caseSchema, `is no shard in line ${at + 1}`);
    const own = lines.slice(at + 1, at + 1 + count);
    if (at + 1 + count > lines.length - 1) fail(`lacks lines of case ${place}`);
    if (place >= head.cases || found.has(place)) fail(`has case ${place} where it cannot be`);
    if (sum !== sumOf(String(place), ...own)) fail(`is damaged in case ${place}: copy it again`);
    if (!own.every((line) => isObject(parsed(line)))) fail(`has no answers in case ${place}`);
    found.set(place, own);
    at += 1 + count;
  }
  const before = lines.slice(0, -1).map((line) => `${line}\n`);
  if (end.sum !== sumOf(before.join(""), String(code))) fail("is damaged: copy it again");
  const { shard: index, of: count, plan, cases } = head;
  return { name, index, count, plan, cases, code, found };
}

const isObject = (given: unknown): boolean =>
  typeof given === "object" && given !== null && !Array.isArray(given);

/** Undefined where it is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
