/** What `check` runs, and which of the properties are asked. */
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE } from "../explore/results.ts";
import type { Case, Pin, Reading, Scenario } from "../types.ts";
import { unknownName } from "../usage.ts";

/** Something to run: a pinned case, or a reading and a scope of the user's own. */
export type Task<S> =
  | { readonly scenario: Scenario<S>; readonly pinned: Case<S> }
  | { readonly scenario: Scenario<S>; readonly scope: S; readonly reading: Reading };

/** Asked of every system, whatever else is. */
const ALWAYS = [NO_DEADLOCK, NO_SILENCE, NO_CONTRADICTION];

/**
 * The tasks with the properties of `--property` alone, names separated by commas, and without those that have none of them.
 * @throws UsageError for a property that no task has.
 */
export function onlyAsked<S>(
  tasks: readonly Task<S>[],
  property: string | undefined,
): readonly Task<S>[] {
  if (property === undefined) return tasks;
  const wanted = property.split(",").map((name) => name.trim());
  const names = tasks.map((task) => [
    ...task.scenario.properties(scopeOf(task)).map(({ name }) => name),
    ...ALWAYS,
  ]);
  const known = new Set(names.flat());
  const unknown = wanted.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownName("property", unknown, known);
  return tasks.flatMap((task, at) =>
    wanted.some((name) => names[at]!.includes(name)) ? [askedOnly(task, wanted)] : [],
  );
}

/** The bounds that a task is run within. */
export function scopeOf<S>(task: Task<S>): S {
  return "pinned" in task ? { ...task.scenario.scope, ...task.pinned.scope } : task.scope;
}

function askedOnly<S>(task: Task<S>, asked: readonly string[]): Task<S> {
  const { properties } = task.scenario;
  // Whether an open point changes a verdict takes all of them.
  const takesAll = asked.includes(NO_SILENCE);
  const scenario: Scenario<S> = {
    ...task.scenario,
    properties: (scope) => properties(scope).filter(({ name }) => takesAll || asked.includes(name)),
    wanted: [...asked, NO_DEADLOCK, NO_CONTRADICTION],
  };
  if (!("pinned" in task)) return { ...task, scenario };
  const pins = Object.entries<Pin>(task.pinned.pins).filter(([name]) =>
    scenario.wanted?.includes(name),
  );
  return { ...task, scenario, pinned: { ...task.pinned, pins: Object.fromEntries(pins) } };
}
