import { describe, expect, test } from "vitest";
import { events } from "../../../models/events.ts";
import { model } from "../../../models/model.ts";
import { type Path, smallScope } from "../../../models/scope.ts";
import { INVARIANTS } from "../ring/invariants.ts";
import { programs } from "./programs.ts";

const paths: readonly Path[] = ["direct", "trapped"];
const types = new Set(
  paths.flatMap((common) =>
    paths.flatMap((pciConfig) =>
      paths.flatMap((deviceConfig) =>
        Object.keys(events({ ...smallScope, common, pciConfig, deviceConfig })),
      ),
    ),
  ),
);

describe("the mapping from events to memory", () => {
  test("has an entry for every event", () => {
    expect([...types].filter((type) => !Object.hasOwn(programs, type))).toEqual([]);
  });

  test("has an event for every entry", () => {
    expect(Object.keys(programs).filter((type) => !types.has(type))).toEqual([]);
  });

  test("lists accesses or says why there are none", () => {
    for (const [type, { accesses, none }] of Object.entries(programs))
      expect(accesses.length > 0, type).toBe(none === undefined);
  });
});

test("every property that memory can show names an invariant of the kernel", () => {
  for (const scenario of model.scenarios) {
    for (const { memory } of scenario.properties(scenario.scope))
      if ("invariant" in memory) expect(INVARIANTS).toHaveProperty(memory.invariant);
  }
});
