/** Which clauses do something in a system, and which do nothing where they are freed. */

import { applyChanges } from "../asking/reading.ts";
import { ModelError } from "../compile/errors.ts";
import { looksAt, WHERE_THEY_MEET } from "../compile/rules.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { keptByRules } from "../explore/bites.ts";
import type { Model, Reading, Scenario } from "../types/index.ts";
import { exploreWith } from "./engines.ts";
import { systemOf } from "./runs.ts";

/**
 * Who keeps something from happening that could happen in a reachable state, and who obliges
 * something of which there is an event: each time all that do so together.
 * @param wanted ids of clauses; only what one of them has a part in is looked for
 * @param size distinct states, where they are known
 */
export async function effectsIn(
  system: CompiledSystem,
  wanted: ReadonlySet<string>,
  signal: AbortSignal,
  size = 0,
): Promise<readonly (readonly string[])[]> {
  const obliging = system.fairClasses
    .flatMap(({ because }) => ("clause" in because ? [because.clause.split(" ")] : []))
    .filter((by) => by.some((id) => wanted.has(id)));
  const kept = keptByRules(system, wanted);
  if (kept.length === 0) return obliging;
  const properties = kept.map(({ property }) => property);
  const options = { properties, silences: "none", signal, size } as const;
  const { result } = await exploreWith("auto", system, options);
  const reached = new Set(
    result.properties.flatMap(({ name, verdict }) => (verdict === "violated" ? [name] : [])),
  );
  const keeping = kept.flatMap(({ by, property }) => (reached.has(property.name) ? [by] : []));
  return [...keeping, ...obliging];
}

/** A clause that a reading frees, and that changes nothing where it is asked. */
export interface Inert {
  readonly id: string;
  /** Who does the same wherever the clause does it; empty where it has nothing to do. */
  readonly shadowedBy: readonly string[];
  /** What its rules are about and these bounds have not: `no machine mode`, `no driver.kicks`. */
  readonly lacks: readonly string[];
}

/**
 * Of the clauses that the changes of a reading free, those that change nothing in these bounds.
 * None where either of two clauses may yield to the other: then more clauses may permit more.
 */
export async function inertIn<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
  signal: AbortSignal,
): Promise<readonly Inert[]> {
  const changed = reading.name.split(",").flatMap((change) => /^-(.+)$/.exec(change)?.[1] ?? []);
  const freed = changed.filter((id) => model.clauses.some((clause) => clause.id === id));
  if (reading.choices[WHERE_THEY_MEET] === "either") return [];
  const found: Inert[] = [];
  for (const id of freed) {
    const system = systemWith(model, scenario, scope, reading, id);
    if (system === null) continue;
    const effects = await effectsIn(system, new Set([id]), signal);
    if (signal.aborted || effects.some((by) => by.length === 1)) continue;
    const [first = [], ...rest] = effects;
    const always = first.filter((other) => other !== id && rest.every((by) => by.includes(other)));
    found.push({
      id,
      shadowedBy: always,
      lacks: always.length > 0 ? [] : lackedBy(model, id, system),
    });
  }
  return found;
}

/**
 * The system with a clause in force that the reading frees; null where the reading's conduct is
 * against the clause, which then makes all the difference.
 */
function systemWith<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  scope: S,
  reading: Reading,
  id: string,
): CompiledSystem | null {
  try {
    return systemOf(model, scenario, scope, applyChanges(model, reading, [`+${id}`]), undefined);
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

/** `no machine mode`, `no driver.kicks`: of each rule, what it is about and is not there. */
function lackedBy<S extends object>(
  { clauses }: Model<S>,
  id: string,
  { events, machines }: CompiledSystem,
): readonly string[] {
  const there = new Set(events.map(({ type }) => type));
  const rules = clauses.flatMap((clause) => (clause.id === id ? (clause.rules ?? []) : []));
  const lacks = rules.flatMap((rule) => {
    if (rule.rule === "none") return [];
    const { when } = rule;
    const seen = when === undefined || machines.some((machine) => looksAt(when, machine));
    if (!seen) return [`no machine ${when.machine}`];
    const some = rule.events.some(({ type }) => there.has(type));
    return some ? [] : rule.events.map(({ type }) => `no ${type}`);
  });
  return [...new Set(lacks)];
}
