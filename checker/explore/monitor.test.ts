import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "../compile/compile.ts";
import { addMonitor } from "../compile/monitor.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import type { LocalState, Property } from "../types/index.ts";
import { exploreSync } from "./explore.ts";
import { describeState, run } from "./run.ts";

const counter = machineOf("counter", {
  context: { n: 0 },
  on: {
    counts: { actions: assign({ n: ({ context }) => (context.n + 1) % 4 }) },
    marks: { actions: assign({}) },
  },
});
const system = compileSystem(
  systemOf([counter], { counts: eventOf("counter"), marks: eventOf("counter") }),
  readingWith(),
);

/** Remembers the count at the first mark, and complains at a mark with a lower one. */
const monitor = machineOf(
  "memory",
  {
    context: { first: -1 },
    initial: "watching",
    states: {
      watching: {
        on: {
          marks: [
            {
              guard: ({ context }: GuardArgs) => context.first === -1,
              actions: assign({ first: ({ event }) => event.n }),
            },
            {
              guard: ({ context, event }: GuardArgs) =>
                context.first !== -1 && event.n! < context.first!,
              target: "complaining",
            },
          ],
        },
      },
      complaining: {},
    },
  },
  {
    monitor: true,
    observes: {
      n: { machine: "counter", project: ({ context }: LocalState) => context.n as number },
    },
  },
);

const property: Property = {
  name: "marksGrow",
  claim: "a mark is never lower than the first",
  restsOn: [],
  monitor,
  witness: { event: ({ type }) => type === "marks" },
  memory: { cannotShow: "a test" },
  kind: "invariant",
  holds: { is: "local", machine: "memory", test: ({ value }) => value !== "complaining" },
};

describe("properties with a monitor", () => {
  test("are decided in the product, while the count is that of the machines alone", () => {
    const result = exploreSync(system, { properties: [property] });
    expect(result).toMatchObject({ states: 4, transitions: 8 });
    // counts, marks with 1, three more counts to 0, marks.
    expect(result.properties[2]).toMatchObject({ verdict: "violated", steps: 6 });
  });

  test("a counterexample is a behaviour of the system itself", () => {
    const { counterexample } = exploreSync(system, { properties: [property] }).properties[2]!;
    const events = counterexample!.events.map((id) => system.events[id]!.event);
    expect(run(system, events).failed).toBeNull();
    const product = addMonitor(system, monitor);
    const { states } = run(product, events);
    expect(describeState(product, states[states.length - 1]!).memory!.value).toBe("complaining");
  });

  test("a monitor never blocks and is never silent", () => {
    const product = addMonitor(system, monitor);
    const { failed, states } = run(product, [
      { type: "marks" },
      { type: "marks" },
      { type: "counts" },
    ]);
    expect(failed).toBeNull();
    expect(describeState(product, states[3]!)).toMatchObject({
      counter: { context: { n: 1 } },
      memory: { value: "watching", context: { first: 0 } },
    });
  });

  test("a monitor observes what is so just before the event", () => {
    const last = machineOf(
      "last",
      {
        context: { n: -1 },
        on: { counts: { actions: assign({ n: ({ event }) => event.before }) } },
      },
      {
        monitor: true,
        observes: {
          before: {
            machine: "counter",
            project: ({ context }: LocalState) => context.n as number,
          },
        },
      },
    );
    const product = addMonitor(system, last);
    const { states } = run(product, [{ type: "counts" }, { type: "counts" }, { type: "marks" }]);
    const seen = states.map((state) => describeState(product, state).last!.context.n);
    expect(seen).toEqual([-1, 0, 1, 1]);
  });

  test("leads-to is decided in the product too", () => {
    const { holds: _, ...rest } = property as Extract<Property, { kind: "invariant" }>;
    const marked: Property = {
      ...rest,
      kind: "leadsTo",
      from: { is: "local", machine: "counter", test: () => true },
      to: { is: "local", machine: "memory", test: ({ context }) => context.first !== -1 },
    };
    const result = exploreSync(system, { properties: [marked] }).properties[2]!;
    expect(result).toMatchObject({ verdict: "violated", steps: 0, counterexample: { loop: 0 } });
  });
});
