import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ModelError } from "../compile/errors.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Model } from "../types/index.ts";
import { runCli } from "./program.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("cli");
});
afterEach(() => rmSync(root, { recursive: true }));

function quiesce<S extends object>(
  argv: readonly string[],
  model: Model<S>,
  signal?: AbortSignal,
): Promise<Ran> {
  return runIn(root, model, argv, signal);
}

const run = (...argv: string[]): Promise<Ran> => quiesce(argv, lockModel);
/** The model with a first case whose counts are not what is pinned. */
const differing = {
  ...lockModel,
  scenarios: lockModel.scenarios.map((one) => ({
    ...one,
    cases: one.cases.map((own) => ({ ...own, states: own.states + 1 })),
  })),
};

describe("check", () => {
  test("exits with 0 where all is as pinned, and writes to out/ only", async () => {
    const { code, out, err } = await run("check");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("2 cases, 10 verdicts: all as pinned.");
    expect(out).toContain("within 1 rounds, 0 breaks; 8 states, depth 4");
    expect(readdirSync(root).sort()).toEqual(["out", "package.json"]);
    const chart = readFileSync(join(root, "out/charts/locks/l1-lock-kept.txt"), "utf8");
    expect(chart).toContain("replay   quiesce replay locks/l1-lock-kept");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("exits with 1 where a count differs, and says which", async () => {
    const { code, out } = await quiesce(["check"], differing);
    expect(code).toBe(1);
    expect(out).toContain("NOT AS PINNED: states 8, pinned 9");
  });

  test("of a reading of one's own exits with 0, 1 or 2: holds, violated, unknown", async () => {
    expect((await run("check", "--reading", "as-written")).code).toBe(0);
    const violated = await run("check", "l1", "--reading", "as-written,-L2");
    expect(violated.code).toBe(1);
    expect(violated.out).toContain("asks     a driver that waits gets in\n");
    expect(violated.out).toContain("can fail; no clause promises it\n");
    const unknown = await run("check", "--reading", "as-written", "--max-states", "2");
    expect(unknown.code).toBe(2);
    expect(unknown.out).toContain("stopped after");
  });

  test("gives its verdict where nothing can be written, and says that once", async () => {
    writeFileSync(join(root, "out"), "in the way");
    const { code, out, err } = await run("check", "l1", "--reading", "as-written,-L2,-L1");
    expect(code).toBe(1);
    expect(out.match(/VIOLATED/g)!.length).toBeGreaterThan(1);
    expect(err).toMatch(/^no charts and traces are kept: cannot write [^\n]*--out[^\n]*\n$/);
    expect(out).not.toContain("ready to be mailed");
    expect(out).not.toContain("out/traces");
    const words = ["--scenario", "locks/l1-shared-lock", "--reading", "as-written,-L2,-L1"];
    expect(out).toMatch(new RegExp(`replay   quiesce replay --line with\\s+${words.join("\\s+")}`));
    const [, line = ""] = /^trace +(.*?)\nreplay/ms.exec(out) ?? [];
    const again = await run("replay", "--line", line.replace(/\s+/g, " "), ...words);
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^ok /)]);
    expect(readdirSync(root).sort()).toEqual(["out", "package.json"]);
  });

  test("of bounds of one's own takes the readings of the cases", async () => {
    const { code, out } = await run("check", "--scope", "rounds=0");
    expect(code).toBe(0);
    expect(out).toContain("reading as-written,-L2\nwithin 0 rounds, 0 breaks");
    expect(out).toContain("new questions, no expected answer");
  });

  test("--json prints one object a line with the agreed fields", async () => {
    const { out } = await run("check", "--json");
    const lines = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(10);
    const fields =
      "scenario reading scope property verdict expected states depth steps engine ms trace";
    for (const line of lines)
      expect(Object.keys(line)).toEqual(expect.arrayContaining(fields.split(" ")));
    expect(lines.at(-1)).toMatchObject({
      scenario: "locks/l1-shared-lock",
      reading: "as-written,-L2",
      scope: "1 rounds, 0 breaks",
      property: "whoWaitsGetsIn",
      verdict: "violated",
      expected: "violated",
      states: 8,
      depth: 4,
      steps: 2,
      baseline: "holds",
      engine: "plain",
    });
    expect(lines[0]).toMatchObject({ verdict: "holds", steps: null, trace: null });
    const limited = await run("check", "--json", "--max-states", "2");
    // What is not known is no difference from what is pinned.
    expect(limited.code).toBe(2);
    expect(JSON.parse(limited.out.split("\n")[0]!)).toMatchObject({ states: null, depth: null });
  });

  test("says what was covered when it is interrupted, and exits with 130", async () => {
    const stopped = await quiesce(["check"], lockModel, AbortSignal.abort());
    expect(stopped).toEqual({ code: 130, out: "", err: "stopped: 0 of 2 cases were covered\n" });
  });

  test("selects scenarios by the beginning of either part of their name", async () => {
    for (const name of ["l1", "locks/", "locks/l1-shared-lock"]) {
      expect((await run("check", name)).code).toBe(0);
    }
  });
});

