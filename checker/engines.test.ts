import { describe, expect, test } from "vitest";
import { model } from "../models/model.ts";
import { compileSystem } from "./compile/compile.ts";
import { type Answered, type EngineName, exploreWith } from "./engines.ts";
import { resolveReading } from "./reading.ts";

/** What the engines must agree about, as the plain engine's pins have it. */
async function answersOf(engine: EngineName): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const scenario of model.scenarios) {
    for (const { reading, scope: bounds, says } of scenario.cases) {
      const scope = { ...scenario.scope, ...bounds };
      const system = compileSystem(scenario.system(scope), resolveReading(model, reading));
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

/** The same lines from the pins, which the plain engine is held to elsewhere. */
const pinned: readonly string[] = model.scenarios.flatMap((scenario) =>
  scenario.cases.flatMap(({ states, pins, says }) => [
    `${scenario.name}: ${says}: ${states} states`,
    ...Object.entries(pins).map(
      ([name, { verdict, steps }]) => `${scenario.name}: ${says}: ${name} ${verdict} ${steps}`,
    ),
  ]),
);

/** Engines know no readings: that a text is not held is said by who asks them. */
const decided = (lines: readonly string[]): readonly string[] => {
  const open = new Set(
    pinned.filter((l) => / unknown null$/.test(l)).map((l) => l.split(" unknown")[0]),
  );
  return lines.filter((line) => !open.has(line.replace(/ \w+ (null|\d+)$/, ""))).toSorted();
};

describe("every scenario, in every reading that is pinned", () => {
  for (const engine of ["explicit", "symbolic"] as const) {
    test(`has the pinned states, verdicts and steps with the ${engine} engine`, async () => {
      expect(decided(await answersOf(engine))).toEqual(decided(pinned));
    });
  }
});
