/** The traces that are kept for ever: where they stand, and as the checker finds them now. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../asking/usage.ts";
import type { Trace } from "../explore/results.ts";
import {
  formatTrace,
  type TraceFile,
  type TraceLine,
  traceFile,
  traceLines,
} from "../trace/trace.ts";
import type { Model, Scenario } from "../types/index.ts";
import type { Answer, CaseAnswers } from "../verdict/check.ts";
import { pathsBelow, textOf } from "./user-text.ts";

/** An answer's behaviour under a name. */
export function recorded<S extends object>(
  model: Model<S>,
  { scenario, run }: CaseAnswers<S>,
  { name: property, verdict }: Answer,
  trace: Trace,
  name: string,
): TraceFile {
  const { scope, reading, system } = run;
  return traceFile({ model, name, scenario, scope, reading, property, verdict }, system, trace);
}

/** The file of a scenario's traces, below `traces/`. */
const fileOf = (scenario: string): string => `${scenario}.jsonl`;

/**
 * Path below `traces/` -> content: a file for each scenario, a line for each trace that a
 * pin names. Several properties may pin one trace: it is that of the first.
 */
export function keptTraces<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const named = new Set<string>();
  for (const of of cases) {
    for (const answer of of.answers) {
      const name = answer.pin?.trace;
      if (name === undefined || answer.trace === null || named.has(name)) continue;
      named.add(name);
      const path = fileOf(of.scenario.name);
      const line = formatTrace(recorded(model, of, answer, answer.trace, name));
      files.set(path, `${files.get(path) ?? ""}${line}`);
    }
  }
  return files;
}

/**
 * The lines of kept traces of a name: `holes/h4-kick-dropped`, or the last part of it in
 * any case of letters.
 * @param root the project's folder
 */
export function keptNamed<S extends object>(
  model: Model<S>,
  root: string,
  name: string,
): readonly TraceLine[] {
  const wanted = name.toLowerCase();
  const isNamed = ({ text }: TraceLine): boolean => {
    const own = /"name":"([^"]*)"/.exec(text)?.[1]?.toLowerCase() ?? "";
    return own === wanted || own.split("/").at(-1) === wanted;
  };
  return model.scenarios.flatMap((scenario) => keptOf(scenario, root).filter(isNamed));
}

/** The kept traces of a scenario; none where it has no file. */
export function keptOf<S>(scenario: Scenario<S>, root: string): readonly TraceLine[] {
  const path = join(root, "traces", fileOf(scenario.name));
  return existsSync(path) ? traceLines(readFileSync(path, "utf8"), path) : [];
}

/** @throws UsageError, one line for a file of something else, however many lines it has */
function linesOf(file: string): readonly TraceLine[] {
  const lines = traceLines(textOf(file, "trace file"), file);
  if (lines.length < 2 || lines.some(({ text }) => /^\s*\{.*"schema"/.test(text))) return lines;
  throw new UsageError(
    `"${file}" is no file of traces; legal: a trace a line, with its "schema". Give what check writes`,
  );
}

export const noTraces = (names: readonly string[]): UsageError =>
  new UsageError(`no traces (*.jsonl) in ${names.join(", ")}; see: quiesce list traces`);

/**
 * The traces of a file, of a folder, or a kept one by its name.
 * @param refuse told of each file that cannot be read; the others are
 * @throws UsageError where it is none of these
 */
export function tracesOf<S extends object>(
  model: Model<S>,
  root: string,
  path: string,
  refuse: (cause: UsageError) => void,
): readonly TraceLine[] {
  if (existsSync(path)) {
    const files = statSync(path).isDirectory() ? pathsBelow(path, ".jsonl", refuse) : [path];
    return files.flatMap((file) => {
      try {
        return linesOf(file);
      } catch (cause) {
        refuse(cause as UsageError);
        return [];
      }
    });
  }
  const kept = keptNamed(model, root, path);
  if (kept.length > 0) return kept;
  throw new UsageError(
    `"${path}" is no file, no folder and no kept trace; see: quiesce list traces`,
  );
}
