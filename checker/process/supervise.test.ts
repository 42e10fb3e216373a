/** Commands that never end by themselves, and the process that ends them. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromCommand } from "./messages.ts";
import { isQuick } from "./quick-words.ts";

const folder = mkdtempSync(join(tmpdir(), "quiesce-supervise-"));
afterAll(() => rmSync(folder, { recursive: true }));
const main = join(folder, "main.cjs");

beforeAll(() => {
  const path = JSON.stringify(join(import.meta.dirname, "supervise.ts"));
  const contents = `import { supervise } from ${path};
    const { WATCHED, GRACE_MS } = process.env;
    const grace = GRACE_MS === undefined ? undefined : Number(GRACE_MS);
    supervise(process.argv[2], process.argv.slice(3), WATCHED === "1", grace);`;
  const stdin = { contents, resolveDir: folder, loader: "ts" as const };
  buildSync({ stdin, bundle: true, platform: "node", format: "cjs", outfile: main });
});

const says = (message: FromCommand): string => `say(${JSON.stringify(message)});`;
const LOOPS = "for (;;);";
const BEGUN = says({ says: "out", text: "begun\n" });

/** A command as a file. */
function command(name: string, body: string): string {
  const file = join(folder, `${name}.cjs`);
  const head = `const { parentPort, workerData } = require("node:worker_threads");
    const say = (message) => parentPort.postMessage(message);`;
  writeFileSync(file, `${head}\n${body}`);
  return file;
}

const start = (
  file: string,
  options: readonly string[] = [],
  ...words: readonly string[]
): ChildProcess =>
  spawn(process.execPath, [...options, main, file, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });

/** What a child says and how it ends, with signals where it has begun, and how long after. */
async function ended(child: ChildProcess, ...signals: readonly NodeJS.Signals[]) {
  let err = "";
  let out = "";
  child.stderr?.on("data", (data) => {
    err += data;
  });
  child.stdout?.on("data", (data) => {
    out += data;
  });
  const closed = once(child, "close");
  if (signals.length > 0) await once(child.stdout!, "data");
  let began = performance.now();
  for (const [at, signal] of signals.entries()) {
    // Two of a kind at one moment may be one to the system.
    if (at > 0) await setTimeout(500);
    began = performance.now();
    child.kill(signal);
  }
  const [status, by] = (await closed) as [number | null, NodeJS.Signals | null];
  // As a shell shows it: a busy machine may take longer to end a thread than is waited for.
  const code = by === null ? status : 128 + constants.signals[by];
  return { code, out, err, ms: performance.now() - began };
}

const hasScript = spawnSync("script", ["--version"]).status === 0;

/** A second, and what a busy machine adds. */
const SOON_MS = 3000;

describe("a command that hears nothing is ended", () => {
  const covered = says({ says: "covered", text: "3 of 8 cases were covered" });
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by %s, with %i and what was covered", async (signal, expected) => {
    const child = start(command("loops", `${covered} ${BEGUN} ${LOOPS}`));
    const { code, err, ms } = await ended(child, signal);
    expect([code, err]).toEqual([expected, "stopped: 3 of 8 cases were covered\n"]);
    expect(ms).toBeLessThan(SOON_MS);
  });

  test("by a time that is over", async () => {
    const body = `${says({ says: "time", ms: 300 })} ${LOOPS}`;
    const { code, err } = await ended(start(command("late", body)));
    expect(code).toBe(2);
    expect(err).toMatch(
      /^unknown: the 0\.3 s of --timeout are over, [^\n]*nothing was covered\. Lower [^\n]*\n$/,
    );
  });

  test("by a heap that is full", async () => {
    const body = "const all = []; for (;;) all.push({ of: [all.length] });";
    const { code, err } = await ended(start(command("full", body), ["--max-old-space-size=32"]));
    expect(code).toBe(2);
    expect(err).toMatch(
      /unknown: memory is full \(a heap of \d+ MiB\);[^\n]*Lower a bound[^\n]*\n$/,
    );
  });
});

