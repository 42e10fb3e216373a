/** A line of progress for a person at a terminal; silence for everyone else. */
import type { SingleBar } from "cli-progress";
import type { Progress } from "../explore/results.ts";
import { EXIT, type Io } from "./io.ts";

export interface ProgressLine {
  readonly onProgress: (what: string, progress: Pick<Progress, "states">) => void;
  /** One more of the runs is done. */
  readonly done: () => void;
  /** Part of the answer, which stays above the line. */
  readonly print: (text: string) => void;
  readonly stop: () => void;
  /** Says what was covered before the user ended it, and gives the exit code for that. */
  readonly interrupted: () => number;
}

/** @param things what is counted, in the plural */
export async function progressLine(io: Io, total: number, things = "cases"): Promise<ProgressLine> {
  let count = 0;
  const covered = (): string => `${count} of ${total} ${things} were covered`;
  const covers = (rest = ""): void => io.covered?.(covered() + rest);
  covers();
  const bar = io.terminal ? await barOf(io, total, things) : null;
  return {
    onProgress: (what, { states }) => {
      covers(states === 0 ? `, and ${what} was begun` : `, and ${states} states of ${what} seen`);
      bar?.update({ doing: doing(what, states) });
    },
    done: () => {
      count += 1;
      covers();
      bar?.increment();
    },
    print: (text) => {
      bar?.stop();
      io.out(text);
      bar?.start(total, count, NOTHING_YET);
    },
    stop: () => bar?.stop(),
    interrupted: () => {
      io.err(`stopped: ${covered()}\n`);
      return EXIT.interrupted;
    },
  };
}

const NOTHING_YET = { doing: "" };

/** `  h4: 512 states`; of what is not counted by states, the name alone. */
const doing = (what: string, states: number): string =>
  states === 0 ? `  ${what}` : `  ${what}: ${states} ${states === 1 ? "state" : "states"}`;

async function barOf(io: Io, total: number, things: string): Promise<SingleBar> {
  const { SingleBar } = await import("cli-progress");
  // What a terminal is to it; a thread of a command has none of its own.
  const stream = { isTTY: true, write: io.err, on: () => {}, cork: () => {}, uncork: () => {} };
  const bar = new SingleBar({
    format: `{value}/{total} ${things}{doing}`,
    stream: stream as unknown as NodeJS.WriteStream,
    clearOnComplete: true,
    // Whoever is killed shows no cursor again, and restores no wrapping of lines.
    hideCursor: false,
    linewrap: true,
    // Ctrl-C is the command's own business: it says what was covered.
    gracefulExit: false,
  });
  bar.start(total, 0, NOTHING_YET);
  return bar;
}
