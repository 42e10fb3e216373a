/** What a sentence of the text, or the conduct of a party, does to what can happen. */
import type { LocalState, ModelEvent, Value } from "./system.ts";

/** Events of one type, all of them or those with these values of their parameters. */
export interface EventSet {
  readonly type: string;
  readonly with?: Readonly<Record<string, Value | readonly Value[]>>;
}

/** When a rule applies: what one participant is in, and what the event says. */
export interface Condition {
  /** The participant that is looked at, by its kind or its name; of a kind that has one
   *  machine for each virtqueue, the one that takes part, and any where several do. */
  readonly machine: string;
  /** The condition as a phrase: `while the device is suspended`. */
  readonly words: string;
  readonly holds: (state: LocalState, event: ModelEvent) => boolean;
  /** Names of states that the condition is about; each must exist. */
  readonly states?: readonly string[];
}

interface RuleBase {
  readonly events: readonly EventSet[];
  /** Absent: always. */
  readonly when?: Condition;
  /** The bounds in which the rule exists: a transport, a feature. Absent: in all. */
  readonly where?: { readonly words: string; readonly holds: (scope: never) => boolean };
  /** The meaning that a reading must give to a term of the text, for the rule to apply. */
  readonly term?: { readonly id: string; readonly means: readonly string[] };
}

/** One rule of a clause or of a conduct. */
export type Rule =
  /** None of these events, while the condition holds. */
  | (RuleBase & { readonly rule: "forbids" })
  /** One of these events is not put off for ever, while the condition holds. */
  | (RuleBase & { readonly rule: "obliges" })
  /** The prohibition of another clause does not reach these events here. */
  | (RuleBase & { readonly rule: "excepts"; readonly clause: string })
  /** The text speaks of these events, and leaves open which of them. */
  | (RuleBase & { readonly rule: "permits" })
  /** The sentence asks nothing of a machine: who holds it instead, or why it is left out. */
  | { readonly rule: "none"; readonly reason: string };

/** A rule that does something. */
export type ActiveRule = Exclude<Rule, { readonly rule: "none" }>;

/** A rule, and whose it is: a clause's while it is in force, a choice's while it is made. */
export interface OwnedRule {
  readonly kind: "clause" | "choice";
  readonly id: string;
  /** `in` for a clause, else the choice. */
  readonly value: string;
  /** Whom it binds. */
  readonly party: string;
  readonly level: string;
  /** Clauses that the choice cannot be made beside: each is to be free. */
  readonly against?: readonly string[];
  readonly rule: ActiveRule;
}
