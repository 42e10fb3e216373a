import { describe, expect, test } from "vitest";
import { compareAll, traceName } from "../checker/contest/contest.ts";
import { comparePage } from "../checker/report/compare.ts";
import { contest } from "./contest.ts";
import { model } from "./model.ts";

const lines = compareAll(model, contest);
const page = comparePage(contest, lines);

describe("the page of contenders", () => {
  test("is 7-bit text of at most 68 columns and 60 lines", () => {
    const shown = page.trimEnd().split("\n");
    for (const line of shown) expect(line).toMatch(/^[\x20-\x7e]{0,68}$/);
    expect(shown.length).toBeLessThanOrEqual(60);
  });

  test("has the 25 claims of the field, SAFE-1 to SAFE-17 and LIVE-1 to LIVE-8, in order", () => {
    const ids = [
      ...Array.from({ length: 17 }, (_, index) => `SAFE-${index + 1}`),
      ...Array.from({ length: 8 }, (_, index) => `LIVE-${index + 1}`),
    ];
    expect(lines.map(({ row }) => row.id)).toEqual(ids);
    for (const { row } of lines) expect(row.name.length).toBeLessThanOrEqual(20);
  });

  test("has eight contenders with heads of at most five characters", () => {
    expect(contest.contenders).toHaveLength(8);
    for (const { head } of contest.contenders) expect(head).toMatch(/^[a-z0-9]{1,5}$/);
  });

  test("leaves no cell of its scenarios open: each is answered, or says why it does not apply", () => {
    const there = new Set(model.scenarios.map(({ name }) => name));
    const asked = lines.filter(({ row }) => there.has(row.scenario));
    const open = asked.flatMap(({ row, cells }) =>
      cells.flatMap(({ all, musts }, index) =>
        [all, musts].some(({ verdict }) => verdict === "not modelled")
          ? [`${row.id} ${contest.contenders[index]!.head}`]
          : [],
      ),
    );
    expect(open).toEqual([]);
  });

  test("says what is, and judges nobody", () => {
    const judging =
      /\b(best|better|worst|worse|wins?|winn\w*|los(es?|ers?|t)|fail(s|ed|ure)?|superior|inferior|bugs?|bad|good|wrong|broken|flaw\w*|proper|poor)\b/i;
    expect(page).not.toMatch(judging);
    expect(JSON.stringify(contest)).not.toMatch(judging);
  });

  test("keeps the counterexample of each cell under the name that row and column give", () => {
    for (const { row, cells } of lines) {
      for (const [index, both] of cells.entries()) {
        for (const advice of ["all", "musts"] as const) {
          const { verdict, trace } = both[advice];
          const { head } = contest.contenders[index]!;
          const expected = verdict === "violated" ? traceName(row.id, head, advice) : null;
          expect(trace, `${row.id} ${head}`).toBe(expected);
        }
      }
    }
  });

  test("excuses known contenders from known rows, once each, and pins nothing there", () => {
    const excused = contest.notApplicable.map(({ contender, row }) => `${row} ${contender}`);
    const known = contest.rows.flatMap(({ id }) =>
      contest.contenders.map(({ head }) => `${id} ${head}`),
    );
    expect(new Set(excused).size).toBe(excused.length);
    for (const one of excused) expect(known).toContain(one);
    const rest = compareAll(model, { ...contest, notApplicable: [] });
    for (const { row, cells } of rest) {
      for (const [index, { all, musts }] of cells.entries()) {
        if (!excused.includes(`${row.id} ${contest.contenders[index]!.head}`)) continue;
        expect([all.verdict, musts.verdict]).toEqual(["not modelled", "not modelled"]);
      }
    }
  });
});
