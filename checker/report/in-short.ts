/** What a mail about a question begins with: who holds what, and what was found, in a sentence. */
import type { Dispute, Model } from "../types/index.ts";
import type { Answer, CaseAnswers } from "../verdict/check.ts";
import { verdictInList } from "./chart.ts";
import { contradicted } from "./contradictions.ts";
import { entry } from "./words.ts";

/** Each position with its source, and below them the sources that are numbers. */
export function positions<S>(model: Model<S>, dispute: Dispute): readonly string[] {
  const held = dispute.positions.flatMap(({ says, from }, at) =>
    entry(at === 0 ? "held" : "", `${says} (${from})`),
  );
  const all = dispute.positions.map(({ from }) => from).join();
  const sources = Object.entries(model.sources ?? {}).filter(([number]) => all.includes(number));
  return [...held, ...sources.flatMap(([number, source]) => entry("", `${number} ${source}`))];
}

/**
 * What does not hold, and where no answer is left; else the claims that hold.
 * @param nameOf of a claim that holds: its name, or its words
 */
export function inShort<S extends object>(
  { run, answers }: CaseAnswers<S>,
  nameOf: (answer: Answer) => string,
): string {
  const broken = answers.filter(({ verdict }) => verdict !== "holds");
  const lines = [
    ...broken.map((answer) => `${answer.claim}: ${verdictInList(answer)}${after(answer)}`),
    ...contradicted(run).map(({ line }) => line),
  ];
  if (lines.length > 0) return lines.join("; ");
  const claims = answers.filter(({ property }) => property !== null).map(nameOf);
  return `all claims hold: ${claims.join(", ")}`;
}

const after = ({ steps }: Answer): string => (steps === null ? "" : ` after ${steps} steps`);
