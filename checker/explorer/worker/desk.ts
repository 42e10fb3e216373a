/**
 * Answers what the page asks, with the same models, compiler, engines and ring kernel as the
 * command line. One question is one scenario in one reading and one scope; what was explored
 * for it is kept while it is among the last ones.
 */

import { resolveReading } from "../../asking/reading.ts";
import { boundsOf, parseScope, withBounds } from "../../asking/scope.ts";
import { unknownName } from "../../asking/usage.ts";
import { NO_SILENCE, type Progress, type Trace } from "../../explore/results.ts";
import { chart, chartSteps, verdictWords } from "../../report/chart.ts";
import { contradicted } from "../../report/contradictions.ts";
import { curesByParty } from "../../report/cures.ts";
import { sequenceDiagram } from "../../report/mermaid.ts";
import { rowsOf } from "../../report/rows.ts";
import { silenceLine } from "../../report/silences.ts";
import { entry } from "../../report/words.ts";
import { behavioursOf } from "../../trace/behaviours.ts";
import { oneLine, parseOneLine } from "../../trace/phrase.ts";
import type { Case, Model, Reading, Scenario } from "../../types/index.ts";
import {
  type Answer,
  answerIn,
  type CaseAnswers,
  checkCase,
  checkFreely,
} from "../../verdict/check.ts";
import type { EngineChoice } from "../../verdict/engines.ts";
import { whyNot } from "../../verdict/evidence.ts";
import { effectsIn } from "../../verdict/inert.ts";
import { minimalChanges } from "../../verdict/minimal.ts";
import { type Run, type Runner, runner } from "../../verdict/runs.ts";
import type {
  Answers,
  Bites,
  Differing,
  Finding,
  More,
  Question,
  Row,
  Smallest,
  Texts,
} from "../protocol.ts";
import { readingIn } from "./book.ts";

/** What a question means in the model. */
export interface Asked<S extends object> {
  readonly scenario: Scenario<S>;
  readonly scope: S;
  readonly reading: Reading;
  /** Where the question is one that is pinned. */
  readonly pinned: Case<S> | null;
}

/** So many questions are kept with what was explored for them. */
const KEPT = 12;

/** Above, to write and compile code costs less than the plain engine does. */
const SMALL = 4_000;
const LARGE = 2_000_000;

/** Runners of a question: one for verdicts, one that also looks for what the text leaves open. */
interface Kept<S extends object> {
  readonly quick: Runner<S>;
  readonly full: Runner<S>;
}

export class Desk<S extends object> {
  readonly model: Model<S>;
  readonly #kept = new Map<string, Kept<S>>();
  /** Distinct states that were found last, by scenario and bounds. */
  readonly #sizes = new Map<string, number>();
  readonly #progress: (words: string) => void;

  constructor(model: Model<S>, progress: (words: string) => void) {
    this.model = model;
    this.#progress = progress;
  }

  /** @throws UsageError for a scenario, reading or bound that is none */
  meaning({ scenario: name, reading: expression, scope: bounds }: Question): Asked<S> {
    const { model } = this;
    const scenario = model.scenarios.find((one) => one.name === name);
    if (scenario === undefined) {
      throw unknownName(
        "scenario",
        name,
        model.scenarios.map((one) => one.name),
      );
    }
    const scope = withBounds(model, scenario.scope, parseScope(model, bounds));
    const reading = resolveReading(model, expression);
    const words = JSON.stringify(boundsOf(model, scope));
    const pinned = scenario.cases.find(
      (one) =>
        one.reading === reading.name &&
        JSON.stringify(boundsOf(model, { ...scenario.scope, ...one.scope })) === words,
    );
    return { scenario, scope, reading, pinned: pinned ?? null };
  }

  /** The question's system, explored; what the text leaves open is not looked for. */
  async run(asked: Asked<S>): Promise<Run<S>> {
    const { scenario, scope, reading } = asked;
    const run = await this.#runs(asked).quick.run(scenario, scope, reading);
    const { states } = run.result;
    if (typeof states === "number") this.#sizes.set(this.#placeOf(asked), states);
    return run;
  }

