/** `quiesce ask`: a dispute or a scenario as a mail: who holds what, and what follows. */
import { type Answer, type CaseAnswers, checkCase, checkFreely } from "../check.ts";
import { NO_CONTRADICTION } from "../explore/results.ts";
import { resolveReading } from "../reading.ts";
import { chart, verdictWords } from "../report/chart.ts";
import { contradictionLine } from "../report/contradictions.ts";
import { curesByParty } from "../report/cures.ts";
import { ascii, entry, WIDTH, wrap } from "../report/words.ts";
import { type Runner, runner } from "../runs.ts";
import type { Case, Dispute, Model, Scenario } from "../types.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { oneScenario } from "./select.ts";

/** The readings whose answers a mail begins with, and what they are called there. */
const TEXTS = [
  ["v1.4-as-written", "virtio 1.4 as written"],
  ["v1.4-musts-only", "its MUSTs alone"],
] as const;

/** Answers a dispute, by its id, or a scenario, in at most 60 lines of 68 columns, 7-bit. */
export async function ask<S extends object>(
  model: Model<S>,
  name: string,
  io: Io,
): Promise<number> {
  const dispute = model.disputes?.find(({ id }) => id === name.toUpperCase());
  const scenario = dispute === undefined ? oneScenario(model, name) : scenarioOf(model, dispute);
  const shown = shownCase(scenario, dispute);
  const progress = await progressLine(io, TEXTS.length + 1);
  const runs = runner(model, {
    signal: io.signal,
    engine: "auto",
    onProgress: progress.onProgress,
  });
  const said: string[] = [];
  for (const [reading, words] of TEXTS) {
    said.push(...(await answerIn(model, runs, scenario, reading, words)));
    progress.done();
  }
  const found = await checkCase(model, runs, scenario, shown);
  progress.stop();
  if (io.signal.aborted) return EXIT.interrupted;
  const { head, drawn, foot } = example(model, found, dispute);
  const before = [
    ...entry("asks", dispute?.question ?? scenario.question),
    ...(dispute === undefined ? [] : positions(model, dispute)),
    ...entry("story", scenario.story),
    ...entry("bounds", model.describeScope({ ...scenario.scope, ...shown.scope })),
    "",
    ...said,
    ...head,
  ];
  const behind = [
    ...foot,
    ...entry("left out", scenario.leavesOut.join(", ")),
    ...entry("command", `npx quiesce check ${scenario.name.replace(/^.*\//, "")}`),
  ];
  const room = MOST_LINES - before.length - behind.length;
  const lines = [...before, ...shortened(drawn, room), ...behind];
  io.out(`${lines.map(ascii).join("\n")}\n`);
  return EXIT.fine;
}

/** A mail is read on one screen, or two. */
const MOST_LINES = 60;

/** The same lines, without some in the middle where there are too many. */
function shortened(lines: readonly string[], room: number): readonly string[] {
  const most = Math.max(room, 12);
  if (lines.length <= most) return lines;
  const half = Math.floor((most - 1) / 2);
  const left = lines.length - 2 * half;
  return [...lines.slice(0, half), `   ... ${left} lines ...`, ...lines.slice(-half)];
}

/** The first scenario that answers a dispute and is asked of 1.4 as it is written. */
export function scenarioOf<S>(model: Model<S>, { answers, asks }: Dispute): Scenario<S> {
  if (asks !== undefined) return oneScenario(model, asks);
  const all = answers.map(({ scenario }) => oneScenario(model, scenario));
  const isWritten = ({ cases }: Scenario<S>) =>
    cases.some(({ reading }) => reading === TEXTS[0][0]);
  return all.find(isWritten) ?? all[0]!;
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

/** What a text leaves, in the bounds of its own case if there is one. */
async function answerIn<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  scenario: Scenario<S>,
  reading: string,
  words: string,
): Promise<readonly string[]> {
  const own = scenario.cases.find((pinned) => pinned.reading === reading);
  const scope = { ...scenario.scope, ...own?.scope };
  const found = await checkFreely(model, runs, scenario, scope, resolveReading(model, reading));
  const broken = found.answers.filter(({ verdict }) => verdict !== "holds");
  const contradictions = found.run.result.contradictions.map((one) =>
    contradictionLine(found.run.system, one),
  );
  const lines = broken.map((answer) => `${answer.claim}: ${verdictWords(answer)}${after(answer)}`);
  const all = [...lines, ...contradictions];
  const what = all.length === 0 ? `all claims hold: ${names(found)}` : all.join("; ");
  return wrap(`${words}, within these bounds: ${what}.`, WIDTH);
}

const after = ({ steps }: Answer): string => (steps === null ? "" : ` after ${steps} steps`);

const names = <S extends object>({ answers }: CaseAnswers<S>): string =>
  answers.flatMap(({ name, property }) => (property === null ? [] : [name])).join(", ");

/** What is above the steps, the steps, and what is below them. */
interface Example {
  readonly head: readonly string[];
  readonly drawn: readonly string[];
  readonly foot: readonly string[];
}

/** The steps of one counterexample, and the smallest changes that make the claim hold. */
function example<S extends object>(
  model: Model<S>,
  found: CaseAnswers<S>,
  dispute: Dispute | undefined,
): Example {
  const isNamed = ({ name }: Answer) => dispute?.answers.some((one) => one.property === name);
  const broken = found.answers.filter(({ verdict, trace }) => verdict === "violated" && trace);
  const isContradiction = ({ name }: Answer) => name === NO_CONTRADICTION;
  const answer = broken.find(isNamed) ?? broken.find(isContradiction) ?? broken[0];
  if (answer?.trace === undefined || answer.trace === null) {
    return { head: [], drawn: [], foot: [""] };
  }
  const drawn = chart(model, found, answer, answer.trace, "").split("\n");
  const isHead = (line: string): boolean => line.startsWith("text ");
  const sides = drawn.slice(
    drawn.findIndex((line) => line.startsWith("between")),
    drawn.findIndex(isHead),
  );
  const [from = 0, to = 0] = drawn.flatMap((line, at) => (/^-{20}/.test(line) ? [at] : []));
  const changes = curesByParty(answer).flatMap(([, party, cures]) => {
    const words = cures.map(({ change, means }) =>
      change === null ? `none: ${means}` : `${change}${means === "" ? "" : `: ${means}`}`,
    );
    return entry(`  ${party}`, words.join(" | "));
  });
  const claim = `${found.run.reading.name}: ${answer.claim}: ${verdictWords(answer)}`;
  return {
    head: [
      "",
      ...wrap(claim, WIDTH),
      ...(drawn.some((line) => line.startsWith("between")) ? sides : []),
    ],
    drawn: drawn.slice(from, to + 1),
    foot: ["holds with any of:", ...changes, ""],
  };
}
