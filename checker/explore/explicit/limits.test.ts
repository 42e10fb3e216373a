import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../../compile/tiny.testing.ts";
import type { Predicate, Property } from "../../types/index.ts";
import { exploreSync } from "../explore.ts";
import { LimitReached } from "../search.ts";
import { waiting } from "../waiting.testing.ts";
import { exploreExplicit, exploreExplicitSync } from "./explore.ts";
import { search } from "./search.ts";
import { spaceOf } from "./space.ts";
import { createPaths } from "./traces.ts";
import { endlessWaits } from "./waits.ts";

/** Counters from 0 to `most` - 1 that go round. */
function counters(count: number, most: number): CompiledSystem {
  const names = Array.from({ length: count }, (_, i) => i);
  const counter = (i: number) =>
    machineOf(
      `counter${i}`,
      {
        context: { n: 0 },
        on: { counts: { actions: assign({ n: ({ context }) => (context.n + 1) % most }) } },
      },
      { key: `${most}` },
    );
  return compileSystem(
    systemOf(names.map(counter), {
      counts: eventOf("counter{i}", [], { parameters: { i: names } }),
    }),
    readingWith(),
  );
}

/** A token that goes round: as many states as machines, of one bit each. Neighbours in the
 *  ring stand apart in the list, so that nothing is known of those that stand together. */
function ring(count: number): CompiledSystem {
  const names = Array.from({ length: count }, (_, i) => i);
  const from = (wanted: (i: number) => boolean, target: string) => ({
    guard: ({ event }: GuardArgs) => wanted(event.i!),
    target,
  });
  const holder = (self: number) => {
    const previous = (self + count - 1) % count;
    return machineOf(
      `holder${self}`,
      {
        initial: self === 0 ? "holds" : "waits",
        states: {
          waits: {
            on: {
              passes: [
                from((i) => i === previous, "holds"),
                from((i) => i !== self && i !== previous, "waits"),
              ],
            },
          },
          holds: {
            on: { passes: [from((i) => i === self, "waits"), from((i) => i !== self, "holds")] },
          },
        },
      },
      { key: `${self}` },
    );
  };
  return compileSystem(
    systemOf(
      names.map((i) => holder((i * 37) % count)),
      {
        passes: eventOf("holder{i}", ["holder*"], {
          parameters: { i: names },
          mayBlock: ["holder*"],
        }),
      },
    ),
    readingWith(),
  );
}

const base = {
  claim: "a claim",
  restsOn: [],
  witness: {},
  memory: { cannotShow: "a test" },
} as const;
const below = (most: number): Predicate => ({
  is: "local",
  machine: "counter0",
  test: ({ context }) => (context.n as number) < most,
});
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
const two = counters(2, 100);

