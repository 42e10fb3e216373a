import { describe, expect, test } from "vitest";
import type { EventDeclarations } from "../types/index.ts";
import { checkFamily } from "./checks.ts";
import { compileSystem } from "./compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const onlyIn = machineOf("device", (reading) => ({
  initial: "s",
  states: {
    s: {
      on: { writes: { target: "s" }, ...(reading.inForce("C") ? { acts: { target: "s" } } : {}) },
    },
  },
}));
const driver = machineOf("driver", {
  initial: "s",
  states: { s: { on: { writes: { target: "s" } } } },
});

/** The check over the readings in which clause C is out, and in which it is in. */
function check(events: EventDeclarations, machines = [driver, onlyIn], clauses = ["", "C"]) {
  return checkFamily(
    clauses.map((clause) =>
      compileSystem(
        systemOf(machines, events),
        readingWith({ name: `with ${clause}`, inForce: new Set([clause]) }),
      ),
    ),
  );
}

const fits = { writes: eventOf("driver", ["device"]), acts: eventOf("device") };

describe("declarations and machines", () => {
  test("what fits in some reading of the family is no error", () => {
    expect(check(fits)).toEqual({
      errors: [],
      impossible: { "with ": ["acts"], "with C": [] },
    });
  });

  test("what only a rule in force keeps from happening is no error", () => {
    const events = { writes: eventOf("driver"), acts: eventOf("driver") };
    const free = machineOf("driver", {
      initial: "s",
      states: { s: { on: { writes: { target: "s" }, acts: { target: "s" } } } },
    });
    const rule = { rule: "forbids", events: [{ type: "acts" }] } as const;
    const owner = { kind: "clause", id: "C", value: "in", party: "driver", level: "MUST" } as const;
    const system = { ...systemOf([free], events), rules: [{ ...owner, rule }] };
    const inForce = compileSystem(system, readingWith({ inForce: new Set(["C"]) }));
    expect(inForce.impossible).toEqual(["acts"]);
    expect(checkFamily([inForce]).errors).toEqual([]);
  });

  test("an initiator that knows its event in no reading is an error", () => {
    expect(check(fits, [driver, onlyIn], [""]).errors).toEqual([
      expect.stringMatching(/Machine "device" initiates event "acts" and does not know it/),
      expect.stringMatching(/Event "acts" is permitted by no local states in any reading/),
    ]);
  });

  test("a participant that handles the event in no state of any reading is an error", () => {
    const events = { ...fits, acts: eventOf("device", ["driver"]) };
    expect(check(events).errors).toEqual([
      expect.stringMatching(
        /Machine "driver" is declared to take part in event "acts" and handles it in no/,
      ),
      expect.stringMatching(/Event "acts" is permitted/),
    ]);
  });

  test("a machine that handles an event without being declared is refused", () => {
    expect(() => check({ ...fits, writes: eventOf("driver") })).toThrow(
      /^Machine "device" handles event "writes" but is not declared to take part; legal: "driver"/,
    );
  });

  test("a machine that handles an unknown event is refused, and a near one suggested", () => {
    const events = { write: eventOf("driver", ["device"]), acts: eventOf("device") };
    expect(() => check(events)).toThrow(
      /handles event "writes", which is not declared.*Did you mean "write"/,
    );
  });

  test("a machine may handle an event whose initiator is left out", () => {
    const events = { ...fits, writes: eventOf("hypervisor", ["driver", "device"]) };
    expect(check(events).errors).toEqual([]);
  });

  test("an event that is blocked everywhere in every reading is an error", () => {
    const deaf = machineOf("deaf", { initial: "s", states: { s: { on: { writes: {} } } } });
    const events = {
      ...fits,
      writes: eventOf("driver", ["device", "deaf"], { mayBlock: ["deaf"] }),
    };
    expect(check(events, [driver, onlyIn, deaf]).errors).toEqual([
      expect.stringMatching(/Event "writes" is permitted by no local states in any reading/),
    ]);
  });
});
