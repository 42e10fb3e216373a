/** The page of contenders: 7-bit text, 68 columns, 60 lines at most. */
import type { Advice, Cell, CellVerdict, Line } from "../contest/contest.ts";
import { traceName } from "../contest/contest.ts";
import type { Contest } from "../types/index.ts";
import { ascii, entry, WIDTH, wrap } from "./words.ts";

const SIGNS: Readonly<Record<Exclude<CellVerdict, "not applicable">, string>> = {
  holds: "+",
  violated: "X",
  silent: "s",
  unknown: "?",
  "not modelled": "-",
};

const ID = 8;
const NAME = 20;
const CELL = 5;

/** Both tables in one: in each cell, all SHOULDs followed / MUSTs only. */
export function comparePage(contest: Contest, lines: readonly Line[]): string {
  const whys = [
    ...new Set(lines.flatMap(({ cells }) => cells.flatMap(({ all }) => all.why ?? []))),
  ];
  const rule = "-".repeat(WIDTH);
  const rows = lines.map(({ row, cells }) => {
    const shown = cells.map((cell) => cellText(cell, whys).padStart(CELL)).join("");
    return `${row.id.padEnd(ID)}${row.name.padEnd(NAME)}${shown}`.trimEnd();
  });
  const page = [
    ...wrap("Each cell: with every SHOULD followed / with MUSTs only", WIDTH),
    "",
    ...headLines(contest),
    rule,
    ...rows,
    rule,
    ...contest.contenders.flatMap(({ head, title }) => entry(head, title, WIDTH)),
    ...legend(lines),
    ...whys.flatMap((why, index) => entry(mark(index), why, WIDTH)),
  ];
  return `${page.map(ascii).join("\n")}\n`;
}

/** Two lines, so that a head of five characters does not touch the next one. */
const headLines = ({ contenders }: Contest): readonly string[] =>
  [0, 1].map((line) => {
    const heads = contenders.map(({ head }, index) => (index % 2 === line ? head : ""));
    const cells = heads.map((head) => ` ${head}`.padEnd(2 * CELL));
    const shown = cells.filter((_, index) => index % 2 === line).join("");
    return `${"".padEnd(ID + NAME + line * CELL)}${shown}`.trimEnd();
  });

const mark = (index: number): string => `(${String.fromCharCode(97 + index)})`;

function cellText({ all, musts }: Readonly<Record<Advice, Cell>>, whys: readonly string[]): string {
  if (all.why !== null) return `${mark(whys.indexOf(all.why))} `;
  const isRecalled = all.recalled.length + musts.recalled.length > 0;
  return `${sign(all)}/${sign(musts)}${isRecalled ? "*" : " "}`;
}

/** `+/X`; null where the claim is not modelled or does not apply. */
export const verdictSigns = ({ all, musts }: Readonly<Record<Advice, Cell>>): string | null =>
  [all, musts].some(({ verdict }) => verdict.startsWith("not "))
    ? null
    : `${sign(all)}/${sign(musts)}`;

const sign = ({ verdict }: Cell): string => (verdict === "not applicable" ? " " : SIGNS[verdict]);

/** What the signs mean, as far as they are on the page. */
function legend(lines: readonly Line[]): readonly string[] {
  const cells = lines.flatMap((line) => line.cells.flatMap(({ all, musts }) => [all, musts]));
  const has = (verdict: CellVerdict): boolean => cells.some((cell) => cell.verdict === verdict);
  const words = [
    "+ holds within the bounds of its scenario",
    ...(has("violated") ? ["X a counterexample is kept"] : []),
    ...(has("silent") ? ["s holds where the text says anything; it is silent somewhere"] : []),
    ...(has("unknown") ? ["? unknown: text not held"] : []),
    ...(has("not modelled") ? ["- not modelled"] : []),
    ...(cells.some(({ recalled }) => recalled.length > 0)
      ? ["* rests on a clause that is recalled or reconstructed"]
      : []),
    ...(has("not applicable") ? ["(letter) does not apply"] : []),
  ];
  return [
    ...wrap(words.join("; "), WIDTH),
    ...(has("violated")
      ? wrap(
          `the counterexample of row R in column C: quiesce show ${traceName("R", "C", "all").replace("r-c", "R-C")}, with MUSTs only R-C-musts, in small letters`,
          WIDTH,
        )
      : []),
  ];
}

/** One object for each cell, one a line. */
export function compareJson(contest: Contest, lines: readonly Line[]): string {
  const objects = lines.flatMap(({ row, cells }) =>
    cells.flatMap((both, index) =>
      (["all", "musts"] as const).map((advice) => ({
        row: row.id,
        name: row.name,
        scenario: row.scenario,
        contender: contest.contenders[index]?.head,
        shoulds: advice === "all" ? "followed" : "not followed",
        ...both[advice],
      })),
    ),
  );
  return objects.map((one) => `${JSON.stringify(one)}\n`).join("");
}
