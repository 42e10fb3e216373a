/**
 * Silences: what may come out in more than one way, although the text binds who decides it.
 *
 * The answers to one choice, or the fates of one thing, are open where the clauses in force
 * forbid fewer than all but one of them and none permits them. Conduct may decide what is so
 * left; else it stays open. Where that is depends on local states alone, so each silence is
 * an invariant like any other, which every engine decides with a shortest behaviour.
 */
import { binds } from "../compile/parties.ts";
import { isAbout, isActive } from "../compile/rules.ts";
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import type { OwnedRule, Property } from "../types/index.ts";
import { forbidderName } from "./contradictions.ts";
import { type Fate, isClause, isProhibition, isRule, speaking } from "./fates.ts";
import { findRegions, outside, type Region, type Spoken } from "./regions.ts";

/** Answers to one choice that the clauses leave, and the states in which they do. */
export interface Place {
  /** Ids of events. */
  readonly left: readonly number[];
  readonly siblings: Siblings;
  readonly regions: readonly Region[];
}

/** Something that the text leaves open, wherever it comes up. */
export interface OpenPoint {
  /** Type of the event, or of the first of several. */
  readonly type: string;
  /** What may come out, in words of the model: `effect: acts`, or `device.dropsKick`. */
  readonly answers: readonly string[];
  /** The conduct that decides it: `held-kick=kept`; none where it stays open. */
  readonly decidedBy: readonly string[];
  readonly places: readonly Place[];
  /** An invariant; violated where the point comes up in a reachable state. */
  readonly property: Property;
}

/** `open`: those that conduct does not decide. */
export type Which = "open" | "all";

const permits = isRule("permits");

/** Events of which one comes out. */
export interface Siblings {
  /** Ids of events: the answers to a choice, or the fates of a thing. */
  readonly ids: readonly number[];
  /** Those that come about in the end, although they are put off: fates that are fair. */
  readonly later: ReadonlySet<number>;
}

/** What is open among siblings in states with these fates; null where nothing is. */
function openAmong(
  { ids, later }: Siblings,
  fates: readonly Fate[],
): (Pick<Place, "left"> & Pick<OpenPoint, "decidedBy">) | null {
  const rules = (at: number): readonly OwnedRule[] | null => {
    const fate = fates[at]!;
    const comesLater = later.has(ids[at]!);
    if (fate === "refused") return comesLater ? [] : null;
    return comesLater ? fate.filter((owned) => !isProhibition(owned)) : fate;
  };
  const byClause = (owned: OwnedRule): boolean => isClause(owned) && isProhibition(owned);
  const left = [...ids.keys()].filter((at) => rules(at)?.some(byClause) === false);
  const isNow = left.some((at) => fates[at] !== "refused" && !fates[at]!.some(byClause));
  if (left.length < 2 || !isNow) return null;
  const own = left.flatMap((at) => rules(at)!);
  if (own.some(permits)) return null;
  const isOpen = left.filter((at) => !rules(at)!.some(isProhibition)).length > 1;
  const decidedBy = isOpen ? [] : [...new Set(own.filter(isProhibition).map(forbidderName))].sort();
  return { left: left.map((at) => ids[at]!), decidedBy };
}

/** What local states say may be left open; whether it comes up is an engine's to say. */
export function openPoints(system: CompiledSystem, which: Which): readonly OpenPoint[] {
  const { events, reading } = system;
  if (!reading.textHeld) return [];
  const clauses = clausesInForce(system);
  const { spoken, bound } = spokenOf(system, clauses);
  const points = new Map<string, Omit<OpenPoint, "property" | "places"> & { places: Place[] }>();
  for (const siblings of siblingsOf(system)) {
    const { ids } = siblings;
    const { decider, type } = events[ids[0]!]!;
    if (ids.length < 2 || !bound.has(decider)) continue;
    // Of what no clause speaks anywhere, the text does not mean to say anything.
    if (!ids.some((id) => spoken.has(id))) continue;
    for (const { left, decidedBy, regions } of placesOf(system, siblings, clauses, which)) {
      const answers = answerNames(system, left);
      const key = `${type} ${answers.join(" | ")} ${decidedBy.join(" ")}`;
      const known = points.get(key) ?? { type, answers, decidedBy, places: [] };
      known.places.push({ left, siblings, regions });
      points.set(key, known);
    }
  }
  return [...points].map(([key, point]): OpenPoint => {
    const regions = point.places.flatMap((place) => place.regions);
    const claim = "the clauses in force, or the conduct, say which of these comes out";
    return { ...point, property: outside(system, regions, { name: `open: ${key}`, claim }) };
  });
}

/** Rules of clauses in force that say something of events. */
function clausesInForce({ declaration, reading }: CompiledSystem): readonly OwnedRule[] {
  return (declaration.rules ?? []).filter(
    (owned) => isClause(owned) && !isRule("excepts")(owned) && isActive(owned, reading),
  );
}

/** What the text says something of: events, by their ids, and machines that decide some event
 *  of which a clause binds their party. */
