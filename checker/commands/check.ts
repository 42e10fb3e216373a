/** `quiesce check`: verdicts, charts, and whether all is as pinned. */

import { checkModel } from "../asking/model-checks.ts";
import { UsageError } from "../asking/usage.ts";
import type { Trace } from "../explore/results.ts";
import { jsonLine } from "../report/lines.ts";
import { formatTrace } from "../trace/trace.ts";
import type { Model } from "../types/index.ts";
import { type Answer, type CaseAnswers, checkCase, checkFreely, isOpen } from "../verdict/check.ts";
import { inertIn } from "../verdict/inert.ts";
import { EXIT, type Io, shown, writeOut } from "./io.ts";
import { recorded } from "./kept.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { progressLine } from "./progress.ts";
import { selectScenarios } from "./select.ts";
import { inOrder, startRuns } from "./start-runs.ts";
import { onlyAsked, type Task, tasksOf } from "./tasks.ts";
import { type Named, traceName, tracePath } from "./trace-names.ts";

export interface CheckOptions extends LimitOptions {
  readonly reading?: string;
  readonly scope?: string;
  readonly json?: boolean;
  /** `3/8`: only the third of eight parts, framed for `quiesce merge`. */
  readonly shard?: string;
  /** False: nothing is read from the cache, and nothing kept there. */
  readonly cache?: boolean;
  /** Only these properties, separated by commas. */
  readonly property?: string;
}

/** Runs what is asked for, prints it, and gives the exit code. */
export async function check<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: CheckOptions,
  io: Io,
): Promise<number> {
  const limits = limitsOf(options);
  io.time?.(limits.timeoutMs ?? 0);
  const { shard: asked, property } = options;
  const whole = onlyAsked(await tasksOf(model, selectScenarios(model, names), options), property);
  const shard =
    asked === undefined
      ? null
      : (await import("./shard.ts")).shardOf(
          model,
          whole,
          { ...options, shard: asked },
          { ...limits, property },
          io.root,
        );
  const tasks = shard?.tasks ?? whole;
  const progress = await progressLine(io, tasks.length);
  // Threads ask all properties of a scenario.
  const about = {
    runs: tasks.length,
    cache: options.cache !== false,
    threads: property === undefined,
  };
  const { runs, cache, width, stop } = startRuns(model, limits, about, progress.onProgress, io);
  const done: CaseAnswers<S>[] = [];
  const drawn: string[] = [];
  const named: Named = new Set();
  const ask = async (task: Task<S>): Promise<CaseAnswers<S>> => {
    if ("pinned" in task) return checkCase(model, runs, task.scenario, task.pinned);
    const { scenario, scope, reading } = task;
    const found = await checkFreely(model, runs, scenario, scope, reading);
    return { ...found, inert: await inertIn(model, scenario, scope, reading, io.signal) };
  };
  try {
    checkModel(model, cache);
    if (shard !== null) io.out(shard.head);
    for await (const answered of inOrder(tasks, ask, width)) {
      const found = await heldAgainstMemory(answered);
      if (io.signal.aborted) break;
      done.push(found);
      progress.done();
      const kept = await keep(model, found, named, options.reading, io);
      drawn.push(...[...kept.values()].map((one) => one.chart));
      if (options.json) {
        const lines = found.answers.map((answer) =>
          jsonLine(model, found, answer, kept.get(answer)?.trace ?? null),
        );
        io.out(shard?.next(lines) ?? lines.map((line) => `${line}\n`).join(""));
      }
    }
  } catch (cause) {
    if (!io.signal.aborted) throw cause;
  } finally {
    progress.stop();
    stop();
  }
  if (!options.json) await print(model, done, drawn, options, io);
  if (io.signal.aborted) {
    io.err(`stopped: ${done.length} of ${tasks.length} cases were covered\n`);
    return EXIT.interrupted;
  }
  const code = Math.max(0, ...done.map(codeOf)) === EXIT.fine ? EXIT.fine : worst(done);
  if (shard !== null) io.out(shard.end(code));
  return code;
}

/** 1 before 2: a finding counts for more than what is not known. */
function worst<S extends object>(done: readonly CaseAnswers<S>[]): number {
  return done.some((one) => codeOf(one) === EXIT.violated) ? EXIT.violated : EXIT.unknown;
}

function codeOf<S extends object>({ pinned, answers, differences }: CaseAnswers<S>): number {
  const all = [...differences, ...answers.flatMap((answer) => answer.differences)];
  if (all.length > 0) return EXIT.violated;
  if (pinned !== null) return answers.some(isOpen) ? EXIT.unknown : EXIT.fine;
  if (answers.some(({ verdict }) => verdict === "violated")) return EXIT.violated;
  return answers.every(({ verdict }) => verdict === "holds") ? EXIT.fine : EXIT.unknown;
}

