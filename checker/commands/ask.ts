/** `quiesce ask`: a dispute or a scenario as a mail: who holds what, and what follows. */

import { resolveReading } from "../asking/reading.ts";
import { NO_CONTRADICTION } from "../explore/results.ts";
import { chartParts, notModelled, verdictInList } from "../report/chart.ts";
import { contradictionLine } from "../report/contradictions.ts";
import { ascii, entry, WIDTH, wrap } from "../report/words.ts";
import type { Case, Dispute, Model, Scenario } from "../types/index.ts";
import { type Answer, type CaseAnswers, checkCase, checkFreely } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { oneScenario } from "./select.ts";

/** A mail is read on one screen, or two. */
const MOST_LINES = 60;

/** Answers a dispute, by its id, or a scenario, in at most 60 lines of 68 columns, 7-bit. */
export async function ask<S extends object>(
  model: Model<S>,
  name: string,
  io: Io,
): Promise<number> {
  const dispute = model.disputes?.find(({ id }) => id === name.toUpperCase());
  const scenario = dispute === undefined ? oneScenario(model, name) : scenarioOf(model, dispute);
  const shown = shownCase(scenario, dispute);
  const scope = { ...scenario.scope, ...shown.scope };
  const { texts = [] } = model;
  const progress = await progressLine(io, texts.length + 1);
  const { signal } = io;
  const runs = runner(model, { signal, engine: "auto", onProgress: progress.onProgress });
  const said: string[] = [];
  for (const { reading, says } of texts) {
    const found = await checkFreely(model, runs, scenario, scope, resolveReading(model, reading));
    said.push(...wrap(`${says}, within these bounds: ${inShort(found)}.`, WIDTH));
    progress.done();
  }
  const found = await checkCase(model, runs, scenario, shown);
  progress.stop();
  if (signal.aborted) return EXIT.interrupted;
  const { head, steps, foot } = example(model, found, dispute);
  const before = [
    ...entry("asks", dispute?.question ?? scenario.question),
    ...(dispute === undefined ? [] : positions(model, dispute)),
    ...entry("story", scenario.story),
    ...entry("bounds", model.describeScope(scope)),
    "",
    ...said,
    ...head,
  ];
  const behind = [
    ...foot,
    ...entry("command", `npx quiesce check ${scenario.name.replace(/^.*\//, "")}`),
  ];
  const lines = [
    ...before,
    ...shortened(steps, MOST_LINES - before.length - behind.length),
    ...behind,
  ];
  io.out(`${lines.map(ascii).join("\n")}\n`);
  return EXIT.fine;
}

/** The same lines, without some in the middle where there are too many. */
function shortened(lines: readonly string[], room: number): readonly string[] {
  const most = Math.max(room, 12);
  if (lines.length <= most) return lines;
  const half = Math.floor((most - 1) / 2);
  const left = lines.length - 2 * half;
  return [...lines.slice(0, half), `   ... ${left} lines ...`, ...lines.slice(-half)];
}

/** The scenario that a dispute names, else the first one of its answers that a text is asked in. */
export function scenarioOf<S>(model: Model<S>, { answers, asks }: Dispute): Scenario<S> {
  if (asks !== undefined) return oneScenario(model, asks);
  const all = answers.map(({ scenario }) => oneScenario(model, scenario));
  return all.find((scenario) => asWritten(model, scenario) !== undefined) ?? all[0]!;
}

/** The case of the first text, as it stands, if the scenario has one. */
export function asWritten<S>({ texts = [] }: Model<S>, { cases }: Scenario<S>) {
  return cases.find(({ reading }) => reading === texts[0]?.reading);
}

/** The case whose counterexample is shown: one that the dispute names, else the first. */
export function shownCase<S>(scenario: Scenario<S>, dispute: Dispute | undefined): Case<S> {
  const named = dispute?.answers.filter((answer) => answer.scenario === scenario.name) ?? [];
  const isBroken = ({ pins }: Case<S>) =>
    Object.values(pins).some(({ verdict }) => verdict === "violated");
  const cases = scenario.cases.filter(({ says }) => named.some((one) => one.says === says));
  return cases.find(isBroken) ?? scenario.cases.find(isBroken) ?? scenario.cases[0]!;
}

/** Each position with its source, and below them the sources that are numbers. */
function positions<S>(model: Model<S>, dispute: Dispute): readonly string[] {
  const held = dispute.positions.flatMap(({ says, from }, at) =>
    entry(at === 0 ? "held" : "", `${says} (${from})`),
  );
  const all = dispute.positions.map(({ from }) => from).join();
  const sources = Object.entries(model.sources ?? {}).filter(([number]) => all.includes(number));
  return [...held, ...sources.flatMap(([number, source]) => entry("", `${number} ${source}`))];
}

/** What does not hold, and where no answer is left; else the claims that hold. */
function inShort<S extends object>({ run, answers }: CaseAnswers<S>): string {
  const broken = answers.filter(({ verdict }) => verdict !== "holds");
  const lines = [
    ...broken.map((answer) => `${answer.claim}: ${verdictInList(answer)}${after(answer)}`),
    ...run.result.contradictions.map((one) => contradictionLine(run.system, one)),
  ];
  if (lines.length > 0) return lines.join("; ");
  const claims = answers.flatMap(({ name, property }) => (property === null ? [] : [name]));
  return `all claims hold: ${claims.join(", ")}`;
}

const after = ({ steps }: Answer): string => (steps === null ? "" : ` after ${steps} steps`);

/** What stands above the steps, the steps, and what stands below them. */
interface Example {
  readonly head: readonly string[];
  readonly steps: readonly string[];
  readonly foot: readonly string[];
}

/** One counterexample, and the smallest changes that make the claim hold. */
function example<S extends object>(
  model: Model<S>,
  found: CaseAnswers<S>,
  dispute: Dispute | undefined,
): Example {
  const isNamed = ({ name }: Answer) => dispute?.answers.some((one) => one.property === name);
  const isContradiction = ({ name }: Answer) => name === NO_CONTRADICTION;
  const broken = found.answers.filter(({ verdict, trace }) => verdict === "violated" && trace);
  const answer = broken.find(isNamed) ?? broken.find(isContradiction) ?? broken[0];
  const trace = answer?.trace ?? null;
  if (answer === undefined || trace === null) {
    return { head: [], steps: [], foot: notModelled(found.scenario.leavesOut) };
  }
  const { verdict, rests, steps, cures, leavesOut } = chartParts(model, found, answer, trace);
  return {
    head: ["", ...wrap(`${found.run.reading.name}: ${answer.claim}: ${verdict}`, WIDTH), ...rests],
    steps,
    foot: [...cures, ...leavesOut],
  };
}
