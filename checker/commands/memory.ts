/** Every counterexample is also run on ring memory; a mismatch is never as expected. */

import type { Trace } from "../explore/results.ts";
import type { Answer, CaseAnswers } from "../verdict/check.ts";
import { lastStepBytes } from "../virtio/replay/bytes.ts";
import { mismatchLine, replayOnKernel } from "../virtio/replay/replay.ts";

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

/** What the last step did to memory, to stand below a chart; empty without virtqueues. */
export function memoryBelow<S extends object>(
  { run: { system, scope } }: CaseAnswers<S>,
  { property }: Answer,
  trace: Trace,
): string {
  const lines = lastStepBytes({ system, trace, property, violates: true, scope });
  if (lines.length === 0) return "";
  return `\nring memory at the last step that happens\n${lines.map((line) => `${line}\n`).join("")}`;
}
