import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockModel } from "../testing/lock-model.ts";
import { projectFolder, runIn } from "./running.testing.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("export");
});
afterEach(() => rmSync(root, { recursive: true }));

const quiesce = (...argv: string[]) => runIn(root, lockModel, argv);

const read = (name: string): string => readFileSync(join(root, name), "utf8");

test("a case is exported to TLA+ with a configuration for each kind of property", async () => {
  const { code, out, err } = await quiesce("export", "l1/2", "--to", "tla");
  expect([code, err]).toEqual([0, ""]);
  expect(read("out/export/l1_shared_lock_2.tla")).toContain("MODULE l1_shared_lock_2 ----\n");
  expect(read("out/export/l1_shared_lock_2.cfg")).toBe(
    "SPECIFICATION Spec\nCHECK_DEADLOCK FALSE\nINVARIANT NoDeadlock\nINVARIANT AtMostOneIsInside\n",
  );
  expect(read("out/export/l1_shared_lock_2_live.cfg")).toBe(
    "SPECIFICATION FairSpec\nCHECK_DEADLOCK FALSE\nPROPERTY WhoWaitsGetsIn\n",
  );
  expect(out).toContain("locks/l1-shared-lock, as-written,-L2\n");
  expect(out).toContain("bounds: 1 rounds, 0 breaks, pinned: 8 states\n");
  expect(out).toContain("run: java -jar tla2tools.jar l1_shared_lock_2.tla\n");
});

test("a silence that can be reached is asked for", async () => {
  await quiesce("export", "l1", "--to", "tla", "--reading=-L3", "--scope", "breaks=1");
  expect(read("out/export/l1_shared_lock.cfg")).toContain("INVARIANT NoSilence\n");
});

test("a reading frees its party in the export too", async () => {
  const fairness = async (...argv: string[]): Promise<string | undefined> => {
    await quiesce("export", "l1", "--to", "tla", ...argv);
    return /^FairSpec == .*$/m.exec(read("out/export/l1_shared_lock.tla"))?.[0];
  };
  expect(await fairness()).toContain("WF_vars(fair_device_releases)");
  expect(await fairness("--reading", "as-written,-L2")).not.toContain("device_releases");
});

test("Promela goes to a folder of one's own, with the command for SPIN", async () => {
  const folder = join(root, "mine");
  const { code, out } = await quiesce("export", "l1", "--to", "promela", "--out", folder);
  expect(code).toBe(0);
  expect(readFileSync(join(folder, "l1-shared-lock.pml"), "utf8")).toContain("active proctype");
  expect(out).toContain("run: spin -a l1-shared-lock.pml && gcc ");
  expect(out).toContain("not exported: atMostOneIsInside, whoWaitsGetsIn\n");
});

test.each([
  [["l1/3", "--to", "tla"], /"locks\/l1-shared-lock" has no case 3; legal: 1 to 2/],
  [["l2", "--to", "tla"], /unknown scenario "l2"/],
  [["l1"], /required option '--to <format>' not specified/],
  [["l1", "--to", "alloy"], /argument 'alloy' is invalid\. Allowed choices are promela, tla/],
  [["l1", "--to", "tla", "--scope", "rounds=9"], /bound "rounds" cannot be "9"; legal: 0, 1, 2/],
  [["l1", "--to", "tla", "--out", ""], /--out is empty; give a folder/],
])("export %j exits with 64 and one line, and writes nothing", async (argv, says) => {
  const { code, out, err } = await quiesce("export", ...argv);
  expect([code, out]).toEqual([64, ""]);
  expect(err).toMatch(says);
  expect(err.trimEnd().split("\n")).toHaveLength(1);
  expect(existsSync(join(root, "out"))).toBe(false);
});
