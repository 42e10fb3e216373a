import { describe, expect, test } from "vitest";
import { and, assign, createMachine, raise } from "xstate";
import { assertTableEqualsXState } from "./against-xstate.ts";
import { enumerateMachine } from "./enumerate.ts";
import { BLOCKED, SILENT } from "./system.ts";
import type { GuardArgs } from "./tiny.testing.ts";

type Config = Readonly<Record<string, unknown>>;

function logicOf(config: Config) {
  return createMachine(config as Parameters<typeof createMachine>[0]);
}

function tableOf(config: Config, types: readonly string[] = ["E"], budget = 100) {
  const events = types.map((type) => ({ type }));
  const table = enumerateMachine("m", logicOf(config), events, [], budget);
  assertTableEqualsXState("m", table, logicOf(config));
  return table;
}

/** What state `s` does with event `E`. */
function cellOf(on: unknown, rest: Config = {}) {
  const table = tableOf({ initial: "s", states: { s: { on, ...rest }, t: {} } });
  const next = table.next[0]!;
  return next < 0 ? next : table.states[next]!.value;
}

describe("taken, blocked, silent", () => {
  test("without a candidate a machine is silent", () => {
    expect(cellOf({})).toBe(SILENT);
  });

  test("a candidate whose guard is false blocks", () => {
    expect(cellOf({ E: { guard: () => false, target: "t" } })).toBe(BLOCKED);
  });

  test("E: {} is a candidate that cannot be taken", () => {
    expect(cellOf({ E: {} })).toBe(BLOCKED);
  });

  test("a self-transition with a target takes the event and changes nothing", () => {
    expect(cellOf({ E: { target: "s" } })).toBe("s");
  });

  test("an assignment without a target takes the event", () => {
    expect(cellOf({ E: { actions: assign({}) } })).toBe("s");
  });

  test("one of several candidates that exclude each other is taken", () => {
    const on = {
      E: [
        { guard: () => false, target: "s" },
        { guard: () => true, target: "t" },
      ],
    };
    expect(cellOf(on)).toBe("t");
  });
});

describe("nesting", () => {
  const nested = (inner: unknown) =>
    tableOf({
      initial: "outer",
      states: {
        outer: {
          initial: "inner",
          on: { E: { target: "other" } },
          states: { inner: { on: inner } },
        },
        other: {},
      },
    });

  test("names are dotted, and a parent's transition is a candidate", () => {
    const table = nested({});
    expect(table.states.map(({ value }) => value)).toEqual(["outer.inner", "other"]);
    expect(table.next[0]).toBe(1);
  });

  test("a nested state goes before its parent", () => {
    expect(nested({ E: { target: "inner" } }).next[0]).toBe(0);
    expect(nested({ E: {} }).next[0]).toBe(BLOCKED);
    expect(nested({ E: { guard: () => false, target: "inner" } }).next[0]).toBe(1);
  });
});

describe("determinism", () => {
  test("two transitions that are enabled at once are an error", () => {
    const on = { E: [{ guard: () => true, target: "s" }, { target: "t" }] };
    expect(() => cellOf(on)).toThrow(
      /Machine "m", state "s": 2 transitions for E are enabled at once; legal: one/,
    );
  });

  test("one that cannot be taken, before one that can, is an error: they contradict each other", () => {
    const message = /Machine "m", state "s": 2 transitions for E are enabled at once; legal: one/;
    expect(() => cellOf({ E: [{}, { target: "t" }] })).toThrow(message);
    expect(() => cellOf({ E: [{}, { guard: () => true, target: "t" }] })).toThrow(message);
    expect(cellOf({ E: [{}, { guard: () => false, target: "t" }] })).toBe(BLOCKED);
  });

  test("one that cannot be taken, behind one that can, is what is left where that is guarded off", () => {
    expect(cellOf({ E: [{ guard: () => true, target: "t" }, {}] })).toBe("t");
    expect(cellOf({ E: [{ guard: () => false, target: "t" }, {}] })).toBe(BLOCKED);
  });

  test("guards are asked with the parameters of the event and the context", () => {
    const machine = logicOf({
      context: { n: 0 },
      on: {
        E: {
          guard: ({ context, event }: GuardArgs) => context.n! + event.by! < 4,
          actions: assign({ n: ({ context, event }) => context.n + event.by }),
        },
      },
    });
    const events = [1, 2].map((by) => ({ type: "E", by }));
    const table = enumerateMachine("m", machine, events, [], 100);
    expect(table.states.map(({ context }) => context.n)).toEqual([0, 1, 2, 3]);
    expect([...table.next]).toEqual([1, 2, 2, 3, 3, BLOCKED, BLOCKED, BLOCKED]);
    assertTableEqualsXState("m", table, machine);
  });

  test("a guard that fails is an error that names machine, state and event", () => {
    const guard = () => {
      throw new Error("no such slot");
    };
    expect(() => cellOf({ E: { guard, target: "t" } })).toThrow(
      /Machine "m", state "s": the guard for E fails with "no such slot"/,
    );
  });
});

describe("what a table keeps", () => {
  test("tags and the clause ids of a transition", () => {
    const table = tableOf({
      initial: "s",
      states: {
        s: { on: { E: { target: "t", meta: { clauses: ["B62", "S-16"] } } } },
        t: { tags: ["rest", "busy"], on: { E: { target: "s" } } },
      },
    });
    expect(table.states[1]!.tags).toEqual(["busy", "rest"]);
    expect([...table.clauses].map((list) => table.clauseLists[list])).toEqual([
      ["B62", "S-16"],
      [],
    ]);
  });

  test("contexts that differ in the order of their variables are one local state", () => {
    const table = tableOf(
      {
        context: {},
        on: { E: { actions: assign({ a: 1, b: 1 }) }, F: { actions: assign({ b: 1, a: 1 }) } },
      },
      ["E", "F"],
    );
    expect(table.states).toHaveLength(2);
  });
});

