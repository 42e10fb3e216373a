import { expect, test } from "vitest";
import type { Condition, OwnedRule, Rule } from "../types/index.ts";
import type { Cache } from "./cache.ts";
import { compileSystem } from "./compile.ts";
import { forbiddersOf } from "./forbidders.ts";
import { type CompiledSystem, FORBIDDEN } from "./system.ts";
import { eventOf, type GuardArgs, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const says = (answer: number) => (args: GuardArgs) => args.event.answer === answer;

/** Asks a device, which answers 0 or 1 and may be broken first. */
const asker = machineOf("asker", { initial: "here", states: { here: { on: { asks: "here" } } } });
const device = machineOf("device", {
  initial: "whole",
  states: {
    whole: {
      on: {
        breaks: "broken",
        asks: [
          { guard: says(0), target: "whole" },
          { guard: says(1), target: "counted" },
        ],
      },
    },
    counted: { on: { asks: { guard: says(0), target: "whole" }, breaks: {} } },
    broken: { on: { asks: "broken", breaks: {} } },
  },
});
const asks = eventOf("asker", ["device"], {
  parameters: { answer: [0, 1] },
  answers: ["answer"],
  decider: "device",
});

const during = (...states: string[]): Condition => ({
  machine: "device",
  words: `while it is ${states.join(" or ")}`,
  holds: ({ value }) => states.includes(value),
  states,
});
const forbids = (answer: number, when?: Condition): Rule => ({
  rule: "forbids",
  events: [{ type: "asks", with: { answer } }],
  ...(when === undefined ? {} : { when }),
});
const owned = (id: string, rule: Rule, level = "MUST"): OwnedRule =>
  ({ kind: "clause", id, value: "in", party: "device", level, rule }) as OwnedRule;

const rules = [
  owned("A", forbids(1, during("whole", "counted"))),
  owned("B", forbids(1, during("broken"))),
  owned("C", forbids(1)),
  owned("E", { rule: "excepts", clause: "C", events: [{ type: "asks" }], when: during("broken") }),
  owned("F", { rule: "forbids", events: [{ type: "breaks" }] }),
];
const declaration = {
  ...systemOf([asker, device], { asks, breaks: eventOf("device") }),
  rules,
};

/** Of each local state of the device that lacks an answer, who forbids it. */
function named(system: CompiledSystem): Record<string, string> {
  const forbidders = forbiddersOf(system);
  const { table, index, column } = system.machines[1]!;
  const lines = table.states.flatMap(({ value }, local) =>
    system.events.flatMap(({ id, name }) => {
      const cell = local * table.events.length + column[id]!;
      const by = forbidders(index, local, id).map((rule) => rule.id);
      expect(by.length > 0).toBe(table.next[cell] === FORBIDDEN);
      return by.length === 0 ? [] : [[`${value}: ${name}`, by.join(" ")]];
    }),
  );
  return Object.fromEntries(lines);
}

const compiled = (...ids: string[]) =>
  compileSystem(declaration, readingWith({ inForce: new Set(ids) }));

test("every event that a table lacks because of rules names those in force, and only those", () => {
  expect(named(compiled())).toEqual({});
  expect(named(compiled("A", "B", "C"))).toEqual({
    "whole: asks {answer: 1}": "A C",
    "broken: asks {answer: 1}": "B C",
  });
  expect(named(compiled("C", "E"))).toEqual({ "whole: asks {answer: 1}": "C" });
});

test("what is physically impossible is nobody's doing, and states that are left out have nothing", () => {
  expect(named(compiled("A"))).toEqual({ "whole: asks {answer: 1}": "A" });
  expect(named(compiled("A", "F"))).toEqual({
    "whole: asks {answer: 1}": "A",
    "whole: breaks": "F",
  });
});

test("a clause that yields forbids nothing where it does", () => {
  const may = owned("S", forbids(0, during("whole")), "SHOULD");
  const both = { ...declaration, rules: [rules[0]!, may] };
  const reading = (policy: string) =>
    readingWith({
      inForce: new Set(["A", "S"]),
      choices: { "must-against-should": policy },
    });
  expect(named(compileSystem(both, reading("stop")))).toEqual({
    "whole: asks {answer: 0}": "S",
    "whole: asks {answer: 1}": "A",
  });
  expect(named(compileSystem(both, reading("musts-first")))).toEqual({
    "whole: asks {answer: 1}": "A",
  });
});

test("a system out of the cache answers alike", () => {
  const kept = new Map<string, unknown>();
  const cache: Cache = {
    find: (key) => structuredClone(kept.get(key) ?? null),
    keep: (key, value) => void kept.set(key, structuredClone(value)),
  };
  const reading = readingWith({ inForce: new Set(["A", "B"]) });
  const twice = [1, 2].map(() =>
    named(compileSystem(declaration, reading, { kept: { cache, key: "it" } })),
  );
  expect(kept.size).toBe(1);
  expect(twice[1]).toEqual(twice[0]);
});

test("a rule without a condition binds who decides here, though the machine has the table of another system", () => {
  const only = { ...declaration, rules: [owned("C", forbids(1))] };
  const alone = { ...only, machines: [asker] };
  const reading = readingWith({ inForce: new Set(["C"]) });
  const lacks = (system: CompiledSystem) =>
    system.machines.map(({ table }) => [...table.next].filter((to) => to === FORBIDDEN).length);
  expect(lacks(compileSystem(only, reading))).toEqual([0, 2]);
  expect(lacks(compileSystem(alone, reading))).toEqual([1]);
  expect(lacks(compileSystem(only, reading))).toEqual([0, 2]);
});
