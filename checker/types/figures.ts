/** State diagrams for a document: one machine, in the words of the text. */
import type { LocalState, ModelEvent, SystemDeclaration } from "./system.ts";

/** A state as it is drawn; several local states may be one. */
export interface FigureNode {
  /** What it is, in at most 24 characters: `suspended`. */
  readonly says: string;
  /** Column and row, from 0; a page has three columns. */
  readonly at: readonly [number, number];
  /** What it is a part of: `initialization`. */
  readonly phase: string;
}

export interface Figure<S> {
  /** What is typed: `status`. */
  readonly name: string;
  /** A caption, without the reading. */
  readonly title: string;
  /** The machine that is drawn, by its name in the system: `queue0`. */
  readonly machine: string;
  readonly scope: S;
  readonly system: (scope: S) => SystemDeclaration;
  readonly nodes: Readonly<Record<string, FigureNode>>;
  /** The node of a local state; one that `nodes` does not have is drawn below the others. */
  readonly nodeOf: (state: LocalState) => string;
  /** What stands below its name, from its local states: `SUSPEND, no DRIVER_OK (1Bh)`. */
  readonly shows?: (states: readonly LocalState[]) => string;
  /** A step in words of the text, `driver sets SUSPEND`; null where it is not to be drawn. */
  readonly words: (event: ModelEvent, from: LocalState) => string | null;
  /** Column and row of what stands for any state, where edges of one meaning are merged. */
  readonly any: readonly [number, number];
  /** What a reader of the figure has to know, one sentence each. */
  readonly notes: readonly string[];
}
