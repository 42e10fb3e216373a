import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import { exploreSync } from "./explore.ts";
import { search } from "./search.ts";
import { waiting } from "./waiting.testing.ts";
import { endlessWaits } from "./waits.ts";

/** A driver that resets a queue and polls until the device says that it is done. */
const driver = machineOf("driver", {
  initial: "running",
  states: {
    running: { on: { resets: { target: "polling" } } },
    polling: { tags: ["waiting"], on: { reads: { target: "polling" }, sees: { target: "done" } } },
    done: { tags: ["rest"] },
  },
});

/** What the device does with the reset. */
function waitsOf(device: object, sees: object = {}) {
  const machines = [
    driver,
    machineOf("device", {
      initial: "up",
      states: { up: { on: { resets: device } }, down: sees, stuck: { on: { sees: {} } } },
    }),
  ];
  const system = compileSystem(
    systemOf(machines, {
      resets: eventOf("driver", ["device"]),
      reads: eventOf("driver"),
      sees: eventOf("driver", ["device"], { mayBlock: ["device"] }),
    }),
    readingWith(),
  );
  return exploreSync(system, { properties: [] }).waits;
}

describe("waits without exit", () => {
  test("polling for what never comes is a wait without exit, and no deadlock", () => {
    expect(waitsOf({ target: "stuck" })).toMatchObject([
      {
        machine: "driver",
        local: { value: "polling" },
        steps: 1,
        states: 1,
        trace: { events: [0] },
      },
    ]);
  });

  test("a wait that some continuation ends has an exit", () => {
    expect(waitsOf({ target: "down" }, { on: { sees: { target: "down" } } })).toEqual([]);
  });

  test("no wait rests on silence", () => {
    expect(waitsOf({ target: "down" }, {})).toEqual([]);
  });
});

describe("a search for who may wait for ever", () => {
  const never = { deadline: Number.POSITIVE_INFINITY, signal: undefined };

  test("ends where the time is over, and where somebody asks", () => {
    const steps = search(waiting, { ...never, maxStates: 1e6, keepEdges: true, watchers: [] });
    let step = steps.next();
    while (!step.done) step = steps.next();
    const graph = step.value;
    expect(graph.store.size).toBe(100_000);
    const waits = (limits: object) => endlessWaits(graph, () => false, { ...never, ...limits });
    expect(waits({ deadline: 0 })).toBe("time");
    expect(waits({ signal: AbortSignal.abort() })).toBe("aborted");
    expect(waits({})).toMatchObject([{ machine: "waiter", steps: 0, states: 100_000 }]);
  });

  test("that is ended says why nobody was found", () => {
    // The signal comes with the last look of the search.
    let looks = 0;
    const signal = Object.defineProperty(new AbortController().signal, "aborted", {
      get: () => ++looks > Math.ceil(100_000 / 2048),
    });
    expect(exploreSync(waiting, { properties: [], signal })).toMatchObject({
      states: 100_000,
      limit: null,
      waits: [],
      noWaits: "aborted",
    });
  });
});