/** Memory is loaded where there is a behaviour to be run on it. */
async function heldAgainstMemory<S extends object>(of: CaseAnswers<S>): Promise<CaseAnswers<S>> {
  if (of.answers.every(({ trace }) => trace === null)) return of;
  return (await import("./memory.ts")).heldAgainstMemory(of);
}

/** Where an answer's behaviour was written to. */
interface Kept {
  /** Null where nothing can be written. */
  readonly trace: string | null;
  readonly chart: string;
}

/** Writes the chart of each counterexample, and its trace unless one is kept for ever. */
async function keep<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  named: Named,
  asked: string | undefined,
  io: Io,
): Promise<ReadonlyMap<Answer, Kept>> {
  const reading = asked ?? of.run.reading.name;
  const byLine = `--line with --scenario ${of.scenario.name} --reading ${reading}`;
  const kept = new Map<Answer, Kept>();
  for (const answer of of.answers) {
    if (answer.verdict !== "violated" || answer.trace === null) continue;
    const { name, isPinned } = traceName(named, of.scenario.name, answer.name, answer.pin?.trace);
    kept.set(answer, await keepOne(model, of, answer, answer.trace, name, isPinned, byLine, io));
  }
  return kept;
}

async function keepOne<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  trace: Trace,
  name: string,
  isPinned: boolean,
  byLine: string,
  io: Io,
): Promise<Kept> {
  const path = tracePath(name);
  const isKept =
    isPinned || written(io, path, formatTrace(recorded(model, of, answer, trace, name)));
  // A kept trace is known by its name, wherever the reader stands.
  const shows = isPinned ? name : isKept ? shown(io, path) : null;
  const [{ chart }, { memoryBelow }] = await Promise.all([
    import("../report/chart.ts"),
    import("./memory.ts"),
  ]);
  const text = chart(model, of, answer, trace, shows ?? byLine);
  written(io, `out/charts/${name}.txt`, `${text}${memoryBelow(of, answer, trace)}`);
  return { trace: shows, chart: text };
}

/** Streams that know already that nothing can be written. */
const told = new WeakSet<Io>();

/** A verdict needs no disk: where nothing can be written, that is said once. */
function written(io: Io, path: string, text: string): boolean {
  if (told.has(io)) return false;
  try {
    writeOut(io, path, text);
    return true;
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    told.add(io);
    io.err(`no charts and traces are kept: ${cause.message}\n`);
    return false;
  }
}

async function print<S extends object>(
  model: Model<S>,
  done: readonly CaseAnswers<S>[],
  charts: readonly string[],
  { reading, scope }: CheckOptions,
  io: Io,
): Promise<void> {
  if (done.length === 0) return;
  const { verdictTable } = await import("../report/table.ts");
  io.out(verdictTable(model, done, io.colours));
  const verdicts = done.reduce((sum, one) => sum + one.answers.length, 0);
  const pinned = done.filter((one) => one.pinned !== null);
  const differing = pinned.filter((one) => codeOf(one) === EXIT.violated);
  const open = pinned.filter((one) => codeOf(one) === EXIT.unknown);
  const asPinned =
    pinned.length === 0
      ? `new question${done.length === 1 ? "" : "s"}, no expected answer`
      : differing.length > 0
        ? `${differing.length} NOT as pinned`
        : open.length > 0
          ? `${open.length} not known, the search was stopped`
          : "all as pinned";
  io.out(`${counted(done.length, "case")}, ${counted(verdicts, "verdict")}: ${asPinned}.\n`);
  if (reading !== undefined && scope === undefined) io.out(scopesAsked(done));
  if (charts.length > 0 && !told.has(io)) {
    io.out(`${counted(charts.length, "chart")}, ready to be mailed: ${shown(io, "out/charts")}\n`);
  }
  // Who asked for a reading or bounds of their own wants to see what came of it.
  if (pinned.length === 0) for (const text of charts) io.out(`\n${text}`);
}

/** A reading of one's own is asked wherever its scenario is: the reader may not expect that. */
function scopesAsked<S extends object>(done: readonly CaseAnswers<S>[]): string {
  const scenarios = new Set(done.map(({ scenario }) => scenario.name)).size;
  if (done.length <= scenarios) return "";
  const whose = scenarios === 1 ? "the scenario's cases" : `the cases of ${scenarios} scenarios`;
  return `Asked in each scope of ${whose}, ${done.length} in all; --scope asks in one.\n`;
}

/** `1 case`, `2 cases`. */
function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
