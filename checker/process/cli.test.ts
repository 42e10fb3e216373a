/** The program as it is started: streams, signals, exit codes. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { projectRoot } from "../commands/io.ts";

const root = projectRoot();
const cli = join(root, "checker", "cli.ts");

function start(...argv: string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", cli, ...argv], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

test("bad arguments exit with 64 and one line on the error stream", async () => {
  const child = start("chek");
  let err = "";
  child.stderr?.on("data", (data) => {
    err += data;
  });
  const [code] = await once(child, "close");
  expect([code, err]).toEqual([64, "error: unknown command 'chek' Did you mean check?\n"]);
});

test("a reader that has seen enough ends the program quietly", () => {
  const line = `"${process.execPath}" --import tsx "${cli}" list clauses 2>&1 | head -n 1`;
  const out = execFileSync("sh", ["-c", line], { cwd: root, encoding: "utf8" });
  expect(out).toMatch(/^B1 [^\n]*\n$/);
});

test.skipIf(!existsSync("/dev/full"))("a disk that is full is one line, and no verdict", () => {
  const line = `"${process.execPath}" --import tsx "${cli}" list clauses > /dev/full`;
  const { status, stderr } = spawnSync("sh", ["-c", line], { cwd: root, encoding: "utf8" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: cannot write what was found: ENOSPC[^\n]*\n$/);
});

test("Ctrl-C ends an amplified replay after the trace that it is at", async () => {
  const child = start("replay", "--amplify", "traces/holes");
  let err = "";
  child.stderr?.on("data", (data) => {
    err += data;
  });
  await once(child.stdout!, "data");
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([130, null]);
  expect(err).toMatch(/^stopped: \d+ of \d+ traces were covered\n$/);
});

/** No search goes on after its first pause, which it says once somebody hears a signal. */
const DEAF = `data:text/javascript,${encodeURIComponent(`
  globalThis.setImmediate = () => {
    if (process.listenerCount("SIGINT") > 0) process.stderr.write("pauses");
    setInterval(() => {}, 9999);
  };`)}`;

test("a second Ctrl-C ends at once what does not hear the first one", async () => {
  const words = ["--import", "tsx", "--import", DEAF, cli, "check", "h4", "--engine", "plain"];
  const child = spawn(process.execPath, words, { cwd: root });
  await once(child.stderr, "data");
  child.kill("SIGINT");
  await setTimeout(500);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([null, "SIGINT"]);
});

test("Ctrl-C says what was covered and exits with 130", async () => {
  const child = start("check", "--json");
  let err = "";
  child.stderr?.on("data", (data) => {
    err += data;
  });
  await once(child.stdout!, "data");
  child.kill("SIGINT");
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  expect(err).toMatch(/^stopped: \d+ of \d+ cases were covered\n$/);
});
