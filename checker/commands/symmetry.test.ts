import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { model as virtio } from "../../models/model.ts";
import { lockModel } from "../testing/lock-model.ts";
import type { Model } from "../types/index.ts";
import { projectFolder, runIn } from "./running.testing.ts";
import { oneScenario } from "./select.ts";

let root = "";
beforeEach(() => {
  root = projectFolder("symmetry");
});
afterEach(() => rmSync(root, { recursive: true }));

const check = <S extends object>(model: Model<S>, ...argv: string[]) =>
  runIn(root, model, ["check", ...argv]);

const h3 = oneScenario(virtio, "h3");
const ofTwo = h3.cases.filter(({ scope }) => scope?.queues === 2);
/** The virtio model with one case of H3, that of two queues; `more` states are pinned. */
const pinned = (more = 0) => {
  const counted = { ...h3, cases: ofTwo.map((one) => ({ ...one, states: one.states + more })) };
  return { ...virtio, scenarios: virtio.scenarios.map((one) => (one === h3 ? counted : one)) };
};
const asked = ["h3", "--symmetry", "--property", "suspendedDeviceIsSilent"];
const twoOfH1 = ["h1", "--reading", "v1.4-as-written", "--scope", "queues=2,buffers=1"];

test("a pinned case is as pinned, and the table says what was stored", async () => {
  const { code, out, err } = await check(pinned(), ...asked);
  expect([code, err]).toEqual([0, ""]);
  expect(out.replace(/\s+/g, " ")).toContain(
    "30912 states, depth 44; plain engine, 18880 orbits under q=0|1, 1.64 times fewer",
  );
  expect(out).toContain("1 case, 3 verdicts: all as pinned.");
});

test("pinned states are those of the system, not what was stored", async () => {
  const { code, out } = await check(pinned(1), ...asked);
  expect(code).toBe(1);
  expect(out).toContain("NOT AS PINNED: states 30912, pinned 30913");
});

test("a property of one queue and one of progress exit with 64, and nothing is written", async () => {
  const { code, out, err } = await check(pinned(), "h3", "--symmetry");
  expect([code, out]).toEqual([64, ""]);
  expect(err).toMatch(
    /^error: holes\/h3-[\w-]+: --symmetry cannot answer noAccessAfterRelease\.q0 \(it names .*\), queueResetWaitEnds \(it is about progress, .* add --property suspendedDeviceIsSilent\.\n$/,
  );
  expect(err.trim()).not.toContain("\n");
  expect(existsSync(join(root, "out"))).toBe(false);
});

test("--json says how many orbits there are, and only with --symmetry", async () => {
  const own = ["--property", "suspendedDeviceIsSilent", "--json"];
  const line = async (...more: string[]) => {
    const { out } = await check(virtio, ...twoOfH1, ...own, ...more);
    return JSON.parse(out.split("\n").at(-2)!) as Record<string, unknown>;
  };
  const reduced = await line("--symmetry");
  const { ms: _, orbits, ...same } = reduced;
  const { ms: __, ...plain } = await line("--engine", "plain");
  expect(orbits).toBe(6552);
  expect(same).toEqual(plain);
  expect(plain.property).toBe("suspendedDeviceIsSilent");
});

test.each([
  [["--symmetry", "--engine", "explicit"], "does not go with --engine explicit; legal with it: "],
  [["--symmetry", "--memory", "1GiB"], "does not go with --memory; legal with it: "],
  [["--symmetry", "--capacity"], "does not go with --capacity; legal with it: "],
  [["--property", "suspendedDeviceIsSilnt"], 'Did you mean "suspendedDeviceIsSilent"?'],
])("%j exits with 64 and says why", async (options, message) => {
  const { code, err } = await check(virtio, "h1", ...options);
  expect(code).toBe(64);
  expect(err).toContain(message);
});

test("a model or a file without interchangeable values exits with 64", async () => {
  const locks = await check(lockModel, "--symmetry");
  expect([locks.code, locks.out]).toEqual([64, ""]);
  expect(locks.err).toContain("this model names no parameter whose values are interchangeable");
  const file = await check(lockModel, "./own.ts", "--symmetry");
  expect([file.code, file.out]).toEqual([64, ""]);
  expect(file.err).toContain('--symmetry is for scenarios; "./own.ts" is one, of its own size');
});

test("--property alone asks nothing else, and leaves out who has none of it", async () => {
  const [first] = lockModel.scenarios[0]!.properties(lockModel.scenarios[0]!.scope);
  const one = await check(lockModel, "--property", first!.name);
  expect([one.code, one.err]).toEqual([0, ""]);
  expect(one.out).toContain("2 cases, 6 verdicts: all as pinned.");
  const h1Only = await check(virtio, "h1", "h10", "--property", "suspendedDeviceIsSilent");
  expect(h1Only.out).toContain("holes/h1-");
  expect(h1Only.out).not.toContain("holes/h10");
});
