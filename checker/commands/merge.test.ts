/** A run in parts, each a process of its own, against the run as a whole. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseAllDocuments, parseDocument } from "yaml";
import { model } from "../../models/model.ts";
import { caseLines, endLine, headLine } from "../report/shards.ts";
import { slurmScript } from "../report/slurm.ts";
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

const quiesce = (...argv: string[]): Result => quiesceIn(root, ...argv);

const inProcess = (...argv: string[]): Promise<Result> => runIn(root, model, argv);

/** Times are what differs from run to run. */
const timeless = (lines: string): string => lines.replaceAll(/"ms":\d+/g, '"ms":0');

function inShards(count: number, argv: readonly string[]): readonly string[] {
  return Array.from({ length: count }, (_, at) => {
    const file = join(folder, `${count}-${at + 1}.jsonl`);
    const { out, err } = quiesce("check", ...argv, "--json", "--shard", `${at + 1}/${count}`);
    expect(err).toBe("");
    writeFileSync(file, out);
    return file;
  });
}

describe("shards merge to the run that they are parts of, byte for byte apart from times:", () => {
  test.each([
    ["pinned cases", ["h1", "h10", "d5-packet"], 3],
    ["a reading of one's own, with traces of one name", ["d5-change", "h19"], 2, "v1.4-musts-only"],
  ])("%s", (_, names, count, reading = "") => {
    const argv = reading === "" ? names : [...names, "--reading", reading];
    const whole = quiesce("check", ...argv, "--json");
    const files = inShards(count, argv);
    const merged = quiesce("merge", ...files);
    expect(timeless(merged.out)).toBe(timeless(whole.out));
    expect([merged.code, merged.err]).toEqual([whole.code, ""]);
    expect(whole.out.split("\n").length).toBeGreaterThan(count);
    const missing = quiesce("merge", ...files.slice(1));
    expect([missing.code, missing.out]).toEqual([64, ""]);
    expect(missing.err).toMatch(/^error: missing: shard 1\/\d; give the files of all shards\n$/);
  });
});

test("a shard of other names is a shard of another run", () => {
  const [one = ""] = inShards(1, ["h1"]);
  const foreign = join(folder, "foreign.jsonl");
  writeFileSync(foreign, quiesce("check", "h10", "--json", "--shard", "1/1").out);
  const { code, out, err } = quiesce("merge", one, foreign);
  expect([code, out]).toEqual([64, ""]);
  expect(err).toMatch(/^error: ".*foreign\.jsonl" is a shard of another run than [^\n]*\n$/);
});

test("names of traces are given again, in the order of the run", () => {
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
  const { out } = quiesce("merge", two, one);
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
    [["shards", "--for", "slurm", "--count", "0"], /--count is "0"; legal: a whole number from 1/],
    [["shards", "--for", "slurm", "--count", "257"], /--count is "257"; legal/],
    [["shards", "--for", "slurm"], /required option '--count <n>' not specified/],
    [["shards", "--for", "nomad", "--count", "2"], /argument 'nomad' is invalid/],
    [["shards", "h77", "--for", "slurm", "--count", "2"], /unknown scenario "h77"/],
    [["shards", "--for", "slurm", "--count", "2", "--engine", "x"], /--engine is "x"; legal: auto/],
    [["shards", "--for", "slurm", "--count", "2", "--scope", "q=1"], /unknown bound "q"/],
    [
      ["shards", "--for", "kubernetes", "--count", "2", "--image", "a b"],
      /--image is "a b"; legal/,
    ],
  ])("%j", async (argv, says) => {
    const { code, out, err } = await inProcess(...argv);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(says);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });
});

/** A step of a workflow, a container of a job: what these files say, as far as it is asked. */
interface Job {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly suspend?: boolean;
    readonly template: {
      readonly spec: {
        readonly restartPolicy: string;
        readonly containers: readonly {
          readonly image: string;
          readonly command: readonly string[];
        }[];
        readonly volumes: readonly object[];
      };
    };
  };
}

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
const written = (system: string, ...more: string[]): string => {
  const made = quiesce("shards", "h10", "--for", system, "--count", "2", ...more);
  expect([made.code, made.err]).toEqual([0, ""]);
  return made.out;
};

