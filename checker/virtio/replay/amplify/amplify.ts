/** Amplification: a behaviour in many concrete shapes, and one in the shape of its file. */

import { UsageError } from "../../../asking/usage.ts";
import type { Shape } from "../../../trace/shape.ts";
import { mismatchLine, type OnKernel } from "../replay.ts";
import { type ShapeFailure, ShapeReplay } from "./in-shape.ts";
import { unfit } from "./placing.ts";
import { type Script, scriptOf } from "./script.ts";
import { type SearchOptions, type SearchResult, search } from "./search.ts";

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
  const replay = new ShapeReplay(script);
  return { ...search(script, (shape) => replay.run(shape), options), cut: script.cut };
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
  return new ShapeReplay(script).run(shape);
}

function scriptFor(of: OnKernel): Script | null {
  const script = scriptOf(of);
  if (script === null || "steps" in script) return script;
  throw new UsageError(`only what replays can be amplified: ${mismatchLine(script)}`);
}
