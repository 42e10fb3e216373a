import { expect, test } from "vitest";
import { doorModel, doorReading } from "../testing/door-model.ts";
import type { Reading } from "../types/index.ts";
import { compileSystem } from "./compile.ts";
import { departuresOf } from "./departures.ts";

const departures = (temper: string, more: Partial<Reading>) => {
  const reading = doorReading({ choices: { ...doorReading().choices, temper }, ...more });
  return departuresOf(compileSystem(doorModel.scenarios[0]!.system({}), reading));
};

test("conduct that excepts what a clause in force forbids departs from it", () => {
  const inForce = new Set(["D1", "D4"]);
  const found = [{ clause: "D1", level: "MUST", conduct: "temper=rude" }];
  expect(departures("rude", { inForce })).toEqual(found);
  const levels = { D1: "SHOULD" } as const;
  const [changed] = departures("rude", { inForce, levels });
  expect(changed?.level).toBe("SHOULD (changed)");
});

test("and not from a clause that is free, nor where it is not chosen", () => {
  expect(departures("rude", { inForce: new Set(["D4"]) })).toEqual([]);
  expect(departures("kind", { inForce: new Set(["D1", "D4"]) })).toEqual([]);
});

test("and not where a clause excepts the same", () => {
  const system = doorModel.scenarios[0]!.system({});
  const excepted = system.rules!.filter(({ rule }) => rule.rule === "excepts").at(-1)!;
  const inText = { ...excepted, kind: "clause", id: "D7", value: "in" } as const;
  const rude = doorReading({
    inForce: new Set(["D1", "D7"]),
    choices: { ...doorReading().choices, temper: "rude" },
  });
  const rules = [...system.rules!, inText];
  expect(departuresOf(compileSystem({ ...system, rules }, rude))).toEqual([]);
});
