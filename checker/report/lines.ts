/** `--json`: one object a line, one line for each property of each case. */
import type { Answer, CaseAnswers } from "../check.ts";
import type { Model } from "../types.ts";
import { curesByParty } from "./cures.ts";

/** @param trace path of the trace file that was written, or null */
export function jsonLine<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  trace: string | null,
): string {
  const { scenario, run, pinned } = of;
  return JSON.stringify({
    scenario: scenario.name,
    reading: run.reading.name,
    scope: model.describeScope(run.scope),
    property: answer.name,
    verdict: answer.verdict,
    expected: answer.pin?.verdict ?? null,
    asPinned: pinned === null ? null : of.differences.length + answer.differences.length === 0,
    why: answer.why,
    notImplied: answer.notImplied,
    whereTheTextSpeaks: answer.whereTheTextSpeaks,
    states: run.result.states,
    depth: run.result.depth,
    seen: run.result.seen,
    ...(run.orbits === undefined ? {} : { orbits: run.orbits.count }),
    limit: run.result.limit,
    wholeLevels: run.wholeLevels,
    steps: answer.steps,
    baseline: answer.baseline,
    shouldsBroken: answer.notFollowed,
    cures: Object.fromEntries(
      curesByParty(answer).map(([party, , own]) => [party, own.map(({ change }) => change)]),
    ),
    differences: [...of.differences, ...answer.differences],
    engine: run.engine,
    ms: Math.round(run.ms),
    trace,
  });
}
