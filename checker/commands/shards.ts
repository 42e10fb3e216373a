/** `quiesce shards`: what runs a check in parts on many machines. */

import { loadReading } from "../asking/reading.ts";
import { parseScope } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { actionsWorkflow } from "../report/actions.ts";
import type { Batch } from "../report/batch.ts";
import { kubernetesJobs } from "../report/kubernetes.ts";
import { slurmScript } from "../report/slurm.ts";
import type { Model } from "../types/index.ts";
import { ENGINES } from "../verdict/engines.ts";
import type { BatchSystem } from "./formats.ts";
import { EXIT, type Io } from "./io.ts";
import { selectScenarios } from "./select.ts";

export interface ShardsOptions {
  readonly for: BatchSystem;
  readonly count: string;
  readonly image?: string;
  readonly engine?: string;
  readonly reading?: string;
  readonly scope?: string;
}

const WRITERS: Readonly<Record<BatchSystem, (batch: Batch) => string>> = {
  actions: actionsWorkflow,
  kubernetes: kubernetesJobs,
  slurm: slurmScript,
};

/** GitHub starts at most 256 jobs of one matrix; the others take as many. */
const MOST = 256;

/** Prints the file; names and options are looked at now, not first on every machine. */
export async function shards<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: ShardsOptions,
  io: Io,
): Promise<number> {
  const { count, engine, reading, scope, image = "quiesce" } = options;
  if (options.image !== undefined && options.for !== "kubernetes") {
    throw new UsageError(`--image is for kubernetes, and --for is "${options.for}"; leave it out`);
  }
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
  if (!/^[\w./:@-]+$/.test(image)) {
    throw new UsageError(`--image is "${image}"; legal: letters, digits and . / : @ - _`);
  }
  const asked = { engine, reading, scope };
  const given = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );
  io.out(WRITERS[options.for]({ count: Number(count), words: [...names, ...given], image }));
  return EXIT.fine;
}
