import { describe, expect, test } from "vitest";
import { eventName, expandEvents, resolveTemplate } from "./events.ts";
import { eventOf } from "./tiny.testing.ts";

const machines = ["driver", "queue0", "queue1", "slot0.0", "slot0.1"].map((name) => ({
  name,
  kind: name.replace(/[\d.]+$/, ""),
}));

describe("templates", () => {
  test("a parameter names the machine of its value", () => {
    expect(resolveTemplate("queue{q}", { type: "e", q: 1 }, machines)).toEqual([2]);
  });

  test("a remainder names the machine of a slot", () => {
    const event = { type: "e", q: 0, next: 3 };
    expect(resolveTemplate("slot{q}.{next%2}", event, machines)).toEqual([4]);
  });

  test("a star names every machine of the kind", () => {
    expect(resolveTemplate("queue*", { type: "e" }, machines)).toEqual([1, 2]);
  });

  test("a machine that is left out is named by nothing", () => {
    expect(resolveTemplate("queue{q}", { type: "e", q: 7 }, machines)).toEqual([]);
  });

  test("an unknown parameter is an error that suggests a near one", () => {
    expect(() => resolveTemplate("queue{queu}", { type: "e", queue: 0 }, machines)).toThrow(
      /uses parameter "queu"; legal: "queue".*Did you mean "queue"/,
    );
  });

  test("a template that cannot be read is an error", () => {
    expect(() => resolveTemplate("queue{q%0}", { type: "e", q: 0 }, machines)).toThrow(
      /template "queue\{q%0\}" cannot be read/,
    );
  });
});

describe("expansion", () => {
  test("an event has an instance for every combination of its parameters", () => {
    const events = expandEvents(
      { kicks: eventOf("driver", ["queue{q}"], { parameters: { q: [0, 1], n: [5, 6] } }) },
      machines,
    );
    expect(events.map(({ name }) => name)).toEqual([
      "kicks {q: 0, n: 5}",
      "kicks {q: 0, n: 6}",
      "kicks {q: 1, n: 5}",
      "kicks {q: 1, n: 6}",
    ]);
    expect(events.map(({ participants }) => participants)).toEqual([[1], [1], [2], [2]]);
  });

  test("an event without parameters has one instance, one with an empty domain none", () => {
    const none = expandEvents({ e: eventOf("driver", [], { parameters: { q: [] } }) }, machines);
    expect(none).toEqual([]);
    const one = expandEvents({ e: eventOf("driver") }, machines);
    expect(one.map(({ event }) => eventName(event))).toEqual(["e"]);
  });

  test("an initiator that is left out is marked, and the initiator is no participant", () => {
    const [gone, own] = expandEvents(
      { gone: eventOf("hypervisor", ["driver"]), own: eventOf("queue0", ["queue*"]) },
      machines,
    );
    expect(gone).toMatchObject({ initiator: -1, participants: [0] });
    expect(own).toMatchObject({ initiator: 1, participants: [2] });
  });

  test("more than can be numbered are refused before they are made", () => {
    const many = Array.from({ length: 20_000 }, (_, value) => value);
    const event = eventOf("driver", [], { parameters: { a: many, b: many } });
    expect(() => expandEvents({ e: event }, machines)).toThrow(
      "The system has 400000000 events with all their parameters; legal: at most 65535.",
    );
  });

  test("two initiators are an error", () => {
    expect(() => expandEvents({ e: eventOf("queue*") }, machines)).toThrow(/names 2 machines/);
  });

  test("who may block must take part", () => {
    const declaration = eventOf("driver", ["queue0"], { mayBlock: ["queue1"] });
    expect(() => expandEvents({ e: declaration }, machines)).toThrow(
      /"queue1" may block but takes no part; legal: "queue0"/,
    );
    const itself = eventOf("driver", ["queue0"], { mayBlock: ["driver"] });
    expect(() => expandEvents({ e: itself }, machines)).toThrow(/the initiator decides anyway/);
  });

  test("answers and identity must be parameters", () => {
    const wrong = eventOf("driver", [], { parameters: { value: [0] }, answers: ["valu"] });
    expect(() => expandEvents({ e: wrong }, machines)).toThrow(
      /answers names "valu".*Did you mean "value"/,
    );
  });
});
