/** `quiesce positions`: whether the bytes of a packed ring say where its device stands. */

import { UsageError } from "../asking/usage.ts";
import { type History, type PositionSearch, searchPositions } from "../virtio/ring/positions.ts";
import { EXIT, type Io } from "./io.ts";

export interface PositionsOptions {
  readonly size?: string;
  readonly lists?: string;
  readonly json?: boolean;
}

/** Larger queues have more states than fit in memory. */
const SIZES = { least: 2, most: 4 } as const;
const LISTS = { least: 1, most: 2 } as const;

interface Row extends PositionSearch {
  readonly size: number;
  readonly lists: number;
}

/** Searches every size and length of list, or those that are named. */
export function positions({ size, lists, json = false }: PositionsOptions, io: Io): number {
  const rows = choose("--lists", lists, LISTS).flatMap((longest) =>
    choose("--size", size, SIZES).map((slots): Row => {
      const found = searchPositions({ size: slots, lists: longest });
      return { size: slots, lists: longest, ...found };
    }),
  );
  if (json) for (const row of rows) io.out(`${JSON.stringify(row)}\n`);
  else io.out(`${page(rows).join("\n")}\n`);
  return EXIT.fine;
}

function choose(
  option: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): readonly number[] {
  const legal = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  if (text === undefined) return legal;
  const value = Number(text);
  if (text.trim() !== "" && legal.includes(value)) return [value];
  throw new UsageError(`${option} ${text}: give a whole number from ${least} to ${most}`);
}

const WIDTH = 68;
const HEADS = ["slots", "lists to", "states", "memories", "ambiguous", "at rest"] as const;

function page(rows: readonly Row[]): readonly string[] {
  const cells = rows.map((row) =>
    [row.size, row.lists, row.states, row.memories, row.ambiguous, row.ambiguousAtRest].map(String),
  );
  const line = (of: readonly string[]): string =>
    of.map((cell, i) => cell.padStart(HEADS[i]!.length + 2)).join("");
  const last = rows.findLast(({ witness }) => witness !== null);
  return [
    "A packed ring: does its memory say where the device stands?",
    "All states of one driver and one device that uses in order. A memory",
    "is ambiguous when it is reached with the device at two positions",
    "while it holds nothing; at rest, also while nothing waits for it.",
    "",
    line(HEADS),
    ...cells.map(line),
    ...(last === undefined ? [] : ["", ...witnessLines(last)]),
  ];
}

function witnessLines({ size, witness }: Row): readonly string[] {
  if (witness === null) return [];
  const [a, b] = witness.histories;
  return [
    `One memory of ${size} slots, by two histories:`,
    ...witness.slots.map((says, slot) => `  slot ${slot}  ${says}`),
    ...history("A", a, "B"),
    ...history("B", b, "A"),
    "No device part holds the position (P-23); V2-12 and AC-5 would.",
  ];
}

function history(name: string, { steps, position, continued }: History, other: string) {
  const { takes, waiting, broken } = continued;
  const found =
    takes > 0
      ? `takes ${takes} stale descriptor${takes > 1 ? "s" : ""} for a new list`
      : `finds nothing, and ${waiting} buffer waits`;
  const rule = broken.length > 0 ? `: ${broken.join(", ")}` : "";
  return [
    `${name}  ${steps.join(", ")}`,
    `   the device stands at slot ${position.slot}, wrap ${position.wrap}`,
    ...wrapped(`restored where ${other} stands, it ${found}${rule}`),
  ];
}

/** In lines of at most 68 columns, broken at a blank. */
function wrapped(text: string): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last.length + 1 + word.length + 2 > WIDTH) lines.push(`   ${word}`);
    else lines[lines.length - 1] = last === "" ? `   ${word}` : `${last} ${word}`;
  }
  return lines;
}
