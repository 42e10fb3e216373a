import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { compileSystem } from "../compile/compile.ts";
import { compiledUnlessRefused } from "../compile/tiny.testing.ts";
import { doorModel, doorReading } from "../testing/door-model.ts";
import type { Reading } from "../types/index.ts";
import { type Citations, citationsOf, goneAgainst } from "./citations.ts";
import { wrongCitations } from "./cited.testing.ts";
import { follow } from "./follow.ts";
import { parseOneLine } from "./phrase.ts";
import { advance, eventsThat, initialState } from "./walk.ts";

const declaration = doorModel.scenarios[0]!.system({});
const everything = ["D1", "D2", "D3", "D4", "D5"];
const without = (...ids: string[]) => ({
  inForce: new Set(everything.filter((id) => !ids.includes(id))),
});

function after(line: string, more: Partial<Reading> = {}) {
  const system = compileSystem(declaration, doorReading(more));
  const trace = parseOneLine(system, line);
  return { system, trace, steps: follow(system, trace) };
}

/** The ids that the last step of a behaviour cites, by how, where there are any. */
function last(line: string, more: Partial<Reading> = {}): Record<string, readonly string[]> {
  const { system, steps } = after(line, more);
  const found: Citations = citationsOf(system, steps.at(-1)!);
  const lists = Object.entries(found).map(([how, list]) => [
    how,
    list.map((one: string | { id: string }) => (typeof one === "string" ? one : one.id)),
  ]);
  return Object.fromEntries(lists.filter(([, list]) => list!.length > 0));
}

const choices = (changes: Record<string, string>) => ({
  choices: { ...doorReading().choices, ...changes },
});
const night = choices({ night: "always" });

describe("a step cites", () => {
  test("what leaves only it, where another answer is possible, and what leaves it open", () => {
    expect(last("adult knocks: opens")).toEqual({ onlyThisLeftBy: ["D1"], permittedBy: ["D5"] });
    // An open door can only be ignored: no clause decides it.
    const again = "adult knocks: opens; adult knocks: ignores";
    expect(last(again)).toEqual({ permittedBy: ["D5"] });
  });

  test("what obliges it, where the condition holds", () => {
    expect(last("adult knocks: opens; shut")).toEqual({ obligedBy: ["D4"] });
    expect(last("adult knocks: opens; shut", without("D4"))).toEqual({});
  });

  test("a free clause that it goes against, and none that it does not", () => {
    expect(last("adult knocks: ignores", without("D1", "D5"))).toEqual({ against: ["D1"] });
    expect(last("adult knocks: opens", without("D1", "D5"))).toEqual({});
  });

  test("what excepts from a clause, which it then does not go against", () => {
    expect(last("child knocks: ignores")).toEqual({ permittedBy: ["D3", "D5"] });
    // Who frees both goes against neither: the text as it stands lets a child be ignored.
    expect(last("child knocks: ignores", without("D1", "D3", "D5"))).toEqual({});
    expect(last("child knocks: opens", without("D3"))).toEqual({
      onlyThisLeftBy: ["D1"],
      permittedBy: ["D5"],
    });
  });

  test("a clause only under the meaning that its term has in the reading", () => {
    const free = without("D2", "D5", "D1");
    expect(last("adult knocks: opens", free)).toEqual({});
    expect(last("adult knocks: opens", { ...free, ...night })).toEqual({ against: ["D2"] });
  });

  test("no free clause of another text", () => {
    const written = new Set([...everything, "D6"]);
    const free = without("D1", "D5");
    expect(last("adult knocks: ignores", free).against).toEqual(["D1"]);
    expect(last("adult knocks: ignores", { ...free, written }).against).toEqual(["D1", "D6"]);
  });

  test("both sides where a MUST and a SHOULD meet and one of them yields", () => {
    const musts = choices({ night: "always", "must-against-should": "musts-first" });
    expect(last("adult knocks: opens", musts)).toEqual({
      onlyThisLeftBy: ["D1"],
      against: ["D2"],
      permittedBy: ["D5"],
    });
    const either = choices({ night: "always", "must-against-should": "either" });
    expect(last("adult knocks: ignores", either)).toMatchObject({ against: ["D1"] });
    expect(last("adult knocks: opens", either)).toMatchObject({ against: ["D2"] });
  });

  test("conduct where nothing else is", () => {
    const sulks = choices({ temper: "sulks" });
    expect(last("adult knocks: ignores", { ...without("D1", "D5"), ...sulks })).toEqual({
      against: ["D1"],
    });
    const unwritten = { ...without("D1", "D5"), ...sulks, written: new Set<string>() };
    expect(last("adult knocks: ignores", unwritten)).toEqual({ conduct: ["temper=sulks"] });
  });

  test("a sentence of the reading's own where it decides what follows", () => {
    const sentences = [
      {
        kind: "replace",
        id: "X-1",
        says: "A door that is opened shuts at once.",
        machine: "door",
        event: "knocks",
        when: ({ value }: { value: string }) => value === "shut",
        next: () => ({ value: "shut", context: {} }),
      } as const,
    ];
    expect(last("adult knocks: opens", { sentences })).toMatchObject({ own: ["X-1"] });
  });
});

