/** The text that is modelled, and what a reading makes of it. */
import type { Rule } from "./rules.ts";
import type { LocalState, ModelEvent } from "./system.ts";

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
  /** What the sentence does to what can happen. */
  readonly rules?: readonly Rule[];
}

/** An ambiguity of the text, or a freedom of a party: exactly one choice holds. */
export interface Interpretation {
  readonly id: string;
  /** Who is free to choose; cures are sorted by it. */
  readonly party: "text" | "device" | "driver" | "vmm";
  readonly question: string;
  /** Choice -> what it means, and the sentence that would ask for it. */
  readonly choices: Readonly<
    Record<
      string,
      {
        readonly means: string;
        readonly sentence?: string;
        /** The paragraph that the sentence would end, as clauses have it; unless told, the
         *  usual one of who is bound. */
        readonly place?: string;
        /** What of its party's freedom the choice gives up; none for the meaning of a term,
         *  which the rules of clauses refer to. */
        readonly rules?: readonly Rule[];
        /** Clauses that it goes against as a whole, though no rule of it leaves an answer of
         *  theirs out: who chooses it frees them. */
        readonly against?: readonly string[];
      }
    >
  >;
}

/** A local state, by its name and its variables. */
export type LocalIdentity = Pick<LocalState, "value" | "context">;

/** A sentence that a reading brings itself, applied to the compiled tables. */
export type Sentence =
  | {
      readonly kind: "forbid";
      readonly id: string;
      readonly says: string;
      readonly machine: string;
      readonly event: string;
      readonly when: (s: LocalState, event: ModelEvent) => boolean;
    }
  | {
      readonly kind: "permit" | "replace";
      readonly id: string;
      readonly says: string;
      readonly machine: string;
      readonly event: string;
      readonly when: (s: LocalState, event: ModelEvent) => boolean;
      /** The local state that follows: one that the machine has, or one that it `adds`. */
      readonly next: (s: LocalState, event: ModelEvent) => LocalIdentity;
      /** Local states in which the machine is by this sentence alone; none unless told. Their
       *  names are states of the machine, the values of its variables others than it reaches. */
      readonly adds?: readonly LocalIdentity[];
    }
  | { readonly kind: "oblige"; readonly id: string; readonly says: string; readonly event: string };

/** A choice for every clause and for every interpretation. */
export interface Reading {
  readonly name: string;
  readonly says: string;
  /** Clause ids that bind; a clause that is not listed leaves its party free. */
  readonly inForce: ReadonlySet<string>;
  /** Clause ids of its text, in force or free: a step that goes against one of them goes
   *  against the text. Every clause of the model where it is absent. */
  readonly written?: ReadonlySet<string>;
  readonly choices: Readonly<Record<string, string>>;
  /** Clauses whose level is another one here than in the text. */
  readonly levels?: Readonly<Record<string, Level>>;
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
