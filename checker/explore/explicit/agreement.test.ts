/** The explicit engine gives the very result of the plain one, traces included. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { assign } from "xstate";
import { model } from "../../../models/model.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../../compile/tiny.testing.ts";
import type {
  LocalState,
  MachineDeclaration,
  Predicate,
  Property,
  SystemDeclaration,
} from "../../types/index.ts";
import { exploreSync } from "../explore.ts";
import { randomSystem } from "../random-systems.testing.ts";
import type { ExploreOptions } from "../results.ts";
import { type ExplicitOptions, exploreExplicitSync } from "./explore.ts";

const reading = readingWith();
const base = {
  claim: "a claim",
  restsOn: [],
  witness: {},
  memory: { cannotShow: "a test" },
} as const;

function inState(machine: string, value: string): Predicate {
  return { is: "local", machine, test: (s) => s.value === value };
}

/** Counts the events of one type modulo 3, and remembers the state that it saw. */
const monitor: MachineDeclaration = machineOf(
  "watch",
  {
    context: { n: 0, seen: 0 },
    on: {
      e0: {
        guard: ({ context, event }: GuardArgs) => context.seen !== 1 || event.count !== 0,
        actions: assign({
          n: ({ context }) => (context.n + 1) % 3,
          seen: ({ event }) => event.count,
        }),
      },
    },
  },
  {
    monitor: true,
    observes: {
      count: { machine: "m1", project: ({ context }: LocalState) => context.count as number },
    },
  },
);
const counted = (n: number): Predicate => ({
  is: "local",
  machine: "watch",
  test: ({ context }) => context.n === n,
});

function propertiesOf(i: number, j: number): Property[] {
  const pattern = {
    before: inState("m0", `s${i}`),
    event: ({ type }: { type: string }) => type === "e0",
    after: inState("m1", `s${j}`),
  };
  const apart: Predicate = {
    is: "relation",
    machines: ["m0", "m1"],
    test: (left, right) => left.value !== right.value || left.context.count === 0,
  };
  return [
    { ...base, name: "apart", kind: "invariant", holds: apart },
    { ...base, name: "bad", kind: "invariant", holds: { is: "not", of: inState("m1", `s${j}`) } },
    { ...base, name: "never", kind: "step", never: pattern },
    { ...base, name: "can", kind: "possible", can: pattern },
    { ...base, name: "leads", kind: "leadsTo", from: inState("m0", "s0"), to: counted0(j) },
    { ...base, name: "toEither", kind: "leadsTo", from: inState("m0", "s0"), to: eitherOf(i, j) },
    { ...base, name: "seen", kind: "invariant", holds: { is: "or", any: [] }, witness: pattern },
    { ...base, name: "twice", kind: "step", never: { before: counted(2) }, monitor },
    { ...base, name: "counts", kind: "possible", can: { after: counted(1) }, monitor },
    {
      ...base,
      name: "stays",
      kind: "invariant",
      holds: { is: "not", of: { is: "and", all: [counted(1), inState("m0", `s${i}`)] } },
      monitor,
      witness: { after: counted(1) },
    },
    // A witness that lies behind the violation: the search has ended before it.
    {
      ...base,
      name: "ended",
      kind: "invariant",
      holds: { is: "not", of: counted0(j) },
      monitor,
      witness: { before: counted0(j) },
    },
  ];
}

const counted0 = (j: number): Predicate => inState("m1", `s${j}`);

/** Alternatives about local states alone are looked up together, 32 at a time. */
function eitherOf(i: number, j: number): Predicate {
  const both: Predicate = { is: "and", all: [inState("m0", `s${i}`), counted0(j)] };
  const never: Predicate = { is: "and", all: [counted0(0), counted0(1)] };
  const third: Predicate = { is: "and", all: [counted0((j + 1) % 3)] };
  const many = Array.from({ length: 33 }, () => never);
  return { is: "or", any: [both, ...many, third] };
}

function expectSame(
  system: CompiledSystem,
  options: ExploreOptions,
  more: Partial<ExplicitOptions> = {},
): ReturnType<typeof exploreExplicitSync> {
  const { figures, ...result } = exploreExplicitSync(system, { ...options, ...more });
  expect(result).toEqual(exploreSync(system, options));
  return { ...result, figures };
}

