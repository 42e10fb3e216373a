/** The states of a set that a predicate, or a step of a pattern, picks out. */
import { lowerPredicate, type PredicateTable } from "../../compile/predicates.ts";
import type { Predicate, StepPattern } from "../../types/index.ts";
import { EMPTY } from "./diagrams.ts";
import { Relation } from "./relation.ts";
import { raise, valuesAt, withValues } from "./sets.ts";
import type { Space } from "./space.ts";

/** The states of `set` in which the predicate holds; `owner` is for messages. */
export function statesWith(space: Space, set: number, predicate: Predicate, owner: string): number {
  return select(space, set, lowerPredicate(space.net.system, predicate, owner));
}

function select(space: Space, set: number, predicate: PredicateTable): number {
  const { diagrams } = space;
  if (set === EMPTY) return EMPTY;
  switch (predicate.is) {
    case "local": {
      const values = [...predicate.table.keys()].filter((value) => predicate.table[value] === 1);
      const level = space.levelOf[predicate.machine]!;
      return diagrams.intersect(set, withValues(diagrams, level, values));
    }
    case "relation":
      return diagrams.intersect(set, related(space, set, predicate));
    case "and":
      return predicate.all.reduce((rest, part) => select(space, rest, part), set);
    case "or":
      return predicate.any.reduce(
        (found, part) => diagrams.union(found, select(space, set, part)),
        EMPTY,
      );
    case "not":
      return diagrams.minus(set, select(space, set, predicate.of));
  }
}

/** All states in which two machines are related, of local states that occur in `set`. */
function related(
  { diagrams, levelOf }: Space,
  set: number,
  { machines, width, table }: Extract<PredicateTable, { readonly is: "relation" }>,
): number {
  const [left, right] = machines;
  const leftLevel = levelOf[left]!;
  const rightLevel = levelOf[right]!;
  const isRelated = (l: number, r: number) => table[l * width + r] === 1;
  if (leftLevel === rightLevel) {
    const own = valuesAt(diagrams, set, leftLevel).filter((value) => isRelated(value, value));
    return withValues(diagrams, leftLevel, own);
  }
  const low = Math.min(leftLevel, rightLevel);
  const high = Math.max(leftLevel, rightLevel);
  const lows = valuesAt(diagrams, set, low);
  const bottom = diagrams.full[low - 1]!;
  const children = valuesAt(diagrams, set, high).map((value) => {
    for (const other of lows) {
      const holds = high === leftLevel ? isRelated(value, other) : isRelated(other, value);
      if (holds) diagrams.add(low, other, bottom);
    }
    return { value, child: raise(diagrams, diagrams.collect(low), low, high - 1) };
  });
  for (const { value, child } of children) if (child !== EMPTY) diagrams.add(high, value, child);
  return raise(diagrams, diagrams.collect(high), high, diagrams.height);
}

/** The states of `set` in which a step begins that matches the pattern. */
export function statesBefore(
  space: Space,
  set: number,
  pattern: StepPattern,
  owner: string,
): number {
  const { before, event, after } = pattern;
  const { diagrams, steps, stepOf, net } = space;
  const from = before === undefined ? set : statesWith(space, set, before, owner);
  const members = net.system.events
    .filter((instance) => event === undefined || event(instance.event))
    .map(({ id }) => stepOf[id]!);
  const reached = new Relation(steps, members).image(from);
  const wanted = after === undefined ? reached : statesWith(space, reached, after, owner);
  const back = new Relation(
    steps,
    members.map((step) => steps.inverse(step)),
  );
  return diagrams.intersect(from, back.image(wanted));
}

/** The first event that matches the pattern in a state of which one does. */
export function firstMatch(
  space: Space,
  state: number,
  { event, after }: StepPattern,
  owner: string,
): number {
  const { net, steps, stepOf } = space;
  const found = net.system.events.find((instance) => {
    if (event !== undefined && !event(instance.event)) return false;
    const reached = steps.image(stepOf[instance.id]!, state);
    return (after === undefined ? reached : statesWith(space, reached, after, owner)) !== EMPTY;
  });
  if (found === undefined) throw new Error("no step of the state matches the pattern");
  return found.id;
}
