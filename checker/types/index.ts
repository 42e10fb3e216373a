/**
 * The few types that a model implements, and nothing else.
 *
 * A model is a list of machines over declared events. The checker never looks
 * inside an event's name: what it means is said by the machines that take it.
 */

import type { Audits } from "./audits.ts";
import type { Contest, CostModel, Coverage, Dispute, StopQuestions } from "./contest.ts";
import type { Figure } from "./figures.ts";
import type { ChartColumn, Scenario } from "./scenarios.ts";
import type { Spec } from "./spec.ts";
import type { Clause, Interpretation, Reading } from "./text.ts";

export type * from "./audits.ts";
export type * from "./claims.ts";
export type * from "./contest.ts";
export type * from "./figures.ts";
export type * from "./rules.ts";
export type * from "./scenarios.ts";
export type * from "./spec.ts";
export type * from "./system.ts";
export type * from "./text.ts";

/** All that the command line needs to know of a model. */
export interface Model<S> {
  readonly clauses: readonly Clause[];
  readonly interpretations: readonly Interpretation[];
  /** The first reading is the one that a user's change starts from. */
  readonly readings: readonly Reading[];
  readonly scenarios: readonly Scenario<S>[];
  /** Bounds of what interrupts a device (suspends, resets, migrations): the baseline of a
   *  claim of progress takes away those that a scope has beyond its scenario's own. */
  readonly interruptions?: readonly (keyof S)[];
  /** What `compare` holds side by side; absent where there is nothing to. */
  readonly contest?: Contest;
  /** What each stop promises; absent where nothing is stopped. */
  readonly stops?: StopQuestions<S>;
  /** What is argued over, for the document about it. */
  readonly disputes?: readonly Dispute[];
  /** Readings whose answers a mail begins with, the text as it is written first. */
  readonly texts?: readonly { readonly reading: string; readonly says: string }[];
  /** What numbers in the sources of positions stand for: `[1]`, and a message-id. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Of whom they are asked; absent where there is no such table. */
  readonly coverage?: Coverage<S>;
  /** The text that `review` holds patches against; absent where there is none. */
  readonly spec?: Spec;
  /** What tests of a device are held against; absent where there are none. */
  readonly audits?: Audits<S>;
  /** Machines that `diagram` draws for a document. */
  readonly figures?: readonly Figure<S>[];
  /** What `cost` counts; absent where there is nothing to. */
  readonly cost?: CostModel<S>;
  /** Every legal value of every bound. */
  readonly scopeLimits: { readonly [K in keyof S]: readonly S[K][] };
  /** Why these bounds do not go together, in one line; null where they do. */
  readonly scopeConflict?: (scope: S) => string | null;
  /** The bounds in a chart's words: `split, 1 queue x 2, 1 suspend, PCI`. */
  readonly describeScope: (scope: S) => string;
  readonly chartColumns: (scope: S) => readonly ChartColumn[];
}
