/**
 * Changes single lines of engines, compiler and replay in a copy, one after another, and
 * asks the tests of the line's own folder: a change that they let pass is listed.
 *
 *   npm run mutants
 *   npm run mutants -- --count 10 --seed 2
 */
import { spawnSync } from "node:child_process";
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

const FOLDERS = [
  "checker/compile",
  "checker/explore",
  "checker/explore/explicit",
  "checker/explore/symbolic",
  "checker/virtio/replay",
];

const NEEDED = ["checker", "models", "traces", "package.json", "tsconfig.json", "vitest.config.ts"];

/** Milliseconds after which tests that hang have found the change. */
const PATIENCE = 600_000;

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

/** Whether a test of the folder fails, or hangs. */
function isFound(copy: string, { path }: Mutant): boolean {
  const vitest = join(copy, "node_modules", "vitest", "vitest.mjs");
  const tests = readdirSync(join(copy, dirname(path)))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(dirname(path), name));
  const words = [vitest, "run", "--bail", "1", "--reporter", "dot", ...tests];
  const { status } = spawnSync(process.execPath, words, {
    cwd: copy,
    stdio: "ignore",
    timeout: PATIENCE,
    killSignal: "SIGKILL",
  });
  return status !== 0;
}

function tried(copy: string, mutant: Mutant): boolean {
  const file = join(copy, mutant.path);
  const whole = readFileSync(file, "utf8");
  const lines = whole.split("\n");
  lines[mutant.line - 1] = mutant.after;
  writeFileSync(file, lines.join("\n"));
  try {
    return isFound(copy, mutant);
  } finally {
    writeFileSync(file, whole);
  }
}

function main(): void {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
    },
  });
  const root = projectRoot();
  const copy = mkdtempSync(join(tmpdir(), "quiesce-mutants-"));
  try {
    for (const name of NEEDED) cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const chosen = drawn(sources(root), Number(values.count), Number(values.seed));
    const survivors: Mutant[] = [];
    for (const [index, mutant] of chosen.entries()) {
      const found = tried(copy, mutant);
      if (!found) survivors.push(mutant);
      const { path, line, before, after } = mutant;
      process.stdout.write(
        `${index + 1}/${chosen.length} ${found ? "found   " : "SURVIVES"} ${path}:${line}\n` +
          (found ? "" : `  - ${before.trim()}\n  + ${after.trim()}\n`),
      );
    }
    process.stdout.write(`${chosen.length - survivors.length} of ${chosen.length} were found\n`);
    process.exitCode = survivors.length * 10 > chosen.length ? 1 : 0;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

main();
