/**
 * Contradictions: what a party may decide, and to which the clauses in force leave no
 * answer.
 *
 * A choice of an initiator has answers. One is possible where every machine that takes
 * part takes it, or is kept from it by rules alone. The initiator may decide the choice
 * where a possible answer is not forbidden to its own party. Where every possible answer
 * is forbidden by clauses, they contradict each other; where it takes conduct as well,
 * it is the reading that leaves no answer, not the text.
 *
 * That depends on local states alone, so each contradiction is an invariant like any
 * other, which every engine decides with a shortest behaviour.
 */
import { forbiddersOf } from "../compile/forbidders.ts";
import { binds } from "../compile/parties.ts";
import { levelWords } from "../compile/rules.ts";
import { type CompiledSystem, FORBIDDEN } from "../compile/system.ts";
import type { OwnedRule, Property } from "../types/index.ts";
import { type Fate, fateAt, isClause } from "./fates.ts";
import { findRegions, type Later, outside, type Region } from "./regions.ts";
import type { Forbidder, Side } from "./results.ts";

/** Where every answer is forbidden, and whether clauses are enough for that. */
export interface NoAnswer {
  /** Of the choice at issue. */
  readonly type: string;
  readonly because: "clauses" | "conduct";
  readonly sides: readonly Side[];
}

/** The same sides in all states of the regions. */
interface Group extends NoAnswer {
  readonly property: Property;
}

const known = new WeakMap<CompiledSystem["machines"], readonly Group[]>();

/** Everything that may have no answer, as far as local states say; each with an invariant
 *  that is false where it has none. */
export function withoutAnswer(system: CompiledSystem): readonly Group[] {
  const before = known.get(system.machines);
  if (before !== undefined) return before;
  const ever = everForbidden(system);
  const groups = new Map<string, NoAnswer & { regions: Region[] }>();
  for (const choice of system.choices) {
    if (!choice.some((id) => ever.has(id))) continue;
    const rules = rulesFor(system, choice);
    const { type } = system.events[choice[0]!]!;
    for (const { answer, fates, regions } of findRegions(system, { events: choice, ...rules })) {
      const key = `${type} ${answer}`;
      const group = groups.get(key);
      if (group !== undefined) group.regions.push(...regions);
      else groups.set(key, { ...noAnswer(system, choice, fates)!, regions: [...regions] });
    }
  }
  const found = [...groups].map(([key, { regions, ...rest }]): Group => {
    const name = `no answer: ${key}`;
    const claim = "the clauses in force leave an answer to what a party may decide";
    return { ...rest, property: outside(system, regions, { name, claim }) };
  });
  known.set(system.machines, found);
  return found;
}

/** What has no answer in one state, by looking at each choice. */
export function withoutAnswerIn(system: CompiledSystem, state: ArrayLike<number>): NoAnswer[] {
  const forbidders = forbiddersOf(system);
  const fateOf = (id: number): Fate => fateAt(system, forbidders, state, id);
  return system.choices.flatMap((choice) => noAnswer(system, choice, choice.map(fateOf)) ?? []);
}

/** Whether two states, or a state and a group, have the same thing without an answer. */
export function isSame(one: NoAnswer, other: NoAnswer): boolean {
  return one.type === other.type && sidesKey(one) === sidesKey(other);
}

function noAnswer(
  system: CompiledSystem,
  choice: readonly number[],
  fates: readonly Fate[],
): NoAnswer | null {
  const { type } = system.events[choice[0]!]!;
  const because = whyNone(fates, whoseItIs(system, choice));
  if (because === null) return null;
  const sides = choice.flatMap((answer, at): Side[] => {
    const fate = fates[at]!;
    if (!isPossible(fate)) return [];
    const counted = because === "conduct" ? fate : fate.filter(isClause);
    return [{ answer, by: ownersOf(system, counted) }];
  });
  return { type, because, sides };
}

/** The actor that decides whether the choice comes up: the initiator's, or of a thing that
 *  carries what another one decides, that one's. */
function whoseItIs({ machines, events }: CompiledSystem, choice: readonly number[]): string {
  const { initiator, decider, declaration } = events[choice[0]!]!;
  const isAnswered = (declaration.answers ?? []).length > 0;
  return machines[isAnswered ? initiator : decider]!.actor;
}

const isConduct = ({ kind }: OwnedRule): boolean => kind === "choice";
/** An answer that is physically there: no machine refuses it, no description rules it out. */
const isPossible = (fate: Fate): fate is readonly OwnedRule[] =>
  fate !== "refused" && !fate.some((owned) => isClause(owned) && owned.level === "desc");

/** Why no answer is left to what an actor may decide; null where one is, or it may not. */
function whyNone(fates: readonly Fate[], actor: string): NoAnswer["because"] | null {
  const possible = fates.filter(isPossible);
  if (possible.some((by) => by.length === 0)) return null;
  if (possible.every((by) => by.some(({ party }) => binds(party, actor)))) return null;
  // What one rule keeps from happening at all contradicts nothing: somebody waits.
  if (possible[0]?.some((rule) => possible.every((by) => by.includes(rule)))) return null;
  if (possible.every((by) => by.some(isClause))) return possible.length > 0 ? "clauses" : null;
  return possible.flat().some(isConduct) ? "conduct" : null;
}

/** What is asked of the answers of a choice. */
function rulesFor(system: CompiledSystem, choice: readonly number[]) {
  const actor = whoseItIs(system, choice);
  const isOwn = (by: readonly OwnedRule[]) => by.some(({ party }) => binds(party, actor));
  return {
    canBe: (fates: readonly Fate[], later: readonly Later[]): boolean =>
      fates.some((fate) => fate !== "refused" && !isOwn(fate)) &&
      fates.every(
        (fate, at) =>
          fate === "refused" ||
          fate.length > 0 ||
          later[at]!.mayRefuse ||
          later[at]!.mayForbid.length > 0,
      ),
    answer: (fates: readonly Fate[]): string | null => {
      const found = noAnswer(system, choice, fates);
      return found && `${found.because} ${sidesKey(found)}`;
    },
  };
}

/** Answers that the same forbid are one side, whatever their parameters. */
function sidesKey({ sides }: NoAnswer): string {
  const names = sides.map(({ by }) => by.map(forbidderName).join(" "));
  return [...new Set(names)].sort().join(" | ");
}

/** `B26a`, or `held-kick=kept`. */
export function forbidderName({ kind, id, value }: Forbidder): string {
  return kind === "clause" ? id : `${id}=${value}`;
}

/** Each clause or choice once, by name. */
export function ownersOf({ reading }: CompiledSystem, rules: readonly OwnedRule[]): Forbidder[] {
  const owners = rules.map((owned): [string, Forbidder] => {
    const { rule: _, ...owner } = owned;
    return [forbidderName(owner), { ...owner, level: levelWords(reading, owned) }];
  });
  return [...new Map(owners)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, owner]) => owner);
}

/** Events that rules forbid to some machine in some local state; those of wanted owners. */
export function everForbidden(
  system: CompiledSystem,
  isWanted: (owned: OwnedRule) => boolean = () => true,
): ReadonlySet<number> {
  const { machines, events } = system;
  const forbidders = forbiddersOf(system);
  const isForbidden = (id: number): boolean =>
    machines.some(({ index, table, column }) => {
      const at = column[id]!;
      if (at < 0) return false;
      const width = table.events.length;
      return table.states.some(
        (_, local) =>
          table.next[local * width + at] === FORBIDDEN &&
          forbidders(index, local, id).some(isWanted),
      );
    });
  return new Set(events.flatMap(({ id }) => (isForbidden(id) ? [id] : [])));
}
