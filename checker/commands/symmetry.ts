/** `check --symmetry`: whether what is asked can be answered so. */

import { resolveReading } from "../asking/reading.ts";
import { UsageError } from "../asking/usage.ts";
import type { Cache } from "../compile/cache.ts";
import { ModelError } from "../compile/errors.ts";
import type { Model } from "../types/index.ts";
import { systemOf } from "../verdict/runs.ts";
import type { LimitOptions } from "./limits.ts";
import { scopeOf, type Task } from "./tasks.ts";

/**
 * What the search is told of symmetry.
 * @throws UsageError where the model has none, or another engine is asked for.
 */
export function symmetryFor<S>(
  model: Model<S>,
  { symmetry, engine = "auto", memory, capacity }: LimitOptions & { readonly symmetry?: boolean },
): { readonly symmetry?: string } {
  if (symmetry !== true) return {};
  if (model.symmetricParameter === undefined) {
    throw new UsageError(
      "--symmetry: this model names no parameter whose values are interchangeable; legal: a model " +
        "with symmetricParameter. Leave it out",
    );
  }
  const other =
    engine !== "auto" && engine !== "plain"
      ? `--engine ${engine}`
      : memory !== undefined
        ? "--memory"
        : capacity
          ? "--capacity"
          : null;
  if (other === null) return { symmetry: model.symmetricParameter };
  throw new UsageError(
    `--symmetry is for the plain engine, and does not go with ${other}; legal with it: --engine ` +
      "plain or auto. Leave one of them out",
  );
}

/**
 * Before anything is run or written.
 * @throws UsageError naming a scenario that tells the values of the parameter apart, and why.
 */
export async function checkSymmetry<S extends object>(
  model: Model<S>,
  tasks: readonly Task<S>[],
  symmetry: string | undefined,
  cache: Cache | undefined,
): Promise<void> {
  if (symmetry === undefined) return;
  const { symmetryOf } = await import("../explore/symmetry/explore.ts");
  for (const task of tasks) {
    const { scenario } = task;
    const scope = scopeOf(task);
    const reading = "pinned" in task ? resolveReading(model, task.pinned.reading) : task.reading;
    const system = systemOf(model, scenario, scope, reading, cache);
    try {
      symmetryOf(system, symmetry, scenario.properties(scope));
    } catch (cause) {
      if (!(cause instanceof ModelError)) throw cause;
      throw new UsageError(`${scenario.name}: ${cause.message}`);
    }
  }
}