test("random systems have the plain engine's result in every particular, in both layouts", () => {
  const seen = { silences: 0, errors: 0, deadlocks: 0, waits: 0, violated: 0, vacuous: 0 };
  const place = fc.nat({ max: 2 });
  fc.assert(
    fc.property(randomSystem, place, place, fc.boolean(), (declaration, i, j, capacity) => {
      const system = compileSystem(declaration, reading);
      // A monitor may react only to what is declared.
      const properties = propertiesOf(i, j);
      const result = expectSame(system, { properties }, { capacity, leaveOutFrom: 0 });
      expect(result.figures.layout).toBe(capacity ? "quotient" : "in place");
      seen.silences += Number(result.silences.length > 0);
      seen.errors += Number(result.errors.length > 0);
      seen.waits += Number(result.waits.length > 0);
      seen.deadlocks += Number(result.properties[0]!.verdict === "violated");
      for (const { verdict } of result.properties.slice(2)) {
        seen.violated += Number(verdict === "violated");
        seen.vacuous += Number(verdict === "vacuous");
      }
    }),
    { numRuns: 50 },
  );
  // Each must really have occurred, or the comparison shows little.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

/** The system behind that many events of a machine of its own, of which each word of 64 has
 *  some that happen. */
function behind(count: number, declaration: SystemDeclaration): SystemDeclaration {
  const steps = (from: string, to: string, ...values: number[]) => ({
    [from]: {
      on: { far: { guard: ({ event }: GuardArgs) => values.includes(event.v!), target: to } },
    },
  });
  const states = { ...steps("a", "b", 1, count - 1), ...steps("b", "a", 2) };
  const far = machineOf("far", { initial: "a", states }, { key: String(count) });
  const v = Array.from({ length: count }, (_, value) => value);
  const events = { far: eventOf("far", [], { parameters: { v } }), ...declaration.events };
  return { ...declaration, machines: [...declaration.machines, far], events };
}

test("random systems whose events are numbered across 64, or beyond it, have it too", () => {
  const place = fc.nat({ max: 2 });
  const count = fc.integer({ min: 58, max: 66 });
  const seen = { violated: 0, holds: 0 };
  fc.assert(
    fc.property(randomSystem, count, place, place, (declaration, before, i, j) => {
      const system = compileSystem(behind(before, declaration), reading);
      const asked = propertiesOf(i, j).filter(({ name }) =>
        ["never", "can", "seen"].includes(name),
      );
      const result = expectSame(system, { properties: asked }, { leaveOutFrom: 0 });
      for (const { name, verdict } of result.properties) {
        seen.violated += Number(name === "never" && verdict === "violated");
        seen.holds += Number(name === "never" && verdict === "holds");
      }
    }),
    { numRuns: 30 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test("a step is told by the state that it leads to, whatever the number of its event", () => {
  const numbers = Array.from({ length: 130 }, (_, to) => to);
  const moves = {
    moves: {
      guard: ({ context, event }: GuardArgs) => event.to !== context.at,
      actions: assign({ at: ({ event }) => event.to }),
    },
  };
  const system = compileSystem(
    systemOf([machineOf("hand", { context: { at: 0 }, on: moves })], {
      moves: eventOf("hand", [], { parameters: { to: numbers } }),
    }),
    reading,
  );
  const goals = [1, 62, 63, 64, 65, 66, 127, 128, 129];
  const properties = goals.map((to): Property => {
    const after: Predicate = { is: "local", machine: "hand", test: (s) => s.context.at === to };
    return { ...base, name: `to${to}`, kind: "possible", can: { after } };
  });
  const { properties: asked } = exploreExplicitSync(system, { properties });
  const examples = asked.slice(2).map(({ example }) => example?.events);
  expect(examples).toEqual(goals.map((to) => [to]));
});

test.each([8, 62, 63, 64, 128])(
  "of steps whose order is all one, the one that is asked about is not left out, behind %i events",
  (before) => {
    const turn = (name: string) =>
      machineOf(name, {
        initial: "off",
        states: { off: { on: { [`turns${name}`]: { target: "on" } } }, on: {} },
      });
    const declaration = systemOf([turn("A"), turn("B")], {
      turnsA: eventOf("A"),
      turnsB: eventOf("B"),
    });
    const system = compileSystem(behind(before, declaration), reading);
    // After turnsB a search may do without turnsA, which leads where turnsA and turnsB led.
    const last = {
      before: inState("B", "on"),
      event: ({ type }: { type: string }) => type === "turnsA",
      after: inState("A", "on"),
    };
    const property: Property = { ...base, name: "last", kind: "possible", can: last };
    const result = expectSame(system, { properties: [property] }, { leaveOutFrom: 0 });
    const { example } = result.properties[2]!;
    expect(example?.events.map((id) => system.events[id]!.type)).toEqual(["turnsB", "turnsA"]);
  },
);

const CASES = [
  ["holes/h1-one-byte-suspends-and-resumes", 7],
  ["holes/h10-failure-is-not-signalled", 0],
  ["museum/15-kick-lost-across-restore", 1],
  ["disputes/d5-packet-while-suspended", 0],
  ["disputes/d2-who-owns-suspend", 3],
  ["disputes/d5-change-while-suspended", 8],
  ["disputes/d3-function-reset-while-migrating", 2],
] as const;

test.each(CASES)("%s, case %i, has the plain engine's result in both layouts", (name, at) => {
  const scenario = model.scenarios.find((one) => one.name === name)!;
  const pinned = scenario.cases[at]!;
  const scope = { ...scenario.scope, ...pinned.scope };
  const system = compileSystem(scenario.system(scope), resolveReading(model, pinned.reading));
  const properties = scenario.properties(scope);
  const result = expectSame(system, { properties }, { leaveOutFrom: 0 });
  expect(result.states).toBe(pinned.states);
  const { figures, ...again } = exploreExplicitSync(system, { properties, capacity: true });
  expect(figures.layout).toBe("quotient");
  expect(again).toEqual(exploreSync(system, { properties }));
});
