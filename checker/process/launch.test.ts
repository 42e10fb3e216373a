/** Where the program is started: a heap and a folder that it can work in. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "quiesce-launch-"));
afterAll(() => rmSync(folder, { recursive: true }));
const cli = join(folder, "cli.cjs");

beforeAll(() => {
  const entryPoints = [join(import.meta.dirname, "launch.ts")];
  buildSync({ entryPoints, bundle: true, platform: "node", format: "cjs", outfile: cli });
  const program = `const { isMainThread, parentPort } = require("node:worker_threads");
    if (isMainThread) console.log("in the process");
    else parentPort.postMessage({ says: "out", text: "in a thread\\n" }),
      parentPort.postMessage({ says: "done", code: 0 });`;
  writeFileSync(join(folder, "program.cjs"), program);
});

function run(heap: string, ...words: readonly string[]) {
  const all = [`--max-old-space-size=${heap}`, cli, ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: "utf8" });
  return [status, stdout, stderr];
}

test("a heap that is too small to start in is one line", () => {
  const [code, out, err] = run("16", "list");
  expect([code, out]).toEqual([64, ""]);
  expect(err).toMatch(/^error: Node's heap may have \d+ MiB; legal: 96 or more\. Type: [^\n]*\n$/);
});

test("a small heap has a thread that can be full, and an ample one spares it", () => {
  expect(run("256", "check", "h4")).toEqual([0, "in a thread\n", ""]);
  expect(run("256", "list")).toEqual([0, "in the process\n", ""]);
  expect(run("1024", "check", "h4")).toEqual([0, "in the process\n", ""]);
});

const hasScript = spawnSync("script", ["--version"]).status === 0;

test.skipIf(!hasScript)("progress is for a terminal that can move its cursor", () => {
  const seen = (TERM: string): string => {
    const line = `"${process.execPath}" --max-old-space-size=1024 "${cli}" check h4`;
    const env = { ...process.env, TERM };
    return execFileSync("script", ["-qec", line, "/dev/null"], { env, encoding: "utf8" });
  };
  // Whoever watches has a thread, and its progress.
  expect(seen("xterm")).toBe("in a thread\r\n");
  expect(seen("dumb")).toBe("in the process\r\n");
});

test("a folder that is gone is one line", () => {
  const line = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${cli}" list 2>&1; echo $?`;
  const said = execFileSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" });
  expect(said).toBe("error: the current folder is gone; legal: one that exists. Type: cd\n64\n");
});
