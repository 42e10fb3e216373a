/**
 * The chart: a behaviour that can be pasted into a mail and needs nothing else.
 *
 * 7-bit ASCII, at most 68 columns, about 40 to 60 lines, the same bytes for the same
 * input. The header says what is asked, under which assumptions, and what of the text
 * the behaviour goes against; each step names what obliges it, what leaves only it, and
 * what it goes against, or "no clause".
 */

import type { CompiledSystem } from "../compile/system.ts";
import type { Silent } from "../explore/no-silence.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE, type Trace } from "../explore/results.ts";
import { type Cited, type GoneAgainst, goneAgainst } from "../trace/citations.ts";
import { oneLine } from "../trace/phrase.ts";
import { owedIn, statesAlong } from "../trace/walk.ts";
import type { Clause, Model, Verdict } from "../types/index.ts";
import { type Answer, baselineBounds, type CaseAnswers } from "../verdict/check.ts";
import type { Run } from "../verdict/runs.ts";
import { againstWords, citedLines, isMust } from "./by.ts";
import { type Contradicted, contradicted } from "./contradictions.ts";
import { curesByParty } from "./cures.ts";
import { grid } from "./grid.ts";
import { type Row, type Rows, rowsOf } from "./rows.ts";
import { silenceLine } from "./silences.ts";
import { entry, WIDTH, wrap } from "./words.ts";

const RULE = "-".repeat(WIDTH - 3);

/** What a chart is made of, for whoever tells it in other words. */
export interface ChartParts {
  readonly verdict: string;
  /** What the clauses at issue say: both sides of a contradiction, else the nearest one. */
  readonly rests: readonly string[];
  /** The ids of these clauses. */
  readonly atIssue: readonly string[];
  /** Text, reading, bounds, fairness, and what of the text is gone against. */
  readonly circumstances: readonly string[];
  /** A line with heads, then the steps, between two rules; of a deadlock, who is owed something
   *  when nothing more can happen. */
  readonly steps: readonly string[];
  readonly cures: readonly string[];
  readonly leavesOut: readonly string[];
}

/** The parts of the chart of an answer that has a behaviour to show. */
export function chartParts<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  trace: Trace,
): ChartParts {
  const { system, scope } = of.run;
  const rows = rowsOf(system, trace, model.chartColumns(scope));
  const against = goneAgainst(system, trace);
  return {
    ...restsOn(model, of, answer, rows, against),
    circumstances: circumstances(model, of, answer, against),
    steps: [
      ...chartSteps(model, scope, rows),
      ...(answer.name === NO_DEADLOCK ? owedAtEnd(system, trace) : []),
    ],
    cures: cures(answer),
    leavesOut: notModelled(model, of),
  };
}

/** `owed     buffer0.0 (available)` */
function owedAtEnd(system: CompiledSystem, { events }: Trace): readonly string[] {
  const owed = owedIn(system, statesAlong(system, events).at(-1)!);
  return entry("owed", owed.map(({ machine, local }) => `${machine} (${local.value})`).join("; "));
}

/** A line with heads, then the steps, between two rules, and what the heads stand for. */
export function chartSteps<S extends object>(
  model: Model<S>,
  scope: S,
  rows: Rows,
): readonly string[] {
  const columns = model.chartColumns(scope);
  const heads = columns.map(({ head }) => head);
  return [RULE, ...grid(rows, heads, byOf), RULE, ...columns.flatMap(({ legend }) => legend ?? [])];
}

/**
 * The chart of an answer that has a behaviour to show.
 * @param file where the trace is kept, for the replay command
 */