describe("limits", () => {
  test("a violation found before the limit of states stands, the rest is unknown", () => {
    const properties = [near, far, never, cycles];
    const result = exploreExplicitSync(two, { properties, maxStates: 500 });
    expect(result).toMatchObject({ states: null, depth: null, transitions: null, limit: "states" });
    expect(result.properties.map(({ name, verdict, why, steps }) => [name, verdict, why, steps]))
      // The lasso is the plain engine's, which found it before its own limit.
      .toEqual([
        ["noDeadlock", "unknown", "states", null],
        ["noSilence", "unknown", "states", null],
        ["near", "violated", null, 5],
        ["far", "unknown", "states", null],
        ["never", "unknown", "states", null],
        ["cycles", "violated", null, 0],
      ]);
  });

  test("a budget of memory that is spent gives unknown, and says what was covered", () => {
    const system = counters(3, 50);
    const result = exploreExplicitSync(system, { properties: [near, never], memory: 1_300_000 });
    expect(result).toMatchObject({ states: null, depth: null, limit: "memory" });
    expect(result.properties.map(({ verdict, why }) => [verdict, why])).toEqual([
      ["unknown", "memory"],
      ["unknown", "memory"],
      ["violated", null],
      ["unknown", "memory"],
    ]);
    const { expanded, wholeLevels, tableBytes, logBytes } = result.figures;
    expect(result.seen).toBeGreaterThanOrEqual(expanded);
    expect(expanded).toBeGreaterThan(10_000);
    expect(wholeLevels).toBeGreaterThan(20);
    expect(tableBytes + logBytes).toBeLessThanOrEqual(1_300_000);
  });

  test("whatever the budget, a search is whole or says that memory ended it", () => {
    const system = counters(3, 50);
    const whole = exploreExplicitSync(system, { properties: [] });
    const ended = { whole: 0, memory: 0 };
    for (let memory = 200_000; memory < 4_000_000; memory = Math.floor(memory * 1.3)) {
      for (const capacity of [false, true]) {
        const result = exploreExplicitSync(system, { properties: [], memory, capacity });
        const { figures, ...rest } = result;
        if (result.limit === null) {
          expect({ ...rest, figures: whole.figures }).toEqual(whole);
          ended.whole += 1;
        } else {
          expect(result).toMatchObject({ states: null, depth: null, limit: "memory" });
          expect(result.seen).toBeLessThan(125_000);
          // The last chunk of the log, and the least table, may go beyond it.
          const most = Math.max(memory, 1_000_000) + 400_000;
          expect(figures.tableBytes + figures.logBytes).toBeLessThanOrEqual(most);
          ended.memory += 1;
        }
      }
    }
    expect(Math.min(ended.whole, ended.memory)).toBeGreaterThan(3);
  });

  test("slots shrink to four bytes before a budget is spent", () => {
    const system = counters(3, 50);
    const wide = exploreExplicitSync(system, { properties: [] });
    const narrow = exploreExplicitSync(system, { properties: [], memory: 2_200_000 });
    expect([wide.figures.layout, narrow.figures.layout]).toEqual(["in place", "quotient"]);
    expect(narrow).toEqual({ ...wide, figures: narrow.figures });
    expect(narrow.states).toBe(125_000);
  });

  test("a time that has passed and a signal end the search", async () => {
    const late = exploreExplicitSync(two, { properties: [], timeoutMs: -1 });
    expect(late).toMatchObject({ states: null, limit: "time" });
    const controller = new AbortController();
    controller.abort();
    const stopped = await exploreExplicit(two, { properties: [], signal: controller.signal });
    expect(stopped).toMatchObject({ states: null, limit: "aborted" });
  });

  test("two runs give the same", () => {
    const run = () => exploreExplicitSync(two, { properties: [near, far], maxStates: 3000 });
    expect(run()).toEqual(run());
  });
});

test.each([
  [60, 1],
  [70, 2],
  [128, 3],
])("%i machines of one bit take %i words, and the answers stay", (count, words) => {
  const system = ring(count);
  const { figures, ...result } = exploreExplicitSync(system, { properties: [] });
  expect(figures).toMatchObject({ bits: count, words });
  expect(result).toEqual(exploreSync(system, { properties: [] }));
  expect(result.states).toBe(count);
});

test("who may wait for ever is said not to be known where the time is over", () => {
  const limits = { sought: [], maxStates: 1e6, leaveOutFrom: 1e6, capacity: false };
  const later = { deadline: Number.POSITIVE_INFINITY, signal: undefined, memory: 2 ** 30 };
  const steps = search(waiting, { ...limits, ...later });
  let step = steps.next();
  while (!step.done) step = steps.next();
  const found = step.value;
  expect(found.size).toBe(100_000);
  const waits = (deadline: number) =>
    endlessWaits(found, createPaths(found), { ...later, deadline });
  expect(waits(0)).toBe("time");
  expect(waits(later.deadline)).toMatchObject([{ machine: "waiter", steps: 0, states: 100_000 }]);
});

test("what is listed of a space behind its search can be ended at any block", () => {
  const explored = () => {
    const limits = { maxStates: 1e6, memory: 2 ** 30, leaveOutFrom: 1e6, capacity: false };
    const never = { deadline: Number.POSITIVE_INFINITY, signal: undefined };
    const steps = search(counters(3, 20), { sought: [], ...limits, ...never });
    let step = steps.next();
    while (!step.done) step = steps.next();
    return step.value;
  };
  const found = explored();
  const space = (look: (steps?: number) => void, of = found) =>
    spaceOf(of, createPaths(of), 2 ** 30, look)!;
  const ends = (after: number) => {
    let told = 0;
    return (steps = 1): void => {
      told += steps;
      if (told > after) throw new LimitReached("time");
    };
  };
  // Each state is numbered, then its steps are listed, then the predicate is asked.
  const all = 2 * found.size;
  expect(found.size).toBe(8000);
  for (const after of [0, found.size, all - 1]) {
    expect(() => space(ends(after))).toThrow(LimitReached);
  }
  space(ends(all));
  const zero = below(1);
  const listed = space(ends(found.size - 1));
  expect(() => listed.test(zero, "p")).toThrow(LimitReached);
  expect(listed.edges).toEqual(space(() => {}, explored()).edges);
  expect(space(ends(found.size)).test(zero, "p")(0)).toBe(true);
});
