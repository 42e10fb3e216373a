/**
 * Obligations that are not met for ever, because other clauses forbid to meet them.
 *
 * If an obligation could at no moment since it arose be met, one clause demands what another
 * forbids: a contradiction, unless the first only describes. If it could, the text demands an
 * order that it does not write down: first this, then what makes the other clause apply.
 *
 * Both are claims that every engine decides. What could be met before has to be remembered,
 * and a monitor costs a search of its own; so another claim comes first, without a monitor,
 * which is violated wherever one of the two is, and seldom is.
 */
import { createMachine } from "xstate";
import { localName } from "../compile/local.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { LocalState, MachineDeclaration, Predicate, Property } from "../types/index.ts";
import { forbidderName } from "./contradictions.ts";
import { inRegions } from "./regions.ts";
import type { Forbidder, PropertyResult, Trace, Unmet } from "./results.ts";
import { run, traceEvents } from "./run.ts";
import {
  isForbidden,
  isWithheld,
  type Possible,
  placeIn,
  type Withheld,
  withheld,
} from "./withheld.ts";

/** `contradictions`: what is demanded and could at no moment since it arose be met. `all`: also
 *  what could have been met before, and what a sentence only describes. */
export type Wanted = "none" | "contradictions" | "all";

type Kind = "never met" | "met too late";

/** Each violated where an obligation that is forbidden as it is stays forbidden for ever. */
export function maybeUnmet(system: CompiledSystem, wanted: Wanted): readonly Property[] {
  const from = wanted === "all" ? isForbidden : isWithheld;
  return askedOf(system, wanted).map((one) =>
    claim(`never again met: ${nameOf(one)}`, where(system, one, from), freeFrom(system, one)),
  );
}

type Ask = (properties: readonly Property[]) => Promise<readonly PropertyResult[]>;

/** What is unmet, nearest first, and an answer that a limit kept from being given. */
export interface FoundUnmet {
  readonly unmet: readonly Unmet[];
  readonly unknown: PropertyResult | null;
}

/**
 * @param results the engine's answers to `maybeUnmet`
 * @param ask answers further claims
 */
export async function unmetOf(
  system: CompiledSystem,
  wanted: Wanted,
  results: readonly PropertyResult[],
  ask: Ask,
): Promise<FoundUnmet> {
  const isOpen = ({ verdict }: PropertyResult): boolean => verdict === "unknown";
  const kinds: readonly Kind[] = wanted === "all" ? ["never met", "met too late"] : ["never met"];
  const shown: Unmet[] = [];
  const asked: { readonly one: Withheld; readonly property: Property }[] = [];
  for (const [at, one] of askedOf(system, wanted).entries()) {
    const { counterexample, steps } = results[at]!;
    if (counterexample === null) continue;
    const unmet = unmetIn(system, one, counterexample);
    for (const kind of kinds) {
      // It is the nearest of its kind too: each of them violates what was asked here.
      if (unmet !== null && kindOf(unmet) === kind) shown.push({ ...unmet, steps: steps! });
      else asked.push({ one, property: exactly(system, one, kind) });
    }
  }
  const answers = asked.length === 0 ? [] : await ask(asked.map(({ property }) => property));
  const others = answers.flatMap(({ counterexample, steps }, at): Unmet[] => {
    if (counterexample === null) return [];
    return [{ ...unmetIn(system, asked[at]!.one, counterexample)!, steps: steps! }];
  });
  const unknown = results.find(isOpen) ?? answers.find(isOpen) ?? null;
  return { unmet: [...shown, ...others].sort((a, b) => a.steps - b.steps), unknown };
}

const kindOf = ({ couldAfter }: Pick<Unmet, "couldAfter">): Kind =>
  couldAfter === null ? "never met" : "met too late";

/** Whether what is unmet contradicts what forbids it. */
export const isContradiction = ({ obligedBy, couldAfter }: Omit<Unmet, "steps">): boolean =>
  couldAfter === null && obligedBy.level !== "desc";

/** Whether a behaviour leaves something unmet for ever that contradicts what forbids it. */
export function showsContradiction(system: CompiledSystem, trace: Trace): boolean {
  return askedOf(system, "contradictions").some((one) => {
    const unmet = unmetIn(system, one, trace);
    return unmet !== null && isContradiction(unmet);
  });
}

function askedOf(system: CompiledSystem, wanted: Wanted): readonly Withheld[] {
  if (wanted === "none") return [];
  return withheld(system).filter(
    ({ obligedBy, places }) =>
      wanted === "all" || (obligedBy.level !== "desc" && places.some(isWithheld)),
  );
}

const nameOf = ({ fair, obligedBy }: Withheld): string =>
  `${fair.name} ${forbidderName(obligedBy)}`;

function where(
  system: CompiledSystem,
  { places }: Withheld,
  is: (place: Possible) => boolean,
): Predicate {
  return inRegions(
    system,
    places.filter(is).map(({ region }) => region),
  );
}

/** Where nothing forbids what is obliged, or none of it could happen. */
const freeFrom = (system: CompiledSystem, one: Withheld): Predicate => ({
  is: "not",
  of: where(system, one, isForbidden),
});

function claim(name: string, from: Predicate, to: Predicate) {
  return {
    name,
    claim: "what a clause obliges is not forbidden for ever",
    restsOn: [],
    kind: "leadsTo",
    from,
    to,
    witness: {},
    memory: { cannotShow: "memory does not say what the text forbids" },
  } as const satisfies Property;
}

