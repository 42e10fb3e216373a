/**
 * What the text says of each step of a behaviour, derived from the rules of its clauses:
 *
 *   obliged by         obligations in force whose condition holds here
 *   only this left by  clauses in force that forbid another answer, which is possible here
 *   against            clauses that forbid this very step: they are free, had to yield where
 *                      clauses meet, or conduct departs from them
 *   permitted by       sentences in force that leave it open, or except it
 *
 * A clause is so cited only where its condition holds. Conduct is not text: it is named
 * where nothing else is.
 */
import { isAbout, isActive, levelWords, looksAt } from "../compile/rules.ts";
import { type CompiledSystem, type EventInstance, FORBIDDEN } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import type { OwnedRule, Reading } from "../types/index.ts";
import { follow, type Step } from "./follow.ts";
import { eventsThat, initialState, type StateVector } from "./walk.ts";

/** A clause as it is cited, with its level in the reading; `own` is that of a sentence that
 *  the reading brings. */
export interface Cited {
  readonly id: string;
  readonly level: string;
}

/** Each clause once, in the order of the rules. */
export interface Citations {
  readonly obligedBy: readonly Cited[];
  readonly onlyThisLeftBy: readonly Cited[];
  readonly against: readonly Cited[];
  readonly permittedBy: readonly Cited[];
  /** Sentences of the reading that decide what follows. */
  readonly own: readonly Cited[];
  /** Conduct that obliges the step or leaves only it, where nothing above does:
   *  `held-kick=kept`. */
  readonly conduct: readonly string[];
}

/** A clause that a behaviour goes against. */
export interface GoneAgainst extends Cited {
  /** Why that could be: its party is free, it is in force and yields to another clause, or
   *  conduct departs from it. */
  readonly because: "free" | "yields" | "departs";
  /** Numbers of the steps, counted from 1. */
  readonly steps: readonly number[];
  /** Whether the loop puts off for ever what the clause obliges. */
  readonly loop: boolean;
}

/** The citations of a step, whether it is taken or not. */
export function citationsOf(system: CompiledSystem, step: Step): Citations {
  const { instance, before, taken } = step;
  const { reading } = system;
  const rules = rulesAbout(system, instance.type);
  const here: Here = { system, before, rules };
  const active = rules.filter((owned) => isActive(owned, reading));
  const speaking = active.filter((owned) => speakers(here, owned, instance).length > 0);
  const obliging = speaking.filter(({ rule }) => rule.rule === "obliges");
  const siblings = siblingsOf(here, instance);
  const against = taken ? rules.filter((owned) => isGoneAgainst(here, owned, instance)) : [];
  const leaving = active.filter(
    (owned) =>
      against.every(({ id }) => id !== owned.id) &&
      siblings.some((other) => standing(here, owned, other).length > 0),
  );
  const own = ownSentences(here, instance, siblings);
  const found = {
    obligedBy: [...cited(reading, obliging), ...own.obliging],
    onlyThisLeftBy: [...cited(reading, leaving), ...own.leaving],
    against: cited(reading, against),
    permittedBy: cited(
      reading,
      speaking.filter((owned) => permits(here, owned, instance)),
    ),
    own: own.deciding,
  };
  const isText = Object.values(found).some((list) => list.length > 0);
  const conduct = isText ? [] : conductOf([...obliging, ...leaving]);
  return { ...found, conduct };
}

/** The clauses that a behaviour goes against, in the order of its steps. */
export function goneAgainst(system: CompiledSystem, trace: Trace): readonly GoneAgainst[] {
  const { reading } = system;
  const steps = follow(system, trace);
  const found = new Map<string, GoneAgainst>();
  for (const [index, step] of steps.entries()) {
    const here: Here = {
      system,
      before: step.before,
      rules: rulesAbout(system, step.instance.type),
    };
    for (const { id, level } of citationsOf(system, step).against) {
      const { steps: before = [], because } = found.get(id) ?? {};
      found.set(id, {
        id,
        level,
        because: because === "yields" ? because : reasonFor(here, id, step.instance),
        steps: [...before, index + 1],
        loop: false,
      });
    }
  }
  for (const one of cited(reading, putOff(system, trace, steps))) {
    const before = found.get(one.id) ?? { ...one, because: "free", steps: [] };
    found.set(one.id, { ...before, loop: true });
  }
  return [...found.values()];
}

