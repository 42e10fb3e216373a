/** Why wider bounds show something else than the bounds that a case is pinned in. */
import type { WidePin } from "./wide.ts";

interface Explanation {
  readonly scenario: RegExp;
  readonly change: RegExp;
  readonly why: string;
}

const EXPLANATIONS: readonly Explanation[] = [];

/** Null where nobody has explained it. */
export function explanationOf({ scenario }: WidePin, change: string): string | null {
  const found = EXPLANATIONS.find((one) => one.scenario.test(scenario) && one.change.test(change));
  return found?.why ?? null;
}
