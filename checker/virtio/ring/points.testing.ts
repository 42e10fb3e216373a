/**
 * The field's checklist for a virtqueue, and the cases that hold the kernel to
 * it. Each case is right as it stands and breaks exactly one invariant when one
 * thing in it is done wrong.
 */
import { INVARIANTS, type InvariantName } from "./invariants.ts";
import type { GuestMemory } from "./memory.ts";

/** One point of the checklist, shown right and broken. */
export interface PointCase {
  readonly point: number;
  readonly format: "split" | "packed" | "both";
  /** What holds; the name of the test. */
  readonly claim: string;
  /** What the mutation does. */
  readonly mutation: string;
  readonly breaks: InvariantName;
  /** Runs it, mutated or not; the memory's findings are the verdict. */
  readonly run: (wrong: boolean) => GuestMemory;
}

/** What the testers and verifiers of the field check, in their order. */
export const POINTS: Readonly<Record<number, string>> = {
  1: "layout: alignment, sizes, areas in memory",
  2: "every access in bounds and on shared memory",
  3: "fetch only what is available, one by one",
  4: "undoing a fetch is its inverse",
  5: "available distance within the size",
  6: "what is exposed is not taken back or changed",
  7: "chains end, next in range",
  8: "readable before writable, no empty element",
  9: "indirect tables",
  10: "used exactly once",
  11: "used moves by one an entry",
  12: "entry before what publishes it",
  13: "byte count is the smaller of asked and rest",
  14: "indices and wrap counters wrap",
  15: "completion order and IN_ORDER",
  16: "must notify at the event index",
  17: "may stay quiet otherwise",
  18: "suppression by flags",
  19: "enable, then look again",
  20: "the event field reads back",
  21: "in flight between 0 and the size",
  22: "device reset",
  23: "queue reset and release: silence",
  24: "a re-enabled ring starts empty",
  25: "set-up fixed while enabled",
  26: "status and feature rules",
  27: "nothing before DRIVER_OK",
  28: "stop and go on: nothing lost, silence between",
  29: "save, restore, dirty log",
  30: "configuration change: generation and notification",
  31: "a queue that does not exist is harmless",
};

/** The table of README.md: points, tests, mutations. */
export function pointsTable(cases: readonly PointCase[]): string {
  const lines = [
    "| # | point | format | test | mutation | breaks | rests on |",
    "| --- | --- | --- | --- | --- | --- | --- |",
  ];
  for (const [number, title] of Object.entries(POINTS)) {
    const own = cases.filter((each) => each.point === Number(number));
    for (const [i, each] of own.entries()) {
      const { section, level } = INVARIANTS[each.breaks];
      const first = i === 0 ? `| ${number} | ${title} ` : "| | ";
      lines.push(
        `${first}| ${each.format} | ${each.claim} | ${each.mutation} | \`${each.breaks}\` | ${level}: ${section} |`,
      );
    }
    if (own.length === 0) lines.push(`| ${number} | ${title} | | | | | |`);
  }
  return lines.join("\n");
}
