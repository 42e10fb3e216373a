/** `quiesce show`: the chart of a counterexample, kept, in a file, or out of a mail. */

import { loadReading } from "../asking/reading.ts";
import { parseScope, withBounds } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { chart } from "../report/chart.ts";
import { parseItf, traceOfItf } from "../trace/itf.ts";
import { parseOneLine } from "../trace/phrase.ts";
import type { Model } from "../types/index.ts";
import { type Answer, type CaseAnswers, checkCase, checkFreely } from "../verdict/check.ts";
import { whyNot } from "../verdict/evidence.ts";
import { type Runner, runner } from "../verdict/runs.ts";
import { EXIT, type Io } from "./io.ts";
import { noTraces, tracesOf } from "./kept.ts";
import { memoryBelow } from "./memory.ts";
import { type Replayable, readReplayable } from "./replayable.ts";
import { oneScenario } from "./select.ts";
import { textOf } from "./user-text.ts";

export interface ShowOptions {
  readonly line?: string;
  readonly scenario?: string;
  readonly reading?: string;
  readonly scope?: string;
}

/** Prints one chart for each trace that is meant. */
export async function show<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: ShowOptions,
  io: Io,
): Promise<number> {
  const runs = runner(model, { engine: "auto", signal: io.signal });
  if (options.line !== undefined) return showLine(model, runs, options.line, options, io);
  if (names.length === 0) {
    throw new UsageError(
      "show needs a trace: a name, as in quiesce show h4-kick-dropped, or --line",
    );
  }
  const own = options.reading === undefined ? undefined : await loadReading(model, options.reading);
  let code: number = EXIT.fine;
  const refuse = ({ message }: UsageError): void => {
    io.err(`error: ${message}\n`);
    code = EXIT.usage;
  };
  const itf = names.filter((name) => name.endsWith(".itf.json"));
  for (const name of itf) await showItf(model, runs, name, options, io);
  const others = names.filter((name) => !itf.includes(name));
  const lines = others.flatMap((name) => tracesOf(model, io.root, name, refuse));
  if (lines.length + itf.length === 0 && code === EXIT.fine) throw noTraces(others);
  for (const [index, line] of lines.entries()) {
    const read = readReplayable(model, line, own);
    const { of, answer } = await answered(model, runs, read);
    if (index > 0) io.out("\n");
    io.out(chart(model, of, answer, read.trace, read.file.name));
    io.out(memoryBelow(of, answer, read.trace));
  }
  return code;
}

/** The answer that a recorded trace belongs to: of the case that pins it, else asked anew. */
async function answered<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  { file, scenario, scope, system }: Replayable<S>,
): Promise<{ of: CaseAnswers<S>; answer: Answer }> {
  const pinned = scenario.cases.find(({ pins }) => pins[file.property]?.trace === file.name);
  const of =
    pinned === undefined
      ? await checkFreely(model, runs, scenario, scope, system.reading)
      : await checkCase(model, runs, scenario, pinned);
  return { of, answer: of.answers.find(({ name }) => name === file.property)! };
}

/** A one-line trace needs what gives it its meaning. */
async function showLine<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  line: string,
  options: ShowOptions,
  io: Io,
): Promise<number> {
  if (options.scenario === undefined || options.reading === undefined) {
    throw new UsageError("show --line needs --scenario and --reading: they give it its meaning");
  }
  return showFound(model, runs, options, (system) => parseOneLine(system, line), io);
}

/** A file of ours says what it is about; to another's the options do. */
async function showItf<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  path: string,
  options: ShowOptions,
  io: Io,
): Promise<number> {
  const file = parseItf(textOf(path, "ITF trace"), path);
  const meta = file["#meta"];
  const bounds = Object.entries(meta.scope ?? {}).map(([name, value]) => `${name}=${value}`);
  const scenario = options.scenario ?? meta.scenario;
  const reading = options.reading ?? meta.reading;
  const scope = options.scope ?? bounds.join(",");
  if (scenario === undefined || reading === undefined) {
    throw new UsageError(
      `"${path}" does not say what it is about; give --scenario and --reading, and --scope`,
    );
  }
  const about = { scenario, reading, scope };
  return showFound(model, runs, about, (system) => traceOfItf(system, file, path), io);
}

/** The first violated claim that a behaviour shows is the one that is charted. */
async function showFound<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  { scenario: name = "", reading = "", scope }: ShowOptions,
  read: (system: CompiledSystem) => Trace,
  io: Io,
): Promise<number> {
  const scenario = oneScenario(model, name);
  const bounds = withBounds(model, scenario.scope, parseScope(model, scope ?? ""));
  const of = await checkFreely(model, runs, scenario, bounds, await loadReading(model, reading));
  const trace = read(of.run.system);
  const answer = of.answers.find((one) => isShown(of, one, trace));
  if (answer === undefined) {
    throw new UsageError(
      "the trace can happen, and shows no claim of this scenario violated; see: quiesce replay --line",
    );
  }
  io.out(chart(model, of, answer, trace, `--line with --scenario ${name} --reading ${reading}`));
  return EXIT.fine;
}

const isShown = <S extends object>(of: CaseAnswers<S>, answer: Answer, trace: Trace): boolean => {
  const { name, property, verdict } = answer;
  return (
    verdict === "violated" && whyNot(of.run.system, trace, { name, property, verdict }) === null
  );
};
