/** Small random systems: everything that a machine can do to an event occurs. */
import * as fc from "fast-check";
import { assign } from "xstate";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import type {
  ActiveRule,
  Condition,
  EventDeclaration,
  OwnedRule,
  Reading,
  SystemDeclaration,
} from "../types/index.ts";

/** What a machine does in one state with one event type. */
type Behaviour =
  | { readonly is: "silent" | "forbidden" }
  | { readonly is: "goes"; readonly to: number; readonly counts: boolean }
  | { readonly is: "on value"; readonly value: number; readonly to: number }
  | { readonly is: "by value"; readonly to: readonly [number, number] }
  | { readonly is: "on count"; readonly count: number; readonly to: number };

const STATES = 3;
const place = fc.nat({ max: STATES - 1 });

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Behaviour>({ is: "silent" }) },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ is: "forbidden" }) },
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant("goes" as const), to: place, counts: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("on value" as const),
      value: fc.nat({ max: 1 }),
      to: place,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant("by value" as const), to: fc.tuple(place, place) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("on count" as const),
      count: fc.nat({ max: 1 }),
      to: place,
    }),
  },
);

interface EventSketch {
  readonly initiator: number;
  readonly takesPart: readonly boolean[];
  readonly mayBlock: readonly boolean[];
  readonly shape: "plain" | "value" | "answer";
  /** Which of those who take part chooses the answers. */
  readonly decider: number;
  readonly fair: boolean;
  readonly identity: boolean;
}

function eventSketch(machines: number): fc.Arbitrary<EventSketch> {
  const flags = fc.array(fc.boolean(), { minLength: machines, maxLength: machines });
  return fc.record({
    initiator: fc.nat({ max: machines - 1 }),
    takesPart: flags,
    mayBlock: flags,
    shape: fc.constantFrom("plain", "value", "answer", "answer"),
    decider: fc.nat({ max: machines - 1 }),
    fair: fc.boolean(),
    identity: fc.boolean(),
  });
}

/** Two or three machines of up to three states and two counts, two to four event types. */
export const randomSystem: fc.Arbitrary<SystemDeclaration> = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 4 }))
  .chain(([machines, types]) =>
    fc.record({
      events: fc.array(eventSketch(machines), { minLength: types, maxLength: types }),
      behaviours: fc.array(
        fc.array(fc.array(behaviour, { minLength: types, maxLength: types }), {
          minLength: STATES,
          maxLength: STATES,
        }),
        { minLength: machines, maxLength: machines },
      ),
      tags: fc.array(
        fc.array(fc.constantFrom([], ["rest"], ["waiting"], ["rest", "waiting"]), {
          minLength: STATES,
          maxLength: STATES,
        }),
        { minLength: machines, maxLength: machines },
      ),
      actors: fc.array(fc.constantFrom("left", "right"), {
        minLength: machines,
        maxLength: machines,
      }),
    }),
  )
  .map(({ events, behaviours, tags, actors }) =>
    systemOf(
      behaviours.map((states, m) =>
        machineOf(
          `m${m}`,
          {
            context: { count: 0 },
            initial: "s0",
            states: Object.fromEntries(
              states.map((row, s) => [
                `s${s}`,
                { tags: tags[m]![s], on: transitions(row, events, m) },
              ]),
            ),
          },
          { kind: `m${m}`, actor: actors[m]!, key: JSON.stringify([states, tags[m]]) },
        ),
      ),
      Object.fromEntries(events.map((sketch, e) => [`e${e}`, declare(sketch)])),
    ),
  );

function declare(sketch: EventSketch): EventDeclaration {
  const others = (flags: readonly boolean[]) =>
    flags.flatMap((flag, m) => (flag && m !== sketch.initiator ? [`m${m}`] : []));
  const participants = others(sketch.takesPart);
  const mayBlock = others(sketch.mayBlock).filter((name) => participants.includes(name));
  const decided = participants.includes(`m${sketch.decider}`)
    ? { decider: `m${sketch.decider}` }
    : {};
  return eventOf(`m${sketch.initiator}`, participants, {
    mayBlock,
    ...(sketch.shape === "plain" ? {} : { parameters: { v: [0, 1] } }),
    ...(sketch.shape === "answer" ? { answers: ["v"], ...decided } : {}),
    ...(sketch.shape !== "plain" && sketch.identity ? { identity: ["v"] } : {}),
    ...(sketch.fair ? { fair: { assumption: "a test" } } : {}),
  });
}

function transitions(
  row: readonly Behaviour[],
  events: readonly EventSketch[],
  machine: number,
): Record<string, unknown> {
  const on: Record<string, unknown> = {};
  for (const [e, does] of row.entries()) {
    const sketch = events[e]!;
    if (sketch.initiator !== machine && !sketch.takesPart[machine]) continue;
    const written = write(does);
    if (written !== undefined) on[`e${e}`] = written;
  }
  return on;
}

