/** What `check` runs, and which of the properties are asked. */

import { meant } from "../asking/names.ts";
import { loadReading, resolveReading } from "../asking/reading.ts";
import { parseScope, scopesOf, withBounds } from "../asking/scope.ts";
import { UsageError, unknownName } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import { ModelError } from "../compile/errors.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, NO_SILENCE } from "../explore/results.ts";
import type { Case, Model, Pin, Reading, Scenario } from "../types/index.ts";

/** Something to run: a pinned case, or a reading and a scope of the user's own. */
export type Task<S> =
  | { readonly scenario: Scenario<S>; readonly pinned: Case<S> }
  | { readonly scenario: Scenario<S>; readonly scope: S; readonly reading: Reading };

/**
 * The pinned cases of the scenarios; or a reading, a scope, or both, of the user's own. A
 * reading without a scope is asked in every scope of a scenario's cases: the scope that a
 * scenario begins with may lack the very thing that its question is about.
 * @throws UsageError for a reading or bounds that there are not.
 * @throws ModelError, one line, for a sentence of the reading's that changes nothing.
 */
export async function tasksOf<S extends object>(
  model: Model<S>,
  scenarios: readonly Scenario<S>[],
  { reading, scope }: { readonly reading?: string; readonly scope?: string },
): Promise<readonly Task<S>[]> {
  if (reading === undefined && scope === undefined) {
    return scenarios.flatMap((scenario) => scenario.cases.map((pinned) => ({ scenario, pinned })));
  }
  const bounds = parseScope(model, scope ?? "");
  if (reading === undefined) {
    return scenarios.flatMap((scenario) =>
      scenario.cases.map((one) => ({
        scenario,
        scope: withBounds(model, { ...scenario.scope, ...one.scope }, bounds),
        reading: resolveReading(model, one.reading),
      })),
    );
  }
  const own = await loadReading(model, reading);
  const tasks = scenarios.flatMap((scenario) => {
    const scopes =
      scope === undefined ? scopesOf(model, scenario) : [withBounds(model, scenario.scope, bounds)];
    return scopes.map((one) => ({ scenario, scope: one, reading: own }));
  });
  checkSentencesBear(tasks, own);
  return tasks;
}

/** Each sentence of a user's own must change something in one of the tasks. */
function checkSentencesBear<S extends object>(
  tasks: readonly { readonly scenario: Scenario<S>; readonly scope: S }[],
  reading: Reading,
): void {
  for (const sentence of reading.sentences) {
    let first: ModelError | null = null;
    const bears = tasks.some(({ scenario, scope }) => {
      try {
        compileSystem(scenario.system(scope), { ...reading, sentences: [sentence] });
        return true;
      } catch (cause) {
        if (!(cause instanceof ModelError)) throw cause;
        first ??= cause;
        return false;
      }
    });
    if (!bears && first !== null) throw first;
  }
}

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
  const given = property.split(",").map((name) => name.trim());
  const names = tasks.map((task) => [
    ...task.scenario.properties(scopeOf(task)).map(({ name }) => name),
    ...ALWAYS,
  ]);
  const twice = given.find((name, at) => given.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new UsageError(`--property names "${twice}" twice; once is enough`);
  }
  const known = new Set(names.flat());
  const wanted = given.map((name) => {
    const found = meant(name, known);
    if (found === undefined) throw unknownName("property", name, known);
    return found;
  });
  return tasks.flatMap((task, at) =>
    wanted.some((name) => names[at]!.includes(name)) ? [askedOnly(task, wanted)] : [],
  );
}

/** The bounds that a task is run within. */
function scopeOf<S>(task: Task<S>): S {
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
