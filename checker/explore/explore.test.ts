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
import type { Predicate, Property, StepPattern } from "../types/index.ts";
import { explore, exploreSync } from "./explore.ts";
import { NO_DEADLOCK, NO_SILENCE } from "./results.ts";
import { traceEvents } from "./run.ts";

/** A lamp with a switch: two machines, four states without the guard. */
const lamp = machineOf("lamp", {
  initial: "off",
  states: {
    off: { tags: ["rest"], on: { "finger.presses": { target: "on" } } },
    on: { on: { "finger.presses": { target: "off" }, "lamp.breaks": { target: "broken" } } },
    broken: { tags: ["rest"], on: { "finger.presses": { target: "broken" } } },
  },
});
const finger = machineOf("finger", {
  context: { presses: 0 },
  initial: "idle",
  states: {
    idle: {
      tags: ["rest"],
      on: {
        "finger.presses": {
          guard: ({ context }: GuardArgs) => context.presses! < 3,
          target: "idle",
          actions: assign({ presses: ({ context }) => context.presses + 1 }),
        },
      },
    },
  },
});
const events = {
  "finger.presses": eventOf("finger", ["lamp"]),
  "lamp.breaks": eventOf("lamp"),
};

function at(machine: string, ...values: string[]): Predicate {
  return { is: "local", machine, test: ({ value }) => values.includes(value) };
}

const anyStep: StepPattern = {};

function property(changes: Partial<Property> & Pick<Property, "kind">): Property {
  return {
    name: "claim",
    claim: "something is so",
    restsOn: [],
    witness: anyStep,
    memory: { cannotShow: "a test" },
    ...changes,
  } as Property;
}

const system = compileSystem(systemOf([lamp, finger], events), readingWith());

function decide(p: Property) {
  return exploreSync(system, { properties: [p] }).properties[2]!;
}

describe("counts", () => {
  test("all reachable states are counted, whatever the verdict", () => {
    const bad = property({ kind: "invariant", holds: at("lamp", "off") });
    const result = exploreSync(system, { properties: [bad] });
    // off 0, on 1, off 2, broken 1, on 3, broken 2, broken 3.
    expect(result).toMatchObject({ states: 7, depth: 4, transitions: 7, limit: null });
    expect(result.properties[2]).toMatchObject({ verdict: "violated", steps: 1 });
  });

  test("the same input gives the same result", () => {
    const properties = [property({ kind: "invariant", holds: at("lamp", "off") })];
    const once = JSON.stringify(exploreSync(system, { properties }));
    expect(JSON.stringify(exploreSync(system, { properties }))).toBe(once);
  });

  test("pausing changes nothing", async () => {
    const properties = [property({ kind: "invariant", holds: at("lamp", "off") })];
    expect(await explore(system, { properties })).toEqual(exploreSync(system, { properties }));
  });
});

describe("kinds of properties", () => {
  test("an invariant is violated by the nearest bad state", () => {
    const result = decide(property({ kind: "invariant", holds: at("lamp", "off", "on") }));
    expect(result).toMatchObject({ verdict: "violated", steps: 2, shortest: true });
    expect(traceEvents(system, result.counterexample!)).toEqual([
      { type: "finger.presses" },
      { type: "lamp.breaks" },
    ]);
  });

  test("an invariant that is false at once is violated in no steps", () => {
    const result = decide(property({ kind: "invariant", holds: at("lamp", "on") }));
    expect(result).toMatchObject({ verdict: "violated", steps: 0 });
  });

  test("a step property is violated by the nearest bad event, which counts", () => {
    const never = {
      before: at("lamp", "on"),
      event: ({ type }: { type: string }) => type === "finger.presses",
      after: at("lamp", "off"),
    };
    expect(decide(property({ kind: "step", never }))).toMatchObject({
      verdict: "violated",
      steps: 2,
    });
  });

  test("a step property holds when no step matches before, event and after", () => {
    const never = { before: at("lamp", "broken"), after: at("lamp", "off", "on") };
    expect(decide(property({ kind: "step", never }))).toMatchObject({
      verdict: "holds",
      steps: null,
      counterexample: null,
    });
  });

  test("a possibility that exists is shown by an example", () => {
    const result = decide(property({ kind: "possible", can: { after: at("lamp", "broken") } }));
    expect(result).toMatchObject({ verdict: "holds", counterexample: null });
    expect(result.example!.events).toHaveLength(2);
  });

  test("a possibility that does not exist is violated, with nothing to show", () => {
    const can = { before: at("lamp", "broken"), after: at("lamp", "on") };
    expect(decide(property({ kind: "possible", can }))).toMatchObject({
      verdict: "violated",
      counterexample: null,
      example: null,
    });
  });

  test("a property whose witness cannot happen is vacuous", () => {
    const witness = { before: at("lamp", "broken"), after: at("lamp", "on") };
    const holds = at("lamp", "off", "on", "broken");
    expect(decide(property({ kind: "invariant", holds, witness }))).toMatchObject({
      verdict: "vacuous",
      witness: null,
    });
  });
});

describe("rest and deadlock", () => {
  test("a state without events is at rest when every machine is", () => {
    const [deadlock, speaks] = exploreSync(system, { properties: [] }).properties;
    expect(deadlock).toMatchObject({ name: NO_DEADLOCK, verdict: "holds" });
    expect(speaks).toMatchObject({ name: NO_SILENCE, verdict: "holds" });
  });

  test("a state without events is a deadlock when some machine is not at rest", () => {
    const stuck = machineOf("a", {
      initial: "start",
      states: { start: { on: { "a.goes": { target: "stuck" } } }, stuck: {} },
    });
    const declaration = systemOf([stuck], { "a.goes": eventOf("a") });
    const result = exploreSync(compileSystem(declaration, readingWith()), { properties: [] });
    expect(result.properties[0]).toMatchObject({ verdict: "violated", steps: 1 });
  });
});
