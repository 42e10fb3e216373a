#!/usr/bin/env node
/** Runs the joined program: in a thread that can be ended, unless it is over at once. */
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";
import "../virtio/ring/inlining.ts";
import { isQuick } from "./quick-words.ts";
import { supervise } from "./supervise.ts";

const words = process.argv.slice(2);

function runHere(): void {
  // Of the functions that are generated for a system, most runs call few.
  setFlagsFromString("--wasm-lazy-compilation");
  createRequire(__filename)("./program.cjs");
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
