import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import type { Trace } from "../explore/results.ts";
import { doorModel, doorReading } from "../testing/door-model.ts";
import { lockModel } from "../testing/lock-model.ts";
import { citationsOf } from "../trace/citations.ts";
import { follow } from "../trace/follow.ts";
import { parseOneLine } from "../trace/phrase.ts";
import { advance, eventsThat, initialState } from "../trace/walk.ts";
import { checkFreely } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import { citedLines } from "./by.ts";
import { chart } from "./chart.ts";
import { ascii, wrap } from "./words.ts";

const [scenario] = lockModel.scenarios;
const scope = { rounds: 2, breaks: 1 };
const answersIn = (reading: string) =>
  checkFreely(lockModel, runner(lockModel), scenario!, scope, resolveReading(lockModel, reading));

const of = await answersIn("as-written,-L2");
const { system } = of.run;
const answer = of.answers.find(({ name }) => name === "whoWaitsGetsIn")!;
const draw = (trace: Trace) => chart(lockModel, of, answer, trace, "locks/l1");

/** Any behaviour, with any loop index: a chart draws what it is given. */
const behaviours = fc
  .tuple(fc.array(fc.nat(99), { maxLength: 9 }), fc.nat(9))
  .map(([picks, at]) => {
    const events: number[] = [];
    let state = initialState(system);
    for (const pick of picks) {
      const possible = eventsThat("happen", system, state);
      const next = possible[pick % Math.max(1, possible.length)];
      if (next === undefined) break;
      events.push(next.id);
      state = advance(system, state, next);
    }
    const loop = at > events.length ? null : at;
    return { events, loop, last: "taken" } satisfies Trace;
  });

describe("a chart", () => {
  test("is drawn to the character", () => {
    const trace = parseOneLine(system, "device takes; ask; (see 01)*");
    expect(draw(trace)).toBe(`asks     a driver that waits gets in
                                  can fail; no clause promises it
nearest  lock.tex, SHOULD: release the lock some time (L2)
text     lock.tex 0000000, verbatim
reading  as-written,-L2
bounds   2 rounds, 1 breaks
assumes  the driver goes on
against  MUSTs gone against: none; SHOULDs not followed: L2 (loop)
baseline same model with rounds=0: holds
-----------------------------------------------------------------
 # driver                   device                    st  by
 1                          device takes               1  no clause
 2 ask                                                 1  no clause
   -- loop: what follows repeats for ever --
 3 see 01 ----------------> shows held                 1  no clause
-----------------------------------------------------------------
st: 1 while the lock is held
not modelled, unless the bounds above bring it in: more than two
parties, timing
trace    device takes; ask; (see 01)*
replay   quiesce replay locks/l1
`);
  });

  test.prop([behaviours])("is 7-bit, at most 68 columns wide, and always the same", (trace) => {
    const text = draw(trace);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(68);
    expect(draw(trace)).toBe(text);
  });

  test.prop([behaviours])(
    "names at a step the clauses that are derived for it, and no other",
    (trace) => {
      const rows = draw(trace).split("\n");
      for (const [index, step] of follow(system, trace).entries()) {
        const row = rows.find((line) => line.startsWith(`${String(index + 1).padStart(2)} `))!;
        const named = lockModel.clauses.map(({ id }) => id).filter((id) => row.includes(id));
        const derived = citedLines(citationsOf(system, step)).join(" ").match(/L\d/g) ?? [];
        expect(named).toEqual([...new Set(derived)].sort());
        expect(named).not.toContain("L2");
      }
    },
  );

  test.prop([behaviours])("carries a one-line trace that parses back", (trace) => {
    const line = /^trace {4}(?<line>.*?)^replay/ms.exec(draw(trace))?.groups?.line ?? "";
    expect(parseOneLine(system, line)).toEqual(trace);
  });

  test("marks a step that is not answered, and draws a sentence of the reading's own", async () => {
    const silent = await answersIn("as-written,-L3");
    const speaks = silent.answers.find(({ name }) => name === "noSilence")!;
    const text = chart(lockModel, silent, speaks, speaks.trace!, "t.json");
    expect(text).toContain("lock: no answer");
    expect(text).toMatch(/^ 2 .*no answer$/m);
    expect(text).toContain("trace    device takes; break, unanswered");
  });
});

test("what is left out is so for certain in the bounds of the scenario's own cases", async () => {
  const reading = resolveReading(lockModel, "as-written,-L2");
  const found = await checkFreely(
    lockModel,
    runner(lockModel),
    scenario!,
    scenario!.scope,
    reading,
  );
  const waits = found.answers.find(({ name }) => name === "whoWaitsGetsIn")!;
  const text = chart(lockModel, found, waits, waits.trace!, "locks/l1");
  expect(text).toContain("\nnot modelled: more than two parties, timing\n");
});

describe("a chart of a behaviour that goes against a MUST in force", () => {
  const draws = async (policy: string): Promise<string> => {
    const choices = { night: "always", temper: "kind", "must-against-should": policy };
    const inForce = new Set(["D1", "D2"]);
    const written = doorReading({ name: `as-written,${policy}`, choices, inForce });
    const [knock] = doorModel.scenarios;
    const found = await checkFreely(doorModel, runner(doorModel), knock!, {}, written);
    const one = found.answers.find(({ name }) => name === "nobodyIsIgnored")!;
    return chart(doorModel, found, one, one.trace!, "traces/doors/d1.json");
  };

  test("is headed as a contradiction, with both sides", async () => {
    expect(await draws("either")).toBe(`asks     nobody is ignored   CONTRADICTION
between  D1 MUST        Who is inside opens a door that is shut
         D2 SHOULD NOT  Nobody opens at night
text     door.tex 0000000, verbatim
reading  as-written,either
bounds   one door
assumes  nothing
against  MUSTs gone against: D1 (step 1); SHOULDs not followed: none
-----------------------------------------------------------------
 # driver                 device                   by
 1                        child knocks: ignores    only D2 SHOULD NOT
                                                   AGAINST D1 MUST
-----------------------------------------------------------------
not modelled: keys
trace    child knocks: ignores
replay   quiesce replay traces/doors/d1.json
`);
  });

  test("is not headed so where only a SHOULD yields", async () => {
    const text = await draws("musts-first");
    expect(text).toMatch(/^asks {5}nobody is ignored {3}can fail; no clause promises it$/m);
    expect(text).toContain("MUSTs gone against: none; SHOULDs not followed: D2 (step 1)");
  });
});

test.prop([fc.string({ unit: "binary" }), fc.integer({ min: 4, max: 40 })])(
  "words are broken at blanks, and nothing but blanks is lost",
  (text, width) => {
    const lines = wrap(text, width);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.join("").replaceAll(" ", "")).toBe(ascii(text).replaceAll(" ", ""));
  },
);
