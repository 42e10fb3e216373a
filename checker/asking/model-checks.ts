/** Whether a model says what it means, as far as names tell; every command asks that relies on it. */
import { ModelError } from "../compile/errors.ts";
import type { Model } from "../types/index.ts";
import { propertyProblems } from "./property-checks.ts";
import { ruleProblems } from "./rule-checks.ts";

/** Kept with what is compiled: the model is that of the same code. */
const NAMES_ARE_SOUND = "names are sound";

const sound = new WeakSet<object>();

/**
 * Looks at each model once, and where there is a cache, once for the same code.
 * @throws ModelError, one line, for the first rule or property that is about nothing
 */
export function checkModel<S extends object>(
  model: Model<S>,
  cache?: { find(key: string): unknown; keep(key: string, value: unknown): void },
): void {
  if (sound.has(model) || cache?.find(NAMES_ARE_SOUND) === true) return;
  const [first] = [...ruleProblems(model), ...propertyProblems(model)];
  if (first !== undefined) throw new ModelError(first);
  sound.add(model);
  cache?.keep(NAMES_ARE_SOUND, true);
}
