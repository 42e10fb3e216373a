/** Files that are whole or not there. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { makeFolder, removeLeftOvers, writeWhole } from "./whole.ts";

const folder = mkdtempSync(join(tmpdir(), "quiesce-whole-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program for a process of its own, which calls what is tested here. */
function outputOf(program: string): string {
  const module = JSON.stringify(join(import.meta.dirname, "whole.ts"));
  const contents = program.replace("MODULE", module);
  const stdin = { contents, resolveDir: import.meta.dirname, loader: "ts" as const };
  const options = { bundle: true, platform: "node", format: "cjs", write: false } as const;
  return buildSync({ stdin, ...options }).outputFiles[0]!.text;
}

test("a file is replaced as a whole, and nothing is left beside it", () => {
  const place = join(folder, "one");
  makeFolder(place);
  writeWhole(join(place, "a.txt"), "before");
  writeWhole(join(place, "a.txt"), "after");
  expect(readFileSync(join(place, "a.txt"), "utf8")).toBe("after");
  expect(readdirSync(place)).toEqual(["a.txt"]);
});

test("what cannot take its place leaves nothing beside it", () => {
  const place = join(folder, "two");
  mkdirSync(join(place, "a.txt", "in the way"), { recursive: true });
  expect(() => writeWhole(join(place, "a.txt"), "text")).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(place)).toEqual(["a.txt"]);
});

test("what a full disk takes half of leaves nothing, and what was there", () => {
  const place = join(folder, "full");
  makeFolder(place);
  writeFileSync(join(place, "a.txt"), "before");
  const text = outputOf(`import { writeWhole } from MODULE;
    try { writeWhole(process.argv[1], "x".repeat(1_000_000)); } catch (cause) { console.log(cause.code); }`);
  // No disk here is full: a file may have eight kilobytes instead.
  const line = `ulimit -f 16; "${process.execPath}" -e "$PROGRAM" "${join(place, "a.txt")}"`;
  const env = { ...process.env, PROGRAM: text };
  expect(spawnSync("sh", ["-c", line], { env, encoding: "utf8" }).stdout).toBe("EFBIG\n");
  expect(readdirSync(place)).toEqual(["a.txt"]);
  expect(readFileSync(join(place, "a.txt"), "utf8")).toBe("before");
});

test("what a killed process has left beside a file goes, what a running one has does not", () => {
  const place = join(folder, "left");
  makeFolder(place);
  const { pid } = spawnSync(process.execPath, ["--version"]);
  const running = `a.txt.${process.pid}.0123abcd.tmp`;
  const others = [`b.txt.${pid}.0123abcd.tmp`, `a.txt.${pid}.tmp`, `a.txt.${pid}.0123abcd.tmp.txt`];
  for (const name of [`a.txt.${pid}.0123abcd.tmp`, running, ...others]) {
    writeFileSync(join(place, name), "half");
  }
  removeLeftOvers(join(place, "a.txt"));
  expect(readdirSync(place).sort()).toEqual([running, ...others].sort());
});

test("folders are made above it, and one that is there is no error", () => {
  const deep = join(folder, "three", "four", "five");
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

test("a folder that cannot be made ends with an error, also below /proc", () => {
  writeFileSync(join(folder, "file"), "");
  expect(() => writeWhole(join(folder, "file", "x"), "")).toThrow(/ENOTDIR/);
  if (!existsSync("/proc/self")) return;
  expect(() => makeFolder("/proc/quiesce/out")).toThrow(/ENOENT|EACCES/);
});

test("kill -9 at any moment leaves each file as it was before or after", async () => {
  const place = join(folder, "killed");
  const text = outputOf(`import { makeFolder, writeWhole } from MODULE;
    makeFolder(process.argv[1]);
    console.log("begun");
    for (let n = 0; ; n++)
      writeWhole(process.argv[1] + "/" + (n % 3) + ".txt", String(n % 10).repeat(200_000));`);
  for (let moment = 0; moment < 3; moment++) {
    const child = spawn(process.execPath, ["-e", text, place]);
    await once(child.stdout, "data");
    await new Promise((resume) => setTimeout(resume, 60 * Math.random()));
    child.kill("SIGKILL");
    await once(child, "exit");
    for (const name of readdirSync(place).filter((one) => one.endsWith(".txt"))) {
      expect(readFileSync(join(place, name), "utf8")).toMatch(/^(\d)\1{199999}$/);
    }
  }
});
