/**
 * Contradictions: what a party may decide, and to which the clauses in force leave no
 * answer.
 *
 * A choice of an initiator has answers. One is possible where every machine that takes
 * part takes it, or is kept from it by rules alone. The initiator may decide the choice
 * where a possible answer is not forbidden to its own party, and it has to wait where a
 * machine that may block is kept from all of them. Otherwise, where every possible answer
 * is forbidden by clauses, they contradict each other; where it takes conduct as well,
 * it is the reading that leaves no answer, not the text.
 *
 * That depends on local states alone, so each contradiction is an invariant like any
 * other, which every engine decides with a shortest behaviour.
 */
import { binds } from "../compile/parties.ts";
import { levelIn } from "../compile/rules.ts";
import { type CompiledSystem, FORBIDDEN } from "../compile/system.ts";
import type { Property } from "../types.ts";
import {
  type Fate,
  fateIn,
  findRegions,
  inRegions,
  type Later,
  type Prohibition,
  type Region,
} from "./regions.ts";
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
    return { ...rest, property: propertyOf(system, key, regions) };
  });
  known.set(system.machines, found);
  return found;
}

/** What has no answer in one state, by looking at each choice. */
export function withoutAnswerIn(system: CompiledSystem, state: ArrayLike<number>): NoAnswer[] {
  return system.choices.flatMap((choice) => {
    const fates = choice.map((id) => fateIn(system, state, id));
    return noAnswer(system, choice, fates) ?? [];
  });
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
  const { initiator, type } = system.events[choice[0]!]!;
  const because = whyNone(fates, system.machines[initiator]!.actor);
  if (because === null) return null;
  const sides = choice.flatMap((answer, at): Side[] => {
    const fate = fates[at]!;
    if (fate === "refused") return [];
    const counted = because === "conduct" ? fate : fate.filter(isClause);
    return [{ answer, by: ownersOf(system, counted) }];
  });
  return { type, because, sides };
}

const isClause = ({ rule }: Prohibition): boolean => rule.kind === "clause";
const isFor = (actor: string, by: readonly Prohibition[]): boolean =>
  by.some(({ rule }) => binds(rule.party, actor));

/** Why no answer is left to what an actor may decide; null where one is, it may not decide
 *  it, or it has to wait. */
function whyNone(fates: readonly Fate[], actor: string): NoAnswer["because"] | null {
  const possible = fates.filter((fate) => fate !== "refused");
  if (possible.some((by) => by.length === 0)) return null;
  if (possible.every((by) => isFor(actor, by)) || waits(possible)) return null;
  return possible.every((by) => by.some(isClause)) ? "clauses" : "conduct";
}

/** Whether a machine with the right to block is kept from every possible answer. */
function waits([first = [], ...others]: readonly (readonly Prohibition[])[]): boolean {
  return first.some(
    ({ mayBlock, machine }) =>
      mayBlock && others.every((by) => by.some((one) => one.mayBlock && one.machine === machine)),
  );
}

/** What is asked of the answers of a choice. */
function rulesFor(system: CompiledSystem, choice: readonly number[]) {
  const { actor } = system.machines[system.events[choice[0]!]!.initiator]!;
  return {
    canBe: (fates: readonly Fate[], later: readonly Later[]): boolean =>
      fates.some((fate) => fate !== "refused" && !isFor(actor, fate)) &&
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
function ownersOf({ reading }: CompiledSystem, by: readonly Prohibition[]): Forbidder[] {
  const owners = by.map(({ rule: owned }): [string, Forbidder] => {
    const { rule: _, ...owner } = owned;
    return [forbidderName(owner), { ...owner, level: levelIn(reading, owned) }];
  });
  return [...new Map(owners)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, owner]) => owner);
}

/** Events that rules forbid to some machine in some local state. */
function everForbidden({ machines, events }: CompiledSystem): ReadonlySet<number> {
  return new Set(
    events
      .filter(({ id }) =>
        machines.some(({ table, column }) => {
          const at = column[id]!;
          if (at < 0) return false;
          const width = table.events.length;
          for (let cell = at; cell < table.next.length; cell += width) {
            if (table.next[cell] === FORBIDDEN) return true;
          }
          return false;
        }),
      )
      .map(({ id }) => id),
  );
}

function propertyOf(system: CompiledSystem, name: string, regions: readonly Region[]): Property {
  return {
    name: `no answer: ${name}`,
    claim: "the clauses in force leave an answer to what a party may decide",
    restsOn: [],
    kind: "invariant",
    holds: { is: "not", of: inRegions(system, regions) },
    witness: {},
    memory: { cannotShow: "memory does not say what the text forbids" },
  };
}
