/**
 * A tiny model for the tests of the checker: a driver and a device share a lock.
 *
 * It has one of everything that the checker answers: an invariant that a clause
 * guards, a claim of progress that only a SHOULD gives, a reception that the
 * text says nothing about, and an interpretation.
 */
import { assign, setup } from "xstate";
import type {
  Clause,
  Interpretation,
  LocalState,
  MachineDeclaration,
  Model,
  ModelEvent,
  OwnedRule,
  Property,
  Reading,
  Scenario,
  SystemDeclaration,
  TransitionMeta,
} from "../types/index.ts";

/** How often the device may take the lock, and the environment break it. */
export interface LockScope {
  readonly rounds: number;
  readonly breaks: number;
}

const clauses: readonly Clause[] = [
  {
    id: "L1",
    party: "both",
    level: "MUST NOT",
    place: "lock.tex",
    says: "take a lock that is held",
    provenance: "verbatim",
    rules: [
      {
        rule: "forbids",
        events: [{ type: "driver.takes" }, { type: "device.takes" }],
        when: {
          machine: "lock",
          words: "while the lock is held",
          holds: ({ value }) => value === "held",
          states: ["held"],
        },
      },
    ],
  },
  {
    id: "L2",
    party: "device",
    level: "SHOULD",
    place: "lock.tex",
    says: "release the lock some time",
    provenance: "verbatim",
    rules: [{ rule: "obliges", events: [{ type: "device.releases" }] }],
  },
  {
    id: "L3",
    party: "both",
    level: "desc",
    place: "lock.tex",
    says: "a lock that breaks is free",
    provenance: "verbatim",
    rules: [{ rule: "permits", events: [{ type: "environment.breaks" }] }],
  },
];

const interpretations: readonly Interpretation[] = [
  {
    id: "broken-lock",
    party: "device",
    question: "Who holds a lock that broke while it was held?",
    choices: { nobody: { means: "it is free" }, holder: { means: "whoever held it" } },
  },
];

const asWritten: Reading = {
  name: "as-written",
  says: "All sentences bind.",
  inForce: new Set(["L1", "L2", "L3"]),
  choices: { "broken-lock": "nobody" },
  sentences: [],
  textHeld: true,
  text: "lock.tex 0000000, verbatim",
};

/** What a chart says in the lock's column. */
const says = (words: string): { meta: TransitionMeta } => ({ meta: { clauses: [], says: words } });

type LockEvent = { readonly type: string; readonly value: number };

const types = { events: {} as LockEvent, meta: {} as TransitionMeta };

const driver: MachineDeclaration = {
  name: "driver",
  kind: "driver",
  actor: "driver",
  key: "",
  build: () =>
    setup({ types }).createMachine({
      initial: "idle",
      states: {
        idle: { tags: "rest", on: { "driver.asks": { target: "waiting" } } },
        waiting: {
          on: {
            "driver.takes": { target: "inside" },
            "driver.looks": { target: "waiting", reenter: true },
          },
        },
        inside: { tags: "rest" },
      },
    }),
};

const device = (rounds: number): MachineDeclaration => ({
  name: "device",
  kind: "device",
  actor: "device",
  key: String(rounds),
  build: () =>
    setup({ types: { ...types, context: {} as { left: number } } }).createMachine({
      context: { left: rounds },
      initial: "outside",
      states: {
        outside: {
          tags: "rest",
          on: {
            "device.takes": {
              target: "inside",
              guard: ({ context }) => context.left > 0,
              actions: assign({ left: ({ context }) => context.left - 1 }),
            },
          },
        },
        inside: { tags: "rest", on: { "device.releases": { target: "outside" } } },
      },
    }),
});

const lock: MachineDeclaration = {
  name: "lock",
  kind: "lock",
  actor: "device",
  key: "",
  build: (reading) => {
    const speaks = reading.inForce("L3");
    const after = reading.choice("broken-lock") === "nobody" ? "free" : "held";
    const look = (shown: number) => ({
      target: shown === 1 ? "held" : "free",
      reenter: true,
      guard: ({ event }: { event: LockEvent }) => event.value === shown,
      ...says(shown === 1 ? "shows held" : "shows free"),
    });
    const take = (words: string) => ({ target: "held", reenter: true, ...says(words) }) as const;
    return setup({ types }).createMachine({
      initial: "free",
      states: {
        free: {
          tags: "rest",
          on: {
            "driver.takes": take("gives itself away"),
            "device.takes": take("gives itself away"),
            "driver.looks": look(0),
            "environment.breaks": { target: "free", reenter: true },
          },
        },
        held: {
          tags: "rest",
          on: {
            "driver.takes": take("is taken again"),
            "device.takes": take("is taken again"),
            "device.releases": { target: "free", ...says("is free") },
            "driver.looks": look(1),
            ...(speaks ? { "environment.breaks": { target: after, reenter: true } as const } : {}),
          },
        },
      },
    });
  },
};