describe("bad arguments exit with 64 and one line, and write nothing", () => {
  test.each([
    [
      "check locks/l1-shared-lck",
      'unknown scenario "locks/l1-shared-lck". Did you mean "locks/l1-shared-lock"?',
    ],
    ["check ", 'unknown scenario "". Legal: "locks/l1-shared-lock"; see quiesce list.'],
    ["check l1/2", '"l1/2" is a case, for quiesce export; here write "l1"'],
    ["check --reading as-writen", 'unknown reading "as-writen". Did you mean "as-written"?'],
    ["check --scope rounds=7", 'bound "rounds" cannot be "7"; legal: 0, 1, 2'],
    ["check --max-states many", '--max-states is "many"; legal: a whole number above 0'],
    ["check --timeout 0", '--timeout is "0"; legal: a number above 0'],
    ["check --redaing x", "Did you mean --reading?"],
    ["chek", "Did you mean check?"],
    ["list event", 'unknown list "event". Did you mean "events"?'],
    ["explain L9", 'unknown name "L9". Did you mean "L1"?'],
    ["explain", "missing required argument 'names'. Usage: quiesce explain [options] <names...>"],
    ["explain ", 'unknown name "". Legal: "blocked"'],
    ["explain blocked", "explain blocked needs a scenario"],
    ["explain blocked l1 L1", 'explain takes one name, and "L1" stands beside it'],
    ["explain L1 l1", 'only "blocked" goes with a scenario'],
    ["explain L1 --scope rounds=1", "--scope goes with explain blocked"],
    ["replay", "replay needs files or folders"],
    ["replay nowhere.json", '"nowhere.json" is no file, no folder and no kept trace'],
    ["replay --line ask", "needs --scenario and --reading"],
    ["replay --line= --scenario l1 --reading as-written", "replay --line is empty"],
    ["replay --line ask --scenario l1 --reading as-written x.json", '"x.json" is for files'],
    ["replay --line ask --scenario l1 --reading as-written --amplify", '"--amplify" is for files'],
    ["replay x.json --scenario l1", '--scenario "l1" goes with --line; a trace file says its own'],
    ["replay x.json --scope rounds=1", '--scope "rounds=1" goes with --line'],
    ["shards", "option '--count <n>' not specified: how many parts"],
    ["compare --json --sentences", "--json does not go with --sentences"],
    ["list events L1", 'unknown machine "L1". Legal: "driver", "device", "lock"'],
    ["list bounds l1", '"l1" narrows nothing here; legal with a scenario or a machine'],
    ["list events lock L1", "got 3. Usage: quiesce list [options] [what] [of]"],
    ["diff as-written as-writen", 'Did you mean "as-written"?'],
  ])("%s", async (line, message) => {
    const { code, out, err } = await run(...line.split(" "));
    expect([code, out]).toEqual([64, ""]);
    expect(err).toContain(message);
    expect(err.trimEnd()).not.toContain("\n");
    expect(existsSync(join(root, "out"))).toBe(false);
  });
});

