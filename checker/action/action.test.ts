/** The example for CI, run as its pages say, and as the action runs it. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { model } from "../../models/model.ts";
import { projectRoot } from "../commands/io.ts";
import { runIn } from "../commands/running.testing.ts";
import { sarifLog } from "../report/outcome.ts";

const here = import.meta.dirname;
const root = projectRoot();
const textOf = (...path: string[]): string => readFileSync(join(here, ...path), "utf8");

/** A copy, at the same depth below what its reading imports. */
const place = mkdtempSync(join(tmpdir(), "quiesce-action-"));
const home = join(place, "checker", "action", "example");
beforeAll(() => {
  mkdirSync(home, { recursive: true });
  for (const name of ["models", "node_modules", "package.json"]) {
    symlinkSync(join(root, name), join(place, name));
  }
  symlinkSync(join(root, "checker", "types"), join(place, "checker", "types"));
  cpSync(join(here, "example"), home, { recursive: true });
});
afterAll(() => rmSync(place, { recursive: true }));

test("the commands of the page end with 0 on the example", async () => {
  const [, block = ""] = /```sh\n(.*?)```/s.exec(textOf("README.md")) ?? [];
  const lines = block.trim().split("\n");
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const words = line.split(" ").slice(2);
    const argv = words.map((word) => {
      return /^(traces|\.\/.*|guarantees\.jsonl|out\/.*)$/.test(word) ? join(home, word) : word;
    });
    const { code, err } = await runIn(root, model, argv);
    expect([line, code, err]).toEqual([line, 0, ""]);
  }
  expect(readdirSync(join(home, "out")).sort()).toEqual(["junit.xml", "replay.sarif"]);
});

test("the page tells the kinds that SARIF has, and the example has what the page lists", () => {
  const page = textOf("README.md");
  const log = JSON.parse(sarifLog([], { version: "0", code: 0 }));
  const ids = log.runs[0].tool.driver.rules.map(({ id }: { id: string }) => id.replace("-", " "));
  for (const id of ids.filter((one: string) => one !== "unreadable")) {
    expect(page).toContain(`\n| \`${id}\` | `);
  }
  const listed = [...page.matchAll(/^\| `([\w.-]+)\/?` \| /gm)].map(([, name]) => name);
  expect(listed).toEqual(expect.arrayContaining(readdirSync(join(here, "example"))));
});

test("every input of the action reaches the script, and the workflow gives no other", () => {
  const { inputs, runs } = parse(textOf("action.yml"));
  const { env } = runs.steps.at(-1);
  const script = textOf("run.sh");
  const given = Object.keys(inputs).map((name) => [name.toUpperCase(), `\${{ inputs.${name} }}`]);
  expect(env).toEqual(Object.fromEntries(given));
  for (const name of Object.keys(env)) expect(script).toContain(`\${${name}:-}`);
  const { jobs } = parse(textOf("example", "workflow.yml"));
  const used = jobs.suspend.steps.find((step: { uses: string }) => /action@/.test(step.uses));
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(used.with)));
});

test("where the device no longer forgets, its trace is impossible, by the conduct", async () => {
  const device = join(home, "my-device.ts");
  writeFileSync(device, readFileSync(device, "utf8").replace('"dropped"', '"kept"'));
  const file = join(home, "traces", "kick-forgotten.jsonl");
  writeFileSync(file, readFileSync(file, "utf8").split("\n")[0]!);
  const { code, out } = await runIn(root, model, ["replay", file, "--reading", device]);
  expect(out).toMatch(
    /impossible: step 4, "drop kick q0", .*; kept back by conduct held-kick=kept; availableIsUsed\.q0b0 holds now, within /,
  );
  expect(code).toBe(1);
});

describe("the script", () => {
  /** A program in the place of Quiesce: says what it is given, exits as its variables say. */
  const STANDS_IN = `console.log(process.argv.slice(2).join(" "));
process.exit(Number(process.env[process.argv[2]]));`;

  function runScript(given: Readonly<Record<string, string>>) {
    const stub = join(home, "stub.cjs");
    writeFileSync(stub, STANDS_IN);
    const env = { PATH: process.env.PATH, QUIESCE_CLI: stub, ...given };
    return spawnSync("bash", [join(here, "run.sh")], { cwd: home, env, encoding: "utf8" });
  }

  test("gives each command what it takes", () => {
    const given = { TRACES: "a b", DEVICE: "./d.ts", JUNIT: "j", SARIF: "s" };
    const all = { ...given, SCENARIO: "h4", GUARANTEES: "g" };
    expect(runScript({ ...all, replay: "0", lost: "0" }).stdout.split("\n")).toEqual([
      "replay a b --reading ./d.ts --junit j --sarif s",
      "lost ./d.ts --scenario h4 --expect g",
      "",
    ]);
    expect(runScript({}).stdout).toBe("");
  });

  test.each([
    ["1", "0", 1],
    ["2", "1", 1],
    ["0", "2", 2],
    ["1", "64", 64],
  ])("exits, after %s and %s, with %s", (replay, lost, code) => {
    expect(runScript({ TRACES: "a", DEVICE: "b", replay, lost }).status).toBe(code);
  });
});
