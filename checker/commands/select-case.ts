/** Which case a user means: `h4`, the first, or `h4/2`; or a reading and bounds instead. */
import { loadReading, resolveReading } from "../asking/reading.ts";
import { parseScope, withBounds } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import type { Case, Model, Reading, Scenario } from "../types/index.ts";
import { oneScenario } from "./select.ts";

/** A scenario, a scope and a reading: what compiles to one system. */
export interface Selected<S> {
  readonly scenario: Scenario<S>;
  /** Counted from 1; null where a reading or bounds of the user's own were given. */
  readonly number: number | null;
  readonly pinned: Case<S> | null;
  readonly scope: S;
  readonly reading: Reading;
}

/** What may stand beside the name instead of a case's number. */
export interface Otherwise {
  readonly reading?: string;
  readonly scope?: string;
}

/**
 * The one case of a name, with what differs.
 * @throws UsageError for an unknown scenario, case, reading or bound.
 */
export async function selectCase<S extends object>(
  model: Model<S>,
  name: string,
  { reading, scope }: Otherwise = {},
): Promise<Selected<S>> {
  const { scenario, number } = named(model, name);
  const pinned = scenario.cases[number - 1];
  if (pinned === undefined && scenario.cases.length > 0) {
    throw new UsageError(
      `"${scenario.name}" has no case ${number}; legal: 1 to ${scenario.cases.length}`,
    );
  }
  const bounds = parseScope(model, scope ?? "");
  const own = reading !== undefined || scope !== undefined || pinned === undefined;
  const usual = pinned?.reading ?? model.readings[0]?.name ?? "";
  return {
    scenario,
    number: own ? null : number,
    pinned: own ? null : pinned,
    scope: withBounds(model, { ...scenario.scope, ...pinned?.scope }, bounds),
    reading:
      reading === undefined ? resolveReading(model, usual) : await loadReading(model, reading),
  };
}

/** `museum/15` is a scenario, `h4/2` a scenario and a number. */
function named<S>(
  model: Model<S>,
  name: string,
): { readonly scenario: Scenario<S>; readonly number: number } {
  const [, before, digits] = /^(.+)\/(\d+)$/.exec(name) ?? [];
  if (before === undefined) return { scenario: oneScenario(model, name), number: 1 };
  try {
    return { scenario: oneScenario(model, name), number: 1 };
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    return { scenario: oneScenario(model, before), number: Number(digits) };
  }
}
