import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "../compile/compile.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import { explainBlocked } from "./blocked.ts";

const gate = machineOf("gate", {
  initial: "shut",
  states: {
    shut: { on: { opens: { target: "open" }, passes: {} } },
    open: { on: { passes: { target: "open" } } },
  },
});
const walker = machineOf("walker", {
  context: { passed: 0 },
  on: {
    passes: {
      guard: ({ context, event }: GuardArgs) => context.passed === event.n && event.n! < 2,
      actions: assign({ passed: ({ context }) => context.passed + 1 }),
    },
  },
});
const system = compileSystem(
  systemOf([gate, walker, machineOf("mute", {})], {
    opens: eventOf("gate"),
    passes: eventOf("walker", ["gate"], { mayBlock: ["gate"], parameters: { n: [0, 1, 2] } }),
    hums: eventOf("gate", ["mute"]),
  }),
  readingWith(),
);

describe("what keeps an event from happening", () => {
  test("a machine is named where it alone does not take the event", () => {
    const { events, never, finished } = explainBlocked(system, { by: "instance" });
    const first = events.find(({ name }) => name === "passes {n: 0}")!;
    // Reachable: shut 0, open 0, open 1, open 2.
    expect(first.enabled).toBe(1);
    expect(first.keepers).toMatchObject([
      {
        machine: "gate",
        local: { value: "shut" },
        how: "blocks",
        count: 1,
        example: { events: [] },
      },
      { machine: "walker", local: { context: { passed: 1 } }, how: "declines", count: 1 },
      { machine: "walker", local: { context: { passed: 2 } }, how: "declines", count: 1 },
    ]);
    expect(never).toEqual(["passes {n: 2}", "hums"]);
    expect(finished).toBe(true);
  });

  test("two machines that stop an event together are not named", () => {
    const { events } = explainBlocked(system, { by: "instance" });
    // Shut, the gate and the walker both refuse n = 1; unknown to gate and mute, nobody hums.
    const second = events.find(({ name }) => name === "passes {n: 1}")!;
    expect(second.keepers.map(({ machine }) => machine)).toEqual(["walker", "walker"]);
    expect(events.find(({ name }) => name === "hums")!.keepers).toEqual([]);
  });

  test("by type, instances and local states of one name are counted together", () => {
    const { events, never } = explainBlocked(system, { by: "type" });
    expect(events.map(({ name, enabled }) => [name, enabled])).toEqual([
      ["opens", 1],
      ["passes", 2],
      ["hums", 0],
    ]);
    expect(events[1]!.keepers.map(({ machine, how, count }) => [machine, how, count])).toEqual([
      ["walker", "declines", 7],
      ["gate", "blocks", 1],
    ]);
    expect(never).toEqual(["hums"]);
  });

  test("a limit is said, and counts are of what was seen", () => {
    expect(explainBlocked(system, { by: "type", maxStates: 1 })).toMatchObject({ finished: false });
  });
});
