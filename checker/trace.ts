/**
 * The trace format: a behaviour as a file, kept for ever and readable in a diff.
 *
 * A file says everything that is needed to run the behaviour again: scenario,
 * bounds, each clause and choice, events by name and parameters. States are
 * recomputed, never stored. One event a line, keys always in the same order.
 */
import { z } from "zod";
import { listNames } from "./compile/errors.ts";
import type { CompiledSystem } from "./compile/system.ts";
import type { Trace } from "./explore/results.ts";
import { shapeSchema } from "./shape.ts";
import { spaced, TRACE_VERSION } from "./trace-file.ts";
import type { Model, ModelEvent, Reading } from "./types.ts";
import { UsageError, unknownName } from "./usage.ts";

const value = z.union([z.number(), z.string(), z.boolean()]);

/** Every part of a trace file. */
export const traceSchema = z
  .strictObject({
    schema: z.literal(TRACE_VERSION).describe("Version of this format."),
    tool: z.string().describe("Name and version of what wrote the file."),
    scenario: z.string().describe("The question: holes/h4-kick-held-at-suspend."),
    property: z.string().describe("The claim that the behaviour is about."),
    verdict: z
      .enum(["holds", "violated", "unknown", "vacuous"])
      .describe("violated: a counterexample; otherwise an example of what can happen."),
    scope: z.record(z.string(), value).describe("Every bound."),
    reading: z.string().describe("Name of the reading, with its changes."),
    events: z
      .array(z.looseObject({ type: z.string() }).catchall(value))
      .describe("What happens, in order: type and parameters."),
    loop: z
      .int()
      .min(0)
      .nullable()
      .describe(
        "Index of the first event that repeats for ever; the number of events: stuttering.",
      ),
    last: z
      .enum(["taken", "unanswered", "guarded off"])
      .describe("Whether the last event happens."),
    text: z.string().describe("Document, commit and provenance of the reading."),
    textHeld: z.boolean().describe("Whether the text is held in full."),
    clauses: z.record(z.string(), z.enum(["in", "out"])).describe("Every clause: in force or not."),
    choices: z.record(z.string(), z.string()).describe("Every interpretation."),
    sentences: z
      .array(
        z.strictObject({
          id: z.string(),
          kind: z.enum(["forbid", "permit", "replace", "oblige"]),
          machine: z.string().nullable(),
          event: z.string(),
          says: z.string(),
        }),
      )
      .describe("Sentences that the reading brought itself."),
    shape: shapeSchema
      .optional()
      .describe(
        "The concrete rings in which the behaviour fails on memory; absent: the plain ones.",
      ),
  })
  .refine((file) => file.loop === null || file.loop <= file.events.length, {
    message: "loop lies beyond the last event",
    path: ["loop"],
  });

/** A trace file's content. */
export type TraceFile = z.infer<typeof traceSchema>;

/** The format as JSON Schema, for other tools. */
export function traceJsonSchema(): string {
  const title = { title: "Quiesce trace" };
  return `${JSON.stringify({ ...title, ...z.toJSONSchema(traceSchema) }, null, 2)}\n`;
}

/**
 * Reads a trace file's text.
 * @throws UsageError, one line, for what is broken, truncated or foreign.
 */
export function parseTrace(text: string, name: string): TraceFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const why = (cause as Error).message.replace(/\s+/g, " ");
    throw new UsageError(`trace "${name}" is no JSON, perhaps cut short: ${why}`);
  }
  const version = (json as { readonly schema?: unknown } | null)?.schema;
  if (version === undefined) {
    throw new UsageError(`"${name}" is no Quiesce trace: it has no "schema"`);
  }
  if (version !== TRACE_VERSION) {
    throw new UsageError(
      `trace "${name}" has schema ${JSON.stringify(version)}; this tool reads ${TRACE_VERSION}`,
    );
  }
  const result = traceSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") || "the file";
  throw new UsageError(`trace "${name}": ${where}: ${issue?.message ?? "not as the schema says"}`);
}

/**
 * The reading that a trace was made in. Sentences are code, so a trace whose
 * reading brought its own needs that reading again.
 * @throws UsageError for an unknown clause or choice, or where `own` is missing
 *   or binds in another way than the file says.
 */
export function readingFrom<S extends object>(
  model: Model<S>,
  file: TraceFile,
  name: string,
  own?: Reading,
): Reading {
  const ids = new Set(model.clauses.map((clause) => clause.id));
  for (const id of Object.keys(file.clauses)) {
    if (!ids.has(id)) throw unknownName(`clause in trace "${name}":`, id, ids);
  }
  for (const [id, choice] of Object.entries(file.choices)) {
    const interpretation = model.interpretations.find((candidate) => candidate.id === id);
    if (interpretation === undefined) {
      throw unknownName(
        `interpretation in trace "${name}":`,
        id,
        model.interpretations.map((i) => i.id),
      );
    }
    if (!Object.hasOwn(interpretation.choices, choice)) {
      throw unknownName(
        `choice in trace "${name}": ${id} =`,
        choice,
        Object.keys(interpretation.choices),
      );
    }
  }
  // A reading of the model's own may bring sentences too.
  const base = own ?? model.readings.find((one) => one.name === file.reading.split(",")[0]);
  const missing = file.sentences.filter(({ id }) => !base?.sentences.some((s) => s.id === id));
  if (missing.length > 0) {
    throw new UsageError(
      `trace "${name}" needs the sentences ${listNames(missing.map((s) => s.id))} of its own ` +
        "reading; give that file with --reading",
    );
  }
  const inForce = Object.entries(file.clauses).flatMap(([id, set]) => (set === "in" ? [id] : []));
  return {
    name: file.reading,
    says: "",
    inForce: new Set(inForce),
    ...(base?.written === undefined ? {} : { written: base.written }),
    choices: file.choices,
    sentences: (base?.sentences ?? []).filter((s) => file.sentences.some(({ id }) => id === s.id)),
    textHeld: file.textHeld,
    text: file.text,
  };
}

/**
 * The behaviour of a file as event ids of a compiled system.
 * @throws UsageError for an event that the system does not have, or a clause or
 *   choice that the system consults and the file does not record.
 */
export function traceFrom(system: CompiledSystem, file: TraceFile, name: string): Trace {
  for (const { kind, id } of system.consulted) {
    const recorded = kind === "clause" ? file.clauses : kind === "choice" ? file.choices : null;
    if (recorded !== null && !Object.hasOwn(recorded, id)) {
      throw new UsageError(`trace "${name}" does not record ${kind} "${id}", which decides here`);
    }
  }
  const ids = new Map(system.events.map(({ id, event }) => [eventKey(event), id]));
  const events = file.events.map((event, index) => {
    const id = ids.get(eventKey(event as ModelEvent));
    if (id !== undefined) return id;
    const types = new Set(system.events.map(({ type }) => type));
    if (!types.has(event.type)) {
      throw unknownName(`event in trace "${name}", step ${index + 1}:`, event.type, types);
    }
    throw new UsageError(
      `trace "${name}", step ${index + 1}: no ${event.type} has the parameters ${spaced(event)} in this scope`,
    );
  });
  return { events, loop: file.loop, last: file.last };
}

function eventKey(event: ModelEvent): string {
  return JSON.stringify(Object.entries(event).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
