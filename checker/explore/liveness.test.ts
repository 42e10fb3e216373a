import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../compile/tiny.testing.ts";
import type { Fairness, Predicate, Property, Sentence } from "../types/index.ts";
import { exploreSync } from "./explore.ts";
import { traceEvents } from "./run.ts";

/** A device that uses a buffer, or drops the kick and waits; the driver polls. */
const device = machineOf("device", {
  initial: "idle",
  states: {
    idle: { on: { kicks: { target: "kicked" } } },
    kicked: { on: { uses: { target: "idle" }, drops: { target: "stuck" } } },
    stuck: {},
  },
});
const driver = machineOf("driver", {
  initial: "free",
  states: {
    free: { on: { kicks: { target: "owed" } } },
    owed: { on: { uses: { target: "free" }, polls: { target: "owed" } } },
  },
});

const assumed: Fairness = { assumption: "devices work" };

interface Choice {
  readonly uses?: Fairness;
  readonly drops?: Fairness;
  readonly polls?: Fairness;
}

function compile(fair: Choice, inForce: readonly string[] = [], sentences: Sentence[] = []) {
  const declared = (type: keyof Choice) => (fair[type] ? { fair: fair[type] } : {});
  const events = {
    kicks: eventOf("driver", ["device"], { mayBlock: ["device"] }),
    uses: eventOf("device", ["driver"], declared("uses")),
    drops: eventOf("device", [], declared("drops")),
    polls: eventOf("driver", [], declared("polls")),
  };
  return compileSystem(
    systemOf([device, driver], events),
    readingWith({ inForce: new Set(inForce), sentences }),
  );
}

const at = (machine: string, value: string): Predicate => ({
  is: "local",
  machine,
  test: (s) => s.value === value,
});
const used: Property = {
  name: "everyKickIsAnswered",
  claim: "a kick leads to a used buffer",
  restsOn: [],
  witness: { event: ({ type }) => type === "uses" },
  memory: { cannotShow: "a test" },
  kind: "leadsTo",
  from: at("driver", "owed"),
  to: at("driver", "free"),
};

function decide(system: ReturnType<typeof compile>) {
  const result = exploreSync(system, { properties: [used] }).properties[2]!;
  const events = result.counterexample && traceEvents(system, result.counterexample);
  return { ...result, types: events?.map(({ type }) => type), loop: result.counterexample?.loop };
}

const forbidDrops: Sentence = {
  kind: "forbid",
  id: "U1",
  says: "a device MUST NOT drop",
  machine: "device",
  event: "drops",
  when: () => true,
};

describe("weak fairness", () => {
  test("without fairness stuttering for ever violates it", () => {
    expect(decide(compile({}))).toMatchObject({
      verdict: "violated",
      steps: 1,
      types: ["kicks"],
      loop: 1,
    });
  });

  test("a fair class that is taken on no cycle must be disabled somewhere on it", () => {
    // Using is fair, so the device must drop before the driver can wait for ever.
    expect(decide(compile({ uses: assumed }))).toMatchObject({
      verdict: "violated",
      steps: 2,
      types: ["kicks", "drops"],
      loop: 2,
    });
  });

  test("a fair class that stays enabled is taken on the loop", () => {
    expect(decide(compile({ uses: assumed, polls: assumed }))).toMatchObject({
      steps: 2,
      types: ["kicks", "drops", "polls"],
      loop: 2,
    });
  });

  test("it holds when every cycle without the conclusion is unfair", () => {
    expect(decide(compile({ uses: assumed, polls: assumed }, [], [forbidDrops]))).toMatchObject({
      verdict: "holds",
      counterexample: null,
      whereTheTextSpeaks: false,
    });
  });

  test("fairness of a clause counts only where the clause is in force", () => {
    const fair = { uses: { clause: "B5" } };
    expect(decide(compile(fair, [], [forbidDrops])).verdict).toBe("violated");
    expect(decide(compile(fair, ["B5"], [forbidDrops])).verdict).toBe("holds");
  });

  test("a user's sentence obliges like a clause", () => {
    const oblige: Sentence = { kind: "oblige", id: "U2", says: "must use", event: "uses" };
    expect(decide(compile({}, [], [forbidDrops, oblige])).verdict).toBe("holds");
  });

  test("the assumptions that rest on no clause are part of the result", () => {
    const { assumptions } = exploreSync(compile({ uses: assumed }), { properties: [] });
    expect(assumptions).toEqual([{ type: "uses", assumption: "devices work" }]);
  });
});

describe("what is between the fair classes", () => {
  test("identity parameters tell classes apart, so one queue may starve another", () => {
    const queue = (q: number) =>
      machineOf(
        `queue${q}`,
        {
          initial: "full",
          states: { full: { on: { works: { target: q === 0 ? "full" : "done" } } }, done: {} },
        },
        { key: String(q) },
      );
    const decideWith = (identity: readonly string[]) => {
      const works = eventOf("queue{q}", [], { parameters: { q: [0, 1] }, identity, fair: assumed });
      const system = compileSystem(systemOf([queue(0), queue(1)], { works }), readingWith());
      const leads: Property = {
        ...used,
        from: at("queue1", "full"),
        to: at("queue1", "done"),
        witness: {},
      };
      return exploreSync(system, { properties: [leads] }).properties[2]!;
    };
    expect(decideWith([])).toMatchObject({ verdict: "violated", steps: 0 });
    expect(decideWith(["q"]).verdict).toBe("holds");
  });

  test("a class beyond the 32,767th is fair too", () => {
    const last = 32_768;
    const worker = machineOf("device", {
      initial: "owing",
      states: {
        owing: {
          on: {
            idles: { target: "owing" },
            works: { guard: ({ event }: GuardArgs) => event.n === last, target: "paid" },
          },
        },
        paid: {},
      },
    });
    const works = eventOf("device", [], {
      parameters: { n: Array.from({ length: last + 1 }, (_, n) => n) },
      identity: ["n"],
      fair: assumed,
    });
    const events = { works, idles: eventOf("device") };
    const system = compileSystem(systemOf([worker], events), readingWith());
    const leads: Property = {
      ...used,
      from: at("device", "owing"),
      to: at("device", "paid"),
      witness: {},
    };
    expect(exploreSync(system, { properties: [leads] }).properties[2]!.verdict).toBe("holds");
  });

  test("an unanswered event counts as enabled, so no lasso rests on silence", () => {
    const mute = machineOf("mute", { initial: "s", states: { s: {} } });
    const works = eventOf("device", ["mute"], { fair: assumed });
    const worker = machineOf("device", {
      initial: "owing",
      states: { owing: { on: { works: { target: "paid" } } }, paid: {} },
    });
    const system = compileSystem(systemOf([worker, mute], { works }), readingWith());
    const leads: Property = {
      ...used,
      from: at("device", "owing"),
      to: at("device", "paid"),
      witness: {},
    };
    const { silences, properties } = exploreSync(system, { properties: [leads] });
    expect(silences).toHaveLength(1);
    expect(properties[2]).toMatchObject({ counterexample: null, whereTheTextSpeaks: true });
  });

  test("a state in which premise and conclusion hold together owes nothing", () => {
    const system = compile({});
    const both: Property = { ...used, from: at("driver", "owed"), to: at("driver", "owed") };
    expect(exploreSync(system, { properties: [both] }).properties[2]!.verdict).toBe("holds");
  });
});
