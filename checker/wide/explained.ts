/** Why wider bounds show something else than the bounds that a case is pinned in. */
import type { WidePin } from "./wide.ts";

interface Explanation {
  readonly scenario: RegExp;
  readonly change: RegExp;
  readonly why: string;
}

/** The second queue's steps are seen in the traces: `save q1 at 0`, `restore q1 at 0`. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    scenario: /\/d[23]-/,
    change: /violated in \d+, \dx\d violated in \d+$/,
    why: "each further queue is saved in a step of its own",
  },
  {
    scenario: /\/(d5|d10|15)-/,
    change: /^(?!noDeadlock).*violated in \d+, \dx\d violated in \d+$/,
    why: "each further queue is saved and restored in steps of its own",
  },
];

/** Null where nobody has explained it. */
export function explanationOf({ scenario }: WidePin, change: string): string | null {
  const found = EXPLANATIONS.find((one) => one.scenario.test(scenario) && one.change.test(change));
  return found?.why ?? null;
}
