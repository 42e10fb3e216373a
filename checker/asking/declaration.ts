/** The system of a scenario in a scope, declared once for the readings that are asked of it. */
import type { Scenario, SystemDeclaration } from "../types/index.ts";

/** A system that was declared, and for what. */
interface Declared {
  readonly scenario: object;
  readonly scope: string;
  readonly system: SystemDeclaration;
}

/** Cases that follow each other share systems; more are not kept. */
const MANY_SYSTEMS = 16;

/** Those declared last, the latest last. */
const declared: Declared[] = [];

/** One declaration for a scenario and its scope: what no reading changes is kept with it. */
export function declarationOf<S extends object>(
  scenario: Scenario<S>,
  scope: S,
): SystemDeclaration {
  const key = JSON.stringify(scope);
  const at = declared.findIndex((one) => one.scenario === scenario && one.scope === key);
  const [before] = at < 0 ? [] : declared.splice(at, 1);
  const found = before ?? { scenario, scope: key, system: scenario.system(scope) };
  declared.push(found);
  if (declared.length > MANY_SYSTEMS) declared.shift();
  return found.system;
}
