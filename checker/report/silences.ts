/** What the text leaves open, in a line: what may come out, who decides it, what that changes. */
import type { Silent } from "../explore/no-silence.ts";

/** `driver.writesStatus, effect: acts, or effect: shown, after 5 steps; no clause in force and no
 *  conduct says which; it changes suspendEnds`. */
export function silenceLine(one: Silent): string {
  const { decidedBy, trace, changes, untried } = one;
  const { length } = trace.events;
  const when = length === 0 ? "at once" : `after ${length} step${length === 1 ? "" : "s"}`;
  const who =
    decidedBy.length === 0
      ? "no clause in force and no conduct says which"
      : `no clause in force says which, ${decidedBy.join(" and ")} does`;
  const effect =
    changes.length > 0
      ? `it changes ${changes.join(", ")}`
      : untried.length > 0
        ? "no verdict here is known to depend on it"
        : "no verdict here depends on it";
  return `${whatIsOpen(one)}, ${when}; ${who}; ${effect}`;
}

/** `driver.writesStatus, effect: acts, or effect: shown`. */
export function whatIsOpen({ type, answers }: Silent): string {
  const distinct = [...new Set(answers)];
  const all = distinct.join(", or ");
  return distinct.includes(type) ? all : `${type}, ${all}`;
}

/** The same for programs. */
export function silenceData({ type, answers, decidedBy, trace, changes, untried }: Silent) {
  return {
    event: type,
    answers: [...new Set(answers)],
    decidedBy,
    changes,
    untried,
    steps: trace.events.length,
  };
}
