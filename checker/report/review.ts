/** What a patch bears on, as text for a terminal and a mail. */
import type { NewSentence, Review, Touched } from "../asking/touched.ts";
import { ascii, wrap } from "./words.ts";

/** What is known of a clause that a patch touches. */
export interface Bearing {
  /** Claims that rest on it, by name. */
  readonly claims: readonly string[];
  /** Kept counterexamples of readings in which it is free. */
  readonly freed: readonly string[];
  /** Questions of scenarios in whose cases it is bound, freed or a cure. */
  readonly questions: readonly string[];
}

const WIDTH = 78;
const MOST = 4;

const HOW: Readonly<Record<Touched["by"], string>> = {
  wording: "lines of its sentence change",
  moved: "its sentence comes again, word by word",
  place: "by place alone: lines of its section change",
};

/** @param start the file that a sentence without a clause may begin with, for each of them */
export function reviewText(
  { touched, sentences, others }: Review,
  bearing: (id: string) => Bearing,
  start: (sentence: NewSentence) => string | null,
  commit: string,
): string {
  const byWords = touched.filter(({ by }) => by !== "place");
  const byPlace = touched.filter(({ by }) => by === "place");
  const lines = [
    `against ${commit}: clauses touched by their words ${byWords.length}, by their place ` +
      `${byPlace.length}; sentences that no clause has ${sentences.length}`,
    ...byWords.flatMap((one) => ["", ...clauseLines(one, bearing(one.clause.id))]),
    ...(byPlace.length === 0
      ? []
      : [
          "",
          "To look at: in a section that changes, and no sentence of the text is known to be theirs:",
        ]),
    ...byPlace.flatMap(({ clause: { id, level, says } }) => row(`  ${id}`, `${level}: ${says}`)),
    ...sentences.flatMap((one) => ["", ...sentenceLines(one, start(one))]),
    ...(others.length === 0
      ? []
      : ["", ...row("passed over", `${others.join(", ")}: no clause stands there`)]),
  ];
  return `${lines.map(ascii).join("\n")}\n`;
}

function clauseLines(
  { clause, by, level: now }: Touched,
  { claims, freed, questions }: Bearing,
): readonly string[] {
  const { id, level, party, says, place } = clause;
  const loses =
    freed.length > 0
      ? `fails as in ${some(freed)}`
      : `no counterexample is kept; ask: quiesce lost v1.4-as-written,-${id}`;
  const how =
    now === undefined
      ? HOW[by]
      : `it is ${now} now, else the same; ask: v1.4-as-written,${id}=${now}`;
  return [
    ...row(id, `${level}, ${party}, ${place}: ${how}`),
    ...row("  says", says),
    ...row("  claims", claims.length === 0 ? "none is said to rest on it" : some(claims)),
    ...row("  freed", loses),
    ...row(
      "  decide",
      questions.length === 0
        ? "whether the clause still says what is modelled"
        : some(questions, " / "),
    ),
  ];
}

function sentenceLines(
  { file, after, section, party, words, isNormative }: NewSentence,
  start: string | null,
): readonly string[] {
  const where = `${file}, after line ${after}, ${section}${party === "" ? "" : `, ${party}`}`;
  return [
    ...row("new", where),
    ...row("  says", words),
    ...row(
      "  clause",
      isNormative
        ? "none yet: write one"
        : "none, and no MUST, SHOULD or MAY: does it bind anybody?",
    ),
    ...(start === null ? [] : row("  start", start)),
  ];
}

const some = (all: readonly string[], between = ", "): string =>
  all.length <= MOST
    ? all.join(between)
    : `${all.slice(0, MOST).join(between)}${between}and ${all.length - MOST} more`;

function row(head: string, words: string): readonly string[] {
  const margin = 12;
  return wrap(words, WIDTH - margin).map((line, at) =>
    `${(at === 0 ? head : "").padEnd(margin)}${line}`.trimEnd(),
  );
}
