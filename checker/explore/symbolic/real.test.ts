/** The engines agree on the virtio model itself, at scopes that the plain one finishes soon. */
import { expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { Switch } from "../../compile/presence.ts";
import type { Case, Scenario } from "../../types/index.ts";
import { exploreSync } from "../explore.ts";
import { exploreFamily } from "../families.ts";
import { summary } from "./agreement.testing.ts";
import { exploreSymbolic } from "./explore.ts";
import { exploreFamilySymbolic } from "./families.ts";

function scenarioNamed(part: string): Scenario<Scope> {
  return model.scenarios.find(({ name }) => name.includes(part))!;
}

const cases = [
  { name: "h1-", index: 3 },
  { name: "h10-", index: 0 },
  { name: "museum/15-", index: 1 },
  { name: "d4-", index: 0 },
  { name: "d5-change", index: 0 },
  { name: "d2-", index: 4 },
  { name: "holes/h3-", index: 1 },
  { name: "holes/h4-", index: 1 },
].map(({ name, index }) => {
  const scenario = scenarioNamed(name);
  return { scenario, case: scenario.cases[index]!, title: `${scenario.name} (${index})` };
});

function compiledCase(scenario: Scenario<Scope>, { scope, reading }: Case<Scope>) {
  const bounds = { ...scenario.scope, ...scope };
  const system = compileSystem(scenario.system(bounds), resolveReading(model, reading));
  return { system, properties: scenario.properties(bounds) };
}

test.each(cases)("$title: states, depth, verdicts and steps are those of the plain engine", (c) => {
  const { system, properties } = compiledCase(c.scenario, c.case);
  const result = exploreSymbolic(system, { properties, depth: true });
  if (result.gaveUp !== null) throw new Error(`it gave up: ${result.gaveUp}`);
  expect(summary(result)).toEqual(summary(exploreSync(system, { properties })));
  expect(result.states).toBe(c.case.states);
  expect(result.depth).toBe(c.case.depth);
});

test("a wait that ends if any of some clauses binds has the sets that single readings give", () => {
  const scenario = scenarioNamed("h10-");
  const base = resolveReading(model, scenario.cases[0]!.reading);
  // Either text obliges the device to present itself as suspended.
  const switches = ["S-1b", "S-14", "V2-10b", "S-7"].map(
    (id): Switch => ({ kind: "clause", id, values: ["out", "in"] }),
  );
  const property = scenario.properties(scenario.scope)[0]!;
  const options = { base, switches, systemFor: () => scenario.system(scenario.scope), property };
  const expected = exploreFamily(options);
  const result = exploreFamilySymbolic(options);
  if (result.gaveUp !== null) throw new Error(`it gave up: ${result.gaveUp}`);
  expect(result).toMatchObject({
    enough: expected.enough,
    needed: expected.needed,
    redundant: expected.redundant,
    dead: expected.dead,
  });
  const enough = expected.enough.map((set) => set.map(({ id }) => id).join(" "));
  expect(enough).toEqual(["S-1b S-14", "S-1b V2-10b"]);
  for (const { settings, isGood } of expected.members) expect(result.isGood(settings)).toBe(isGood);
});
