/** A run in parts against the run as a whole. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseDocument } from "yaml";
import { model } from "../../models/model.ts";
import { actionsWorkflow } from "../report/actions.ts";
import { caseLines, endLine, headLine } from "../report/shards.ts";
import { projectRoot } from "./io.ts";
import { runIn } from "./running.testing.ts";

// Each of these starts several processes, one after the other.
vi.setConfig({ testTimeout: 300_000 });

const root = projectRoot();
const cli = join(root, "checker", "cli.ts");
const tsx = join(root, "node_modules", "tsx", "dist", "loader.mjs");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quiesce-shards-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function quiesceIn(cwd: string, ...argv: string[]): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", tsx, cli, ...argv], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return { code: status, out: stdout, err: stderr };
}

const inProcess = (...argv: string[]): Promise<Result> => runIn(root, model, argv);

/** Times are what differs from run to run. */
const timeless = (lines: string): string => lines.replaceAll(/"ms":\d+/g, '"ms":0');

async function inShards(count: number, argv: readonly string[]): Promise<readonly string[]> {
  const files: string[] = [];
  for (let at = 1; at <= count; at++) {
    const file = join(folder, `${count}-${at}.jsonl`);
    const made = await inProcess("check", ...argv, "--json", "--shard", `${at}/${count}`);
    expect(made.err).toBe("");
    writeFileSync(file, made.out);
    files.push(file);
  }
  return files;
}

describe("shards merge to the run that they are parts of, byte for byte apart from times:", () => {
  test.each([
    ["pinned cases", ["h1", "h10", "d5-packet"], 3],
    ["a reading of one's own, with traces of one name", ["d5-change", "h19"], 2, "v1.4-musts-only"],
  ])("%s", async (_, names, count, reading = "") => {
    const argv = reading === "" ? names : [...names, "--reading", reading];
    const whole = await inProcess("check", ...argv, "--json");
    const files = await inShards(count, argv);
    const merged = await inProcess("merge", ...files);
    expect(timeless(merged.out)).toBe(timeless(whole.out));
    expect([merged.code, merged.err]).toEqual([whole.code, ""]);
    expect(whole.out.split("\n").length).toBeGreaterThan(count);
    const missing = await inProcess("merge", ...files.slice(1));
    expect([missing.code, missing.out]).toEqual([64, ""]);
    expect(missing.err).toMatch(/^error: missing: shard 1\/\d; give the files of all shards\n$/);
  });
});

test("a shard of other names is a shard of another run", async () => {
  const [one = ""] = await inShards(1, ["h1"]);
  const foreign = join(folder, "foreign.jsonl");
  writeFileSync(foreign, (await inProcess("check", "h10", "--json", "--shard", "1/1")).out);
  const { code, out, err } = await inProcess("merge", one, foreign);
  expect([code, out]).toEqual([64, ""]);
  expect(err).toMatch(/^error: ".*foreign\.jsonl" is a shard of another run than [^\n]*\n$/);
});

test("names of traces are given again, in the order of the run", async () => {
  const line = (property: string, trace: string): string =>
    JSON.stringify({ scenario: "holes/h4-kick", property, trace });
  const shard = (index: number, at: number, ...lines: string[]): string => {
    const file = join(folder, `named-${index}.jsonl`);
    const head = headLine({ index, count: 2 }, { plan: "p", cases: 2 });
    const said = `${head}${caseLines(at, lines)}`;
    writeFileSync(file, `${said}${endLine(1, said)}`);
    return file;
  };
  const one = shard(1, 0, line("a", "holes/x"), line("b", "out/traces/h4-b.jsonl"));
  const two = shard(2, 1, line("a", "holes/x"), line("b", "out/traces/h4-b.jsonl"));
  const { out } = await inProcess("merge", two, one);
  expect(
    out
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text).trace),
  ).toEqual([
    "holes/x",
    "out/traces/h4-b.jsonl",
    "out/traces/h4-a.jsonl",
    "out/traces/h4-b-2.jsonl",
  ]);
});

