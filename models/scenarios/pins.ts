/** Words for what a scenario pins. */
import type { Cures, Pin } from "../../checker/types/index.ts";

export const holds: Pin = { verdict: "holds", steps: null };

/** It holds because something cannot happen that the text demands and forbids. */
export const contradiction: Pin = { verdict: "contradiction", steps: null };

export const violated = (steps: number, trace: string, cures: Cures): Pin => ({
  verdict: "violated",
  steps,
  trace,
  cures,
});

/** What holds in every case that is not about it. */
export const sound = { noDeadlock: holds, noSilence: holds };

/** Of the scenarios behind the page of contenders. */
export const asksOneQueue =
  "its cases are as many as the contenders, and each claim is about one virtqueue";
