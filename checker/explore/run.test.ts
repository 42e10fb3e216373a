import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import { describeState, run } from "./run.ts";

const driver = machineOf("driver", {
  initial: "up",
  states: {
    up: {
      on: { writes: { target: "written" }, hums: { target: "up" } },
    },
    written: { on: {} },
  },
});
const status = machineOf("status", {
  initial: "on",
  states: {
    on: {
      on: {
        writes: [
          {
            guard: ({ event }: GuardArgs) => event.value === 1,
            target: "off",
          },
          { guard: ({ event }: GuardArgs) => event.value === 2, target: "on" },
        ],
      },
    },
    off: {},
  },
});
const system = compileSystem(
  systemOf([driver, status], {
    writes: eventOf("driver", ["status"], { parameters: { q: [0], value: [1, 2, 3] } }),
    hums: eventOf("driver", ["status"]),
  }),
  readingWith(),
);

describe("running events", () => {
  test("gives the states and the events", () => {
    // The order of the parameters does not matter.
    const { states, steps, failed } = run(system, [{ type: "writes", value: 1, q: 0 }]);
    expect(failed).toBeNull();
    expect(states.map((state) => [...state])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(steps.map(({ name }) => name)).toEqual(["writes {q: 0, value: 1}"]);
    expect(describeState(system, states[1]!)).toMatchObject({
      driver: { value: "written" },
      status: { value: "off" },
    });
  });

  test("an event that a machine does not take fails with the step and the machine", () => {
    const declined = run(system, [
      { type: "writes", q: 0, value: 2 },
      { type: "writes", q: 0, value: 2 },
    ]);
    expect(declined.states).toHaveLength(2);
    expect(declined.failed).toMatchObject({ step: 1, kind: "declined", machine: "driver" });
    expect(declined.failed!.message).toMatch(
      /^Step 2, writes \{q: 0, value: 2\}: machine "driver" in written does not initiate it/,
    );
    expect(run(system, [{ type: "writes", q: 0, value: 3 }]).failed).toMatchObject({
      step: 0,
      kind: "guarded off",
      machine: "status",
    });
    expect(run(system, [{ type: "hums" }]).failed).toMatchObject({
      kind: "unanswered",
      machine: "status",
      local: { value: "on" },
    });
  });

  test("an unknown event fails with what is legal", () => {
    const { failed } = run(system, [{ type: "writes", q: 0, value: 9 }]);
    expect(failed).toMatchObject({ step: 0, kind: "unknown event", machine: null });
    expect(failed!.message).toMatch(/there is no event writes \{q: 0, value: 9\}; legal: "writes/);
    expect(run(system, [{ type: "write" }]).failed!.message).toMatch(/Did you mean "writes"/);
  });
});
