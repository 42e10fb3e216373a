import { readFileSync } from "node:fs";
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { compileSystem } from "./compile/compile.ts";
import { lockModel } from "./lock-model.ts";
import { parseOneLine } from "./phrase.ts";
import { resolveReading } from "./reading.ts";
import {
  parseTrace,
  readingFrom,
  type TraceFile,
  traceFrom,
  traceJsonSchema,
  traceSchema,
} from "./trace.ts";
import { formatTrace, TRACE_PARTS, traceFile } from "./trace-file.ts";
import { UsageError } from "./usage.ts";

const scope = { rounds: 2, breaks: 1 };
const reading = resolveReading(lockModel, "as-written,-L2");
const system = compileSystem(lockModel.scenarios[0]!.system(scope), reading);
const origin = {
  model: lockModel,
  scenario: "locks/l1-shared-lock",
  scope,
  reading,
  property: "whoWaitsGetsIn",
  verdict: "violated",
  tool: "quiesce 0.0.0",
} as const;
const trace = parseOneLine(system, "device takes; ask; (see 01)*");
const file = traceFile(origin, system, trace);

describe("a trace file", () => {
  test("has one event a line and always the same bytes", () => {
    expect(formatTrace(file)).toBe(`{
  "schema": 1,
  "tool": "quiesce 0.0.0",
  "scenario": "locks/l1-shared-lock",
  "property": "whoWaitsGetsIn",
  "verdict": "violated",
  "scope": { "rounds": 2, "breaks": 1 },
  "reading": "as-written,-L2",
  "events": [
    { "type": "device.takes" },
    { "type": "driver.asks" },
    { "type": "driver.looks", "value": 1 }
  ],
  "loop": 2,
  "last": "taken",
  "text": "lock.tex 0000000, verbatim",
  "textHeld": true,
  "clauses": {
    "L1": "in",
    "L2": "out",
    "L3": "in"
  },
  "choices": {
    "broken-lock": "nobody"
  },
  "sentences": []
}
`);
  });

  test("gives the reading and the behaviour back", () => {
    const read = parseTrace(formatTrace(file), "t.json");
    const again = readingFrom(lockModel, read, "t.json");
    expect([...again.inForce]).toEqual(["L1", "L3"]);
    expect(
      traceFrom(compileSystem(lockModel.scenarios[0]!.system(scope), again), read, "t"),
    ).toEqual(trace);
  });

  test.prop([fc.array(fc.constantFrom(...file.events), { maxLength: 9 }), fc.nat(9)])(
    "is read back as it was written, whatever it holds",
    (events, at) => {
      const other: TraceFile = { ...file, events, loop: Math.min(at, events.length) };
      expect(parseTrace(formatTrace(other), "t.json")).toEqual(other);
    },
  );

  test.prop([fc.nat(formatTrace(file).length - 3)])(
    "that is cut short anywhere is refused in one line",
    (length) => {
      const failure = failureOf(() => parseTrace(formatTrace(file).slice(0, length), "cut.json"));
      expect(failure).toMatch(/^trace "cut.json" is no JSON, perhaps cut short: [^\n]*$/);
    },
  );

  test.each([
    [{}, '"t.json" is no Quiesce trace: it has no "schema"'],
    [[1], "is no Quiesce trace"],
    [{ ...file, schema: 9 }, 'trace "t.json" has schema 9; this tool reads 1'],
    [{ ...file, loop: 4 }, 'trace "t.json": loop: loop lies beyond the last event'],
    [{ ...file, states: [1] }, 'Unrecognized key: "states"'],
    [{ ...file, events: [{ q: 0 }] }, "events.0.type"],
    [{ ...file, events: [{ type: "x", q: [] }] }, "events.0.q"],
  ])("that is foreign or broken is refused in one line: %#", (json, line) => {
    expect(failureOf(() => parseTrace(JSON.stringify(json), "t.json"))).toContain(line);
  });

  test("of another model is refused: clause, choice, event, parameter", () => {
    const from = (change: Partial<TraceFile>) => () => {
      const other = { ...file, ...change };
      readingFrom(lockModel, other, "t.json");
      traceFrom(system, other, "t.json");
    };
    expect(failureOf(from({ clauses: { L9: "in" } }))).toContain(
      'unknown clause in trace "t.json": "L9"',
    );
    expect(failureOf(from({ choices: { "broken-lock": "x" } }))).toContain("broken-lock");
    expect(failureOf(from({ choices: { lock: "x" } }))).toContain(
      "unknown interpretation in trace",
    );
    expect(failureOf(from({ clauses: { L1: "in" } }))).toContain('does not record clause "L2"');
    expect(failureOf(from({ events: [{ type: "driver.ask" }] }))).toContain("driver.asks");
    expect(failureOf(from({ events: [{ type: "driver.looks", value: 7 }] }))).toContain("step 1");
  });

  test("of a reading with sentences of its own needs that reading", () => {
    const own = { id: "o1", kind: "oblige", event: "device.releases", says: "release" } as const;
    const brought = { ...reading, sentences: [own] };
    const other = traceFile({ ...origin, reading: brought }, system, trace);
    expect(failureOf(() => readingFrom(lockModel, other, "t.json"))).toContain('sentences "o1"');
    expect(readingFrom(lockModel, other, "t.json", brought).sentences).toEqual([own]);
  });
});

test("the published JSON Schema is that of the format", () => {
  const published = readFileSync(new URL("trace.schema.json", import.meta.url), "utf8");
  expect(published).toBe(traceJsonSchema());
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

test("files are written with the parts of the schema, in its order", () => {
  expect(TRACE_PARTS).toEqual(Object.keys(traceSchema.shape));
});
