/** What has become of kept traces, told apart, and as CI systems read it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import { projectFolder, type Ran, runIn } from "./running.testing.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("reports");
  mkdirSync(join(root, "models"));
  writeFileSync(join(root, "models/clauses.ts"), CLAUSES);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Where the tests of this file have the sentences stand: L1 in line 3, L2 in line 7. */
const CLAUSES = `export const clauses = [
  {
    id: "L1",
    says: "",
  },
  {
    id: "L2",
  },
];
`;

const kept = (reading: string, property: string, trace: string): string =>
  JSON.stringify({
    schema: 2,
    name: "locks/kept",
    scenario: "locks/l1-who-waits-gets-in",
    reading,
    property,
    verdict: "violated",
    trace,
  });

const INSIDE = "atMostOneIsInside";
const WAITS = "whoWaitsGetsIn";
const TWO_INSIDE = "ask; driver takes; device takes";

function replay(lines: string, ...more: readonly string[]): Promise<Ran> {
  const file = join(root, "kept.jsonl");
  writeFileSync(file, `${lines}\n`);
  return runIn(root, lockModel, ["replay", file, ...more]);
}

const scenario = lockModel.scenarios[0]!.name;

test.each([
  [
    "impossible, for a clause forbids a step",
    ["as-written", INSIDE, TWO_INSIDE],
    /^FAILED {2}locks\/kept: impossible: step 3, "device takes", .*; kept back by L1 MUST NOT; atMostOneIsInside holds now, within /,
  ],
  [
    "impossible, for a clause obliges what it puts off",
    ["as-written", WAITS, "device takes; ask; (see 01)*"],
    /impossible: it does not show .*; it puts off for ever device\.releases, which L2 obliges; whoWaitsGetsIn holds now/,
  ],
  [
    "impossible, and the claim still fails in another way",
    ["as-written,-L2", WAITS, "device takes; ask; driver takes; (nothing)*"],
    /impossible: .*; whoWaitsGetsIn is still violated, in 2 steps: ask; device takes; \(/,
  ],
  [
    "of another model, for nothing is called so",
    ["as-written,-L1", INSIDE, "ask; fly"],
    /model changed: step 2, "fly", .*; nothing is called "fly" in this system; atMostOneIsInside is still violated, in \d steps: /,
  ],
  [
    "of another model, for a machine does not take a step",
    ["as-written,-L1", INSIDE, "ask; driver takes; driver takes; device takes"],
    /model changed: step 3, "driver takes", .*; kept back by driver is inside/,
  ],
  [
    "of another model, for its end is no longer what the claim is about",
    ["as-written,-L1", INSIDE, "ask; driver takes"],
    /model changed: it does not show atMostOneIsInside violated; /,
  ],
  [
    "shorter, for its beginning shows the claim",
    ["as-written,-L1", INSIDE, `${TWO_INSIDE}; release`],
    /shorter: it shows atMostOneIsInside violated after 3 of its 4 steps/,
  ],
] as const)("a trace is %s", async (_, [reading, property, trace], says) => {
  const { code, out } = await replay(
    kept(reading, property, trace).replace(/locks\/l1[^"]*/, scenario),
  );
  expect(code).toBe(1);
  expect(out).toMatch(says);
  expect(out.trimEnd().split("\n")).toHaveLength(1);
});

test("a search tells that there is a shorter one by now", async () => {
  const long = kept("as-written,-L1", INSIDE, "ask; see 00; driver takes; device takes");
  const line = long.replace(/locks\/l1[^"]*/, scenario);
  expect((await replay(line)).code).toBe(0);
  const { code, out } = await replay(line, "--shortest");
  expect([code, out]).toEqual([1, expect.stringContaining("violated takes 3 steps, not 4: ")]);
});

const two = [
  kept("as-written,-L1", INSIDE, TWO_INSIDE).replace("locks/kept", "locks/<fine>"),
  kept("as-written", INSIDE, TWO_INSIDE),
]
  .join("\n")
  .replaceAll(/locks\/l1[^"]*/g, scenario);

test("JUnit has a case for each trace, and a failure with its kind", async () => {
  const { code } = await replay(two, "--junit", "reports/junit.xml");
  expect(code).toBe(1);
  const xml = readFileSync(join(root, "reports/junit.xml"), "utf8");
  expect(xml).toContain('tests="2" failures="1" errors="0"');
  expect(xml).toContain('<testcase name="locks/&lt;fine&gt;"');
  expect(xml).toMatch(/file="kept\.jsonl" line="2"[^>]*>\n *<failure type="impossible" message="/);
  const torn = await replay(`${two}\n{"schema":2`, "--junit", "reports/junit.xml");
  expect(torn.code).toBe(64);
  expect(readFileSync(join(root, "reports/junit.xml"), "utf8")).toContain('errors="1"');
});

test("SARIF points at the line of the sentence, and of the trace", async () => {
  await replay(two, "--sarif", "replay.sarif");
  const { version, runs } = JSON.parse(readFileSync(join(root, "replay.sarif"), "utf8"));
  const [{ tool, results, invocations }] = runs;
  const at = (uri: string, startLine: number) => ({
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
      region: { startLine },
    },
  });
  expect([version, invocations]).toEqual(["2.1.0", [{ executionSuccessful: true, exitCode: 1 }]]);
  expect(results).toHaveLength(1);
  const [{ ruleId, locations, relatedLocations }] = results;
  expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toContain(ruleId);
  expect([ruleId, locations]).toEqual(["impossible", [at("models/clauses.ts", 3)]]);
  expect(relatedLocations[0]).toMatchObject(at("kept.jsonl", 2));
});

test("what can be no file is refused before anything runs", async () => {
  for (const [option, given] of [
    ["--junit", "models"],
    ["--sarif", "models"],
    ["--junit", ""],
  ] as const) {
    const { code, out, err } = await replay(two, option, given);
    expect([code, out]).toEqual([64, ""]);
    expect(err).toMatch(/^error: --\w+ [^\n]+\n$/);
  }
  const same = await replay(two, "--junit", "one", "--sarif", "./one");
  expect([same.code, same.err]).toEqual([64, expect.stringContaining("give each a file")]);
  expect(existsSync(join(root, "one"))).toBe(false);
});
