/** Two readings side by side: at most 40 lines of 68 columns, for a mail. */
import { entry, WIDTH, wrap } from "./words.ts";

/** One behaviour that one reading has and the other has not. */
export interface Difference {
  /** `driver.writesStatus, driver idle, status suspended`. */
  readonly what: string;
  /** One-line trace of a shortest behaviour with it. */
  readonly witness: string;
}

export interface VerdictChange {
  readonly property: string;
  readonly before: string;
  readonly after: string;
  /** One-line trace of the counterexample, where one side has one. */
  readonly witness: string | null;
}

/** What changes in one scenario from the first reading to the second. */
export interface ScenarioDifference {
  readonly scenario: string;
  readonly bounds: string;
  readonly added: readonly Difference[];
  readonly removed: readonly Difference[];
  readonly verdicts: readonly VerdictChange[];
}

const MOST_LINES = 40;

/**
 * What was left out for want of room is counted. Readings that do not differ
 * say so in one line.
 */
export function differenceText(
  from: string,
  to: string,
  scenarios: readonly ScenarioDifference[],
): string {
  const head = [...entry("from", from), ...entry("to", to)];
  const changed = scenarios.filter(
    ({ added, removed, verdicts }) => added.length + removed.length + verdicts.length > 0,
  );
  if (changed.length === 0) {
    return `${[...head, ...wrap(`no difference in ${scenarios.length} scenarios`, WIDTH)].join("\n")}\n`;
  }
  const share = Math.floor((MOST_LINES - head.length) / changed.length);
  // Too many for one mail each: the first ones in full, the others by name.
  const shown = share >= 8 ? changed : changed.slice(0, 3);
  const left = changed.length - shown.length;
  const room = Math.floor((MOST_LINES - head.length - (left > 0 ? 2 : 0)) / shown.length);
  const bodies = shown.flatMap((one) => scenarioLines(one, room));
  const rest = left > 0 ? wrap(`and ${left} scenarios more; name one with --scenario`, WIDTH) : [];
  return `${[...head, ...bodies, ...rest].join("\n")}\n`;
}

function scenarioLines(of: ScenarioDifference, room: number): readonly string[] {
  const counts = `${of.added.length} behaviours added, ${of.removed.length} removed`;
  const head = [
    "-".repeat(WIDTH - 3),
    ...wrap(of.scenario, WIDTH),
    ...entry("bounds", of.bounds),
    ...entry("", counts),
  ];
  const blocks = [
    ...of.verdicts.map((change) => verdictLines(change)),
    ...interleaved(
      of.added.map((one) => differenceLines("+", one)),
      of.removed.map((one) => differenceLines("-", one)),
    ),
  ];
  return [...head, ...fitting(blocks, room - head.length)];
}

/** Whole blocks as long as there is room, then how many were left out. */
function fitting(blocks: readonly (readonly string[])[], room: number): readonly string[] {
  const lines: string[] = [];
  for (const [index, block] of blocks.entries()) {
    const isLast = index === blocks.length - 1;
    if (lines.length + block.length > room - (isLast ? 0 : 1)) {
      return [...lines, `  and ${blocks.length - index} more differences`];
    }
    lines.push(...block);
  }
  return lines;
}

function interleaved<T>(a: readonly T[], b: readonly T[]): readonly T[] {
  const longest = Math.max(a.length, b.length);
  return Array.from({ length: longest }, (_, i) =>
    [a.slice(i, i + 1), b.slice(i, i + 1)].flat(),
  ).flat();
}

function verdictLines({ property, before, after, witness }: VerdictChange): readonly string[] {
  return [
    ...entry("verdict", `${property}: ${before} -> ${after}`),
    ...(witness === null ? [] : entry("", witness)),
  ];
}

function differenceLines(sign: "+" | "-", { what, witness }: Difference): readonly string[] {
  const lines = wrap(what, WIDTH - 2).map((line, i) => `${i === 0 ? sign : " "} ${line}`);
  return [...lines, ...entry("", witness)];
}
