/**
 * Choices that go against a clause of 1.4 which is in force: they are refused, or said to
 * depart from it.
 */
import { describe, expect, test } from "vitest";
import { resolveReading } from "../checker/asking/reading.ts";
import { compileSystem } from "../checker/compile/compile.ts";
import { departuresOf } from "../checker/compile/departures.ts";
import { model } from "./model.ts";
import { type Scope, smallScope } from "./scope.ts";
import { compose, type Part } from "./system.ts";

const control: readonly Part[] = ["control"];
const levels: readonly Part[] = ["control", "dataPath", "interrupts", "configuration"];
const lines = { interrupts: "levels", configChanges: 1 } as const;
const mmio = { transport: "mmio" } as const;

const compiled = (changes: string, parts: readonly Part[], scope: Partial<Scope>) =>
  compileSystem(
    compose("against", { ...smallScope, buffers: 1, suspends: 1, ...scope }, parts),
    resolveReading(model, `v1.4-as-written,${changes}`),
  );

describe("refused, until the clause is freed", () => {
  test.each([
    ["driver-resumes-by=clears-suspend", "-B1", {}],
    ["until-suspended=freezes", "-S-16b,-S-16c", {}],
    ["queue-reset-while-suspended=ignored", "-B26a", { queueResets: 1 }],
  ])("%s, by %s", (choice, frees, scope) => {
    const parts: readonly Part[] = ["control", "dataPath", "queueRegisters"];
    expect(() => compiled(choice, parts, scope)).toThrow(`, ${frees}, or`);
    expect(() => compiled(`${frees},${choice}`, parts, scope)).not.toThrow();
  });
});

describe("a departure from", () => {
  test.each<[string, string, readonly Part[], Partial<Scope>]>([
    ["B15 MUST", "reset-while-suspended=ignored", control, { resets: 1 }],
    ["B18a MUST", "reset-while-suspended=ignored", control, { resets: 1 }],
    ["S-15 MUST", "failed-with-driver-ok=stays", [...control, "otherCpu"], { otherCpus: 1 }],
    ["S-15 MUST", "write-clears-suspend=alone", control, {}],
    ["S-4 MUST", "driver-waits-for=written", control, {}],
    ["B7 desc", "late-suspend=presented", control, { resets: 1 }],
    ["S-0b desc", "suspended-value=zero", control, {}],
    ["B39 MUST", "acknowledge-while-suspended=ignored", levels, { ...mmio, ...lines }],
    ["B37c MUST", "acknowledge-while-suspended=ignored", levels, lines],
    ["B72c MUST", "acknowledge-while-suspended=left", levels, { ...mmio, ...lines }],
    ["B72a desc", "held-level-while-suspended=held-back", levels, { ...mmio, ...lines }],
    ["B73a MUST", "held-level-while-suspended=held-back", levels, lines],
    [
      "B74a desc",
      "queue-stopped-by=queue-ready,queue-ready-while-suspended=ignored,queue-ready-reads=in-effect",
      ["control", "dataPath", "queueRegisters", "queueReady"],
      { ...mmio, queueResets: 1 },
    ],
    [
      "B30a MUST",
      "queue-stopped-by=queue-reset",
      ["control", "dataPath", "queueRegisters", "queueReady"],
      { ...mmio, queueResets: 1 },
    ],
  ])("%s, by %s", (from, choice, parts, scope) => {
    const system = compiled(choice, parts, scope);
    const conduct = choice.split(",").at(-1);
    const found = departuresOf(system).filter((one) => one.conduct === conduct);
    expect(found.map(({ clause, level }) => `${clause} ${level}`)).toContain(from);
  });
});

test("the reading as written departs from nothing where a queue is stopped by QueueReady", () => {
  const scope = { ...mmio, ...lines, resets: 1, queueResets: 1 };
  const careful = compiled("queue-stopped-by=queue-ready", levels, scope);
  expect(departuresOf(careful)).toEqual([]);
});
