/** Why wider bounds show something else than the bounds that a case is pinned in. */
import type { WidePin } from "./wide.ts";

interface Explanation {
  readonly scenario: RegExp;
  readonly change: RegExp;
  readonly why: string;
}

/**
 * The second queue's steps are seen in the traces: `save q1 at 0`, `restore q1 at 0`. In
 * d10, case 8, four steps are q1's: a buffer is made available, a kick, a save, a restore.
 */
const EXPLANATIONS: readonly Explanation[] = [
  {
    scenario: /\/d[23]-/,
    change: /violated in \d+, \dx\d violated in \d+$/,
    why: "each further queue is saved in a step of its own",
  },
  {
    scenario: /\/(d5|d10|15|h19)-/,
    change: /^(?!noDeadlock).*violated in \d+, \dx\d violated in \d+$/,
    why: "each further queue is saved and restored in steps of its own",
  },
  {
    scenario: /\/d10-/,
    change: /^noDeadlock: violated in 19, 2x\d violated in 23$/,
    why: "all ends only where no queue can go on: a second one has a buffer, a kick, a save and a restore of its own",
  },
  {
    scenario: /\/d5-packet-every/,
    change: /^noDeadlock: violated in 11, 2x\d violated in 12$/,
    why: "all ends only where no queue can go on: a second one has a buffer of its own",
  },
  {
    scenario: /\/h29-/,
    change: /^noDeadlock: violated in 10, 2x\d holds$/,
    why: "all ends only where no queue can go on: one that was not reset is looked at for ever",
  },
  {
    scenario: /\/d4-every/,
    change: /violated in 3, 2x\d violated in 4$/,
    why: "the device is stopped when every ring is, and each further ring is in a step of its own",
  },
  {
    scenario: /\/d15-gate/,
    change: /violated in 7, 2x\d violated in 8$/,
    why: "each further queue is restored in a step of its own",
  },
];

/** Null where nobody has explained it. */
export function explanationOf({ scenario }: WidePin, change: string): string | null {
  const found = EXPLANATIONS.find((one) => one.scenario.test(scenario) && one.change.test(change));
  return found?.why ?? null;
}
