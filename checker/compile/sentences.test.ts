import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import type { LocalState, Sentence } from "../types/index.ts";
import { compileSystem } from "./compile.ts";
import { localName } from "./local.ts";
import { BLOCKED } from "./system.ts";
import { eventOf, type GuardArgs, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const driver = machineOf("driver", {
  initial: "running",
  states: { running: { on: { kicks: { target: "running" } } } },
});
const queue = machineOf("queue0", {
  context: { kicks: 0 },
  initial: "open",
  states: {
    open: {
      on: {
        kicks: {
          guard: ({ context }: GuardArgs) => context.kicks! < 2,
          target: "open",
          actions: assign({ kicks: ({ context }) => context.kicks + 1 }),
        },
        closes: { target: "shut" },
      },
    },
    shut: {},
  },
});
const path = machineOf("path", { initial: "s", states: { s: { on: { kicks: { target: "s" } } } } });
const declaration = systemOf([driver, queue, path], {
  kicks: eventOf("driver", ["queue0", "path"], { mayBlock: ["path"] }),
  closes: eventOf("queue0"),
});

function sentence(changes: Partial<Sentence>): Sentence {
  return {
    kind: "forbid",
    id: "U1",
    says: "a sentence",
    machine: "queue0",
    event: "kicks",
    when: () => true,
    ...changes,
  } as Sentence;
}

function compileWith(...sentences: Sentence[]) {
  return compileSystem(declaration, readingWith({ sentences }));
}

/** What machine and event give in each local state, with the clauses. */
function row(system: ReturnType<typeof compileWith>, machine: number, type: string) {
  const { table, column } = system.machines[machine]!;
  const at = column[system.events.find((e) => e.type === type)!.id]!;
  return Object.fromEntries(
    table.states.map((state, index) => {
      const cell = index * table.events.length + at;
      const next = table.next[cell]!;
      const result = next < 0 ? next : localName(table.states[next]!);
      return [localName(state), [result, ...table.clauseLists[table.clauses[cell]!]!]];
    }),
  );
}

describe("a condition that is none is one line", () => {
  let asked = 0;
  test.each<[string, (s: never) => unknown, RegExp]>([
    ["a promise", async () => false, /its when gives a promise; legal: true or false/],
    ["nothing", () => {}, /its when gives undefined; legal/],
    ["a coin", () => Math.random() < 0.5, /asks for chance \(Math\.random\); legal/],
    ["the time", () => Date.now() > 5, /asks for the time; legal/],
    ["a count", () => asked++ % 2 === 0, /answers differently when asked twice; legal/],
    [
      "a part misspelt",
      (s: { valu: string }) => s.valu === "x",
      /"valu"; legal.*Did you mean "value"/,
    ],
    [
      "a variable misspelt",
      (s: { context: { kick: number } }) => s.context.kick > 1,
      /context variable "kick"; legal: "kicks"\./,
    ],
  ])("%s", (_, when, says) => {
    expect(() => compileWith(sentence({ when: when as never }))).toThrow(says);
  });
});

describe("forbid", () => {
  test("the initiator no longer takes the event", () => {
    const system = compileWith(sentence({ machine: "driver" }));
    expect(row(system, 0, "kicks")).toEqual({ running: [BLOCKED, "U1"] });
  });

  test("who may block blocks", () => {
    const system = compileWith(sentence({ machine: "path" }));
    expect(row(system, 2, "kicks")).toEqual({ s: [BLOCKED, "U1"] });
  });

  test("who may not block cannot be made to", () => {
    expect(() => compileWith(sentence({ machine: "queue0" }))).toThrow(
      /forbids kicks to "queue0", which neither initiates it nor may block it/,
    );
  });
});

describe("permit", () => {
  const next = () => ({ value: "shut", context: { kicks: 0 } });

  test("a state that did not take the event takes it, by the sentence", () => {
    const system = compileWith(
      sentence({ kind: "permit", when: ({ value }) => value === "shut", next: (s) => s }),
    );
    expect(row(system, 1, "kicks")["shut {kicks: 1}"]).toEqual(["shut {kicks: 1}", "U1"]);
    expect(row(system, 1, "kicks")["open {kicks: 0}"]).toEqual(["open {kicks: 1}"]);
  });

  test("a state that takes it with another outcome is an error", () => {
    expect(() => compileWith(sentence({ kind: "permit", next }))).toThrow(
      /permits kicks to "queue0" in open \{kicks: 0\}, where it is already taken/,
    );
  });

  test("a next state that the machine never has is an error", () => {
    const wrong = sentence({
      kind: "permit",
      when: ({ value }) => value === "shut",
      next: () => ({ value: "shutt", context: { kicks: 0 } }),
    });
    expect(() => compileWith(wrong)).toThrow(
      /would be in shutt \{kicks: 0\}, which it never reaches; legal: states "open", "shut".*Did you mean "shut"/,
    );
    const tooMany = {
      ...wrong,
      next: () => ({ value: "shut", context: { kicks: 9 } }),
    } as Sentence;
    expect(() => compileWith(tooMany)).toThrow(
      /one of its 6 local states, such as shut \{kicks: 0\}/,
    );
  });

  const nine = { value: "open", context: { kicks: 9 } };
  const adding = (adds: readonly object[]): Sentence =>
    sentence({
      kind: "permit",
      when: ({ value }: LocalState) => value === "shut",
      next: () => nine,
      adds,
    } as Partial<Sentence>);

  test("a local state that the sentence adds is reached by it, with all that can follow", () => {
    const system = compileWith(adding([nine]));
    expect(row(system, 1, "kicks")["shut {kicks: 2}"]).toEqual(["open {kicks: 9}", "U1"]);
    expect(row(system, 1, "closes")["open {kicks: 9}"]).toEqual(["shut {kicks: 9}"]);
    expect(row(system, 1, "kicks")["shut {kicks: 9}"]).toEqual(["open {kicks: 9}", "U1"]);
    expect(row(compileWith(), 1, "kicks")).not.toHaveProperty("open {kicks: 9}");
  });

  test("what leads from an added state back to it does so", () => {
    const stays = machineOf("queue0", {
      context: { kicks: 0 },
      initial: "open",
      states: { open: { on: { closes: { target: "shut" }, kicks: "open" } }, shut: {} },
    });
    const system = compileSystem(
      { ...declaration, machines: [driver, stays, path] },
      readingWith({ sentences: [adding([nine])] }),
    );
    expect(row(system, 1, "kicks")["open {kicks: 9}"]).toEqual(["open {kicks: 9}"]);
  });

  test("what the machine can be in by itself is added to no effect", () => {
    const known = compileWith({ ...adding([]), next: (s: LocalState) => s } as Sentence);
    const added = { ...adding([{ value: "shut", context: { kicks: 1 } }]) };
    const system = compileWith({ ...added, next: (s: LocalState) => s } as Sentence);
    expect(system.machines[1]!.table.next).toEqual(known.machines[1]!.table.next);
  });

  test.each([
    [{ value: "opn", context: { kicks: 9 } }, /no such state; legal: "open", "shut".*mean "open"/],
    [{ value: "open", context: { kick: 9 } }, /whose variables are others; legal: "kicks"\./],
    [{ value: "open", context: {} }, /whose variables are others; legal: "kicks"\./],
  ])("an added state that cannot be is an error", (place, says) => {
    expect(() => compileWith(adding([place]))).toThrow(says);
  });
});

test("a condition sees the parameters of the event", () => {
  const valued = systemOf([driver, queue, path], {
    kicks: eventOf("driver", ["queue0", "path"], {
      mayBlock: ["path"],
      parameters: { loud: [true, false] },
    }),
    closes: eventOf("queue0"),
  });
  const quiet = sentence({ machine: "driver", when: (_, { loud }) => loud === true });
  const system = compileSystem(valued, readingWith({ sentences: [quiet] }));
  const { table, column } = system.machines[0]!;
  const taken = system.events
    .filter(({ id }) => column[id]! >= 0 && table.next[column[id]!]! >= 0)
    .map(({ name }) => name);
  expect(taken).toEqual(["kicks {loud: false}"]);
});

describe("replace", () => {
  test("only taken events get another outcome", () => {
    const system = compileWith(sentence({ kind: "replace", next: (s) => s }));
    expect(row(system, 1, "kicks")).toMatchObject({
      "open {kicks: 0}": ["open {kicks: 0}", "U1"],
    });
  });
});

describe("oblige", () => {
  test("an event becomes fair by the sentence", () => {
    const system = compileWith({ kind: "oblige", id: "U2", says: "must", event: "closes" });
    expect(system.fairClasses).toMatchObject([{ type: "closes", because: { clause: "U2" } }]);
    expect(compileWith().fairClasses).toEqual([]);
  });
});

describe("sentences that do not fit", () => {
  test("one that changes nothing is an error that says so", () => {
    expect(() => compileWith(sentence({ machine: "driver", when: () => false }))).toThrow(
      /Sentence "U1" \(forbid "kicks"\) changes nothing/,
    );
    expect(() =>
      compileWith(sentence({ kind: "replace", when: () => false, next: (s) => s })),
    ).toThrow(/changes nothing/);
    const twice = { kind: "oblige", id: "U2", says: "must", event: "closes" } as const;
    expect(() => compileWith(twice, { ...twice, id: "U3" })).toThrow(/"U3".*changes nothing/);
  });

  test("an unknown machine or event is an error that suggests a near one", () => {
    expect(() => compileWith(sentence({ machine: "queue1" }))).toThrow(
      /names machine "queue1".*Did you mean "queue0"/,
    );
    expect(() => compileWith(sentence({ event: "kick" }))).toThrow(
      /names event "kick".*Did you mean "kicks"/,
    );
    expect(() => compileWith(sentence({ machine: "driver", event: "closes" }))).toThrow(
      /machine "driver" takes no part in "closes"; legal: "queue0"/,
    );
  });

  test("a when or next that throws is an error that names the sentence", () => {
    const throws = (): never => {
      throw new Error("no such thing");
    };
    expect(() => compileWith(sentence({ machine: "driver", when: throws }))).toThrow(
      /^Sentence "U1": its when fails with "no such thing"; legal: a function that answers/,
    );
    expect(() => compileWith(sentence({ kind: "replace", next: throws }))).toThrow(
      /^Sentence "U1": its next fails with "no such thing"/,
    );
  });

  test("two sentences with one id are an error", () => {
    expect(() =>
      compileWith(sentence({ machine: "driver" }), sentence({ machine: "path" })),
    ).toThrow(/two sentences with id "U1"/);
  });

  test("the shared table stays as it was", () => {
    compileWith(sentence({ machine: "driver" }));
    expect(row(compileWith(), 0, "kicks")).toEqual({ running: ["running"] });
  });
});
