import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import type { Scope } from "../../models/scope.ts";
import type { Case } from "../types/index.ts";
import { keyOf, readWidePins } from "./pins.ts";
import { summaryOf } from "./summary.ts";
import {
  changedByWidth,
  confirmWide,
  decideWide,
  type WideCase,
  type WidePin,
  wideCases,
  wideScope,
} from "./wide.ts";

const pins = readWidePins();
const cases = wideCases(model, ["2x2", "2x4"]);
const pinOf = ({ width, scenario, at }: WideCase<Scope>): WidePin | undefined =>
  pins.get(keyOf({ width, scenario: scenario.name, at }));

/** Every twenty-fourth case, of those whose states can also be listed in a moment. */
const SAMPLE = cases
  .filter((wide) => Number(pinOf(wide)?.states ?? Number.NaN) <= 300_000)
  .filter((_, index) => index % 24 === 0);

test("no bound of a case is narrower in wide bounds", () => {
  const scenario = { ...model.scenarios[0]!, scope: { ...model.scenarios[0]!.scope, queues: 4 } };
  expect(wideScope({ width: "2x4", scenario, at: 0 })).toMatchObject({ queues: 4, ring: 4 });
});

test("every case has a pin of its own reading, in each width", () => {
  const without = cases.filter(
    (wide) => pinOf(wide)?.reading !== wide.scenario.cases[wide.at]!.reading,
  );
  const names = without.map(({ width, scenario, at }) => `${width} ${scenario.name}/${at + 1}`);
  expect(names).toEqual([]);
});

test("no pin has another verdict than its case without somebody having said why", () => {
  const pinned = cases.map((wide) => ({ found: pinOf(wide)!, confirmed: null }));
  const { lines } = summaryOf(cases, pinned, pins);
  expect(lines.filter((line) => line.includes("not explained"))).toEqual([]);
  expect(lines.at(-1)).toBe("all as pinned");
});

describe("a fixed sample", () => {
  test("has several cases in each width", () => {
    for (const width of ["2x2", "2x4"])
      expect(SAMPLE.filter((wide) => wide.width === width).length).toBeGreaterThanOrEqual(4);
  });

  test.each(SAMPLE.map((wide) => [wide.width, wide.scenario.name, wide.at + 1, wide] as const))(
    "%s, %s, case %i, is as pinned by diagrams and by listing its states",
    async (_width, _name, _case, wide) => {
      const pinned = pinOf(wide);
      expect(decideWide(model, wide, undefined)).toEqual(pinned);
      expect(await confirmWide(model, wide, undefined, 2_000_000)).toEqual(pinned);
    },
  );
});

describe("what width changes", () => {
  const own = {
    pins: {
      a: { verdict: "violated", steps: 5 },
      b: { verdict: "holds", steps: null },
      c: { verdict: "unknown", steps: null },
      d: { verdict: "violated", steps: 9 },
    },
  } as unknown as Case<Scope>;
  const wide: WidePin = {
    width: "2x2",
    scenario: "s",
    at: 0,
    reading: "r",
    states: "12345678901234567890",
    verdicts: {
      "a.q0b1": "violated in 6",
      "a.q1b0": "violated in 5",
      "b.q0": "holds",
      "b.q1": "violated in 3",
      c: "violated in 2",
      d: "violated in 11",
      e: "holds",
    },
  };

  test("is the worst verdict of a claim, or the shortest counterexample", () => {
    expect(changedByWidth(wide, own)).toEqual([
      "b: holds, 2x2 violated in 3",
      "d: violated in 9, 2x2 violated in 11",
    ]);
  });

  test("is an error where a verdict is another and nobody has said why", () => {
    const scenario = { name: "s", cases: [own] } as unknown as WideCase<Scope>["scenario"];
    const said = (found: WidePin, pinned: WidePin | undefined, confirmed: WidePin | null = null) =>
      summaryOf(
        [{ width: "2x2", scenario, at: 0 }],
        [{ found, confirmed }],
        new Map(pinned === undefined ? [] : [[keyOf(pinned), pinned]]),
      );
    const unexplained = said(wide, wide);
    expect(unexplained.isAsPinned).toBe(false);
    expect(unexplained.lines).toContain(
      "2x2 s, case 1: not explained: b: holds, 2x2 violated in 3",
    );
    const same = { ...wide, verdicts: { b: "holds" } };
    expect(said(same, same).isAsPinned).toBe(true);
    expect(said(same, same).lines[0]).toBe("2x2: 1 cases, 1 verdicts, 12345678901234567890 states");
    expect(said(same, undefined).lines).toContain("2x2 s, case 1: nothing is pinned");
    const other = said(same, { ...same, states: "1", verdicts: { b: "vacuous" } });
    expect(other.lines).toContain("2x2 s, case 1: states 12345678901234567890, pinned 1");
    expect(other.lines).toContain("2x2 s, case 1: b holds, pinned vacuous");
    const against = said(same, same, { ...same, states: "2" });
    expect(against.lines.join("\n")).toContain("the explicit engine differs: states");
    expect(against.isAsPinned).toBe(false);
  });
});