describe("whoever asks twice does not wait", () => {
  const PATIENT = { ...process.env, GRACE_MS: "60000", WATCHED: "1" };
  const deaf = (): string => command("deaf", `${BEGUN} ${LOOPS}`);

  test.each([
    ["SIGINT", "SIGINT", 130],
    ["SIGTERM", "SIGTERM", 143],
    ["SIGINT", "SIGTERM", 143],
  ] as const)("%s and %s end it at once, with %i", async (first, second, expected) => {
    const child = spawn(process.execPath, [main, deaf()], { env: PATIENT });
    const { code, err, ms } = await ended(child, first, second);
    expect([code, err]).toEqual([expected, "\r\u001b[Kstopped: nothing was covered\n"]);
    expect(ms).toBeLessThan(SOON_MS);
  });

  test.skipIf(!hasScript)("Ctrl-C twice at a terminal leaves it as it was", async () => {
    const line = `stty -g; "${process.execPath}" "${main}" "${deaf()}"; echo $?; stty -g`;
    const all = ["-qec", `trap : INT; ${line}`, "/dev/null"];
    const child = spawn("script", all, { env: PATIENT });
    let out = "";
    child.stdout.on("data", (data) => {
      out += data;
    });
    while (!out.includes("begun")) await setTimeout(20);
    child.stdin.write("\u0003");
    await setTimeout(500);
    const began = performance.now();
    child.stdin.write("\u0003");
    await once(child, "close");
    expect(performance.now() - began).toBeLessThan(SOON_MS);
    const [before, ...lines] = out.replaceAll("^C", "").trim().split("\r\n");
    const stopped = "\r\u001b[Kstopped: nothing was covered";
    expect(lines).toEqual(["begun", stopped, "130", before]);
  });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("what waits for another program ends with %s within a second", async (signal, code) => {
  const waits = 'require("node:child_process").spawnSync("sleep", ["20"]);';
  // The line is said from another thread, and need not have been when this one waits.
  const file = command("waits", `${BEGUN} setTimeout(() => { ${waits} }, 200);`);
  const child = spawn("sh", ["-c", `"${process.execPath}" "${main}" "${file}" & echo $!; wait $!`]);
  const [first] = await once(child.stdout, "data");
  const pid = Number(String(first).split("\n")[0]);
  await setTimeout(1500);
  const began = performance.now();
  process.kill(pid, signal);
  // What the thread had begun outlives it, and keeps its streams.
  const [status] = await once(child, "exit");
  expect(status).toBe(code);
  expect(performance.now() - began).toBeLessThan(1500);
});

test("a reader that has seen enough is not kept by what waits for a pipe", async () => {
  const pipe = join(folder, "pipe");
  spawnSync("mkfifo", [pipe]);
  const waits = `require("node:fs").openSync(${JSON.stringify(pipe)});`;
  const more = says({ says: "out", text: "more\n" });
  const file = command("read", `${BEGUN} setTimeout(() => { ${more} ${waits} }, 300);`);
  const child = spawn(process.execPath, [main, file]);
  await once(child.stdout, "data");
  child.stdout.destroy();
  const began = performance.now();
  await once(child, "exit");
  expect(performance.now() - began).toBeLessThan(6000);
});

test("a command that hears the signal has the last word", async () => {
  const table = says({ says: "out", text: "the table\n" });
  const done = says({ says: "done", code: 130 });
  const body = `${BEGUN} parentPort.once("message", () => { ${table} ${done} });`;
  const { code, out, err } = await ended(start(command("polite", body)), "SIGINT");
  expect([code, out, err]).toEqual([130, "begun\nthe table\n", ""]);
});

test("what hears SIGTERM ends with its code, not with that of Ctrl-C", async () => {
  const body = `${BEGUN} parentPort.once("message", () => { ${says({ says: "done", code: 130 })} });`;
  const { code } = await ended(start(command("term", body)), "SIGTERM");
  expect(code).toBe(143);
});

test.each([
  ["calls process.exit", `${says({ says: "time", ms: 60_000 })} process.exit(0);`],
  ["waits for what never comes", "new Promise(() => {});"],
])("a file that %s is named, at once", async (name, body) => {
  const file = command(name.replaceAll(" ", "-"), body);
  const { code, out, err } = await ended(start(file, [], "check", "./mine.ts"));
  expect([code, out]).toEqual([64, ""]);
  expect(err).toMatch(/^error: the file ended the program before [^\n]*process\.exit[^\n]*\n$/);
  const own = await ended(start(file, [], "check", "h4"));
  expect(own.code).toBe(70);
  expect(own.err).toMatch(/^error: Quiesce itself fails with "it ended without [^\n]*\n$/);
});

test("a search that does not pause sees the signal in memory", async () => {
  const done = says({ says: "done", code: 130 });
  const body = `${BEGUN} while (Atomics.load(workerData.stop, 0) === 0); ${done}`;
  const { code, err } = await ended(start(command("search", body)), "SIGINT");
  expect([code, err]).toEqual([130, ""]);
});

test("an error of our own is one line, and no verdict", async () => {
  const body = 'throw new TypeError("no such thing\\nhere");';
  const { code, err } = await ended(start(command("throws", body)));
  expect([code, err]).toEqual([
    70,
    'error: Quiesce itself fails with "no such thing"; QUIESCE_STACK=1 prints where. Please report it\n',
  ]);
});

test.skipIf(!hasScript)("Ctrl-C at a terminal clears the line of progress", async () => {
  const progress = says({ says: "err", text: "1/8 cases" });
  const file = command("terminal", `${progress} ${LOOPS}`);
  const line = `WATCHED=1 "${process.execPath}" "${main}" "${file}"`;
  const child = spawn("script", ["-qec", line, "/dev/null"], { stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  child.stdout.on("data", (data) => {
    if (out === "") child.stdin.write("\u0003");
    out += data;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  expect(out.replace("^C", "")).toBe("1/8 cases\r\u001b[Kstopped: nothing was covered\r\n");
});

test("a command line is quick where it is over before a thread has started", () => {
  const lines = {
    "": true,
    "--version": true,
    "list bounds": true,
    "check d1-second --reading v1.4-as-written --json": true,
    "check d1 --help": true,
    check: false,
    "check h1 h4": false,
    "check h4 --scope queues=2": false,
    "check h4 --reading v1.4-as-written,-S-15": false,
    "check h4 --reading ./mine.ts": false,
    "check ./mine.ts": false,
    "check h4 --timeout 5": false,
    "sentences x": false,
    diagram: false,
  };
  const quick = Object.keys(lines).map((line) => [line, isQuick(line.split(" "), false)]);
  expect(Object.fromEntries(quick)).toEqual(lines);
  expect(isQuick(["check", "h4"], true)).toBe(false);
});
