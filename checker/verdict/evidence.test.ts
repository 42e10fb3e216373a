import { describe, expect, test } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import { lockModel } from "../testing/lock-model.ts";
import { parseOneLine } from "../trace/phrase.ts";
import { checkFreely } from "./check.ts";
import { type Claim, whyNot } from "./evidence.ts";
import { runner } from "./runs.ts";

const [scenario] = lockModel.scenarios;
const scope = { rounds: 2, breaks: 1 };
const properties = scenario!.properties(scope);
const claim = (name: string): Claim => ({
  name,
  property: properties.find((property) => property.name === name) ?? null,
  verdict: "violated",
});
const judge = (reading: string, line: string, name: string): string | null => {
  const system = compileSystem(scenario!.system(scope), resolveReading(lockModel, reading));
  return whyNot(system, parseOneLine(system, line), claim(name));
};

describe("a behaviour", () => {
  test.each(["as-written,-L1", "as-written,-L2", "as-written,-L3"])(
    "that the engine finds in %s shows what the engine says",
    async (expression) => {
      const reading = resolveReading(lockModel, expression);
      const found = await checkFreely(lockModel, runner(lockModel), scenario!, scope, reading);
      const violated = found.answers.filter((answer) => answer.verdict === "violated");
      expect(violated).not.toEqual([]);
      for (const { name, trace } of violated) {
        expect(whyNot(found.run.system, trace!, claim(name))).toBeNull();
      }
    },
  );

  test("that ends elsewhere does not show that an invariant fails", () => {
    const why = "it does not show atMostOneIsInside violated";
    expect(
      judge("as-written,-L1", "ask; driver takes; device takes", "atMostOneIsInside"),
    ).toBeNull();
    expect(judge("as-written,-L1", "ask; driver takes", "atMostOneIsInside")).toBe(why);
  });

  test("waits for ever only on a loop that is fair and closes", () => {
    const why = "it does not show whoWaitsGetsIn violated";
    expect(judge("as-written,-L2", "device takes; ask; (see 01)*", "whoWaitsGetsIn")).toBeNull();
    expect(judge("as-written,-L2", "device takes; ask; (nothing)*", "whoWaitsGetsIn")).toBeNull();
    expect(judge("as-written", "device takes; ask; (see 01)*", "whoWaitsGetsIn")).toBe(why);
    expect(judge("as-written", "ask; (see 00)*", "whoWaitsGetsIn")).toBe(why);
    expect(judge("as-written", "(device takes)*", "whoWaitsGetsIn")).toBe(
      "the loop from step 1 does not come back to the state that it starts in",
    );
    expect(judge("as-written,-L2", "device takes; ask", "whoWaitsGetsIn")).toBe(why);
  });

  test("that was possible in another reading names the step that is not", () => {
    const free = compileSystem(
      scenario!.system(scope),
      resolveReading(lockModel, "as-written,-L1"),
    );
    const bound = compileSystem(scenario!.system(scope), resolveReading(lockModel, "as-written"));
    const trace = parseOneLine(free, "ask; driver takes; device takes");
    expect(whyNot(bound, trace, claim("atMostOneIsInside"))).toMatch(/^step 3: .*device\.takes/);
  });

  test("with an event that is answered is no silence", () => {
    const silent = compileSystem(
      scenario!.system(scope),
      resolveReading(lockModel, "as-written,-L3"),
    );
    const bound = compileSystem(scenario!.system(scope), resolveReading(lockModel, "as-written"));
    const trace = parseOneLine(silent, "device takes; break, unanswered");
    expect(whyNot(silent, trace, claim("noSilence"))).toBeNull();
    expect(whyNot(bound, trace, claim("noSilence"))).toContain("is not unanswered");
    expect(whyNot(silent, trace, claim("noDeadlock"))).toContain("does not show");
  });
});
