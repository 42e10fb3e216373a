/** What an exploration answers. No text for people: that is the report's work. */
import type { FairnessAssumption } from "../compile/system.ts";
import type { LocalState, OwnedRule, Property } from "../types/index.ts";

/** A behaviour from the initial state. Event ids are those of the compiled system. */
export interface Trace {
  readonly events: readonly number[];
  /**
   * Null for a finite behaviour; else the events from this index on repeat for
   * ever. `events.length` stands for stuttering, a loop of length 0.
   */
  readonly loop: number | null;
  /** Whether the last event happens, or is unanswered (silence) or guarded off. */
  readonly last: "taken" | "unanswered" | "guarded off";
}

/** `vacuous`: it holds, but what would make it interesting cannot happen. */
export type Verdict = "holds" | "violated" | "unknown" | "vacuous";

/** The names of the properties of every system. */
export const NO_DEADLOCK = "noDeadlock";
export const NO_SILENCE = "noSilence";
export const NO_CONTRADICTION = "noContradiction";

/** They come first among the answers, in this order. */
export const SYSTEM_PROPERTIES = 3;

export interface PropertyResult {
  readonly name: string;
  /** Null for what is asked of every system. */
  readonly property: Property | null;
  readonly verdict: Verdict;
  /** Why it is unknown: `states`, `time` or `aborted` (a limit), or the text is not held. */
  readonly why: Limit | "text not held" | null;
  /**
   * Events of the counterexample: to the bad state, up to and including the bad
   * event or the unanswered one, or to the first state on a fair cycle.
   */
  readonly steps: number | null;
  /** Null too for a possibility that does not exist: there is nothing to show. */
  readonly counterexample: Trace | null;
  /** False only for a lasso that was found before the exploration was finished. */
  readonly shortest: boolean;
  /** For a possibility that exists, a shortest behaviour that ends with it. */
  readonly example: Trace | null;
  /** A shortest behaviour that ends with the property's witness. */
  readonly witness: Trace | null;
  /** The system has silences, so the verdict speaks only of what the text says. */
  readonly whereTheTextSpeaks: boolean;
}

/** An event that its initiator takes, that nobody blocks, and that a participant
 *  has no answer to. */
export interface Silence {
  /** An event id; of all events of its type the one with the shortest trace. */
  readonly event: number;
  readonly type: string;
  readonly machine: string;
  readonly actor: string;
  /** The machine's first local state with this silence. */
  readonly local: LocalState;
  /** Distinct pairs of local state and event of this machine, state name and type. */
  readonly instances: number;
  readonly trace: Trace;
}

/** A clause with its level, or a choice with its value. */
export type Forbidder = Pick<OwnedRule, "kind" | "id" | "value" | "party" | "level">;

/** An answer that is possible, and who forbids it. */
export interface Side {
  /** An event id. */
  readonly answer: number;
  readonly by: readonly Forbidder[];
}

/** Something that a party may decide, and to which the clauses in force leave no answer. */
export interface Contradiction {
  /** Type of the event that is at issue in the last state of the trace. */
  readonly type: string;
  /** The answers that are possible there, and the clauses that forbid each. */
  readonly sides: readonly Side[];
  readonly trace: Trace;
}

/** An obligation that is not met for ever, because clauses forbid to meet it. */
export interface Unmet {
  /** `driver.kicks {q: 0}`. */
  readonly what: string;
  readonly obligedBy: Forbidder;
  readonly forbiddenBy: readonly Forbidder[];
  /** Events before the first state, since the obligation arose, in which it could have been
   *  met; null where it never could: then the clauses contradict each other. */
  readonly couldAfter: number | null;
  /** Events to the first state from which it stays forbidden for ever. */
  readonly steps: number;
  readonly trace: Trace;
}

/** The model contradicts its own declarations, or the conduct of a reading the text. */
export interface ModellingError {
  /** `silent`: between machines of one actor. `guards off`: blocks without the right to.
   *  `no answer`: conduct and clauses together leave none to what a party may decide. */
  readonly kind: "silent" | "guards off" | "no answer";
  readonly event: number;
  readonly machine: string;
  readonly local: LocalState;
  readonly trace: Trace;
  /** One line: the thing, the value, what is legal, the likely cure. */
  readonly message: string;
}

/** `memory`: only of an engine that was given a budget of bytes. */
export type Limit = "states" | "time" | "aborted" | "memory";

/** How far an exploration has come. */
export interface Progress {
  /** `states` for the system itself, else the name of a property with a monitor. */
  readonly what: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

export interface ExploreOptions {
  readonly properties: readonly Property[];
  /** Largest number of states of one exploration; 5 million unless told. */
  readonly maxStates?: number;
  /** For everything together; no limit unless told. */
  readonly timeoutMs?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** `none`: nobody asks who may wait for ever. */
  readonly waits?: "none";
}

export interface ExploreResult {
  /** All reachable states of the machines without monitors; null if not finished. */
  readonly states: number | null;
  /** The greatest distance of a state from the initial one; null if not finished. */
  readonly depth: number | null;
  readonly transitions: number | null;
  /** States that were seen, finished or not. */
  readonly seen: number;
  readonly limit: Limit | null;
  /** `noDeadlock`, `noSilence`, then the properties in the order given. */
  readonly properties: readonly PropertyResult[];
  /** Between different actors: findings about the text. Empty when it speaks. */
  readonly silences: readonly Silence[];
  readonly errors: readonly ModellingError[];
  readonly waits: readonly EndlessWait[];
  /** Why waits were not looked for; absent where they were. */
  readonly noWaits?: Limit;
  /** Fairness that rests on no clause. */
  readonly assumptions: readonly FairnessAssumption[];
  /** Event types that this reading makes impossible, known without exploring. */
  readonly impossible: readonly string[];
}

/** A machine that waits and that no continuation leads out of its waiting. */
export interface EndlessWait {
  readonly machine: string;
  /** Its local state when the wait is first without exit. */
  readonly local: LocalState;
  readonly steps: number;
  readonly trace: Trace;
  /** Reachable states in which this machine waits without exit. */
  readonly states: number;
}
