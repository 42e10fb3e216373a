/** In which scopes `check` asks a reading of one's own, and what an idle scope says. */
import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LockScope, lockModel } from "../testing/lock-model.ts";
import type { Case, Model } from "../types/index.ts";
import { baselineBounds } from "../verdict/check.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("tasks");
});
afterEach(() => rmSync(root, { recursive: true }));

const [scenario] = lockModel.scenarios;
const [written, kept] = scenario!.cases;
/** Two rounds and a break that only the second case has. */
const wider = { ...kept!, scope: { rounds: 2, breaks: 1 } };
const withCases = (cases: readonly Case<LockScope>[]): Model<LockScope> => ({
  ...lockModel,
  scenarios: [{ ...scenario!, cases }],
});
const run = (model: Model<LockScope>, ...argv: string[]): Promise<Ran> => runIn(root, model, argv);

test("a reading without a scope is asked in every scope of the cases, each once", async () => {
  const model = withCases([written!, kept!, wider]);
  const { out } = await run(model, "check", "l1", "--reading", "as-written");
  expect(out.match(/within .*breaks/g)).toEqual([
    "within 1 rounds, 0 breaks",
    "within 2 rounds, 1 breaks",
  ]);
  expect(out).toContain(
    "Asked in each scope of the scenario's cases, 2 in all; --scope asks in one.",
  );
});

test("with a scope it is asked there alone, and nothing is said of others", async () => {
  const model = withCases([wider]);
  const { out } = await run(model, "check", "l1", "--reading", "as-written", "--scope", "breaks=0");
  expect(out).toContain("1 case, 5 verdicts");
  expect(out).not.toContain("Asked in each scope");
});

test("a scope in which nothing that is asked can happen says so, and exits with 2", async () => {
  const idle: Model<LockScope> = {
    ...lockModel,
    scenarios: [
      {
        ...scenario!,
        properties: (scope) =>
          scenario!.properties(scope).map((one) => ({ ...one, witness: { event: () => false } })),
      },
    ],
  };
  const { code, out } = await run(idle, "check", "l1", "--reading", "as-written");
  expect(code).toBe(2);
  expect(out).toContain("this scope exercises nothing");
  expect(out).toContain("does not arise");
});

test("the baseline takes away what a scope adds, beside what the question is about", () => {
  const { scope } = scenario!;
  const model = { interruptions: ["breaks"] as const };
  expect(baselineBounds(model, scenario!, { ...scope, breaks: 1 })).toEqual({
    breaks: 0,
    rounds: 0,
  });
  expect(baselineBounds(model, scenario!, { ...scope, rounds: 2 })).toEqual({ rounds: 0 });
});
