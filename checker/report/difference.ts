/** Two readings side by side: 68 columns, and for a mail at most 40 lines. */
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
  /** How many kinds of steps both readings have, and how many verdicts are the same. */
  readonly same: { readonly behaviours: number; readonly verdicts: number };
}

/** What two readings were compared in. */
export interface Differences {
  readonly from: string;
  readonly to: string;
  /** One for each scenario and scope that was looked at. */
  readonly found: readonly ScenarioDifference[];
  /** Scenarios in which nothing asks for what differs. */
  readonly untouched: number;
}

export const isDifferent = ({ added, removed, verdicts }: ScenarioDifference): boolean =>
  added.length + removed.length + verdicts.length > 0;

const MOST_LINES = 40;

/** How many differ, and how many do not; what was left out for want of room is counted. */
export function differenceText(of: Differences, most = MOST_LINES): string {
  const head = [...entry("from", of.from), ...entry("to", of.to), ...counts(of)];
  const changed = of.found.filter(isDifferent);
  if (changed.length === 0) return `${head.join("\n")}\n`;
  const share = Math.floor((most - head.length) / changed.length);
  // Too many for one mail each: the first ones in full, the others are counted.
  const shown = share >= 9 ? changed : changed.slice(0, 2);
  const left = changed.length - shown.length;
  const room = Math.floor((most - head.length - (left > 0 ? 2 : 0)) / shown.length);
  const bodies = shown.flatMap((one) => scenarioLines(one, room));
  const more = `not shown: ${left} more that differ; name one with --scenario, or --all`;
  return `${[...head, ...bodies, ...(left > 0 ? wrap(more, WIDTH) : [])].join("\n")}\n`;
}

function counts({ found, untouched }: Differences): readonly string[] {
  const scenarios = new Set(found.map(({ scenario }) => scenario)).size;
  const differing = new Set(found.filter(isDifferent).map(({ scenario }) => scenario)).size;
  const same = scenarios - differing;
  const words = [
    differing === 0
      ? "no scenario differs"
      : number(differing, "scenario differs", "scenarios differ"),
    ...(same > 0 ? [number(same, "does not", "do not")] : []),
  ].join(", ");
  return entry(
    "",
    untouched === 0 ? words : `${words}; nothing that differs bears on ${untouched}`,
  );
}

const number = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`;

/** One object a line for each scenario and scope, those that differ in nothing too. */
export function differenceJson({ from, to, found, untouched }: Differences): string {
  const head = { from, to, compared: found.length, untouched };
  return [head, ...found].map((one) => `${JSON.stringify(one)}\n`).join("");
}

function scenarioLines(of: ScenarioDifference, room: number): readonly string[] {
  const { added, removed, verdicts, same } = of;
  const head = [
    "-".repeat(WIDTH - 3),
    ...wrap(of.scenario, WIDTH),
    ...entry("bounds", of.bounds),
    ...entry(
      "",
      `behaviours: ${added.length} added, ${removed.length} removed, ${same.behaviours} in both`,
    ),
    ...entry("", `verdicts: ${verdicts.length} changed, ${same.verdicts} the same`),
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
      return [...lines, `  not shown: ${blocks.length - index} more; --all shows them`];
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
