import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileSystem } from "../../compile/compile.ts";
import { readingWith } from "../../compile/tiny.testing.ts";
import { randomSystem } from "../random-systems.testing.ts";
import type { EndlessWait } from "../results.ts";
import { type Exploration, search } from "./search.ts";
import { createPaths } from "./traces.ts";
import { endlessWaits } from "./waits.ts";

test("waits without exit are the same by steps and by marks, in both layouts, however little is expanded", () => {
  let seen = 0;
  fc.assert(
    fc.property(
      randomSystem,
      fc.boolean(),
      fc.constantFrom(3, 1e6),
      (declaration, capacity, most) => {
        const system = compileSystem(declaration, readingWith());
        const waitsWithin = (memory: number): EndlessWait[] => {
          const steps = search(system, {
            sought: [],
            maxStates: most,
            deadline: Number.POSITIVE_INFINITY,
            signal: undefined,
            memory: 2 ** 30,
            leaveOutFrom: 0,
            capacity,
          });
          let step = steps.next();
          while (!step.done) step = steps.next();
          const found: Exploration = step.value;
          const limits = { memory, deadline: Number.POSITIVE_INFINITY, signal: undefined };
          const waits = endlessWaits(found, createPaths(found), limits);
          if (typeof waits === "string") throw new Error(`a limit was reached: ${waits}`);
          return waits;
        };
        const bySteps = waitsWithin(2 ** 30);
        expect(waitsWithin(0)).toEqual(bySteps);
        seen += Number(bySteps.length > 0);
      },
    ),
    { numRuns: 60 },
  );
  expect(seen).toBeGreaterThan(0);
});
