/**
 * The few types that a model implements, and nothing else.
 *
 * A model is a list of machines over declared events. The checker never looks
 * inside an event's name: what it means is said by the machines that take it.
 */
import type { AnyStateMachine } from "xstate";

/** What a parameter of an event, or a variable of a machine, may hold. */
export type Value = number | string | boolean;

/** A named, parameterised thing that happens in one instant. */
export interface ModelEvent {
  readonly type: string;
  readonly [parameter: string]: Value;
}

/** Why an event that stays possible may not be put off for ever. */
export type Fairness =
  /** A clause obliges it: fair only in readings where the clause is in force; with
   *  several ids separated by blanks, where any of them is. */
  | { readonly clause: string }
  /** It rests on no clause; the text says why we assume it. Always listed. */
  | { readonly assumption: string };

/**
 * One event type. Machine names in `initiator`, `participants` and `mayBlock`
 * are templates: `queue{q}` names the machine of the event's own `q`,
 * `availSlot{q}.{next%2}` takes a remainder, `queue*` names every machine of the
 * kind `queue`. A participant that is not in the system constrains nothing.
 */
export interface EventDeclaration {
  /** The one machine that decides that it happens. */
  readonly initiator: string;
  /** All other machines that take part in it. */
  readonly participants: readonly string[];
  /** The participants whose state is a physical precondition. */
  readonly mayBlock: readonly string[];
  /** Every value that each parameter may have. */
  readonly parameters?: Readonly<Record<string, readonly Value[]>>;
  /** Parameters that a participant answers (the value read, the index saved). */
  readonly answers?: readonly string[];
  /** Identity parameters that tell fairness classes of this type apart. */
  readonly identity?: readonly string[];
  readonly fair?: Fairness;
  /** A full sentence; `{q}` stands for the parameter. */
  readonly sentence: string;
  /** At most 24 characters of chart and one-line trace; `{value:hex}` prints two
   *  hexadecimal digits. In no state are two possible events called the same. */
  readonly phrase: string;
}

export type EventDeclarations = Readonly<Record<string, EventDeclaration>>;

/** What a machine may ask of a reading. Every question is recorded. */
export interface ReadingView {
  /** Whether the clause binds its party in this reading. */
  inForce(clause: string): boolean;
  /** The choice that this reading makes for an interpretation. */
  choice(interpretation: string): string;
}

/** One thing that has a state of its own. */
export interface MachineDeclaration {
  /** Unique in the system: `queue0`. */
  readonly name: string;
  /** What `queue*` refers to: `queue`. */
  readonly kind: string;
  /** Who it belongs to: silence between machines of one actor is our own error. */
  readonly actor: string;
  /** A monitor reads events, never blocks, is never silent, and is not counted. */
  readonly monitor?: boolean;
  /**
   * What a monitor reads of other machines. Each event reaches the monitor with
   * these values, just before the event, as additional parameters.
   */
  readonly observes?: Readonly<Record<string, Observation>>;
  /** Built once for every combination of the settings that it asks for. */
  readonly build: (reading: ReadingView) => AnyStateMachine;
  /** Tells this machine from others of its kind when tables are shared: the
   *  scope values that `build` closes over. */
  readonly key: string;
}

/** A value of another machine's local state, as a monitor reads it. */
export interface Observation {
  readonly machine: string;
  readonly project: (s: LocalState) => Value;
}

/** The machines and events of one question, for one scope. */
export interface SystemDeclaration {
  readonly name: string;
  readonly machines: readonly MachineDeclaration[];
  readonly events: EventDeclarations;
}

/** One local state of one machine, as predicates see it. */
export interface LocalState {
  /** The state's dotted name: `suspending.stopped`. */
  readonly value: string;
  readonly context: Readonly<Record<string, Value | readonly Value[]>>;
  readonly tags: readonly string[];
}

/** True or false in a state; `event` predicates only inside a step. */
export type Predicate =
  | { readonly is: "local"; readonly machine: string; readonly test: (s: LocalState) => boolean }
  | {
      readonly is: "relation";
      readonly machines: readonly [string, string];
      readonly test: (left: LocalState, right: LocalState) => boolean;
    }
  | { readonly is: "and"; readonly all: readonly Predicate[] }
  | { readonly is: "or"; readonly any: readonly Predicate[] }
  | { readonly is: "not"; readonly of: Predicate };

/** A step that a property forbids, or a possibility asks for. */
export interface StepPattern {
  readonly before?: Predicate;
  /** Which events; absent means any. */
  readonly event?: (event: ModelEvent) => boolean;
  readonly after?: Predicate;
}

