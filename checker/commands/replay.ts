/** `quiesce replay`: whether what a trace records is reproduced. */

import { loadReading } from "../asking/reading.ts";
import { parseScope, withBounds } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import type { Replayed } from "../report/outcome.ts";
import { oneLine, parseOneLine } from "../trace/phrase.ts";
import type { Model } from "../types/index.ts";
import { runner } from "../verdict/runs.ts";
import { mismatchLine, replayOnKernel } from "../virtio/replay/replay.ts";
import { type AmplifyOptions, searchOptions } from "./amplify.ts";
import { EXIT, type Io } from "./io.ts";
import { noTraces, tracesOf } from "./kept.ts";
import { progressLine } from "./progress.ts";
import { type ReportOptions, reportFiles, writeReports } from "./replay-reports.ts";
import { type Replaying, replayed } from "./replayed.ts";
import { oneScenario } from "./select.ts";
import { sentencesOf } from "./sentence-places.ts";

export interface ReplayOptions extends AmplifyOptions, ReportOptions {
  readonly reading?: string;
  readonly line?: string;
  readonly scenario?: string;
  readonly scope?: string;
  /** Whether a search asks for each trace if there is a shorter one by now. */
  readonly shortest?: boolean;
}

/** Milliseconds of the search for what a trace that is not reproduced has become. */
const SEARCH_MS = 60_000;

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
  const reports = reportFiles(options, io);
  const own = options.reading === undefined ? undefined : await loadReading(model, options.reading);
  const found: Replayed[] = [];
  let code: number = EXIT.fine;
  const note = (one: Replayed): void => {
    found.push(one);
    code = Math.max(code, tell(one, io));
  };
  const lines = paths.flatMap((path) =>
    tracesOf(model, io.root, path, ({ message }) => note(unreadable(path, message))),
  );
  if (lines.length === 0 && code === EXIT.fine) {
    throw noTraces(paths);
  }
  const progress = await progressLine(io, lines.length, "traces");
  // Asked for before anything is printed: from then on Ctrl-C is heeded.
  const { signal } = io;
  const of: Replaying<S> = {
    model,
    own,
    amplify: options,
    runs: runner(model, { engine: "auto", timeoutMs: SEARCH_MS, signal }),
    shortest: options.shortest === true,
    sentences: sentencesOf(io, options.reading),
    io,
  };
  let done = 0;
  for (const line of lines) {
    note(await replayed(line, of));
    done += 1;
    progress.done();
    // For signals to be heard.
    await new Promise((resume) => setImmediate(resume));
    if (signal.aborted) break;
  }
  progress.stop();
  if (signal.aborted && done < lines.length) {
    io.err(`stopped: ${done} of ${lines.length} traces were covered\n`);
    return EXIT.interrupted;
  }
  writeReports(reports, found, code, io);
  return code;
}

const unreadable = (path: string, says: string): Replayed => ({
  name: path,
  scenario: "unreadable",
  kind: "unreadable",
  says,
  trace: { path, line: 1 },
  sentences: [],
  ms: 0,
});

/** One line for a terminal; what is wrong with a file goes to the error stream. */
function tell({ kind, name, says }: Replayed, io: Io): number {
  if (kind === "unreadable") {
    io.err(`error: ${says}\n`);
    return EXIT.usage;
  }
  io.out(`${kind === "reproduced" ? "ok    " : "FAILED"}  ${name}: ${says}\n`);
  return kind === "reproduced" ? EXIT.fine : EXIT.violated;
}

/** @throws UsageError for what would be ignored: a file says its scenario and bounds itself. */
function checkTogether(paths: readonly string[], options: ReplayOptions): void {
  const { line, scenario, scope } = options;
  if (line !== undefined) {
    const forFiles = ["amplify", "shortest", "junit", "sarif"] as const;
    const option = forFiles.find((name) => options[name] !== undefined);
    const [beside = option === undefined ? undefined : `--${option}`] = paths;
    if (beside === undefined) return;
    throw new UsageError(`replay --line stands alone, and "${beside}" is for files; leave one out`);
  }
  for (const [name, given] of Object.entries({ scenario, scope })) {
    if (given === undefined) continue;
    throw new UsageError(`--${name} "${given}" goes with --line; a trace file says its own`);
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
