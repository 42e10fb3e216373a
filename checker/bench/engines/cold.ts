/**
 * The first verdict of a process: everything between Node's own start and the
 * answer to one scenario of some 10^5 states, with a cache that another process
 * has filled. Processes of the built program, timed by the shell.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../commands/io.ts";

/** Seconds of processor time, all threads; the least of several runs, as others disturb. */
export interface ColdFigures {
  /** Node's own start, which is in none of the others. */
  readonly node: number;
  /** The program without a question: modules, model, command line. */
  readonly idle: number;
  /** One verdict when nothing is kept, and when the compiled system is. */
  readonly withoutCache: number;
  readonly withCache: number;
  readonly states: number;
}

/** One reading, so that no cures are tried; every property is answered and drawn. */
const QUESTION = ["check", "d1-second", "--reading", "v1.4-as-written", "--json"];

const RUNS = 5;

/** @throws where the project is not built. */
export function measureColdStart(runs: number = RUNS): ColdFigures {
  const program = join(projectRoot(), "build", "bin", "cli.cjs");
  if (!existsSync(program)) throw new Error(`${program} is not there; run npm run build first`);
  const cache = mkdtempSync(join(tmpdir(), "quiesce-cold-"));
  const least = (...words: readonly string[]): Timed => {
    const all = Array.from({ length: runs }, () => timed(cache, words));
    return all.reduce((best, one) => (one.seconds < best.seconds ? one : best));
  };
  try {
    const node = least("-e", "0").seconds;
    const without = least(program, ...QUESTION, "--no-cache");
    timed(cache, [program, ...QUESTION]);
    const warm = least(program, ...QUESTION);
    const { states } = JSON.parse(warm.output.split("\n")[0]!) as { readonly states: number };
    return {
      node,
      idle: least(program, "list", "bounds").seconds - node,
      withoutCache: without.seconds - node,
      withCache: warm.seconds - node,
      states,
    };
  } finally {
    rmSync(cache, { recursive: true });
  }
}

interface Timed {
  readonly output: string;
  readonly seconds: number;
}

/** Runs Node with these words. The shell's `times` has what its children used. */
function timed(cache: string, words: readonly string[]): Timed {
  // A verdict that is violated exits with 1, which is an answer.
  const all = execFileSync("sh", ["-c", '"$0" "$@"; times', process.execPath, ...words], {
    encoding: "utf8",
    env: { ...process.env, QUIESCE_CACHE: cache },
    maxBuffer: 2 ** 26,
  });
  const lines = all.trimEnd().split("\n");
  const seconds = [...lines.at(-1)!.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest),
    0,
  );
  return { output: lines.slice(0, -2).join("\n"), seconds };
}
