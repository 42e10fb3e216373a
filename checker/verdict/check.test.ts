import { describe, expect, test } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Case, Model } from "../types/index.ts";
import { type Answer, type CaseAnswers, checkCase, checkFreely, isOpen } from "./check.ts";
import { runner } from "./runs.ts";

const [scenario] = lockModel.scenarios;
type Scope = NonNullable<typeof scenario>["scope"];
const [written, kept] = scenario!.cases;

const check = (pinned: Case<Scope>, model: Model<Scope> = lockModel) =>
  checkCase(model, runner(model), scenario!, pinned);
const free = (expression: string, scope: Partial<Scope> = {}) =>
  checkFreely(
    lockModel,
    runner(lockModel),
    scenario!,
    { ...scenario!.scope, ...scope },
    resolveReading(lockModel, expression),
  );
const answer = (from: CaseAnswers<Scope>, name: string): Answer =>
  from.answers.find((a) => a.name === name)!;
const allDifferences = (from: CaseAnswers<Scope>): readonly string[] => [
  ...from.differences,
  ...from.answers.flatMap((a) => a.differences),
];

describe("a pinned case", () => {
  test("that is as pinned has no differences", async () => {
    expect(allDifferences(await check(written!))).toEqual([]);
    expect(allDifferences(await check(kept!))).toEqual([]);
  });

  test("differs in states, depth, verdict, steps and unpinned properties, each by name", async () => {
    const pins = { atMostOneIsInside: { verdict: "violated", steps: 3 } } as const;
    const found = await check({ ...written!, states: 9, depth: 9, pins });
    expect(allDifferences(found)).toEqual([
      `states ${written!.states}, pinned 9`,
      `depth ${written!.depth}, pinned 9`,
      "holds, pinned violated",
      "steps none, pinned 3",
      "holds, and not pinned: the pins of this case do not name it",
    ]);
  });

  test("may not pin what the scenario does not ask", async () => {
    const pins = { ...written!.pins, other: { verdict: "holds", steps: null } } as const;
    expect(allDifferences(await check({ ...written!, pins }))).toEqual([
      'pins "other", which is no property here',
    ]);
  });

  test("is not as pinned with a cure that does not cure, or with none", async () => {
    const { cures, ...pin } = kept!.pins.whoWaitsGetsIn!;
    const useless = { ...cures!, device: ["broken-lock=holder"] };
    const pins = { ...kept!.pins, whoWaitsGetsIn: { ...pin, cures: useless } };
    expect(allDifferences(await check({ ...kept!, pins }))).toEqual([
      "cure broken-lock=holder (device): violated, not holds",
    ]);
    const without = { ...kept!.pins, whoWaitsGetsIn: pin };
    expect(allDifferences(await check({ ...kept!, pins: without }))).toEqual([
      "no cures are pinned",
    ]);
  });

  test("is never as pinned when vacuous, even if vacuous is pinned", async () => {
    const never = { event: () => false };
    const vacuous = {
      ...scenario!,
      properties: (scope: Scope) =>
        scenario!.properties(scope).map((p) => ({ ...p, witness: never })),
    };
    const pins = {
      ...written!.pins,
      atMostOneIsInside: { verdict: "vacuous", steps: null },
      whoWaitsGetsIn: { verdict: "vacuous", steps: null },
    } as const;
    const found = await checkCase(lockModel, runner(lockModel), vacuous, { ...written!, pins });
    expect(allDifferences(found)).toEqual([
      "its witness cannot happen here: name one that can",
      "its witness cannot happen here: name one that can",
    ]);
  });
});

describe("an answer", () => {
  test("to a claim of progress has the same claim without suspend beside it", async () => {
    const found = await check(kept!);
    expect(answer(found, "whoWaitsGetsIn")).toMatchObject({
      verdict: "violated",
      baseline: "holds",
    });
    expect(answer(found, "atMostOneIsInside").baseline).toBeNull();
    const wide = { ...scenario!, baseline: {} };
    const again = await checkCase(lockModel, runner(lockModel), wide, kept!);
    expect(answer(again, "whoWaitsGetsIn").baseline).toBe("violated");
  });

  test("that is violated is not implied by the text only where it rests on no clause", async () => {
    expect(answer(await free("as-written,-L1"), "atMostOneIsInside")).toMatchObject({
      verdict: "violated",
      notImplied: false,
    });
    expect(answer(await free("as-written,-L2"), "whoWaitsGetsIn")).toMatchObject({
      verdict: "violated",
      notImplied: true,
    });
  });

  test("names the clauses that its trace goes against, and where", async () => {
    expect(answer(await check(kept!), "whoWaitsGetsIn").against).toEqual([
      { id: "L2", level: "SHOULD", because: "free", steps: [], loop: true },
    ]);
    expect(answer(await free("as-written,-L1"), "atMostOneIsInside").against).toEqual([
      { id: "L1", level: "MUST NOT", because: "free", steps: [3], loop: false },
    ]);
  });

  test("tells each cure with its party, its meaning and its verdict", async () => {
    const none = { change: null, means: "nothing there decides it", verdict: null };
    expect(answer(await check(kept!), "whoWaitsGetsIn").cures).toEqual([
      { party: "text", change: "+L2", means: "release the lock some time", verdict: "holds" },
      { party: "device", ...none },
      { party: "driver", ...none },
      { party: "vmm", ...none },
    ]);
  });
});

describe("a silence", () => {
  test("of a text that is held is a finding, and other verdicts speak where the text speaks", async () => {
    const found = await free("as-written,-L3", { breaks: 1 });
    expect(answer(found, "noSilence")).toMatchObject({ verdict: "violated", steps: 2 });
    expect(answer(found, "atMostOneIsInside")).toMatchObject({
      verdict: "holds",
      whereTheTextSpeaks: true,
    });
  });

  test("of a text that is not held makes what holds unknown", async () => {
    const reading = { ...resolveReading(lockModel, "as-written,-L3"), textHeld: false };
    const scope = { ...scenario!.scope, breaks: 1 };
    const found = await checkFreely(lockModel, runner(lockModel), scenario!, scope, reading);
    const unknown = { verdict: "unknown", why: "text not held" };
    expect(answer(found, "noSilence")).toMatchObject(unknown);
    expect(answer(found, "atMostOneIsInside")).toMatchObject(unknown);
  });
});

test("a limit makes verdicts unknown, and differs from no pin", async () => {
  const limited = runner(lockModel, { maxStates: 2 });
  const found = await checkCase(lockModel, limited, scenario!, written!);
  expect(answer(found, "atMostOneIsInside")).toMatchObject({ verdict: "unknown", why: "states" });
  expect(isOpen(answer(found, "atMostOneIsInside"))).toBe(true);
  expect([found.differences, answer(found, "atMostOneIsInside").differences]).toEqual([[], []]);
});
