/** What page and worker say to each other: plain data, and words rather than numbers. */

/** What a user brings: a file of theirs, bundled, that leaves what it exports in `BROUGHT`. */
export interface Brought {
  readonly kind: "reading" | "system";
  /** As the user called it: `./my-system.ts`. */
  readonly name: string;
  readonly code: string;
}

/** What `quiesce explore` puts into the page. */
export interface Opening {
  /** What stands behind `#` where nothing does. */
  readonly address: string;
  readonly own: Brought | null;
  /** Digest of what was brought, in place of the model's; null where nothing was. */
  readonly digest: string | null;
}

/** Everything that an answer depends on, as the command line takes it. */
export interface Question {
  readonly scenario: string;
  /** A base and changes: `v1.4-as-written,-S-16b`. */
  readonly reading: string;
  /** Bounds that differ from the scenario's: `queues=2`; or nothing. */
  readonly scope: string;
}

export interface BookClause {
  readonly id: string;
  readonly party: string;
  readonly level: string;
  readonly place: string;
  readonly says: string;
  readonly provenance: string;
  readonly rules: readonly string[];
  /** Why to free it would change nothing; null where it has rules. */
  readonly bound: string | null;
}

export interface BookChoice {
  readonly id: string;
  readonly party: string;
  readonly question: string;
  readonly choices: readonly { readonly id: string; readonly means: string }[];
}

export interface BookReading {
  readonly name: string;
  readonly says: string;
  readonly inForce: readonly string[];
  readonly choices: Readonly<Record<string, string>>;
  readonly levels: Readonly<Record<string, string>>;
}

export interface BookScenario {
  readonly name: string;
  readonly question: string;
  readonly story: string;
  readonly leavesOut: readonly string[];
  readonly scope: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly reading: string;
    readonly scope: string;
    readonly says: string;
  }[];
}

/** The model, as far as a reader turns its pages. */
export interface Book {
  readonly chapters: readonly { readonly title: string; readonly clauses: readonly BookClause[] }[];
  readonly choices: readonly BookChoice[];
  readonly readings: readonly BookReading[];
  readonly scenarios: readonly BookScenario[];
  readonly disputes: readonly {
    readonly id: string;
    readonly question: string;
    /** The scenario that is asked first. */
    readonly asks: string;
  }[];
  /** Every legal value of every bound. */
  readonly bounds: Readonly<Record<string, readonly string[]>>;
}

/** What one reading answers to one claim. */
export interface Row {
  readonly name: string;
  readonly claim: string;
  readonly verdict: "holds" | "violated" | "contradiction" | "unknown" | "vacuous";
  readonly words: string;
  /** Why it is unknown. */
  readonly why: string | null;
  readonly steps: number | null;
  /** Ids of clauses that the claim rests on. */
  readonly rests: readonly string[];
  /** A behaviour that shows it, as one line; null where there is none. */
  readonly line: string | null;
  /** Whether the behaviour is a witness: the claim is not broken by it. */
  readonly isWitness: boolean;
}

/** Where the text contradicts itself, or says nothing. */
export interface Finding {
  readonly kind: "contradiction" | "silence";
  readonly words: string;
  readonly line: string;
}

export interface Answers {
  readonly rows: readonly Row[];
  readonly findings: readonly Finding[];
  readonly states: string;
  readonly engine: string;
  readonly ms: number;
  readonly bounds: string;
  /** The reading's own name, its changes in their usual form. */
  readonly reading: BookReading;
  readonly text: string;
  readonly assumptions: readonly string[];
  /** Ids of clauses and choices that something here asks for. */
  readonly consulted: readonly string[];
}

/** What is found out after the first answer, by more runs. */
export interface More {
  /** The rows once more, with what the text leaves open. */
  readonly rows: readonly Row[];
  readonly findings: readonly Finding[];
  readonly baselines: Readonly<Record<string, string>>;
  readonly cures: Readonly<Record<string, readonly string[]>>;
  /** How it differs from what is pinned; null where nothing is pinned of it. */
  readonly differences: readonly string[] | null;
}

export interface Citing {
  readonly how: "obliged by" | "only this left by" | "against" | "permitted by" | "own sentence";
  readonly id: string;
  readonly level: string;
}

