/** What readings share is what each of them would have alone. */
import { expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "./compile.ts";

const scenario = model.scenarios.find(({ name }) => name.startsWith("holes/h3-"))!;
const { scope } = scenario;

const READINGS = [
  "v1.4-as-written",
  "v1.4-as-written,-B26a",
  "v1.4-musts-only",
  "v1.4-as-written,its-configuration-space=all",
  "v1.4-as-written,its-configuration-space=all,must-against-should=musts-first",
  "v1.4-as-written,its-configuration-space=all,must-against-should=either",
  "v1.4-as-written",
].map((name) => resolveReading(model, name));

const compiled = (declaration: typeof together, at: number) =>
  compileSystem(declaration, READINGS[at]!, { idleSentences: "allowed" });

const together = scenario.system(scope);

test("one after the other on one declaration, readings have the machines of their own", () => {
  for (const at of READINGS.keys()) {
    const { machines, events } = compiled(together, at);
    const alone = compiled(scenario.system(scope), at);
    const plain = (of: typeof machines) =>
      of.map(({ table, ...masks }) => [masks, table.next, table.states, table.consulted]);
    expect(plain(machines)).toEqual(plain(alone.machines));
    expect(events.map(({ fairClass }) => fairClass)).toEqual(
      alone.events.map(({ fairClass }) => fairClass),
    );
  }
});

test("a machine that two readings leave the same is one machine, another is not", () => {
  const [written, freed, , , , , again] = READINGS.map((_, at) => compiled(together, at).machines);
  expect(again).toEqual(written);
  expect(again!.every((machine, at) => machine === written![at])).toBe(true);
  const isShared = freed!.map((machine, at) => machine === written![at]);
  expect(isShared).toContain(true);
  expect(isShared).toContain(false);
});