export function chart<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  trace: Trace,
  file: string,
): string {
  const parts = chartParts(model, of, answer, trace);
  const lines = [
    ...asks(answer.claim, parts.verdict),
    ...parts.rests,
    ...parts.circumstances,
    ...parts.steps,
    ...parts.cures,
    ...parts.leavesOut,
    ...entry("trace", oneLine(of.run.system, trace)),
    ...entry("replay", `quiesce replay ${file}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** Holds, violated, or the words for what no clause promises. */
export function verdictWords(answer: Answer): string {
  if (answer.notImplied) return "can fail; no clause promises it";
  if (answer.verdict === "violated") return "VIOLATED";
  if (answer.verdict === "holds" && answer.whereTheTextSpeaks) return "holds where the text speaks";
  return answer.verdict;
}

/** The same within a sentence or a list, where a semicolon would end what is said. */
export const verdictInList = (answer: Answer): string =>
  verdictWords(answer).replace(/; (.*)$/, " ($1)");

/** The verdict in a word, and the clauses at issue in theirs. */
function restsOn<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  rows: Rows,
  against: readonly GoneAgainst[],
): Pick<ChartParts, "verdict" | "rests" | "atIssue"> {
  const { result } = of.run;
  const shown = answer.name === NO_CONTRADICTION ? contradictedBy(of.run, answer) : undefined;
  const sides = shown ? clausesOf(shown) : contradiction(against, rows);
  if (sides.length > 0) {
    const said = between(sides.map((side) => ({ ...side, says: saysOf(model, of, side.id) })));
    const issue = shown ? entry("at issue", shown.line) : [];
    const atIssue = sides.map(({ id }) => id);
    return { verdict: "CONTRADICTION", rests: [...said, ...issue], atIssue };
  }
  const open = answer.name === NO_SILENCE ? result.open.filter(changesSomething)[0] : undefined;
  if (open !== undefined) {
    return { verdict: "SILENCE", rests: entry("at issue", silenceLine(open)), atIssue: [] };
  }
  const nearest = nearestClause(model, answer, rows, against);
  const verdict = verdictWords(answer);
  if (nearest === null) return { verdict, rests: [], atIssue: [] };
  return { verdict, rests: entry("nearest", clauseLine(nearest)), atIssue: [nearest.id] };
}

const changesSomething = ({ changes }: Silent): boolean => changes.length > 0;

/** Under which text, bounds and assumptions it is so, and what it goes against. */
function circumstances<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  against: readonly GoneAgainst[],
): readonly string[] {
  const { scope, reading, result } = of.run;
  const assumed = [...new Set(result.assumptions.map(({ assumption }) => assumption))];
  // What is put off for ever, fairness would have ended otherwise.
  const progress = answer.property?.kind === "leadsTo" || (answer.trace?.loop ?? null) !== null;
  const fairness = progress && assumed.length > 0 ? assumed.join("; ") : "nothing";
  return [
    ...entry("text", reading.text),
    ...entry("reading", reading.name),
    ...entry("bounds", model.describeScope(scope)),
    ...entry("assumes", fairness),
    ...entry("against", againstWords(against)),
    ...baseline(baselineBounds(model, of.scenario, scope), answer),
  ];
}

/** The claim, with the verdict at the right end of its last line. */
function asks(claim: string, verdict: string): readonly string[] {
  const lines = [...entry("asks", claim)];
  const last = lines.at(-1) ?? "";
  if (last.length + 2 + verdict.length <= WIDTH) {
    lines[lines.length - 1] =
      `${last}${verdict.padStart(Math.min(WIDTH, last.length + 3 + verdict.length) - last.length)}`;
    return lines;
  }
  return [...lines, verdict.padStart(WIDTH - 3)];
}

/**
 * The clause that a claim rests on, one that the behaviour names first. Where it rests on
 * none: the last one that the behaviour goes against, or that a step names, of the device
 * or the hypervisor first.
 */
function nearestClause<S extends object>(
  model: Model<S>,
  { property }: Answer,
  { rows }: Rows,
  against: readonly GoneAgainst[],
): Clause | null {
  const idsOf = ({ by }: Row): readonly string[] =>
    [...by.obligedBy, ...by.onlyThisLeftBy, ...by.against].map(({ id }) => id);
  const named = rows.flatMap(idsOf);
  const others = rows.filter((row) => row.lane !== "driver").flatMap(idsOf);
  const rests = property?.restsOn ?? [];
  const id =
    rests.find((clause) => named.includes(clause)) ??
    rests[0] ??
    against.at(-1)?.id ??
    others.at(-1) ??
    named.at(-1);
  return model.clauses.find((clause) => clause.id === id) ?? null;
}

function clauseLine({ id, level, says, place }: Clause): string {
  return `${place}, ${level}: ${says.replace(/\.$/, "")} (${id})`;
}

const FOUND_IN_BASELINE: Readonly<Record<Verdict, string>> = {
  holds: "holds",
  violated: "violated too, no finding",
  vacuous: "does not arise",
  contradiction: "contradiction there too",
  unknown: "unknown",
};

function baseline(changes: object, answer: Answer): readonly string[] {
  if (answer.baseline === null) return [];
  const circumstances = Object.entries(changes).map(([name, value]) =>
    name === "suspends" && value === 0 ? "without SUSPEND" : `with ${name}=${value}`,
  );
  return entry(
    "baseline",
    `same model ${circumstances.join(", ")}: ${FOUND_IN_BASELINE[answer.baseline]}`,
  );
}

/** The last column of a step, a line for each citation. */
const byOf = ({ taken, by }: Row): readonly string[] => (taken ? citedLines(by) : ["no answer"]);

/** MUSTs in force that a step goes against all the same, then what leaves only that step. */
function contradiction(against: readonly GoneAgainst[], { rows }: Rows): readonly Cited[] {
  const musts = against.filter((one) => isMust(one) && one.because === "yields");
  const steps = new Set(musts.flatMap((one) => one.steps));
  const others = rows
    .filter(({ number }) => steps.has(number))
    .flatMap(({ by }) => [...by.onlyThisLeftBy, ...by.own]);
  const sides = [...musts, ...others].map(({ id, level }) => [id, { id, level }] as const);
  return [...new Map(sides).values()];
}

/** The contradiction that the behaviour of an answer shows. */
function contradictedBy<S>(run: Run<S>, { trace }: Answer): Contradicted | undefined {
  const all = contradicted(run);
  return all.find((one) => one.trace === trace) ?? all[0];
}

/** The clauses that contradict each other, each once. */
function clausesOf({ by }: Contradicted): readonly Cited[] {
  return [...new Map(by.map(({ id, level }) => [id, { id, level }] as const)).values()];
}

/** What a clause says, or a sentence of the reading's own. */
function saysOf<S extends object>(model: Model<S>, of: CaseAnswers<S>, id: string): string {
  const all = [...model.clauses, ...of.run.reading.sentences];
  return all.find((one) => one.id === id)?.says ?? "";
}

/** `between  B26a MUST    resets the queue when 1 is written`, a side below the other. */
function between(sides: readonly (Cited & { readonly says: string })[]): readonly string[] {
  const labels = sides.map(({ id, level }) => `${id} ${level}`);
  const width = Math.max(...labels.map((label) => label.length)) + 2;
  return sides.flatMap(({ says }, side) =>
    wrap(says.replace(/\.$/, ""), WIDTH - 9 - width).map((line, index) => {
      const head = side === 0 && index === 0 ? "between" : "";
      const label = index === 0 ? labels[side]! : "";
      return `${head.padEnd(9)}${label.padEnd(width)}${line}`.trimEnd();
    }),
  );
}

function cures(answer: Answer): readonly string[] {
  if (answer.cures.length === 0) return [];
  const lines = curesByParty(answer).flatMap(([party, name, own]) => {
    // A sentence for the text can be pasted; others need only say which choice.
    const words = own.map(({ change, means }) => {
      if (change === null) return `none: ${means}`;
      return party === "text" && !change.includes(",") ? `${change}: ${means}` : change;
    });
    return entry(`  ${name}`, words.join(" | "));
  });
  return ["holds if any of:", ...lines];
}

/**
 * What the scenario leaves out, for below a chart. It is listed for the bounds of the scenario's
 * own cases: others may bring some of it in.
 */
export function notModelled<S extends object>(
  model: Model<S>,
  { scenario, run }: Pick<CaseAnswers<S>, "scenario" | "run">,
): readonly string[] {
  const bounds = model.describeScope(run.scope);
  const isOwn = [{}, ...scenario.cases.map(({ scope }) => scope)].some(
    (own) => model.describeScope({ ...scenario.scope, ...own }) === bounds,
  );
  const where = isOwn ? "" : ", unless the bounds above bring it in";
  return wrap(`not modelled${where}: ${scenario.leavesOut.join(", ")}`, WIDTH);
}
