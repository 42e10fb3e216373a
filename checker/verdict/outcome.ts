/**
 * What has become of a behaviour that was kept: it happens and shows its claim, or why not.
 *
 * Machines are deterministic and ask no reading anything: the same events lead to the same
 * local states for as long as the machines stay what they are. So a step that a machine does
 * not take where it took it before is a change of the model, and one that a rule forbids is a
 * change of what is said. The two call for different looks.
 */

import type { CompiledSystem, FairClass } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { choicesIn, type Keeper } from "../trace/choices.ts";
import { NotPossible, parseOneLine, phraseOf } from "../trace/phrase.ts";
import { advance, initialState } from "../trace/walk.ts";
import { type Claim, judge } from "./evidence.ts";

/**
 * `shorter`: a beginning of it, or another behaviour, shows the claim in fewer steps.
 * `impossible`: what is said, by text or conduct, no longer lets it happen, or go on for ever.
 * `model changed`: a machine, a name or the claim is another one than when it was kept.
 * `memory differs`: the model has it, and bytes of guest memory do not bear it out.
 */
export type OutcomeKind =
  | "reproduced"
  | "shorter"
  | "impossible"
  | "model changed"
  | "memory differs";

export interface Outcome {
  readonly kind: OutcomeKind;
  /** One line; empty for what is reproduced. */
  readonly message: string;
  /** The behaviour, where all of its steps happen. */
  readonly trace: Trace | null;
  /** Who keeps a step back; none where no step is kept back. */
  readonly keepers: readonly Keeper[];
  /** What its loop puts off for ever, and may not. */
  readonly putsOff: readonly FairClass[];
}

const failed = (kind: OutcomeKind, message: string, more: Partial<Outcome> = {}): Outcome => ({
  kind,
  message,
  trace: null,
  keepers: [],
  putsOff: [],
  ...more,
});

/**
 * What becomes of a one-line trace in a system.
 * @throws UsageError for a line that is no trace, or whose step may be several events.
 */
export function outcomeOf(system: CompiledSystem, line: string, claim: Claim): Outcome {
  let trace: Trace;
  try {
    trace = parseOneLine(system, line);
  } catch (cause) {
    if (!(cause instanceof NotPossible)) throw cause;
    return keptBack(system, cause);
  }
  const judged = judge(system, trace, claim);
  if (judged.shown && judged.steps === trace.events.length) {
    return failed("reproduced", "", { trace });
  }
  if (judged.shown) {
    const all = `${trace.events.length} steps`;
    const message = `it shows ${claim.name} ${claim.verdict} after ${judged.steps} of its ${all}`;
    return failed("shorter", message, { trace });
  }
  const kind = judged.why === "rules" || judged.why === "step" ? "impossible" : "model changed";
  const { message, putsOff } = judged;
  return failed(kind, message, { trace, putsOff });
}

/** Of the events that are called so, the one that is nearest to happen says why it does not. */
function keptBack(system: CompiledSystem, { message, before, phrase }: NotPossible): Outcome {
  const called = ({ instance }: { readonly instance: CompiledSystem["events"][number] }): boolean =>
    phraseOf(instance.declaration, instance.event) === phrase;
  if (!system.events.some((instance) => called({ instance }))) {
    return failed("model changed", `${message}; nothing is called "${phrase}" in this system`);
  }
  let state = initialState(system);
  for (const id of before) state = advance(system, state, system.events[id]!);
  const all = choicesIn(system, state).keptBack.filter(called);
  const nearest = ["rules", "others", "initiator"].flatMap((how) =>
    all.filter(({ near }) => near === how),
  );
  const [one] = nearest;
  // A last step that was unanswered, and is answered now, happens.
  if (one === undefined) return failed("impossible", message);
  const kind = one.near === "rules" ? "impossible" : "model changed";
  return failed(kind, message, { keepers: one.keepers });
}
