import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LocalState, Predicate } from "../types/index.ts";
import { compileSystem } from "./compile.ts";
import { compilePattern, compilePredicate, lowerPredicate } from "./predicates.ts";
import { eventOf, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const cycle = (type: string, names: readonly string[]) => ({
  initial: names[0],
  states: Object.fromEntries(
    names.map((name, i) => [name, { on: { [type]: { target: names[(i + 1) % names.length] } } }]),
  ),
});
const system = compileSystem(
  systemOf([machineOf("a", cycle("e", ["x", "y", "z"])), machineOf("b", cycle("f", ["u", "v"]))], {
    e: eventOf("a"),
    f: eventOf("b"),
  }),
  readingWith(),
);
const local = (machine: string, value: string): Predicate => ({
  is: "local",
  machine,
  test: (s) => s.value === value,
});

describe("predicates", () => {
  test("a relation sees the local states in the order of its machines", () => {
    const seen: string[] = [];
    const relation: Predicate = {
      is: "relation",
      machines: ["b", "a"],
      test: (left, right) => seen.push(`${left.value}${right.value}`) > 0 && left.value === "v",
    };
    const test = compilePredicate(system, relation, "p");
    expect(seen).toEqual(["ux", "uy", "uz", "vx", "vy", "vz"]);
    expect(test(Uint16Array.of(9, 2, 1), 1)).toBe(true);
    expect(test(Uint16Array.of(9, 2, 0), 1)).toBe(false);
  });

  test("and, or and not mean what they say on every state", () => {
    const leaf = fc.oneof(
      fc.constantFrom("x", "y", "z").map((value) => local("a", value)),
      fc.constantFrom("u", "v").map((value) => local("b", value)),
    );
    const { predicate } = fc.letrec<{ predicate: Predicate }>((tie) => ({
      predicate: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("predicate"), { maxLength: 2 }).map((all): Predicate => ({ is: "and", all })),
        fc.array(tie("predicate"), { maxLength: 2 }).map((any): Predicate => ({ is: "or", any })),
        tie("predicate").map((of): Predicate => ({ is: "not", of })),
      ),
    }));
    fc.assert(
      fc.property(predicate, fc.nat({ max: 2 }), fc.nat({ max: 1 }), (p, a, b) => {
        const states = {
          a: system.machines[0]!.table.states[a]!,
          b: system.machines[1]!.table.states[b]!,
        };
        expect(compilePredicate(system, p, "p")(Uint16Array.of(a, b), 0)).toBe(means(p, states));
      }),
    );
  });

  test("a machine that the system lacks is an error that suggests a near one", () => {
    const other = compileSystem(systemOf([machineOf("queue0", {})], {}), readingWith());
    expect(() => lowerPredicate(other, local("queue1", "x"), "noBufferIsLost")).toThrow(
      /Property "noBufferIsLost" reads machine "queue1"; legal: "queue0".*Did you mean "queue0"/,
    );
  });

  test("a pattern without an event is about every event", () => {
    expect([...compilePattern(system, {}, "p").events]).toEqual([1, 1]);
    const onlyF = compilePattern(system, { event: ({ type }) => type === "f" }, "p");
    expect([...onlyF.events]).toEqual([0, 1]);
  });
});

/** The meaning of a predicate without tables. */
function means(p: Predicate, states: Readonly<Record<string, LocalState>>): boolean {
  switch (p.is) {
    case "local":
      return p.test(states[p.machine]!);
    case "relation":
      return p.test(states[p.machines[0]]!, states[p.machines[1]]!);
    case "and":
      return p.all.every((q) => means(q, states));
    case "or":
      return p.any.some((q) => means(q, states));
    case "not":
      return !means(p.of, states);
  }
}
