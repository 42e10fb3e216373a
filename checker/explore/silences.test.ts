import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import type { Condition, OwnedRule, Property, Reading, Rule } from "../types/index.ts";
import { exploreWith } from "../verdict/engines.ts";
import { whyNot } from "../verdict/evidence.ts";
import { NO_SILENCE } from "./results.ts";
import type { Which } from "./silences.ts";

/** A device that keeps or forgets a request; it holds one, and serves it once it runs. */
const is = (answer: number) => (args: GuardArgs) => args.event.answer === answer;
const device = machineOf("device", {
  initial: "asleep",
  states: {
    asleep: {
      on: {
        asks: [
          { guard: is(0), target: "empty" },
          { guard: is(1), target: "holding" },
        ],
      },
    },
    empty: { tags: ["rest"] },
    holding: { on: { serves: "served", drops: "empty" } },
    served: { tags: ["rest"] },
  },
});
const driver = machineOf("driver", {
  initial: "runs",
  states: { runs: { on: { asks: "waits" } }, waits: { tags: ["rest"] } },
});
const fate = { fateOf: "request" };
const events = {
  asks: eventOf("driver", ["device"], {
    parameters: { answer: [0, 1] },
    answers: ["answer"],
    decider: "device",
  }),
  serves: eventOf("device", [], { ...fate, fair: { assumption: "the device works" } }),
  drops: eventOf("device", [], fate),
};

const owned = (kind: "clause" | "choice", id: string, rule: Rule, party = "device"): OwnedRule =>
  ({ kind, id, value: "yes", party, level: "MUST", rule }) as OwnedRule;
const never = (type: string, answer?: number, when?: Condition): Rule => ({
  rule: "forbids",
  events: [answer === undefined ? { type } : { type, with: { answer } }],
  ...(when === undefined ? {} : { when }),
});
const inNoState: Condition = { machine: "device", words: "never", holds: () => false };
/** Clauses that speak of the events, and forbid nothing here. */
const speaks = [
  owned("clause", "A", never("asks", 0, inNoState)),
  owned("clause", "B", never("drops", undefined, inNoState)),
];

const isServed: Property = {
  name: "isServed",
  claim: "what was asked for is served",
  restsOn: [],
  kind: "leadsTo",
  from: { is: "local", machine: "driver", test: ({ value }) => value === "waits" },
  to: { is: "local", machine: "device", test: ({ value }) => value === "served" },
  witness: {},
  memory: { cannotShow: "there is none" },
};

async function found(
  rules: readonly OwnedRule[],
  { which = "open", ...changes }: Partial<Reading> & { which?: Which } = {},
): Promise<readonly string[]> {
  const inForce = rules.flatMap(({ kind, id }) => (kind === "clause" ? [id] : []));
  const choices = Object.fromEntries(
    rules.flatMap(({ kind, id }) => (kind === "choice" ? [[id, "yes"]] : [])),
  );
  const reading = readingWith({ inForce: new Set(inForce), choices, ...changes });
  const system = compileSystem({ ...systemOf([device, driver], events), rules }, reading);
  const lines = await Promise.all(
    (["plain", "explicit", "symbolic"] as const).map((engine) => asked(engine, system, which)),
  );
  expect(lines[1]).toEqual(lines[0]);
  expect(lines[2]).toEqual(lines[0]);
  return lines[0]!;
}

async function asked(
  engine: "plain" | "explicit" | "symbolic",
  system: CompiledSystem,
  silences: Which,
): Promise<readonly string[]> {
  const properties = [isServed];
  const { result } = await exploreWith(engine, system, { properties, silences });
  const answer = result.properties.find(({ name }) => name === NO_SILENCE)!;
  const isViolated = result.open.some(
    (one) => one.decidedBy.length === 0 && one.changes.length > 0,
  );
  expect(answer.verdict).toBe(isViolated ? "violated" : "holds");
  if (answer.counterexample !== null) {
    const claim = { name: NO_SILENCE, property: null, verdict: "violated" } as const;
    expect(whyNot(system, answer.counterexample, claim)).toBeNull();
  }
  return result.open.map(({ answers, decidedBy, changes, trace }) =>
    [`${answers.join(" | ")} after ${trace.events.length}`, ...decidedBy, ...changes].join("; "),
  );
}

describe("a point is open", () => {
  test("where clauses leave two answers, and two fates of one thing", async () => {
    // Each of them alone changes nothing: the other one is open still.
    expect(await found(speaks)).toEqual([
      "answer: 0 | answer: 1 after 0",
      "serves | drops after 1",
    ]);
    const keeps = owned("choice", "kick", never("drops"));
    expect(await found([...speaks, keeps])).toEqual(["answer: 0 | answer: 1 after 0; isServed"]);
  });

  test("but not where no clause speaks of the event anywhere", async () => {
    expect(await found(speaks.slice(0, 1))).toEqual(["answer: 0 | answer: 1 after 0"]);
  });

  test("nor where a clause permits it, or forbids all but one of the answers", async () => {
    const permits = owned("clause", "P", { rule: "permits", events: [{ type: "asks" }] });
    const takes = owned("clause", "M", never("asks", 0));
    expect(await found([...speaks, permits])).toEqual(["serves | drops after 1"]);
    expect(await found([...speaks, takes])).toEqual(["serves | drops after 1; isServed"]);
  });

  test("nor where clauses bind somebody else than who decides", async () => {
    const other = speaks.map((one) => ({ ...one, party: "driver" }));
    expect(await found(other)).toEqual([]);
  });

  test("and listed as decided where conduct decides it, with what the other answer changes", async () => {
    const conduct = [
      owned("choice", "request", never("asks", 0)),
      owned("choice", "kick", never("drops")),
    ];
    expect(await found([...speaks, ...conduct])).toEqual([]);
    expect(await found([...speaks, ...conduct], { which: "all" })).toEqual([
      "answer: 0 | answer: 1 after 0; request=yes; isServed",
      "serves | drops after 1; kick=yes; isServed",
    ]);
  });

  test("only of a text that is held in full", async () => {
    expect(await found(speaks, { textHeld: false })).toEqual([]);
  });
});

describe("in the text as written", () => {
  const open = async (name: string, at = 0) => {
    const scenario = model.scenarios.find((one) => one.name.endsWith(name))!;
    const pinned = scenario.cases[at]!;
    const scope = { ...scenario.scope, ...pinned.scope };
    const reading = resolveReading(model, pinned.reading);
    const system = compileSystem(scenario.system(scope), reading, { idleSentences: "allowed" });
    const properties = scenario.properties(scope);
    const { result } = await exploreWith("auto", system, { properties, silences: "all" });
    return result.open;
  };

  test("the fate of a kick that is held at suspend comes out by itself, and what hangs on it", async () => {
    const kick = (await open("h4-kick-held-at-suspend")).find(({ answers }) =>
      answers.includes("device.dropsKick"),
    );
    expect(kick).toMatchObject({ decidedBy: ["held-kick=kept"] });
    expect(kick!.changes).toContain("availableIsUsed.q0b0");
  });

  test("and so does the value that a read returns while a device suspends", async () => {
    const shown = (await open("d2-who-owns-suspend", 2)).find(({ decidedBy }) =>
      decidedBy.includes("transitional-value=old"),
    );
    expect(shown!.answers).toEqual(expect.arrayContaining(["effect: acts", "effect: shown"]));
  });
});
