/**
 * What a user of the packed file has: an empty project whose path has a blank, the package
 * where it cannot be written to, no home, and the examples of the README. Root, who may write
 * anywhere, has somebody else run them.
 *
 *   npm run -s build && npm run packed
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../commands/io.ts";

const root = projectRoot();
const place = mkdtempSync(join(tmpdir(), "quiesce packed "));
const home = join(place, "my project");
const modules = join(home, "node_modules");
const own = join(modules, "quiesce");

let failures = 0;

/** Bytes of the packed file, files that only we need, and a script that would run at install. */
function told(packed: string): void {
  const { scripts = {} } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
  const runs = ["preinstall", "install", "postinstall"].filter((name) => name in scripts);
  const files = readdirSync(own, { recursive: true, encoding: "utf8" });
  const size = `${(statSync(packed).size / 2 ** 20).toFixed(1)} MiB, ${files.length} files`;
  process.stdout.write(`packed ${size}\n`);
  for (const file of files.filter((name) => /\.(test|testing)\.|\/bench\//.test(name))) {
    failures += 1;
    process.stdout.write(`FAILED ${file} is of no use to who installs the package\n`);
  }
  if (runs.length === 0) return;
  failures += 1;
  process.stdout.write(`FAILED the package runs ${runs.join(", ")} when it is installed\n`);
}

const isRoot = process.getuid?.() === 0;

/** A number that is in no list of users. */
const SOMEBODY = 54_321;

/** Who runs the program: to root, whatever the mode of a file, it can be written. */
const asSomebody = isRoot ? { uid: SOMEBODY, gid: SOMEBODY } : {};

/** Folders of the packages that the package needs, below the project. */
function needed(): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const packages = Object.entries<{ dev?: boolean; devOptional?: boolean }>(lock.packages);
  return packages
    .filter(([path, { dev, devOptional }]) => path !== "" && !dev && !devOptional)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)));
}

/** Unpacks the package, and copies what it depends on: nothing is fetched. */
function install(): void {
  mkdirSync(own, { recursive: true });
  const words = ["pack", "--ignore-scripts", "--silent", "--pack-destination", place];
  const name = execFileSync("npm", words, { cwd: root, encoding: "utf8" }).trim();
  execFileSync("tar", ["-xzf", join(place, name), "-C", own, "--strip-components", "1"]);
  for (const path of needed()) {
    cpSync(join(root, path), join(home, path), { recursive: true, dereference: true });
  }
  told(join(place, name));
  execFileSync("chmod", ["-R", "a-w,a+rX", modules]);
  if (!isRoot) return;
  chmodSync(place, 0o755);
  chownSync(home, SOMEBODY, SOMEBODY);
}

interface Where {
  readonly cwd?: string;
  readonly TMPDIR?: string;
}

function expectRun(
  words: readonly string[],
  code: number,
  says: RegExp,
  { cwd = home, TMPDIR = tmpdir() }: Where = {},
): void {
  const { QUIESCE_CACHE: _, XDG_CACHE_HOME: __, ...inherited } = process.env;
  const env = { ...inherited, HOME: join(place, "no home"), TMPDIR };
  const options = { cwd, env, encoding: "utf8", ...asSomebody } as const;
  const ran = spawnSync(process.execPath, words, options);
  const said = `${ran.stdout}${ran.stderr}`;
  const isFine = ran.status === code && says.test(said);
  if (!isFine) failures += 1;
  process.stdout.write(`${isFine ? "ok    " : "FAILED"} ${words.slice(-5).join(" ")}\n`);
  if (!isFine) process.stdout.write(`${ran.status}, not ${code}: ${said.slice(0, 2000)}\n`);
}

const READING = `import { change, v14AsWritten } from "quiesce/models";
export const reading = change(v14AsWritten, {
  name: "a-kick-may-be-dropped",
  says: "virtio 1.4, and a device may forget a kick that it holds",
  choose: { "held-kick": "dropped" },
});
`;