  /** Verdicts and behaviours, as soon as they are known; `more` adds the rest. */
  async ask(question: Question): Promise<Answers> {
    const asked = this.meaning(question);
    const run = await this.run(asked);
    const { result, reading } = run;
    const rows = this.#rowsOf(asked, run).map(
      (row): Row =>
        row.name === NO_SILENCE && row.verdict === "holds"
          ? { ...row, verdict: "unknown", words: "is being looked for" }
          : row,
    );
    return {
      rows,
      findings: findingsOf(run),
      states: String(result.states ?? `${result.seen} seen, not all`),
      engine: run.engine,
      ms: run.ms,
      bounds: this.model.describeScope(asked.scope),
      reading: readingIn(this.model, reading),
      text: reading.text,
      assumptions: [...new Set(result.assumptions.map(({ assumption }) => assumption))],
      consulted: [...consultedBy(run)],
    };
  }

  /** What the text leaves open, baselines and cures: runs of their own. */
  async more(question: Question): Promise<More> {
    const asked = this.meaning(question);
    const { pinned } = asked;
    const of = await this.#answered(asked, pinned);
    const cured = of.answers.map((answer) => [answer.name, curesByParty(answer)] as const);
    return {
      rows: this.#rowsOf(asked, of.run),
      findings: findingsOf(of.run),
      baselines: Object.fromEntries(
        of.answers.flatMap(({ name, baseline }) => (baseline === null ? [] : [[name, baseline]])),
      ),
      cures: Object.fromEntries(
        cured.map(([name, parties]) => [
          name,
          parties.flatMap(([party, , own]) =>
            own.map(({ change, means }) => `${party}: ${change ?? `none: ${means}`}`),
          ),
        ]),
      ),
      differences:
        pinned === null
          ? null
          : [...of.differences, ...of.answers.flatMap(({ differences }) => differences)],
    };
  }

  /** The mail of a behaviour: of the claim that it breaks, else of the walk that it is. */
  async texts(question: Question, line: string, claim: string): Promise<Texts> {
    const asked = this.meaning(question);
    const of = await this.#answered(asked, null);
    const { system } = of.run;
    const trace = parseOneLine(system, line);
    const broken = of.answers.filter((answer) => isShown(of, answer, trace));
    const answer = broken.find(({ name }) => name === claim) ?? broken[0];
    const { scenario, reading, scope } = asked;
    const bounds = question.scope === "" ? "" : ` --scope ${question.scope}`;
    const place = `--scenario ${scenario.name} --reading ${reading.name}`;
    const rows = rowsOf(system, trace, this.model.chartColumns(scope));
    const mail =
      answer === undefined
        ? this.#walkText(asked, rows, oneLine(system, trace))
        : chart(this.model, of, answer, trace, `--line with ${place}`);
    const words = oneLine(system, trace);
    return {
      mail,
      line: words,
      command:
        answer === undefined
          ? `quiesce step ${scenario.name} --reading ${reading.name}${bounds} --from '${words}'`
          : `quiesce show ${place}${bounds} --line '${words}'`,
      mermaid: sequenceDiagram(scenario.name, rows),
    };
  }

  /** What would have to be said in addition for a claim to hold. */
  smallest(question: Question, claim: string): Smallest {
    const { scenario, scope, reading, pinned } = this.meaning(question);
    const as: Case<S> = {
      ...{ reading: reading.name, scope, says: "", states: 0, depth: 0 },
      pins: pinned?.pins ?? {},
    };
    return minimalChanges(this.model, scenario, as, claim, this.model.readings);
  }

  /** Where a clause in force bites here, and who does the same. */
  async bites(question: Question, clause: string): Promise<Bites> {
    const { system } = await this.run(this.meaning(question));
    const effects = await effectsIn(system, new Set([clause]), new AbortController().signal);
    const [first = [], ...rest] = effects;
    return {
      alone: effects.some((by) => by.length === 1),
      together: effects.map((by) => by.filter((id) => id !== clause)),
      shadowedBy: first.filter((id) => id !== clause && rest.every((by) => by.includes(id))),
    };
  }

  /** What the other reading changes. */
  async differing(question: Question, other: string): Promise<Differing> {
    const [here, there] = [this.meaning(question), this.meaning({ ...question, reading: other })];
    const one = await this.#runs(here).full.run(here.scenario, here.scope, here.reading);
    const two = await this.#runs(there).full.run(there.scenario, there.scope, there.reading);
    const had = await behavioursOf(one.system, {});
    const has = await behavioursOf(two.system, {});
    const only = (those: typeof had, without: typeof had, { system }: Run<S>) =>
      [...those.found]
        .filter(([key]) => !without.found.has(key))
        .sort(([, a], [, b]) => a.witness.events.length - b.witness.events.length)
        .map(([what, { witness }]) => ({ what, line: oneLine(system, witness) }));
    const appears = only(has, had, two);
    return {
      verdicts: two.result.properties.flatMap((found) => {
        const was = one.result.properties.find(({ name }) => name === found.name);
        if (was === undefined) return [];
        const [before, after] = [
          verdictWords(answerIn(one, was)),
          verdictWords(answerIn(two, found)),
        ];
        return before === after ? [] : [{ name: found.name, before, after }];
      }),
      appears,
      goes: only(had, has, one),
      same: has.found.size - appears.length,
    };
  }

  #answered(asked: Asked<S>, pinned: Case<S> | null): Promise<CaseAnswers<S>> {
    const { scenario, scope, reading } = asked;
    const runs = this.#runs(asked).full;
    return pinned === null
      ? checkFreely(this.model, runs, scenario, scope, reading)
      : checkCase(this.model, runs, scenario, pinned);
  }

  #walkText({ scenario, reading, scope }: Asked<S>, rows: ReturnType<typeof rowsOf>, line: string) {
    const lines = [
      ...entry("walks", scenario.name),
      ...entry("reading", reading.name),
      ...entry("bounds", this.model.describeScope(scope)),
      "",
      ...(rows.rows.length === 0
        ? ["Nothing has happened yet."]
        : [...chartSteps(this.model, scope, rows), ...entry("trace", line)]),
    ];
    return `${lines.join("\n")}\n`;
  }

  #rowsOf({ scenario }: Asked<S>, run: Run<S>): readonly Row[] {
    return run.result.properties
      .filter(({ name }) => scenario.wanted?.includes(name) !== false)
      .map((found): Row => {
        const answer = answerIn(run, found);
        const trace = answer.trace ?? found.witness;
        return {
          ...{ name: answer.name, claim: answer.claim, verdict: answer.verdict },
          ...{ words: verdictWords(answer), why: answer.why, steps: answer.steps },
          rests: answer.property?.restsOn ?? [],
          line: trace === null ? null : oneLine(run.system, trace),
          isWitness: answer.verdict !== "violated",
        };
      });
  }

  #placeOf({ scenario, scope }: Asked<S>): string {
    return JSON.stringify([scenario.name, boundsOf(this.model, scope)]);
  }

  /** Runners for each question: what is asked next about it is explored already. */
  #runs(asked: Asked<S>): Kept<S> {
    const key = JSON.stringify([this.#placeOf(asked), asked.reading.name]);
    const onProgress = (_: string, { states, depth }: Progress): void =>
      this.#progress(`${states} states, ${depth} steps deep`);
    const runs = this.#kept.get(key) ?? {
      quick: runner(this.model, { engine: this.#engineFor(asked), silences: "none", onProgress }),
      full: runner(this.model, { engine: "auto", onProgress }),
    };
    this.#kept.delete(key);
    this.#kept.set(key, runs);
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(old);
    }
    return runs;
  }

  /** All engines answer the same; which one is quickest depends on how much there is to see. */
  #engineFor(asked: Asked<S>): EngineChoice {
    const place = this.#placeOf(asked);
    const { scenario } = asked;
    const pinned = scenario.cases.find(
      (one) => this.#placeOf({ ...asked, scope: { ...scenario.scope, ...one.scope } }) === place,
    );
    const size = this.#sizes.get(place) ?? pinned?.states ?? LARGE;
    if (size <= SMALL) return "plain";
    return size < LARGE ? "explicit" : "auto";
  }
}

function isShown<S extends object>(of: CaseAnswers<S>, answer: Answer, trace: Trace): boolean {
  const { name, property, verdict } = answer;
  if (verdict !== "violated") return false;
  return whyNot(of.run.system, trace, { name, property, verdict }) === null;
}

function findingsOf<S extends object>(run: Run<S>): readonly Finding[] {
  const { result, system } = run;
  return [
    ...contradicted(run).map(({ line, trace }) => ({
      kind: "contradiction" as const,
      words: line,
      line: oneLine(system, trace),
    })),
    ...result.open.map((one) => ({
      kind: "silence" as const,
      words: silenceLine(one),
      line: oneLine(system, one.trace),
    })),
  ];
}

/** What rules, machines and fairness of this system ask a reading for. */
function consultedBy<S extends object>({ system }: Run<S>): ReadonlySet<string> {
  const { consulted, declaration } = system;
  const fair = Object.values(declaration.events).flatMap(({ fair: because }) =>
    because !== undefined && "clause" in because ? because.clause.split(" ") : [],
  );
  return new Set([...consulted.map(({ id }) => id), ...fair]);
}
