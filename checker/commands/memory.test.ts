import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import type { Property, Scenario } from "../types/index.ts";
import { type CaseAnswers, checkCase } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import { heldAgainstMemory, memoryBelow } from "./memory.ts";
import { oneScenario } from "./select.ts";

const h1 = oneScenario(model, "h1");
const stale = h1.cases.find(({ pins }) => pins.suspendedDeviceIsSilent?.verdict === "violated")!;

/** The answers where every property about memory names this invariant. */
async function answers(invariant: string | null): Promise<CaseAnswers<Scope>> {
  const renamed = (property: Property): Property =>
    invariant === null || "cannotShow" in property.memory
      ? property
      : { ...property, memory: { invariant } };
  const scenario: Scenario<Scope> = {
    ...h1,
    properties: (scope) => h1.properties(scope).map(renamed),
  };
  return heldAgainstMemory(await checkCase(model, runner(model), scenario, stale));
}

const differences = (of: CaseAnswers<Scope>): readonly string[] =>
  of.answers.flatMap((answer) => answer.differences);

describe("a counterexample", () => {
  test("that bytes bear out differs in nothing", async () => {
    expect(differences(await answers(null))).toEqual([]);
  });

  test("that bytes do not bear out is not as pinned", async () => {
    expect(differences(await answers("usedOnce"))).toEqual([
      expect.stringMatching(
        /^on ring memory, step \d+, device\.findsNothing .*: the kernel's usedOnce holds, and this step is to break it$/,
      ),
    ]);
  });

  test("has below its chart what its last step did to memory, in 68 columns", async () => {
    const of = await answers(null);
    const answer = of.answers.find(({ name }) => name === "suspendedDeviceIsSilent")!;
    const lines = memoryBelow(of, answer, answer.trace!).trim().split("\n");
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]{1,68}$/);
    expect(lines.at(0)).toBe("ring memory at the last step that happens");
    expect(lines.at(-1)).toBe("broken in memory: suspendedDeviceIsSilent");
  });
});
