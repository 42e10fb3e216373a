import pc from "picocolors";
import { expect, test } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { doorModel, doorReading } from "../testing/door-model.ts";
import { lockModel } from "../testing/lock-model.ts";
import { checkCase, checkFreely } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import { markdownTable, verdictTable } from "./table.ts";

const [scenario] = lockModel.scenarios;
const runs = runner(lockModel);
const cases = await Promise.all(
  scenario!.cases.map((pinned) => checkCase(lockModel, runs, scenario!, pinned)),
);
const free = (reading: string, scope: Partial<{ rounds: number; breaks: number }>) =>
  checkFreely(
    lockModel,
    runner(lockModel),
    scenario!,
    { ...scenario!.scope, ...scope },
    resolveReading(lockModel, reading),
  );
const plain = pc.createColors(false);

test("the table has every verdict with its bounds, and is plain without a terminal", () => {
  expect(verdictTable(lockModel, cases, plain)).toBe(`locks/l1-shared-lock: all sentences bind
reading as-written
within 1 rounds, 0 breaks; 8 states, depth 4; plain engine
  property                       verdict                         steps without suspend      pinned
  noDeadlock                     holds                                                      yes
  noSilence                      holds                                                      yes
  noContradiction                holds                                                      yes
  atMostOneIsInside              holds                                                      yes
  whoWaitsGetsIn                 holds                                 holds                yes

locks/l1-shared-lock: nobody has to release
reading as-written,-L2
within 1 rounds, 0 breaks; 8 states, depth 4; plain engine
  noDeadlock                     holds                                                      yes
  noSilence                      holds                                                      yes
  noContradiction                holds                                                      yes
  atMostOneIsInside              holds                                                      yes
  whoWaitsGetsIn                 can fail; no clause promises it 2     holds                yes
  whoWaitsGetsIn holds if: text +L2; device none; driver none; VMM none

`);
});

test("colour is used only where it is asked for", () => {
  const control = String.fromCharCode(27);
  expect(verdictTable(lockModel, cases, plain)).not.toContain(control);
  expect(verdictTable(lockModel, cases, pc.createColors(true))).toContain(control);
});

test("where the text is silent, what holds says so", async () => {
  const silent = await free("as-written,-L3", { breaks: 1 });
  expect(verdictTable(lockModel, [silent], plain)).toContain("holds where the text speaks");
});

test("the head of a case names each clause that conduct departs from", async () => {
  const rude = doorReading({
    inForce: new Set(["D1", "D4"]),
    choices: { ...doorReading().choices, temper: "rude" },
  });
  const [doors] = doorModel.scenarios;
  const found = await checkFreely(doorModel, runner(doorModel), doors!, {}, rude);
  expect(verdictTable(doorModel, [found], plain)).toContain(
    "\nagainst D1 MUST, from which temper=rude departs\n",
  );
});

test("what fails without suspend too is called no finding", async () => {
  const wide = { ...scenario!, baseline: {} };
  const found = await checkCase(lockModel, runner(lockModel), wide, scenario!.cases[1]!);
  expect(verdictTable(lockModel, [found], plain)).toContain("violated: no finding");
});

test("the README's table names bounds once, and links what is kept", () => {
  expect(
    markdownTable(lockModel, cases),
  ).toBe(`**locks/l1-shared-lock** Does the driver get in, and alone?
Bounds: 1 rounds, 0 breaks.

| reading | states | holds | does not hold, or not known |
| --- | --- | --- | --- |
| \`as-written\` | 8 | atMostOneIsInside; whoWaitsGetsIn |  |
| \`as-written,-L2\` | 8 | atMostOneIsInside | whoWaitsGetsIn: can fail (no clause promises it), 2 steps (\`l1-lock-kept\`) |`);
});
