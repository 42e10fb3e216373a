/** Every counterexample is also run on ring memory; a mismatch is never as expected. */
import type { Answer, CaseAnswers } from "../check.ts";
import { mismatchLine, replayOnKernel } from "../replay/replay.ts";

/** The answers, with a difference for each behaviour that bytes do not bear out. */
export function heldAgainstMemory<S extends object>(of: CaseAnswers<S>): CaseAnswers<S> {
  const answers = of.answers.map((answer): Answer => {
    const { trace, property, verdict } = answer;
    if (trace === null) return answer;
    const { system, scope } = of.run;
    const violates = verdict === "violated";
    const mismatch = replayOnKernel({ system, trace, property, violates, scope });
    if (mismatch === null) return answer;
    return { ...answer, differences: [...answer.differences, mismatchLine(mismatch)] };
  });
  return { ...of, answers };
}