describe("a bad part of a run ends with 64 and one line:", () => {
  test.each([
    [["check", "h1", "--json", "--shard", "0/3"], /--shard is "0\/3"; legal: i\/n/],
    [["check", "h1", "--json", "--shard", "4/3"], /--shard is "4\/3"; legal: i\/n/],
    [["check", "h1", "--json", "--shard", "3"], /--shard is "3"; legal: i\/n/],
    [["check", "h1", "--shard", "1/3"], /--shard 1\/3 needs --json/],
    [["check", "./x.ts", "--json", "--shard", "1/3"], /--shard "1\/3" is for scenarios/],
    [["merge", "gone.jsonl"], /cannot read shard "gone\.jsonl": ENOENT/],
    [["merge", "package.json"], /"package\.json" is no shard/],
    [["merge", "package.json", "package.json"], /"package\.json" is given twice/],
    [["merge"], /missing required argument 'files'/],
    [["shards", "--count", "0"], /--count is "0"; legal: a whole number from 1/],
    [["shards", "--count", "257"], /--count is "257"; legal/],
    [["shards"], /required option '--count <n>' not specified/],
    [["shards", "h77", "--count", "2"], /unknown scenario "h77"/],
    [["shards", "--count", "2", "--engine", "x"], /--engine is "x"; legal: auto/],
    [["shards", "--count", "2", "--scope", "q=1"], /unknown bound "q"/],
  ])("%j", async (argv, says) => {
    const { code, out, err } = await inProcess(...argv);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(says);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});

/** A folder in which `npx quiesce` is this project, from its sources. */
function place(name: string): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const cwd = join(folder, name);
  mkdirSync(join(cwd, "bin"), { recursive: true });
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" --import "${tsx}" "${cli}" "$@"\n`;
  writeFileSync(join(cwd, "bin", "npx"), npx, { mode: 0o755 });
  symlinkSync(process.execPath, join(cwd, "bin", "node"));
  return { cwd, env: { ...process.env, PATH: `${join(cwd, "bin")}:${process.env.PATH}` } };
}

/** Paths of traces are printed as seen from the folder. */
const wholeIn = (cwd: string): string => timeless(quiesceIn(cwd, "check", "h10", "--json").out);
const written = async (...more: string[]): Promise<string> => {
  const made = await inProcess("shards", "h10", "--count", "2", ...more);
  expect([made.code, made.err]).toEqual([0, ""]);
  return made.out;
};

describe("a workflow of GitHub Actions", () => {
  test("runs the parts as a matrix, and merges them to the whole run", async () => {
    const document = parseDocument(await written());
    expect(document.errors).toEqual([]);
    const { on, jobs } = document.toJS();
    const { check, merge } = jobs;
    expect(Object.keys(on)).toContain("workflow_dispatch");
    expect(check.strategy).toEqual({ "fail-fast": false, matrix: { shard: [1, 2] } });
    expect(merge.needs).toBe("check");
    const uses = [...check.steps, ...merge.steps].flatMap(({ uses: action }) => action ?? []);
    for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/);
    const { cwd, env } = place("actions");
    const scripts = (job: { steps: { run?: string }[] }): string[] =>
      job.steps.flatMap(({ run }) => (run === undefined || run === "npm ci" ? [] : [run]));
    for (const shard of check.strategy.matrix.shard) {
      for (const script of scripts(check)) {
        const text = script.replaceAll("$" + "{{ matrix.shard }}", String(shard));
        execFileSync("bash", ["-e", "-c", text], { cwd, env });
      }
    }
    const uploaded = check.steps.at(-1).with.path.replaceAll("$" + "{{ matrix.shard }}", "2");
    expect(uploaded).toBe("shard-2.jsonl");
    for (const script of scripts(merge)) execFileSync("bash", ["-e", "-c", script], { cwd, env });
    const verdicts = execFileSync("cat", [merge.steps.at(-1).with.path], { cwd, encoding: "utf8" });
    expect(timeless(verdicts)).toBe(wholeIn(cwd));
  });

  test("hands names and options to every part as they were given", async () => {
    const text = await written("--scope", "queues=1", "--engine", "plain");
    expect(text).toContain("npx quiesce check h10 --engine=plain --scope=queues=1 --shard ");
    const words = ["--reading=./it's mine.ts", "h4"];
    const lines = actionsWorkflow({ count: 2, words }).split("\n");
    const line = lines.find((one) => one.includes("npx quiesce check"))!.replace(/ > .*$/, "");
    const own = line.trim().replaceAll("$" + "{{ matrix.shard }}", "1");
    const printed = execFileSync("bash", ["-c", `npx() { printf '%s|' "$@"; }; ${own}`]);
    expect(String(printed)).toBe("quiesce|check|--reading=./it's mine.ts|h4|--shard|1/2|--json|");
  });
});
