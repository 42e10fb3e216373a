/**
 * Looks for a shape in which a behaviour fails on memory.
 *
 * fast-check draws everything but the start, and shrinks; the starts of what it
 * has drawn are all tried, smallest first. The same seed draws the same shapes.
 */
import fc from "fast-check";
import { PATTERNS, type Shape } from "../../../trace/shape.ts";
import type { ShapeFailure } from "./in-shape.ts";
import { leastSize, MAX_SIZE } from "./placing.ts";
import type { Script } from "./script.ts";

/** Null, or where the script fails in the shape. */
export type Replay = (shape: Shape) => ShapeFailure | null;

export interface SearchOptions {
  /** 32 bits; drawn where it is not told. */
  readonly seed?: number;
  /** How many draws; each is replayed from some ten starts. */
  readonly runs: number;
}

export interface SearchResult {
  readonly seed: number;
  /** Shapes replayed, without those of shrinking. */
  readonly shapes: number;
  /** The smallest shape that fails; null where none was found. */
  readonly smallest: { readonly shape: Shape; readonly failure: ShapeFailure } | null;
}

/** Searches with one way of replaying; the same answer for the same seed and runs. */
export function search(script: Script, replay: Replay, options: SearchOptions): SearchResult {
  let shapes = 0;
  let isShrinking = false;
  const property = fc.property(shapesOf(script), (family) => {
    const starts = startsOf(family);
    if (!isShrinking) shapes += starts.length;
    const holds = starts.every((start) => replay({ ...family, start }) === null);
    if (!holds) isShrinking = true;
    return holds;
  });
  const { seed } = options;
  const details = fc.check(property, {
    numRuns: options.runs,
    ...(seed === undefined ? {} : { seed }),
  });
  const [family] = details.counterexample ?? [];
  if (family === undefined) return { seed: details.seed, shapes, smallest: null };
  for (const start of startsOf(family)) {
    const shape = { ...family, start };
    const failure = replay(shape);
    if (failure !== null) return { seed: details.seed, shapes, smallest: { shape, failure } };
  }
  throw new Error(
    `seed ${details.seed}: a shape fails once and not again; replays must not differ`,
  );
}

/** The shapes that a script can have, at start 0; they shrink to a small plain ring. */
function shapesOf(script: Script): fc.Arbitrary<Shape> {
  const chains = fc.array(fc.constantFrom(...PATTERNS), {
    minLength: 1,
    maxLength: script.buffers,
  });
  return fc
    .record({
      format: fc.constantFrom("split", "packed"),
      least: fc.integer({ min: 1, max: MAX_SIZE }),
      exponent: fc.nat({ max: Math.log2(MAX_SIZE) }),
      chains,
      indirect: fc.boolean(),
      inOrder: fc.boolean(),
      suppression: fc.constantFrom("none", "flags", "eventIdx"),
      drain: fc.constantFrom("none", "oldest", "newest"),
    })
    .map(({ least, exponent, inOrder, ...rest }) => {
      const open = { ...rest, size: 1, start: 0, inOrder: false };
      const keepsOrder = script.usesInOrder && rest.drain !== "newest";
      // A size of its own, so that it stays where the chains shrink.
      const drawn = rest.format === "packed" ? least : 2 ** exponent;
      const size = Math.max(drawn, leastSize(script, open));
      return { ...open, size, inOrder: inOrder && keepsOrder };
    });
}

/** Starts from 0 on and next to every wrap, smallest first. */
function startsOf({ format, size }: Shape): readonly number[] {
  const before = (end: number): number[] => [1, 2, 3, 4].map((n) => end - n);
  const all =
    format === "split"
      ? [0, 1, size - 1, 32767, 65536 - size, ...before(65536)]
      : [0, ...before(size), size, ...before(2 * size)];
  return [...new Set(all.filter((start) => start >= 0))].sort((a, b) => a - b);
}