/** Why a clause did not keep an event from happening that it forbids. */
function reasonFor(here: Here, id: string, instance: EventInstance): GoneAgainst["because"] {
  const { reading } = here.system;
  if (!reading.inForce.has(id)) return "free";
  const stands = here.rules
    .filter((owned) => owned.id === id && isActive(owned, reading))
    .some((owned) => standing(here, owned, instance).length > 0);
  return stands ? "yields" : "departs";
}

/** A state, and the rules that are about a type of events. */
interface Here {
  readonly system: CompiledSystem;
  readonly before: StateVector;
  readonly rules: readonly OwnedRule[];
}

const byType = new WeakMap<readonly OwnedRule[], Map<string, readonly OwnedRule[]>>();

function rulesAbout({ declaration }: CompiledSystem, type: string): readonly OwnedRule[] {
  const { rules = [] } = declaration;
  const known = byType.get(rules) ?? new Map<string, readonly OwnedRule[]>();
  byType.set(rules, known);
  const found =
    known.get(type) ?? rules.filter(({ rule }) => rule.events.some((set) => set.type === type));
  known.set(type, found);
  return found;
}

/**
 * The machines in whose local states a rule speaks of an event: those that its condition
 * looks at, where it holds; without a condition, the one that decides.
 */
function speakers(
  { system, before }: Here,
  { rule }: OwnedRule,
  instance: EventInstance,
): readonly number[] {
  const { event, initiator, participants, decider } = instance;
  const { when } = rule;
  if (!isAbout(event, rule)) return [];
  if (when === undefined) return [decider];
  return [initiator, ...participants].filter((index) => {
    const machine = system.machines[index]!;
    return looksAt(when, machine) && when.holds(machine.table.states[before[index]!]!, event);
  });
}

/** The machines in which a prohibition stands, when what excepts from it is taken off: clauses
 *  that do, and conduct that departs from it. */
function standing(
  here: Here,
  owned: OwnedRule,
  instance: EventInstance,
  lifting: readonly OwnedRule["kind"][] = ["clause", "choice"],
): readonly number[] {
  if (owned.rule.rule !== "forbids") return [];
  const all = speakers(here, owned, instance);
  if (all.length === 0) return [];
  const { reading } = here.system;
  const isFree = !isActive(owned, reading);
  const lifted = here.rules
    .filter(
      ({ kind, rule }) =>
        rule.rule === "excepts" && rule.clause === owned.id && lifting.includes(kind),
    )
    // Who goes against nothing but what another sentence excepts goes against no text.
    .filter((other) => isActive(other, reading) || (isFree && isWritten(other, reading)))
    .flatMap((other) => {
      const by = speakers(here, other, instance);
      const elsewhere = other.rule.when?.machine !== owned.rule.when?.machine;
      return by.length > 0 && elsewhere ? all : by;
    });
  return all.filter((machine) => !lifted.includes(machine));
}

/** Whether a rule is of the reading's text, with what its terms mean there, in force or not. */
function isWritten({ kind, id, rule: { term } }: OwnedRule, reading: Reading): boolean {
  if (kind !== "clause" || reading.written?.has(id) === false) return false;
  return term === undefined || term.means.includes(reading.choices[term.id] ?? "");
}

/** Whether a clause forbids an event that happens all the same. */
function isGoneAgainst(here: Here, owned: OwnedRule, instance: EventInstance): boolean {
  const { reading } = here.system;
  const { kind } = owned;
  const isText = isWritten(owned, reading) || (kind === "clause" && isActive(owned, reading));
  return isText && standing(here, owned, instance, ["clause"]).length > 0;
}

