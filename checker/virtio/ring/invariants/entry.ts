/** What is said of each invariant. */

/** Strength of the sentence behind an invariant. */
type InvariantLevel = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY" | "desc";

/** An invariant of the kernel. */
export interface Entry {
  /** Points of the checklist in `../README.md`. */
  readonly points: readonly number[];
  readonly level: InvariantLevel;
  /** File and section title of virtio-v1.4-cs01. */
  readonly section: string;
  /** The claim as a sentence. */
  readonly says: string;
}

// Files of virtio-v1.4-cs01.
export const SPLIT = "split-ring.tex";
export const PACKED = "packed-ring.tex";
export const CONTENT = "content.tex";

export const entry = (
  points: readonly number[],
  level: InvariantLevel,
  section: string,
  says: string,
): Entry => ({ points, level, section, says });
