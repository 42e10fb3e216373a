/** Verdicts of diagrams joined with behaviours that a search from the start has found. */

import type { PropertyResult, Trace } from "../explore/results.ts";
import type { SymbolicResult } from "../explore/symbolic/results.ts";
import type { Answered } from "./engines.ts";

/**
 * The symbolic answer with a shortest behaviour for everything that is wrong, its
 * own or one that was `seen` breadth-first; null where one is missing.
 */
export function withBehaviours(found: SymbolicResult, seen: Answered | null): Answered | null {
  const properties = found.properties.map((one) => shown(one, seen));
  const silences = found.silences.map((one) =>
    traced(
      one,
      seen?.silences.find((s) => s.type === one.type && s.machine === one.machine),
    ),
  );
  const errors = found.errors.map((one) =>
    traced(
      one,
      seen?.errors.find((e) => e.event === one.event && e.machine === one.machine),
    ),
  );
  const waits = found.waits.map((one) =>
    traced(
      one,
      seen?.waits.find((w) => w.machine === one.machine),
    ),
  );
  if (!isFull(properties) || !isFull(silences) || !isFull(errors) || !isFull(waits)) return null;
  const { states, depth, assumptions, impossible } = found;
  const counted = { states, seen: states, depth, transitions: null, limit: null };
  return {
    ...counted,
    properties,
    silences,
    errors,
    waits: waits as Answered["waits"],
    assumptions,
    impossible,
  };
}

/** Verdicts are the diagrams'; a behaviour may be anybody's who found a shortest one. */
function shown(own: PropertyResult, seen: Answered | null): PropertyResult | null {
  if (own.verdict !== "violated" || own.counterexample !== null) return own;
  if (own.property?.kind === "possible") return own;
  const same = seen?.properties.find(({ name }) => name === own.name);
  if (same === undefined || same.counterexample === null || !same.shortest) return null;
  return { ...own, steps: same.steps, counterexample: same.counterexample };
}

/** What was found, with the behaviour of the same finding where its own is missing. */
function traced<T extends { readonly trace: Trace | null }>(
  own: T,
  seen: { readonly trace: Trace } | undefined,
): (T & { readonly trace: Trace }) | null {
  if (own.trace !== null) return { ...own, trace: own.trace };
  return seen === undefined ? null : { ...own, ...seen };
}

function isFull<T>(list: readonly (T | null)[]): list is readonly T[] {
  return !list.includes(null);
}
