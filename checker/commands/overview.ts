/** `quiesce ask` without a name: every dispute in three lines, for a first look. */

import { resolveReading } from "../asking/reading.ts";
import {
  NO_CONTRADICTION,
  NO_DEADLOCK,
  NO_SILENCE,
  type PropertyResult,
} from "../explore/results.ts";
import { ascii, wrap } from "../report/words.ts";
import type { Clause, Dispute, Model } from "../types/index.ts";
import { asksSomething, type Shown, showIn } from "../verdict/left-open.ts";
import { type Run, type Runner, runner } from "../verdict/runs.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { asWritten, scenarioOf, shownCase } from "./question.ts";

const WIDTH = 80;

/** Asks of each dispute the case of the text as written, or its first, and one in which
 *  something fails. */
export async function overview<S extends object>(model: Model<S>, io: Io): Promise<number> {
  const disputes = (model.disputes ?? []).filter(({ answers }) => answers.length > 0);
  const progress = await progressLine(io, disputes.length);
  const runs = runner(model, {
    signal: io.signal,
    engine: "auto",
    onProgress: progress.onProgress,
  });
  const lines: string[] = [];
  const found: Run<S>[] = [];
  const answered = new Map<string, string>();
  const sentences = sentencesOf(model);
  const asking = sentences.filter(asksSomething);
  const shown: Shown = { cases: 0, open: new Set(), biting: new Set() };
  for (const dispute of disputes) {
    const short = await inShort(model, runs, dispute);
    const answer = [short.scenario, ...short.answers].join("\n");
    const before = answered.get(answer) ?? dispute.id;
    answered.set(answer, before);
    lines.push(
      ...wrap(`${dispute.id} ${dispute.question}`, WIDTH),
      ...(before === dispute.id ? short.answers : [`    answered as ${before}, by the same case`]),
    );
    found.push(...short.found);
    const written = short.found.find(({ reading }) => reading.name === model.texts?.[0]?.reading);
    if (written !== undefined) await showIn(written.system, asking, shown, io.signal);
    progress.done();
    if (io.signal.aborted) break;
  }
  progress.stop();
  if (io.signal.aborted) return progress.interrupted();
  const counted = `${contradicted(found)} ${saysNothing(model, sentences, shown)}Next:`;
  io.out(`${[...lines, "", ...wrap(counted, WIDTH), ...NEXT].map(ascii).join("\n")}\n`);
  return EXIT.fine;
}

/** The sentences of the first text. */
function sentencesOf<S extends object>(model: Model<S>): readonly Clause[] {
  const { texts = [], clauses } = model;
  const name = texts[0]?.reading;
  if (name === undefined) return [];
  const { inForce } = resolveReading(model, name);
  return clauses.filter(({ id }) => inForce.has(id));
}

/** How often the text contradicts itself. */
function contradicted<S>(found: readonly Run<S>[]): string {
  const count = found.reduce(
    (sum, { result }) => sum + result.contradictions.length + result.unmet.length,
    0,
  );
  const often = count === 1 ? "once" : `${count} times`;
  return `In these ${found.length} cases the text contradicts itself ${often}.`;
}

/** How many points the first text leaves open, and how many of its sentences change nothing. */
function saysNothing<S extends object>(
  { texts = [] }: Model<S>,
  sentences: readonly Clause[],
  { cases, open, biting }: Shown,
): string {
  if (cases === 0) return "";
  const asking = sentences.filter(asksSomething);
  const silent = sentences.length - asking.length;
  const vain = asking.filter(({ id }) => !biting.has(id)).length;
  return (
    `In the ${cases} of ${texts[0]?.says} ${open.size} points are open, and ${silent + vain} of ` +
    `${sentences.length} sentences change nothing: ${silent} forbid and oblige nothing, ${vain} ` +
    "nothing that comes up and that no other does. "
  );
}

const NEXT = [
  "    npx quiesce ask d1        the mail of D1: who holds what, and what follows",
  "    npx quiesce findings h3   what the text contradicts there, and leaves open",
  "    npx quiesce clauses       its sentences; of one, where it changes nothing",
  "    npx quiesce check         every case, in some minutes; more in quiesce list",
];

interface Short<S> {
  readonly scenario: string;
  readonly answers: readonly string[];
  readonly found: readonly Run<S>[];
}

/** What follows from the text as it is written, and where nothing fails there, a case in which
 *  something does. */
async function inShort<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  dispute: Dispute,
): Promise<Short<S>> {
  const scenario = scenarioOf(model, dispute);
  const text = asWritten(model, scenario);
  const written = text ?? scenario.cases[0]!;
  const shown = shownCase(scenario, dispute);
  const answers: string[] = [];
  const found: Run<S>[] = [];
  for (const pinned of written === shown ? [written] : [written, shown]) {
    const { scope, reading } = pinned;
    const bounds = { ...scenario.scope, ...scope };
    const run = await runs.run(scenario, bounds, resolveReading(model, reading));
    const fails = failing(run);
    const name = pinned === text ? `1.4, ${pinned.says.replace(/^1\.4,? /, "")}` : pinned.says;
    found.push(run);
    const says = wrap(`${name}: ${inWords(run, fails)}`, WIDTH - 4);
    answers.push(...says.map((line) => `    ${line}`));
    if (fails.length > 0) break;
  }
  return { scenario: scenario.name, answers, found };
}

/** What fails, a contradiction first, then what is nearest. */
const failing = <S>({ result }: Run<S>): readonly PropertyResult[] =>
  result.properties
    .filter(({ verdict, name }) => verdict !== "holds" && name !== NO_SILENCE)
    .toSorted(
      (one, other) =>
        Number(other.name === NO_CONTRADICTION) - Number(one.name === NO_CONTRADICTION) ||
        (one.steps ?? 0) - (other.steps ?? 0),
    );

const OF_EVERY_SYSTEM: Readonly<Record<string, string>> = {
  [NO_CONTRADICTION]: "the text forbids every answer",
  [NO_DEADLOCK]: "nothing more happens, and somebody is owed something",
};

function inWords<S>({ result }: Run<S>, fails: readonly PropertyResult[]): string {
  const [first] = fails;
  if (first === undefined) {
    const claims = result.properties.filter(({ property }) => property !== null).length;
    return claims === 1 ? "the claim holds" : `all ${claims} claims hold`;
  }
  const { name, property, steps } = first;
  const after = steps === null ? "" : ` in ${steps} steps`;
  const more = fails.length === 1 ? "" : `, and ${fails.length - 1} more`;
  const own = OF_EVERY_SYSTEM[name];
  if (own !== undefined) return `${own}${after.replace("in", "after")}${more}`;
  return `can fail${after}${more}: "${property?.claim ?? name}"`;
}
