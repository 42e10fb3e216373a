import { describe, expect, test } from "vitest";
import type { ReadingView, Sentence } from "../types.ts";
import { compileSystem } from "./compile.ts";
import { localKey } from "./local.ts";
import {
  enumeratePresence,
  type PresenceTable,
  type Switch,
  settingName,
  switchReading,
} from "./presence.ts";
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
const inOut = (id: string): Switch => ({ kind: "clause", id, values: ["out", "in"] });

/** Each transition as `s e -> t: when`. */
function lines({ states, events, transitions, combinations }: PresenceTable): string[] {
  return transitions.map(({ from, column, to, when }) => {
    const target = to < 0 ? to : states[to]!.value;
    const settings = when.map((i) => combinations[i]!.map(settingName).join(" & "));
    return `${states[from]!.value} ${events[column]!.type} -> ${target}: ${settings.join(" | ")}`;
  });
}

describe("presence conditions", () => {
  test("each transition is present in the combinations of what the machine consulted", () => {
    const table = enumeratePresence(declaration, "device", readingWith(), [
      inOut("A"),
      inOut("B"),
      inOut("unrelated"),
    ]);
    expect(table.consulted.map(({ id }) => id)).toEqual(["A", "B"]);
    expect(lines(table)).toEqual([
      "s e -> t: A out & B out | A out & B in",
      "s f -> -2: A out & B out | A out & B in | A in",
      "t e -> -2: A out & B out | A out & B in",
      "t f -> -2: A out & B out",
      "t f -> s: A out & B in",
      "s e -> -1: A in",
    ]);
  });

  test("a choice is a switch of as many values as there are choices", () => {
    const kick = machineOf("kick", (reading) => ({
      initial: "held",
      states: { held: { on: { g: { target: reading.choice("late") } } }, dropped: {}, kept: {} },
    }));
    const choosing = { kind: "choice", id: "late", values: ["kept", "dropped", "held"] } as const;
    const table = enumeratePresence(
      systemOf([kick], { g: eventOf("kick") }),
      "kick",
      readingWith({ choices: { late: "kept" } }),
      [choosing],
    );
    expect(lines(table).filter((line) => line.startsWith("held"))).toEqual([
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
    const table = enumeratePresence(declaration, "device", base, [
      { kind: "sentence", id: "U", values },
    ]);
    expect(lines(table).filter((line) => line.startsWith("s e"))).toEqual([
      "s e -> t: U out",
      "s e -> -1: U in",
    ]);
  });

  test("the family agrees with each reading compiled alone", () => {
    const base = readingWith();
    const table = enumeratePresence(declaration, "device", base, [inOut("A"), inOut("B")]);
    for (const [combination, settings] of table.combinations.entries()) {
      const alone = compileSystem(declaration, switchReading(base, settings)).machines[0]!.table;
      const numbers = new Map(alone.states.map((state, index) => [localKey(state), index]));
      const here = table.transitions.filter(({ when }) => when.includes(combination));
      expect(here).toHaveLength(alone.next.length);
      for (const { from, column, to } of here) {
        const state = numbers.get(localKey(table.states[from]!))!;
        const next = alone.next[state * alone.events.length + column]!;
        expect(to < 0 ? to : numbers.get(localKey(table.states[to]!))).toBe(next);
      }
    }
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