const environment = (breaks: number): MachineDeclaration => ({
  name: "environment",
  kind: "environment",
  actor: "environment",
  key: String(breaks),
  build: () =>
    setup({ types }).createMachine({
      initial: breaks > 0 ? "ready" : "done",
      states: {
        ready: { tags: "rest", on: { "environment.breaks": { target: "done" } } },
        done: { tags: "rest" },
      },
    }),
});

const plain = { participants: ["lock"], mayBlock: ["lock"] } as const;

const rules: readonly OwnedRule[] = clauses.flatMap(({ id, party, level, rules: own = [] }) =>
  own.flatMap((rule) =>
    rule.rule === "none" ? [] : [{ kind: "clause", id, value: "in", party, level, rule } as const],
  ),
);

function system(scope: LockScope): SystemDeclaration {
  return {
    name: "lock",
    machines: [driver, device(scope.rounds), lock, environment(scope.breaks)],
    rules,
    events: {
      "driver.asks": {
        initiator: "driver",
        participants: [],
        mayBlock: [],
        sentence: "The driver wants the lock.",
        phrase: "ask",
      },
      "driver.takes": {
        initiator: "driver",
        ...plain,
        fair: { assumption: "the driver goes on" },
        sentence: "The driver takes the lock.",
        phrase: "driver takes",
      },
      "driver.looks": {
        initiator: "driver",
        ...plain,
        parameters: { value: [0, 1] },
        answers: ["value"],
        sentence: "The driver sees {value}.",
        phrase: "see {value:hex}",
      },
      "device.takes": {
        initiator: "device",
        ...plain,
        sentence: "The device takes the lock.",
        phrase: "device takes",
      },
      "device.releases": {
        initiator: "device",
        ...plain,
        sentence: "The device releases the lock.",
        phrase: "release",
      },
      "environment.breaks": {
        initiator: "environment",
        participants: ["lock"],
        mayBlock: [],
        sentence: "The lock breaks.",
        phrase: "break",
      },
    },
  };
}

const at = (machine: string, value: string) =>
  ({ is: "local", machine, test: (s: LocalState) => s.value === value }) as const;

const takes = (event: ModelEvent) => event.type === "driver.takes";

const memory = { cannotShow: "a lock is not in memory" };

function properties(): readonly Property[] {
  return [
    {
      name: "atMostOneIsInside",
      kind: "invariant",
      claim: "driver and device are never both inside",
      restsOn: ["L1"],
      memory,
      witness: { event: takes },
      holds: {
        is: "not",
        of: { is: "and", all: [at("driver", "inside"), at("device", "inside")] },
      },
    },
    {
      name: "whoWaitsGetsIn",
      kind: "leadsTo",
      claim: "a driver that waits gets in",
      restsOn: [],
      memory,
      witness: { event: takes },
      from: at("driver", "waiting"),
      to: at("driver", "inside"),
    },
  ];
}

const noCure = ["none: nothing there decides it"];

const shared: Scenario<LockScope> = {
  name: "locks/l1-shared-lock",
  question: "Does the driver get in, and alone?",
  story: "A driver wants a lock that a device may hold.",
  leavesOut: ["more than two parties", "timing"],
  scope: { rounds: 1, breaks: 0 },
  baseline: { rounds: 0 },
  system,
  properties,
  cases: [
    {
      reading: "as-written",
      says: "all sentences bind",
      states: 8,
      depth: 4,
      pins: {
        noDeadlock: { verdict: "holds", steps: null },
        noSilence: { verdict: "holds", steps: null },
        atMostOneIsInside: { verdict: "holds", steps: null },
        whoWaitsGetsIn: { verdict: "holds", steps: null },
      },
    },
    {
      reading: "as-written,-L2",
      says: "nobody has to release",
      states: 8,
      depth: 4,
      pins: {
        noDeadlock: { verdict: "holds", steps: null },
        noSilence: { verdict: "holds", steps: null },
        atMostOneIsInside: { verdict: "holds", steps: null },
        whoWaitsGetsIn: {
          verdict: "violated",
          steps: 2,
          cures: { text: ["+L2"], device: noCure, driver: noCure, vmm: noCure },
          trace: "locks/l1-lock-kept",
        },
      },
    },
  ],
};

/** The model: one scenario, in which the device keeps the lock or not. */
export const lockModel: Model<LockScope> = {
  clauses,
  interpretations,
  readings: [
    asWritten,
    {
      ...asWritten,
      name: "musts-only",
      says: "SHOULDs are left out.",
      inForce: new Set(["L1", "L3"]),
    },
  ],
  scenarios: [shared],
  scopeLimits: { rounds: [0, 1, 2], breaks: [0, 1] },
  describeScope: ({ rounds, breaks }) => `${rounds} rounds, ${breaks} breaks`,
  chartColumns: () => [
    {
      head: "st",
      legend: "st: 1 while the lock is held",
      of: (machine) => (machine("lock")?.value === "held" ? "1" : "0"),
    },
  ],
};
