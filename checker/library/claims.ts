/**
 * What a system of your own may be asked, in words that read aloud:
 *
 *   never(allOf(at("p0", "inside"), at("p1", "inside")))
 *   leadsTo(at("p0", "waiting"), at("p0", "inside"))
 */
import type { LocalState, Predicate, Property, StepPattern } from "../types/index.ts";

/** A local predicate that names a state, so that a misspelt one is refused. */
export type StatePredicate = Extract<Predicate, { is: "local" }> & { readonly state?: string };

/** What is asked, without the name that a system gives it. */
export type Claim = (
  | { readonly kind: "invariant"; readonly holds: Predicate }
  | { readonly kind: "step"; readonly never: StepPattern }
  | { readonly kind: "leadsTo"; readonly from: Predicate; readonly to: Predicate }
  | { readonly kind: "possible"; readonly can: StepPattern }
) & {
  /** The claim as a sentence without a full stop; the property's name unless told. */
  readonly says?: string;
  /** Where this cannot happen the claim is vacuous. Unless told: that anything
   *  happens; for `leadsTo`, that something happens where it begins. */
  readonly witness?: StepPattern;
};

/** Words and witness of a claim, both optional. */
export type Saying = Pick<Claim, "says" | "witness">;

/**
 * A machine is in a state, or in one nested in it: `at("lock", "held")`; or its
 * local state (`value`, `context`, `tags`) passes a test.
 *
 * @example
 * ```ts
 * import { at } from "quiesce";
 *
 * export const isHeld = at("lock", "held");
 * export const isFull = at("queue", ({ context }) => context.length === 4);
 * ```
 */
export function at(machine: string, state: string | ((s: LocalState) => boolean)): StatePredicate {
  if (typeof state === "function") return { is: "local", machine, test: state };
  const test = ({ value }: LocalState): boolean => value === state || value.startsWith(`${state}.`);
  return { is: "local", machine, test, state };
}

/**
 * The local states of two machines stand in a relation.
 *
 * @example
 * ```ts
 * import { always, related } from "quiesce";
 *
 * export const neverAhead = always(
 *   related("reader", "writer", (reader, writer) => {
 *     return Number(reader.context.read) <= Number(writer.context.written);
 *   }),
 * );
 * ```
 */
export function related(
  left: string,
  right: string,
  test: (left: LocalState, right: LocalState) => boolean,
): Predicate {
  return { is: "relation", machines: [left, right], test };
}

/** All of them are true. */
export const allOf = (...all: readonly Predicate[]): Predicate => ({ is: "and", all });

/** One of them is true, or more. */
export const anyOf = (...any: readonly Predicate[]): Predicate => ({ is: "or", any });

/** It is not true. */
export const not = (of: Predicate): Predicate => ({ is: "not", of });

/** True in every reachable state. */
export const always = (holds: Predicate, more: Saying = {}): Claim => ({
  kind: "invariant",
  holds,
  ...more,
});

/**
 * True in no reachable state.
 *
 * @example
 * ```ts
 * import { allOf, at, never } from "quiesce";
 *
 * export const oneIsInside = never(allOf(at("p0", "inside"), at("p1", "inside")));
 * ```
 */
export const never = (bad: Predicate, more: Saying = {}): Claim => always(not(bad), more);

/**
 * No step is like this: a state before, an event, a state after; each optional.
 *
 * @example
 * ```ts
 * import { at, neverStep } from "quiesce";
 *
 * export const staysClosed = neverStep({ before: at("door", "closed"), after: at("door", "open") });
 * ```
 */
export const neverStep = (step: StepPattern, more: Saying = {}): Claim => ({
  kind: "step",
  never: step,
  ...more,
});

/**
 * Whenever the first is true, the second is true then or later, if what is fair goes on.
 *
 * @example
 * ```ts
 * import { at, leadsTo } from "quiesce";
 *
 * export const whoWaitsGetsIn = leadsTo(at("p0", "waiting"), at("p0", "inside"), {
 *   says: "who waits gets in",
 * });
 * ```
 */
export const leadsTo = (from: Predicate, to: Predicate, more: Saying = {}): Claim => ({
  kind: "leadsTo",
  from,
  to,
  ...more,
});

/**
 * Some behaviour has a step like this.
 *
 * @example
 * ```ts
 * import { at, possible } from "quiesce";
 *
 * export const canFill = possible({ after: at("queue", "full") });
 * ```
 */
export const possible = (can: StepPattern, more: Saying = {}): Claim => ({
  kind: "possible",
  can,
  ...more,
});

/** The claim as the checker asks it. */
export function propertyOf(name: string, claim: Claim, restsOn: readonly string[]): Property {
  const { says, witness, ...asked } = claim;
  return {
    ...asked,
    name,
    claim: says ?? inWords(name),
    restsOn,
    witness: witness ?? usualWitness(claim),
    memory: { cannotShow: "a system of one's own has no rings" },
  };
}

function usualWitness(claim: Claim): StepPattern {
  if (claim.kind === "leadsTo") return { before: claim.from };
  return claim.kind === "possible" ? claim.can : {};
}

/** `waiterGetsIn` as `waiter gets in`. */
const inWords = (name: string): string =>
  name.replace(
    /([a-z\d])([A-Z])/g,
    (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`,
  );
