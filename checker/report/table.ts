/** The verdict table: what was asked, of which reading, within which bounds. */
import Table from "cli-table3";
import type { Colors } from "picocolors/types.js";
import type { Departure } from "../compile/departures.ts";
import type { Model } from "../types/index.ts";
import { type Answer, type CaseAnswers, exercisesNothing, isOpen } from "../verdict/check.ts";
import type { Inert } from "../verdict/inert.ts";
import { verdictInList, verdictWords } from "./chart.ts";
import { contradicted } from "./contradictions.ts";
import { curesInShort } from "./cures.ts";
import { silenceLine } from "./silences.ts";
import { wrap } from "./words.ts";

/** Colours of a terminal, or functions that change nothing. */
export type Colours = Pick<Colors, "bold" | "red" | "green" | "yellow">;

/** No frame: cases are told apart by a blank line. */
const NO_FRAME = Object.fromEntries(
  [
    "top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right",
    "left,left-mid,mid,mid-mid,right,right-mid,middle",
  ].flatMap((names) => names.split(",").map((name) => [name, ""])),
);

const COLUMNS = [33, 32, 6, 21, 8];
const COLUMN_HEADS = ["property", "verdict", "steps", "without suspend", "pinned"];
const TABLE_WIDTH = 100;

/** Readable without colours at 100 columns; one block for each case. */
export function verdictTable<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
  colours: Colours,
): string {
  const blocks = cases.map((one, index) => {
    const answers = one.answers.map((answer) => answerRow(one, answer, colours));
    const rows = index === 0 ? [COLUMN_HEADS, ...answers] : answers;
    return [...caseHead(model, one, colours), rowsOf(rows), ...notes(one, colours)];
  });
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n\n`;
}

function rowsOf(rows: readonly (readonly string[])[]): string {
  const table = new Table({
    chars: NO_FRAME,
    colWidths: COLUMNS,
    wordWrap: true,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
  });
  for (const row of rows) table.push([`  ${row[0]}`, ...row.slice(1)]);
  return table.toString().replace(/ +$/gm, "");
}

/** Scenario, reading, bounds and counts: what every "holds" of the case means. */
function caseHead<S extends object>(
  model: Model<S>,
  { scenario, run, pinned }: CaseAnswers<S>,
  colours: Colours,
): readonly string[] {
  const { states, depth, limit, seen } = run.result;
  const covered = run.wholeLevels === null ? "" : `, all within ${run.wholeLevels} steps looked at`;
  const counted =
    states === null
      ? `stopped after ${seen} states (limit: ${limit})${covered}`
      : `${states} states${depth === null ? "" : `, depth ${depth}`}`;
  const story = pinned === null ? "" : `: ${pinned.says}`;
  return [
    colours.bold(scenario.name) + story,
    ...wrap(`reading ${run.reading.name}`, TABLE_WIDTH),
    ...wrap(
      `within ${model.describeScope(run.scope)}; ${counted}; ${run.engine} engine`,
      TABLE_WIDTH,
    ),
    ...run.departures.flatMap((one) => wrap(departureLine(one), TABLE_WIDTH)),
  ];
}

/** What conduct of the reading goes against, whether a verdict shows it or not. */
const departureLine = ({ clause, level, conduct }: Departure): string =>
  `against ${clause} ${level}, from which ${conduct} departs`;

function answerRow<S extends object>(
  { pinned }: CaseAnswers<S>,
  answer: Answer,
  colours: Colours,
): readonly string[] {
  const words = { violated: colours.red, holds: colours.green };
  const colour = words[answer.verdict as keyof typeof words] ?? colours.yellow;
  const why = answer.why === null ? "" : ` (${answer.why})`;
  const noFinding = answer.verdict === "violated" && answer.baseline === "violated";
  const isAsPinned = answer.differences.length === 0;
  return [
    answer.name,
    colour(verdictWords(answer) + why),
    answer.steps === null ? "" : String(answer.steps),
    noFinding ? "violated: no finding" : baselineWords(answer.baseline),
    pinned === null ? "" : isOpen(answer) ? "not known" : isAsPinned ? "yes" : colours.red("NO"),
  ];
}

/** A claim of what cannot come up without suspend says nothing there. */
const baselineWords = (baseline: Answer["baseline"]): string =>
  baseline === "vacuous" ? "does not arise" : (baseline ?? "");

/** What a reader must know beside the verdicts: contradictions, open points, waits, cures, and
 *  what is not as pinned. */
function notes<S extends object>(of: CaseAnswers<S>, colours: Colours): readonly string[] {
  const { run, answers, differences } = of;
  const idle = exercisesNothing(of)
    ? ["  this scope exercises nothing: what is asked about cannot happen within it"]
    : [];
  const contradictions = contradicted(run).flatMap(({ line }) =>
    wrap(`contradiction: ${line}`, TABLE_WIDTH - 2),
  );
  const open = run.result.open.flatMap((one) =>
    wrap(`left open: ${silenceLine(one)}`, TABLE_WIDTH - 2),
  );
  const inert = of.inert.flatMap((one) => wrap(inertLine(one), TABLE_WIDTH - 2));
  const waits = run.result.waits.map(
    ({ machine, steps }) => `  may wait for ever: ${machine}, after ${steps} steps`,
  );
  const { noWaits } = run.result;
  const unknown =
    noWaits === undefined ? [] : [`  who may wait for ever was not looked for (limit: ${noWaits})`];
  const cured = answers
    .filter(({ cures }) => cures.length > 0)
    .flatMap((answer) => wrap(`${answer.name} holds if: ${curesInShort(answer)}`, TABLE_WIDTH - 2))
    .map((line) => `  ${line}`);
  const own = answers.flatMap((answer) =>
    answer.differences.map((difference) => `${answer.name}: ${difference}`),
  );
  const differing = [...differences, ...own].flatMap((difference) =>
    wrap(`NOT AS PINNED: ${difference}`, TABLE_WIDTH - 2).map((line) => colours.red(`  ${line}`)),
  );
  const found = [...inert, ...contradictions, ...open].map((line) => `  ${line}`);
  return [...idle, ...found, ...waits, ...unknown, ...cured, ...differing];
}

/** `-B22b changes nothing here: wherever it forbids, B22a does`. */
const inertLine = ({ id, shadowedBy, lacks }: Inert): string =>
  `-${id} changes nothing here: ${
    shadowedBy.length === 0
      ? `nothing that it speaks of comes up${lacks.length === 0 ? "" : `; here is ${lacks.join(", ")}`}`
      : `wherever it forbids or obliges, ${shadowedBy.join(" and ")} does`
  }`;

/**
 * The README's verdicts, in Markdown and without times: one table a scenario.
 * What is asked of every system is named only where it does not hold.
 */
export function markdownTable<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
): string {
  const scenarios = [...new Set(cases.map((one) => one.scenario))];
  const blocks = scenarios.map((scenario) => {
    const own = cases.filter((one) => one.scenario === scenario);
    const bounds = new Set(own.map(({ run }) => model.describeScope(run.scope)));
    const rows = own.map(({ run, answers }) => [
      `\`${run.reading.name}\``,
      ...(bounds.size > 1 ? [model.describeScope(run.scope)] : []),
      String(run.result.states),
      names(answers.filter((answer) => answer.property !== null && answer.verdict === "holds")),
      names(answers.filter((answer) => answer.verdict !== "holds")),
    ]);
    const some = bounds.size > 1 ? ["bounds"] : [];
    const head = ["reading", ...some, "states", "holds", "does not hold, or not known"];
    return [
      `**${scenario.name}** ${scenario.question}`,
      ...(bounds.size > 1 ? [] : [`Bounds: ${[...bounds][0]}.`]),
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
    const text = `${answer.name}: ${verdictInList(answer)}${length}${reason}${same}`;
    return pin?.trace === undefined ? text : `${text} (\`${pin.trace.split("/").at(-1)}\`)`;
  });
  return words.join("; ");
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
