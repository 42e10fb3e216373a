import { describe, expect, test } from "vitest";
import { doorModel } from "../testing/door-model.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Clause, Model, Rule } from "../types/index.ts";
import { checkModel } from "./model-checks.ts";
import { ruleProblems } from "./rule-checks.ts";

const knocks = { type: "knocks" };
const during = (machine: string, ...states: string[]) => ({
  machine,
  words: `while ${machine} is ${states.join(" or ")}`,
  holds: () => true,
  states,
});

/** The model of a door with one clause more, or another one in place of `id`. */
function withRule(rule: Rule, id = "D9"): Model<object> {
  const clause: Clause = { ...doorModel.clauses[0]!, id, rules: [rule] };
  return { ...doorModel, clauses: [...doorModel.clauses, clause] };
}

test("rules about what there is are sound", () => {
  expect(ruleProblems(doorModel)).toEqual([]);
  expect(ruleProblems(lockModel)).toEqual([]);
});

describe("a rule about nothing is refused in one line", () => {
  const cases: readonly (readonly [string, Rule, RegExp])[] = [
    [
      "a misspelt event",
      { rule: "forbids", events: [{ type: "knoks" }] },
      /^Clause "D9" forbids "knoks", which is no event; legal: "knocks", "shuts"\. Correct the name\. Did you mean "knocks"\?$/,
    ],
    [
      "a misspelt parameter",
      { rule: "obliges", events: [{ type: "knocks", with: { anser: "opens" } }] },
      /^Clause "D9" obliges "knocks" with "anser", which is none of its parameters; legal: "by", "answer"\..* Did you mean "answer"\?$/,
    ],
    [
      "a value that a parameter never has",
      { rule: "permits", events: [{ type: "knocks", with: { answer: ["opens", "open"] } }] },
      /^Clause "D9" permits "knocks" with answer=open; legal: "opens", "ignores"\. Correct the value\. Did you mean "opens"\?$/,
    ],
    [
      "a machine that there is not",
      { rule: "forbids", events: [knocks], when: during("dor", "shut") },
      /^Clause "D9" forbids, while dor is shut: there is no machine "dor"; legal: "knocker", "door"\..* Did you mean "door"\?$/,
    ],
    [
      "a machine that takes no part in its event",
      { rule: "forbids", events: [{ type: "shuts" }], when: during("knocker", "out") },
      /^Clause "D9" forbids "shuts" while knocker is out: machine "knocker" takes no part in that event; legal: "door"\. Look at one of them, or let the machine take part\.$/,
    ],
    [
      "a state that the machine does not have",
      { rule: "forbids", events: [knocks], when: during("door", "shutt") },
      /^Clause "D9" forbids, while door is shutt: machine "door" has no state "shutt"; legal: "shut", "open"\. Name one of them\. Did you mean "shut"\?$/,
    ],
    [
      "a term without a meaning",
      { rule: "forbids", events: [knocks], term: { id: "nigt", means: ["always"] } },
      /^Clause "D9" forbids where "nigt" means always: no such term has a meaning; legal: "night", .*Did you mean "night"\?$/,
    ],
    [
      "a meaning that no term has",
      { rule: "forbids", events: [knocks], term: { id: "night", means: ["allways"] } },
      /^Clause "D9" forbids where "night" means "allways"; legal: "never", "always"\. .*Did you mean "always"\?$/,
    ],
    [
      "an exception from a clause that there is not",
      { rule: "excepts", clause: "D11", events: [knocks] },
      /^Clause "D9" excepts from "D11", which is no clause and no choice; legal: "D1", .*Did you mean "D1"\?$/,
    ],
    [
      "an exception from a clause that forbids nothing",
      { rule: "excepts", clause: "D4", events: [knocks] },
      /^Clause "D9" excepts from "D4", which forbids no "knocks"; legal: a clause that forbids it\. Correct the clause or the event, or leave the exception out\.$/,
    ],
    [
      "an exception of answers that the clause does not forbid",
      {
        rule: "excepts",
        clause: "D1",
        events: [{ type: "knocks", with: { answer: "opens" } }],
      },
      /^Clause "D9" excepts from "D1", which forbids no "knocks"; legal: "knocks"\./,
    ],
  ];

  test.each(cases)("%s", (_, rule, line) => {
    expect(ruleProblems(withRule(rule))).toEqual([expect.stringMatching(line)]);
    expect(() => checkModel(withRule(rule))).toThrow(line);
  });

  test("two clauses of one id", () => {
    const twice = withRule({ rule: "none", reason: "a definition" }, "D1");
    expect(ruleProblems(twice)[0]).toBe(
      'Two clauses or choices have the id "D1"; legal: distinct ids, by which a reading frees ' +
        "and binds them. Rename one.",
    );
  });

  test("conduct too, by its choice", () => {
    const [, temper] = doorModel.interpretations;
    const kind = { means: "kind", rules: [{ rule: "forbids", events: [{ type: "shut" }] }] };
    const changed = { ...temper!, choices: { ...temper!.choices, kind } } as typeof temper;
    const model = { ...doorModel, interpretations: [doorModel.interpretations[0]!, changed!] };
    expect(ruleProblems(model)).toEqual([
      expect.stringMatching(/^Choice "temper=kind" forbids "shut", which is no event/),
    ]);
  });
});
