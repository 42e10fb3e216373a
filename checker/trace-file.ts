/** Trace files as they are written: the parts in order, one event a line. */
import type { CompiledSystem } from "./compile/system.ts";
import type { Trace } from "./explore/results.ts";
import { type Bounds, boundsOf } from "./scope.ts";
import type { TraceFile } from "./trace.ts";
import type { Model, Reading } from "./types.ts";

/** The version of the format; a file with another one is refused. */
export const TRACE_VERSION = 1;

/** The parts of a file in the order in which they are written. */
export const TRACE_PARTS = [
  "schema",
  "tool",
  "scenario",
  "property",
  "verdict",
  "scope",
  "reading",
  "events",
  "loop",
  "last",
  "text",
  "textHeld",
  "clauses",
  "choices",
  "sentences",
  "shape",
] as const satisfies readonly (keyof TraceFile)[];

/** What a trace belongs to. */
export interface TraceOrigin<S extends object> {
  readonly model: Model<S>;
  readonly scenario: string;
  readonly scope: S;
  readonly reading: Reading;
  readonly property: string;
  readonly verdict: TraceFile["verdict"];
  /** `quiesce 0.1.0`. */
  readonly tool: string;
}

/** A trace with everything that it rests on. */
export function traceFile<S extends object>(
  origin: TraceOrigin<S>,
  system: CompiledSystem,
  trace: Trace,
): TraceFile {
  const { model, reading } = origin;
  return {
    schema: TRACE_VERSION,
    tool: origin.tool,
    scenario: origin.scenario,
    property: origin.property,
    verdict: origin.verdict,
    scope: boundsOf(model, origin.scope),
    reading: reading.name,
    events: trace.events.map((id) => ({ ...system.events[id]!.event })),
    loop: trace.loop,
    last: trace.last,
    text: reading.text,
    textHeld: reading.textHeld,
    clauses: Object.fromEntries(
      model.clauses.map(({ id }) => [id, reading.inForce.has(id) ? "in" : "out"]),
    ),
    choices: Object.fromEntries(
      model.interpretations.map(({ id }) => [id, reading.choices[id] ?? ""]),
    ),
    sentences: reading.sentences.map((sentence) => ({
      id: sentence.id,
      kind: sentence.kind,
      machine: sentence.kind === "oblige" ? null : sentence.machine,
      event: sentence.event,
      says: sentence.says,
    })),
  };
}

/** One event, one clause, one choice a line; the same bytes for the same trace. */
export function formatTrace(file: TraceFile): string {
  const list = (items: readonly unknown[]): string =>
    items.length === 0 ? "[]" : `[\n${items.map((i) => `    ${spaced(i)}`).join(",\n")}\n  ]`;
  const table = (entries: Bounds): string => {
    const lines = Object.entries(entries).map(([k, v]) => `    ${JSON.stringify(k)}: ${spaced(v)}`);
    return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
  };
  const parts = Object.entries(ordered(file)).map(([key, part]) => {
    const text = Array.isArray(part)
      ? list(part)
      : typeof part === "object" && part !== null
        ? key === "scope"
          ? spaced(part)
          : table(part as Bounds)
        : JSON.stringify(part);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(",\n")}\n}\n`;
}

/** The parts in their order, whatever order the object has. */
function ordered(file: TraceFile): Readonly<Record<string, unknown>> {
  const there = TRACE_PARTS.filter((part) => file[part] !== undefined);
  return Object.fromEntries(there.map((part) => [part, file[part]]));
}

/** JSON on one line, with the blanks that make it readable. */
export function spaced(part: unknown): string {
  if (typeof part !== "object" || part === null) return JSON.stringify(part);
  if (Array.isArray(part)) return `[${part.map(spaced).join(", ")}]`;
  const pairs = Object.entries(part).map(([k, v]) => `${JSON.stringify(k)}: ${JSON.stringify(v)}`);
  return `{ ${pairs.join(", ")} }`;
}
