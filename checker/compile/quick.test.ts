import { describe, expect, test } from "vitest";
import { assign, createMachine } from "xstate";
import { model } from "../../models/model.ts";
import { resolveReading } from "../asking/reading.ts";
import { enumerateMachine } from "./enumerate.ts";
import { expandEvents } from "./events.ts";
import { enumerateQuickly } from "./quick.ts";
import { buildMachine } from "./recording.ts";

const nested = createMachine({
  context: { n: 0, m: 0 },
  initial: "outer",
  states: {
    outer: {
      initial: "one",
      on: { again: { target: "outer" }, stays: { actions: assign({ n: 1 }) } },
      states: {
        one: {
          on: {
            steps: {
              target: "two",
              actions: [
                assign(({ context }) => ({ n: (context.n + 1) % 3 })),
                assign({ m: ({ context }) => context.n }),
              ],
            },
          },
        },
        two: { on: { leaves: { target: "#other" }, steps: { target: "one" } } },
      },
    },
    other: {
      id: "other",
      on: { again: [{ guard: () => false, target: "other" }, { target: "outer.two" }] },
    },
  },
});

test("nested targets, several assignments and none are taken as by the interpreter", () => {
  const events = ["again", "stays", "steps", "leaves"].map((type) => ({ type }));
  const plain = enumerateMachine("m", nested, events, [], 100);
  expect(plain.states.length).toBeGreaterThan(5);
  expect(enumerateQuickly("m", nested, events, [], 100)).toEqual(plain);
});

/** Machines that were compared: scenarios share most of theirs. */
const compared = new Set<string>();

test.each(model.scenarios)("$name: every machine has the same table", (scenario) => {
  const { machines, events } = scenario.system({ ...scenario.scope, ring: 2 });
  const reading = resolveReading(model, scenario.cases[0]!.reading);
  const all = expandEvents(events, machines).filter((e) => e.initiator >= 0);
  for (const [m, declaration] of machines.entries()) {
    const own = all.filter((e) => e.initiator === m || e.participants.includes(m));
    const { machine } = buildMachine(declaration, reading);
    const columns = own.map(({ event }) => event);
    const { name, kind, key } = declaration;
    const what = JSON.stringify([kind, key, columns]);
    if (compared.has(what)) continue;
    compared.add(what);
    const expected = enumerateMachine(name, machine, columns, [], 10_000);
    expect(enumerateQuickly(name, machine, columns, [], 10_000)).toEqual(expected);
  }
});

describe("what is wrong is said as the interpreter says it", () => {
  const broken = (transition: object) =>
    createMachine({
      context: { n: 0 },
      initial: "s",
      states: { s: { on: { e: transition } }, t: {} },
    } as never);
  const fails = (): never => {
    throw new Error("not that");
  };
  const wrong: readonly (readonly [string, object])[] = [
    ["a guard that fails", { guard: fails, target: "t" }],
    ["an assignment that fails", { target: "t", actions: assign(fails) }],
    ["two transitions at once", [{ target: "s" }, { target: "t" }]],
    ["a context that grows", { actions: assign({ n: ({ context }) => context.n + 1 }) }],
    ["an action that is no assignment", { target: "t", actions: () => {} }],
    ["a guard without target and action", { guard: () => true }],
    ["an assignment in place", { actions: assign(({ context }) => ({ n: ++context.n })) }],
  ];
  test.each(wrong)("%s", (_, transition) => {
    const said = (enumerate: typeof enumerateMachine) => {
      try {
        enumerate("m", broken(transition), [{ type: "e" }], [], 10);
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(said(enumerateQuickly)).toBe(said(enumerateMachine));
    expect(said(enumerateQuickly)).not.toBeNull();
  });
});
