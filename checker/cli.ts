/** The command line: streams, signals and exit codes; the rest is in `commands/`. */
import { createInterface } from "node:readline";
import pc from "picocolors";
import { model } from "../models/model.ts";
import { cachePlace } from "./cache-here.ts";
import { EXIT, projectRoot } from "./commands/io.ts";
import { runCli } from "./commands/program.ts";

const interrupt = new AbortController();
let heeded = false;
/** Ctrl-C ends a command at once, unless it asks for this and says what it has covered. */
function heed(): AbortSignal {
  if (heeded) return interrupt.signal;
  heeded = true;
  process.on("SIGINT", () => {
    // The second time somebody means it.
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  });
  return interrupt.signal;
}
// `quiesce check | head`: whoever reads has seen enough.
process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
  process.exit(cause.code === "EPIPE" ? EXIT.fine : EXIT.violated);
});

const code = runCli(model, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  colours: pc.createColors(process.stdout.isTTY === true && pc.isColorSupported),
  root: projectRoot(),
  input: {
    isPerson: process.stdin.isTTY === true,
    lines: () => createInterface({ input: process.stdin }),
  },
  get signal() {
    return heed();
  },
  cachePlace,
  // Threads of sources would each need what translates them.
  ...(import.meta.url.endsWith(".cjs") ? { worker: new URL("worker.cjs", import.meta.url) } : {}),
});
void code.then((it) => {
  process.exitCode = it;
});
