/** `quiesce replay`: whether what a trace records is reproduced. */

import { loadReading } from "../asking/reading.ts";
import { parseScope, withBounds } from "../asking/scope.ts";
import { UsageError, unknownName } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE, type Trace } from "../explore/results.ts";
import { oneLine, parseOneLine } from "../trace/phrase.ts";
import {
  NotReproduced,
  parseTrace,
  settingOf,
  type TraceFile,
  type TraceLine,
  traceFrom,
} from "../trace/trace.ts";
import type { Model, Reading, Scenario } from "../types/index.ts";
import { type Claim, whyNot } from "../verdict/evidence.ts";
import { failureInShape } from "../virtio/replay/amplify/amplify.ts";
import { mismatchLine, type OnKernel, replayOnKernel } from "../virtio/replay/replay.ts";
import { type AmplifyOptions, amplifiedTrace, searchOptions, stepLine } from "./amplify.ts";
import { EXIT, type Io } from "./io.ts";
import { tracesOf } from "./kept.ts";
import { progressLine } from "./progress.ts";
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
  let code: number = EXIT.fine;
  const refuse = ({ message }: UsageError): void => {
    io.err(`error: ${message}\n`);
    code = EXIT.usage;
  };
  const lines = paths.flatMap((path) => tracesOf(model, io.root, path, refuse));
  if (lines.length === 0 && code === EXIT.fine) {
    throw new UsageError(`no traces (*.jsonl) in ${paths.join(", ")}`);
  }
  const progress = await progressLine(io, lines.length, "traces");
  // Asked for before anything is printed: from then on Ctrl-C is heeded.
  const { signal } = io;
  let done = 0;
  for (const line of lines) {
    code = Math.max(code, replayOne(model, line, options, own, io));
    done += 1;
    progress.done();
    // For signals to be heard.
    await new Promise((resume) => setImmediate(resume));
    if (signal.aborted) break;
  }
  progress.stop();
  if (!signal.aborted || done === lines.length) return code;
  io.err(`stopped: ${done} of ${lines.length} traces were covered\n`);
  return EXIT.interrupted;
}

function replayOne<S extends object>(
  model: Model<S>,
  line: TraceLine,
  options: ReplayOptions,
  own: Reading | undefined,
  io: Io,
): number {
  try {
    const read = readReplayable(model, line, own);
    const { name, property, verdict } = read.file;
    const why = whyNot(read.system, read.trace, read.claim) ?? onMemory(read, line.where);
    const what = `${read.trace.events.length} events, ${property} ${verdict}`;
    const more =
      why === null && options.amplify === true
        ? amplifiedTrace(read.file, onKernel(read), options, io)
        : { fine: why === null, says: why ?? "" };
    const says = more.says === "" || !more.fine ? more.says : `, ${more.says}`;
    io.out(more.fine ? `ok      ${name}: ${what}${says}\n` : `FAILED  ${name}: ${says}\n`);
    return more.fine ? EXIT.fine : EXIT.violated;
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    if (cause instanceof NotReproduced) {
      io.out(`FAILED  ${cause.message}\n`);
      return EXIT.violated;
    }
    io.err(`error: ${cause.message}\n`);
    return EXIT.usage;
  }
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
 * A trace as something that can be run on the model, and on the kernel.
 * @throws UsageError, one line, for what the model does not know.
 */
export function readReplayable<S extends object>(
  model: Model<S>,
  line: TraceLine,
  own?: Reading,
): Replayable<S> {
  const file = parseTrace(line);
  const { scenario, scope, reading } = settingOf(model, file, line.where, own);
  const system = compileSystem(scenario.system(scope), reading, { idleSentences: "allowed" });
  const properties = scenario.properties(scope);
  const property = properties.find(({ name }) => name === file.property) ?? null;
  const names = [NO_DEADLOCK, NO_SILENCE, NO_CONTRADICTION, ...properties.map(({ name }) => name)];
  if (!names.includes(file.property)) {
    throw unknownName(`property in trace "${line.where}":`, file.property, names);
  }
  const claim = { name: file.property, property, verdict: file.verdict };
  return { file, scenario, scope, system, trace: traceFrom(system, file, line.where), claim };
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
