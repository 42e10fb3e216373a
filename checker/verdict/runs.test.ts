/** Systems as they are made for a question. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { assign } from "xstate";
import { applyChanges, resolveReading } from "../asking/reading.ts";
import { diskCache } from "../compile/cache.ts";
import { eventOf, machineOf, systemOf as tiny } from "../compile/tiny.testing.ts";
import { type LockScope, lockModel } from "../testing/lock-model.ts";
import type { Scenario } from "../types/index.ts";
import { runner, systemOf } from "./runs.ts";

const add = assign({ n: ({ context }: { context: { n: number } }) => context.n + 1 });

/** Counts six thousand times as far as its bound says. */
const counting: Scenario<LockScope> = {
  ...lockModel.scenarios[0]!,
  system: ({ rounds }) => {
    const guard = ({ context }: { context: { n: number } }) => context.n < 6000 * rounds;
    const config = { context: { n: 0 }, on: { counts: [{ guard, actions: add }, {}] } };
    return tiny([machineOf("counter", config, { key: String(rounds) })], {
      counts: eventOf("counter"),
    });
  },
};

test("bounds in which a machine is too large are named, with what to lower", () => {
  const reading = resolveReading(lockModel, "as-written");
  const made = (rounds: number) =>
    systemOf(lockModel, counting, { ...counting.scope, rounds }, reading, undefined);
  expect(made(1).machines[0]!.table.states).toHaveLength(6001);
  expect(() => made(2)).toThrow(
    'locks/l1-shared-lock is too large within rounds=2: machine "counter" has too many local ' +
      "states; legal: fewer. Lower rounds",
  );
});

const [shared] = lockModel.scenarios as [Scenario<LockScope>];
const reading = (words: string) => applyChanges(lockModel, asWritten, words.split(","));
const asWritten = resolveReading(lockModel, "as-written");
const CLAIMS = ["atMostOneIsInside", "whoWaitsGetsIn"];

test("a run answers what is wanted as it would beside all the rest", async () => {
  const verdicts = async (wanted?: readonly string[]) => {
    const { result } = await runner(lockModel).run(shared, shared.scope, reading("-L1"), wanted);
    expect(result.properties.slice(0, 3).map(({ name }) => name)).toEqual([
      "noDeadlock",
      "noSilence",
      "noContradiction",
    ]);
    return new Map(result.properties.slice(3).map(({ name, verdict }) => [name, verdict]));
  };
  const all = await verdicts();
  expect([...all.keys()]).toEqual(CLAIMS);
  expect(new Set(all.values()).size).toBe(2);
  for (const [name, verdict] of all)
    expect([...(await verdicts([name]))]).toEqual([[name, verdict]]);
});

test("everything is answered of a case, for noSilence, and where it was asked before", async () => {
  const runs = runner(lockModel);
  const claims = async (words: string, wanted?: readonly string[]) => {
    const { result } = await runs.run(shared, shared.scope, reading(words), wanted);
    return result.properties.slice(3).map(({ name }) => name);
  };
  expect(await claims("-L2", ["whoWaitsGetsIn"])).toEqual(CLAIMS);
  expect(await claims("-L1", ["noDeadlock"])).toEqual([]);
  expect(await claims("-L1", ["noSilence"])).toEqual(CLAIMS);
  expect(await claims("-L1", ["noDeadlock"])).toEqual(CLAIMS);
});

test("a run is the same out of a cache of which any file was damaged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "quiesce-runs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const explored = async () => {
    const cache = diskCache(folder, "code");
    // A copy, whose system nobody knows yet, as in a new process.
    const { result } = await runner(lockModel, { engine: "explicit", cache }).run(
      { ...shared },
      shared.scope,
      reading("-L1"),
    );
    const answers = result.properties.map(({ name, verdict, steps }) => [name, verdict, steps]);
    return { answers, states: result.states, depth: result.depth };
  };
  const cold = await explored();
  const paths = readdirSync(folder).map((name) => join(folder, name));
  // Its tables, how many states it has, and the code that was written for it.
  expect(paths.length).toBeGreaterThan(2);
  const whole = paths.map((path) => readFileSync(path));
  const put = (at: number, bytes: Uint8Array) => writeFileSync(paths[at]!, bytes);
  const index = fc.nat(paths.length - 1);
  const damages = fc.oneof(
    fc.tuple(index, fc.nat(), fc.nat(7)).map(([at, byte, bit]) => {
      const bytes = Uint8Array.from(whole[at]!);
      bytes[byte % bytes.length]! ^= 1 << bit;
      return [at, bytes] as const;
    }),
    fc.tuple(index, fc.nat()).map(([at, length]) => {
      return [at, whole[at]!.subarray(0, length % whole[at]!.length)] as const;
    }),
    fc.tuple(index, fc.uint8Array({ maxLength: 4096 })),
    fc.tuple(index, index).map(([at, from]) => [at, whole[from]!] as const),
  );
  await fc.assert(
    fc.asyncProperty(damages, async ([at, bytes]) => {
      put(at, bytes);
      expect(await explored()).toEqual(cold);
      // What was damaged has been written anew.
      for (const [place, path] of paths.entries())
        expect(readFileSync(path).equals(whole[place]!)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
