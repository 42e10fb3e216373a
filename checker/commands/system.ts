/** Commands where a file with a system of the user's own stands for a scenario. */

import { UsageError } from "../asking/usage.ts";
import { isUserFile } from "../asking/user-file.ts";
import type { CheckResult } from "../library/check.ts";
import { check as checkSystem } from "../library/check.ts";
import { loadSystem } from "../library/load.ts";
import { modelOf } from "../library/model.ts";
import { report } from "../library/report.ts";
import type { Model } from "../types/index.ts";
import type { CheckOptions } from "./check.ts";
import { EXIT, type Io } from "./io.ts";
import { limitsOf } from "./limits.ts";
import { progressLine } from "./progress.ts";

/** The model of a command: the one that it is given, or that of a file. */
type OnModel = <M extends object>(
  model: Model<M>,
  scenario: string | undefined,
) => Promise<number> | number;

/** Runs a command on the system in a file where the scenario's name is one, else on the model. */
export async function onSystem<S extends object>(
  model: Model<S>,
  scenario: string | undefined,
  run: OnModel,
): Promise<number> {
  if (scenario === undefined || !isUserFile(scenario)) return run(model, scenario);
  const system = await loadSystem(scenario);
  return run(modelOf(system), system.name);
}

/**
 * The one file among names of scenarios.
 * @throws UsageError for a file beside other names: each file is a model.
 */
export function systemFileIn(names: readonly string[]): string {
  const file = names.find(isUserFile) ?? "";
  if (names.length === 1) return file;
  throw new UsageError(`"${file}" is a file and stands beside other names; give one file alone`);
}

const CODES: Readonly<Record<CheckResult["verdict"], number>> = {
  holds: EXIT.fine,
  violated: EXIT.violated,
  contradiction: EXIT.violated,
  vacuous: EXIT.unknown,
  unknown: EXIT.unknown,
};

/** `quiesce check ./my-system.ts`: prints what is true of the system, and gives the exit code. */
export async function checkFile(file: string, options: CheckOptions, io: Io): Promise<number> {
  const { scope, shard, reading, json, property } = options;
  for (const [name, given] of Object.entries({ scope, shard, property })) {
    if (given === undefined) continue;
    throw new UsageError(
      `--${name} "${given}" is for scenarios; "${file}" is one, of its own size`,
    );
  }
  const limits = limitsOf(options);
  io.time?.(limits.timeoutMs ?? 0);
  const progress = await progressLine(io, 1, "systems");
  const result = await checkSystem(await loadSystem(file), {
    ...limits,
    ...(reading === undefined ? {} : { reading }),
    signal: io.signal,
    onProgress: (states) => progress.onProgress(file, states),
  }).finally(() => progress.stop());
  io.out(json ? `${JSON.stringify(result)}\n` : report(result));
  if (!io.signal.aborted) return CODES[result.verdict];
  io.err("stopped: the system was not covered\n");
  return EXIT.interrupted;
}
