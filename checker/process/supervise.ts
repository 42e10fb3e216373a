/**
 * Runs a command in a thread of its own and watches it: whatever that thread does, even
 * a guard of the user's that never returns, this one hears a signal, and ends it.
 */
import { constants } from "node:os";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import type { FromCommand, ThreadData } from "./messages.ts";
import { endWithReader } from "./reader.ts";

/** As those of `commands/io.ts`, of which nothing is loaded here. */
const UNKNOWN = 2;
const INTERRUPTED = 130;
const BAD_FILE = 64;
/** `EX_SOFTWARE`: an error of this program's own must not look like a verdict. */
const OWN_ERROR = 70;

/** A command that looks at the signal ends within this; one that does not is ended. */
const GRACE_MS = 600;

/** What an engine may need to look at the clock, and threads to start. */
const LATE_MS = 1000;

/** What is left to a thread that is ended; one that waits for the system never is. */
const PATIENCE_MS = 1500;

/** What of it is left once somebody asked to stop: all of it is to be over within a second. */
const HURRY_MS = 300;

/** What a thread with a full heap, or without room for a table, ends with. */
const FULL =
  /memory limit|heap out of memory|allocation failed|Invalid (typed )?array|size exceeded/i;

/** Starts the thread, and sets the exit code when it has ended. */
export function supervise(
  file: string,
  words: readonly string[],
  isTerminal: boolean,
  graceMs = GRACE_MS,
): void {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const colours = process.stdout.isTTY === true && isColourWanted(process.env);
  const data: ThreadData = { quiesce: "command", terminal: isTerminal, colours, stop };
  const heap = Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20);
  const thread = new Worker(file, {
    argv: [...words],
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: heap },
  });
  let covered = "nothing was covered";
  let code: number | null = null;
  let silence: NodeJS.Timeout | undefined;
  let limitMs = 0;
  /** What a signal that the thread was told of ends with. */
  let heeded = INTERRUPTED;
  const ends = (with_: number, line: string, by?: Signal): void => {
    if (code !== null) return;
    code = with_;
    clearTimeout(silence);
    if (line !== "") {
      clearLine(isTerminal);
      process.stderr.write(line);
    }
    void thread.terminate();
    // A thread that waits for the system, as for a pipe that nobody writes, cannot be ended.
    setTimeout(() => die(by ?? "SIGKILL"), by === undefined ? PATIENCE_MS : HURRY_MS).unref();
  };
  // To exit would wait for the thread, which may wait for the system.
  endWithReader((with_) => ends(with_, ""));
  const heard = (): void => {
    clearTimeout(silence);
    if (limitMs === 0) return;
    const late =
      `unknown: the ${limitMs / 1000} s of --timeout are over, in what does not look at the clock ` +
      `(a large system that is being made, a guard that loops); ${covered}. Lower a bound, or give ` +
      "more time\n";
    silence = setTimeout(() => ends(UNKNOWN, late), limitMs + LATE_MS);
  };
  thread.on("message", (message: FromCommand) => {
    if (code !== null) return;
    if (message.says === "done") code = message.code === INTERRUPTED ? heeded : message.code;
    else if (message.says === "time") limitMs = message.ms;
    else if (message.says === "covered") covered = message.text;
    else process[message.says === "out" ? "stdout" : "stderr"].write(message.text);
    if (code === null) heard();
    else clearTimeout(silence);
  });
  thread.on("error", (cause) => {
    const { message } = cause as Error;
    if (isFull(cause as NodeJS.ErrnoException)) ends(UNKNOWN, fullLine(heap, covered));
    else if (process.env.QUIESCE_STACK === undefined) ends(OWN_ERROR, ownErrorLine(message));
    else ends(OWN_ERROR, `${(cause as Error).stack}\n`);
  });
  thread.on("exit", () => {
    const isTheirs = words.some((word) => /\.[cm]?[jt]s$/.test(word));
    if (code === null && isTheirs) ends(BAD_FILE, ENDED);
    else if (code === null) ends(OWN_ERROR, ownErrorLine("it ended without an answer"));
    process.exitCode = code ?? OWN_ERROR;
  });
  hearSignals((name, isFirst) => {
    const number = 128 + constants.signals[name];
    const end = (): void => ends(number, `stopped: ${covered}\n`, name);
    // The second time somebody means it.
    if (!isFirst) return end();
    heeded = number;
    Atomics.store(stop, 0, 1);
    thread.postMessage("stop");
    setTimeout(end, graceMs).unref();
  });
}

type Signal = "SIGINT" | "SIGTERM";

function hearSignals(heard: (name: Signal, isFirst: boolean) => void): void {
  let isFirst = true;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      heard(name, isFirst);
      isFirst = false;
    });
  }
}

/** Whoever asked sees the code of the signal, also where a thread keeps this process. */
function die(by: Signal | "SIGKILL"): void {
  process.removeAllListeners(by);
  process.kill(process.pid, by);
}

const ENDED =
  "error: the file ended the program before there was an answer; legal: one that is loaded and " +
  "returns. Look for process.exit, or an await of what never comes\n";

function clearLine(isTerminal: boolean): void {
  if (isTerminal) process.stderr.write("\r\x1b[K");
}

const isFull = ({ code, message }: NodeJS.ErrnoException): boolean =>
  code === "ERR_WORKER_OUT_OF_MEMORY" || FULL.test(message);

function fullLine(heap: number, covered: string): string {
  return (
    `unknown: memory is full (a heap of ${heap} MiB); ${covered}. Lower a bound, as in --scope ` +
    "ring=2,buffers=2, or --max-states; or give more: NODE_OPTIONS=--max-old-space-size=8192\n"
  );
}

function ownErrorLine(message: string): string {
  const [line] = message.split("\n");
  return `error: Quiesce itself fails with "${line}"; QUIESCE_STACK=1 prints where. Please report it\n`;
}

function isColourWanted({ NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  return (NO_COLOR ?? "") === "" && TERM !== "dumb";
}
