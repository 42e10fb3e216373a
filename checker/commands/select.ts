/** Which scenarios a user means: `h4`, `disputes/`, `holes/h4-lost-kick`. */

import { UsageError } from "../asking/usage.ts";
import { didYouMean, listNames } from "../compile/errors.ts";
import type { Model, Scenario } from "../types/index.ts";

/**
 * The scenarios of the names, in the model's order; all where there are none. A
 * name may be the beginning of a path or of its last part.
 * @throws UsageError for a name that fits none.
 */
export function selectScenarios<S>(
  model: Model<S>,
  names: readonly string[],
): readonly Scenario<S>[] {
  if (names.length === 0) return model.scenarios;
  const wanted = new Set(names.flatMap((name) => fitting(model, name)));
  return model.scenarios.filter((scenario) => wanted.has(scenario));
}

/**
 * The one scenario of a name.
 * @throws UsageError for a name that fits none or several.
 */
export function oneScenario<S>(model: Model<S>, name: string): Scenario<S> {
  const found = fitting(model, name);
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new UsageError(
      `"${name}" may be ${listNames(found.map((scenario) => scenario.name))}; say which`,
    );
  }
  return first;
}

function fitting<S>(model: Model<S>, name: string): readonly Scenario<S>[] {
  const found = matching(model, name);
  if (found.length > 0) return found;
  const [, before = ""] = /^(.+)\/\d+$/.exec(name) ?? [];
  if (matching(model, before).length > 0) {
    throw new UsageError(`"${name}" is a case, for quiesce export; here write "${before}"`);
  }
  const names = model.scenarios.map((scenario) => scenario.name);
  const lasts = names.flatMap((path) => [path, path.split("/").at(-1) ?? path]);
  const hint = didYouMean(name, lasts) || ` Legal: ${listNames(names)}; see quiesce list.`;
  throw new UsageError(`unknown scenario "${name}".${hint}`);
}

function matching<S>(model: Model<S>, name: string): readonly Scenario<S>[] {
  // Every path begins with nothing: `check "$name"` of a variable that is not set.
  if (name === "") return [];
  const wanted = name.toLowerCase();
  const lastOf = (scenario: Scenario<S>): string => scenario.name.split("/").at(-1) ?? "";
  // `h1` is not `h10`: a whole number goes before the beginning of one.
  const exact = model.scenarios.filter(
    (scenario) => scenario.name === wanted || lastOf(scenario).startsWith(`${wanted}-`),
  );
  if (exact.length > 0) return exact;
  return model.scenarios.filter(
    (scenario) => scenario.name.startsWith(wanted) || lastOf(scenario).startsWith(wanted),
  );
}
