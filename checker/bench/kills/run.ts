/**
 * Kills every command that writes at random moments, without a warning, and demands that
 * each file is whole or not there, that no browser is left running, and that the same
 * command then ends as it would have, with what the killed one left cleared away.
 *
 *   npm run -s build && npm run -s explorer && npm run kills
 *   npm run kills -- --count 5
 *   npm run kills -- spec replay      of these commands only
 *   npm run kills -- update           what writes to the project itself, as project.ts says
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { projectRoot } from "../../commands/io.ts";
import { killUpdate, killWide } from "./project.ts";

const COMMANDS: readonly (readonly string[])[] = [
  ["check", "d1-second", "--reading", "v1.4-as-written"],
  ["check", "h10"],
  ["export", "h4", "--to", "tla"],
  ["export", "h4", "--to", "promela"],
  ["export", "h4", "--to", "test"],
  ["export", "h4", "--to", "itf"],
  ["diagram", "h10"],
  ["cost", "--svg"],
  ["diagram", "status", "--to", "svg"],
  ["diagram", "status", "--to", "png"],
  ["replay", "h4", "--junit", "out/replay.xml", "--sarif", "out/replay.sarif"],
  ["explore", "h4", "--no-open"],
  ["spec", "h4", "--out", "out"],
  ["review", "my.patch"],
];

/** Says something new, so that its review writes a rule to begin with. */
const PATCH = `--- a/content.tex
+++ b/content.tex
@@ -560,0 +561,2 @@
+The device MUST NOT reset a virtqueue while it is suspended.
+
`;

const CLI = join(projectRoot(), "build", "bin", "cli.cjs");

function start(home: string, words: readonly string[]): ChildProcess {
  const env = { ...process.env, QUIESCE_CACHE: join(home, "cache"), TMPDIR: home };
  writeFileSync(join(home, "my.patch"), PATCH);
  return spawn(process.execPath, [CLI, ...words], { cwd: home, env, stdio: "ignore" });
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, "exit");
  return code as number | null;
}

/** How a file that is whole ends. */
const ENDS: Readonly<Record<string, RegExp>> = {
  jsonl: /\}\n$/,
  txt: /\n$/,
  mmd: /\n$/,
  tla: /={4,}\n$/,
  cfg: /\n$/,
  pml: /\}\n$/,
  svg: /<\/svg>\s*$/,
  xml: /<\/testsuites>\s*$/,
  sarif: /\}\s*$/,
  html: /<\/html>\s*$/,
  tex: /\n$/,
  patch: /\n$/,
  json: /\}\s*$/,
  pdf: /%%EOF\s*$/,
  png: /IEND.{4}$/s,
  ts: /;\n$/,
};

/** Files below a folder that are not whole. */
function broken(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => {
    const ends = ENDS[/\.(\w+)$/.exec(name)?.[1] ?? ""];
    return ends !== undefined && !ends.test(readFileSync(join(folder, name), "latin1"));
  });
}

/** A browser that was unpacked below a folder, and outlives its command by five seconds. */
async function leftRunning(home: string): Promise<string | null> {
  const find = (): string | undefined => {
    const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
    return stdout.split("\n").find((line) => line.startsWith(home));
  };
  for (let n = 0; n < 10 && find() !== undefined; n++) await setTimeout(500);
  return find()?.split(" ")[0] ?? null;
}

/** What went wrong after one kill; null where nothing did. */
async function killed(words: readonly string[], afterMs: number, expected: number | null) {
  const home = mkdtempSync(join(tmpdir(), "quiesce-kill-"));
  try {
    const child = start(home, words);
    const ended = codeOf(child);
    await Promise.race([ended, setTimeout(afterMs)]);
    child.kill("SIGKILL");
    await ended;
    mkdirSync(join(home, "out"), { recursive: true });
    const half = broken(join(home, "out"));
    if (half.length > 0) return `leaves half of ${half.join(", ")}`;
    const running = await leftRunning(home);
    if (running !== null) return `leaves ${running} running`;
    const code = await codeOf(start(home, words));
    if (code !== expected) return `then exits with ${code}, not ${expected}`;
    const all = readdirSync(home, { recursive: true, encoding: "utf8" });
    const left = all.filter((name) => /^quiesce-browser-[^/]*$|^out\/.*\.tmp$/.test(name));
    return left.length === 0 ? null : `leaves ${left.join(", ")} also to the next run`;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { count: { type: "string", default: "50" } },
    allowPositionals: true,
  });
  const kills = Number(values.count);
  const isChosen = (name: string): boolean =>
    positionals.length === 0 || positionals.includes(name);
  let failures = 0;
  if (isChosen("update")) failures += await killUpdate(kills);
  if (isChosen("check:wide")) failures += await killWide(kills);
  for (const words of COMMANDS.filter(([name = ""]) => isChosen(name))) {
    const home = mkdtempSync(join(tmpdir(), "quiesce-kill-"));
    const began = performance.now();
    const expected = await codeOf(start(home, words));
    const wholeMs = performance.now() - began;
    rmSync(home, { recursive: true, force: true });
    if (expected !== 0 && expected !== 1) {
      throw new Error(`${words.join(" ")} exits with ${expected}: it does nothing to be killed in`);
    }
    for (let n = 0; n < kills; n++) {
      const afterMs = Math.random() * wholeMs;
      const why = await killed(words, afterMs, expected);
      if (why === null) continue;
      failures += 1;
      process.stdout.write(`${words.join(" ")}, killed after ${afterMs.toFixed(0)} ms: ${why}\n`);
    }
    process.stdout.write(`${words.join(" ")}: ${kills} kills\n`);
  }
  process.exitCode = failures === 0 ? 0 : 1;
}

await main();