const TEST = `{ "schema": 1, "tests": [{ "name": "t", "says": "", "steps":
  ["set SUSPEND", "wait", "status has SUSPEND or DEVICE_NEEDS_RESET"] }] }`;

/** Says something that no clause says. */
const PATCH = `--- a/content.tex
+++ b/content.tex
@@ -560,0 +561,2 @@
+The device MUST NOT reset a virtqueue while it is suspended.
+
`;

const SYSTEM = `import { at, check, defineEvents, defineSystem, never, report } from "quiesce";
import { createMachine } from "xstate";
const one = createMachine({
  initial: "a",
  states: { a: { on: { goes: { target: "b" } } }, b: { tags: "rest" } },
});
const events = defineEvents({ goes: { initiator: "one" } });
const properties = { staysAway: never(at("one", "b")) };
export const system = defineSystem({ name: "s", machines: { one }, events, properties });
if (process.argv.includes("module")) console.log(report(await check(system)));
`;

function main(): void {
  install();
  writeFileSync(join(home, "package.json"), '{ "name": "mine", "version": "1.0.0" }');
  writeFileSync(join(home, "my-reading.ts"), READING);
  writeFileSync(join(home, "my-system.mjs"), SYSTEM);
  writeFileSync(join(home, "my-test.json"), TEST);
  writeFileSync(join(home, "my.patch"), PATCH);
  const cli = join(own, "build", "bin", "cli.cjs");
  expectRun([cli, "list", "readings"], 0, /v1\.4-as-written/);
  expectRun([cli, "show", "h4-kick-dropped"], 0, /drop/);
  expectRun([cli, "ask", "d1"], 0, /between {2}S-10 SHOULD/);
  expectRun([cli, "diagram", "status", "--to", "tikz"], 0, /begin\{tikzpicture\}/);
  expectRun([cli, "audit", "./my-test.json"], 0, /every conforming device passes/);
  expectRun([cli, "check", "h4", "--reading", "./my-reading.ts"], 1, /VIOLATED/);
  expectRun([cli, "check", "./my-system.mjs"], 1, /VIOLATED staysAway/);
  expectRun(["my-system.mjs", "module"], 0, /VIOLATED staysAway/);
  const traces = join("out", "traces");
  const isWritten = existsSync(join(home, traces)) && !existsSync(join(own, "out"));
  if (!isWritten) failures += 1;
  process.stdout.write(`${isWritten ? "ok    " : "FAILED"} output is in the user's folder\n`);
  expectRun([cli, "replay", traces, "--reading", "./my-reading.ts"], 0, /^ok /m);
  expectRun([cli, "explore", "h4", "--no-open"], 0, /explorer\.html/);
  expectRun([cli, "review", "./my.patch"], 1, /out\/review/);
  expectRun([cli, "positions", "--size", "2"], 0, /\S/);
  expectRun([cli, "diagram", "status", "--to", "png"], 64, /Type: npm install @mermaid/);
  // A folder of somebody else's, and no place for anything: the answer needs none.
  const nowhere = { cwd: modules, TMPDIR: join(place, "no scratch") };
  const reading = join(home, "my-reading.ts");
  expectRun([cli, "check", "h4", "--reading", reading], 1, /replay --line with/, nowhere);
  expectRun([cli, "explore", "h4", "--no-open"], 64, /^error: cannot write/, nowhere);
  const isClean = !readdirSync(modules).includes("out") && !existsSync(join(place, "no home"));
  if (!isClean) failures += 1;
  process.stdout.write(`${isClean ? "ok    " : "FAILED"} nothing is written where it may not be\n`);
  process.exitCode = failures === 0 ? 0 : 1;
}

try {
  main();
} finally {
  execFileSync("chmod", ["-R", "u+w", place]);
  chmodSync(place, 0o700);
  rmSync(place, { recursive: true, force: true });
}