describe("what is not allowed", () => {
  const state = (s: unknown) => ({ initial: "s", states: { s, t: {} } });
  const cases: readonly (readonly [string, Config])[] = [
    ['"after"', state({ after: { 10: { target: "t" } } })],
    ['"invoke"', state({ invoke: { src: "x" } })],
    ['"always"', state({ always: { target: "t" } })],
    ['"entry"', state({ entry: assign({}) })],
    ['"exit"', state({ exit: assign({}) })],
    ["a parallel state", state({ type: "parallel", states: { a: {}, b: {} } })],
    ["a final state", state({ type: "final" })],
    ['the wildcard "*"', state({ on: { "*": { target: "t" } } })],
    ['the wildcard "a.*"', state({ on: { "a.*": { target: "t" } } })],
    ['action "raise" for "E"', state({ on: { E: { actions: raise({ type: "F" }) } } })],
    ['action "beep" for "E"', state({ on: { E: { actions: "beep" } } })],
    ['a guard for "E" with neither target', state({ on: { E: { guard: () => true } } })],
    ['a guard for "E" with neither target', state({ on: { E: [{ guard: () => true }, {}] } })],
    ["a named or composed guard", state({ on: { E: { guard: "ready", target: "t" } } })],
    ["a named or composed guard", state({ on: { E: { guard: and([() => true]), target: "t" } } })],
  ];
  for (const [what, config] of cases) {
    test(`${what} is refused with the machine and the state`, () => {
      expect(() => tableOf(config)).toThrow(`Machine "m", state "s": ${what}`);
      expect(() => tableOf(config)).toThrow(
        /is not allowed; legal: states, inline guards and assign/,
      );
    });
  }

  test("a context variable that is no value is refused", () => {
    expect(() => tableOf({ context: { last: null } })).toThrow(
      /context variable "last" holds null; legal: a finite number, string, boolean, or a list/,
    );
    expect(() => tableOf({ context: { last: { a: 1 } } })).toThrow(/"last" holds \{"a":1\}/);
    expect(tableOf({ context: { last: [1, true, "x"] } }).states).toHaveLength(1);
  });
});

describe("what a machine is asked", () => {
  /** Counts to three in `n`, or what else an assignment does; strict or not, as its file is. */
  const counting = (change: unknown, guard: unknown = () => true) => ({
    context: { n: 0, list: [0] },
    initial: "s",
    states: { s: { on: { E: { guard, actions: change, target: "s" } } } },
  });
  const sloppy = (body: string) => assign(new Function("seen", body) as never);

  test.each([
    ["a variable", assign(({ context }) => ({ n: context.n++ % 3 }))],
    ["a list", assign(({ context }) => ({ n: context.list.push(1) - 2 }))],
    ["a variable, for one of the context", assign({ n: ({ context }) => (context.n = 2) })],
    ["a variable, in a file that is not strict", sloppy("seen.context.n = 2; return {};")],
    ["a list, in a file that is not strict", sloppy("seen.context.list[0] = 2; return {};")],
  ])("an assignment that changes %s in place is refused", (_, change) => {
    expect(() => tableOf(counting(change))).toThrow(
      /^Machine "m", state "s \{n: 0, list: \[0\]\}": the assignment for E changes its context in place; legal: assign that returns new values/,
    );
  });

  test("an assignment that gives another value each time is refused", () => {
    let calls = 0;
    expect(() => tableOf(counting(assign({ n: () => calls++ })))).toThrow(
      /the assignment for E gives other values when asked twice/,
    );
  });

  test("a guard that answers now and then is refused, at once or in the end", () => {
    let calls = 0;
    const grows = assign({ n: ({ context }: GuardArgs) => (context.n! + 1) % 3 });
    expect(() => tableOf(counting(grows, () => calls++ % 2 === 0))).toThrow(
      /^Machine "m", state "s \{n: 0, list: \[0\]\}": the guard for E answers differently when asked twice; legal: an answer that depends on context and event alone/,
    );
    calls = 0;
    expect(() => tableOf(counting(grows, () => calls++ < 4))).toThrow(/answers differently/);
  });

  test("a guard cannot change the context", () => {
    const changes = ({ context }: { context: { n: number } }) => ++context.n > 0;
    expect(() => tableOf(counting(assign({}), changes))).toThrow(
      /the guard for E fails with "Cannot assign to read only property 'n'/,
    );
  });
});

describe("the budget", () => {
  test("an unbounded context is an error that names the variable that grows", () => {
    const config = {
      context: { phase: 0, count: 0 },
      on: {
        E: {
          actions: assign({
            count: ({ context }) => context.count + 1,
            phase: ({ context }) => 1 - context.phase,
          }),
        },
      },
    };
    expect(() => tableOf(config, ["E"], 50)).toThrow(
      'Machine "m" has more than 50 local states: context variable "count" alone takes 51 values; ' +
        "legal: at most 50. Bound the variable by a guard or a remainder, or split the machine.",
    );
  });

  test("a machine of exactly the budget's size is accepted", () => {
    expect(
      tableOf({ initial: "s", states: { s: { on: { E: { target: "t" } } }, t: {} } }, ["E"], 2)
        .states,
    ).toHaveLength(2);
  });
});
