import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import type { EventDeclaration, Predicate, Reading } from "../types/index.ts";
import { exploreSync } from "./explore.ts";
import type { ExploreResult } from "./results.ts";
import { summary } from "./symbolic/agreement.testing.ts";
import { exploreSymbolic } from "./symbolic/explore.ts";

const driver = machineOf("driver", {
  initial: "new",
  states: {
    new: { on: { "driver.starts": { target: "up" } } },
    up: { tags: ["rest"], on: { "driver.writes": { target: "up" } } },
  },
});

/** A receiver that does `on` with the write. */
let receivers = 0;
function receiver(name: string, on: object, actor = "device") {
  const key = String(receivers++);
  return machineOf(name, { initial: "s", states: { s: { tags: ["rest"], on } } }, { actor, key });
}

const TAKES = { "driver.writes": { target: "s" } };
const BLOCKS = { "driver.writes": {} };
const SAYS_NOTHING = {};

/** A driver that starts and then writes to two receivers. */
function write(
  first: object,
  second: object,
  changes: Partial<EventDeclaration> = {},
  reading: Partial<Reading> = {},
  actor = "device",
): ExploreResult {
  const machines = [driver, receiver("one", first, actor), receiver("two", second)];
  const events = {
    "driver.starts": eventOf("driver"),
    "driver.writes": eventOf("driver", ["one", "two"], changes),
  };
  const system = compileSystem(systemOf(machines, events), readingWith(reading));
  const result = exploreSync(system, { properties: [] });
  // The engine on sets of states works each of them out in another way.
  const symbolic = exploreSymbolic(system, { properties: [], depth: true });
  if (symbolic.gaveUp !== null) throw new Error("it gave up");
  expect(summary(symbolic)).toEqual(summary(result));
  return result;
}

describe("silence", () => {
  test("an unanswered event between actors is a finding with its shortest trace", () => {
    const result = write(SAYS_NOTHING, TAKES);
    expect(result.silences).toMatchObject([
      {
        type: "driver.writes",
        machine: "one",
        actor: "device",
        local: { value: "s" },
        instances: 1,
      },
    ]);
    expect(result.silences[0]!.trace).toEqual({ events: [0, 1], loop: null, last: "unanswered" });
    expect(result.errors).toEqual([]);
    expect(result.properties[1]).toMatchObject({ verdict: "violated", steps: 2 });
  });

  test("an unanswered event is not taken, and every other verdict says so", () => {
    const result = write(SAYS_NOTHING, TAKES);
    expect(result).toMatchObject({ states: 2, transitions: 1 });
    expect(result.properties[0]).toMatchObject({ verdict: "holds", whereTheTextSpeaks: true });
  });

  test("where only an unanswered event is left, the text is silent and nothing is deadlocked", () => {
    const busy = machineOf("one", { initial: "s", states: { s: {} } }, { actor: "device" });
    const system = compileSystem(
      systemOf([driver, busy], {
        "driver.starts": eventOf("driver"),
        "driver.writes": eventOf("driver", ["one"]),
      }),
      readingWith(),
    );
    expect(exploreSync(system, { properties: [] }).properties[0]).toMatchObject({
      verdict: "holds",
    });
  });

  test("silent and blocked together is blocked", () => {
    const result = write(SAYS_NOTHING, BLOCKS, { mayBlock: ["two"] });
    expect(result).toMatchObject({ silences: [], errors: [] });
  });

  test("silence between machines of one actor is a modelling error", () => {
    const result = write(SAYS_NOTHING, TAKES, {}, {}, "driver");
    expect(result.silences).toEqual([]);
    expect(result.errors).toMatchObject([
      { kind: "silent", machine: "one", trace: { events: [0, 1], last: "unanswered" } },
    ]);
  });

  test("silence of a text that is not held is unknown", () => {
    const result = write(SAYS_NOTHING, TAKES, {}, { textHeld: false });
    expect(result.properties[1]).toMatchObject({
      verdict: "unknown",
      why: "text not held",
      counterexample: null,
    });
  });
});

