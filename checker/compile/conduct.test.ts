import { describe, expect, test } from "vitest";
import { doorModel, doorReading } from "../testing/door-model.ts";
import type { OwnedRule, Reading } from "../types/index.ts";
import { compileSystem } from "./compile.ts";

const [scenario] = doorModel.scenarios;
const choosing = (choices: Record<string, string>, more: Partial<Reading> = {}) =>
  doorReading({ ...more, choices: { ...doorReading().choices, ...choices } });
const compiled = (reading: Reading, ...rules: readonly OwnedRule[]) => {
  const system = scenario!.system({});
  return compileSystem({ ...system, rules: [...(system.rules ?? []), ...rules] }, reading);
};
const conduct = (value: string, rule: OwnedRule["rule"]): OwnedRule => ({
  kind: "choice",
  id: "temper",
  value,
  party: "device",
  level: "conduct",
  rule,
});

describe("conduct against a clause in force is refused", () => {
  test("where it forbids the only answer that the clause leaves", () => {
    const line =
      /^Conduct "temper=sulks" forbids what "D1" leaves of knocks \{by: \w+, answer: opens\} to "door" in shut; legal: conduct within the clauses in force\. Free the clause, -D1, or let the conduct except from it\.$/;
    const sulks = choosing({ temper: "sulks" }, { inForce: new Set(["D1", "D4"]) });
    expect(() => compiled(sulks)).toThrow(line);
  });

  test("and not where the clause is free, or excepts it, or the conduct departs from it", () => {
    const free = choosing({ temper: "sulks" }, { inForce: new Set(["D4"]) });
    expect(() => compiled(free)).not.toThrow();
    const rude = choosing({ temper: "rude" }, { inForce: new Set(["D1", "D4"]) });
    expect(() => compiled(rude)).not.toThrow();
  });

  test("and not where nobody is asked at all, or clauses alone leave nothing", () => {
    const quiet = conduct("kind", { rule: "forbids", events: [{ type: "knocks" }] });
    expect(() => compiled(choosing({}), quiet)).not.toThrow();
    expect(() => compiled(choosing({ night: "always" }))).not.toThrow();
  });

  test("where it says itself that it goes against the clause", () => {
    const noRule = conduct("kind", { rule: "permits", events: [{ type: "shuts" }] });
    const against = { ...noRule, against: ["D2", "D4", "D6"] };
    const both = choosing({}, { inForce: new Set(["D2", "D4"]) });
    expect(() => compiled(both, against)).toThrow(
      /^Conduct "temper=kind" goes against "D2", "D4", which are in force; legal: conduct within the clauses in force\. Free the clauses, -D2,-D4, or choose otherwise\.$/,
    );
    const free = choosing({}, { inForce: new Set(["D1"]) });
    expect(() => compiled(free, against)).not.toThrow();
    const elsewise = choosing({ temper: "rude" }, { inForce: new Set(["D4"]) });
    expect(() => compiled(elsewise, against)).not.toThrow();
  });

  test("where nothing is left of what a clause obliges", () => {
    const open = conduct("kind", { rule: "forbids", events: [{ type: "shuts" }] });
    expect(() => compiled(choosing({}), open)).toThrow(
      /^Conduct "temper=kind" forbids shuts wherever it could happen, which "D4" obliges; legal: conduct within the clauses in force\. Free the clause, -D4, or choose otherwise\.$/,
    );
    const free = choosing({}, { inForce: new Set(["D1"]) });
    expect(() => compiled(free, open)).not.toThrow();
  });
});

test("a reading without a meaning for a term is refused", () => {
  const { night: _, ...choices } = doorReading().choices;
  expect(() => compiled(doorReading({ choices }))).toThrow(
    /^Reading "as-written" gives no meaning to "night", on which a rule of "D2" rests; legal: "always", or another of its meanings\. Choose one\.$/,
  );
});
