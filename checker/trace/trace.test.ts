import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { UsageError } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Reading } from "../types/index.ts";
import { parseOneLine } from "./phrase.ts";
import {
  formatTrace,
  parseTrace,
  settingOf,
  type TraceFile,
  traceFile,
  traceFrom,
  traceJsonSchema,
  traceLines,
  traceSchema,
} from "./trace.ts";

const [scenario] = lockModel.scenarios;
const scope = { ...scenario!.scope, rounds: 2, breaks: 1 };
const reading = resolveReading(lockModel, "as-written,-L2");
const system = compileSystem(scenario!.system(scope), reading);
const origin = {
  model: lockModel,
  name: "locks/l1-nobody-releases",
  scenario: scenario!,
  scope,
  reading,
  property: "whoWaitsGetsIn",
  verdict: "violated",
} as const;
const trace = parseOneLine(system, "device takes; ask; (see 01)*");
const file = traceFile(origin, system, trace);
const line = (json: unknown) => ({ text: JSON.stringify(json), where: "t.jsonl:1" });

describe("a trace", () => {
  test("is one line that says what neither scenario nor reading says, always the same bytes", () => {
    expect(formatTrace(file)).toBe(
      '{"schema":2,"name":"locks/l1-nobody-releases","scenario":"locks/l1-shared-lock",' +
        '"reading":"as-written,-L2","scope":{"rounds":2,"breaks":1},"property":"whoWaitsGetsIn",' +
        '"verdict":"violated","trace":"device takes; ask; (see 01)*"}\n',
    );
  });

  test("says no bounds where they are the scenario's", () => {
    const usual = { ...origin, scope: scenario!.scope };
    expect(traceFile(usual, system, trace)).not.toHaveProperty("scope");
  });

  test("gives scenario, bounds, reading and behaviour back", () => {
    const [read] = traceLines(formatTrace(file), "t.jsonl");
    const again = settingOf(lockModel, parseTrace(read!), "t.jsonl:1");
    expect(again.scope).toEqual(scope);
    expect([...again.reading.inForce]).toEqual(["L1", "L3"]);
    const compiled = compileSystem(again.scenario.system(again.scope), again.reading);
    expect(traceFrom(compiled, file, "t.jsonl:1")).toEqual(trace);
  });

  test("stands in a file among others, with blank lines and a byte order mark", () => {
    const lines = traceLines(`\uFEFF${formatTrace(file)}\n\n${formatTrace(file)}`, "t.jsonl");
    expect(lines.map(({ where }) => where)).toEqual(["t.jsonl:1", "t.jsonl:4"]);
    for (const one of lines) expect(parseTrace(one)).toEqual(file);
  });

  const bound = fc.string().filter((id) => id !== "__proto__");

  test.prop([fc.string(), fc.string(), fc.dictionary(bound, fc.integer())])(
    "is read back as it was written, whatever it holds",
    (phrases, property, bounds) => {
      const other: TraceFile = { ...file, trace: phrases, property, scope: bounds };
      const [read] = traceLines(formatTrace(other), "t.jsonl");
      expect(parseTrace(read!)).toEqual(other);
    },
  );

  test("with a bound that a copy would lose is refused in one line", () => {
    const text = formatTrace(file).replace('"rounds":', '"__proto__":');
    const failure = failureOf(() => parseTrace({ text, where: "t.jsonl:1" }));
    expect(failure).toBe('trace "t.jsonl:1" has a part called "__proto__"');
  });

  test.prop([fc.integer({ min: 1, max: formatTrace(file).length - 3 })])(
    "that is cut short anywhere is refused in one line",
    (length) => {
      const text = formatTrace(file).slice(0, length);
      const failure = failureOf(() => parseTrace({ text, where: "cut.jsonl:1" }));
      expect(failure).toMatch(/^trace "cut.jsonl:1" is no JSON, perhaps cut short: [^\n]*$/);
    },
  );

  test.each([
    [{}, '"t.jsonl:1" is no Quiesce trace: it has no "schema"; legal: a line that quiesce wrote'],
    [[1], "is no Quiesce trace"],
    [null, "is no Quiesce trace"],
    [{ ...file, schema: 1 }, 'trace "t.jsonl:1" has schema 1; this tool reads 2'],
    [{ ...file, states: [1] }, 'Unrecognized key: "states"'],
    [{ ...file, trace: ["ask"] }, 'trace "t.jsonl:1": trace: '],
    [{ ...file, scope: { rounds: [] } }, "scope.rounds"],
    [{ ...file, name: "\u001b[31mred" }, 'a character in "\\u001b[31mred" that is not to be seen'],
  ])("that is foreign or broken is refused in one line: %#", (json, says) => {
    expect(failureOf(() => parseTrace(line(json)))).toContain(says);
  });

  test("of another model is refused: scenario, bound, clause, choice, step", () => {
    const from = (change: Partial<TraceFile>) => () => {
      const other = { ...file, ...change };
      const { scenario: of, scope: bounds, reading: in_ } = settingOf(lockModel, other, "t:1");
      traceFrom(compileSystem(of.system(bounds), in_), other, "t:1");
    };
    expect(failureOf(from({ scenario: "locks/l2" }))).toContain('unknown scenario in trace "t:1"');
    expect(failureOf(from({ scope: { rounds: 9 } }))).toContain('bound "rounds" cannot be "9"');
    expect(failureOf(from({ reading: "as-written,-L9" }))).toContain('trace "t:1": unknown clause');
    expect(failureOf(from({ reading: "as-written,lock=x" }))).toContain("unknown interpretation");
    expect(failureOf(from({ trace: "device takes; fly" }))).toContain('step 2, "fly", is not');
  });

  test("of a user's own reading needs that reading", () => {
    const own: Reading = {
      ...reading,
      name: "mine",
      sentences: [{ id: "o1", kind: "oblige", event: "device.releases", says: "release" }],
    };
    const other = traceFile({ ...origin, reading: own }, system, trace);
    expect(failureOf(() => settingOf(lockModel, other, "t:1"))).toContain(
      'the reading "mine" is none of the model\'s; give its file with --reading',
    );
    expect(settingOf(lockModel, other, "t:1", own).reading.sentences).toEqual(own.sentences);
    const wrong = { ...own, name: "yours" };
    expect(failureOf(() => settingOf(lockModel, other, "t:1", wrong))).toContain(
      'it was made in the reading "mine", and --reading is "yours"',
    );
  });
});

test("the published JSON Schema is that of the format", () => {
  const published = readFileSync(new URL("trace.schema.json", import.meta.url), "utf8");
  expect(published).toBe(traceJsonSchema());
});

test("the parts are written in the order of the schema", () => {
  const order = Object.keys(traceSchema.shape);
  const written = Object.keys(file);
  expect(written).toEqual(order.filter((part) => written.includes(part)));
});

function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (cause) {
    expect(cause).toBeInstanceOf(UsageError);
    expect((cause as Error).message).not.toContain("\n");
    return (cause as Error).message;
  }
  return "no failure";
}