describe("a behaviour goes against", () => {
  const against = (line: string, more: Partial<Reading>) => {
    const { system, trace } = after(line, more);
    return goneAgainst(system, trace);
  };

  test("a clause at each step that does, and says whether it is in force", () => {
    const line = "adult knocks: ignores; child knocks: ignores; adult knocks: ignores";
    expect(against(line, without("D1"))).toEqual([
      { id: "D1", level: "MUST", because: "free", steps: [1, 3], loop: false },
    ]);
    const either = choices({ night: "always", "must-against-should": "either" });
    expect(against("adult knocks: opens", either)).toMatchObject([{ id: "D2", because: "yields" }]);
    const rude = choices({ temper: "rude" });
    expect(against("adult knocks: ignores", rude)).toMatchObject([
      { id: "D1", because: "departs" },
    ]);
  });

  test("an obligation that its loop puts off for ever", () => {
    const line = "adult knocks: opens; (adult knocks: ignores)*";
    expect(against(line, without("D4"))).toEqual([
      { id: "D4", level: "SHOULD", because: "free", steps: [], loop: true },
    ]);
    // Somewhere on this loop it is met.
    expect(against("(adult knocks: opens; shut)*", without("D4"))).toEqual([]);
    expect(against("adult knocks: opens; (nothing)*", without("D4"))).toHaveLength(1);
  });
});

describe("whatever happens in whatever reading", () => {
  const readings = fc.record({
    inForce: fc.subarray([...everything, "D6"]).map((ids) => new Set(ids)),
    written: fc.subarray([...everything, "D6"]).map((ids) => new Set(ids)),
    choices: fc.record({
      night: fc.constantFrom("never", "always"),
      temper: fc.constantFrom("kind", "sulks", "rude"),
      "must-against-should": fc.constantFrom("stop", "musts-first", "either"),
    }),
  });

  test.prop([readings, fc.array(fc.nat(9), { maxLength: 6 })])(
    "what is cited applies, and what applies is cited",
    (more, picks) => {
      const system = compiledUnlessRefused(declaration, doorReading(more));
      fc.pre(system !== null);
      const events: number[] = [];
      let state = initialState(system);
      for (const pick of picks) {
        const possible = eventsThat("happen", system, state);
        const next = possible[pick % Math.max(1, possible.length)];
        if (next === undefined) break;
        events.push(next.id);
        state = advance(system, state, next);
      }
      const trace = { events, loop: null, last: "taken" } as const;
      expect(wrongCitations(doorModel.clauses, system, {}, trace)).toEqual([]);
    },
  );
});
