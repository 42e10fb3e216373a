import { expect, test } from "vitest";
import { eventOf, machineOf, systemOf } from "../../compile/tiny.testing.ts";
import type { Property } from "../../types/index.ts";
import { claim, compiled, inState } from "./agreement.testing.ts";
import { exploreSymbolic } from "./explore.ts";
import { bothWays } from "./fair.ts";
import { netOf } from "./net.ts";
import { reach } from "./reach.ts";
import { createSpace, ordersOf } from "./space.ts";

const COUNTERS = 20;

/** Counters that all count to nine and start again, each on its own. */
const counters = systemOf(
  Array.from({ length: COUNTERS }, (_, i) =>
    machineOf(
      `m${i}`,
      {
        initial: "s0",
        states: Object.fromEntries(
          Array.from({ length: 10 }, (_, s) => [
            `s${s}`,
            { on: { [`counts${i}`]: { target: `s${(s + 1) % 10}` } } },
          ]),
        ),
      },
      { key: String(i) },
    ),
  ),
  Object.fromEntries(Array.from({ length: COUNTERS }, (_, i) => [`counts${i}`, eventOf(`m${i}`)])),
);

const notBothFive: Property = {
  ...claim,
  name: "notBothFive",
  kind: "invariant",
  holds: { is: "not", of: { is: "and", all: [inState("m0", "s5"), inState("m1", "s5")] } },
};

test("counts beyond 2^53 are digits", () => {
  const result = exploreSymbolic(compiled(counters), { properties: [], traces: "none" });
  expect(result).toMatchObject({ gaveUp: null, states: `1${"0".repeat(COUNTERS)}` });
});

test("a shortest behaviour is found in 10^20 states", () => {
  const result = exploreSymbolic(compiled(counters), {
    properties: [notBothFive],
    traces: "violations",
  });
  if (result.gaveUp !== null) throw new Error(result.gaveUp);
  expect(result.properties[2]).toMatchObject({ verdict: "violated", steps: 10 });
});

test("without behaviours, and beyond the greatest distance, verdicts have no steps", () => {
  for (const options of [{ traces: "none" as const }, { maxSteps: 9 }]) {
    const result = exploreSymbolic(compiled(counters), { properties: [notBothFive], ...options });
    if (result.gaveUp !== null) throw new Error(result.gaveUp);
    expect(result.properties[2]).toMatchObject({
      verdict: "violated",
      steps: null,
      counterexample: null,
    });
    expect(result.tracesFinished).toBe(options.traces === "none");
  }
});

test("behaviours are looked for to the end where each of them is, with a monitor too", () => {
  const twice = machineOf(
    "twice",
    {
      initial: "none",
      states: {
        none: { on: { counts0: "once" } },
        once: { on: { counts0: "more" } },
        more: { on: { counts0: "more" } },
      },
    },
    { monitor: true },
  );
  const notMore: Property = {
    ...claim,
    name: "notMore",
    kind: "invariant",
    holds: { is: "not", of: inState("twice", "more") },
    monitor: twice,
  };
  const finished = (properties: readonly Property[]) => {
    const result = exploreSymbolic(compiled(counters), { properties, maxSteps: 9 });
    if (result.gaveUp !== null) throw new Error(result.gaveUp);
    return result.tracesFinished;
  };
  expect(finished([notMore])).toBe(true);
  expect(finished([notBothFive])).toBe(false);
  expect(finished([notBothFive, notMore])).toBe(false);
});

test("a spent budget is said, and nothing else", () => {
  const system = compiled(counters);
  const properties = [notBothFive];
  expect(exploreSymbolic(system, { properties, maxNodes: 10 })).toEqual({ gaveUp: "nodes" });
  const signal = AbortSignal.abort();
  expect(exploreSymbolic(system, { properties, signal })).toEqual({ gaveUp: "aborted" });
  expect(exploreSymbolic(system, { properties, timeoutMs: -1 })).toEqual({ gaveUp: "time" });
  const inTime = { properties, traces: "none", timeoutMs: 900_000 } as const;
  expect(exploreSymbolic(system, inTime).gaveUp).toBeNull();
});

test("a fair cycle is found behind more cycles that are not than may be tried", () => {
  const CHAIN = 250;
  const waits = Object.fromEntries(
    Array.from({ length: CHAIN }, (_, s) => [
      `s${s}`,
      {
        on: {
          waits: { target: `s${s}` },
          goes: { target: `s${s + 1}` },
          serves: { target: "met" },
        },
      },
    ]),
  );
  const served = { on: { serves: { target: `s${CHAIN}` } } };
  const machine = machineOf(
    "chain",
    { initial: "s0", states: { ...waits, [`s${CHAIN}`]: served, met: { tags: "rest" } } },
    { key: "chain" },
  );
  const system = compiled(
    systemOf([machine], {
      waits: eventOf("chain"),
      goes: eventOf("chain"),
      serves: eventOf("chain", [], { fair: { assumption: "what is asked for is served" } }),
    }),
  );
  const property: Property = {
    ...claim,
    name: "isMet",
    kind: "leadsTo",
    from: inState("chain", "s0"),
    to: inState("chain", "met"),
  };
  const result = exploreSymbolic(system, { properties: [property] });
  if (result.gaveUp !== null) throw new Error(result.gaveUp);
  // Who waits anywhere before is served at last, and has met it then.
  const stem = result.properties[2]!.counterexample?.loop;
  expect([result.properties[2]!.verdict, stem]).toEqual(["violated", CHAIN]);
});

test("every order of the machines gives the same number of states", () => {
  const net = netOf(compiled(counters));
  const { space, states } = reach(net, {});
  const [first] = ordersOf(net);
  const other = createSpace(net, space.diagrams.budget, [...first!].reverse());
  const again = bothWays(other, net.system.events.keys()).forward.closure(other.initial);
  expect(other.diagrams.count(again)).toBe(space.diagrams.count(states));
});
