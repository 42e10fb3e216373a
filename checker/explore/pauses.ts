/** Work that reports how far it is, in one go or with pauses. */
import type { Progress } from "./results.ts";

/** Pauses at each report, so that a signal can arrive and progress can be shown. */
export async function withPauses<T>(
  steps: Generator<Progress, T, undefined>,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    onProgress?.(step.value);
    await new Promise((resume) => setImmediate(resume));
  }
}

/** The same without pauses. */
export function atOnce<T>(
  steps: Generator<Progress, T, undefined>,
  onProgress: ((progress: Progress) => void) | undefined,
): T {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    onProgress?.(step.value);
  }
}
