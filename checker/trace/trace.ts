/**
 * The trace format: a behaviour as one line of JSON, kept for ever.
 *
 * A line names what the behaviour is about and says it in words: scenario, reading with
 * its changes, the bounds that differ from the scenario's, property, verdict, and the
 * one-line form. Nothing stands there that the scenario or the reading says already,
 * and no state: words outlive every change of representation. A file holds any number
 * of lines.
 */
import { z } from "zod";
import { firstIssue, parseJson } from "../asking/json.ts";
import { resolveReading } from "../asking/reading.ts";
import { boundsOf, legalBounds, withBounds } from "../asking/scope.ts";
import { UsageError, unknownName } from "../asking/usage.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import type { Model, Reading, Scenario } from "../types/index.ts";
import { oneLine, parseOneLine } from "./phrase.ts";
import { shapeSchema } from "./shape.ts";

/** The version of the format; a line with another one is refused. */
const TRACE_VERSION = 2;

/** Every part of a trace, in the order in which it is written. */
export const traceSchema = z.strictObject({
  schema: z.literal(TRACE_VERSION).describe("Version of this format."),
  name: z.string().min(1).describe("What the trace is called: holes/h4-kick-dropped."),
  scenario: z.string().describe("The question: holes/h4-kick-held-at-suspend."),
  reading: z.string().describe("A reading and its changes: v1.4-as-written,held-kick=dropped."),
  scope: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
    .optional()
    .describe("Bounds that differ from the scenario's; absent: none."),
  property: z.string().describe("The claim that the behaviour is about."),
  verdict: z
    .enum(["holds", "violated", "contradiction", "unknown", "vacuous"])
    .describe("violated: a counterexample; otherwise an example of what can happen."),
  trace: z.string().describe("What happens, as phrases: b0 available q0; kick q0; (read 0F)*"),
  shape: shapeSchema
    .optional()
    .describe("The concrete rings in which the behaviour fails on memory; absent: the plain ones."),
});

/** One line of a trace file. */
export type TraceFile = z.infer<typeof traceSchema>;

/** The format of a line as JSON Schema, for other tools. */
export function traceJsonSchema(): string {
  const title = { title: "Quiesce trace" };
  return `${JSON.stringify({ ...title, ...z.toJSONSchema(traceSchema) }, null, 2)}\n`;
}

/** What a trace belongs to. */
export interface TraceOrigin<S extends object> {
  readonly model: Model<S>;
  readonly name: string;
  readonly scenario: Scenario<S>;
  readonly scope: S;
  readonly reading: Reading;
  readonly property: string;
  readonly verdict: TraceFile["verdict"];
}

/** A behaviour of a compiled system as a line's content. */
export function traceFile<S extends object>(
  { model, name, scenario, scope, reading, property, verdict }: TraceOrigin<S>,
  system: CompiledSystem,
  trace: Trace,
): TraceFile {
  const usual = boundsOf(model, scenario.scope);
  const differs = Object.entries(boundsOf(model, scope)).filter(
    ([id, value]) => usual[id] !== value,
  );
  return {
    schema: TRACE_VERSION,
    name,
    scenario: scenario.name,
    reading: reading.name,
    ...(differs.length === 0 ? {} : { scope: Object.fromEntries(differs) }),
    property,
    verdict,
    trace: oneLine(system, trace),
  };
}

/** One line, with its end; the same bytes for the same trace. */
export const formatTrace = (file: TraceFile): string => `${JSON.stringify(file)}\n`;

/** One line of a file, and where it stands: `h4.jsonl:3`. */
export interface TraceLine {
  readonly text: string;
  readonly where: string;
}

/** The lines of a file that hold something. */
export function traceLines(text: string, path: string): readonly TraceLine[] {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  return lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [{ text: line, where: `${path}:${index + 1}` }],
  );
}

/**
 * Reads one line.
 * @throws UsageError, one line, for what is broken, cut short or foreign.
 */
export function parseTrace({ text, where }: TraceLine): TraceFile {
  const json = parseJson(text, `trace "${where}"`);
  const version = (json as { readonly schema?: unknown } | null)?.schema;
  if (version === undefined) {
    throw new UsageError(
      `"${where}" is no Quiesce trace: it has no "schema"; legal: a line that quiesce wrote`,
    );
  }
  if (version !== TRACE_VERSION) {
    throw new UsageError(
      `trace "${where}" has schema ${JSON.stringify(version)}; this tool reads ${TRACE_VERSION}`,
    );
  }
  const result = traceSchema.safeParse(json);
  if (result.success) return result.data;
  throw new UsageError(`trace "${where}": ${firstIssue(result.error, "the line")}`);
}

/** What a trace is run in. */
export interface TraceSetting<S extends object> {
  readonly scenario: Scenario<S>;
  readonly scope: S;
  readonly reading: Reading;
}

/**
 * The scenario, bounds and reading of a trace. Sentences of a user's own are code, so a
 * trace whose reading is a user's needs that reading again.
 * @throws UsageError, one line that begins with where the trace stands.
 */
export function settingOf<S extends object>(
  model: Model<S>,
  file: TraceFile,
  where: string,
  own?: Reading,
): TraceSetting<S> {
  const scenario = model.scenarios.find(({ name }) => name === file.scenario);
  if (scenario === undefined) {
    const names = model.scenarios.map(({ name }) => name);
    throw unknownName(`scenario in trace "${where}":`, file.scenario, names);
  }
  return within(where, () => ({
    scenario,
    scope: withBounds(model, scenario.scope, legalBounds(model, file.scope ?? {})),
    reading: readingOf(model, file.reading, own),
  }));
}

function readingOf<S extends object>(model: Model<S>, name: string, own?: Reading): Reading {
  const [base = ""] = name.split(",");
  if (own === undefined || model.readings.some((one) => one.name === base)) {
    if (model.readings.some((one) => one.name === base)) return resolveReading(model, name);
    throw new UsageError(
      `the reading "${base}" is none of the model's; give its file with --reading`,
    );
  }
  if (own.name !== name && own.name !== base) {
    throw new UsageError(`it was made in the reading "${name}", and --reading is "${own.name}"`);
  }
  return own.name === name ? own : resolveReading({ ...model, readings: [own] }, name);
}

/**
 * The behaviour of a trace as event ids of a compiled system.
 * @throws UsageError, one line, for a step that is not possible there.
 */
export function traceFrom(system: CompiledSystem, file: TraceFile, where: string): Trace {
  return within(where, () => parseOneLine(system, file.trace));
}

/** What goes wrong inside is an error of that trace. */
function within<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`trace "${where}": ${cause.message}`);
  }
}
