import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "../../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../../compile/tiny.testing.ts";
import { machineryOf, writeCode } from "./code.ts";
import { planOf, RECENT } from "./plan.ts";
import { capacityOf, type Layout, slotBytes } from "./probe.ts";

/** Four counters: states of 32 bits. */
const names = [0, 1, 2, 3];
const counter = (i: number) =>
  machineOf(`counter${i}`, {
    context: { n: 0 },
    on: { counts: { actions: assign({ n: ({ context }) => (context.n + 1) % 200 }) } },
  });
const system = compileSystem(
  systemOf(names.map(counter), {
    counts: eventOf("counter{i}", [], { parameters: { i: names } }),
  }),
  readingWith(),
);
const plan = planOf(system, []);
const LAYOUTS: readonly Layout[] = ["in place", "quotient"];

/** A table of 2^`logSlots` free slots; which states are kept in it does not matter. */
function tableOf(layout: Layout) {
  const { memory, tables } = machineryOf(writeCode(plan));
  memory.grow(2);
  const code = tables[layout]!;
  const end = (logSlots: number) => plan.table + slotBytes(layout, plan) * 2 ** logSlots;
  /** Offers states; returns how many were new, and how many were looked at before it stopped. */
  const offer = (states: readonly bigint[], logSlots: number): readonly [number, number] => {
    new Uint8Array(memory.buffer).fill(0, plan.recent, plan.recent + 8 * RECENT);
    let fresh = 0;
    for (let at = 0; at < states.length; at += 500) {
      const some = states.slice(at, at + 500);
      new BigUint64Array(memory.buffer, plan.successors, some.length).set(some);
      const to = plan.successors + some.length * 8;
      fresh += code.insert(to, logSlots, end(logSlots));
      const stop = new Uint32Array(memory.buffer)[plan.stop / 4]!;
      if (stop !== to) return [fresh, at + (stop - plan.successors) / 8];
    }
    return [fresh, states.length];
  };
  const regrow = (logSlots: number, oldLog: number) => code.regrow(logSlots, end(logSlots), oldLog);
  return { offer, regrow };
}

/** Distinct states of 32 bits, other ones for each seed. */
function states(count: number, seed: number): bigint[] {
  return Array.from({ length: count }, (_, i) =>
    BigInt.asUintN(32, BigInt(seed * 100_003 + i) * 0x9e3779b1n + 1n),
  );
}

describe.each(LAYOUTS)("a table with states %s", (layout) => {
  test("keeps each state once", () => {
    const { offer } = tableOf(layout);
    const all = states(600, 1);
    expect(offer([...all, ...all], 10)).toEqual([600, 1200]);
    expect(offer(all, 10)).toEqual([0, 600]);
  });

  test("loses nothing when it is spread over more slots, wherever its runs wrap", () => {
    let moved = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { offer, regrow } = tableOf(layout);
      const all = states(capacityOf(layout, 512), seed);
      // Quotient slots of so small a table may be short of room for a distance.
      const [kept] = offer(all, 9);
      const logSlots = seed % 2 === 0 ? 10 : 11;
      if (regrow(logSlots, 9) !== 1) continue;
      moved += 1;
      expect(offer(all.slice(0, kept), logSlots)).toEqual([0, kept]);
      expect(offer(states(100, 1000 + seed), logSlots)).toEqual([100, 100]);
    }
    expect(moved).toBeGreaterThan(20);
  });
});

test("a distance that does not fit stops the insertion, and nothing is lost", () => {
  let stopped = 0;
  for (let seed = 0; seed < 20; seed++) {
    const { offer } = tableOf("quotient");
    const all = states(30, seed);
    // 32 bits in 32 slots leave three for the distance, less than so full a table may need.
    const [kept, read] = offer(all, 5);
    expect(read).toBe(kept);
    expect(kept).toBeGreaterThan(15);
    expect(offer(all.slice(0, kept), 5)).toEqual([0, kept]);
    if (kept < all.length) stopped += 1;
  }
  expect(stopped).toBeGreaterThan(0);
});

test("quotient slots are never filled beyond four fifths", () => {
  expect(capacityOf("quotient", 1000)).toBe(800);
});
