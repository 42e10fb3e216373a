import { describe, expect, test } from "vitest";
import { exploreSync } from "../explore/explore.ts";
import type { Condition, OwnedRule, Reading, Rule } from "../types/index.ts";
import { compileSystem } from "./compile.ts";
import { enumeratePresence, type Switch } from "./presence.ts";
import { FORBIDDEN } from "./system.ts";
import { eventOf, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

/** A door that is knocked at: whoever is inside opens, or ignores it, and may lock it. */
const knocker = machineOf("knocker", {
  initial: "outside",
  states: {
    outside: { on: { knocks: { target: "outside" }, leaves: { target: "gone" } } },
    gone: {},
  },
});
const door = machineOf("door", {
  initial: "shut",
  states: {
    shut: {
      on: {
        knocks: [
          {
            guard: ({ event }: never) => (event as { answer: string }).answer === "opens",
            target: "open",
          },
          {
            guard: ({ event }: never) => (event as { answer: string }).answer === "ignores",
            target: "shut",
          },
        ],
        locks: { target: "locked" },
      },
    },
    open: {
      on: {
        knocks: {
          guard: ({ event }: never) => (event as { answer: string }).answer === "ignores",
          target: "open",
        },
        locks: {},
      },
    },
    locked: {
      on: {
        knocks: {
          guard: ({ event }: never) => (event as { answer: string }).answer === "ignores",
          target: "locked",
        },
        locks: {},
      },
    },
  },
});

const during = (machine: string, ...states: string[]): Condition => ({
  machine,
  words: `while ${machine} is ${states.join(" or ")}`,
  holds: ({ value }) => states.includes(value),
  states,
});
const ignores = { type: "knocks", with: { answer: "ignores" } };
const opens = { type: "knocks", with: { answer: ["opens"] } };
const clause = (id: string, level: string, rule: Rule): OwnedRule =>
  ({ kind: "clause", id, value: "in", party: "device", level, rule }) as OwnedRule;
const choice = (id: string, value: string, rule: Rule): OwnedRule =>
  ({ kind: "choice", id, value, party: "device", level: "conduct", rule }) as OwnedRule;

function declared(...rules: OwnedRule[]) {
  const knocks = eventOf("knocker", ["door"], {
    parameters: { answer: ["opens", "ignores"] },
    answers: ["answer"],
    decider: "door",
  });
  const events = { knocks, locks: eventOf("door"), leaves: eventOf("knocker") };
  return { ...systemOf([knocker, door], events), rules };
}

const inForce = (...ids: string[]): Partial<Reading> => ({ inForce: new Set(ids) });
const compiled = (rules: OwnedRule[], reading: Partial<Reading>) =>
  compileSystem(declared(...rules), readingWith(reading));

/** What a machine takes in each of its local states, as `shut: knocks opens, locks`. */
function takes(rules: OwnedRule[], reading: Partial<Reading>, machine = 1): string[] {
  const { table } = compiled(rules, reading).machines[machine]!;
  return table.states.map(({ value }, state) => {
    const taken = table.events.filter(
      (_, at) => table.next[state * table.events.length + at]! >= 0,
    );
    return `${value}: ${taken.map((event) => Object.values(event).join(" ")).join(", ")}`;
  });
}

const free = [
  "shut: knocks opens, knocks ignores, locks",
  "open: knocks ignores",
  "locked: knocks ignores",
];

describe("a clause in force", () => {
  const mustOpen = clause("M", "MUST", {
    rule: "forbids",
    events: [ignores],
    when: during("door", "shut"),
  });

  test("takes away what it forbids, where its condition holds, and nothing else", () => {
    expect(takes([mustOpen], {})).toEqual(free);
    expect(takes([mustOpen], inForce("M"))).toEqual([
      "shut: knocks opens, locks",
      "open: knocks ignores",
      "locked: knocks ignores",
    ]);
  });

  test("leaves out the local states that nothing reaches any more", () => {
    const neverLocks = clause("L", "MUST NOT", { rule: "forbids", events: [{ type: "locks" }] });
    expect(takes([neverLocks], inForce("L"))).toEqual([
      "shut: knocks opens, knocks ignores",
      "open: knocks ignores",
    ]);
  });

  test("may forbid an event to a machine that could not block it, which is no error", () => {
    const system = compiled([mustOpen], inForce("M"));
    const { next, events } = system.machines[1]!.table;
    expect(next[events.findIndex(({ answer }) => answer === "ignores")]).toBe(FORBIDDEN);
    expect(exploreSync(system, { properties: [] }).errors).toEqual([]);
  });

  test("is asked for only where it speaks of the machine", () => {
    expect(compiled([mustOpen], {}).consulted).toEqual([{ kind: "clause", id: "M", value: "out" }]);
  });

  test("makes its events one fair class, which an assumption does not split", () => {
    const rule: Rule = { rule: "obliges", events: [{ type: "locks" }, { type: "leaves" }] };
    const { fairClasses } = compiled([clause("O", "MUST", rule)], inForce("O"));
    expect(fairClasses.map(({ events, because }) => [events.length, because])).toEqual([
      [2, { clause: "O" }],
    ]);
  });
});

describe("an exception", () => {
  const forbids = clause("F", "MUST NOT", { rule: "forbids", events: [opens] });
  const excepts = clause("E", "MAY", {
    rule: "excepts",
    clause: "F",
    events: [opens],
    when: during("door", "shut"),
  });

  test("lifts the prohibition of its clause where its own condition holds", () => {
    expect(takes([forbids, excepts], inForce("F"))[0]).toBe("shut: knocks ignores, locks");
    expect(takes([forbids, excepts], inForce("F", "E"))).toEqual(free);
  });
});

describe("conduct and terms", () => {
  const rules = [
    choice("manner", "polite", {
      rule: "forbids",
      events: [ignores],
      when: during("door", "shut"),
    }),
    choice("manner", "rude", { rule: "forbids", events: [opens] }),
    clause("T", "MUST NOT", {
      rule: "forbids",
      events: [{ type: "locks" }],
      term: { id: "night", means: ["never"] },
    }),
  ];

  test("conduct leaves what it does not forbid", () => {
    const polite = takes(rules, { choices: { manner: "polite", night: "always" } });
    expect(polite[0]).toBe("shut: knocks opens, locks");
    const rude = takes(rules, { choices: { manner: "rude", night: "always" } });
    expect(rude[0]).toBe("shut: knocks ignores, locks");
  });

  test("a rule with a term applies where the reading gives the term this meaning", () => {
    const reading = (night: string) => ({ ...inForce("T"), choices: { manner: "polite", night } });
    expect(takes(rules, reading("never"))[0]).toBe("shut: knocks opens");
    expect(takes(rules, reading("always"))[0]).toBe("shut: knocks opens, locks");
  });
});

describe("a MUST against a SHOULD", () => {
  const rules = [
    clause("M", "MUST", { rule: "forbids", events: [ignores], when: during("door", "shut") }),
    clause("S", "SHOULD", { rule: "forbids", events: [opens], when: during("door", "shut") }),
  ];
  const shut = (policy: string) =>
    takes(rules, { ...inForce("M", "S"), choices: { "must-against-should": policy } })[0];

  test("stops what is asked for, unless the reading says who yields", () => {
    expect(shut("stop")).toBe("shut: locks");
    expect(shut("musts-first")).toBe("shut: knocks opens, locks");
    expect(shut("either")).toBe("shut: knocks opens, knocks ignores, locks");
  });

  test("is nothing to yield to where one of them alone leaves an answer", () => {
    const one = { ...inForce("S"), choices: { "must-against-should": "either" } };
    expect(takes(rules, one)[0]).toBe("shut: knocks ignores, locks");
  });

  test("is refused in a family, whose readings are asked under stop", () => {
    const base = readingWith({ choices: { "must-against-should": "either" } });
    expect(() => enumeratePresence(declared(...rules), base, [])).toThrow(
      "legal: must-against-should=stop",
    );
  });
});

describe("a family", () => {
  const rules = [
    clause("A", "MUST NOT", { rule: "forbids", events: [opens] }),
    clause("B", "MUST NOT", {
      rule: "forbids",
      events: [{ type: "locks" }],
      term: { id: "night", means: ["never"] },
    }),
    clause("E", "MAY", {
      rule: "excepts",
      clause: "A",
      events: [opens],
      when: during("door", "shut"),
    }),
  ];
  const switches: Switch[] = [
    { kind: "clause", id: "A", values: ["out", "in"] },
    { kind: "clause", id: "B", values: ["out", "in"] },
    { kind: "clause", id: "E", values: ["out", "in"] },
    { kind: "choice", id: "night", values: ["never", "always"] },
  ];

  test("has each transition in exactly the readings whose tables have it", () => {
    const base = readingWith({ choices: { night: "never" } });
    const [, table] = enumeratePresence(declared(...rules), base, switches);
    expect(table!.consulted.map(({ id }) => id).sort()).toEqual(["A", "B", "E", "night"]);
    for (let code = 0; code < 16; code++) {
      const values = switches.map(({ values }, place) => values[(code >> place) & 1]!);
      const ids = switches.flatMap(({ id }, at) => (values[at] === "in" ? [id] : []));
      const alone = takes(rules, { inForce: new Set(ids), choices: { night: values[3]! } });
      const family = table!.states.map(({ value }, from) => {
        const taken = table!.events.filter((_, column) =>
          table!.transitions.some(
            (t) => t.from === from && t.column === column && t.to >= 0 && holds(t.when, values),
          ),
        );
        return `${value}: ${taken.map((event) => Object.values(event).join(" ")).join(", ")}`;
      });
      for (const line of alone) expect(family).toContain(line);
    }

    function holds(when: unknown, values: readonly string[]): boolean {
      if (typeof when === "boolean") return when;
      const { place, branches } = when as { place: number; branches: unknown[] };
      return holds(branches[switches[place]!.values.indexOf(values[place]!)], values);
    }
  });
});