interface PropertyBase {
  /** Camel case, a claim that is true when the text is right. */
  readonly name: string;
  /** The claim as an English sentence without a final full stop. */
  readonly claim: string;
  /** Ids of the clauses that it rests on; empty: not implied by the text. */
  readonly restsOn: readonly string[];
  /** The number in the list of properties of the field: `SAFE-8`. */
  readonly id?: string;
  /** Machine that remembers; added to the system for this property only. */
  readonly monitor?: MachineDeclaration;
  /** Without this happening, "holds" would be vacuous. */
  readonly witness: StepPattern;
  /** The kernel invariant that must fail at the last step of a counterexample,
   *  or why memory cannot show it. */
  readonly memory: { readonly invariant: string } | { readonly cannotShow: string };
}

export type Property = PropertyBase &
  (
    | { readonly kind: "invariant"; readonly holds: Predicate }
    | { readonly kind: "step"; readonly never: StepPattern }
    | { readonly kind: "leadsTo"; readonly from: Predicate; readonly to: Predicate }
    | { readonly kind: "possible"; readonly can: StepPattern }
  );

export type Level = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY" | "desc";

/** How we hold the words of a clause. */
export type Provenance = "verbatim" | "earlier version" | "reconstructed" | "recalled";

/** One atomic normative statement, in our own words. */
export interface Clause {
  readonly id: string;
  readonly party: "driver" | "device" | "hypervisor" | "owner" | "both";
  readonly level: Level;
  /** Document and section: `content.tex, Device Suspend, device`. */
  readonly place: string;
  readonly says: string;
  readonly provenance: Provenance;
}

/** An ambiguity of the text, or a freedom of a party: exactly one choice holds. */
export interface Interpretation {
  readonly id: string;
  /** Who is free to choose; cures are sorted by it. */
  readonly party: "text" | "device" | "driver" | "vmm";
  readonly question: string;
  /** Choice -> what it means, and the sentence that would ask for it. */
  readonly choices: Readonly<
    Record<string, { readonly means: string; readonly sentence?: string }>
  >;
}

/** A sentence that a reading brings itself, applied to the compiled tables. */
export type Sentence =
  | {
      readonly kind: "forbid";
      readonly id: string;
      readonly says: string;
      readonly machine: string;
      readonly event: string;
      readonly when: (s: LocalState) => boolean;
    }
  | {
      readonly kind: "permit" | "replace";
      readonly id: string;
      readonly says: string;
      readonly machine: string;
      readonly event: string;
      readonly when: (s: LocalState) => boolean;
      /** The local state that follows; it must be one that the machine has. */
      readonly next: (s: LocalState, event: ModelEvent) => Pick<LocalState, "value" | "context">;
    }
  | { readonly kind: "oblige"; readonly id: string; readonly says: string; readonly event: string };

/** A choice for every clause and for every interpretation. */
export interface Reading {
  readonly name: string;
  readonly says: string;
  /** Clause ids that bind; a clause that is not listed leaves its party free. */
  readonly inForce: ReadonlySet<string>;
  readonly choices: Readonly<Record<string, string>>;
  readonly sentences: readonly Sentence[];
  /** Whether the text is held in full: only then may silence be reported. */
  readonly textHeld: boolean;
  /** Document, commit and provenance, for the chart's `text` line. */
  readonly text: string;
}

/** What a model's transitions carry in `meta`. */
export interface TransitionMeta {
  /** Ids of the clauses that oblige, permit or shape this transition. */
  readonly clauses: readonly string[];
  /** What the receiver does, in at most 22 characters, for the chart's column. */
  readonly says?: string;
}

export type Verdict = "holds" | "violated" | "unknown" | "vacuous";

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
  /** File name of the counterexample below `traces/`, without `.json`. */
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
}

/** A SHOULD, and the step by which a trace does not follow it. */
export interface Watch {
  readonly clause: string;
  readonly notFollowedBy: StepPattern;
}

/** A narrow column of a chart: a value of the state after each step. */
export interface ChartColumn {
  readonly head: string;
  readonly of: (machine: (name: string) => LocalState | undefined) => string;
}

/** One of several ways to do the same thing. */
export interface Contender {
  /** The reading in which it is modelled. */
  readonly reading: string;
  /** The same where nobody follows a SHOULD, a SHOULD NOT or a MAY of the text. */
  readonly mustsOnly: string;
  /** At most five characters: the head of its column. */
  readonly head: string;
  readonly title: string;
}

/** A claim that all contenders are held against. */
export interface ContestRow {
  /** The `id` of the properties that stand for it; several make one row. */
  readonly id: string;
  /** The claim in at most 20 characters. */
  readonly name: string;
  /** The one scenario with a case for each contender. */
  readonly scenario: string;
}

/** A claim that cannot be made of a contender. */
export interface NotApplicable {
  /** The head of its column. */
  readonly contender: string;
  readonly row: string;
  /** What it lacks, as a phrase: `no register that a driver could write`. */
  readonly why: string;
}

