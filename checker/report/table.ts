/** The verdict table: what was asked, of which reading, within which bounds. */
import Table from "cli-table3";
import type { Colors } from "picocolors/types.js";
import type { Answer, CaseAnswers } from "../check.ts";
import type { Model } from "../types.ts";
import { verdictWords } from "./chart.ts";

/** Colours of a terminal, or functions that change nothing. */
export type Colours = Pick<Colors, "bold" | "red" | "green" | "yellow">;

const PLAIN_CHARS = {
  top: "-",
  "top-mid": "-",
  "top-left": "",
  "top-right": "",
  bottom: "-",
  "bottom-mid": "-",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "-",
  "mid-mid": "-",
  right: "",
  "right-mid": "",
  middle: " ",
} as const;

/** Readable without colours at 100 columns; one block for each case. */
export function verdictTable<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
  colours: Colours,
): string {
  const table = new Table({
    head: ["property", "verdict", "steps", "without suspend", "as pinned"],
    chars: PLAIN_CHARS,
    colWidths: [34, 24, 7, 17, 14],
    wordWrap: true,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
  });
  for (const one of cases) {
    table.push([{ colSpan: 5, content: caseHead(model, one, colours) }]);
    for (const answer of one.answers) table.push(answerRow(one, answer, colours));
  }
  return `${table.toString()}\n`;
}

/** Scenario, reading, bounds and counts: what every "holds" of the case means. */
function caseHead<S extends object>(
  model: Model<S>,
  { scenario, run, differences }: CaseAnswers<S>,
  colours: Colours,
): string {
  const { states, depth, limit, waits } = run.result;
  const counted = states === null ? `stopped (${limit})` : `${states} states, depth ${depth}`;
  return [
    colours.bold(scenario.name),
    `reading ${run.reading.name}`,
    `within  ${model.describeScope(run.scope)}; ${counted}`,
    ...waits.map((wait) => `waits without exit: ${wait.machine}, after ${wait.steps} steps`),
    ...differences.map((difference) => colours.red(`NOT AS PINNED: ${difference}`)),
  ].join("\n");
}

function answerRow<S extends object>(
  { pinned }: CaseAnswers<S>,
  answer: Answer,
  colours: Colours,
): string[] {
  const words = { violated: colours.red, holds: colours.green, unknown: colours.yellow };
  const colour = words[answer.verdict as keyof typeof words] ?? colours.yellow;
  const why = answer.why === null ? "" : ` (${answer.why})`;
  const noFinding = answer.verdict === "violated" && answer.baseline === "violated";
  const asPinned =
    pinned === null ? "" : answer.differences.length === 0 ? "yes" : answer.differences.join("; ");
  return [
    `  ${answer.name}`,
    colour(verdictWords(answer) + why),
    answer.steps === null ? "" : String(answer.steps),
    noFinding ? "violated too: no finding" : (answer.baseline ?? ""),
    asPinned === "yes" || asPinned === "" ? asPinned : colours.red(`NO: ${asPinned}`),
  ];
}

/** The README's verdicts, in Markdown and without times: one table a scenario. */
export function markdownTable<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
): string {
  const scenarios = [...new Set(cases.map((one) => one.scenario))];
  const blocks = scenarios.map((scenario) => {
    const own = cases.filter((one) => one.scenario === scenario);
    const rows = own.map(({ run, answers }) => [
      `\`${run.reading.name}\``,
      `${model.describeScope(run.scope)}: ${run.result.states} states`,
      names(answers.filter((answer) => answer.verdict === "holds")),
      names(answers.filter((answer) => answer.verdict !== "holds")),
    ]);
    const head = ["reading", "bounds", "holds", "does not hold, or not known"];
    return [
      `**${scenario.name}** ${scenario.question}`,
      "",
      ...[head, head.map(() => "---"), ...rows].map(markdownRow),
    ].join("\n");
  });
  return blocks.join("\n\n");
}

/** Properties with what a reader asks next: the words, the length, the trace. */
function names(answers: readonly Answer[]): string {
  const words = answers.map((answer) => {
    const { pin, steps, why, verdict, baseline } = answer;
    const length = steps === null ? "" : `, ${steps} steps`;
    const reason = why === null ? "" : `, ${why}`;
    const same = verdict === "violated" && baseline === "violated" ? ", without suspend too" : "";
    if (verdict === "holds" && !answer.whereTheTextSpeaks) return answer.name;
    const text = `${answer.name}: ${verdictWords(answer)}${length}${reason}${same}`;
    return pin?.trace === undefined ? text : `[${text}](traces/${pin.trace}.json)`;
  });
  return words.join("; ");
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
