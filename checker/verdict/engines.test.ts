import { describe, expect, test, vi } from "vitest";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import type { Case, SystemDeclaration } from "../types/index.ts";
import {
  type Answered,
  type EngineChoice,
  type EngineName,
  type EngineOptions,
  exploreWith,
} from "./engines.ts";

// Some five hundred systems, one after the other.
vi.setConfig({ testTimeout: 900_000 });

type IsAsked = (pinned: Pick<Case<Scope>, "states">) => boolean;

/** What the engines must agree about, as the plain engine's pins have it. */
async function answersOf(engine: EngineName, isAsked: IsAsked): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const scenario of model.scenarios) {
    // Cases that differ in their reading alone have one system.
    const declared = new Map<string, SystemDeclaration>();
    for (const { reading, scope: bounds, says } of scenario.cases.filter(isAsked)) {
      const scope = { ...scenario.scope, ...bounds };
      const key = JSON.stringify(scope);
      const declaration = declared.get(key) ?? scenario.system(scope);
      declared.set(key, declaration);
      const system = compileSystem(declaration, resolveReading(model, reading));
      const properties = scenario.properties(scope);
      const answer = await exploreWith(engine, system, { properties });
      expect(answer.engine, `${scenario.name}: ${says}`).toBe(engine);
      lines.push(...summary(`${scenario.name}: ${says}`, answer.result));
    }
  }
  return lines;
}

const summary = (name: string, { states, properties }: Answered): readonly string[] => [
  `${name}: ${states} states`,
  ...properties.map((p) => `${name}: ${p.name} ${p.verdict} ${p.steps}`),
];

/** No case contradicts itself, unless it is pinned. */
const unpinned = { noContradiction: { verdict: "holds", steps: null } };

/** The same lines from the pins, which the plain engine is held to elsewhere. */
const pinnedOf = (isAsked: IsAsked): readonly string[] =>
  model.scenarios.flatMap((scenario) =>
    scenario.cases
      .filter(isAsked)
      .flatMap(({ states, pins, says }) => [
        `${scenario.name}: ${says}: ${states} states`,
        ...Object.entries({ ...unpinned, ...pins }).map(
          ([name, { verdict, steps }]) =>
            `${scenario.name}: ${says}: ${name} ${asExplored(verdict)} ${steps}`,
        ),
      ]),
  );

/** That the text contradicts itself is no matter of an engine's. */
const asExplored = (verdict: string): string => (verdict === "contradiction" ? "holds" : verdict);
const pinned = pinnedOf(() => true);

/** Engines know no readings: that a text is not held is said by who asks them. */
const decided = (lines: readonly string[]): readonly string[] => {
  const open = new Set(
    pinned.filter((l) => / unknown null$/.test(l)).map((l) => l.split(" unknown")[0]),
  );
  return lines.filter((line) => !open.has(line.replace(/ \w+ (null|\d+)$/, ""))).toSorted();
};

/** Where the pins are checked, the plain engine answers up to here, and the explicit one above. */
const isSmall: IsAsked = ({ states }) => states <= 8_000;

/** The first case of each scenario, in each of its scopes. */
const firsts = new Set<unknown>(
  model.scenarios.flatMap(({ cases }) => [
    ...new Map(cases.toReversed().map((one) => [JSON.stringify(one.scope ?? {}), one])).values(),
  ]),
);

/** Every ninth of the cases that are not small, so that this takes no longer than the pins. */
const ninths = new Set<unknown>(
  model.scenarios
    .flatMap(({ cases }) => cases.filter((one) => !isSmall(one)))
    .filter((_, index) => index % 9 === 0),
);

/**
 * All three engines answer the first case of each scenario in each of its scopes, and these;
 * or every case where this is set, with what the pins are checked with:
 *
 *   EVERY_ENGINE=1 npx vitest run checker/verdict/engines
 */
const bySymbolic: IsAsked =
  process.env.EVERY_ENGINE === undefined ? (one) => firsts.has(one) || ninths.has(one) : () => true;

describe("every scenario, in the readings that are pinned", () => {
  const asked = { explicit: isSmall, symbolic: bySymbolic } as const;
  for (const engine of ["explicit", "symbolic"] as const) {
    test(`has the pinned states, verdicts and steps with the ${engine} engine`, async () => {
      const lines = await answersOf(engine, asked[engine]);
      expect(decided(lines)).toEqual(decided(pinnedOf(asked[engine])));
    });
  }
});

describe("the engine that suits the space", () => {
  const asked = async (
    name: string,
    bounds: Partial<Scope>,
    options: Partial<EngineOptions>,
    changes = "",
    engine: EngineChoice = "auto",
  ) => {
    const scenario = model.scenarios.find((one) => one.name.includes(name))!;
    const scope = { ...scenario.scope, ...scenario.cases[0]!.scope, ...bounds };
    const reading = resolveReading(model, scenario.cases[0]!.reading + changes);
    const properties = scenario.properties(scope);
    return exploreWith(engine, compileSystem(scenario.system(scope), reading), {
      ...options,
      properties,
    });
  };

  test("is the plain one for a small space, and the explicit one where a budget is given", async () => {
    const small = await asked("museum/15", {}, {});
    expect(small.engine).toBe("plain");
    for (const options of [{ memory: 2 ** 28 }, { capacity: true }, { size: 1_000_000 }]) {
      const { engine, result } = await asked("museum/15", {}, options);
      expect(engine).toBe("explicit");
      expect(result.states).toBe(small.result.states);
    }
  });

  test("is not the plain one where what a monitor adds is too much for it", async () => {
    const atOnce = ",level-event=what-it-tells-of";
    const { engine, result } = await asked("d5-level-while", { suspends: 0 }, {}, atOnce);
    expect(Number(result.states)).toBeLessThan(8_000);
    expect(engine).toBe("explicit");
    expect(result.properties.filter(({ verdict }) => verdict === "unknown")).toEqual([]);
  });

  test("says what was covered where a bound was reached", async () => {
    const { engine, result, wholeLevels } = await asked(
      "museum/15",
      {},
      { capacity: true, maxStates: 1000 },
    );
    expect([engine, result.states, result.limit]).toEqual(["explicit", null, "states"]);
    expect(wholeLevels).toBeGreaterThan(0);
  });

  test("has the time that is left where the symbolic one spent it", async () => {
    // A second goes by at each look at the clock.
    let seconds = 0;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => 1000 * seconds++);
    try {
      const { engine, result } = await asked("d3", {}, { timeoutMs: 5000 }, "", "symbolic");
      expect([engine, result.limit, result.seen]).toEqual(["explicit", "time", 1]);
    } finally {
      clock.mockRestore();
    }
  });

  test("is the symbolic one above some million states, with behaviours of the explicit one", async () => {
    const { engine, result } = await asked("disputes/d3", { queues: 2 }, { size: 10_000_000 });
    expect(engine).toBe("symbolic");
    expect(Number(result.states)).toBeGreaterThan(4_000_000);
    const violated = result.properties.filter(({ verdict }) => verdict === "violated");
    expect(violated.length).toBeGreaterThan(0);
    for (const { steps, counterexample } of violated) {
      expect(counterexample?.events.length).toBe(steps);
    }
  });
});