export interface Step {
  readonly lane: string;
  readonly phrase: string;
  readonly sentence: string;
  readonly event: string;
  readonly receiver: { readonly lane: string; readonly says: string } | null;
  /** One for each column, after the step. */
  readonly values: readonly string[];
  readonly citing: readonly Citing[];
  readonly conduct: readonly string[];
  readonly taken: boolean;
  /** Machines that take part, by their place. */
  readonly parts: readonly number[];
  /** The local state of each machine after the step, by number. */
  readonly locals: readonly number[];
}

export interface Local {
  readonly value: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Machine {
  readonly name: string;
  readonly kind: string;
  readonly actor: string;
  /** Those that the behaviour comes through, by number. */
  readonly locals: Readonly<Record<number, Local>>;
}

export interface Diagram {
  readonly kind: string;
  readonly states: readonly string[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly types: readonly string[];
  }[];
}

export interface Behaviour {
  readonly line: string;
  readonly lanes: readonly string[];
  readonly columns: readonly { readonly head: string; readonly bits: readonly string[] }[];
  /** Of the columns, before the first step. */
  readonly first: readonly string[];
  readonly start: readonly number[];
  readonly machines: readonly Machine[];
  readonly diagrams: readonly Diagram[];
  readonly steps: readonly Step[];
  /** Index of the first step that repeats, `steps.length`: nothing more happens; null: no loop. */
  readonly loop: number | null;
  readonly against: string;
  /** Words of what is not text but named in a step. */
  readonly ended: string;
}

/** A behaviour that cannot happen as its words say. */
export interface NoBehaviour {
  readonly says: string;
  /** How far it goes: the steps that are still possible. */
  readonly line: string;
}

export interface Move {
  readonly phrase: string;
  readonly sentence: string;
  readonly lane: string;
  readonly by: string;
}

export interface Kept {
  readonly phrase: string;
  readonly near: "rules" | "others";
  readonly keepers: readonly string[];
}

/** What can happen after some steps. */
export interface Moves {
  readonly possible: readonly Move[];
  readonly kept: readonly Kept[];
  /** Kinds of events that nobody is about to do. */
  readonly far: number;
  /** Claims that the last step or state breaks. */
  readonly broken: readonly string[];
}

export interface Field {
  readonly name: string;
  readonly address: number;
  readonly bytes: readonly number[];
  /** Before the last step, where it differs. */
  readonly before: readonly number[] | null;
  readonly owner: string;
}

export interface Memory {
  readonly fields: readonly Field[];
  readonly read: readonly string[];
  readonly broken: readonly string[];
  readonly departs: string | null;
}

/** Everything that can be taken out of the page. */
export interface Texts {
  readonly mail: string;
  readonly line: string;
  readonly command: string;
  readonly mermaid: string;
}

export interface Smallest {
  readonly sets: readonly (readonly string[])[];
  readonly among: readonly string[];
  readonly gaveUp: boolean;
}

export interface Bites {
  readonly alone: boolean;
  readonly together: readonly (readonly string[])[];
  readonly shadowedBy: readonly string[];
}

export interface Differing {
  readonly verdicts: readonly {
    readonly name: string;
    readonly before: string;
    readonly after: string;
  }[];
  readonly appears: readonly { readonly what: string; readonly line: string }[];
  readonly goes: readonly { readonly what: string; readonly line: string }[];
  readonly same: number;
}

/** Every call: its arguments, and what comes back. */
export interface Calls {
  book: { args: readonly []; back: Book };
  ask: { args: readonly [Question]; back: Answers };
  more: { args: readonly [Question]; back: More };
  behaviour: { args: readonly [Question, string]; back: Behaviour | NoBehaviour };
  moves: { args: readonly [Question, string]; back: Moves };
  memory: { args: readonly [Question, string]; back: Memory | null };
  texts: { args: readonly [Question, string, string]; back: Texts };
  smallest: { args: readonly [Question, string]; back: Smallest };
  bites: { args: readonly [Question, string]; back: Bites };
  differing: { args: readonly [Question, string]; back: Differing };
}

export type Call = keyof Calls;

export interface Request {
  readonly id: number;
  readonly call: Call;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly back: unknown }
  | { readonly id: number; readonly refused: string }
  | { readonly id: number; readonly progress: string };
