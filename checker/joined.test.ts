/** The joined program, and the code that V8 made of it before. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { codeFile, joinedScript, keepCode } from "./joined.ts";

const folder = mkdtempSync(join(tmpdir(), "quiesce-joined-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("kept code is taken as it was written, and not where a bit of it differs", () => {
  const program = join(folder, "program.cjs");
  writeFileSync(program, "exports.answer = () => 42;");
  expect(joinedScript(program).cachedDataRejected).toBeUndefined();
  keepCode(program, joinedScript(program).createCachedData());
  expect(joinedScript(program).cachedDataRejected).toBe(false);
  const kept = readFileSync(codeFile(program));
  for (const at of [0, 31, 32, kept.length >> 1, kept.length - 1]) {
    const damaged = Buffer.from(kept);
    damaged[at]! ^= 4;
    writeFileSync(codeFile(program), damaged);
    expect(joinedScript(program).cachedDataRejected).toBeUndefined();
  }
  writeFileSync(codeFile(program), kept.subarray(0, 20));
  expect(joinedScript(program).cachedDataRejected).toBeUndefined();
});
