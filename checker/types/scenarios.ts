/** Questions, their answers as they are pinned, and what a chart shows of them. */
import type { Property } from "./claims.ts";
import type { LocalState, SystemDeclaration } from "./system.ts";

/** `vacuous`: it holds, and what would make it interesting cannot happen. `contradiction`: it
 *  holds, and something cannot happen only because the text forbids what it demands. */
export type Verdict = "holds" | "violated" | "contradiction" | "unknown" | "vacuous";

/** A change to a reading that makes a property hold, by who would have to act:
 *  changes as in `quiesce check --reading` (`+S-16b`, `held-kick=kept`), or
 *  `none: ` and the reason. Every change is run, and must make it hold. */
export interface Cures {
  readonly text: readonly string[];
  readonly device: readonly string[];
  readonly driver: readonly string[];
  readonly vmm: readonly string[];
}

/** What a scenario pins about one property in one case. */
export interface Pin {
  readonly verdict: Verdict;
  /** Length of the shortest counterexample; null where there is none. */
  readonly steps: number | null;
  /** Required where the verdict is `violated`. */
  readonly cures?: Cures;
  /** What the counterexample is called, which is kept in the scenario's file below
   *  `traces/`: `holes/h4-kick-dropped`. */
  readonly trace?: string;
}

/** One reading in one scope, with everything that CI re-checks. */
export interface Case<S> {
  /** A reading, and changes to it: `v1.4-as-written,held-kick=dropped`. */
  readonly reading: string;
  /** Bounds that differ from the scenario's scope. */
  readonly scope?: Partial<S>;
  /** In a few words, what is particular about this case. */
  readonly says: string;
  /** Distinct states. */
  readonly states: number;
  /** Breadth-first depth of the whole space. */
  readonly depth: number;
  readonly pins: Readonly<Record<string, Pin>>;
}

/** A question, the machines that it needs, and its answers, pinned. */
export interface Scenario<S> {
  /** A path: `holes/h4-kick-held-at-suspend`. */
  readonly name: string;
  readonly question: string;
  /** A short paragraph for a reader of the list. */
  readonly story: string;
  /** What is left out, in short phrases. */
  readonly leavesOut: readonly string[];
  /** Why `check:wide` does not ask it again in wider bounds; absent where it does. */
  readonly asksInOwnBoundsOnly?: string;
  readonly scope: S;
  /** Bounds of the same model without suspend, printed beside liveness. */
  readonly baseline: Partial<S>;
  readonly system: (scope: S) => SystemDeclaration;
  readonly properties: (scope: S) => readonly Property[];
  readonly cases: readonly Case<S>[];
  /** The answers that are wanted, by name; absent: all. */
  readonly wanted?: readonly string[];
}

/** A narrow column of a chart: a value of the state after each step. */
export interface ChartColumn {
  readonly head: string;
  /** What heads stand for, below the steps; absent where another column's line says it. */
  readonly legend?: string;
  /** Where the value is a byte in hexadecimal digits: the names of its bits, the lowest first;
   *  empty for one without a name. */
  readonly bits?: readonly string[];
  readonly of: (machine: (name: string) => LocalState | undefined) => string;
}
