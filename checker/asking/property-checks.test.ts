import { expect, test } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import type { Model, Predicate, Property } from "../types/index.ts";
import { checkModel } from "./model-checks.ts";
import { propertyProblems } from "./property-checks.ts";

const [scenario] = lockModel.scenarios;
const [first] = scenario!.properties(scenario!.scope);

/** The model of a lock with one property more. */
function withProperty(property: Partial<Property>): typeof lockModel {
  const more = { ...first, name: "mine", ...property } as Property;
  const properties = () => [more];
  return { ...lockModel, scenarios: [{ ...scenario!, properties }] } as typeof lockModel;
}

const inState = (machine: string, ...states: string[]): Predicate => ({
  is: "local",
  machine,
  states,
  test: ({ value }) => states.includes(value),
});

test("properties about what there is are sound", () => {
  expect(propertyProblems(lockModel)).toEqual([]);
});

test("a misspelt state is refused in one line, however deep it stands", () => {
  const [machine] = scenario!.system(scenario!.scope).machines;
  const holds: Predicate = {
    is: "not",
    of: { is: "and", all: [inState(machine!.name, "nowere")] },
  };
  const model: Model<never> = withProperty({ kind: "invariant", holds } as Property) as never;
  const line =
    /^Property "mine" asks whether ".+" is in "nowere", which is none of its states; legal: .*Correct the name\./;
  expect(propertyProblems(model)).toEqual([expect.stringMatching(line)]);
  expect(() => checkModel(model)).toThrow(line);
});

test("a misspelt event is refused in one line", () => {
  const event = Object.assign(() => false, { types: ["happns"] });
  const model = withProperty({ kind: "step", never: { event } } as unknown as Property);
  expect(propertyProblems(model)).toEqual([
    expect.stringMatching(/^Property "mine" is about "happns", which is no event; legal: /),
  ]);
});
