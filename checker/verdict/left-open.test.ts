import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { resolveReading } from "../asking/reading.ts";
import { asksSomething, type Shown, showIn } from "./left-open.ts";
import { systemOf } from "./runs.ts";

test("a case shows which points are open, and which sentences do something alone", async () => {
  const shown: Shown = { cases: 0, open: new Set(), biting: new Set() };
  const asking = model.clauses.filter(asksSomething);
  const h3 = model.scenarios.find(({ name }) => name.startsWith("holes/h3-"))!;
  const scope = { ...h3.scope, buffers: 1 };
  const system = systemOf(model, h3, scope, resolveReading(model, "v1.4-as-written"), undefined);
  const { signal } = new AbortController();
  await showIn(system, asking, shown, signal);
  await showIn(system, asking, shown, signal);
  expect(shown.cases).toBe(2);
  expect([...shown.open].map((point) => JSON.parse(point)[0])).toContain("driver.writesQueueReset");
  expect([...shown.biting]).toContain("B26b");
  // B1 is shadowed there, and of a stop by an owner nothing comes up.
  expect([...shown.biting].filter((id) => ["B1", "P-5a"].includes(id))).toEqual([]);
});

test("a description, and a sentence that permits, ask nothing", () => {
  const asks = (id: string): boolean => asksSomething(model.clauses.find((one) => one.id === id)!);
  expect(["S-14", "B26a", "S-1a", "S-0a"].map(asks)).toEqual([true, true, false, false]);
});
