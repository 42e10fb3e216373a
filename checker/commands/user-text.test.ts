/** Whatever stands in a folder of traces: each thing is named, and the rest is replayed. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import { projectFolder, runIn } from "./running.testing.ts";

const root = projectFolder("user-text");
afterAll(() => rmSync(root, { recursive: true }));
const folder = join(root, "mine");
const at = (name: string): string => join(folder, name);
const replay = (...names: readonly string[]) => runIn(root, lockModel, ["replay", ...names]);
let good = "";

beforeAll(async () => {
  await runIn(root, lockModel, ["check", "--reading", "as-written,-L2"]);
  good = readFileSync(join(root, "out/traces/l1-whoWaitsGetsIn.jsonl"), "utf8");
  mkdirSync(at("sub"), { recursive: true });
  writeFileSync(at("good.jsonl"), `\uFEFF${good.replace("\n", "\r\n")}`);
  writeFileSync(at("sub/again.jsonl"), good);
  writeFileSync(at("spread.jsonl"), JSON.stringify(JSON.parse(good), null, 2));
  writeFileSync(at("large.jsonl"), "");
  truncateSync(at("large.jsonl"), 2 ** 28 + 1);
  writeFileSync(at("scope.jsonl"), good.replace('"property"', '"scope":{"rounds":9},"property"'));
  mkdirSync(at("folder.jsonl"));
  symlinkSync("nowhere", at("dead.jsonl"));
  symlinkSync("nowhere", at("dead"));
  symlinkSync("loop.jsonl", at("loop.jsonl"));
  symlinkSync("loop", at("loop"));
  symlinkSync("..", at("sub/above"));
  execFileSync("mkfifo", [at("pipe.jsonl")]);
});

test("what is no trace is one line each, and every trace is replayed once", async () => {
  const { code, out, err } = await replay(folder);
  expect(code).toBe(64);
  expect(out.match(/^ok /gm)).toHaveLength(2);
  const lines = err.trimEnd().split("\n");
  expect(lines.map((line) => line.replaceAll(folder, "mine"))).toEqual([
    expect.stringMatching(/^error: cannot read trace file "mine\/dead\.jsonl": ENOENT/),
    'error: trace file "mine/folder.jsonl" is a folder; legal: a file',
    expect.stringMatching(/^error: trace file "mine\/large\.jsonl" has \d+ bytes; legal: at most/),
    expect.stringMatching(/^error: cannot read trace file "mine\/loop\.jsonl": ELOOP/),
    'error: trace file "mine/pipe.jsonl" is a pipe; legal: a file',
    expect.stringMatching(/^error: "mine\/spread\.jsonl" is no file of traces; legal: a trace a/),
    expect.stringMatching(/^error: trace "mine\/scope\.jsonl:1": bound "rounds" cannot be "9"/),
  ]);
});

test.each([
  ["folder.jsonl", /^error: no traces \(\*\.jsonl\) in /],
  ["dead.jsonl", /^error: "[^"]*dead\.jsonl" is no file/],
  ["loop.jsonl", /^error: "[^"]*loop\.jsonl" is no file/],
  ["pipe.jsonl", /^error: trace file "[^"]*pipe\.jsonl" is a pipe/],
  ["/dev/zero", /^error: trace file "\/dev\/zero" is a device/],
])("%s by itself is one line", async (name, says) => {
  for (const command of ["replay", "show"]) {
    const { code, out, err } = await runIn(root, lockModel, [command, resolve(folder, name)]);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(says);
    expect(err.trimEnd()).not.toContain("\n");
  }
});
