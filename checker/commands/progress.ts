/** A line of progress for a person at a terminal; silence for everyone else. */
import type { Progress } from "../explore/results.ts";
import type { Io } from "./io.ts";

export interface ProgressLine {
  readonly onProgress: (what: string, progress: Progress) => void;
  /** One more of the runs is done. */
  readonly done: () => void;
  readonly stop: () => void;
}

export async function progressLine(io: Io, total: number): Promise<ProgressLine> {
  if (!io.terminal) return { onProgress: () => {}, done: () => {}, stop: () => {} };
  const { SingleBar } = await import("cli-progress");
  const bar = new SingleBar({
    format: "{value}/{total} cases  {what}  {states} states",
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    // Ctrl-C is the command's own business: it says what was covered.
    gracefulExit: false,
  });
  bar.start(total, 0, { what: "", states: 0 });
  return {
    onProgress: (what, { states }) => bar.update({ what, states }),
    done: () => bar.increment(),
    stop: () => bar.stop(),
  };
}
