/** Contenders held against each other: by claims, by cost, by what a stop promises; and
 *  what is argued over. */
import type { StepPattern } from "./claims.ts";
import type { ModelEvent, SystemDeclaration, Value } from "./system.ts";
import type { Reading } from "./text.ts";

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
  /** By which a driver reaches its device, and where the text lists what is counted there;
   *  the first is meant where none is named. */
  readonly transports: readonly { readonly name: string; readonly source: string }[];
  /** What a transport lacks for the contender of a head, as a phrase; null where nothing. */
  readonly lacks: (head: string, transport: string) => string | null;
  /** Bounds with a number of queues, and the machines that are counted. */
  readonly scope: (queues: number, transport: string) => S;
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
    transport: string,
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
  /** The scenario that a mail asks; unless told, the first of the answers that 1.4 is asked in. */
  readonly asks?: string;
  /** Rows of the contest that bear on it. */
  readonly rows: readonly string[];
  /** Whether it is about what a stop costs. */
  readonly counts?: boolean;
  /** What the answer leaves open, as a sentence. */
  readonly note?: string;
}

/** Contenders, by their heads, and transports of which a dispute is not asked. */
export interface Unasked {
  /** Separated by blanks: `admin vdpa CCW`. */
  readonly of: string;
  /** Whether it concerns them all the same: then it is a gap. */
  readonly concerned: boolean;
  readonly why: string;
}

/** Of which contenders and transports each dispute is asked. Read from the cases; only what
 *  no case shows is said here. */
export interface Coverage<S> {
  /** The first word of a case's reading -> the head of the contender that it stands for. */
  readonly standsFor: Readonly<Record<string, string>>;
  readonly transports: readonly string[];
  readonly transportOf: (scope: S) => string;
  /** By the id of a dispute, scenarios that are not named after it and ask it too: all of
   *  their cases, or the one that says so. */
  readonly also: Readonly<
    Record<string, readonly { readonly scenario: string; readonly says?: string }[]>
  >;
  readonly unasked: Readonly<Record<string, readonly Unasked[]>>;
}
