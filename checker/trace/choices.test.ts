/** What can be taken in a state, and who or what keeps back the rest. */
import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { applyChanges, resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { keeperWords } from "../report/choices.ts";
import { doorModel, doorReading } from "../testing/door-model.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Reading } from "../types/index.ts";
import { type Choices, choicesIn, type Keeper } from "./choices.ts";
import { phraseOf } from "./phrase.ts";
import { initialState } from "./walk.ts";

const [scenario] = lockModel.scenarios;
const asWritten = resolveReading(lockModel, "as-written");
const lockIn = (reading: Reading) =>
  compileSystem(scenario!.system({ rounds: 2, breaks: 1 }), reading);
const doorIn = (more: Partial<Reading>) =>
  compileSystem(doorModel.scenarios[0]!.system({}), doorReading(more));

/** What happens when the phrases are taken in order. */
function after(system: CompiledSystem, ...phrases: readonly string[]): Choices {
  let choices = choicesIn(system, initialState(system));
  for (const phrase of phrases) {
    const step = choices.possible.find(
      ({ instance }) => phraseOf(instance.declaration, instance.event) === phrase,
    );
    choices = choicesIn(system, step!.after);
  }
  return choices;
}

const keptBack = (choices: Choices, phrase: string) => {
  const found = choices.keptBack.find(
    ({ instance }) => phraseOf(instance.declaration, instance.event) === phrase,
  );
  return [found?.near, found?.keepers.map((keeper: Keeper) => keeperWords(keeper))];
};

test("a machine that is not in a state for it keeps an event back", () => {
  const start = after(lockIn(asWritten));
  expect(keptBack(start, "driver takes")).toEqual(["initiator", ["driver is idle"]]);
  const held = after(lockIn(asWritten), "ask", "device takes");
  expect(held.possible.map(({ instance }) => instance.type)).toContain("device.releases");
  expect(keptBack(held, "device takes")[0]).toBe("initiator");
});

test("a clause keeps an event back that everybody could take", () => {
  const held = after(lockIn(asWritten), "ask", "device takes");
  expect(keptBack(held, "driver takes")).toEqual(["rules", ["L1 MUST NOT"]]);
  const free = after(lockIn(applyChanges(lockModel, asWritten, ["-L1"])), "ask", "device takes");
  expect(free.possible.map(({ instance }) => instance.type)).toContain("driver.takes");
});

test("conduct is told from clauses, and each clause is named with its level in the reading", () => {
  const start = after(doorIn({ choices: { ...doorReading().choices, temper: "rude" } }));
  expect(keptBack(start, "adult knocks: opens")).toEqual(["rules", ["conduct temper=rude"]]);
  expect(keptBack(after(doorIn({})), "adult knocks: ignores")).toEqual(["rules", ["D1 MUST"]]);
  const softer = after(doorIn({ levels: { D1: "SHOULD" } }));
  expect(keptBack(softer, "adult knocks: ignores")).toEqual(["rules", ["D1 SHOULD (changed)"]]);
});

test("a sentence of the reading's own is named", () => {
  const sentences = [
    {
      kind: "forbid",
      id: "X-1",
      says: "the device never takes the lock",
      machine: "device",
      event: "device.takes",
      when: () => true,
    } as const,
  ];
  const start = after(lockIn({ ...asWritten, sentences }));
  expect(keptBack(start, "device takes")[1]).toEqual(["X-1, a sentence of the reading's own"]);
});

test.prop([fc.array(fc.nat(99), { maxLength: 8 })])(
  "each event can happen, or somebody or something keeps it back",
  (picks) => {
    const system = lockIn(asWritten);
    let choices = choicesIn(system, initialState(system));
    for (const pick of picks) {
      const { possible, keptBack: others } = choices;
      expect(possible.length + others.length).toBe(system.events.length);
      for (const { keepers } of others) expect(keepers.length).toBeGreaterThan(0);
      const next = possible[pick % Math.max(1, possible.length)];
      if (next === undefined) return;
      choices = choicesIn(system, next.after);
    }
  },
);