/** Whether a rule in force leaves the event open, or lifts a prohibition off it. */
function permits(here: Here, { rule }: OwnedRule, instance: EventInstance): boolean {
  if (rule.rule === "permits") return true;
  if (rule.rule !== "excepts") return false;
  return here.rules.some(
    (other) =>
      other.rule.rule === "forbids" &&
      other.id === rule.clause &&
      isWritten(other, here.system.reading) &&
      speakers(here, other, instance).length > 0,
  );
}

/** The other answers that the event could have got here, whatever forbids them. */
function siblingsOf({ system, before }: Here, instance: EventInstance): readonly EventInstance[] {
  const isPossible = ({ id, initiator, participants }: EventInstance): boolean =>
    [initiator, ...participants].every((index) => {
      const { table, column } = system.machines[index]!;
      const next = table.next[before[index]! * table.events.length + column[id]!]!;
      return next >= 0 || next === FORBIDDEN;
    });
  return (system.choices[instance.choice] ?? [])
    .map((id) => system.events[id]!)
    .filter((other) => other.id !== instance.id && isPossible(other));
}

/** What sentences of the reading's own do to the event, and to its siblings. */
function ownSentences(
  { system, before }: Here,
  instance: EventInstance,
  siblings: readonly EventInstance[],
) {
  const { sentences } = system.reading;
  const decide = (those: readonly EventInstance[]): readonly string[] =>
    those.flatMap(({ id, initiator, participants }) =>
      [initiator, ...participants].flatMap((index) => {
        const { table, column } = system.machines[index]!;
        const by = table.own?.get(before[index]! * table.events.length + column[id]!);
        return by === undefined ? [] : [by];
      }),
    );
  const among = (kinds: readonly string[], ids: readonly string[]): readonly Cited[] =>
    sentences
      .filter(({ id, kind }) => kinds.includes(kind) && ids.includes(id))
      .map(({ id }) => ({ id, level: "own" }));
  const about = sentences.filter(({ event }) => event === instance.type).map(({ id }) => id);
  return {
    obliging: among(["oblige"], about),
    leaving: among(["forbid"], decide(siblings)),
    deciding: among(["permit", "replace"], decide([instance])),
  };
}

function cited(reading: Reading, rules: readonly OwnedRule[]): readonly Cited[] {
  const clauses = rules
    .filter(({ kind }) => kind === "clause")
    .map((owned) => [owned.id, { id: owned.id, level: levelWords(reading, owned) }] as const);
  return [...new Map(clauses).values()];
}

function conductOf(rules: readonly OwnedRule[]): readonly string[] {
  const choices = rules.filter(({ kind }) => kind === "choice");
  return [...new Set(choices.map(({ id, value }) => `${id}=${value}`))];
}

/** Free clauses of the text whose obligation could be met all along the loop, and never is. */
function putOff(
  system: CompiledSystem,
  trace: Trace,
  steps: readonly Step[],
): readonly OwnedRule[] {
  if (trace.loop === null) return [];
  const { reading, declaration } = system;
  const free = (declaration.rules ?? []).filter(
    (owned) =>
      owned.rule.rule === "obliges" && isWritten(owned, reading) && !isActive(owned, reading),
  );
  if (free.length === 0) return [];
  const round = steps.slice(trace.loop);
  const end = steps.at(-1)?.after ?? initialState(system);
  const states = round.length === 0 ? [end] : round.map(({ before }) => before);
  const open = states.map((before) => ({ before, enabled: eventsThat("happen", system, before) }));
  return free.filter((owned) => {
    const classes = open.map(({ before, enabled }) => {
      const here: Here = { system, before, rules: [] };
      return new Set(
        enabled.filter((one) => speakers(here, owned, one).length > 0).map(identityOf),
      );
    });
    const met = round
      .filter(({ instance }) => isAbout(instance.event, owned.rule))
      .map(({ instance }) => identityOf(instance));
    return [...classes[0]!].some(
      (one) => !met.includes(one) && classes.every((other) => other.has(one)),
    );
  });
}

/** What tells the classes of one obligation apart. */
const identityOf = ({ event, declaration }: EventInstance): string =>
  JSON.stringify((declaration.identity ?? []).map((name) => event[name]));
