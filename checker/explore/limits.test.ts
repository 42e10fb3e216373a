import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import type { Predicate, Property } from "../types/index.ts";
import { explore, exploreSync } from "./explore.ts";

/** Two counters modulo 100: ten thousand states. */
const counter = (i: number) =>
  machineOf(`counter${i}`, {
    context: { n: 0 },
    on: { counts: { actions: assign({ n: ({ context }) => (context.n + 1) % 100 }) } },
  });
const system = compileSystem(
  systemOf([counter(0), counter(1)], {
    counts: eventOf("counter{i}", [], { parameters: { i: [0, 1] } }),
  }),
  readingWith(),
);
const below = (most: number): Predicate => ({
  is: "local",
  machine: "counter0",
  test: ({ context }) => (context.n as number) < most,
});
const base = {
  claim: "a claim",
  restsOn: [],
  witness: {},
  memory: { cannotShow: "a test" },
} as const;
const near: Property = { ...base, name: "near", kind: "invariant", holds: below(5) };
const far: Property = { ...base, name: "far", kind: "invariant", holds: below(99) };
const never: Property = { ...base, name: "never", kind: "invariant", holds: below(200) };
const cycles: Property = {
  ...base,
  name: "cycles",
  kind: "leadsTo",
  from: below(200),
  to: below(0),
};
const properties = [near, far, never, cycles];

describe("limits", () => {
  test("without a limit everything is decided", () => {
    const result = exploreSync(system, { properties });
    expect(result).toMatchObject({ states: 10_000, depth: 198, transitions: 20_000, limit: null });
    const verdicts = result.properties.map(({ name, verdict, steps }) => [name, verdict, steps]);
    expect(verdicts).toEqual([
      ["noDeadlock", "holds", null],
      ["noSilence", "holds", null],
      ["near", "violated", 5],
      ["far", "violated", 99],
      ["never", "holds", null],
      ["cycles", "violated", 0],
    ]);
  });

  test("a violation found before the limit stands, the rest is unknown", () => {
    const result = exploreSync(system, { properties, maxStates: 500 });
    expect(result).toMatchObject({ states: null, depth: null, transitions: null, limit: "states" });
    expect(result.seen).toBe(501);
    expect(result.properties.slice(0, 5)).toMatchObject([
      { verdict: "unknown", why: "states" },
      { verdict: "unknown", why: "states" },
      { verdict: "violated", why: null, steps: 5, shortest: true },
      { verdict: "unknown", why: "states", counterexample: null },
      { verdict: "unknown", why: "states" },
    ]);
  });

  test("a system of exactly the limit is decided", () => {
    expect(exploreSync(system, { properties, maxStates: 10_000 })).toMatchObject({
      states: 10_000,
      limit: null,
    });
    expect(exploreSync(system, { properties, maxStates: 9_999 }).states).toBeNull();
  });

  test("a lasso found before the limit is real, but perhaps not the shortest", () => {
    expect(exploreSync(system, { properties, maxStates: 500 }).properties[5]).toMatchObject({
      verdict: "violated",
      shortest: false,
    });
  });

  test("no time is unknown, and so is an aborted search", async () => {
    const late = exploreSync(system, { properties, timeoutMs: -1 });
    expect(late).toMatchObject({ states: null, limit: "time" });
    expect(late.properties[4]).toMatchObject({ verdict: "unknown", why: "time" });
    const aborted = await explore(system, { properties, signal: AbortSignal.abort() });
    expect(aborted).toMatchObject({ states: null, limit: "aborted" });
  });

  test("a signal that arrives while the search runs ends it", async () => {
    const controller = new AbortController();
    const result = await explore(system, {
      properties: [never],
      signal: controller.signal,
      onProgress: ({ states }) => {
        if (states > 3000) controller.abort();
      },
    });
    expect(result.limit).toBe("aborted");
    expect(result.seen).toBeGreaterThan(3000);
    expect(result.seen).toBeLessThan(10_000);
  });

  test("progress names what is explored and never goes back", () => {
    const seen: number[] = [];
    exploreSync(system, {
      properties: [],
      onProgress: ({ what, states }) => {
        expect(what).toBe("states");
        seen.push(states);
      },
    });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});
