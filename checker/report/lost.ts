/** What a reading loses, as text for a person and as lines for CI. */
import { z } from "zod";
import { UsageError } from "../asking/usage.ts";
import { oneLine } from "../trace/phrase.ts";
import type { Model } from "../types/index.ts";
import type { Compared, Loss, Losses } from "../verdict/lost.ts";
import { verdictWords } from "./chart.ts";
import { byParty } from "./cures.ts";
import { ascii, entry, WIDTH, wrap } from "./words.ts";

/** Text of at most 68 columns: a line that says how much, then each loss. */
export function lostText<S extends object>(
  model: Model<S>,
  compared: Compared,
  found: Losses<S>,
): string {
  const lines = [
    ...wrap(inShort(compared, found), WIDTH),
    ...entry("reading", `${compared.reading.name}: ${compared.reading.says}`),
    ...entry("differs", compared.changes.map(({ change }) => change).join(", ") || "in nothing"),
    ...entry("asked", askedWords(found)),
    ...found.losses.flatMap((loss, at) => ["", ...lossLines(model, loss, at + 1)]),
  ];
  return `${lines.map(ascii).join("\n")}\n`;
}

/** `3 guarantees lost against v1.4-as-written, 40 kept`. */
export function inShort<S extends object>({ against }: Compared, found: Losses<S>): string {
  const { losses, kept, gained } = found;
  const open = losses.filter(({ outcome }) => outcome === "open").length;
  const lost = losses.length - open;
  return [
    `${lost === 0 ? "no" : lost} guarantee${lost === 1 ? "" : "s"} lost against ${against.name}`,
    `${kept} kept`,
    ...(open > 0 ? [`${open} not known`] : []),
    ...(gained > 0 ? [`${gained} gained`] : []),
  ].join(", ");
}

function askedWords<S extends object>({ asked, untouched }: Losses<S>): string {
  const scenarios = `${asked} scenario${asked === 1 ? "" : "s"}, each in the scopes of its cases`;
  if (untouched === 0) return scenarios;
  return `${scenarios}; nothing that differs bears on the other ${untouched}`;
}

function lossLines<S extends object>(
  model: Model<S>,
  { outcome, of, answer, scopes, cures }: Loss<S>,
  number: number,
): readonly string[] {
  const { scenario, run } = of;
  const { steps, trace, baseline } = answer;
  const length = steps === null ? "" : `, ${steps} steps`;
  const some = scopes.given === 1 ? "" : ` (in ${scopes.lost} of ${scopes.given} scopes)`;
  const same = baseline === "violated" ? "; so it is without what the scenario adds" : "";
  const given = byParty(cures).map(
    ([, party, own]) => `${party} ${own.map(({ change }) => change).join(" | ")}`,
  );
  const kept = given.join("; ") || "no single change that was tried gives it back";
  return [
    ...wrap(`${number}. ${answer.name}, ${scenario.name}`, WIDTH),
    ...entry("claims", answer.claim),
    ...entry("now", `${verdictWords(answer)}${length}${some}${same}`),
    ...entry("within", model.describeScope(run.scope)),
    ...(trace === null ? [] : entry("trace", oneLine(run.system, trace))),
    ...(outcome === "lost" ? entry("holds if", kept) : []),
  ];
}

/** One line of the file: what is compared with what, or a guarantee that is not given. */
const headSchema = z.object({
  against: z.string(),
  reading: z.string(),
  lost: z.int().min(0),
  open: z.int().min(0),
  kept: z.int().min(0),
});
const lossSchema = z.object({
  scenario: z.string(),
  property: z.string(),
  outcome: z.enum(["lost", "open"]),
  steps: z.int().min(0).nullable(),
});

/** First what is compared and the counts, then a line for each loss. */
export function lostJson<S extends object>(
  model: Model<S>,
  { against, reading, changes }: Compared,
  { losses, kept, gained, asked, untouched }: Losses<S>,
): readonly string[] {
  const open = losses.filter(({ outcome }) => outcome === "open").length;
  const head = {
    against: against.name,
    reading: reading.name,
    differs: changes.map(({ change }) => change),
    lost: losses.length - open,
    open,
    kept,
    gained,
    scenarios: asked,
    untouched,
  };
  const lines = losses.map(({ outcome, of, answer, scopes, cures }) => ({
    scenario: of.scenario.name,
    property: answer.name,
    claim: answer.claim,
    outcome,
    verdict: answer.verdict,
    notImplied: answer.notImplied,
    steps: answer.steps,
    scope: model.describeScope(of.run.scope),
    scopes,
    trace: answer.trace === null ? null : oneLine(of.run.system, answer.trace),
    cures: Object.fromEntries(
      byParty(cures).map(([party, , own]) => [party, own.map(({ change }) => change)]),
    ),
  }));
  return [head, ...lines].map((line) => JSON.stringify(line));
}

/** What is lost, and how far from the beginning, by claim and scenario. */
export type Expected = ReadonlyMap<string, string>;

/**
 * What a file expects to be lost against a reading.
 * @param text as `lost --json` prints it
 * @throws UsageError, one line, for another kind of file, a part of one, or one about another
 * comparison
 */
export function expectedOf(name: string, text: string, against: string): Expected {
  const [head, ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  const first = lineOf(name, 1, head ?? "", headSchema);
  if (first.against !== against) {
    throw new UsageError(
      `"${name}" says what is lost against "${first.against}", and this is against ` +
        `"${against}"; write it anew with --json, or give --against`,
    );
  }
  const count = first.lost + first.open;
  if (count !== lines.length) {
    throw new UsageError(
      `"${name}" has ${lines.length} of the ${count} losses that its first line counts; ` +
        `legal: all of them. Write it anew: quiesce lost <reading> --json > ${name}`,
    );
  }
  return new Map(
    lines.map((line, at) => {
      const { property, scenario, outcome, steps } = lineOf(name, at + 2, line, lossSchema);
      const length = steps === null ? "" : ` in ${steps} steps`;
      return [`${property} of ${scenario}`, `${outcome}${length}`] as const;
    }),
  );
}

/** How what is lost differs from what was expected, a line each; empty where it does not. */
export function unexpected(expected: Expected, found: Expected): readonly string[] {
  const keys = new Set([...expected.keys(), ...found.keys()]);
  return [...keys].flatMap((key) => {
    const [was, is] = [expected.get(key), found.get(key)];
    if (was === is) return [];
    return [`${key}: ${is ?? "not lost"}, expected ${was ?? "not lost"}`];
  });
}

function lineOf<T>(name: string, number: number, line: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new UsageError(
      `"${name}", line ${number}, is not what quiesce lost --json prints; write the file anew: ` +
        `quiesce lost <reading> --json > ${name}`,
    );
  }
}
