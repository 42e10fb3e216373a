/** What is contradicted, in a line: which answers there are, and who forbids each; or what one
 *  clause obliges and another forbids for ever. */
import type { CompiledSystem } from "../compile/system.ts";
import type { Contradiction, Forbidder, Side, Trace, Unmet } from "../explore/results.ts";
import { isContradiction } from "../explore/unmet.ts";
import type { Run } from "../verdict/runs.ts";

/** `B26a MUST`, or `held-kick=kept`. */
const forbidderWords = ({ kind, id, value, level }: Forbidder): string =>
  kind === "clause" ? `${id} ${level}` : `${id}=${value}`;

/** `driver.resets {q: 0}, after 5 steps: effect acts is forbidden by S-10 SHOULD, effect
 *  ignored is forbidden by B26a MUST`. */
export function contradictionLine(system: CompiledSystem, one: Contradiction): string {
  const { sides, trace } = one;
  const { event, declaration } = system.events[sides[0]!.answer]!;
  const answered = declaration.answers ?? [];
  const asked = Object.entries(event).filter(
    ([name]) => name !== "type" && !answered.includes(name),
  );
  const shown = asked.map(([name, value]) => `${name}: ${value}`).join(", ");
  const what = shown === "" ? event.type : `${event.type} {${shown}}`;
  const answers = sides.map((side) => sideWords(system, side));
  return `${what}, after ${trace.events.length} steps: ${answers.join(", ")}`;
}

function sideWords(system: CompiledSystem, { answer, by }: Side): string {
  const { event, declaration } = system.events[answer]!;
  const values = (declaration.answers ?? []).map((name) => `${name} ${event[name]}`);
  const forbidden = `forbidden by ${by.map(forbidderWords).join(", ")}`;
  return values.length === 0 ? forbidden : `${values.join(" ")} is ${forbidden}`;
}

/** `S-14 MUST obliges device.presentsSuspended, S-16b MUST NOT forbids it for ever`. */
export function unmetSides({ what, obligedBy, forbiddenBy }: Unmet): string {
  const forbid = forbiddenBy.length > 1 ? "forbid" : "forbids";
  const by = forbiddenBy.map(forbidderWords).join(" and ");
  return `${forbidderWords(obligedBy)} obliges ${what}, ${by} ${forbid} it for ever`;
}

const unmetLine = (one: Unmet): string =>
  `${unmetSides(one)}, after ${one.steps} steps, and it could at no moment be met`;

/** What contradicts itself in a run. */
export interface Contradicted {
  readonly line: string;
  /** The clauses, each as often as it is a side. */
  readonly by: readonly Forbidder[];
  /** The event at issue; null where it is an obligation. */
  readonly event: number | null;
  readonly trace: Trace;
}

/** What has no answer, then what can never be met, each nearest first. */
export function contradicted<S>(run: Run<S>): readonly Contradicted[] {
  const { result } = run;
  return [
    ...result.contradictions.map((one) => ({
      line: contradictionLine(run.system, one),
      by: one.sides.flatMap(({ by }) => by),
      event: one.sides[0]!.answer,
      trace: one.trace,
    })),
    ...result.unmet.filter(isContradiction).map((one) => ({
      line: unmetLine(one),
      by: [one.obligedBy, ...one.forbiddenBy],
      event: null,
      trace: one.trace,
    })),
  ];
}

/** The same for programs: the answer, and ids and levels of who forbids it. */
export function contradictionData(system: CompiledSystem, { type, sides, trace }: Contradiction) {
  return {
    event: type,
    steps: trace.events.length,
    sides: sides.map(({ answer, by }) => ({
      answer: system.events[answer]!.name,
      by: by.map(forbidderData),
    })),
  };
}

const forbidderData = ({ id, level, party }: Forbidder) => ({ id, level, party });

/** The same of an obligation that is not met for ever. */
export function unmetData({ what, obligedBy, forbiddenBy, couldAfter, steps }: Unmet) {
  return {
    what,
    steps,
    obligedBy: forbidderData(obligedBy),
    forbiddenBy: forbiddenBy.map(forbidderData),
    couldAfter,
  };
}
