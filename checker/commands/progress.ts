/** A line of progress for a person at a terminal; silence for everyone else. */
import type { SingleBar } from "cli-progress";
import type { Progress } from "../explore/results.ts";
import type { Io } from "./io.ts";

export interface ProgressLine {
  readonly onProgress: (what: string, progress: Progress) => void;
  /** One more of the runs is done. */
  readonly done: () => void;
  readonly stop: () => void;
}

/** @param things what is counted, in the plural */
export async function progressLine(io: Io, total: number, things = "cases"): Promise<ProgressLine> {
  let count = 0;
  const covers = (rest = ""): void =>
    io.covered?.(`${count} of ${total} ${things} were covered${rest}`);
  covers();
  const bar = io.terminal ? await barOf(io, total, things) : null;
  return {
    onProgress: (what, { states }) => {
      covers(`, and ${states} states of ${what} seen`);
      bar?.update({ what, states });
    },
    done: () => {
      count += 1;
      covers();
      bar?.increment();
    },
    stop: () => bar?.stop(),
  };
}

async function barOf(io: Io, total: number, things: string): Promise<SingleBar> {
  const { SingleBar } = await import("cli-progress");
  // What a terminal is to it; a thread of a command has none of its own.
  const stream = { isTTY: true, write: io.err, on: () => {}, cork: () => {}, uncork: () => {} };
  const bar = new SingleBar({
    format: `{value}/{total} ${things}  {what}  {states} states`,
    stream: stream as unknown as NodeJS.WriteStream,
    clearOnComplete: true,
    // Whoever is killed shows no cursor again, and restores no wrapping of lines.
    hideCursor: false,
    linewrap: true,
    // Ctrl-C is the command's own business: it says what was covered.
    gracefulExit: false,
  });
  bar.start(total, 0, { what: "", states: 0 });
  return bar;
}
