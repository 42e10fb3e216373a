import { expect, test } from "vitest";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import { lockModel } from "../testing/lock-model.ts";
import { behavioursOf } from "./behaviours.ts";
import { oneLine } from "./phrase.ts";
import { advance, eventsThat, initialState, localStates } from "./walk.ts";

const [scenario] = lockModel.scenarios;
const systemOf = (reading: string) =>
  compileSystem(scenario!.system({ rounds: 2, breaks: 1 }), resolveReading(lockModel, reading));

test("a reading that lets a held lock be taken adds just that, with a shortest witness", async () => {
  const bound = await behavioursOf(systemOf("as-written"), {});
  const free = systemOf("as-written,-L1");
  const { found } = await behavioursOf(free, {});
  const added = [...found].filter(([key]) => !bound.found.has(key));
  expect(added.map(([key, { witness }]) => [key, oneLine(free, witness)])).toEqual([
    ["device.takes, device outside, lock held", "ask; driver takes; device takes"],
    ["driver.takes, driver waiting, lock held", "ask; device takes; driver takes"],
  ]);
  expect([...bound.found.keys()].filter((key) => !found.has(key))).toEqual([]);
});

test("the kinds of steps are those that a walk over every state meets", async () => {
  const system = systemOf("as-written,-L1");
  const kinds = new Set<string>();
  const seen = new Set<string>();
  const queue = [initialState(system)];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    if (seen.has(state.join())) continue;
    seen.add(state.join());
    const local = localStates(system, state);
    for (const instance of eventsThat("happen", system, state)) {
      const parts = [instance.initiator, ...instance.participants].map((machine) => {
        const { name } = system.machines[machine]!;
        return `${name} ${local(name)?.value}`;
      });
      kinds.add([instance.type, ...parts].join(", "));
      queue.push(advance(system, state, instance));
    }
  }
  const { found, limit } = await behavioursOf(system, {});
  expect(limit).toBeNull();
  expect([...found.keys()].sort()).toEqual([...kinds].sort());
});

test("a limit is told, so that nothing is called a difference that was not looked for", async () => {
  expect((await behavioursOf(systemOf("as-written"), { maxStates: 3 })).limit).toBe("states");
});
