/** The README's commands, run as they stand there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { projectRoot } from "../commands/io.ts";
import { readmeDocument } from "../commands/readme.ts";
import { runIn } from "../commands/running.testing.ts";

const root = projectRoot();
const readme = readFileSync(join(root, "README.md"), "utf8");

const fenced = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
const blocks = (language: string): readonly string[] =>
  fenced.filter(([, own]) => own === language).map(([, , text = ""]) => text);
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

/** What a command line prints, for the parts of the README that are generated. */
const printed = async (...argv: string[]): Promise<string> => {
  const { code, out, err } = await runIn(folder, model, argv);
  expect([code, err]).toEqual([0, ""]);
  shown.set(argv.join(" "), out);
  return out;
};
const shown = new Map<string, string>();

type Ran = { readonly code: number; readonly out: string; readonly err: string };
const known = new Map<string, Promise<Ran>>();

/** Several tests look at what one line prints. */
function run(line: string): Promise<Ran> {
  const ran = known.get(line) ?? runOnce(line);
  known.set(line, ran);
  return ran;
}

async function runOnce(line: string): Promise<Ran> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
  const argv = words.slice(2).map((word) => {
    if (word === "traces") return join(root, word);
    return /^\.\/my-reading\.ts$|^lost\.jsonl$/.test(word) ? join(folder, word) : word;
  });
  const to = argv.indexOf(">");
  if (to < 0) return runIn(folder, model, argv);
  const ran = await runIn(folder, model, argv.slice(0, to));
  writeFileSync(argv[to + 1]!, ran.out);
  return ran;
}

/** Readings and bounds of one's own end with what came of them; so does a difference. */
const expectedCode = (line: string): number =>
  /^npx quiesce (diff|check .*--(reading|scope)|lost (?!.*--expect))/.test(line) ? 1 : 0;

test("the README is at most 250 lines and 15 KB", () => {
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(250);
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(15_000);
});

test("what it shows of the first commands is what they print", async () => {
  const now = await readmeDocument(() => readme, printed);
  expect([...now]).toEqual([["README.md", readme]]);
  const start = shown.get("ask")!.trimEnd().split("\n");
  // 60 with the four lines that npm prints before.
  expect(start.length).toBeLessThanOrEqual(56);
  expect(start.filter((line) => line.length > 80 || /[^ -~]/.test(line))).toEqual([]);
  const disputes = (model.disputes ?? []).filter(({ answers }) => answers.length > 0);
  for (const { id } of disputes) expect(shown.get("ask")).toMatch(new RegExp(`^${id} `, "m"));
});

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

  test.each([
    [
      "sentences availableIsUsed.q0b0 --among held-kick,rescan-on-resume,kick-after-resume",
      "any one suffices:",
    ],
    ["lost ./my-reading.ts --scenario h4", "guarantees lost against"],
  ])("shows what %s prints, cut to what matters", async (line, words) => {
    const [block = ""] = blocks("text").filter((text) => text.includes(words));
    const { out } = await run(`npx quiesce ${line}`);
    expect(block).not.toBe("");
    expect(out).toContain(block);
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
    const rows = [...readme.matchAll(/^\| (\d+)(?:, (\d+))? \|/gm)];
    const codes = rows.flatMap(([, ...all]) => all.filter((code) => code !== undefined));
    expect(codes.map(Number)).toEqual([0, 1, 2, 64, 70, 130, 143]);
  });

  test("shows rows of a chart as they are drawn", async () => {
    const { out } = await run("npx quiesce check h4 --reading v1.4-as-written,held-kick=dropped");
    const [rows = ""] = blocks("").filter((text) => text.includes("st av us  by"));
    for (const row of rows.trimEnd().split("\n")) expect(out).toContain(row);
  });
});
