/** Tests of a device: those of others as their page has them, and a file of one's own. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { auditDocument } from "./audit.ts";
import { projectRoot } from "./io.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

const root = projectFolder("audit");
afterAll(() => rmSync(root, { recursive: true }));

describe("the page on tests S0067 to S0074", () => {
  let page = "";
  /** The cells of a test in the text as it is written (0), or with a gate on the device (1). */
  const cells = (name: string, reading: 0 | 1): readonly string[] => {
    const rows = page.split("\n").filter((line) => line.startsWith(`| [${name}]`));
    return rows[reading]!.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, ""));
  };
  beforeAll(async () => {
    const read = (path: string): string => readFileSync(join(projectRoot(), path), "utf8");
    const [[path, text] = ["", ""]] = await auditDocument(model, read);
    page = text;
    expect(page).toBe(read(path));
  });

  test("says which of them every conforming device passes", () => {
    const sound = (reading: 0 | 1): readonly string[] =>
      ["S0067", "S0068", "S0069", "S0070", "S0071", "S0072", "S0073", "S0074"].filter((name) =>
        cells(name, reading)[2]!.startsWith("yes"),
      );
    expect(sound(0)).toEqual(["S0069", "S0073", "S0074"]);
    expect(sound(1)).toEqual(["S0069", "S0070", "S0073"]);
  });

  test("says that no device passes both S0067 and S0070", () => {
    expect(page.match(/^No device passes both .*$/gm)).toEqual([
      "No device passes both S0067 and S0070.",
      "No device passes both S0067 and S0070.",
    ]);
    expect(cells("S0070", 0)[2]).toContain("after write 1F; present suspended");
  });

  test("says which clauses a test rests on, and where a wait has to last", () => {
    expect(cells("S0072", 0)[4]).toContain("S-11b MUST NOT");
    expect(cells("S0070", 1)[4]).toContain("V2-5b MUST");
    expect(cells("S0069", 0)[4]).toMatch(/^no: /);
    expect(cells("S0073", 0)[4]).not.toContain("S-12");
    expect(cells("S0074", 0)[3]).toMatch(/^have to last/);
  });
});

describe("a file of one's own", () => {
  const audit = (text: string, ...more: readonly string[]): Promise<Ran> => {
    writeFileSync(join(root, "own.json"), text);
    return runIn(root, model, ["audit", join(root, "own.json"), ...more]);
  };
  const file = (...steps: readonly string[]): string =>
    JSON.stringify({ schema: 1, tests: [{ name: "own", says: "as said", steps }] });
  const SUSPENDS = ["set SUSPEND", "wait", "status has SUSPEND or DEVICE_NEEDS_RESET"];

  test("of a test that is sound and useful exits with 0", async () => {
    const { code, out, err } = await audit(file(...SUSPENDS));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("  sound   yes: every conforming device passes");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("of one that is not exits with 1, and shows the run", async () => {
    const { code, out } = await audit(file("set SUSPEND", "wait", "status has FAILED"), "--json");
    const [{ fails, passes }] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([code, fails.failed, passes]).toEqual([1, "status has FAILED", null]);
    expect(fails.trace).toMatch(/^write 1F/);
  });

  test("a counterexample goes out as a test, and comes back with what it shows", async () => {
    const made = await runIn(projectRoot(), model, ["export", "h4", "--to", "test", "--out", root]);
    expect([made.code, made.err]).toEqual([0, ""]);
    const path = join(root, "h4-kick-held-at-suspend.test.json");
    const { tests } = JSON.parse(readFileSync(path, "utf8"));
    expect(tests[0].steps).toEqual([
      ...["b0 available q0", "kick q0", "write 1F", "wait", "status is 1B"],
      ...["write 1F", "wait", "status is 0F", "wait", "used idx is 1"],
    ]);
    writeFileSync(path, JSON.stringify({ schema: 1, tests: tests.slice(0, 1) }));
    const { code, out } = await runIn(root, model, ["audit", path]);
    expect([code, out]).toEqual([1, expect.stringContaining("drop kick q0")]);
  });

  test.each([
    ["{", /test file "[^"]*" is no JSON/],
    ["[]", /is no file of tests: the file: /],
    [file("set SUSPEN"), /test "own" of "[^"]*": "set SUSPEN" is no step of a test; legal: wait, /],
    [file("status is 1b"), /"status is 1b" is no step of a test/],
    [
      JSON.stringify({
        schema: 1,
        tests: [{ name: "a", says: "", steps: ["wait"], scope: { q: 1 } }],
      }),
      /unknown bound "q"/,
    ],
  ])("%s is one line", async (text, says) => {
    const { code, out, err } = await audit(text);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(/^error: [^\n]+\n$/);
    expect(err).toMatch(says);
  });

  test("where no guest could carry any of them out, nothing is written", async () => {
    const { code, err } = await runIn(projectRoot(), model, ["export", "h13", "--to", "test"]);
    expect([code, err]).toEqual([64, expect.stringMatching(/no guest makes "hypervisor\.\w+"/)]);
  });
});
