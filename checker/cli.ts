/** The command line: streams, signals and exit codes; the rest is in `commands/`. */
import { parentPort, workerData } from "node:worker_threads";
import pc from "picocolors";
import { model } from "../models/model.ts";
import { type Io, projectRoot } from "./commands/io.ts";
import { runCli } from "./commands/program.ts";
import { cachePlace } from "./process/cache-here.ts";
import { type FromCommand, isThreadData, type ThreadData } from "./process/messages.ts";
import { endWithReader } from "./process/reader.ts";
import { typedLines } from "./process/typed.ts";

const interrupt = new AbortController();
let heeded = false;
/** Ctrl-C ends a command at once, unless it asks for this and says what it has covered. */
function heed(): AbortSignal {
  if (heeded) return interrupt.signal;
  heeded = true;
  // The second time somebody means it, and the system does it.
  process.once("SIGINT", () => interrupt.abort());
  return interrupt.signal;
}

/** What the whole model names is there; a part of it, as tests have, lacks what rules name. */
async function checkNames(): Promise<void> {
  const { checkModel } = await import("./asking/model-checks.ts");
  const { diskCache } = await import("./compile/cache.ts");
  const place = cachePlace();
  checkModel(model, place === null ? undefined : diskCache(place.folder, place.code));
}

const common = {
  root: projectRoot(),
  home: process.cwd(),
  input: {
    isPerson: process.stdin.isTTY === true,
    lines: () => typedLines(process.stdin.setEncoding("utf8")),
  },
  cachePlace,
  checkNames,
  // Threads of sources would each need what translates them.
  ...(import.meta.url.endsWith(".cjs") ? { worker: new URL("worker.cjs", import.meta.url) } : {}),
};

/** A process that does everything itself. */
function ownProcess(): Io {
  return {
    ...common,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    terminal: process.stderr.isTTY === true && process.env.TERM !== "dumb",
    colours: pc.createColors(process.stdout.isTTY === true && pc.isColorSupported),
    get signal() {
      return heed();
    },
  };
}

/** A thread that another one watches: it shows what is said, and hears the signals. */
function watched({ terminal, colours, stop }: ThreadData): Io {
  const port = parentPort!;
  const say = (message: FromCommand): void => port.postMessage(message);
  port.on("message", () => interrupt.abort());
  port.unref();
  const { signal } = interrupt;
  // A search that does not pause hears of it all the same.
  Object.defineProperty(signal, "aborted", { get: () => Atomics.load(stop, 0) !== 0 });
  return {
    ...common,
    out: (text) => say({ says: "out", text }),
    err: (text) => say({ says: "err", text }),
    terminal,
    colours: pc.createColors(colours),
    signal,
    covered: (text) => say({ says: "covered", text }),
    time: (ms) => say({ says: "time", ms }),
  };
}

const isWatched = isThreadData(workerData);
const io = isWatched ? watched(workerData) : ownProcess();
if (!isWatched) endWithReader((code) => process.exit(code));
void runCli(model, process.argv.slice(2), io).then((code) => {
  if (isWatched) parentPort!.postMessage({ says: "done", code } satisfies FromCommand);
  else process.exitCode = code;
});
