import { describe, expect, test } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import type { Condition, OwnedRule, Rule } from "../types/index.ts";
import { type EngineOptions, exploreWith } from "../verdict/engines.ts";
import { whyNot } from "../verdict/evidence.ts";
import { forbidderName } from "./contradictions.ts";
import { NO_CONTRADICTION } from "./results.ts";
import { openPoints } from "./silences.ts";
import { withheld } from "./withheld.ts";

/** A driver that asks once, and a device that answers. */
const driver = machineOf("driver", {
  initial: "runs",
  states: { runs: { on: { asks: "waits" } }, waits: { on: { answers: "served" } }, served: {} },
});
const device = machineOf("device", {
  initial: "idle",
  states: { idle: { on: { asks: "asked" } }, asked: { on: { answers: "idle" } } },
});
/** It goes out at once when the device is asked; without being asked it takes three steps. */
const lamp = machineOf("lamp", {
  initial: "bright",
  states: {
    bright: { on: { asks: "watched", dims: "dim", answers: "bright" } },
    watched: { on: { goesOut: "dark", answers: "watched" } },
    dim: { on: { asks: "dim", dims: "dimmer", answers: "dim" } },
    dimmer: { on: { asks: "dimmer", dims: "dark", answers: "dimmer" } },
    dark: { on: { asks: "dark", answers: "dark", relights: "bright" } },
  },
});
const events = {
  asks: eventOf("driver", ["device", "lamp"], { mayBlock: ["device"] }),
  answers: eventOf("device", ["driver", "lamp"], {
    parameters: { how: [0, 1] },
    answers: ["how"],
    mayBlock: ["driver"],
  }),
  goesOut: eventOf("lamp"),
  dims: eventOf("lamp"),
  relights: eventOf("lamp"),
};

const during = (machine: string, ...states: string[]): Condition => ({
  machine,
  words: "then",
  holds: ({ value }) => states.includes(value),
});
const owned = (id: string, level: string, rule: Rule, kind = "clause"): OwnedRule =>
  ({ kind, id, value: "in", party: "device", level, rule }) as OwnedRule;
const answer = [{ type: "answers" }];
const asked: Rule = { rule: "obliges", events: answer, when: during("device", "asked") };
const inTheDark: Rule = { rule: "forbids", events: answer, when: during("lamp", "dark") };
const must = owned("M", "MUST", asked);
const mustNot = owned("N", "MUST NOT", inTheDark);
const relights = owned("R", "MUST", { rule: "obliges", events: [{ type: "relights" }] });
const neverBy = (...types: string[]) =>
  owned("X", "MUST NOT", { rule: "forbids", events: types.map((type) => ({ type })) });

function compiled(rules: readonly OwnedRule[]): CompiledSystem {
  const declaration = { ...systemOf([driver, device, lamp], events), rules };
  const inForce = new Set(rules.flatMap(({ kind, id }) => (kind === "clause" ? [id] : [])));
  const choices = Object.fromEntries(
    rules.flatMap(({ kind, id }) => (kind === "choice" ? [[id, "in"]] : [])),
  );
  return compileSystem(declaration, readingWith({ inForce, choices }));
}

/** `M, N never after 4`, `M, N too late after 2, could after 1`; then what contradicts. */
async function found(
  rules: readonly OwnedRule[],
  options: Pick<EngineOptions, "unmet"> = {},
): Promise<readonly string[]> {
  const system = compiled(rules);
  const lines = await Promise.all(
    (["plain", "explicit", "symbolic"] as const).map(async (engine) => {
      const { result } = await exploreWith(engine, system, { properties: [], ...options });
      const [, , whole] = result.properties;
      for (const { trace, couldAfter } of result.unmet) {
        const claim = { name: NO_CONTRADICTION, property: null, verdict: "violated" } as const;
        const isShown = whyNot(system, trace, claim) === null;
        expect(isShown).toBe(couldAfter === null && whole!.verdict === "violated");
      }
      return [
        ...result.unmet.map(({ obligedBy, forbiddenBy, couldAfter, steps }) => {
          const sides = [obligedBy, ...forbiddenBy].map(forbidderName).join(", ");
          const when = couldAfter === null ? "never" : `could after ${couldAfter},`;
          return `${sides}: ${when} after ${steps}`;
        }),
        `${whole!.verdict} ${whole!.steps}`,
      ];
    }),
  );
  expect(lines[1]).toEqual(lines[0]);
  expect(lines[2]).toEqual(lines[0]);
  return lines[0]!;
}

describe("an obligation that other clauses forbid for ever", () => {
  test("contradicts them where it could never be met, wherever a nearer one could", async () => {
    expect(await found([must, mustNot])).toEqual(["M, N: never after 4", "violated 4"]);
  });

  test("is an order that nobody wrote down where it could have been met", async () => {
    expect(await found([must, mustNot], { unmet: "all" })).toEqual([
      "M, N: could after 1, after 2",
      "M, N: never after 4",
      "violated 4",
    ]);
    const rules = [must, mustNot, neverBy("dims")];
    expect(await found(rules, { unmet: "all" })).toEqual([
      "M, N: could after 1, after 2",
      "holds null",
    ]);
    expect(await found(rules)).toEqual(["holds null"]);
  });

  test("is none where what forbids it has to end", async () => {
    expect(await found([must, mustNot, relights], { unmet: "all" })).toEqual(["holds null"]);
  });

  test("is none where another answer is left", async () => {
    const onlyOne = owned("N", "MUST NOT", {
      ...inTheDark,
      events: [{ type: "answers", with: { how: 0 } }],
    });
    expect(await found([must, onlyOne], { unmet: "all" })).toEqual(["holds null"]);
  });

  test("contradicts nothing where a sentence only describes, or keeps itself waiting", async () => {
    const describes = owned("M", "desc", asked);
    expect(await found([describes, mustNot])).toEqual(["holds null"]);
    expect(await found([describes, mustNot], { unmet: "all" })).toContain("M, N: never after 4");
    const itself = owned("M", "MUST", inTheDark);
    expect(await found([must, itself], { unmet: "all" })).toEqual(["holds null"]);
    const described = owned("N", "desc", inTheDark);
    expect(await found([must, described], { unmet: "all" })).toEqual(["holds null"]);
  });

  test("is not looked for behind a limit", async () => {
    const { result } = await exploreWith("plain", compiled([must, mustNot]), {
      properties: [],
      maxStates: 3,
    });
    expect(result.properties[2]).toMatchObject({ verdict: "unknown", why: "states" });
  });

  test("does not take for obliged what the text only leaves open", () => {
    const system = compiled([must, mustNot]);
    expect(openPoints(system, "all").map(({ type }) => type)).toEqual(["answers"]);
    expect(withheld(system)).toHaveLength(1);
  });
});