/** Contenders held against the same claims, on one page. */
export interface Contest {
  readonly contenders: readonly Contender[];
  readonly rows: readonly ContestRow[];
  readonly notApplicable: readonly NotApplicable[];
}

/** A kind of thing that takes time. */
export interface Operation {
  /** One word: `register`. */
  readonly name: string;
  readonly means: string;
  /** What it takes unless told, in microseconds. */
  readonly us: number;
  /** Where the number is from; `free` where no source gives one. */
  readonly source: string;
}

/** What the way from stop to running costs, counted along behaviours of a model. */
export interface CostModel<S> {
  readonly operations: readonly Operation[];
  /** Bounds with a number of queues, and the machines that are counted. */
  readonly scope: (queues: number) => S;
  readonly system: (scope: S) => SystemDeclaration;
  /** A contender's reading, with what keeps everything else still. */
  readonly reading: (reading: Reading, queues: number) => Reading;
  /** The event by which the contender of a head stops the device. */
  readonly stops: (head: string) => string;
  /** The step that ends the way. */
  readonly ends: StepPattern;
  /** How often an event does each operation, for the contender of a head. */
  readonly of: (
    head: string,
    reading: Reading,
    event: ModelEvent,
  ) => Readonly<Record<string, number>>;
  /** A time to hold the others against, in microseconds. */
  readonly budget: { readonly us: number; readonly says: string };
}

/** An event type, and values that some of its parameters have. */
export interface EventPattern {
  readonly type: string;
  readonly with?: Readonly<Record<string, Value>>;
}

/** How a contender stops a device: the machine that holds the stop. */
export interface Stop<S> {
  /** The head of its column. */
  readonly head: string;
  readonly scope?: Partial<S>;
  readonly machine: string;
  /** The local states in which the device is stopped. */
  readonly stopped: readonly string[];
  /** Events by which somebody asks for it. */
  readonly asks: readonly EventPattern[];
}

/** What is asked of every stop; the answers are read from the machines. */
export interface StopQuestions<S> {
  readonly scope: S;
  readonly system: (scope: S) => SystemDeclaration;
  readonly stops: readonly Stop<S>[];
  /** In a word or two, what may go on in a stopped device. */
  readonly moves: Readonly<Record<string, EventPattern>>;
  /** In a word or two, what may end a stop that nobody takes back: its events, in order. */
  readonly resets: Readonly<Record<string, readonly EventPattern[]>>;
  /** What a saved state holds in this reading, in phrases, with ids of clauses. */
  readonly saved: (reading: Reading) => readonly string[];
}

/** A question that is argued over, who says what, and where the model answers it. */
export interface Dispute {
  /** `D2`. */
  readonly id: string;
  readonly question: string;
  /** Each position with its source: a message-id, a place, or ids of clauses. */
  readonly positions: readonly { readonly says: string; readonly from: string }[];
  /** Properties of cases; a case is named by its scenario and what it says. */
  readonly answers: readonly {
    readonly scenario: string;
    readonly says: string;
    readonly property: string;
  }[];
  /** Rows of the contest that bear on it. */
  readonly rows: readonly string[];
  /** Whether it is about what a stop costs. */
  readonly counts?: boolean;
  /** What the answer leaves open, as a sentence. */
  readonly note?: string;
}

/** All that the command line needs to know of a model. */
export interface Model<S> {
  readonly clauses: readonly Clause[];
  readonly interpretations: readonly Interpretation[];
  /** The first reading is the one that a user's change starts from. */
  readonly readings: readonly Reading[];
  readonly scenarios: readonly Scenario<S>[];
  /** The event parameter whose values are interchangeable, as the numbers of queues are, for
   *  `check --symmetry`. Whether they are is checked on each system. */
  readonly symmetricParameter?: string;
  /** What `compare` holds side by side; absent where there is nothing to. */
  readonly contest?: Contest;
  /** What each stop promises; absent where nothing is stopped. */
  readonly stops?: StopQuestions<S>;
  /** What is argued over, for the document about it. */
  readonly disputes?: readonly Dispute[];
  /** What `cost` counts; absent where there is nothing to. */
  readonly cost?: CostModel<S>;
  /** Every legal value of every bound. */
  readonly scopeLimits: { readonly [K in keyof S]: readonly S[K][] };
  /** Why these bounds do not go together, in one line; null where they do. */
  readonly scopeConflict?: (scope: S) => string | null;
  /** The bounds in a chart's words: `split, 1 queue x 2, 1 suspend, PCI`. */
  readonly describeScope: (scope: S) => string;
  readonly watches: (scope: S, reading: Reading) => readonly Watch[];
  readonly chartColumns: (scope: S) => readonly ChartColumn[];
}