describe("the files for batch systems run the parts and merge them to the whole run:", () => {
  test("a workflow of GitHub Actions, with a matrix", () => {
    const document = parseDocument(written("actions"));
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

  test("an Indexed Job of Kubernetes", () => {
    const documents = parseAllDocuments(written("kubernetes", "--image", "registry/quiesce:1"));
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const [claim, check, merge] = documents.map((one) => one.toJS()) as [object, Job, Job];
    expect(claim).toMatchObject({
      kind: "PersistentVolumeClaim",
      spec: { accessModes: ["ReadWriteMany"] },
    });
    expect(check).toMatchObject({ apiVersion: "batch/v1", kind: "Job" });
    expect(check.spec).toMatchObject({ completionMode: "Indexed", completions: 2, parallelism: 2 });
    expect(merge.spec.suspend).toBe(true);
    const { cwd, env } = place("kubernetes");
    const run = ({ spec }: Job, index?: string): void => {
      const { containers, restartPolicy, volumes } = spec.template.spec;
      const [{ image, command }] = containers as [(typeof containers)[number]];
      expect([image, restartPolicy, volumes.length]).toEqual(["registry/quiesce:1", "Never", 1]);
      const [shell = "", flag = "", text = ""] = command;
      const own = index === undefined ? env : { ...env, JOB_COMPLETION_INDEX: index };
      execFileSync(shell, [flag, text.replaceAll("/shards/", `${cwd}/`)], { cwd, env: own });
    };
    for (const index of ["0", "1"]) run(check, index);
    run(merge);
    const verdicts = execFileSync("cat", ["verdicts"], { cwd, encoding: "utf8" });
    expect(timeless(verdicts)).toBe(wholeIn(cwd));
  });

  test("a Slurm array", () => {
    const script = written("slurm");
    const { cwd, env } = place("slurm");
    const file = join(cwd, "quiesce.sh");
    writeFileSync(file, script);
    execFileSync("bash", ["-n", file]);
    expect(script).toContain("\n#SBATCH --array=1-2\n");
    for (const task of ["1", "2"]) {
      const own = { ...env, SLURM_ARRAY_TASK_ID: task, SLURM_SUBMIT_DIR: cwd };
      execFileSync("bash", [file], { cwd: tmpdir(), env: own });
    }
    const merge = /--wrap '(.*)'$/m.exec(script)?.[1] ?? "";
    execFileSync("bash", ["-c", merge], { cwd, env });
    const verdicts = execFileSync("cat", ["verdicts.jsonl"], { cwd, encoding: "utf8" });
    expect(timeless(verdicts)).toBe(wholeIn(cwd));
    expect(() =>
      execFileSync("bash", [file], { env: { ...env, SLURM_SUBMIT_DIR: cwd }, stdio: "pipe" }),
    ).toThrow(/SLURM_ARRAY_TASK_ID/);
  });

  test("names and options reach every part as they were given", () => {
    expect(written("slurm", "--scope", "queues=1", "--engine", "plain")).toContain(
      "npx quiesce check h10 --engine=plain --scope=queues=1 --shard ",
    );
    const words = ["--reading=./it's mine.ts", "h4"];
    const lines = slurmScript({ count: 2, words, image: "" }).split("\n");
    const line = lines.find((text) => text.startsWith("npx "))?.replace(/ > .*$/, "") ?? "";
    const shell = `npx() { printf '%s|' "$@"; }; SLURM_ARRAY_TASK_ID=1; ${line}`;
    const printed = execFileSync("bash", ["-c", shell], { encoding: "utf8" });
    expect(printed).toBe("quiesce|check|--reading=./it's mine.ts|h4|--shard|1/2|--json|");
  });
});
