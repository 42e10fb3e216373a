import { describe, expect, test } from "vitest";
import { paragraph } from "../checker/report/disputes.ts";
import type { Dispute } from "../checker/types.ts";
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
