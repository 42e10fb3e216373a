/** `lost`: what a reading no longer gives, for a person, for tools, and for CI. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { changesBetween, touches } from "../asking/changes.ts";
import { applyChanges, resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import { lockModel } from "../testing/lock-model.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("lost");
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (...argv: string[]): Promise<Ran> => runIn(root, lockModel, argv);

describe("lost", () => {
  test("names each guarantee that is lost, counts what is kept, and says what gives it back", async () => {
    const { code, out, err } = await run("lost", "as-written,-L2");
    expect([code, err]).toEqual([1, ""]);
    expect(out).toMatch(/^1 guarantee lost against as-written, 3 kept$/m);
    expect(out).toContain("differs  -L2\n");
    expect(out).toContain("asked    1 scenario, each in the scopes of its cases\n");
    expect(out).toContain("1. whoWaitsGetsIn, locks/l1-shared-lock\n");
    expect(out).toContain("claims   a driver that waits gets in\n");
    expect(out).toMatch(/^now {6}.*, 2 steps$/m);
    expect(out).toContain("trace    ask; device takes; (nothing)*");
    expect(out).toContain("holds if text +L2; device +L2\n");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(68);
  });

  test("exits with 0 where all is kept, and says what was not asked", async () => {
    const same = await run("lost", "as-written");
    expect([same.code, same.out.split("\n")[0]]).toEqual([
      0,
      "no guarantees lost against as-written, 0 kept",
    ]);
    expect(same.out).toContain("differs  in nothing\n");
  });

  test("is held against another reading where one is named", async () => {
    const { code, out } = await run("lost", "as-written", "--against", "as-written,-L2");
    expect(code).toBe(0);
    expect(out).toContain("no guarantees lost against as-written,-L2, 3 kept, 1 gained\n");
  });

  test("--json writes what --expect reads; a difference exits with 1 and is named", async () => {
    const file = join(root, "lost.jsonl");
    const { code, out } = await run("lost", "as-written,-L2", "--json");
    expect(code).toBe(1);
    const [head, loss] = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ against: "as-written", lost: 1, open: 0, kept: 3, untouched: 0 });
    expect(loss).toMatchObject({
      scenario: "locks/l1-shared-lock",
      property: "whoWaitsGetsIn",
      outcome: "lost",
      steps: 2,
      trace: "ask; device takes; (nothing)*",
      cures: { text: ["+L2"], device: ["+L2"] },
    });
    writeFileSync(file, out);
    const again = await run("lost", "as-written,-L2", "--expect", file);
    expect(again).toEqual({
      code: 0,
      out: "as expected: 1 guarantee lost against as-written, 3 kept\n",
      err: "",
    });
    const other = await run("lost", "as-written,-L1", "--expect", file);
    expect(other.code).toBe(1);
    expect(other.out).toContain(`NOT as "${file}" expects: 1 guarantee lost`);
    expect(other.out).toContain(
      "  whoWaitsGetsIn of locks/l1-shared-lock: not lost, expected lost in 2 steps\n",
    );
    expect(other.out).toMatch(
      /^ {2}atMostOneIsInside of .*: lost in \d steps, expected not lost$/m,
    );
  });

  test.each([
    ["--expect nowhere.jsonl", '"nowhere.jsonl" cannot be read; write it first'],
    ["--expect package.json", '"package.json", line 1, is not what quiesce lost --json prints'],
    ["--expect /", 'file of --expect "/" is a folder; legal: a file'],
    ["--against as-writen", 'unknown reading "as-writen". Did you mean "as-written"?'],
    ["--scenario l9", 'unknown scenario "l9"'],
  ])("%s ends with one line and 64", async (line, message) => {
    const argv = line.split(" ").map((word) => (word === "package.json" ? join(root, word) : word));
    const { code, out, err } = await run("lost", "as-written,-L2", ...argv);
    expect([code, out]).toEqual([64, ""]);
    expect(err.replace(`${root}/`, "")).toContain(message);
    expect(err.trimEnd()).not.toContain("\n");
  });

  test("a file that is cut short is refused, before anything is asked", async () => {
    const file = join(root, "lost.jsonl");
    const { out } = await run("lost", "as-written,-L2", "--json");
    writeFileSync(file, out.slice(0, out.indexOf("\n") + 1));
    const argv = ["lost", "as-written", "--expect", file];
    // What is stopped at once has asked nothing.
    const { code, err } = await runIn(root, lockModel, argv, AbortSignal.abort());
    expect(code).toBe(64);
    expect(err).toContain("has 0 of the 1 losses that its first line counts; legal: all of them");
  });

  test("a file about another comparison is refused", async () => {
    const file = join(root, "lost.jsonl");
    const { out } = await run("lost", "as-written", "--against", "as-written,-L2", "--json");
    writeFileSync(file, out);
    const { code, err } = await run("lost", "as-written,-L2", "--expect", file);
    expect(code).toBe(64);
    expect(err).toContain('says what is lost against "as-written,-L2"');
  });

  test("says what was covered when it is interrupted", async () => {
    const argv = ["lost", "as-written,-L2"];
    const { code, err } = await runIn(root, lockModel, argv, AbortSignal.abort());
    expect([code, err]).toEqual([130, "stopped: 1 of 1 scenarios were asked\n"]);
  });
});

describe("how readings differ", () => {
  const base = resolveReading(lockModel, "as-written");
  const [scenario] = lockModel.scenarios;
  const system = compileSystem(scenario!.system(scenario!.scope), base);

  test("is said as one writes it, with what takes it back", () => {
    const other = applyChanges(lockModel, base, ["-L2", "broken-lock=holder", "L1=SHOULD NOT"]);
    expect(changesBetween(lockModel, base, other)).toMatchObject([
      { change: "-L2", undo: "+L2", party: "device" },
      { change: "L1=SHOULD NOT", undo: "L1=MUST NOT" },
      { change: "broken-lock=holder" },
    ]);
    expect(changesBetween(lockModel, base, base)).toEqual([]);
  });

  test("touches a system that asks for it, by a rule or by its events, and no other", () => {
    const freed = changesBetween(lockModel, base, applyChanges(lockModel, base, ["-L2"]));
    expect(touches(freed, system)).toBe(true);
    const about = { change: "X-1", undo: "-X-1", party: "text", about: "X-1" } as const;
    expect(touches([{ ...about, event: "driver.asks" }], system)).toBe(true);
    expect(touches([{ ...about, event: "driver.sings" }], system)).toBe(false);
  });
});
