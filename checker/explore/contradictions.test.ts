import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import type { Condition, OwnedRule, Rule } from "../types/index.ts";
import { exploreWith } from "../verdict/engines.ts";
import { whyNot } from "../verdict/evidence.ts";
import { forbidderName, withoutAnswer } from "./contradictions.ts";
import { NO_CONTRADICTION } from "./results.ts";

/** A driver that asks, and writes to a device, which acts on it or ignores it; one that is
 *  stopped ignores it, or fails. */
const driver = machineOf("driver", {
  initial: "runs",
  states: {
    runs: { on: { suspends: "waits", resets: "runs" } },
    waits: { on: { resets: "waits", stops: "done" } },
    done: { on: { resets: "done" } },
  },
});
const is = (effect: number) => (args: GuardArgs) => args.event.effect === effect;
const either = (acts: string, ignored: string) => [
  { guard: is(0), target: ignored },
  { guard: is(1), target: acts },
];
const device = machineOf("device", {
  initial: "running",
  states: {
    running: { on: { suspends: "suspended", resets: either("running", "running"), stops: {} } },
    suspended: { on: { resets: either("suspended", "suspended"), stops: "stopped" } },
    stopped: {
      on: {
        resets: [
          { guard: is(0), target: "stopped" },
          { guard: is(2), target: "stopped" },
        ],
      },
    },
  },
});
const events = {
  suspends: eventOf("driver", ["device"]),
  resets: eventOf("driver", ["device"], {
    parameters: { effect: [0, 1, 2] },
    answers: ["effect"],
    decider: "device",
  }),
  stops: eventOf("driver", ["device"], { mayBlock: ["device"] }),
};

const during = (machine: string, ...states: string[]): Condition => ({
  machine,
  words: "then",
  holds: ({ value }) => states.includes(value),
});
const forbids = (type: string, effect: number | null, when?: Condition): Rule => ({
  rule: "forbids",
  events: [effect === null ? { type } : { type, with: { effect } }],
  ...(when === undefined ? {} : { when }),
});
const owned = (id: string, level: string, party: string, rule: Rule): OwnedRule =>
  ({ kind: "clause", id, value: "in", party, level, rule }) as OwnedRule;
const choice = (id: string, party: string, rule: Rule): OwnedRule =>
  ({ kind: "choice", id, value: "yes", party, level: "conduct", rule }) as OwnedRule;

const whole = during("device", "running", "suspended");
const mustAct = owned("M", "MUST", "device", forbids("resets", 0, whole));
const ignores = (...states: string[]) =>
  owned("S", "SHOULD", "device", forbids("resets", 1, during("device", ...states)));

function compiled(rules: readonly OwnedRule[], ...out: string[]): CompiledSystem {
  const ids = rules.map(({ id }) => id).filter((id) => !out.includes(id));
  const choices = Object.fromEntries(
    rules.flatMap(({ kind, id }) => (kind === "choice" ? [[id, "yes"]] : [])),
  );
  const declaration = { ...systemOf([driver, device], events), rules };
  return compileSystem(declaration, readingWith({ inForce: new Set(ids), choices }));
}

/** Who forbids which answer, behind how many steps: `M 0, S 1 after 1`. */
async function found(system: CompiledSystem): Promise<readonly string[]> {
  const lines = await Promise.all(
    (["plain", "explicit", "symbolic"] as const).map(async (engine) => {
      const { result } = await exploreWith(engine, system, { properties: [] });
      const [, , answer] = result.properties;
      expect(answer!.name).toBe(NO_CONTRADICTION);
      const [first] = result.contradictions;
      expect(answer!.verdict).toBe(first === undefined ? "holds" : "violated");
      expect(answer!.counterexample).toEqual(first?.trace ?? null);
      for (const { trace } of result.contradictions) {
        const claim = { name: NO_CONTRADICTION, property: null, verdict: "violated" } as const;
        expect(whyNot(system, trace, claim)).toBeNull();
      }
      const errors = result.errors.map(({ kind, message }) => `${kind}: ${message}`);
      const contradictions = result.contradictions.map(({ sides, trace }) => {
        const each = sides.map(({ answer: id, by }) => {
          const { effect = "" } = system.events[id]!.event;
          return `${by.map(forbidderName).join("+")} ${effect}`;
        });
        return `${each.join(", ")} after ${trace.events.length}`;
      });
      return [...contradictions, ...errors];
    }),
  );
  expect(lines[1]).toEqual(lines[0]);
  expect(lines[2]).toEqual(lines[0]);
  return lines[0]!;
}

