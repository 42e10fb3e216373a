#!/usr/bin/env node
/**
 * Runs the joined program: in a thread that can be ended, unless it is over at once. To
 * read and compile it anew would take longer than a small question; where
 * `QUIESCE_KEEP_CODE` is set, what V8 has made of it by the end is kept.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { joinedScript, keepCode, type Program } from "./joined.ts";
import { isQuick } from "./quick-words.ts";
import { supervise } from "./supervise.ts";

/** The name of the joined program, beside this file, which is written when it is bundled. */
declare const PROGRAM: string;

const folder = import.meta.dirname;
const words = process.argv.slice(2);

function runHere(): void {
  const filename = join(folder, PROGRAM);
  const script = joinedScript(filename);
  const module = { exports: {} };
  const run = script.runInThisContext() as Program;
  const importOutside = (specifier: string): Promise<unknown> => import(specifier);
  run(module.exports, createRequire(filename), module, filename, folder, importOutside);
  if (process.env.QUIESCE_KEEP_CODE !== undefined) {
    process.on("exit", () => keepCode(filename, script.createCachedData()));
  }
}

/** Nothing works in a folder that is gone, and Node says so with a stack. */
function checkFolder(): void {
  try {
    process.cwd();
  } catch {
    process.stderr.write("error: the current folder is gone; legal: one that exists. Type: cd\n");
    process.exit(64);
  }
}

checkFolder();

/** Progress moves the cursor, which not every terminal can do. */
const isTerminal = process.stderr.isTTY === true && process.env.TERM !== "dumb";

if (!isMainThread || isQuick(words, isTerminal)) runHere();
else supervise(__filename, words, isTerminal);
