import { describe, expect, test } from "vitest";
import { coverageErrors, coverageTable } from "../checker/report/coverage.ts";
import { paragraph } from "../checker/report/disputes.ts";
import type { Dispute } from "../checker/types/index.ts";
import { disputes } from "./disputes.ts";
import { model } from "./model.ts";

describe("the disputes", () => {
  test("are D1 to D15, in order", () => {
    const ids = Array.from({ length: 15 }, (_, index) => `D${index + 1}`);
    expect(disputes.map(({ id }) => id)).toEqual(ids);
  });

  test.each(disputes)("$id is a paragraph of at most ten lines of 7-bit text", (dispute) => {
    const lines = paragraph(model, dispute);
    expect(lines.length).toBeLessThanOrEqual(10);
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{1,100}$/);
    expect(lines.join("\n")).not.toMatch(/\b(bug|best|better than|worst|wrong)\b/i);
  });

  test("have two positions at least, each with a source, and rows of the page", () => {
    for (const { id, positions, rows } of disputes) {
      expect(positions.length, id).toBeGreaterThanOrEqual(2);
      for (const { from } of positions) expect(from, id).not.toBe("");
      const known = model.contest!.rows.map((row) => row.id);
      for (const row of rows) expect(known, id).toContain(row);
    }
  });

  test("name clauses that exist where they name clauses", () => {
    const ids = model.clauses.map(({ id }) => id.replace(/[a-z]$/, ""));
    for (const { id, positions } of disputes) {
      for (const { from } of positions) {
        for (const clause of from.match(/\b(?:B|S-|V2-|AC-|P-|PM-|VF-)\d+/g) ?? []) {
          expect(ids, id).toContain(clause);
        }
      }
    }
  });
});

describe("of every contender and transport", () => {
  const { coverage } = model;

  test.each(disputes)("$id is asked, or it is said why not", (dispute) => {
    expect(coverageErrors(model, coverage!, dispute)).toEqual([]);
  });

  test("no reason outlives what it is about, and none is left out", () => {
    const [d1] = disputes;
    const without = { ...coverage!, unasked: {} };
    expect(coverageErrors(model, without, d1!)).toEqual([
      "D1 CCW is not asked, and listed 0 times; say once why",
    ]);
    const asked = { of: "s14 CCW QPI", concerned: true, why: "none" };
    expect(coverageErrors(model, { ...coverage!, unasked: { D1: [asked] } }, d1!)).toEqual([
      "D1 s14 is asked, and listed as not asked",
      'D1: there is no contender or transport "QPI"',
    ]);
  });

  test("there is a row for each scenario, and one for each reason", () => {
    const lines = coverageTable(model, disputes).split("\n");
    expect(new Set(lines.map((line) => line.split("|").length)).size).toBe(1);
    const own = model.scenarios.map(({ name }) => name.split("disputes/")[1]);
    for (const name of own.filter((one) => one !== undefined)) {
      expect(
        lines.some((line) => line.includes(`| ${name} |`)),
        name,
      ).toBe(true);
    }
    expect(lines.filter((line) => line.includes("| not ")).length).toBe(
      Object.values(coverage!.unasked).flat().length,
    );
  });
});

describe("a paragraph", () => {
  const [d1] = disputes;
  const changed = (change: Partial<Dispute["answers"][number]>) => () =>
    paragraph(model, { ...d1!, answers: d1!.answers.map((one) => ({ ...one, ...change })) });

  test("has verdict, length and trace of each case as they are pinned", () => {
    const text = paragraph(model, d1!).join(" ");
    const scenario = model.scenarios.find(({ name }) => name === d1!.answers[1]!.scenario)!;
    const pinned = scenario.cases.find(({ says }) => says === "without it, device ignores")!;
    const { steps, trace } = pinned.pins.noAccessAfterRelease!;
    expect(text).toContain(
      `without it, device ignores: noAccessAfterRelease violated, ${steps} steps, ${trace?.split("/")[1]}`,
    );
    expect(text).toContain(model.describeScope({ ...scenario.scope, ...pinned.scope }));
  });

  test("is refused where a case, a scenario or a property does not exist", () => {
    expect(changed({ scenario: "disputes/d0" })).toThrow('there is no scenario "disputes/d0"');
    expect(changed({ says: "nothing" })).toThrow('has no case "nothing"');
    expect(changed({ property: "nothing" })).toThrow('pins no "nothing"');
  });
});
