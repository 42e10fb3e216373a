/** A trace file as something that can be run, on the model and on the kernel. */

import { declarationOf } from "../asking/declaration.ts";
import { unknownName } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE, type Trace } from "../explore/results.ts";
import {
  parseTrace,
  settingOf,
  type TraceFile,
  type TraceLine,
  type TraceSetting,
  traceFrom,
} from "../trace/trace.ts";
import type { Model, Reading } from "../types/index.ts";
import type { Claim } from "../verdict/evidence.ts";
import type { OnKernel } from "../virtio/replay/replay.ts";

/** A trace file and its system; whether its steps happen there is another question. */
export interface TraceSystem<S extends object> extends TraceSetting<S> {
  readonly file: TraceFile;
  readonly system: CompiledSystem;
  readonly claim: Claim;
}

/** One whose steps happen. */
export interface Replayable<S extends object> extends TraceSystem<S> {
  readonly trace: Trace;
}

/**
 * What a line of a trace file is about.
 * @throws UsageError, one line, for what is no trace, or for what the model does not know.
 */
export function traceSystem<S extends object>(
  model: Model<S>,
  line: TraceLine,
  own?: Reading,
): TraceSystem<S> {
  const file = parseTrace(line);
  const setting = settingOf(model, file, line.where, own);
  const { scenario, scope, reading } = setting;
  const system = compileSystem(declarationOf(scenario, scope), reading, {
    idleSentences: "allowed",
  });
  const properties = scenario.properties(scope);
  const property = properties.find(({ name }) => name === file.property) ?? null;
  const names = [NO_DEADLOCK, NO_SILENCE, NO_CONTRADICTION, ...properties.map(({ name }) => name)];
  if (!names.includes(file.property)) {
    throw unknownName(`property in trace "${line.where}":`, file.property, names);
  }
  return {
    ...setting,
    file,
    system,
    claim: { name: file.property, property, verdict: file.verdict },
  };
}

/**
 * The same with its behaviour.
 * @throws UsageError as above, and for a step that does not happen.
 */
export function readReplayable<S extends object>(
  model: Model<S>,
  line: TraceLine,
  own?: Reading,
): Replayable<S> {
  const of = traceSystem(model, line, own);
  return { ...of, trace: traceFrom(of.system, of.file, line.where) };
}

/** As the kernel is asked for it. */
export const onKernel = <S extends object>(read: Replayable<S>): OnKernel => {
  const { system, trace, scope, claim } = read;
  const { property, verdict } = claim;
  return { system, trace, property, violates: verdict === "violated", scope };
};
