import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { runIn } from "../commands/running.testing.ts";
import { lackingPage } from "../report/lacking.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Contest } from "../types/index.ts";
import { minimalChanges } from "../verdict/minimal.ts";
import { lacking } from "./lacking.ts";

const caseOf = (name: string, says: string) => {
  const scenario = model.scenarios.find((one) => one.name === name)!;
  return [scenario, scenario.cases.find((one) => one.says === says)!] as const;
};

describe("minimal changes", () => {
  test("are clauses that another reading has, where fairness rests on them too", () => {
    const [scenario] = lockModel.scenarios;
    const [, kept] = scenario!.cases;
    const found = minimalChanges(lockModel, scenario!, kept!, "whoWaitsGetsIn");
    expect(found).toEqual({ sets: [["+L2"]], among: ["+L2"], gaveUp: false });
  });

  test("are sentences that an interpretation offers, none of which contains another", () => {
    const [scenario, dropped] = caseOf("holes/h4-kick-held-at-suspend", "kick dropped");
    const { sets } = minimalChanges(model, scenario, dropped, "availableIsUsed.q0b0");
    expect(sets).toEqual([["held-kick=kept"], ["rescan-on-resume=yes"]]);
  });

  test("leave alone what the reading has already", () => {
    const name = "disputes/d5-change-while-suspended";
    const [scenario, pinned] = caseOf(name, "1.4 without B34: one sentence less");
    const { sets } = minimalChanges(model, scenario, pinned, "sameGenerationSameVersion");
    expect(sets).toEqual([["+B34"]]);
  });

  test("are none where nothing that is offered helps, and say what was tried", () => {
    const [scenario, first] = caseOf("disputes/d4-guest-first-or-device-first", "device first");
    const { sets, among } = minimalChanges(model, scenario, first, "noRequestTimesOut");
    expect(sets).toEqual([]);
    expect(among).toContain("+V2-9");
  });
});

describe("what contenders lack", () => {
  const shared = lockModel.scenarios[0]!;
  const scenario: typeof shared = {
    ...shared,
    properties: (scope) => shared.properties(scope).map((one) => ({ ...one, id: "LIVE-1" })),
  };
  const contest: Contest = {
    contenders: [
      { reading: "as-written", mustsOnly: "as-written,-L2", head: "lock", title: "a lock" },
    ],
    rows: [{ id: "LIVE-1", name: "gets in", scenario: shared.name }],
    notApplicable: [],
  };

  test("is a line for each claim, with who could act", () => {
    const lacks = [...lacking({ ...lockModel, scenarios: [scenario] }, contest)];
    expect(lackingPage(lacks)).toBe(
      [
        "**lock**, a lock",
        "",
        "- LIVE-1 gets in, with MUSTs only: text +L2; device none; driver none; VMM none.",
      ].join("\n"),
    );
    expect([...lacking({ ...lockModel, scenarios: [scenario] }, contest, [])]).toEqual([]);
  });
});

test("a row that is none is refused in one line", async () => {
  const { code, err } = await runIn(".", model, ["compare", "--sentences", "SAFE-80"]);
  expect([code, err]).toEqual([64, 'error: unknown row "SAFE-80". Did you mean "SAFE-8"?\n']);
});
