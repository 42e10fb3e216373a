/**
 * What difference an open point makes: the same system with one of its answers, wherever
 * the point comes up, for each of them.
 *
 * Such an answer is a rule like any other: it forbids the other answers to one machine, in
 * the local states in which the point comes up, and lifts the conduct that forbids the
 * chosen one. A rule on one machine may forbid more than that; whether it does so in a
 * state that is reached, an invariant says.
 */
import { compileSystem } from "../compile/compile.ts";
import { ModelError } from "../compile/errors.ts";
import { withRules } from "../compile/free.ts";
import { localName } from "../compile/local.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type {
  ActiveRule,
  EventSet,
  LocalState,
  ModelEvent,
  OwnedRule,
  Property,
  Reading,
  SystemDeclaration,
} from "../types/index.ts";
import { outside, type Region } from "./regions.ts";
import { answerNames, elsewhere, type OpenPoint, type Place } from "./silences.ts";

/** The system in which the point always has one answer. */
export interface Fixed {
  readonly system: CompiledSystem;
  /** Holds where no more than that is forbidden; null where local states say so. */
  readonly isExact: Property | null;
}

const FIXED = "what-is-left-open";

/** One for each machine on which the rule can be; the answer is one of `point.answers`. */
export function* fixedTo(
  system: CompiledSystem,
  point: OpenPoint,
  answer: string,
): Generator<Fixed> {
  const places = point.places.flatMap((place) => splitBy(system, place, answer) ?? []);
  const most = Math.max(...places.map(({ parts }) => parts.length));
  const { declaration, reading } = system;
  const changed = { ...reading, choices: { ...reading.choices, [FIXED]: answer } };
  for (let turn = 0; turn < most; turn++) {
    const rules: OwnedRule[] = [];
    const beyond: Region[] = [];
    for (const split of places) {
      const machine = split.parts[Math.min(turn, split.parts.length - 1)]!;
      for (const rule of rulesAt(system, point, split, machine)) {
        const own = { kind: "choice", id: FIXED, value: answer } as const;
        rules.push({ ...own, party: "text", level: "MUST", rule });
      }
      beyond.push(...forbiddenBeyond(system, point, split, machine));
    }
    const fixed = compiled(withRules(declaration, rules), changed);
    if (fixed === null) continue;
    const name = `only there: ${answer}`;
    const isExact =
      beyond.length === 0 ? null : outside(system, beyond, { name, claim: "no more is forbidden" });
    yield { system: fixed, isExact };
  }
}

/** Null where a clause demands otherwise, so that nobody may choose so. */
function compiled(declaration: SystemDeclaration, reading: Reading): CompiledSystem | null {
  try {
    return compileSystem(declaration, reading, { idleSentences: "allowed" });
  } catch (cause) {
    if (cause instanceof ModelError) return null;
    throw cause;
  }
}

/** A place, with what is chosen there and what is not. */
interface Split extends Place {
  readonly chosen: readonly number[];
  readonly others: readonly number[];
  /** The machines to which the other answers can be forbidden. */
  readonly parts: readonly number[];
}

function splitBy(system: CompiledSystem, place: Place, answer: string): Split | null {
  const { machines, events } = system;
  const names = answerNames(system, place.left);
  const chosen = place.left.filter((_, at) => names[at] === answer);
  if (chosen.length === 0) return null;
  const others = place.left.filter((_, at) => names[at] !== answer);
  const { decider, initiator, participants } = events[chosen[0]!]!;
  const parts = [...new Set([decider, initiator, ...participants])].filter((machine) =>
    others.every((id) => machines[machine]!.column[id]! >= 0),
  );
  return { ...place, chosen, others, parts };
}

function rulesAt(
  { machines, events }: CompiledSystem,
  { decidedBy }: OpenPoint,
  place: Split,
  machine: number,
): readonly ActiveRule[] {
  const { chosen, others } = place;
  const sets = (ids: readonly number[]) => ids.map((id) => exactly(events[id]!.event));
  const there = (index: number) => {
    const { name, table } = machines[index]!;
    const locals = localsOf(place, index);
    // Compiled anew, a machine has more local states, under the same names.
    const names = new Set([...(locals ?? [])].map((local) => localName(table.states[local]!)));
    const holds = (state: LocalState) => locals === null || names.has(localName(state));
    return { machine: name, words: "where the point comes up", holds };
  };
  const { initiator, participants, type } = events[chosen[0]!]!;
  const owners = [...new Set(decidedBy.map((name) => name.split("=")[0]!))];
  const lifting = owners.flatMap((clause) =>
    [...new Set([initiator, ...participants])].map(
      (index): ActiveRule => ({
        rule: "excepts",
        clause,
        events: sets(chosen),
        when: there(index),
      }),
    ),
  );
  // Of two fates neither may come to nothing: what may not be put off is now this one.
  const isFair = others.some((id) => events[id]!.fairClass >= 0 && events[id]!.type !== type);
  const obliging: ActiveRule = { rule: "obliges", events: sets(chosen) };
  return [
    { rule: "forbids", events: sets(others), when: there(machine) },
    ...lifting,
    ...(isFair ? [obliging] : []),
  ];
}

/** The local states of a machine in which the point comes up; null for all of them. */
function localsOf({ regions }: Place, machine: number): ReadonlySet<number> | null {
  const sets = regions.map((region) => region.find((set) => set.machine === machine));
  return sets.includes(undefined) ? null : new Set(sets.flatMap((set) => set!.locals));
}

/** Where the point does not come up, and a rule on this machine forbids another answer. */
function forbiddenBeyond(
  system: CompiledSystem,
  point: OpenPoint,
  place: Split,
  machine: number,
): readonly Region[] {
  const locals = localsOf(place, machine);
  return elsewhere(system, place, point, place.others, place.left).flatMap((region) => {
    if (locals === null) return [region];
    const own = region.find((set) => set.machine === machine);
    const both = own === undefined ? [...locals] : own.locals.filter((at) => locals.has(at));
    const rest = region.filter((set) => set !== own);
    return both.length === 0 ? [] : [[{ machine, locals: both }, ...rest]];
  });
}

function exactly({ type, ...values }: ModelEvent): EventSet {
  return { type, with: values };
}
