/** `quiesce replay`: whether what a trace records is reproduced. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { type Claim, whyNot } from "../evidence.ts";
import { NO_DEADLOCK, THE_TEXT_SPEAKS, type Trace } from "../explore/results.ts";
import { oneLine, parseOneLine } from "../phrase.ts";
import { loadReading } from "../reading.ts";
import { failureInShape } from "../replay/amplify/amplify.ts";
import { mismatchLine, type OnKernel, replayOnKernel } from "../replay/replay.ts";
import { parseScope, scopeFrom, withBounds } from "../scope.ts";
import { parseTrace, readingFrom, type TraceFile, traceFrom } from "../trace.ts";
import type { Model, Reading, Scenario } from "../types.ts";
import { UsageError, unknownName } from "../usage.ts";
import { type AmplifyOptions, amplifiedTrace, searchOptions, stepLine } from "./amplify.ts";
import { EXIT, type Io } from "./io.ts";
import { oneScenario } from "./select.ts";

export interface ReplayOptions extends AmplifyOptions {
  readonly reading?: string;
  readonly line?: string;
  readonly scenario?: string;
  readonly scope?: string;
}

/** A trace file, ready to be run. */
export interface Replayable<S> {
  readonly file: TraceFile;
  readonly scenario: Scenario<S>;
  readonly scope: S;
  readonly system: CompiledSystem;
  readonly trace: Trace;
  readonly claim: Claim;
}

/** Re-checks every file; a bad file counts for more than a trace that fails. */
export async function replay<S extends object>(
  model: Model<S>,
  paths: readonly string[],
  options: ReplayOptions,
  io: Io,
): Promise<number> {
  searchOptions(options);
  checkTogether(paths, options);
  if (options.line !== undefined) return replayLine(model, options, io);
  if (paths.length === 0) {
    throw new UsageError("replay needs files or folders of traces, as in: quiesce replay traces");
  }
  const own = options.reading === undefined ? undefined : await loadReading(model, options.reading);
  const files = paths.flatMap(traceFiles);
  if (files.length === 0) throw new UsageError(`no trace files (*.json) in ${paths.join(", ")}`);
  let code: number = EXIT.fine;
  for (const path of files) {
    try {
      const read = readReplayable(model, readFileSync(path, "utf8"), path, own);
      const why = whyNot(read.system, read.trace, read.claim) ?? onMemory(read, path);
      const { events, property, verdict } = read.file;
      const what = `${events.length} events, ${property} ${verdict}`;
      const more =
        why === null && options.amplify === true
          ? amplifiedTrace(read.file, path, onKernel(read), options, io)
          : { fine: why === null, says: why ?? "" };
      const says = more.says === "" || !more.fine ? more.says : `, ${more.says}`;
      io.out(more.fine ? `ok      ${path}: ${what}${says}\n` : `FAILED  ${path}: ${says}\n`);
      if (!more.fine) code = Math.max(code, EXIT.violated);
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
      io.err(`error: ${cause.message}\n`);
      code = EXIT.usage;
    }
  }
  return code;
}

/** @throws UsageError for what would be ignored: a file says its scenario and bounds itself. */
function checkTogether(paths: readonly string[], options: ReplayOptions): void {
  const { line, scenario, scope, amplify } = options;
  if (line !== undefined) {
    const [beside = amplify === true ? "--amplify" : undefined] = paths;
    if (beside === undefined) return;
    throw new UsageError(`replay --line stands alone, and "${beside}" is for files; leave one out`);
  }
  for (const [name, given] of Object.entries({ scenario, scope })) {
    if (given === undefined) continue;
    throw new UsageError(`--${name} "${given}" goes with --line; a trace file says its own`);
  }
}

/** Null where bytes bear the behaviour out, else the step and byte that do not. */
function onMemory<S extends object>(read: Replayable<S>, path: string): string | null {
  const of = onKernel(read);
  const mismatch = replayOnKernel(of);
  if (mismatch !== null) return mismatchLine(mismatch);
  const { shape } = read.file;
  if (shape === undefined) return null;
  try {
    const failure = failureInShape(of, shape);
    return failure === null ? null : `in its shape, ${stepLine(failure)}`;
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`trace "${path}": ${cause.message}`);
  }
}

const onKernel = <S extends object>(read: Replayable<S>): OnKernel => {
  const { system, trace, scope, claim } = read;
  const { property, verdict } = claim;
  return { system, trace, property, violates: verdict === "violated", scope };
};

/**
 * A trace file as something that can be run on the model, and on the kernel.
 * @throws UsageError, one line, for what the model does not know.
 */
export function readReplayable<S extends object>(
  model: Model<S>,
  text: string,
  path: string,
  own?: Reading,
): Replayable<S> {
  const file = parseTrace(text, path);
  const scenario = model.scenarios.find(({ name }) => name === file.scenario);
  if (scenario === undefined) {
    const names = model.scenarios.map(({ name }) => name);
    throw unknownName(`scenario in trace "${path}":`, file.scenario, names);
  }
  const scope = scopeOf(model, file, path);
  const system = compileSystem(scenario.system(scope), readingFrom(model, file, path, own), {
    idleSentences: "allowed",
  });
  const properties = scenario.properties(scope);
  const property = properties.find(({ name }) => name === file.property) ?? null;
  const names = [NO_DEADLOCK, THE_TEXT_SPEAKS, ...properties.map(({ name }) => name)];
  if (!names.includes(file.property)) {
    throw unknownName(`property in trace "${path}":`, file.property, names);
  }
  const claim = { name: file.property, property, verdict: file.verdict };
  return { file, scenario, scope, system, trace: traceFrom(system, file, path), claim };
}

function scopeOf<S extends object>(model: Model<S>, file: TraceFile, path: string): S {
  try {
    return scopeFrom(model, file.scope);
  } catch (cause) {
    throw new UsageError(`trace "${path}": ${(cause as Error).message}`);
  }
}

/** A one-line trace out of a mail: whether it can happen. */
async function replayLine<S extends object>(
  model: Model<S>,
  { line = "", scenario: name, reading, scope }: ReplayOptions,
  io: Io,
): Promise<number> {
  if (name === undefined || reading === undefined) {
    throw new UsageError("replay --line needs --scenario and --reading: they give it its meaning");
  }
  if (line.trim() === "")
    throw new UsageError("replay --line is empty; give the trace that a chart ends with");
  const scenario = oneScenario(model, name);
  const bounds = withBounds(model, scenario.scope, parseScope(model, scope ?? ""));
  const system = compileSystem(scenario.system(bounds), await loadReading(model, reading));
  const trace = parseOneLine(system, line);
  const of = { system, trace, property: null, violates: false, scope: bounds };
  const mismatch = replayOnKernel(of);
  if (mismatch !== null) {
    io.out(`FAILED  ${mismatchLine(mismatch)}\n`);
    return EXIT.violated;
  }
  io.out(`ok      ${trace.events.length} events: ${oneLine(system, trace)}\n`);
  return EXIT.fine;
}

function traceFiles(path: string): readonly string[] {
  if (!existsSync(path))
    throw new UsageError(`"${path}" does not exist; give trace files or folders`);
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(path, name));
}
