import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "./compile.ts";
import { addMonitor } from "./monitor.ts";
import { eventOf, type GuardArgs, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const counter = machineOf("counter", {
  context: { n: 0 },
  on: { counts: { actions: assign({ n: ({ context }) => (context.n + 1) % 3 }) } },
});
const system = compileSystem(
  systemOf([counter], { counts: eventOf("counter"), rests: eventOf("counter") }),
  readingWith(),
);
const observes = {
  n: { machine: "counter", project: (s: { context: object }) => (s.context as { n: number }).n },
};

describe("monitors", () => {
  test("a monitor has a column for every combination of what it observes", () => {
    const monitor = machineOf(
      "watch",
      {
        initial: "quiet",
        states: {
          quiet: {
            on: { counts: { guard: ({ event }: GuardArgs) => event.n === 2, target: "seen" } },
          },
          seen: {},
        },
      },
      { monitor: true, observes },
    );
    const product = addMonitor(system, monitor);
    expect(product.machines).toBe(system.machines);
    expect(product.events).toBe(system.events);
    const [added] = product.monitors;
    expect(added!.table.events).toEqual([0, 1, 2].map((n) => ({ type: "counts", n })));
    expect([...added!.columnOf]).toEqual([0, -1]);
    expect([...added!.observes[0]!.digit]).toEqual([0, 1, 2]);
  });

  test("a monitor of an unknown event, machine or name is an error", () => {
    const on = (types: string[]) => ({ on: Object.fromEntries(types.map((t) => [t, {}])) });
    expect(() => addMonitor(system, machineOf("w", on(["count"])))).toThrow(
      /Monitor "w" reacts to event "count".*Did you mean "counts"/,
    );
    const far = { n: { machine: "countr", project: () => 0 } };
    expect(() => addMonitor(system, machineOf("w", on([]), { observes: far }))).toThrow(
      /Monitor "w" observes machine "countr".*Did you mean "counter"/,
    );
    expect(() => addMonitor(system, machineOf("counter", on([])))).toThrow(/called like a machine/);
  });
});
