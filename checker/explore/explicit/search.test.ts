import { expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import { exploreSync } from "../explore.ts";
import { search } from "./search.ts";

test("no state is looked at closely where nothing is refused without the right to", () => {
  const scenario = model.scenarios.find(
    ({ name }) => name === "museum/15-kick-lost-across-restore",
  )!;
  const [first] = scenario.cases;
  const scope = { ...scenario.scope, ...first!.scope };
  const system = compileSystem(scenario.system(scope), resolveReading(model, first!.reading));
  // There are answers that disagree, which must not count as refusals.
  expect(system.choices.some((choice) => choice.length > 1)).toBe(true);
  expect(exploreSync(system, { properties: [] })).toMatchObject({ silences: [], errors: [] });
  let looks = 0;
  const steps = search(system, {
    sought: [],
    maxStates: Number.POSITIVE_INFINITY,
    deadline: Number.POSITIVE_INFINITY,
    signal: undefined,
    memory: 2 ** 30,
    leaveOutFrom: 0,
    capacity: false,
    onLook: () => {
      looks += 1;
    },
  });
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(step.value.size).toBe(first!.states);
  expect(looks).toBe(0);
});
