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
  /** A clause obliges it: fair only in readings where the clause is in force. */
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
  /** At most 22 characters of chart and one-line trace, unique once filled in. */
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
  /** Built once for every combination of the settings that it asks for. */
  readonly build: (reading: ReadingView) => AnyStateMachine;
  /** Tells this machine from others of its kind when tables are shared: the
   *  scope values that `build` closes over. */
  readonly key: string;
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
