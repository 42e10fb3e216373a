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
  const module = join(import.meta.dirname, "whole.ts");
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { makeFolder, writeWhole } from ${JSON.stringify(module)};
        makeFolder(process.argv[1]);
        console.log("begun");
        for (let n = 0; ; n++)
          writeWhole(process.argv[1] + "/" + (n % 3) + ".txt", String(n % 10).repeat(200_000));`,
      resolveDir: import.meta.dirname,
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    write: false,
  });
  for (let moment = 0; moment < 3; moment++) {
    const child = spawn(process.execPath, ["-e", outputFiles[0]!.text, place]);
    await once(child.stdout, "data");
    await new Promise((resume) => setTimeout(resume, 60 * Math.random()));
    child.kill("SIGKILL");
    await once(child, "exit");
    for (const name of readdirSync(place).filter((one) => one.endsWith(".txt"))) {
      expect(readFileSync(join(place, name), "utf8")).toMatch(/^(\d)\1{199999}$/);
    }
  }
});
