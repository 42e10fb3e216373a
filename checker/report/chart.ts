/**
 * The chart: a behaviour that can be pasted into a mail and needs nothing else.
 *
 * 7-bit ASCII, at most 68 columns, about 40 lines, the same bytes for the same
 * input. The header says what is asked and under which assumptions; each step
 * names the clauses in force that its transitions carry, or "no clause".
 */
import type { Answer, CaseAnswers, Cure } from "../check.ts";
import type { Trace } from "../explore/results.ts";
import { oneLine } from "../phrase.ts";
import type { Clause, Model } from "../types.ts";
import { LANES, type Lane, type Row, type Rows, rowsOf } from "./rows.ts";
import { entry, WIDTH, wrap } from "./words.ts";

const RULE = "-".repeat(WIDTH - 3);

/** Where the columns of a chart stand, and how wide they are. */
interface Layout {
  readonly lanes: readonly Lane[];
  /** Characters of each lane, the blank before the next one included. */
  readonly widths: readonly number[];
  readonly heads: readonly string[];
  /** Characters of each narrow column. */
  readonly narrow: readonly number[];
  readonly by: number;
}

/**
 * The chart of an answer that has a behaviour to show.
 * @param file where the trace is kept, for the replay command
 */
export function chart<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  trace: Trace,
  file: string,
): string {
  const { system, scope } = of.run;
  const columns = model.chartColumns(scope);
  const rows = rowsOf(system, trace, columns);
  const layout = layoutFor(
    rows,
    columns.map(({ head }) => head),
  );
  const lines = [
    ...header(model, of, answer, rows),
    RULE,
    headLine(layout),
    ...body(model, layout, rows),
    RULE,
    ...legends(layout.heads),
    ...cures(answer),
    ...notModelled(of.scenario.leavesOut),
    ...entry("trace", oneLine(system, trace)),
    ...entry("replay", `quiesce replay ${file}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** Holds, violated, or the words for what the text does not imply. */
export function verdictWords(answer: Answer): string {
  if (answer.notImplied) return "NOT IMPLIED";
  if (answer.verdict === "violated") return "VIOLATED";
  if (answer.verdict === "holds" && answer.whereTheTextSpeaks) return "holds where the text speaks";
  return answer.verdict;
}

function header<S extends object>(
  model: Model<S>,
  of: CaseAnswers<S>,
  answer: Answer,
  rows: Rows,
): readonly string[] {
  const { scope, reading, result } = of.run;
  const verdict = verdictWords(answer);
  const nearest = nearestClause(model, answer, rows);
  const broken = answer.notFollowed.length === 0 ? "none" : answer.notFollowed.join(", ");
  const assumed = [...new Set(result.assumptions.map(({ assumption }) => assumption))];
  const progress = answer.property?.kind === "leadsTo";
  const fairness = progress && assumed.length > 0 ? assumed.join("; ") : "nothing";
  return [
    ...asks(answer.claim, verdict),
    ...(nearest === null ? [] : entry("nearest", clauseLine(nearest))),
    ...entry("text", reading.text),
    ...entry("reading", reading.name),
    ...entry("bounds", model.describeScope(scope)),
    ...entry("assumes", `${fairness}; SHOULDs broken: ${broken}`),
    ...baseline(of.scenario.baseline, answer),
  ];
}

/** The claim, with the verdict at the right end of its last line. */
function asks(claim: string, verdict: string): readonly string[] {
  const lines = [...entry("asks", claim)];
  const last = lines.at(-1) ?? "";
  if (last.length + 2 + verdict.length <= WIDTH) {
    lines[lines.length - 1] =
      `${last}${verdict.padStart(Math.min(WIDTH, last.length + 3 + verdict.length) - last.length)}`;
    return lines;
  }
  return [...lines, verdict.padStart(WIDTH - 3)];
}

/**
 * The clause that a claim rests on, one that the behaviour names first. Where it
 * rests on none: the last one that a step of the device or the hypervisor names.
 */
function nearestClause<S extends object>(
  model: Model<S>,
  answer: Answer,
  { rows }: Rows,
): Clause | null {
  const named = rows.flatMap((row) => row.clauses);
  const others = rows.filter((row) => row.lane !== "driver").flatMap((row) => row.clauses);
  const rests = answer.property?.restsOn ?? [];
  const id =
    rests.find((clause) => named.includes(clause)) ?? rests[0] ?? others.at(-1) ?? named.at(-1);
  return model.clauses.find((clause) => clause.id === id) ?? null;
}

function clauseLine({ id, level, says, place }: Clause): string {
  return `${place}, ${level}: ${says.replace(/\.$/, "")} (${id})`;
}

function baseline(changes: object, answer: Answer): readonly string[] {
  if (answer.baseline === null) return [];
  const words = Object.entries(changes).map(([name, value]) =>
    name === "suspends" && value === 0 ? "without SUSPEND" : `with ${name}=${value}`,
  );
  const finding = answer.baseline === "violated" ? "violated too, no finding" : answer.baseline;
  return entry("baseline", `same model ${words.join(", ")}: ${finding}`);
}

/** Three lanes only where the hypervisor does something. */
function layoutFor({ rows }: Rows, heads: readonly string[]): Layout {
  const uses = (lane: Lane): boolean =>
    rows.some((row) => row.lane === lane || row.receiver?.lane === lane);
  const lanes = LANES.filter((lane) => lane !== "hypervisor" || uses(lane));
  const by = 14;
  const narrow = heads.map((head, i) =>
    Math.max(2, head.length, ...rows.map((row) => row.values[i]?.length ?? 0)),
  );
  const room = WIDTH - 3 - narrow.reduce((sum, width) => sum + width + 1, 1) - by;
  const share = Math.floor(room / lanes.length);
  const widths = lanes.map((_, i) => (i === lanes.length - 1 ? room - share * i : share));
  return { lanes, widths, heads, narrow, by };
}

function headLine(layout: Layout): string {
  const { lanes, widths, heads } = layout;
  const actors = lanes.map((lane, i) => lane.padEnd(widths[i]!)).join("");
  return ` # ${actors}${narrowCells(layout, heads)}  by`;
}

function body<S extends object>(
  model: Model<S>,
  layout: Layout,
  { rows, loop, values }: Rows,
): readonly string[] {
  const lines: string[] = [];
  for (const [index, row] of rows.entries()) {
    if (index === loop) lines.push("   -- loop: what follows repeats for ever --");
    lines.push(...rowLines(model, layout, row));
  }
  if (loop === rows.length) {
    const actors = "nothing more happens".padEnd(layout.widths.reduce((a, b) => a + b, 0));
    lines.push(`   ${actors}${narrowCells(layout, values)}  -- loop --`);
  }
  return lines;
}

/** One line for a step, more where words do not fit their column. */
function rowLines<S extends object>(model: Model<S>, layout: Layout, row: Row): readonly string[] {
  const { lanes, widths, by } = layout;
  const at = lanes.indexOf(row.lane);
  const to = row.receiver === null ? -1 : lanes.indexOf(row.receiver.lane);
  const cells = lanes.map((_, index) => {
    const room = widths[index]! - 1;
    if (index === at) {
      const words = index === to ? `${row.phrase}; ${row.receiver?.says}` : row.phrase;
      return wrap(words, Math.abs(to - at) === 1 ? room - 3 : room);
    }
    return index === to ? wrap(row.receiver?.says ?? "", room) : [];
  });
  const rests = wrap(restsOn(model, row), by);
  const height = Math.max(rests.length, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = cells.map((lines, index) => {
      const words = (lines[line] ?? "").padEnd(widths[index]!);
      return line === 0 ? withArrow(words, lines[0] ?? "", index, at, to) : words;
    });
    const number = line === 0 ? String(row.number).padStart(2) : "  ";
    const narrow = narrowCells(layout, line === 0 ? row.values : row.values.map(() => ""));
    return `${number} ${parts.join("")}${narrow}  ${rests[line] ?? ""}`.trimEnd();
  });
}

/** `kick q0 --------> ` fills the cell up to its neighbour on either side. */
function withArrow(cell: string, words: string, index: number, at: number, to: number): string {
  if (to === at + 1 && index === at) {
    return `${words} ${"-".repeat(Math.max(1, cell.length - words.length - 3))}> `;
  }
  if (to === at - 1 && to >= 0 && index === to) {
    return `${words} <${"-".repeat(Math.max(1, cell.length - words.length - 3))} `;
  }
  return cell;
}

function narrowCells({ narrow }: Layout, values: readonly string[]): string {
  return values.map((value, i) => value.padStart(narrow[i]!)).join(" ");
}

/**
 * `B62 MUST`, several as `S-14 MUST S-16b SHOULD`. Description is named only
 * where nothing stronger is; a driver's own choice needs no clause.
 */
function restsOn<S extends object>(model: Model<S>, row: Row): string {
  if (!row.taken) return "no answer";
  if (row.clauses.length === 0) return row.lane === "driver" ? "-" : "no clause";
  const all = row.clauses.map((id) => {
    const level = model.clauses.find((clause) => clause.id === id)?.level ?? "own";
    return { id, level };
  });
  const strong = all.filter(({ level }) => level !== "desc");
  const named = strong.length > 0 ? strong : all;
  return named
    .map(({ id, level }, i) => (level === named[i + 1]?.level ? `${id},` : `${id} ${level}`))
    .join(" ");
}

const LEGENDS: Readonly<Record<string, string>> = {
  st: "st: value a read returns; ?? text does not say",
  av: "av us: available and used index in memory",
};

function legends(heads: readonly string[]): readonly string[] {
  return heads.flatMap((head) => LEGENDS[head] ?? []);
}

const PARTIES: Readonly<Record<Cure["party"], string>> = {
  text: "text",
  device: "device",
  driver: "driver",
  vmm: "VMM",
};

function cures({ cures: all }: Answer): readonly string[] {
  if (all.length === 0) return [];
  const lines = Object.entries(PARTIES).flatMap(([party, name]) => {
    const own = all.filter((cure) => cure.party === party);
    const words = own.map(({ change, means }) => (change === null ? `none: ${means}` : change));
    return own.length === 0 ? [] : entry(`  ${name}`, words.join(" | "));
  });
  return ["holds if any of:", ...lines];
}

function notModelled(leavesOut: readonly string[]): readonly string[] {
  return wrap(`not modelled: ${leavesOut.join(", ")}`, WIDTH);
}
