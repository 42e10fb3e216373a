/** What is claimed of a system, and how a claim about steps is written. */
import type { LocalState, MachineDeclaration, ModelEvent } from "./system.ts";

/** True or false in a state; `event` predicates only inside a step. */
export type Predicate =
  | {
      readonly is: "local";
      readonly machine: string;
      readonly test: (s: LocalState) => boolean;
      /** Names of states that it is about; each must exist. */
      readonly states?: readonly string[];
    }
  | {
      readonly is: "relation";
      readonly machines: readonly [string, string];
      readonly test: (left: LocalState, right: LocalState) => boolean;
    }
  | { readonly is: "and"; readonly all: readonly Predicate[] }
  | { readonly is: "or"; readonly any: readonly Predicate[] }
  | { readonly is: "not"; readonly of: Predicate };

/** Which events are meant; with the types that it is about, each of which must exist. */
export type EventTest = ((event: ModelEvent) => boolean) & { readonly types?: readonly string[] };

/** A step that a property forbids, or a possibility asks for. */
export interface StepPattern {
  readonly before?: Predicate;
  /** Which events; absent means any. */
  readonly event?: EventTest;
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