describe("a contradiction", () => {
  test("is a state in which clauses forbid every answer to what the driver may write", async () => {
    expect(await found(compiled([mustAct, ignores("suspended")]))).toEqual(["M 0, S 1 after 1"]);
  });

  test("is not known to be none where a limit ends the search before it", async () => {
    const stopped = during("device", "stopped");
    const must = owned("M", "MUST", "device", forbids("resets", 0, stopped));
    const fails = owned("N", "SHOULD", "device", forbids("resets", 2, stopped));
    for (const engine of ["plain", "explicit"] as const) {
      const { result } = await exploreWith(engine, compiled([must, fails]), {
        properties: [],
        maxStates: 1,
      });
      expect(result.properties[2]).toMatchObject({ verdict: "unknown", why: "states" });
    }
  });

  test("is none where a clause of either side is free", async () => {
    const rules = [mustAct, ignores("suspended")];
    expect(await found(compiled(rules, "S"))).toEqual([]);
    expect(await found(compiled(rules, "M"))).toEqual([]);
  });

  test("counts only the answers that are physically possible", async () => {
    const stopped = during("device", "stopped");
    const must = owned("M", "MUST", "device", forbids("resets", 0, stopped));
    const fails = owned("N", "SHOULD", "device", forbids("resets", 2, stopped));
    expect(await found(compiled([must]))).toEqual([]);
    expect(await found(compiled([must, fails]))).toEqual(["M 0, N 2 after 2"]);
  });

  test("takes two sentences: what one alone keeps from happening is awaited", async () => {
    const suspended = during("device", "suspended");
    const never = owned("N", "MUST NOT", "device", forbids("resets", null, suspended));
    expect(await found(compiled([never]))).toEqual([]);
    expect(await found(compiled([mustAct, never]))).toEqual([]);
    const left = owned("M", "MUST", "device", forbids("resets", 0, during("device", "stopped")));
    const gone = owned("D", "desc", "device", forbids("resets", 2, during("device", "stopped")));
    expect(await found(compiled([left, gone]))).toEqual([]);
  });

  test("does not count what a description rules out, and names no description", async () => {
    const suspended = during("device", "suspended");
    const ruledOut = (effect: number) =>
      owned("D", "desc", "device", forbids("resets", effect, suspended));
    const both = [mustAct, ignores("suspended")];
    expect(await found(compiled([...both, ruledOut(2)]))).toEqual(["M 0, S 1 after 1"]);
    expect(await found(compiled([...both, ruledOut(1)]))).toEqual([]);
    expect(await found(compiled([...both, ruledOut(0)]))).toEqual([]);
  });

  test("is none where the driver's own clause keeps it from writing", async () => {
    const own = owned(
      "D",
      "MUST NOT",
      "driver",
      forbids("resets", null, during("driver", "waits")),
    );
    expect(await found(compiled([mustAct, ignores("suspended"), own]))).toEqual([]);
  });

  test("that conduct is needed for is an error of the reading", async () => {
    // Of one machine alone, compiling says so.
    const habit = choice("habit", "device", forbids("resets", 1, during("driver", "waits")));
    const [line, ...rest] = await found(compiled([mustAct, habit]));
    expect(rest).toEqual([]);
    expect(line).toContain(
      'no answer: Conduct leaves no answer to machine "device" in suspended: it and the clauses in ' +
        "force forbid resets {effect: 0} (M) and resets {effect: 1} (habit=yes)",
    );
  });

  test("names everybody who forbids an answer, and is one for each set of sides", async () => {
    const other = owned("T", "MUST", "device", forbids("resets", 1, during("driver", "waits")));
    const rules = [mustAct, ignores("running", "suspended"), other];
    expect(await found(compiled(rules))).toEqual(["M 0, S 1 after 0", "M 0, S+T 1 after 1"]);
    const late = [owned("N", "MUST", "device", forbids("resets", 0, during("driver", "waits")))];
    expect(await found(compiled([...late, ignores("suspended")]))).toEqual(["N 0, S 1 after 1"]);
  });

  test("of clauses that two machines are looked at for is found where both are so, and only there", async () => {
    const on = (id: string, effect: number, machine: string, state: string) =>
      owned(id, "MUST", "device", forbids("resets", effect, during(machine, state)));
    const apart = [on("A", 0, "driver", "runs"), on("B", 1, "device", "suspended")];
    expect(withoutAnswer(compiled(apart))).toHaveLength(1);
    expect(await found(compiled(apart))).toEqual([]);
    const together = [on("A", 0, "driver", "waits"), on("B", 1, "device", "suspended")];
    expect(await found(compiled(together))).toEqual(["A 0, B 1 after 1"]);
  });
});
