import { expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import { resolveReading } from "../../asking/reading.ts";
import type { Cache } from "../../compile/cache.ts";
import { compileSystem } from "../../compile/compile.ts";
import { exploreExplicitSync } from "./explore.ts";

/** As a cache on disk: what is found was written and read. */
function createCache() {
  const kept = new Map<string, unknown>();
  const cache: Cache = {
    find: (key) => structuredClone(kept.get(key) ?? null),
    keep: (key, value) => void kept.set(key, structuredClone(value)),
  };
  return { cache, kept };
}

const ASKED = ["disputes/d10-buffers-in-flight", "disputes/d1-second-driver-resets-a-queue"];

test.each(ASKED)("%s has the same result with code that was kept", (name) => {
  const scenario = model.scenarios.find((one) => one.name === name)!;
  const [{ reading, scope: bounds }] = scenario.cases as [(typeof scenario.cases)[0]];
  const scope = { ...scenario.scope, ...bounds };
  const properties = scenario.properties(scope);
  const explored = (options: object) => {
    const system = compileSystem(scenario.system(scope), resolveReading(model, reading));
    const { figures, ...result } = exploreExplicitSync(system, {
      properties,
      leaveOutFrom: 20_000,
      ...options,
    });
    // Properties are functions, the same ones.
    return JSON.stringify([figures, result]);
  };
  const { cache, kept } = createCache();
  const anew = explored({});
  expect(explored({ kept: { cache, key: "a" } })).toBe(anew);
  const size = kept.size;
  // One for the system, one for what commutes, and as many for each property with a monitor.
  expect(size).toBeGreaterThanOrEqual(2);
  expect(explored({ kept: { cache, key: "a" } })).toBe(anew);
  expect(kept.size).toBe(size);
});
