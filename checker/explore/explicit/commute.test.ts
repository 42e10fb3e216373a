import { expect, test } from "vitest";
import { compileSystem } from "../../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../../compile/tiny.testing.ts";
import { asleepAfter } from "./commute.ts";
import { packingOf } from "./packing.ts";

const toggle = (name: string, extra: Record<string, unknown> = {}) =>
  machineOf(name, {
    initial: "off",
    states: {
      off: { on: { [`turns${name}`]: { target: "on" }, ...extra } },
      on: { on: { [`turns${name}`]: { target: "off" } } },
    },
  });

/** Pairs of event types, the one that found a state and the one that is left out after it. */
function leftOut(...parameters: Parameters<typeof systemOf>): string[] {
  const system = compileSystem(systemOf(...parameters), readingWith());
  const rows = asleepAfter(system, packingOf(system, false), system.words);
  const has = (row: number, id: number) =>
    ((rows[row * system.words + (id >>> 5)]! >>> (id & 31)) & 1) === 1;
  expect(system.events.filter(({ id }) => has(0, id))).toEqual([]);
  return system.events.flatMap((found) =>
    system.events
      .filter(({ id }) => has(found.id + 1, id))
      .map((left) => `${left.type} after ${found.type}`),
  );
}

test("of two events that share no machine the first is left out after the second, never the reverse", () => {
  const events = { turnsA: eventOf("A", []), turnsB: eventOf("B", []) };
  expect(leftOut([toggle("A"), toggle("B")], events)).toEqual(["turnsA after turnsB"]);
});

test("an event that decides whether another can happen is not left out", () => {
  const events = { turnsA: eventOf("A", []), turnsB: eventOf("B", ["A"], { mayBlock: ["A"] }) };
  // A takes turnsB only while it is off, where it stays.
  expect(leftOut([toggle("A", { turnsB: { target: "off" } }), toggle("B")], events)).toEqual([]);
});

test("events that share a machine are left out where their order makes no difference to it", () => {
  const shared = machineOf("C", {
    initial: "none",
    states: {
      none: { on: { turnsA: { target: "none" }, turnsB: { target: "none" } } },
    },
  });
  const events = { turnsA: eventOf("A", ["C"]), turnsB: eventOf("B", ["C"]) };
  expect(leftOut([toggle("A"), toggle("B"), shared], events)).toEqual(["turnsA after turnsB"]);
});
