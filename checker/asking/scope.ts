/** Bounds that a user gives: `queues=2,common=trapped`. */
import type { Model, Scenario, Value } from "../types/index.ts";
import { UsageError, unknownName } from "./usage.ts";

/** A scope as the checker sees it: names of bounds and their values. */
export type Bounds = Readonly<Record<string, Value>>;

/** The bounds of a scope in the order of the model's limits, which never changes. */
export function boundsOf<S extends object>(model: Model<S>, scope: S): Bounds {
  const given = new Map<string, Value>(Object.entries(scope));
  const bounds: Record<string, Value> = {};
  for (const name of Object.keys(model.scopeLimits)) {
    const value = given.get(name);
    if (value !== undefined) bounds[name] = value;
  }
  return bounds;
}

/**
 * Reads `bound=value[,bound=value]*` against the model's limits. The empty
 * string changes nothing.
 * @throws UsageError for an unknown bound or value, or one given twice.
 */
export function parseScope<S extends object>(model: Model<S>, text: string): Partial<S> {
  const given: Record<string, Value> = {};
  for (const part of text.split(",").map((piece) => piece.trim())) {
    if (part === "" && text.trim() === "") break;
    const at = part.indexOf("=");
    if (at < 1) {
      throw new UsageError(`"${part}" in --scope is no bound: write bound=value, as in queues=2`);
    }
    const name = part.slice(0, at);
    if (Object.hasOwn(given, name))
      throw new UsageError(`--scope gives "${name}" twice; once is enough`);
    given[name] = legalValue(model, name, part.slice(at + 1));
  }
  return given as Partial<S>;
}

/** The bounds in which a scope differs from another, as `--scope` takes them. */
export function boundsWords<S extends object>(model: Model<S>, usual: S, scope: S): string {
  const before = boundsOf(model, usual);
  const differing = Object.entries(boundsOf(model, scope)).filter(
    ([name, value]) => before[name] !== value,
  );
  return differing.map(([name, value]) => `${name}=${value}`).join(",");
}

/** The scopes of a scenario's cases, each once; its own where it has no case. */
export function scopesOf<S extends object>(
  model: Model<S>,
  { scope, cases }: Scenario<S>,
): readonly S[] {
  const scopes = cases.map((one) => ({ ...scope, ...one.scope }));
  const keyed = scopes.map((one) => [JSON.stringify(boundsOf(model, one)), one] as const);
  return cases.length === 0 ? [scope] : [...new Map(keyed).values()];
}

/**
 * A scope with bounds changed.
 * @throws UsageError where the bounds do not go together.
 */
export function withBounds<S extends object>(model: Model<S>, scope: S, bounds: Partial<S>): S {
  const changed = { ...scope, ...bounds };
  const conflict = model.scopeConflict?.(changed) ?? null;
  if (conflict !== null) throw new UsageError(conflict);
  return changed;
}

/**
 * Checks bounds that were read from a file.
 * @throws UsageError naming the bound that is unknown or out of its limits.
 */
export function legalBounds<S extends object>(model: Model<S>, bounds: Bounds): Partial<S> {
  const legal = Object.entries(bounds).map(
    ([name, value]) => [name, legalValue(model, name, String(value))] as const,
  );
  return Object.fromEntries(legal) as Partial<S>;
}

function legalValue<S extends object>(model: Model<S>, name: string, written: string): Value {
  const limits: Readonly<Record<string, readonly unknown[]>> = model.scopeLimits;
  if (!Object.hasOwn(limits, name)) throw unknownName("bound", name, Object.keys(limits));
  const legal = (limits[name] ?? []) as readonly Value[];
  const value = legal.find((candidate) => String(candidate) === written);
  if (value === undefined) {
    throw new UsageError(`bound "${name}" cannot be "${written}"; legal: ${legal.join(", ")}`);
  }
  return value;
}
