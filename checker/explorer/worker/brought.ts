/** What a user brings to the page: a reading, or a system of their own, as bundled code. */
import * as xstate from "xstate";
import { UsageError } from "../../asking/usage.ts";
import { defineSystem, type System } from "../../library/define.ts";
import * as quiesce from "../../library/index.ts";
import { modelOf } from "../../library/model.ts";
import type { Model, Reading } from "../../types/index.ts";
import type { Brought } from "../protocol.ts";

/** A model, whatever its bounds are. */
type AnyModel = Model<Readonly<Record<string, never>>>;

/**
 * The model with a reading more, or the model of a system.
 * @throws UsageError, one line, for code that fails
 */
export function withBrought<S extends object>(model: Model<S>, own: Brought | null): AnyModel {
  const given = model as unknown as AnyModel;
  if (own === null) return given;
  try {
    const exported = exportsOf(own.code);
    if (own.kind === "system") return modelOf(defineSystem(exported.system as System));
    return { ...given, readings: [...given.readings, exported.reading as Reading] };
  } catch (cause) {
    const line = String(cause instanceof Error ? cause.message : cause).split("\n")[0];
    throw new UsageError(`"${own.name}" cannot be used here: ${line}`);
  }
}

/** Runs the code once; it finds the packages that it imports in the page. */
function exportsOf(code: string): Readonly<Record<string, unknown>> {
  const run = new Function("GIVEN", `${code}\nreturn BROUGHT;`);
  return run({ quiesce, xstate }) as Readonly<Record<string, unknown>>;
}
