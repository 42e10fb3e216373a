/** A dispute, a hole or a scenario as a question: which case shows it, and what each text says. */
import { resolveReading } from "../asking/reading.ts";
import { UsageError } from "../asking/usage.ts";
import type { Trace } from "../explore/results.ts";
import { NO_CONTRADICTION } from "../explore/results.ts";
import type { Case, Dispute, Model, Scenario } from "../types/index.ts";
import { type Answer, type CaseAnswers, checkCase, checkFreely } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import type { Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { oneScenario } from "./select.ts";

export interface Question<S> {
  /** Absent where a scenario was named. */
  readonly dispute: Dispute | undefined;
  readonly scenario: Scenario<S>;
}

/** @throws UsageError where nothing of that name is asked */
export function questionNamed<S>(model: Model<S>, name: string): Question<S> {
  const dispute = disputeNamed(model, name);
  const scenario = dispute === undefined ? oneScenario(model, name) : scenarioOf(model, dispute);
  return { dispute, scenario };
}

export const disputeNamed = <S>({ disputes }: Model<S>, name: string): Dispute | undefined =>
  disputes?.find(({ id }) => id === name.toUpperCase());

/** The scenario that a mail about a dispute asks: one that it names, else the first one of its
 *  answers that a text is asked in. @throws UsageError for one without answers */
export function scenarioOf<S>(model: Model<S>, dispute: Dispute): Scenario<S> {
  const { answers, asks, id } = dispute;
  if (asks !== undefined) return oneScenario(model, asks);
  if (answers.length === 0) {
    throw new UsageError(`${id} is about a count, and no scenario asks it; see: quiesce cost`);
  }
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

/** What was found in one of the texts, in the words that the model has for it. */
export interface Said<S extends object> {
  readonly says: string;
  readonly found: CaseAnswers<S>;
}

export interface Asked<S extends object> {
  readonly texts: readonly Said<S>[];
  readonly found: CaseAnswers<S>;
  /** A claim that fails there, and how; null where none does. */
  readonly example: { readonly answer: Answer; readonly trace: Trace } | null;
}

/** Asks each text, and the case that shows most. Null where the user ended it. */
export async function asked<S extends object>(
  model: Model<S>,
  { dispute, scenario }: Question<S>,
  io: Io,
): Promise<Asked<S> | null> {
  const shown = shownCase(scenario, dispute);
  const scope = { ...scenario.scope, ...shown.scope };
  const { texts = [] } = model;
  const progress = await progressLine(io, texts.length + 1);
  const { signal } = io;
  const runs = runner(model, { signal, engine: "auto", onProgress: progress.onProgress });
  const said: Said<S>[] = [];
  for (const { reading, says } of texts) {
    const found = await checkFreely(model, runs, scenario, scope, resolveReading(model, reading));
    said.push({ says, found });
    progress.done();
  }
  const found = await checkCase(model, runs, scenario, shown);
  progress.stop();
  if (signal.aborted) progress.interrupted();
  return signal.aborted ? null : { texts: said, found, example: exampleOf(found, dispute) };
}

/** One claim that fails: one that the dispute names, else a contradiction, else the first. */
function exampleOf<S extends object>(
  { answers }: CaseAnswers<S>,
  dispute: Dispute | undefined,
): Asked<S>["example"] {
  const broken = answers.flatMap((answer) =>
    answer.verdict === "violated" && answer.trace !== null ? [{ answer, trace: answer.trace }] : [],
  );
  const isNamed = ({ answer }: (typeof broken)[number]) =>
    dispute?.answers.some((one) => one.property === answer.name);
  const isContradiction = ({ answer }: (typeof broken)[number]) => answer.name === NO_CONTRADICTION;
  return broken.find(isNamed) ?? broken.find(isContradiction) ?? broken[0] ?? null;
}
