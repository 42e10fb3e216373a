import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectRoot } from "../commands/io.ts";
import { keptOf } from "../commands/kept.ts";
import { readReplayable } from "../commands/replayable.ts";
import { itfTrace } from "../report/itf.ts";
import { follow } from "./follow.ts";
import { parseItf, traceOfItf } from "./itf.ts";

const about = { description: "", scenario: "", reading: "", scope: {}, property: "" };

/** Kept traces: finite ones, loops in which something happens, and such where nothing does. */
const kept = model.scenarios
  .filter(({ name }) => /\/(h1|h4|h10|d2|museum\/0[1-4])-/.test(`/${name}`))
  .flatMap((scenario) => keptOf(scenario, projectRoot()))
  .map((line) => readReplayable(model, line));

const written = (read: (typeof kept)[number]): string => itfTrace(read.system, read.trace, about);

/** The same as TLC has it for our module: a machine is the number of its local state. */
function asNumbers({ system, trace }: (typeof kept)[number], text: string): string {
  const steps = follow(system, trace);
  const vectors = [new Uint16Array(steps[0]!.before.length), ...steps.map(({ after }) => after)];
  const file = JSON.parse(text);
  const states = vectors.map((vector) =>
    Object.fromEntries(
      system.machines.map(({ name }, index) => [name, { "#bigint": String(vector[index]! + 1) }]),
    ),
  );
  return JSON.stringify({ ...file, states });
}

describe("a behaviour in the Informal Trace Format", () => {
  test("is read back as it was written, loop and all", () => {
    expect(
      new Set(kept.map(({ trace: { loop, events } }) => loop && loop < events.length)).size,
    ).toBe(3);
    for (const { system, trace, ...rest } of kept) {
      const text = written({ system, trace, ...rest });
      expect(traceOfItf(system, parseItf(text, "x.itf.json"), "x.itf.json")).toEqual(trace);
    }
  });

  test("of another checker, which names no event, passes through the same states", () => {
    for (const read of kept.filter(({ trace }) => trace.last === "taken")) {
      const { system, trace } = read;
      const file = parseItf(asNumbers(read, written(read)), "tlc.itf.json");
      const found = traceOfItf(system, file, "tlc.itf.json");
      expect(found.loop).toBe(trace.loop);
      const states = (of: typeof trace) => follow(system, of).map(({ after }) => [...after]);
      expect(states(found)).toEqual(states(trace));
    }
  });

  test("says numbers, loop, events and what they are about as Quint does", () => {
    const read = kept.find(({ trace }) => trace.loop === trace.events.length)!;
    const file = JSON.parse(itfTrace(read.system, read.trace, { ...about, scenario: "s" }));
    expect(file["#meta"]).toMatchObject({ format: "ITF", scenario: "s" });
    expect(file.loop).toBe(file.states.length - 1);
    expect(file.states[0]).toMatchObject({ "#meta": { index: 0 }, "mbt::actionTaken": "init" });
    expect(file.vars).toEqual(Object.keys(file.states[0]).slice(1));
    const picks = file.states.slice(1).map((one: object) => Reflect.get(one, "mbt::nondetPicks"));
    expect(JSON.stringify(picks)).toMatch(/"q":\{"tag":"Some","value":\{"#bigint":"0"\}\}/);
  });

  const read = kept.find(({ trace }) => trace.loop !== null)!;
  const change = (how: (file: { loop: unknown; states: Record<string, unknown>[] }) => unknown) => {
    const file = JSON.parse(written(read));
    return JSON.stringify(how(file) ?? file);
  };
  test.each([
    ["{", /is no JSON, perhaps cut short/],
    ["[]", /is no ITF trace: .*legal: \{ "vars"/],
    ['{"states":[]}', /is no ITF trace: states: /],
    [change((file) => ({ ...file, loop: 99 })), /loop is 99; legal: 0 to \d+, a state/],
    [
      change((file) => ({ ...file, loop: 0, states: file.states.slice(1) })),
      /state 0 is not where .* begins/,
    ],
    [
      change((file) => ({ ...file, loop: 0, states: file.states.toSpliced(1, 1) })),
      /no event leads from state \d to state \d/,
    ],
  ])("that is none, or does not happen, is refused in one line: %#", (text, says) => {
    const asked = (): unknown => traceOfItf(read.system, parseItf(text, "x"), "x");
    expect(asked).toThrow(says);
    try {
      asked();
    } catch (cause) {
      expect((cause as Error).message).not.toContain("\n");
    }
  });
});
