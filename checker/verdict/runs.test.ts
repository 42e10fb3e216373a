/** Systems as they are made for a question. */
import { expect, test } from "vitest";
import { assign } from "xstate";
import { resolveReading } from "../asking/reading.ts";
import { eventOf, machineOf, systemOf as tiny } from "../compile/tiny.testing.ts";
import { type LockScope, lockModel } from "../testing/lock-model.ts";
import type { Scenario } from "../types/index.ts";
import { systemOf } from "./runs.ts";

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
