/**
 * What compilation gives: one lowering that every engine reads.
 *
 * A global state is a vector of local states, one for each machine in the order
 * of `machines`, then one for each monitor. Local state 0 is the initial one.
 */
import type {
  EventDeclaration,
  LocalState,
  ModelEvent,
  Reading,
  SystemDeclaration,
  Value,
} from "../types/index.ts";

/** In a table: the machine has a candidate, and none can be taken. */
export const BLOCKED = -1;
/** In a table: the machine has no candidate; the text says nothing. */
export const SILENT = -2;

/** In a table: the machine could take the event, and a rule in force keeps it from doing so. */
export const FORBIDDEN = -3;

/** Something of a reading that a machine asked for, and the answer. */
export interface Setting {
  /** `clause` for `inForce(id)`, `choice` for `choice(id)`, `sentence` for a user's own. */
  readonly kind: "clause" | "choice" | "sentence";
  readonly id: string;
  /** `in` or `out` for a clause or sentence, else the choice. */
  readonly value: string;
}

/** One machine as a dense table: local state x column -> next, blocked or silent. */
export interface MachineTable {
  /** Local states; the index is the local state's number, 0 the initial one. */
  readonly states: readonly LocalState[];
  /** The events that the machine takes part in, one for each column. */
  readonly events: readonly ModelEvent[];
  /** `next[state * events.length + column]`: a local state, BLOCKED, SILENT or FORBIDDEN. */
  readonly next: Int32Array;
  /** Distinct lists of clause ids; the first is empty. */
  readonly clauseLists: readonly (readonly string[])[];
  /** Index into `clauseLists` for each cell of `next`. */
  readonly clauses: Uint16Array;
  /** Cells that a sentence of the reading's own decides, with its id; absent: none. */
  readonly own?: ReadonlyMap<number, string>;
  /** Event types that some state has a transition for, reachable or not. */
  readonly handles: readonly string[];
  /** What the machine asked of the reading, in order. */
  readonly consulted: readonly Setting[];
}

/** One event with all its parameters fixed. */
export interface EventInstance {
  /** Its bit in every mask, its place in `CompiledSystem.events`. */
  readonly id: number;
  readonly event: ModelEvent;
  readonly type: string;
  /** `driver.kicks {q: 0}`. */
  readonly name: string;
  readonly declaration: EventDeclaration;
  /** Indices of machines. */
  readonly initiator: number;
  /** Indices of the other machines that take part and are in the system. */
  readonly participants: readonly number[];
  /** The participants that may block. */
  readonly mayBlock: readonly number[];
  /** Index of the machine that chooses the answers. */
  readonly decider: number;
  /** Index of the fairness class, -1 when the event is not fair in this reading. */
  readonly fairClass: number;
  /** Index of its choice of the initiator: type and parameters that are not answers. */
  readonly choice: number;
}

/**
 * One machine of the system. The masks are `states.length * words` words; bit
 * `id % 32` of word `id / 32` stands for the event instance `id`.
 */
export interface CompiledMachine {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly actor: string;
  readonly table: MachineTable;
  /** Column of each event instance, -1 where the machine takes no part. */
  readonly column: Int32Array;
  /** Takes the event, or takes no part in it. */
  readonly takes: Uint32Array;
  /** Is the initiator and does not take the event. */
  readonly declines: Uint32Array;
  /** May block the event and does. */
  readonly blocks: Uint32Array;
  /** Guards the event off although it may not. */
  readonly guardsOff: Uint32Array;
  /** Takes part, is not the initiator, and says nothing. */
  readonly silent: Uint32Array;
  /** Could take the event, and a rule in force forbids it. Such an event is among those that
   *  the machine declines or blocks, too. */
  readonly forbidden: Uint32Array;
}

/**
 * A machine that reads every event and never stops one. Its event carries what
 * it observes of other machines just before the event, so that its column is
 * `columnOf[id] + observed combination`.
 */
export interface CompiledMonitor {
  readonly name: string;
  readonly table: MachineTable;
  /** First column of each event instance, -1 where the monitor never reacts. */
  readonly columnOf: Int32Array;
  readonly observes: readonly ObservedProjection[];
}

/** The projection of one machine's local state, as a digit of the combination. */
export interface ObservedProjection {
  readonly machine: number;
  readonly values: readonly Value[];
  /** Local state -> index into `values`, already multiplied by the digit's weight. */
  readonly digit: Int32Array;
}

/** Events that may not be put off for ever: taken, or disabled, again and again. */
export interface FairClass {
  readonly type: string;
  /** `driver.kicks {q: 0}`: the type with its identity parameters. */
  readonly name: string;
  /** The clause or the user's sentence that obliges it, or the assumption. */
  readonly because: { readonly clause: string } | { readonly assumption: string };
  readonly events: readonly number[];
}

/** Fairness that rests on no clause. */
export interface FairnessAssumption {
  readonly type: string;
  readonly assumption: string;
}

/** A system in one reading. */
export interface CompiledSystem {
  readonly name: string;
  readonly declaration: SystemDeclaration;
  readonly reading: Reading;
  readonly machines: readonly CompiledMachine[];
  /** Monitors, whose local states follow those of the machines. */
  readonly monitors: readonly CompiledMonitor[];
  readonly events: readonly EventInstance[];
  /** Words of 32 events in a mask. */
  readonly words: number;
  readonly fairClasses: readonly FairClass[];
  readonly assumptions: readonly FairnessAssumption[];
  /** Answers that one choice of an initiator may get, as ids of events. */
  readonly choices: readonly (readonly number[])[];
  /** Event types that some participant permits in no local state of this reading. */
  readonly impossible: readonly string[];
  /** Every clause, interpretation and sentence that the machines consulted. */
  readonly consulted: readonly Setting[];
}
