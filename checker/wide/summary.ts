/** What a run of wide cases says: one line a width, and one for all that needs a word. */
import { explanationOf } from "./explained.ts";
import { keyOf } from "./pins.ts";
import {
  changedByWidth,
  type WideAnswer,
  type WideCase,
  type WidePin,
  wideDifferences,
} from "./wide.ts";

export interface Summary {
  readonly lines: readonly string[];
  readonly isAsPinned: boolean;
}

/** The answers, in the order of the cases, beside what is pinned. */
export function summaryOf<S>(
  cases: readonly WideCase<S>[],
  answers: readonly WideAnswer[],
  pins: ReadonlyMap<string, WidePin>,
): Summary {
  const widths = [...new Set(cases.map(({ width }) => width))];
  const wrong = cases.flatMap((wide, at) => differencesOf(wide, answers[at]!, pins));
  const lines = widths.flatMap((width) => {
    const own = answers.filter(({ found }) => found.width === width);
    const verdicts = own.reduce((sum, { found }) => sum + Object.keys(found.verdicts).length, 0);
    const states = own.reduce((sum, { found }) => sum + BigInt(found.states ?? 0), 0n);
    const confirmed = own.filter((answer) => answer.confirmed !== null).length;
    const beside = confirmed === 0 ? "" : `, ${confirmed} confirmed by the explicit engine`;
    const open = own.filter(({ found }) => found.states === null);
    return [
      `${width}: ${own.length} cases, ${verdicts} verdicts, ${states} states${beside}`,
      ...open.map(
        ({ found: { scenario, at, why } }) =>
          `  ${scenario}, case ${at + 1}: unknown${why === undefined ? "" : `, ${why}`}`,
      ),
      ...cases.flatMap((wide, at) =>
        wide.width === width ? changesOf(wide, answers[at]!.found) : [],
      ),
    ];
  });
  const end = wrong.length === 0 ? "all as pinned" : `${wrong.length} NOT as pinned`;
  return { lines: [...lines, ...wrong, end], isAsPinned: wrong.length === 0 };
}

function differencesOf<S>(
  { width, scenario, at }: WideCase<S>,
  { found, confirmed }: WideAnswer,
  pins: ReadonlyMap<string, WidePin>,
): readonly string[] {
  const of = `${width} ${scenario.name}, case ${at + 1}: `;
  const own = wideDifferences(found, pins.get(keyOf({ width, scenario: scenario.name, at })));
  const against = confirmed === null ? [] : wideDifferences(found, confirmed);
  return [
    ...own.map((difference) => `${of}${difference}`),
    ...against.map((difference) => `${of}the explicit engine differs: ${difference}`),
    ...unexplained(scenario.cases[at]!, found).map((change) => `${of}not explained: ${change}`),
  ];
}

/** Verdicts that width changes and that nobody has explained. */
function unexplained<S>(own: WideCase<S>["scenario"]["cases"][number], found: WidePin) {
  return changedByWidth(found, own).filter(
    (change) => changesVerdict(change) && explanationOf(found, change) === null,
  );
}

function changesOf<S>({ scenario, at }: WideCase<S>, found: WidePin): readonly string[] {
  return changedByWidth(found, scenario.cases[at]!).map((change) => {
    const why = explanationOf(found, change);
    return `  ${scenario.name}, case ${at + 1}, ${change}${why === null ? "" : `: ${why}`}`;
  });
}

/** Whether more than the length of a counterexample is another. */
function changesVerdict(change: string): boolean {
  const [was, now] = change.replace(/^[^:]*: /, "").split(/, \dx\d /);
  return was?.split(" ")[0] !== now?.split(" ")[0];
}
