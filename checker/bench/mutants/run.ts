/**
 * Changes single lines of engines, compiler and replay in a copy, one after another, and
 * asks the tests of the line's own folder: a change that they let pass is listed. Those of
 * `same.ts` are left out.
 *
 *   npm run mutants
 *   npm run mutants -- --count 10 --seed 2
 *   npm run mutants -- --only 7,31     of those that would be tried
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { projectRoot } from "../../commands/io.ts";
import { drawn, type Mutant, mutantsOf } from "./changes.ts";
import { isSame } from "./same.ts";

const FOLDERS = [
  "checker/compile",
  "checker/explore",
  "checker/explore/explicit",
  "checker/explore/symbolic",
  "checker/virtio/replay",
];

const NEEDED = ["checker", "models", "traces", "package.json", "tsconfig.json", "vitest.config.ts"];

/** Milliseconds for the tests of a folder as it is, on a busy machine. */
const PATIENCE = 1_200_000;

/** So many times as long as unchanged, and a minute: whatever hangs by then is found. */
const SLOWER = 4;

function sources(root: string): readonly Mutant[] {
  return FOLDERS.flatMap((folder) => {
    const names = readdirSync(join(root, folder)).sort();
    const own = names.filter((name) => /\.ts$/.test(name) && !/\.(test|testing)\.ts$/.test(name));
    return own.flatMap((name) => {
      const path = `${folder}/${name}`;
      return mutantsOf(path, readFileSync(join(root, path), "utf8"));
    });
  });
}

/** The tests of a folder as they are: the quickest first, and milliseconds for all. */
interface Unchanged {
  readonly tests: readonly string[];
  readonly ms: number;
}

/** Whether all tests of some files pass, and do so in time. */
async function passes(
  copy: string,
  tests: readonly string[],
  ms: number,
  ...more: readonly string[]
): Promise<boolean> {
  const vitest = join(copy, "node_modules", "vitest", "vitest.mjs");
  const words = [vitest, "run", "--bail", "1", "--reporter", "json", ...more, ...tests];
  // A group of its own: what hangs is one of the processes that vitest starts.
  const child = spawn(process.execPath, words, { cwd: copy, stdio: "ignore", detached: true });
  const end = (): boolean => process.kill(-child.pid!, "SIGKILL");
  const late = setTimeout(end, ms);
  const stop = (): never => {
    end();
    process.exit(130);
  };
  process.once("SIGINT", stop);
  const [code] = await once(child, "exit");
  process.off("SIGINT", stop);
  clearTimeout(late);
  return code === 0;
}

/** @throws Error where they do not pass: each change would count as found */
async function unchanged(copy: string, folder: string): Promise<Unchanged> {
  const names = readdirSync(join(copy, folder)).filter((name) => name.endsWith(".test.ts"));
  const tests = names.map((name) => `${folder}/${name}`);
  const report = join(copy, "report.json");
  const began = performance.now();
  if (!(await passes(copy, tests, PATIENCE, "--outputFile", report))) {
    throw new Error(`the tests of ${folder} fail without a change`);
  }
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults: readonly { name: string; startTime: number; endTime: number }[];
  };
  const took = (test: string): number => {
    const found = testResults.find(({ name }) => name.endsWith(test))!;
    return found.endTime - found.startTime;
  };
  const ordered = [...tests].sort((a, b) => took(a) - took(b));
  return { tests: ordered, ms: performance.now() - began };
}

/** Whether a test of the folder fails, or hangs; most do so in the quicker half of them. */
async function isFound(copy: string, mutant: Mutant, { tests, ms }: Unchanged): Promise<boolean> {
  const file = join(copy, mutant.path);
  const whole = readFileSync(file, "utf8");
  const lines = whole.split("\n");
  lines[mutant.line - 1] = mutant.after;
  writeFileSync(file, lines.join("\n"));
  try {
    const half = Math.ceil(tests.length / 2);
    for (const some of [tests.slice(0, half), tests.slice(half)]) {
      if (some.length > 0 && !(await passes(copy, some, SLOWER * ms + 60_000))) return true;
    }
    return false;
  } finally {
    writeFileSync(file, whole);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      only: { type: "string" },
    },
  });
  const root = projectRoot();
  const copy = mkdtempSync(join(tmpdir(), "quiesce-mutants-"));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  for (const name of NEEDED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const all = drawn(sources(root), Number(values.count), Number(values.seed));
  const only = values.only?.split(",").map(Number);
  const asked = [...all.entries()].filter(([at]) => only?.includes(at + 1) ?? true);
  const known = new Map<string, Unchanged>();
  let survivors = 0;
  let same = 0;
  for (const [at, mutant] of asked) {
    const { path, line, before, after } = mutant;
    if (isSame(mutant)) {
      same += 1;
      continue;
    }
    const folder = dirname(path);
    const as = known.get(folder) ?? (await unchanged(copy, folder));
    known.set(folder, as);
    const found = await isFound(copy, mutant, as);
    if (!found) survivors += 1;
    process.stdout.write(
      `${at + 1}/${all.length} ${found ? "found   " : "SURVIVES"} ${path}:${line}\n` +
        (found ? "" : `  - ${before.trim()}\n  + ${after.trim()}\n`),
    );
  }
  const changed = asked.length - same;
  process.stdout.write(
    `${changed - survivors} of ${changed} were found; ${same} more mean the same (same.ts)\n`,
  );
  process.exitCode = survivors * 10 > changed ? 1 : 0;
}

await main();
