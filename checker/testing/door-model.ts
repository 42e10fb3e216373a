/**
 * A tiny model whose clauses contradict each other: somebody knocks at a door, and whoever
 * is inside opens or ignores it. D1 says that a shut door is opened, D2 that nobody opens
 * at night, D3 that children may be ignored.
 */
import { createMachine } from "xstate";
import type {
  Clause,
  Condition,
  MachineDeclaration,
  Model,
  OwnedRule,
  Reading,
  Rule,
  Sentence,
} from "../types/index.ts";

type Event = { readonly type: string; readonly answer: string; readonly by: string };

const when = (machine: string, state: string): Condition => ({
  machine,
  words: `while ${machine} is ${state}`,
  holds: ({ value }) => value === state,
  states: [state],
});
const ignored = (by?: string) => ({
  type: "knocks",
  with: { answer: "ignores", ...(by === undefined ? {} : { by }) },
});
const opened = { type: "knocks", with: { answer: ["opens"] } };

const clause = (
  id: string,
  level: Clause["level"],
  says: string,
  ...rules: readonly Rule[]
): Clause => ({
  id,
  party: "device",
  level,
  place: "door.tex",
  says,
  provenance: "verbatim",
  rules,
});

const clauses: readonly Clause[] = [
  clause("D1", "MUST", "Who is inside opens a door that is shut.", {
    rule: "forbids",
    events: [ignored()],
    when: when("door", "shut"),
  }),
  clause("D2", "SHOULD NOT", "Nobody opens at night.", {
    rule: "forbids",
    events: [opened],
    when: when("door", "shut"),
    term: { id: "night", means: ["always"] },
  }),
  clause("D3", "MAY", "A child that knocks is ignored.", {
    rule: "excepts",
    clause: "D1",
    events: [ignored("child")],
    when: when("door", "shut"),
  }),
  clause("D4", "SHOULD", "A door that is open is shut some time.", {
    rule: "obliges",
    events: [{ type: "shuts" }],
    when: when("door", "open"),
  }),
  clause("D5", "desc", "Somebody may knock.", { rule: "permits", events: [{ type: "knocks" }] }),
  clause("D6", "MUST", "Another text: nobody is ignored.", {
    rule: "forbids",
    events: [ignored()],
  }),
];

const conduct = (value: string, rule: OwnedRule["rule"]): OwnedRule => ({
  kind: "choice",
  id: "temper",
  value,
  party: "device",
  level: "conduct",
  rule,
});

const rules: readonly OwnedRule[] = [
  ...clauses.flatMap(({ id, party, level, rules: own = [] }) =>
    own.flatMap((rule): readonly OwnedRule[] =>
      rule.rule === "none" ? [] : [{ kind: "clause", id, value: "in", party, level, rule }],
    ),
  ),
  conduct("sulks", { rule: "forbids", events: [opened] }),
  conduct("rude", { rule: "forbids", events: [opened] }),
  conduct("rude", {
    rule: "excepts",
    clause: "D1",
    events: [ignored()],
    when: when("door", "shut"),
  }),
];

const answers = (answer: string) => ({
  guard: ({ event }: { readonly event: Event }) => event.answer === answer,
});

const machine = (name: string, build: MachineDeclaration["build"]): MachineDeclaration => ({
  name,
  kind: name,
  actor: name,
  key: "",
  build,
});
const knocker = machine("knocker", () =>
  createMachine({ initial: "out", states: { out: { tags: "rest", on: { knocks: "out" } } } }),
);
const door = machine("door", () =>
  createMachine({
    types: {} as { events: Event },
    initial: "shut",
    states: {
      shut: {
        tags: "rest",
        on: {
          knocks: [
            { ...answers("opens"), target: "open" },
            { ...answers("ignores"), target: "shut" },
          ],
        },
      },
      open: {
        tags: "rest",
        on: { knocks: { ...answers("ignores"), target: "open" }, shuts: "shut" },
      },
    },
  }),
);

export const doorReading = (more: Partial<Reading> = {}): Reading => ({
  name: "as-written",
  says: "",
  inForce: new Set(["D1", "D2", "D3", "D4", "D5"]),
  written: new Set(["D1", "D2", "D3", "D4", "D5"]),
  choices: { night: "never", temper: "kind", "must-against-should": "stop" },
  sentences: [] as readonly Sentence[],
  textHeld: true,
  text: "door.tex 0000000, verbatim",
  ...more,
});

/** The model; its scenario asks whether the door is always shut. */
export const doorModel: Model<object> = {
  clauses,
  interpretations: [
    {
      id: "night",
      party: "text",
      question: "When is it night?",
      choices: { never: { means: "never" }, always: { means: "always" } },
    },
    {
      id: "temper",
      party: "device",
      question: "How is who is inside?",
      choices: {
        kind: { means: "kind" },
        sulks: { means: "it opens to nobody" },
        rude: { means: "it opens to nobody, whatever D1 says" },
      },
    },
    {
      id: "must-against-should",
      party: "text",
      question: "What follows where a MUST and a SHOULD meet?",
      choices: {
        stop: { means: "nothing" },
        "musts-first": { means: "x" },
        either: { means: "y" },
      },
    },
  ],
  readings: [doorReading()],
  scenarios: [
    {
      name: "doors/d1-knock",
      question: "Does the door open?",
      story: "Somebody knocks.",
      leavesOut: ["keys"],
      scope: {},
      baseline: {},
      system: () => ({
        name: "door",
        machines: [knocker, door],
        rules,
        events: {
          knocks: {
            initiator: "knocker",
            participants: ["door"],
            mayBlock: [],
            parameters: { by: ["child", "adult"], answer: ["opens", "ignores"] },
            answers: ["answer"],
            decider: "door",
            identity: [],
            sentence: "A {by} knocks.",
            phrase: "{by} knocks: {answer}",
          },
          shuts: {
            initiator: "door",
            participants: [],
            mayBlock: [],
            sentence: "The door is shut.",
            phrase: "shut",
          },
        },
      }),
      properties: () => [
        {
          name: "nobodyIsIgnored",
          claim: "nobody is ignored",
          kind: "step",
          restsOn: [],
          memory: { cannotShow: "a door is not in memory" },
          witness: {},
          never: { event: ({ answer }) => answer === "ignores" },
        },
      ],
      cases: [],
    },
  ],
  scopeLimits: {},
  describeScope: () => "one door",
  chartColumns: () => [],
};
