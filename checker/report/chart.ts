/**
 * The chart: a behaviour that can be pasted into a mail and needs nothing else.
 *
 * 7-bit ASCII, at most 68 columns, about 40 lines, the same bytes for the same
 * input. The header says what is asked and under which assumptions; each step
 * names the clauses in force that its transitions carry, or "no clause".
 */
import type { Answer, CaseAnswers } from "../check.ts";
import type { Trace } from "../explore/results.ts";
import { oneLine } from "../phrase.ts";
import type { Clause, Model } from "../types.ts";
import { curesByParty } from "./cures.ts";
import { grid } from "./grid.ts";
import { type Row, type Rows, rowsOf } from "./rows.ts";
import { entry, WIDTH, wrap } from "./words.ts";

const RULE = "-".repeat(WIDTH - 3);

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
  const heads = columns.map(({ head }) => head);
  const lines = [
    ...header(model, of, answer, rows),
    RULE,
    ...grid(rows, heads, (row) => restsOn(model, row)),
    RULE,
    ...legends(heads),
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

function cures(answer: Answer): readonly string[] {
  if (answer.cures.length === 0) return [];
  const lines = curesByParty(answer).flatMap(([party, name, own]) => {
    // A sentence for the text can be pasted; others need only say which choice.
    const words = own.map(({ change, means }) => {
      if (change === null) return `none: ${means}`;
      return party === "text" && !change.includes(",") ? `${change}: ${means}` : change;
    });
    return entry(`  ${name}`, words.join(" | "));
  });
  return ["holds if any of:", ...lines];
}

function notModelled(leavesOut: readonly string[]): readonly string[] {
  return wrap(`not modelled: ${leavesOut.join(", ")}`, WIDTH);
}
