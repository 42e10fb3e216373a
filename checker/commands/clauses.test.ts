import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectRoot } from "./io.ts";
import { runIn } from "./running.testing.ts";

/** The model with its scenarios of one beginning: where a clause bites is asked of each. */
const within = (beginning: string): typeof model => ({
  ...model,
  scenarios: model.scenarios.filter(({ name }) => name.startsWith(beginning)),
});
const clauses = (of: typeof model, ...names: string[]) =>
  runIn(projectRoot(), of, ["clauses", ...names]);
const h3 = within("holes/h3");

test("a clause is told with its rules, where it bites, and what rests on it", async () => {
  const { code, out } = await clauses(h3, "B22a");
  expect(code).toBe(0);
  expect(out).toMatch(/^clause {3}B22a, device MUST NOT$/m);
  expect(out).toMatch(/^rules {4}forbids .*while queue/ms);
  expect(out).toMatch(/^bites {4}holes\/h3-queue-reset-while-suspended$/m);
  expect(out).toMatch(/^on it {4}.*noAccessAfterRelease/m);
});

test("one that is shadowed names who does the same, one that does not come up says so", async () => {
  const { out } = await clauses(h3, "B1", "P-5a");
  expect(out).toMatch(/in no scenario: wherever it speaks,\s+driver-resumes-by=sets-driver-ok/);
  expect(out).toMatch(/in no scenario: nothing that it speaks of\s+comes up/);
});

test("one without a rule says why", async () => {
  const { out } = await clauses(h3, "B44");
  expect(out).toMatch(/none/);
});

test("for programs each is an object on a line, and every normative one has rules or a reason", async () => {
  const { out } = await clauses(within("no scenario"), "--json");
  const all = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const normative = all.filter(({ level }) => level !== "desc");
  expect(normative.length).toBeGreaterThan(163);
  for (const { id, rules, none } of normative)
    expect([id, rules.length + none.length > 0]).toEqual([id, true]);
});

test("all are listed, a line each, without exploring anything", async () => {
  const { out } = await clauses(model);
  expect(out.trimEnd().split("\n")).toHaveLength(model.clauses.length);
});

test("a name that is none is refused with what was probably meant", async () => {
  const { code, err } = await clauses(h3, "B22z");
  expect([code, err]).toEqual([64, expect.stringMatching(/^error: .*B22z/)]);
});