function spokenOf({ machines, events }: CompiledSystem, clauses: readonly OwnedRule[]) {
  const byType = new Map<string, EventInstance[]>();
  for (const one of events) byType.set(one.type, [...(byType.get(one.type) ?? []), one]);
  const spoken = new Set<number>();
  const bound = new Set<number>();
  for (const { party, rule } of clauses) {
    const types = new Set(rule.events.map(({ type }) => type));
    for (const { id, event, decider } of [...types].flatMap((type) => byType.get(type) ?? [])) {
      if (!isAbout(event, rule)) continue;
      spoken.add(id);
      if (binds(party, machines[decider]!.actor)) bound.add(decider);
    }
  }
  return { spoken, bound };
}

function siblingsOf({ choices, events }: CompiledSystem): readonly Siblings[] {
  const fates = new Map<string, number[]>();
  for (const { id, initiator, declaration } of events) {
    if (declaration.fateOf === undefined) continue;
    const thing = `${initiator} ${declaration.fateOf}`;
    fates.set(thing, [...(fates.get(thing) ?? []), id]);
  }
  const isFair = (id: number): boolean => events[id]!.fairClass >= 0;
  const none: ReadonlySet<number> = new Set();
  return [
    ...choices.map((ids) => ({ ids, later: none })),
    ...[...fates.values()].map((ids) => ({ ids, later: new Set(ids.filter(isFair)) })),
  ];
}

/** Where which of the siblings are left, and which conduct decides among them. */
function placesOf(
  system: CompiledSystem,
  siblings: Siblings,
  clauses: readonly OwnedRule[],
  which: Which,
): readonly (Pick<Place, "left" | "regions"> & Pick<OpenPoint, "decidedBy">)[] {
  const { ids, later } = siblings;
  const mayBe = (fate: Fate, at: number): boolean =>
    later.has(ids[at]!) ||
    (fate !== "refused" &&
      !fate.some((owned) => isProhibition(owned) && (which === "open" || isClause(owned))));
  if (which === "open" && !mayBeOpen(system, siblings)) return [];
  const found = findRegions(system, {
    events: ids,
    speaks: permitting(system, clauses),
    canBe: (fates) => fates.filter(mayBe).length > 1,
    answer: (fates) => {
      const open = openAmong(siblings, fates);
      return open && (which === "all" || open.decidedBy.length === 0) ? JSON.stringify(open) : null;
    },
  });
  return found.map(({ answer, regions }) => ({ ...JSON.parse(answer), regions }));
}

/** Whether every machine has a local state that leaves two of them; spares the search where one
 *  has none. */
function mayBeOpen({ machines, events }: CompiledSystem, { ids, later }: Siblings): boolean {
  const { initiator, participants } = events[ids[0]!]!;
  return [initiator, ...participants].every((machine) => {
    const { table, column } = machines[machine]!;
    const width = table.events.length;
    return table.states.some((_, local) => {
      let left = 0;
      for (const id of ids) {
        const at = column[id]!;
        if (at < 0 || later.has(id) || table.next[local * width + at]! >= 0) left++;
      }
      return left > 1;
    });
  });
}

/** The states in which one of these is possible, and no point like this one comes up. */
export function elsewhere(
  system: CompiledSystem,
  { siblings }: Place,
  { decidedBy }: Pick<OpenPoint, "decidedBy">,
  some: readonly number[],
  left: readonly number[],
): readonly Region[] {
  const { ids } = siblings;
  const same = JSON.stringify({ left, decidedBy });
  const isOne = (fate: Fate, at: number): boolean =>
    fate !== "refused" && some.includes(ids[at]!) && !fate.some(isProhibition);
  const found = findRegions(system, {
    events: ids,
    speaks: permitting(system, clausesInForce(system)),
    canBe: (fates) => fates.some(isOne),
    answer: (fates) =>
      fates.some(isOne) && JSON.stringify(openAmong(siblings, fates)) !== same ? "elsewhere" : null,
  });
  return found.flatMap(({ regions }) => regions);
}

/**
 * The clauses that speak of an event in a local state and leave open what comes out: by a
 * permission, or by a prohibition that an exception or another clause lifts there.
 */
function permitting(system: CompiledSystem, clauses: readonly OwnedRule[]): Spoken {
  const speaks = speaking(
    system,
    clauses.filter((owned) => permits(owned) || isProhibition(owned)).map(asPermission),
  );
  const of = (machine: number, local: number, id: number): readonly OwnedRule[] => {
    const { table, column } = system.machines[machine]!;
    const at = column[id]!;
    const isTaken = at < 0 || table.next[local * table.events.length + at]! >= 0;
    return isTaken ? speaks(machine, local, id) : [];
  };
  return { of, about: "what is left open" };
}

const permissions = new WeakMap<OwnedRule, OwnedRule>();

function asPermission(owned: OwnedRule): OwnedRule {
  const { events, when } = owned.rule;
  const found = permissions.get(owned) ?? {
    ...owned,
    rule: { rule: "permits", events, ...(when === undefined ? {} : { when }) },
  };
  permissions.set(owned, found);
  return found;
}

/** What tells the events apart: their types, or the answers in which they differ. */
export function answerNames({ events }: CompiledSystem, ids: readonly number[]): readonly string[] {
  const all = ids.map((id) => events[id]!);
  if (new Set(all.map(({ type }) => type)).size > 1) return all.map(({ type }) => type);
  const differing = (all[0]!.declaration.answers ?? []).filter(
    (name) => new Set(all.map(({ event }) => event[name])).size > 1,
  );
  return all.map(({ event }) =>
    differing.map((name) => `${name}: ${event[name] === "" ? "none" : event[name]}`).join(", "),
  );
}
