#!/usr/bin/env node
/** Runs the joined program: in a thread that can be ended, unless it is over at once. */
import { createRequire } from "node:module";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { isMainThread } from "node:worker_threads";
import { isQuick } from "./quick-words.ts";
import { supervise } from "./supervise.ts";

const words = process.argv.slice(2);

/**
 * Of the functions that are generated for a system most runs call few, and of our own most
 * are warm for a moment only: left to itself, Node takes longer to compile them than it saves.
 */
const COMPILE_LESS = [
  "--wasm-lazy-compilation",
  "--max-inlined-bytecode-size-cumulative=300",
  // Later versions count calls instead, and complain of what they do not know.
  ...(Number.parseInt(process.versions.v8, 10) < 12 ? ["--interrupt-budget=1000000"] : []),
];

function runHere(): void {
  for (const flag of COMPILE_LESS) setFlagsFromString(flag);
  createRequire(__filename)("./program.cjs");
}

/** Megabytes of heap below which Node ends with a dump before this program can say anything. */
const LEAST_HEAP = 96;

/** Megabytes with which whatever is quick ends: with less, a thread can say that it is full. */
const AMPLE_HEAP = 512;

const heap = Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20);

/** Why nothing works here, of which Node would say no more than a stack; null where it does. */
function hindrance(): string | null {
  if (heap < LEAST_HEAP) {
    return (
      `Node's heap may have ${heap} MiB; legal: ${LEAST_HEAP} or more. ` +
      "Type: export NODE_OPTIONS=--max-old-space-size=4096"
    );
  }
  try {
    process.cwd();
    return null;
  } catch {
    return "the current folder is gone; legal: one that exists. Type: cd";
  }
}

const why = hindrance();
if (why !== null) {
  process.stderr.write(`error: ${why}\n`);
  process.exit(64);
}

/** Progress moves the cursor, which not every terminal can do. */
const isTerminal = process.stderr.isTTY === true && process.env.TERM !== "dumb";

if (!isMainThread || isQuick(words, isTerminal || heap < AMPLE_HEAP)) runHere();
else supervise(__filename, words, isTerminal);
