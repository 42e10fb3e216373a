/** Machines over declared events, and what can be seen of them. */
import type { AnyStateMachine } from "xstate";
import type { OwnedRule } from "./rules.ts";

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
  /** The one machine that chooses the answers; the initiator where none is named. */
  readonly decider?: string;
  /** Identity parameters that tell fairness classes of this type apart. */
  readonly identity?: readonly string[];
  /** The thing that comes to an end by it, where other events may end it in another way: of
   *  those with the same initiator and the same thing, one happens. */
  readonly fateOf?: string;
  readonly fair?: Fairness;
  /** A full sentence; `{q}` stands for the parameter. */
  readonly sentence: string;
  /** At most 24 characters of chart and one-line trace, and as many for answers at its end; `{value:hex}` prints two
   *  hexadecimal digits, `{effect unless acts}` a blank and the value, or nothing for
   *  `acts`. In no state are two possible events called the same. */
  readonly phrase: string;
}

/** Events by type, with nothing left out. */
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
  /** What the text and the conduct of the parties say of these events, for these bounds. */
  readonly rules?: readonly OwnedRule[];
}

/** One local state of one machine, as predicates see it. */
export interface LocalState {
  /** The state's dotted name: `suspending.stopped`. */
  readonly value: string;
  readonly context: Readonly<Record<string, Value | readonly Value[]>>;
  readonly tags: readonly string[];
}
