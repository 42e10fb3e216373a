/** Amplification: a behaviour in many concrete shapes, and one in the shape of its file. */

import { UsageError } from "../../../asking/usage.ts";
import type { Shape } from "../../../trace/shape.ts";
import { mismatchLine, type OnKernel } from "../replay.ts";
import { FastReplay } from "./fast.ts";
import { runInShape, type ShapeFailure } from "./in-shape.ts";
import { unfit } from "./placing.ts";
import { type Script, scriptOf } from "./script.ts";
import { type Replay, type SearchOptions, type SearchResult, search } from "./search.ts";

export interface AmplifyResult extends SearchResult {
  /** Steps at the end that were left out: a restored device stands adrift. */
  readonly cut: number;
}

/**
 * Replays a behaviour that replays on the plain kernel in the shapes of a seed.
 * Null where it has no virtqueues.
 */
export function amplify(of: OnKernel, options: SearchOptions): AmplifyResult | null {
  const script = scriptFor(of);
  if (script === null) return null;
  return { ...search(script, fastFirst(script), options), cut: script.cut };
}

/**
 * The fast way says whether a shape fails, the readable way says why.
 * @throws Error where they do not agree: one of them is wrong, and says nothing of
 *   the behaviour.
 */
function fastFirst(script: Script): Replay {
  const fast = new FastReplay(script);
  return (shape) => {
    const step = fast.run(shape);
    if (step === 0) return null;
    const { failure } = runInShape(script, shape);
    if (failure?.step === step) return failure;
    const other = failure === null ? "nowhere" : `at step ${failure.step}, ${failure.says}`;
    throw new Error(
      `the fast replay fails at step ${step}, the readable one ${other}: ${JSON.stringify(shape)}`,
    );
  };
}

/**
 * Null where a behaviour does in a shape what it is to do.
 * @throws UsageError for a shape that it cannot have.
 */
export function failureInShape(of: OnKernel, shape: Shape): ShapeFailure | null {
  const script = scriptFor(of);
  if (script === null) throw new UsageError("shape: the behaviour has no virtqueue");
  const reason = unfit(script, shape);
  if (reason !== null) throw new UsageError(reason);
  return runInShape(script, shape).failure;
}

function scriptFor(of: OnKernel): Script | null {
  const script = scriptOf(of);
  if (script === null || "steps" in script) return script;
  throw new UsageError(`only what replays can be amplified: ${mismatchLine(script)}`);
}
