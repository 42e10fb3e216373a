/** The README's commands, run as they stand there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { model } from "../models/model.ts";
import { projectRoot } from "./commands/io.ts";
import { runIn } from "./commands/running.testing.ts";

const root = projectRoot();
const readme = readFileSync(join(root, "README.md"), "utf8");

const blocks = (language: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, text = ""]) => text,
  );
const commands = blocks("sh").flatMap((text) => text.trim().split("\n"));
const asked = commands.filter((line) => line.startsWith("npx quiesce "));

/** A project folder for the output, with what `./my-reading.ts` imports from. */
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quiesce-readme-"));
  writeFileSync(join(folder, "package.json"), readFileSync(join(root, "package.json")));
  for (const name of ["models", "checker", "node_modules", "traces"]) {
    symlinkSync(join(root, name), join(folder, name));
  }
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "my-reading.ts"), blocks("ts").join(""));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(line: string): Promise<{ code: number; out: string; err: string }> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const argv = words.slice(2).map((word) => {
    if (word === "traces") return join(root, word);
    return word === "./my-reading.ts" ? join(folder, "my-reading.ts") : word;
  });
  return runIn(folder, model, argv);
}

/** Readings and bounds of one's own end with what came of them; so does a difference. */
const expectedCode = (line: string): number =>
  /^npx quiesce (diff|check .*--(reading|scope))/.test(line) ? 1 : 0;

test("the README has the two commands, and asks ten questions", () => {
  expect(commands).toEqual(expect.arrayContaining(["npm ci && npm start", "npm ci && npm test"]));
  expect(asked.length).toBeGreaterThanOrEqual(10);
});

describe("what the README says to type", () => {
  test.each(asked)("%s", async (line) => {
    const { code, out, err } = await run(line);
    expect([code, err]).toEqual([expectedCode(line), ""]);
    expect(out).not.toBe("");
  });

  test("shows what a changed sentence changes: one file of at most ten lines, one command", async () => {
    const [file = ""] = blocks("ts");
    expect(file.trim().split("\n").length).toBeLessThanOrEqual(10);
    const line = asked.find((command) => command.includes("my-reading"))!;
    const { out } = await run(line);
    expect(out).toContain("reading  a-kick-may-be-dropped");
    expect(out).toMatch(/^asks .*\n?.*can fail; no clause promises it$/m);
    const before = await run(line.replace("./my-reading.ts", "v1.4-as-written"));
    expect(before.code).toBe(0);
  });

  test("has exit codes that the program has", () => {
    const codes = [...readme.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual([0, 1, 2, 64, 130]);
  });

  test("shows rows of a chart as they are drawn", async () => {
    const { out } = await run("npx quiesce check h4 --reading v1.4-as-written,held-kick=dropped");
    const [rows = ""] = blocks("").filter((text) => text.includes("st av us  by"));
    for (const row of rows.trimEnd().split("\n")) expect(out).toContain(row);
  });
});
