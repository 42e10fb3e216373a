/** The traces that are kept for ever, as the checker finds them now. */
import type { Answer, CaseAnswers } from "../check.ts";
import type { Trace } from "../explore/results.ts";
import type { TraceFile } from "../trace.ts";
import { formatTrace, traceFile } from "../trace-file.ts";
import type { Model } from "../types.ts";

/** An answer's behaviour as a file. */
export function recorded<S extends object>(
  model: Model<S>,
  { scenario, run }: CaseAnswers<S>,
  { name: property, verdict }: Answer,
  trace: Trace,
  tool: string,
): TraceFile {
  const { scope, reading, system } = run;
  const origin = { model, scenario: scenario.name, scope, reading, property, verdict, tool };
  return traceFile(origin, system, trace);
}

/**
 * Path below `traces/` -> content, for every trace that a pin names. Several
 * properties may pin one trace: it is that of the first.
 */
export function keptTraces<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
  tool: string,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const of of cases) {
    for (const answer of of.answers) {
      const path = `${answer.pin?.trace}.json`;
      if (answer.pin?.trace === undefined || answer.trace === null || files.has(path)) continue;
      files.set(path, formatTrace(recorded(model, of, answer, answer.trace, tool)));
    }
  }
  return files;
}
