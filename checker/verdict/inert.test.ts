import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { resolveReading } from "../asking/reading.ts";
import { projectRoot } from "../commands/io.ts";
import { runIn } from "../commands/running.testing.ts";
import { inertIn } from "./inert.ts";

const h3 = model.scenarios.find(({ name }) => name.startsWith("holes/h3"))!;
const inert = (changes: string) => {
  const reading = resolveReading(model, `v1.4-as-written,${changes}`);
  return inertIn(model, h3, h3.scope, reading, new AbortController().signal);
};

test("a freed clause that alone keeps something from happening is not inert", async () => {
  expect(await inert("-B26a,-B22a")).toEqual([]);
});

test("nor is one that the reading's conduct goes against", async () => {
  expect(await inert("-B26a,queue-reset-while-suspended=ignored")).toEqual([]);
});

test("one that is shadowed is, and who does the same is named", async () => {
  expect(await inert("-B1")).toEqual([
    { id: "B1", shadowedBy: ["driver-resumes-by=sets-driver-ok"], lacks: [] },
  ]);
});

test("so is one of which nothing comes up, with what is missing", async () => {
  expect(await inert("-P-5a")).toEqual([
    { id: "P-5a", shadowedBy: [], lacks: ["no machine mode"] },
  ]);
});

test("nothing is said where either of two clauses may yield", async () => {
  expect(await inert("-P-5a,must-against-should=either")).toEqual([]);
});

test("check says so on a line of its own", async () => {
  const asked = ["check", "h3", "--reading", "v1.4-as-written,-P-5a", "--scope", "buffers=1"];
  const { out } = await runIn(projectRoot(), model, asked);
  expect(out).toContain(
    "  -P-5a changes nothing here: nothing that it speaks of comes up; here is",
  );
});