describe("replay", () => {
  const found = async (): Promise<string> => {
    await run("check", "--reading", "as-written,-L2");
    return join(root, "out/traces/l1-whoWaitsGetsIn.jsonl");
  };

  test("exits with 0 where what a trace records is reproduced", async () => {
    const path = await found();
    const { code, out } = await run("replay", path);
    expect([code, out]).toEqual([
      0,
      "ok      l1-whoWaitsGetsIn: 2 events, whoWaitsGetsIn violated\n",
    ]);
    expect((await run("replay", join(root, "out"))).code).toBe(0);
  });

  test("exits with 1 where it is not, and names the step", async () => {
    const path = await found();
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("device takes", "fly"));
    const { code, out } = await run("replay", path);
    expect(code).toBe(1);
    expect(out).toMatch(/^FAILED {2}\S+: model changed: step \d, "fly", is not possible there/);
    writeFileSync(path, text.replace("as-written,-L2", "as-written"));
    expect((await run("replay", path)).out).toContain("does not show whoWaitsGetsIn violated");
  });

  test("goes on after a bad file, and exits with 64", async () => {
    const good = await found();
    mkdirSync(join(root, "bad"));
    writeFileSync(join(root, "bad/torn.jsonl"), '{ "schema": 2, "name"');
    writeFileSync(join(root, "bad/foreign.jsonl"), "{}");
    const { code, out, err } = await run("replay", join(root, "bad"), good);
    expect(code).toBe(64);
    expect(out).toContain("ok ");
    expect(err.split("\n").filter((line) => line.startsWith("error: "))).toHaveLength(2);
  });

  test("takes a one-line trace out of a mail", async () => {
    const given = ["--scenario", "l1", "--reading", "as-written"];
    const good = await run("replay", "--line", "> ask; device takes;\n> (see 01)*", ...given);
    expect(good).toEqual({
      code: 0,
      out: "ok      3 events: ask; device takes; (see 01)*\n",
      err: "",
    });
    const bad = await run("replay", "--line", "ask; driver takes; device takes", ...given);
    expect(bad.code).toBe(64);
    expect(bad.err).toContain('step 3, "device takes", is not possible there');
  });
});

describe("explain, list and diff", () => {
  test.each([
    ["explain L2", "says     release the lock some time"],
    ["explain L2", "rules    obliges device.releases"],
    ["explain broken-lock", "broken-lock=holder: whoever held it."],
    ["explain driver.looks", "with     value: 0 1 (answered)"],
    ["explain whoWaitsGetsIn", "rests on no clause: where it fails, none promises it"],
    ["explain as-written,-L2", "free     L2"],
    ["explain blocked l1", "driver in waiting"],
    ["list", "locks/l1-shared-lock"],
    ["list clauses", "both MUST NOT: take a lock that is held"],
    ["list events", "The lock breaks."],
    ["list bounds", "0, 1, 2"],
  ])("%s", async (line, expected) => {
    const { code, out, err } = await run(...line.split(" "));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(expected);
  });

  test("a property that several scenarios ask is named once", async () => {
    const scenarios = lockModel.scenarios.flatMap((one) => [one, { ...one, name: "locks/l2" }]);
    const { out } = await quiesce(["explain", "L1"], { ...lockModel, scenarios });
    expect(out).toContain("rests    atMostOneIsInside\n");
  });

  test("a clause that is let go adds behaviours; nothing differs from itself", async () => {
    const { code, out } = await run("diff", "as-written", "as-written,-L1");
    expect(code).toBe(1);
    expect(out).toContain("verdict  atMostOneIsInside: holds -> VIOLATED");
    expect(out).toContain("+ driver.takes, driver waiting, lock held");
    expect(out).toContain("behaviours: 2 added, 0 removed");
    const json = await run("diff", "as-written", "as-written,-L1", "--json");
    expect(JSON.parse(json.out.split("\n")[1]!)).toMatchObject({
      scenario: "locks/l1-shared-lock",
      same: { verdicts: 4 },
    });
    const same = await run("diff", "as-written", "as-written");
    expect([same.code, same.out]).toEqual([0, expect.stringContaining("no scenario differs")]);
  });
});

test("help and version exit with 0", async () => {
  expect(await run("--version")).toEqual({ code: 0, out: "quiesce 0.0.0\n", err: "" });
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  expect(out).toContain("check [options] [names...]");
});

test("what relies on the names in a model looks at them first", async () => {
  const io = {
    out: () => {},
    err: (text: string) => {
      said += text;
    },
    terminal: false,
    colours: pc.createColors(false),
    root,
    home: root,
    signal: new AbortController().signal,
    checkNames: async () => {
      throw new ModelError('Clause "L9" forbids "tkaes", which is no event');
    },
  };
  let said = "";
  expect(await runCli(lockModel, ["clauses", "L1"], io)).toBe(64);
  expect(said).toBe('error: Clause "L9" forbids "tkaes", which is no event\n');
  expect(await runCli(lockModel, ["list"], io)).toBe(0);
});