/** The claim of one kind, with what the past has to say. */
function exactly(system: CompiledSystem, one: Withheld, kind: Kind): Property {
  const monitor = couldBeMet(system, one);
  const could: Predicate = {
    is: "local",
    machine: monitor.name,
    test: ({ value }) => value === "couldBeMet",
  };
  const all: readonly Predicate[] =
    kind === "never met"
      ? [where(system, one, isWithheld), { is: "not", of: could }]
      : [where(system, one, isForbidden), could];
  const name = `${kind}: ${nameOf(one)}`;
  return { ...claim(name, { is: "and", all }, freeFrom(system, one)), monitor };
}

/** What is so of an obligation where one of its events could happen. */
type Here = Pick<Possible, "isObliged"> & { readonly isFree: boolean };

/** Remembers whether an obligation that has arisen could be met at some moment since. */
function couldBeMet(system: CompiledSystem, one: Withheld): MachineDeclaration {
  const parts = partsOf(system, one);
  const known = new Map<string, Here | null>();
  const here = (values: Readonly<Record<string, unknown>>): Here | null => {
    const classes = parts.map(({ machine }) => Number(values[`in ${machine}`]));
    const key = classes.join();
    if (!known.has(key)) known.set(key, byClasses(one, parts, classes));
    return known.get(key) ?? null;
  };
  type Guard = { readonly event: Readonly<Record<string, unknown>> };
  const isOver = ({ event }: Guard): boolean => here(event) === null;
  const isFree = ({ event }: Guard): boolean => here(event)?.isFree === true;
  const arises = ({ event }: Guard): boolean => here(event)?.isObliged === true;
  const types = Object.keys(system.declaration.events);
  const onEach = (transitions: readonly object[]) =>
    Object.fromEntries(types.map((type) => [type, transitions]));
  const over = { guard: isOver, target: "notOwed" };
  const arisesFree = (step: Guard): boolean => arises(step) && isFree(step);
  const arisesForbidden = (step: Guard): boolean => arises(step) && !isFree(step);
  return {
    name: "couldBeMet",
    kind: "couldBeMet",
    actor: "property",
    monitor: true,
    // Guards close over what is obliged where, which the regions say.
    key: JSON.stringify([nameOf(one), one.places, parts.map(({ classOf }) => [...classOf])]),
    observes: Object.fromEntries(
      parts.map(({ machine, classOf }) => [
        `in ${machine}`,
        { machine, project: (state: LocalState) => classOf.get(localName(state)) ?? 0 },
      ]),
    ),
    build: () =>
      createMachine({
        initial: "notOwed",
        states: {
          notOwed: {
            on: onEach([
              { guard: arisesFree, target: "couldBeMet" },
              { guard: arisesForbidden, target: "forbidden" },
            ]),
          },
          forbidden: { on: onEach([over, { guard: isFree, target: "couldBeMet" }]) },
          couldBeMet: { on: onEach([over]) },
        },
      }),
  };
}

/** A machine on which it depends, and which of its local states make no difference. */
interface Part {
  readonly machine: string;
  /** By name of a local state; 0 where no region names it. */
  readonly classOf: ReadonlyMap<string, number>;
  /** For each class the regions that it is in. */
  readonly regions: readonly ReadonlySet<number>[];
}

function partsOf({ machines }: CompiledSystem, { places }: Withheld): readonly Part[] {
  const indices = new Set(places.flatMap(({ region }) => region.map(({ machine }) => machine)));
  return [...indices]
    .sort((a, b) => a - b)
    .map((index) => {
      const { name, table } = machines[index]!;
      const within = table.states.map((_, local) =>
        places.flatMap(({ region }, at) => {
          const own = region.find(({ machine }) => machine === index);
          return own === undefined || own.locals.includes(local) ? [at] : [];
        }),
      );
      const keys = [...new Set(within.map((some) => some.join()))];
      const classOf = table.states.map(
        (state, local) => [localName(state), keys.indexOf(within[local]!.join())] as const,
      );
      const regions = keys.map((key) => new Set(key === "" ? [] : key.split(",").map(Number)));
      return { machine: name, classOf: new Map(classOf), regions };
    });
}

function byClasses(
  { places }: Withheld,
  parts: readonly Part[],
  classes: readonly number[],
): Here | null {
  const at = places.findIndex((_, place) =>
    parts.every(({ regions }, part) => regions[classes[part]!]!.has(place)),
  );
  const place = places[at];
  return place === undefined ? null : { isObliged: place.isObliged, isFree: !isForbidden(place) };
}

/** Null where the behaviour's loop leaves nothing of the obligation forbidden for ever. */
function unmetIn(system: CompiledSystem, one: Withheld, trace: Trace): Omit<Unmet, "steps"> | null {
  const { states } = run(system, traceEvents(system, trace));
  const places = states.map((state) => placeIn(one, state));
  const loop = places.slice(trace.loop ?? places.length - 1);
  if (!loop.every((place) => place !== null && isForbidden(place))) return null;
  let since = places.length - 1;
  while (since > 0 && places[since - 1] !== null) since--;
  const arose = places.findIndex((place, at) => at >= since && place?.isObliged === true);
  if (arose < 0) return null;
  const could = places.findIndex(
    (place, at) => at >= arose && place !== null && !isForbidden(place),
  );
  const forbiddenBy = new Map<string, Forbidder>(
    loop.flatMap((place) => (place?.by ?? []).map((by) => [forbidderName(by), by] as const)),
  );
  return {
    what: one.fair.name,
    obligedBy: one.obligedBy,
    forbiddenBy: [...forbiddenBy].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, by]) => by),
    couldAfter: could < 0 ? null : could,
    trace,
  };
}
