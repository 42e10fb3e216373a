/** A machine that waits for ever, beside five that count: large enough for a clock to be looked at. */
import { assign } from "xstate";
import { compileSystem } from "../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";

const names = [0, 1, 2, 3, 4];
const count = assign({ n: ({ context }) => (context.n + 1) % 10 });
const counter = (i: number) =>
  machineOf(`counter${i}`, { context: { n: 0 }, on: { counts: { actions: count } } });
const waiter = machineOf("waiter", { initial: "w", states: { w: { tags: "waiting" } } });
const counts = eventOf("counter{i}", [], { parameters: { i: names } });

/** 100,000 states, in each of which the waiter waits. */
export const waiting = compileSystem(
  systemOf([...names.map(counter), waiter], { counts }),
  readingWith(),
);
