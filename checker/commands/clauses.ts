/** `quiesce clauses`: what each clause does here, where it bites, and what shadows it. */

import { clauseNamed } from "../asking/names.ts";
import { resolveReading } from "../asking/reading.ts";
import { ruleWords } from "../report/rules.ts";
import { entry } from "../report/words.ts";
import type { Case, Clause, Model, Scenario } from "../types/index.ts";
import { effectsIn } from "../verdict/inert.ts";
import { systemOf } from "../verdict/runs.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { cacheOf } from "./start-runs.ts";

export interface ClausesOptions {
  readonly json?: boolean;
}

/** What a clause does in the scenarios. */
interface Effect {
  /** Scenarios in which it alone keeps something from happening that could, or alone obliges. */
  readonly bites: Set<string>;
  /** Who does the same in every place where the clause does it; null where there is none. */
  shadows: ReadonlySet<string> | null;
}

/**
 * Prints clauses with their rules, or the reason why they have none; for those named, and
 * for programs, also where they bite in the scenarios as they are pinned.
 */
export async function clauses<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: ClausesOptions,
  io: Io,
): Promise<number> {
  const ids = names.map((name) => clauseNamed(model, name));
  const shown = model.clauses.filter(({ id }) => ids.length === 0 || ids.includes(id));
  if (ids.length === 0 && options.json !== true) {
    io.out(`${shown.map(line).join("\n")}\n`);
    return EXIT.fine;
  }
  const found = await effects(model, new Set(shown.filter(hasRules).map(({ id }) => id)), io);
  if (found === null) return EXIT.interrupted;
  for (const clause of shown) {
    const effect = found.get(clause.id) ?? { bites: new Set<string>(), shadows: null };
    const lines = options.json
      ? [JSON.stringify(data(clause, effect))]
      : about(model, clause, effect);
    io.out(`${lines.join("\n")}\n`);
  }
  return EXIT.fine;
}

const hasRules = ({ rules = [] }: Clause): boolean => rules.some(({ rule }) => rule !== "none");

/** What each of the clauses does in the scenarios, as named readings have them. Null where the
 *  user ended it. */
async function effects<S extends object>(
  model: Model<S>,
  wanted: ReadonlySet<string>,
  io: Io,
): Promise<ReadonlyMap<string, Effect> | null> {
  const found = new Map<string, Effect>();
  const asked = casesInNamedReadings(model, wanted).filter(({ pinned }) => {
    const { inForce } = resolveReading(model, pinned.reading);
    return [...wanted].some((id) => inForce.has(id));
  });
  const cache = cacheOf(io);
  const progress = await progressLine(io, asked.length);
  for (const { scenario, pinned } of asked) {
    if (io.signal.aborted) break;
    const reading = resolveReading(model, pinned.reading);
    const scope = { ...scenario.scope, ...pinned.scope };
    progress.onProgress(scenario.name, { states: 0 });
    const system = systemOf(model, scenario, scope, reading, cache);
    for (const by of await effectsIn(system, wanted, io.signal, pinned.states)) {
      for (const id of by) if (wanted.has(id)) add(found, id, scenario.name, by);
    }
    progress.done();
  }
  progress.stop();
  if (!io.signal.aborted) return found;
  progress.interrupted();
  return null;
}

/**
 * One case for each of the model's readings in each scenario; its first where it has none.
 * @param wanted clauses; where one has a rule that exists in some bounds only, there is a
 *   case for each of a scenario's bounds
 */
export function casesInNamedReadings<S>(model: Model<S>, wanted: ReadonlySet<string> = new Set()) {
  const isBounded = model.clauses.some(
    ({ id, rules = [] }) =>
      wanted.has(id) && rules.some((rule) => rule.rule !== "none" && rule.where !== undefined),
  );
  return model.scenarios.flatMap((scenario: Scenario<S>) => {
    const named = scenario.cases.filter(({ reading }) => !reading.includes(","));
    const first = scenario.cases.slice(0, 1);
    const known = new Map<string, Case<S>>();
    for (const pinned of named.length > 0 ? named : first) {
      const key = `${pinned.reading} ${isBounded ? JSON.stringify(pinned.scope ?? {}) : ""}`;
      if (!known.has(key)) known.set(key, pinned);
    }
    return [...known.values()].map((pinned) => ({ scenario, pinned }));
  });
}

function add(
  found: Map<string, Effect>,
  id: string,
  scenario: string,
  by: readonly string[],
): void {
  const effect = found.get(id) ?? { bites: new Set<string>(), shadows: null };
  found.set(id, effect);
  const others = by.filter((other) => other !== id);
  if (others.length === 0) effect.bites.add(scenario);
  const { shadows } = effect;
  effect.shadows = new Set(shadows === null ? others : others.filter((one) => shadows.has(one)));
}

/** `S-6     driver MUST NOT  forbids 1`, or the reason why it has no rule. */
function line(clause: Clause): string {
  const { id, party, level, rules = [] } = clause;
  const counts = new Map<string, number>();
  for (const { rule } of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const reason = rules.flatMap((rule) => (rule.rule === "none" ? [`none: ${rule.reason}`] : []));
  const words = hasRules(clause)
    ? [...counts].map(([rule, many]) => `${rule} ${many}`).join(", ")
    : (reason[0] ?? "none: a description");
  return `${id.padEnd(8)}${`${party} ${level}`.padEnd(22)}${words}`;
}

function about<S extends object>(
  model: Model<S>,
  clause: Clause,
  { bites, shadows }: Effect,
): readonly string[] {
  const { id, party, level, place, says, rules = [] } = clause;
  const bitesIn = [...bites].sort().join(", ");
  const shadowed = [...(shadows ?? [])].sort().join(", ");
  const inert =
    shadowed === ""
      ? "in no scenario: nothing that it speaks of comes up there"
      : `in no scenario: wherever it speaks, ${shadowed} does`;
  const restsOn = new Set(
    model.scenarios.flatMap((scenario) =>
      scenario
        .properties(scenario.scope)
        .flatMap((property) => (property.restsOn.includes(id) ? [property.name] : [])),
    ),
  );
  return [
    ...entry("clause", `${id}, ${party} ${level}`),
    ...entry("place", place),
    ...entry("says", says),
    ...rules.flatMap((rule, at) => entry(at === 0 ? "rules" : "", ruleWords(rule))),
    ...(hasRules(clause) ? entry("bites", bitesIn === "" ? inert : bitesIn) : []),
    ...entry("on it", restsOn.size === 0 ? "no property rests" : [...restsOn].join(", ")),
    "",
  ];
}

function data(clause: Clause, { bites, shadows }: Effect) {
  const { id, party, level, rules = [] } = clause;
  return {
    id,
    party,
    level,
    rules: rules.flatMap((rule) => (rule.rule === "none" ? [] : [ruleWords(rule)])),
    none: rules.flatMap((rule) => (rule.rule === "none" ? [rule.reason] : [])),
    bites: [...bites].sort(),
    shadowedBy: bites.size > 0 ? [] : [...(shadows ?? [])].sort(),
  };
}
