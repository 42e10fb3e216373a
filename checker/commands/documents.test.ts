import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { compareAll } from "../contest/contest.ts";
import { lacking } from "../contest/lacking.ts";
import { lackText } from "../report/lacking.ts";
import { projectRoot } from "./io.ts";

const text = readFileSync(join(projectRoot(), "models/scenarios/contest/README.md"), "utf8");
const contest = model.contest!;

test("what contenders lack has a line for each claim that is violated for one", () => {
  const violated = compareAll(model, contest).flatMap(({ cells }) =>
    cells.filter((both) => [both.all, both.musts].some(({ verdict }) => verdict === "violated")),
  );
  expect(text.match(/^- (SAFE|LIVE)-/gm)).toHaveLength(violated.length);
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
});

// All families take minutes; `npm run update` asks them, and this test one claim.
test("its lines about a claim are what the families of readings say", () => {
  const rows = contest.rows.filter(({ id }) => id === "SAFE-8");
  const lacks = [...lacking(model, contest, compareAll(model, { ...contest, rows }))];
  expect(lacks.length).toBeGreaterThan(0);
  for (const lack of lacks) expect(text).toContain(lackText(lack));
}, 300_000);
