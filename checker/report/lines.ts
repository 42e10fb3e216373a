/** `--json`: one object a line, one line for each property of each case. */
import type { CompiledSystem } from "../compile/system.ts";
import { NO_CONTRADICTION, NO_SILENCE, type Trace } from "../explore/results.ts";
import { type Cited, citationsOf } from "../trace/citations.ts";
import { follow } from "../trace/follow.ts";
import type { Model } from "../types/index.ts";
import { type Answer, type CaseAnswers, isOpen } from "../verdict/check.ts";
import { isMust, isShould } from "./by.ts";
import { contradictionData, unmetData } from "./contradictions.ts";
import { curesByParty } from "./cures.ts";
import { silenceData } from "./silences.ts";

/** @param trace path of the trace file that was written, or null */
export function jsonLine<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  trace: string | null,
): string {
  const { scenario, run, pinned } = of;
  const { departures } = run;
  const isAbout = answer.name === NO_CONTRADICTION;
  const contradictions = isAbout
    ? run.result.contradictions.map((one) => contradictionData(run.system, one))
    : [];
  const unmet = isAbout ? run.result.unmet.map(unmetData) : [];
  return JSON.stringify({
    scenario: scenario.name,
    reading: run.reading.name,
    scope: model.describeScope(run.scope),
    property: answer.name,
    verdict: answer.verdict,
    expected: answer.pin?.verdict ?? null,
    asPinned:
      pinned === null || isOpen(answer)
        ? null
        : of.differences.length + answer.differences.length === 0,
    why: answer.why,
    notImplied: answer.notImplied,
    whereTheTextSpeaks: answer.whereTheTextSpeaks,
    states: run.result.states,
    depth: run.result.depth,
    seen: run.result.seen,
    limit: run.result.limit,
    wholeLevels: run.wholeLevels,
    steps: answer.steps,
    baseline: answer.baseline,
    ...(contradictions.length === 0 ? {} : { contradictions }),
    ...(unmet.length === 0 ? {} : { unmet }),
    ...(answer.name === NO_SILENCE ? { open: run.result.open.map(silenceData) } : {}),
    mustsGoneAgainst: answer.against.filter(isMust).map(({ id }) => id),
    shouldsNotFollowed: answer.against.filter(isShould).map(({ id }) => id),
    cited: answer.trace === null ? [] : citedSteps(run.system, answer.trace),
    cures: Object.fromEntries(
      curesByParty(answer).map(([party, , own]) => [party, own.map(({ change }) => change)]),
    ),
    ...(departures.length === 0 ? {} : { departures }),
    ...(of.inert.length === 0 ? {} : { inert: of.inert }),
    differences: [...of.differences, ...answer.differences],
    engine: run.engine,
    ms: Math.round(run.ms),
    trace,
  });
}

/** For each step of a behaviour the ids that it cites, by how; none where no clause is. */
function citedSteps(system: CompiledSystem, trace: Trace): readonly object[] {
  const ids = (cited: readonly Cited[]): readonly string[] => cited.map(({ id }) => id);
  return follow(system, trace).map((step) => {
    const { obligedBy, onlyThisLeftBy, against, permittedBy, own, conduct } = citationsOf(
      system,
      step,
    );
    const lists = {
      obligedBy: ids(obligedBy),
      onlyThisLeftBy: ids(onlyThisLeftBy),
      against: ids(against),
      permittedBy: ids(permittedBy),
      own: ids(own),
      conduct,
    };
    return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0));
  });
}