describe("who may block", () => {
  test("a participant that may block blocks without error", () => {
    expect(write(BLOCKS, TAKES, { mayBlock: ["one"] })).toMatchObject({ errors: [], silences: [] });
  });

  test("any other participant that guards the event off is an error with its shortest trace", () => {
    const [error] = write(BLOCKS, TAKES, { mayBlock: ["two"] }).errors;
    expect(error).toMatchObject({
      kind: "guards off",
      machine: "one",
      trace: { events: [0, 1], loop: null, last: "guarded off" },
    });
    expect(error!.message).toMatch(/Machine "one" in s guards off driver.writes and is not listed/);
  });

  test("what one machine may block, another may guard off as well", () => {
    expect(write(BLOCKS, BLOCKS, { mayBlock: ["two"] }).errors).toEqual([]);
  });

  test("an event that its initiator does not take is nobody's error", () => {
    const shy = { "driver.starts": { target: "s" } };
    const system = compileSystem(
      systemOf([receiver("driver", shy), receiver("one", BLOCKS)], {
        "driver.starts": eventOf("driver"),
        "driver.writes": eventOf("driver", ["one"]),
      }),
      readingWith(),
    );
    expect(exploreSync(system, { properties: [] })).toMatchObject({ errors: [], silences: [] });
  });
});

describe("answers", () => {
  const holds = (...values: number[]) => ({
    "driver.writes": {
      guard: ({ event }: GuardArgs) => values.includes(event.value!),
      target: "s",
    },
  });
  const answered = (mayBlock: string[] = []) => ({
    parameters: { value: [0, 1] },
    answers: ["value"],
    mayBlock,
  });

  test("participants may disagree about answers as long as one is possible", () => {
    expect(write(holds(1), TAKES, answered()).errors).toEqual([]);
    expect(write(holds(1), holds(0, 1), answered()).errors).toEqual([]);
  });

  test("no possible answer is one error", () => {
    expect(write(holds(0), holds(1), answered()).errors).toMatchObject([
      { kind: "guards off", machine: "two", event: 1 },
    ]);
  });

  test("one participant that may block blocks all answers without error", () => {
    expect(write(holds(1), BLOCKS, answered(["two"])).errors).toEqual([]);
  });

  test("participants that may block do not excuse each other's answers", () => {
    expect(write(holds(0), holds(1), answered(["one", "two"])).errors).toHaveLength(1);
  });

  test("values that are no answers are choices of the initiator, each of its own", () => {
    const parameters = { value: [0, 1] };
    expect(write(holds(1), TAKES, { parameters }).errors).toMatchObject([
      { kind: "guards off", machine: "one", event: 1 },
    ]);
  });
});

test("the nearest of several silences of one kind is shown, and all are counted", () => {
  const counting = machineOf("driver", {
    initial: "a",
    states: {
      a: { on: { go: { target: "b" }, write: { target: "a" } } },
      b: { on: { write: { target: "b" } } },
    },
  });
  const mute = machineOf("mute", { initial: "s", states: { s: {} } });
  const system = compileSystem(
    systemOf([counting, mute], {
      go: eventOf("driver"),
      write: eventOf("driver", ["mute"], { parameters: { value: [0, 1, 2] } }),
    }),
    readingWith(),
  );
  const { silences } = exploreSync(system, { properties: [] });
  expect(silences).toHaveLength(1);
  expect(silences[0]).toMatchObject({ instances: 3, trace: { events: [1] } });
});

test("a step pattern never matches an unanswered event", () => {
  const machines = [driver, receiver("one", SAYS_NOTHING)];
  const system = compileSystem(
    systemOf(machines, {
      "driver.starts": eventOf("driver"),
      "driver.writes": eventOf("driver", ["one"]),
    }),
    readingWith(),
  );
  const anywhere: Predicate = { is: "and", all: [] };
  const isWrite = ({ type }: { type: string }) => type === "driver.writes";
  const [, , step] = exploreSync(system, {
    properties: [
      {
        name: "neverWrites",
        claim: "the driver never writes",
        restsOn: [],
        witness: { before: anywhere },
        memory: { cannotShow: "a test" },
        kind: "step",
        never: { event: isWrite },
      },
    ],
  }).properties;
  expect(step).toMatchObject({ verdict: "holds", whereTheTextSpeaks: true });
});
