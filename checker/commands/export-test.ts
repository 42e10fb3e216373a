/** `quiesce export h4 --to test`: kept counterexamples as tests that a guest can carry out. */

import { type Bounds, boundsOf } from "../asking/scope.ts";
import type { DeviceTest } from "../asking/test-file.ts";
import { UsageError } from "../asking/usage.ts";
import { asTest } from "../report/as-test.ts";
import type { Model, Scenario } from "../types/index.ts";
import { EXIT, type Io, writeOut } from "./io.ts";
import { keptOf } from "./kept.ts";
import { readReplayable } from "./replayable.ts";
import { oneScenario } from "./select.ts";

/** Writes the tests of one scenario to one file, and says which traces are no tests. */
export function exportTests<S extends object>(model: Model<S>, name: string, io: Io): number {
  const scenario = oneScenario(model, name.replace(/\/\d+$/, ""));
  const { tests, others } = testsOf(model, scenario, io.root);
  if (tests.length === 0) {
    throw new UsageError(
      `no counterexample of ${scenario.name} can be carried out by a guest: ` +
        (others[0] ?? "it has none that is kept"),
    );
  }
  const folder = io.outFolder === undefined ? "out/export" : "out";
  const file = `${folder}/${scenario.name.split("/").at(-1)}.test.json`;
  const text = { schema: 1, says: scenario.question, tests };
  io.out(`${writeOut(io, file, `${JSON.stringify(text, null, 2)}\n`)}\n`);
  io.out(
    `${tests.length} tests; ${others.length} traces are none, as ${others[0] ?? "there are"}\n`,
  );
  io.out("run: quiesce audit FILE says what they are worth\n");
  return EXIT.fine;
}

/** What a test needs besides what all of them have: more of something, or another kind. */
function boundsFor<S extends object>(model: Model<S>, usual: S, scope: S): Bounds {
  const has = boundsOf(model, usual);
  const differs = Object.entries(boundsOf(model, scope)).filter(([name, value]) =>
    typeof value === "number" ? value > Number(has[name]) : value !== has[name],
  );
  return Object.fromEntries(differs);
}

function testsOf<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  root: string,
): { readonly tests: readonly DeviceTest[]; readonly others: readonly string[] } {
  const { audits } = model;
  if (audits === undefined) throw new UsageError("this model has no words for tests of a device");
  const found = keptOf(scenario, root).flatMap((line) => {
    const { file, system, trace, claim, scope } = readReplayable(model, line);
    if (file.verdict !== "violated") return [];
    const says = claim.property?.claim ?? file.property;
    const { name, property, reading } = file;
    const bounds = boundsFor(model, audits.scope, scope);
    return [asTest(audits, system, trace, { name, property, claim: says, reading, scope: bounds })];
  });
  const tests = found.filter((one) => typeof one !== "string");
  // The same steps may show two claims, or fail in two readings.
  const once = new Map(tests.map((test) => [test.steps.join("; "), test]));
  return { tests: [...once.values()], others: found.filter((one) => typeof one === "string") };
}
