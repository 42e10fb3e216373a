/**
 * Obligations that other clauses keep from being met.
 *
 * A clause obliges one of some events, and while one of them could happen, clauses forbid it. Where
 * a fair behaviour stays there for ever, the obligation is never met. If it could have been
 * met since it arose, the text demands an order that it does not write down: first this, then
 * what makes the other clause apply. If it never could, one clause demands what another forbids.
 */
import { forbiddersOf } from "../compile/forbidders.ts";
import { isActive } from "../compile/rules.ts";
import type { CompiledSystem, FairClass } from "../compile/system.ts";
import type { OwnedRule, Property } from "../types/index.ts";
import { forbidderName } from "./contradictions.ts";
import { type Fate, fateAt, isClause, isProhibition, isRule, speaking } from "./fates.ts";
import { findRegions, inRegions, isWithin, type Region } from "./regions.ts";
import type { PropertyResult, Trace } from "./results.ts";
import { run, traceEvents } from "./run.ts";

/** An obligation, and the states in which clauses forbid to meet it. */
export interface Withheld {
  readonly fair: FairClass;
  readonly obligedBy: string;
  /** Where the obligation arises: its condition holds, and what it obliges could happen. */
  readonly arises: readonly Region[];
  /** Where all that could happen of it is forbidden, and by whom. */
  readonly forbidden: readonly { readonly by: readonly string[]; readonly region: Region }[];
  /** Each violated by a fair behaviour along which it is never met. */
  readonly properties: readonly Property[];
}

/** An obligation that is not met for ever, because clauses forbid to meet it. */
export interface Unmet {
  /** `driver.kicks {q: 0}`. */
  readonly what: string;
  readonly obligedBy: string;
  readonly forbiddenBy: readonly string[];
  /** Events before the first state from which it could have been met; null where it never could. */
  readonly couldAfter: number | null;
  readonly trace: Trace;
}

const isDemand = (owned: OwnedRule): boolean => isClause(owned) && owned.level !== "desc";
const isPossible = (fate: Fate): fate is readonly OwnedRule[] => fate !== "refused";

/** The obligations of clauses in force that other clauses may keep from being met. */
export function withheld(system: CompiledSystem): readonly Withheld[] {
  return system.fairClasses.flatMap((fair): Withheld[] => {
    if (!("clause" in fair.because)) return [];
    const obligedBy = fair.because.clause;
    const found = findRegions(system, {
      events: fair.events,
      speaks: obliging(system, obligedBy),
      canBe: (fates) => fates.some(isPossible),
      answer: (fates) => answer(fates.filter(isPossible)),
    });
    const all = found.flatMap(({ answer, regions }) =>
      regions.map((region) => ({ ...(JSON.parse(answer) as Answer), region })),
    );
    const forbidden = all.filter(({ by }) => by.length > 0);
    const arises = all.filter(({ isObliged }) => isObliged).map(({ region }) => region);
    if (forbidden.length === 0 || arises.length === 0) return [];
    const properties = claims(system, `${fair.name} ${obligedBy}`, all);
    return [{ fair, obligedBy, arises, forbidden, properties }];
  });
}

/** What can come of the events of an obligation, where one of them could happen. */
interface Answer {
  /** The clauses that forbid all that could happen; none where something is not forbidden. */
  readonly by: readonly string[];
  readonly isObliged: boolean;
}

function answer(possible: readonly (readonly OwnedRule[])[]): string | null {
  if (possible.length === 0) return null;
  const isObliged = possible.some((rules) => rules.some(isRule("obliges")));
  const byClauses = possible.map((rules) =>
    rules.filter((one) => isDemand(one) && isProhibition(one)),
  );
  const isForbidden = byClauses.every((rules) => rules.length > 0);
  const by = isForbidden ? [...new Set(byClauses.flat().map(forbidderName))].sort() : [];
  return JSON.stringify({ by, isObliged } satisfies Answer);
}

/** The rules in force of a clause that oblige an event in a local state. */
function obliging(system: CompiledSystem, clause: string) {
  const { declaration, reading } = system;
  const own = (declaration.rules ?? []).filter(
    (owned) => isClause(owned) && owned.id === clause && isRule("obliges")(owned),
  );
  return speaking(
    system,
    own.filter((owned) => isActive(owned, reading)),
  );
}

function claims(
  system: CompiledSystem,
  what: string,
  all: readonly (Answer & { readonly region: Region })[],
): readonly Property[] {
  const where = (some: typeof all) =>
    inRegions(
      system,
      some.map(({ region }) => region),
    );
  const claim = (name: string, from: typeof all, stays: typeof all): Property => ({
    name: `${name}: ${what}`,
    claim: "what a clause obliges is not forbidden for ever",
    restsOn: [],
    kind: "leadsTo",
    from: where(from),
    to: { is: "not", of: where(stays) },
    witness: {},
    memory: { cannotShow: "memory does not say what the text forbids" },
  });
  const obliged = all.filter(({ isObliged }) => isObliged);
  const forbidden = all.filter(({ by }) => by.length > 0);
  const both = obliged.filter(({ by }) => by.length > 0);
  return [
    claim("not met", obliged, all),
    ...(both.length === 0 ? [] : [claim("never to be met", both, forbidden)]),
  ];
}

/** What an engine found of them, the answers in the order of their properties. */
export function unmetOf(
  system: CompiledSystem,
  asked: readonly Withheld[],
  results: readonly PropertyResult[],
): readonly Unmet[] {
  let at = 0;
  return asked.flatMap((one) => {
    const own = one.properties.map(() => results[at++]!);
    const found = own.flatMap(({ counterexample }) =>
      counterexample === null ? [] : (unmet(system, one, counterexample) ?? []),
    );
    // One of each kind: both claims may be violated by the same behaviour.
    return found.filter(
      (some, index) =>
        found.findIndex((other) => (other.couldAfter === null) === (some.couldAfter === null)) ===
        index,
    );
  });
}

/** Null where nothing on the behaviour's loop forbids it: then it is only put off. */
function unmet(system: CompiledSystem, one: Withheld, trace: Trace): Unmet | null {
  const { states } = run(system, traceEvents(system, trace));
  const forbidders = forbiddersOf(system);
  const loop = states.slice(trace.loop ?? states.length - 1);
  const by = one.forbidden.filter(({ region }) => loop.some((state) => isWithin(region, state)));
  if (by.length === 0) return null;
  const fates = states.map((state) =>
    one.fair.events.map((id) => fateAt(system, forbidders, state, id)),
  );
  let since = states.length - 1;
  while (since > 0 && fates[since - 1]!.some(isPossible)) since--;
  const arose = states.findIndex(
    (state, at) => at >= since && one.arises.some((region) => isWithin(region, state)),
  );
  if (arose < 0) return null;
  const could = fates.findIndex(
    (some, at) => at >= arose && some.some((fate) => fate.length === 0),
  );
  return {
    what: one.fair.name,
    obligedBy: one.obligedBy,
    forbiddenBy: [...new Set(by.flatMap((some) => some.by))].sort(),
    couldAfter: could < 0 ? null : could,
    trace,
  };
}