function write(does: Behaviour): unknown {
  const valueIs = (value: number) => (args: GuardArgs) => (args.event.v ?? 0) === value;
  switch (does.is) {
    case "silent":
      return undefined;
    case "forbidden":
      return {};
    case "goes":
      return does.counts
        ? {
            target: `s${does.to}`,
            actions: assign({ count: ({ context }) => 1 - context.count }),
          }
        : { target: `s${does.to}` };
    case "on value":
      return { guard: valueIs(does.value), target: `s${does.to}` };
    case "by value":
      return does.to.map((to, value) => ({ guard: valueIs(value), target: `s${to}` }));
    case "on count":
      return {
        guard: ({ context }: GuardArgs) => context.count === does.count,
        target: `s${does.to}`,
      };
  }
}

interface RuleSketch {
  readonly rule: "forbids" | "obliges" | "excepts" | "permits";
  readonly clause: string;
  readonly event: number;
  readonly value: 0 | 1 | null;
  readonly when: { readonly machine: number; readonly states: readonly boolean[] } | null;
  readonly term: boolean;
  /** A clause, or a choice with its value. */
  readonly owner: string;
}

/** Parties and levels of the clauses; what is no clause is a choice. */
const CLAUSES: Readonly<Record<string, readonly [party: string, level: string]>> = {
  A: ["left", "MUST"],
  B: ["right", "MUST NOT"],
  C: ["both", "SHOULD"],
  D: ["right", "MAY"],
  E: ["left", "desc"],
};

const ruleSketch: fc.Arbitrary<RuleSketch> = fc.record({
  rule: fc.constantFrom(
    "forbids",
    "forbids",
    "forbids",
    "forbids",
    "obliges",
    "excepts",
    "permits",
  ),
  clause: fc.constantFrom(...Object.keys(CLAUSES)),
  // Few events, that their rules may meet.
  event: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
  value: fc.constantFrom(null, null, 0, 1),
  when: fc.option(
    fc.record({
      machine: fc.nat({ max: 2 }),
      states: fc.array(fc.boolean(), { minLength: STATES, maxLength: STATES }),
    }),
    { freq: 4 },
  ),
  term: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  owner: fc.constantFrom(...Object.keys(CLAUSES), "x", "x", "y"),
});

function conditionOf({ machine, states }: NonNullable<RuleSketch["when"]>): Condition {
  return {
    machine: `m${machine}`,
    words: "in some states",
    holds: ({ value }) => states[Number(value.slice(1))]!,
  };
}

function ownedRule(sketch: RuleSketch): OwnedRule {
  const { rule, clause, event, value, when, term, owner } = sketch;
  const active = {
    rule,
    ...(rule === "excepts" ? { clause } : {}),
    events: [{ type: `e${event}`, ...(value === null ? {} : { with: { v: value } }) }],
    ...(when === null ? {} : { when: conditionOf(when) }),
    ...(term ? { term: { id: "word", means: ["this"] } } : {}),
  } as ActiveRule;
  const known = CLAUSES[owner];
  return known === undefined
    ? { kind: "choice", id: "habit", value: owner, party: "left", level: "conduct", rule: active }
    : { kind: "clause", id: owner, value: "in", party: known[0], level: known[1], rule: active };
}

/** Two rules that forbid one answer each. Drawn one by one, rules seldom meet like that. */
type Clash = readonly [RuleSketch, RuleSketch];
const clash: fc.Arbitrary<Clash> = fc
  .tuple(ruleSketch, ruleSketch, fc.boolean())
  .map(([one, other, isConduct]) => [one, isConduct ? { ...other, owner: "x" } : other]);

/** Of the first event with answers, where a system has one; at the latest as it begins. */
function meeting(clashes: readonly Clash[], { events }: SystemDeclaration): RuleSketch[] {
  const event = [0, 1, 2, 3].find((e) => (events[`e${e}`]?.answers ?? []).length > 0);
  if (event === undefined) return [];
  const forbidding = ([one, other]: Clash): RuleSketch[] => [
    { ...one, rule: "forbids", event, value: 0, when: fromTheStart(one) },
    { ...other, rule: "forbids", event, value: 1, when: fromTheStart(other) },
  ];
  return clashes.flatMap(forbidding);
}

const fromTheStart = ({ when }: RuleSketch): RuleSketch["when"] =>
  when && { ...when, states: [true, ...when.states.slice(1)] };

/** A random system with three to twelve rules, and a reading that has most of them in force. */
export const randomRuled: fc.Arbitrary<{
  readonly declaration: SystemDeclaration;
  readonly reading: Reading;
}> = fc
  .record({
    system: randomSystem,
    alone: fc.array(ruleSketch, { minLength: 1, maxLength: 6 }),
    clashes: fc.array(clash, { minLength: 1, maxLength: 3 }),
    out: fc.subarray(Object.keys(CLAUSES), { maxLength: 2 }),
    habit: fc.constantFrom("x", "x", "y"),
    word: fc.constantFrom("this", "that"),
  })
  .map(({ system, alone, clashes, out, habit, word }) => ({
    declaration: {
      ...system,
      rules: [...alone, ...meeting(clashes, system)]
        .filter(({ event, value }) => {
          const parameters = system.events[`e${event}`]?.parameters;
          return system.events[`e${event}`] !== undefined && (value === null || !!parameters);
        })
        .map(ownedRule),
    },
    reading: readingWith({
      inForce: new Set(Object.keys(CLAUSES).filter((id) => !out.includes(id))),
      choices: { habit, word },
    }),
  }));
