import { describe, expect, test } from "vitest";
import type { ReadingView, Sentence } from "../types/index.ts";
import { compileSystem } from "./compile.ts";
import type { Condition } from "./decisions.ts";
import { localKey } from "./local.ts";
import {
  enumeratePresence,
  type PresenceTable,
  type Switch,
  settingName,
  switchReading,
} from "./presence.ts";
import type { Setting } from "./system.ts";
import { eventOf, machineOf, readingWith, systemOf } from "./tiny.testing.ts";

const device = machineOf("device", (reading: ReadingView) => ({
  initial: "s",
  states: {
    s: { on: { e: reading.inForce("A") ? {} : { target: "t", meta: { clauses: ["desc"] } } } },
    // Whether B is asked depends on A, as when a clause matters only in one choice.
    t: { on: reading.inForce("A") || reading.inForce("B") ? { f: { target: "s" } } : {} },
  },
}));
const declaration = systemOf([device], { e: eventOf("device"), f: eventOf("device") });

/** The same where a state is known with A alone, after those without it were gathered. */
const late = machineOf("device", (reading: ReadingView) => ({
  initial: "s",
  states: {
    s: { on: { e: reading.inForce("A") ? { target: "t" } : {} } },
    t: { on: { f: reading.inForce("B") ? { target: "s" } : { target: "t" } } },
  },
}));
const inOut = (id: string): Switch => ({ kind: "clause", id, values: ["out", "in"] });

/** The ways through a condition that lead to true. */
function ways(when: Condition, switches: readonly Switch[]): string[] {
  if (when === true) return [""];
  if (when === false) return [];
  const { kind, id, values } = switches[when.place]!;
  return when.branches.flatMap((branch, i) => {
    const own = settingName({ kind, id, value: values[i]! });
    return ways(branch, switches).map((rest) => (rest === "" ? own : `${own} & ${rest}`));
  });
}

/** Each transition as `s e -> t: when`. */
function lines(
  { states, events, transitions }: PresenceTable,
  switches: readonly Switch[],
): string[] {
  return transitions.map(({ from, column, to, when }) => {
    const target = to < 0 ? to : states[to]!.value;
    const all = ways(when, switches).join(" | ");
    return `${states[from]!.value} ${events[column]!.type} -> ${target}: ${all || "always"}`;
  });
}

/** Whether a condition holds in a reading. */
function holdsIn(when: Condition, settings: readonly Setting[], switches: readonly Switch[]) {
  let at = when;
  while (typeof at !== "boolean") {
    const { id, values } = switches[at.place]!;
    at = at.branches[values.indexOf(settings.find((s) => s.id === id)!.value)]!;
  }
  return at;
}

describe("presence conditions", () => {
  test("each transition is present in the combinations of what the machine consulted", () => {
    const switches = [inOut("A"), inOut("B"), inOut("unrelated")];
    const [table] = enumeratePresence(declaration, readingWith(), switches);
    expect(table!.consulted.map(({ id }) => id)).toEqual(["A", "B"]);
    // With A the machine never is in t, so that nothing need be said of it.
    expect(lines(table!, switches)).toEqual([
      "s e -> t: A out",
      "s e -> -1: A in",
      "s f -> -2: always",
      "t e -> -2: always",
      "t f -> -2: B out",
      "t f -> s: B in",
    ]);
  });

  test("a choice is a switch of as many values as there are choices", () => {
    const kick = machineOf("kick", (reading) => ({
      initial: "held",
      states: { held: { on: { g: { target: reading.choice("late") } } }, dropped: {}, kept: {} },
    }));
    const choosing = { kind: "choice", id: "late", values: ["kept", "dropped", "held"] } as const;
    const [table] = enumeratePresence(
      systemOf([kick], { g: eventOf("kick") }),
      readingWith({ choices: { late: "kept" } }),
      [choosing],
    );
    expect(lines(table!, [choosing]).filter((line) => line.startsWith("held"))).toEqual([
      "held g -> kept: late=kept",
      "held g -> dropped: late=dropped",
      "held g -> held: late=held",
    ]);
  });

  test("a user's sentence has a presence condition like a clause", () => {
    const sentence: Sentence = {
      kind: "forbid",
      id: "U",
      says: "not that",
      machine: "device",
      event: "e",
      when: () => true,
    };
    const base = readingWith({ sentences: [sentence] });
    const values = ["out", "in"];
    const switches: Switch[] = [{ kind: "sentence", id: "U", values }];
    const [table] = enumeratePresence(declaration, base, switches);
    expect(lines(table!, switches).filter((line) => line.startsWith("s e"))).toEqual([
      "s e -> t: U out",
      "s e -> -1: U in",
    ]);
  });

  test.each([
    ["in all", device],
    ["in some", late],
  ])("the family with states %s agrees with each reading compiled alone", (_, machine) => {
    const base = readingWith();
    const switches = [inOut("A"), inOut("B")];
    const declaration = systemOf([machine], { e: eventOf("device"), f: eventOf("device") });
    const [table] = enumeratePresence(declaration, base, switches);
    const { states, initial, transitions } = table!;
    const readings = ["out", "in"].flatMap((a) =>
      ["out", "in"].map((b): Setting[] => [
        { kind: "clause", id: "A", value: a },
        { kind: "clause", id: "B", value: b },
      ]),
    );
    for (const settings of readings) {
      const alone = compileSystem(declaration, switchReading(base, settings)).machines[0]!.table;
      const numbers = new Map(alone.states.map((state, index) => [localKey(state), index]));
      const numberOf = (state: number) => numbers.get(localKey(states[state]!));
      const here = transitions.filter(
        ({ from, when }) => numberOf(from) !== undefined && holdsIn(when, settings, switches),
      );
      expect(here).toHaveLength(alone.next.length);
      for (const { from, column, to } of here) {
        const next = alone.next[numberOf(from)! * alone.events.length + column]!;
        expect(to < 0 ? to : numberOf(to)).toBe(next);
      }
      const starts = initial.filter(({ when }) => holdsIn(when, settings, switches));
      expect(starts.map(({ state }) => numberOf(state))).toEqual([0]);
    }
  });

  test("many switches that a machine asks for in vain leave no condition", () => {
    const many = Array.from({ length: 10 }, (_, i) => inOut(`C${i}`));
    const asking = machineOf("device", (reading: ReadingView) => {
      const asked = many.filter(({ id }) => reading.inForce(id));
      return {
        initial: "s",
        states: { s: { on: asked.length < 0 ? {} : { e: { target: "s" } } } },
      };
    });
    let tables = 0;
    const onTable = () => {
      tables += 1;
    };
    const system = systemOf([asking], { e: eventOf("device") });
    const [table] = enumeratePresence(system, readingWith(), many, { onTable });
    expect(lines(table!, many)).toEqual(["s e -> s: always"]);
    expect(tables).toBe(1024);
  });

  test("whoever looks at each table may end it", () => {
    const onTable = () => {
      throw new Error("enough");
    };
    expect(() => enumeratePresence(declaration, readingWith(), [], { onTable })).toThrow("enough");
  });
});

test("a switched reading says what it switched", () => {
  const base = readingWith({ inForce: new Set(["A"]), choices: { late: "kept" } });
  const reading = switchReading(base, [
    { kind: "clause", id: "A", value: "out" },
    { kind: "clause", id: "B", value: "out" },
    { kind: "choice", id: "late", value: "dropped" },
  ]);
  expect(reading.name).toBe("plain, A out, late=dropped");
  expect([...reading.inForce]).toEqual([]);
  expect(reading.choices).toEqual({ late: "dropped" });
});
