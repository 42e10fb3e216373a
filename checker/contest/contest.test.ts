import { describe, expect, test } from "vitest";
import { compareJson, comparePage } from "../report/compare.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Contest, Model, Pin, Scenario } from "../types/index.ts";
import { type Cell, compareAll, type Line, traceName } from "./contest.ts";

type LockScope = Parameters<(typeof lockModel)["describeScope"]>[0];

const [shared] = lockModel.scenarios;

/** The scenario with the ids of two rows, and pins that differ from its own. */
const withPins = (changes: Readonly<Record<string, Pin>>): Scenario<LockScope> => ({
  ...shared!,
  properties: (scope) =>
    shared!
      .properties(scope)
      .map((one) => ({ ...one, id: one.kind === "leadsTo" ? "LIVE-1" : "SAFE-1" })),
  cases: shared!.cases.map((one) => ({ ...one, pins: { ...one.pins, ...changes } })),
});

const contest: Contest = {
  contenders: [
    { reading: "as-written", mustsOnly: "as-written,-L2", head: "lock", title: "a lock" },
    { reading: "absent", mustsOnly: "absent", head: "gate", title: "a gate" },
  ],
  rows: [
    { id: "SAFE-1", name: "alone inside", scenario: shared!.name },
    { id: "LIVE-1", name: "gets in", scenario: shared!.name },
    { id: "LIVE-2", name: "gets out", scenario: "locks/not-written" },
  ],
  notApplicable: [{ contender: "gate", row: "LIVE-1", why: "nobody waits at a gate" }],
};

const lines = (
  changes: Readonly<Record<string, Pin>> = {},
  changed: Partial<Model<LockScope>> = {},
): readonly Line[] =>
  compareAll({ ...lockModel, ...changed, scenarios: [withPins(changes)] }, contest);

const cell = (all: readonly Line[], row: number, column: number): Cell =>
  all[row]!.cells[column]!.all;

describe("a cell", () => {
  test("says what is pinned for the reading, and for its twin", () => {
    const { cells } = lines()[1]!;
    expect(cells[0]!.all).toMatchObject({ verdict: "holds", steps: null, trace: null });
    expect(cells[0]!.musts).toMatchObject({
      verdict: "violated",
      steps: 2,
      trace: "locks/l1-lock-kept",
      properties: ["whoWaitsGetsIn"],
    });
  });

  test("tells what does not apply from what is not modelled", () => {
    const all = lines();
    expect(cell(all, 1, 1)).toMatchObject({
      verdict: "not applicable",
      why: "nobody waits at a gate",
    });
    expect(cell(all, 0, 1).verdict).toBe("not modelled");
    expect(cell(all, 2, 0).verdict).toBe("not modelled");
  });

  test("is silent where a claim holds of a text that is silent, and stays violated", () => {
    const silent = lines({ noSilence: { verdict: "violated", steps: 3 } });
    expect(cell(silent, 0, 0).verdict).toBe("silent");
    expect(silent[1]!.cells[0]!.musts.verdict).toBe("violated");
  });

  test("is unknown where the text is not held", () => {
    expect(
      cell(lines({ atMostOneIsInside: { verdict: "unknown", steps: null } }), 0, 0).verdict,
    ).toBe("unknown");
  });

  test("names the clauses in force that were asked about and are not held word for word", () => {
    const clauses = lockModel.clauses.map((one) => ({ ...one, provenance: "recalled" as const }));
    const { cells } = lines({}, { clauses })[0]!;
    expect(cells[0]!.all.recalled).toEqual(["L1", "L2", "L3"]);
    expect(cells[0]!.musts.recalled).toEqual(["L1", "L3"]);
    expect(cell(lines(), 0, 0).recalled).toEqual([]);
  });
});

test("a trace has its name from row and column", () => {
  expect(traceName("SAFE-10", "vhost", "all")).toBe("contest/safe-10-vhost");
  expect(traceName("SAFE-10", "vhost", "musts")).toBe("contest/safe-10-vhost-musts");
});

describe("the page", () => {
  test("has both kinds of advice in a cell, footnotes, and only the signs that it uses", () => {
    const clauses = lockModel.clauses.map((one) => ({ ...one, provenance: "recalled" as const }));
    expect(comparePage(contest, lines({}, { clauses }))).toBe(
      [
        "Each cell: with every SHOULD followed / with MUSTs only",
        "",
        "                             lock",
        "                                  gate",
        "-".repeat(68),
        "SAFE-1  alone inside         +/+* -/-",
        "LIVE-1  gets in              +/X* (a)",
        "LIVE-2  gets out             -/-  -/-",
        "-".repeat(68),
        "lock     a lock",
        "gate     a gate",
        "+ holds within the bounds of its scenario; X a counterexample is",
        "kept; - not modelled; * rests on a clause that is recalled or",
        "reconstructed; (letter) does not apply",
        "the counterexample of row R in column C: quiesce show contest/R-C,",
        "with MUSTs only R-C-musts, in small letters",
        "(a)      nobody waits at a gate",
        "",
      ].join("\n"),
    );
  });

  test("is one JSON object a cell for a program", () => {
    const objects = compareJson(contest, lines())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(objects).toHaveLength(3 * 2 * 2);
    expect(objects[5]).toMatchObject({
      row: "LIVE-1",
      contender: "lock",
      shoulds: "not followed",
      verdict: "violated",
      trace: "locks/l1-lock-kept",
    });
  });
});
