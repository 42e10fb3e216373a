/** `quiesce lost`: the guarantees that a reading no longer gives. */
import { existsSync } from "node:fs";
import { changesBetween } from "../asking/changes.ts";
import { loadReading } from "../asking/reading.ts";
import { UsageError } from "../asking/usage.ts";
import {
  type Expected,
  expectedOf,
  inShort,
  lostJson,
  lostText,
  unexpected,
} from "../report/lost.ts";
import type { Model, Scenario } from "../types/index.ts";
import { type Compared, type Losses, lossesIn, together } from "../verdict/lost.ts";
import { systemOf } from "../verdict/runs.ts";
import { EXIT, type Io } from "./io.ts";
import { type LimitOptions, limitsOf } from "./limits.ts";
import { progressLine } from "./progress.ts";
import { selectScenarios } from "./select.ts";
import { inOrder, startRuns } from "./start-runs.ts";
import { textOf } from "./user-text.ts";

export interface LostOptions extends LimitOptions {
  readonly against?: string;
  readonly scenario?: string;
  readonly json?: boolean;
  /** A file that `--json` wrote: what is to be lost, no more and no less. */
  readonly expect?: string;
}

/** Prints what is lost; 1 where anything is, or where it is not what a file expects. */
export async function lost<S extends object>(
  model: Model<S>,
  given: string,
  options: LostOptions,
  io: Io,
): Promise<number> {
  const limits = limitsOf(options);
  const against = await loadReading(model, options.against ?? model.readings[0]?.name ?? "");
  const reading = await loadReading(model, given);
  const compared = { against, reading, changes: changesBetween(model, against, reading) };
  const scenarios = selectScenarios(
    model,
    options.scenario === undefined ? [] : [options.scenario],
  );
  const expected = options.expect === undefined ? null : readExpected(options.expect, against.name);
  const progress = await progressLine(io, scenarios.length);
  const about = { runs: scenarios.length, cache: true, threads: true };
  const started = startRuns(model, limits, about, progress.onProgress, io);
  const compile = (scenario: Scenario<S>, scope: S) =>
    systemOf(model, scenario, scope, against, started.cache);
  const ask = (scenario: Scenario<S>) => lossesIn(model, started.runs, scenario, compared, compile);
  const all: (Losses<S> | null)[] = [];
  try {
    for await (const one of inOrder(scenarios, ask, started.width)) {
      all.push(one);
      progress.done();
      if (io.signal.aborted) break;
    }
  } catch (cause) {
    if (!io.signal.aborted) throw cause;
  } finally {
    progress.stop();
    started.stop();
  }
  if (io.signal.aborted) {
    io.err(`stopped: ${all.length} of ${scenarios.length} scenarios were asked\n`);
    return EXIT.interrupted;
  }
  return report(model, compared, together(all), options, expected, io);
}

function report<S extends object>(
  model: Model<S>,
  compared: Compared,
  found: Losses<S>,
  { json, expect }: LostOptions,
  expected: Expected | null,
  io: Io,
): number {
  const lines = lostJson(model, compared, found);
  if (json) io.out(lines.map((line) => `${line}\n`).join(""));
  if (expected !== null) {
    const now = expectedOf("", lines.join("\n"), compared.against.name);
    const differing = unexpected(expected, now);
    const isSame = differing.length === 0;
    const words = isSame ? "as expected" : `NOT as "${expect}" expects`;
    const all = [`${words}: ${inShort(compared, found)}`, ...differing.map((one) => `  ${one}`)];
    if (!json) io.out(all.map((line) => `${line}\n`).join(""));
    return isSame ? EXIT.fine : EXIT.violated;
  }
  if (!json) io.out(lostText(model, compared, found));
  if (found.losses.some(({ outcome }) => outcome === "lost")) return EXIT.violated;
  const isIdle = found.asked === 0 && compared.changes.length > 0;
  return found.losses.length > 0 || isIdle ? EXIT.unknown : EXIT.fine;
}

/** Read before anything is asked: the answer may take minutes. */
function readExpected(name: string, against: string): Expected {
  if (existsSync(name)) return expectedOf(name, textOf(name, "file of --expect"), against);
  throw new UsageError(
    `--expect "${name}" cannot be read; write it first: quiesce lost <reading> --json > ${name}`,
  );
}
