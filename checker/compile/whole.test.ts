/** Files that are whole or not there. */
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
import { afterAll, expect, test } from "vitest";
import { makeFolder, writeWhole } from "./whole.ts";

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
