/** `quiesce shards`: a workflow that runs a check in parts on many machines. */
import { loadReading } from "../asking/reading.ts";
import { parseScope } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { actionsWorkflow } from "../report/actions.ts";
import type { Model } from "../types/index.ts";
import { ENGINES } from "../verdict/engines.ts";
import { EXIT, type Io } from "./io.ts";
import { selectScenarios } from "./select.ts";

export interface ShardsOptions {
  readonly count: string;
  readonly engine?: string;
  readonly reading?: string;
  readonly scope?: string;
}

/** GitHub starts at most 256 jobs of one matrix. */
const MOST = 256;

/** Prints the file; names and options are looked at now, not first on every machine. */
export async function shards<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: ShardsOptions,
  io: Io,
): Promise<number> {
  const { count, engine, reading, scope } = options;
  if (!/^[1-9]\d*$/.test(count) || Number(count) > MOST) {
    throw new UsageError(`--count is "${count}"; legal: a whole number from 1 to ${MOST}`);
  }
  selectScenarios(model, names);
  if (reading !== undefined) await loadReading(model, reading);
  parseScope(model, scope ?? "");
  const legal = ["auto", ...ENGINES];
  if (engine !== undefined && !legal.includes(engine)) {
    throw new UsageError(`--engine is "${engine}"; legal: ${legal.join(", ")}`);
  }
  const asked = { engine, reading, scope };
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
  io.out(actionsWorkflow({ count: Number(count), words: [...names, ...given] }));
  return EXIT.fine;
}
