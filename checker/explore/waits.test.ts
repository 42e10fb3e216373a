import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import { exploreSync } from "./explore.ts";

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
