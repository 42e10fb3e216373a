/** One moment of a behaviour: after so many of its steps. */
import type { Behaviour } from "../protocol.ts";

export interface Moment {
  readonly behaviour: Behaviour;
  /** How many steps have happened. */
  readonly at: number;
}

/** Local states by number, in the order of the machines. */
export const localsAt = ({ behaviour: { steps, start }, at }: Moment): readonly number[] =>
  at === 0 ? start : steps[at - 1]!.locals;

/** The first steps of a behaviour, as one line that can be run. */
export function firstSteps({ steps }: Behaviour, count: number): string {
  return steps
    .slice(0, count)
    .filter(({ taken }) => taken)
    .map(({ phrase }) => phrase)
    .join("; ");
}
