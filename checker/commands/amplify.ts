/** `quiesce replay --amplify`: a trace in many concrete shapes of its rings. */
import { basename } from "node:path";
import "../virtio/ring/inlining.ts";
import { UsageError } from "../asking/usage.ts";
import { formatTrace, type TraceFile } from "../trace/trace.ts";
import { amplify } from "../virtio/replay/amplify/amplify.ts";
import type { ShapeFailure } from "../virtio/replay/amplify/in-shape.ts";
import type { OnKernel } from "../virtio/replay/replay.ts";
import { type Io, writeOut } from "./io.ts";

export interface AmplifyOptions {
  readonly amplify?: boolean;
  readonly seed?: string;
  readonly runs?: string;
}

/** Draws of a trace where nobody says how many; each has some ten starts. */
const RUNS = 100;

/** What is said of a trace after its events, and whether every shape is as it says. */
export interface Amplified {
  readonly fine: boolean;
  readonly says: string;
}

/**
 * Replays a trace in the shapes of a seed; the smallest that fails is written below
 * `out/amplified/`, as a trace that `quiesce replay` runs.
 */
export function amplifiedTrace(
  file: TraceFile,
  of: OnKernel,
  options: AmplifyOptions,
  io: Io,
  find = amplify,
): Amplified {
  const result = find(of, searchOptions(options));
  if (result === null) return { fine: true, says: "no virtqueue to amplify" };
  const { shapes, seed, smallest, cut } = result;
  const left = cut > 0 ? `, without the last ${cut} steps` : "";
  if (smallest === null)
    return { fine: true, says: `amplified in ${shapes} shapes, seed ${seed}${left}` };
  const { shape, failure } = smallest;
  const name = `out/amplified/${basename(file.name)}.jsonl`;
  const written = writeOut(io, name, formatTrace({ ...file, shape }));
  return {
    fine: false,
    says: `in a shape, ${stepLine(failure)}; seed ${seed}, written to ${written}`,
  };
}

/** `step 4, device.uses {q: 0, b: 0, at: 0}: why`. */
export const stepLine = ({ step, event, says }: ShapeFailure): string =>
  `step ${step}, ${event}: ${says}`;

/**
 * @throws UsageError for a seed or a number of runs that is none, or either without
 *   --amplify.
 */
export function searchOptions({ amplify: on, seed, runs }: AmplifyOptions): {
  readonly runs: number;
  readonly seed?: number;
} {
  if (on !== true && (seed ?? runs) !== undefined)
    throw new UsageError("--seed and --runs go with --amplify");
  const number = runs === undefined ? RUNS : whole("--runs", runs, 1, 1e6);
  if (seed === undefined) return { runs: number };
  return { runs: number, seed: whole("--seed", seed, -(2 ** 31), 2 ** 31 - 1) };
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most)
    return value;
  throw new UsageError(`${option} ${text}: give a whole number from ${least} to ${most}`);
}
