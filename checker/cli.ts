#!/usr/bin/env node
import { join } from "node:path";
/** The command line: streams, signals and exit codes; the rest is in `commands/`. */
import pc from "picocolors";
import { model } from "../models/model.ts";
import { EXIT, projectRoot } from "./commands/io.ts";
import { runCli } from "./commands/program.ts";
import { type CachePlace, cacheFolder } from "./compile/cache.ts";
import { codeHash } from "./compile/cache-code.ts";
import { codeFolders } from "./runs.ts";

const interrupt = new AbortController();
process.on("SIGINT", () => {
  // The second time somebody means it.
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  interrupt.abort();
});
// `quiesce check | head`: whoever reads has seen enough.
process.stdout.on("error", (cause: NodeJS.ErrnoException) => {
  process.exit(cause.code === "EPIPE" ? EXIT.fine : EXIT.violated);
});

function cachePlace(): CachePlace | null {
  const folder = cacheFolder(process.env);
  const code = folder && codeHash(codeFolders(join(import.meta.dirname, "..", "models")));
  return folder && code ? { folder, code } : null;
}

process.exitCode = await runCli(model, process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  terminal: process.stderr.isTTY === true,
  colours: pc.createColors(process.stdout.isTTY === true && pc.isColorSupported),
  root: projectRoot(),
  signal: interrupt.signal,
  cachePlace,
  // Threads of sources would each need what translates them.
  ...(import.meta.url.endsWith(".js") ? { worker: new URL("worker.js", import.meta.url) } : {}),
});
