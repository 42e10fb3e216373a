/** The model as pages to turn: text, choices, readings, questions. */

import { boundsOf, boundsWords } from "../../asking/scope.ts";
import { ruleWords } from "../../report/rules.ts";
import type { Clause, Model, Reading, Scenario } from "../../types/index.ts";
import type { Book, BookClause, BookReading, BookScenario } from "../protocol.ts";

export function bookOf<S extends object>(model: Model<S>): Book {
  const limits: Readonly<Record<string, readonly unknown[]>> = model.scopeLimits;
  return {
    chapters: chaptersOf(model.clauses),
    choices: model.interpretations.map(({ id, party, question, choices }) => ({
      id,
      party,
      question,
      choices: Object.entries(choices).map(([choice, { means }]) => ({ id: choice, means })),
    })),
    readings: model.readings.map((reading) => readingIn(model, reading)),
    scenarios: model.scenarios.map((scenario) => scenarioIn(model, scenario)),
    disputes: (model.disputes ?? []).map(({ id, question, asks, answers }) => ({
      id,
      question,
      asks: asks ?? answers[0]?.scenario ?? "",
    })),
    bounds: Object.fromEntries(
      Object.entries(limits).map(([name, values]) => [name, values.map(String)]),
    ),
  };
}

/** Sentences with the same place follow each other; whom they bind is said beside each. */
function chaptersOf(clauses: readonly Clause[]): Book["chapters"] {
  const chapters = new Map<string, BookClause[]>();
  for (const clause of clauses) {
    const title = clause.place.replace(/, (driver|device)$/, "");
    const own = chapters.get(title) ?? [];
    own.push(clauseIn(clause));
    chapters.set(title, own);
  }
  return [...chapters].map(([title, own]) => ({ title, clauses: own }));
}

function clauseIn({ rules = [], id, party, level, place, says, provenance }: Clause): BookClause {
  const reasons = rules.flatMap((rule) => (rule.rule === "none" ? [rule.reason] : []));
  const isBound = reasons.length > 0 && reasons.length === rules.length;
  return {
    ...{ id, party, level, place, says, provenance },
    rules: rules.flatMap((rule) => (rule.rule === "none" ? [] : [ruleWords(rule)])),
    bound: isBound ? reasons.join("; ") : null,
  };
}

export function readingIn<S>(model: Model<S>, reading: Reading): BookReading {
  const { name, says, inForce, choices, levels = {} } = reading;
  const ids = model.clauses.map(({ id }) => id);
  return { name, says, inForce: ids.filter((id) => inForce.has(id)), choices, levels };
}

function scenarioIn<S extends object>(model: Model<S>, scenario: Scenario<S>): BookScenario {
  const { name, question, story, leavesOut, scope, cases } = scenario;
  const own = boundsOf(model, scope);
  return {
    ...{ name, question, story, leavesOut },
    scope: Object.fromEntries(Object.entries(own).map(([id, value]) => [id, String(value)])),
    cases: cases.map((one) => ({
      reading: one.reading,
      scope: boundsWords(model, scope, { ...scope, ...one.scope }),
      says: one.says,
    })),
  };
}
