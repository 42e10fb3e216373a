import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { lockModel } from "../testing/lock-model.ts";
import { projectFolder, runIn } from "./running.testing.ts";

const root = projectFolder("show");
afterAll(() => rmSync(root, { recursive: true }));

const line = "device takes; ask; (see 01)*";
const lock = (...argv: string[]) => runIn(root, lockModel, ["show", ...argv]);

describe("quiesce show", () => {
  test("prints the chart of a kept counterexample by its name, in any case of letters", async () => {
    const { code, out } = await runIn(".", model, ["show", "H10-Suspend-Fails"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^asks {5}/);
    expect(out).toContain("replay   quiesce replay holes/h10-suspend-fails");
    expect(out).toMatch(/^[\n\x20-\x7e]*$/);
  });

  test("names who is owed something where nothing more can happen", async () => {
    const { out } = await runIn(".", model, ["show", "d5-parked-admin"]);
    expect(out).toMatch(/nobody is owed anything .*\n.*VIOLATED/);
    expect(out).toContain("\nowed     buffer0.0 (inFlight); hypervisor (stoppingWaiting)");
  });

  test("prints the chart of a one-line trace, for the claim that it shows violated", async () => {
    const argv = ["--line", line, "--scenario", "l1", "--reading", "as-written,-L2"];
    const { code, out } = await lock(...argv, "--scope", "rounds=2,breaks=1");
    expect(code).toBe(0);
    expect(out).toContain("see 01");
    expect(out).toContain(`trace    ${line}`);
  });

  test("reads a file of traces, one of which may be in bounds of its own", async () => {
    const file = {
      schema: 2,
      name: "mine",
      scenario: "locks/l1-shared-lock",
      reading: "as-written,-L2",
      scope: { rounds: 2, breaks: 1 },
      property: "whoWaitsGetsIn",
      verdict: "violated",
      trace: line,
    };
    const path = join(root, "mine.jsonl");
    writeFileSync(path, `${JSON.stringify(file)}\n`);
    const { code, out } = await lock(path);
    expect(code).toBe(0);
    expect(out).toContain("replay   quiesce replay mine");
  });

  test.each([
    [[], "show needs a trace"],
    [["l1-nothing"], '"l1-nothing" is no file, no folder and no kept trace'],
    [["--line", "ask"], "show --line needs --scenario and --reading"],
    [["--line", "fly", "--scenario", "l1", "--reading", "as-written"], 'step 1, "fly"'],
    [
      ["--line", "ask", "--scenario", "l1", "--reading", "as-written"],
      "the trace can happen, and shows no claim of this scenario violated",
    ],
  ])("refuses %j in one line", async (argv, says) => {
    const { code, out, err } = await lock(...(argv as string[]));
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(/^error: .*\n$/);
    expect(err).toContain(says);
  });
});
