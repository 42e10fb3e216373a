/** What the symbolic engine answers. */
import type { LocalState, Property } from "../../types/index.ts";
import type {
  EndlessWait,
  ExploreResult,
  ModellingError,
  PropertyResult,
  Silence,
  Trace,
} from "../results.ts";
import type { GaveUpWhy } from "./memory.ts";
import type { SymbolicLimits } from "./reach.ts";

/** With a trace where the breadth-first rings got that far. */
export type MaybeTraced<T> = Omit<T, "trace"> & { readonly trace: Trace | null };

export interface SymbolicOptions extends SymbolicLimits {
  readonly properties: readonly Property[];
  /**
   * Which shortest behaviours are looked for, which may cost far more than the
   * verdicts: all of them (as the plain engine does, unless told otherwise), those
   * of what is wrong, or none. Without one, `steps` and traces are null.
   */
  readonly traces?: "all" | "violations" | "none";
  /** What a fair class demands of a behaviour without end; weak, as declared, unless told. */
  readonly fairness?: "weak" | "strong";
  /** Rings beyond this distance are not made; all unless told. */
  readonly maxSteps?: number;
  /** Whether the rings are made to the end, for the depth of the whole space. */
  readonly depth?: boolean;
}

/** As the plain engine's result, for the same verdicts, states and steps. */
export interface SymbolicResult
  extends Omit<
    ExploreResult,
    "states" | "transitions" | "seen" | "limit" | "silences" | "errors" | "waits"
  > {
  readonly gaveUp: null;
  /** Exact; as digits when it is above 2^53. */
  readonly states: number | string;
  /** Null where it was not asked for, or the budget did not last. */
  readonly depth: number | null;
  /** `noDeadlock`, `noSilence`, then the properties in the order given. */
  readonly properties: readonly PropertyResult[];
  readonly silences: readonly MaybeTraced<Silence>[];
  readonly errors: readonly MaybeTraced<ModellingError>[];
  readonly waits: readonly (Pick<EndlessWait, "machine"> & {
    /** Null, as are `steps` and `trace`, where no behaviour was looked for. */
    readonly local: LocalState | null;
    readonly steps: number | null;
    readonly trace: Trace | null;
    readonly states: number | string;
  })[];
  /** Whether every behaviour that was looked for was found. */
  readonly tracesFinished: boolean;
  /** Nodes that were made for the system itself. */
  readonly nodes: number;
}

/** The budget was spent before the verdicts were known: ask another engine. */
export interface GaveUpResult {
  readonly gaveUp: GaveUpWhy;
}

/** A number where it is exact, else its digits. */
export function exactNumber(count: bigint): number | string {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : count.toString();
}
