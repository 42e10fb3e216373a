/** The wording around what `quiesce spec` writes, and the note that goes with it in a mail. */
import type { Proposal } from "../../asking/proposals.ts";
import type { Clause, Dispute, Model } from "../../types/index.ts";
import type { CaseAnswers } from "../../verdict/check.ts";
import { inShort, positions } from "../in-short.ts";
import { latex } from "../latex.ts";
import { ascii, entry, WIDTH, wrap } from "../words.ts";
import { broken, paragraph, paragraphOf } from "./parts.ts";

/** What there is to tell of one question. */
export interface Told<S extends object> {
  readonly model: Model<S>;
  /** What was typed, in small letters: `d1`. */
  readonly name: string;
  readonly question: string;
  readonly dispute: Dispute | undefined;
  readonly texts: readonly { readonly says: string; readonly found: CaseAnswers<S> }[];
  /** The case that is shown. */
  readonly found: CaseAnswers<S>;
  /** The claim that fails there, and how; null where none does. */
  readonly fails: {
    readonly claim: string;
    readonly verdict: string;
    readonly atIssue: readonly Clause[];
  } | null;
  readonly proposals: readonly Proposal[];
  /** Below which name a proposal's patch is written. */
  readonly patchOf: (proposal: Proposal) => string;
}

/** A subsection that binds nobody, around figure, table and listing. @param parts file names */
export function note<S extends object>(
  told: Told<S>,
  parts: { readonly figure: string; readonly table: string; readonly listing: string | null },
  tool: string,
): string {
  const { model, name, question, texts, found, fails } = told;
  const input = (file: string): string => `\\input{${file}}\n`;
  return [
    `% Not normative. ${tool}: quiesce spec ${name}; the level of the heading is the editor's.\n`,
    `\\subsection{${latex(question)}}\\label{sec:quiesce / ${name}}\n`,
    paragraph(
      "This note binds nobody. It tells what the sentences of this document leave to a driver, a " +
        "device and a hypervisor in one story, within the bounds that are named.",
    ),
    paragraph(found.scenario.story),
    paragraph(
      `Bounds: ${model.describeScope(found.run.scope)}. Every order of events within them was ` +
        "tried; nothing is said beyond them.",
    ),
    ...texts.map((text) =>
      paragraph(`${text.says}: ${inShort(text.found, ({ claim }) => claim)}.`),
    ),
    ...(fails === null ? [] : [failing(told, fails)]),
    ...(parts.listing === null
      ? []
      : [
          paragraph("The steps are these; the last column names what of the text asks for each."),
          input(parts.listing),
        ]),
    paragraph("In the figure, names in parentheses stand for sentences; the table says where."),
    input(parts.figure),
    input(parts.table),
  ].join("\n");
}

/** In which reading what fails, and where the clauses at issue stand. */
function failing<S extends object>(
  { model, found }: Told<S>,
  { claim, verdict, atIssue }: NonNullable<Told<S>["fails"]>,
): string {
  const { spec } = model;
  const says = `In the reading ${found.run.reading.name}: ${claim}: ${verdict.toLowerCase()}.`;
  if (atIssue.length === 0 || spec === undefined) return paragraph(says);
  const items = atIssue.map((clause) =>
    broken(
      `\\item ${latex(clause.id)}, ${clause.level}, ${paragraphOf(clause, spec)}: ` +
        latex(clause.says),
    ),
  );
  const list = ["\\begin{itemize}", ...items, "\\end{itemize}"];
  return `${broken(latex(`${says} At issue, in words of our own:`))}\n${list.join("\n")}\n`;
}

/** Lines that a cover note has at most. */
const MOST_LINES = 40;

/** What goes with the files in a mail: 7-bit, at most 40 lines of 68 columns.
 *  @param files what was written, and what each is */
export function cover<S extends object>(
  told: Told<S>,
  files: readonly (readonly [file: string, what: string])[],
): string {
  const { model, name, question, dispute, texts, found, fails, proposals } = told;
  const { reading, scope } = found.run;
  const shown =
    fails === null ? [] : entry("shown", `${reading.name}: ${fails.claim}: ${fails.verdict}`);
  const head = [
    ...entry("asks", question),
    ...(dispute === undefined ? [] : positions(model, dispute)),
    ...entry("bounds", model.describeScope(scope)),
    ...texts.flatMap(({ says, found: of }) =>
      wrap(`${says}: ${inShort(of, (answer) => answer.name)}.`, WIDTH),
    ),
    ...shown,
  ];
  const patched = proposals.filter(({ why }) => why === null);
  const tail = [
    ...proposals.flatMap((proposal) => proposed(told, proposal)),
    ...appliesLines(patched.length, model.spec?.commit ?? ""),
    ...files.flatMap(([file, what]) => entry("file", `${file}: ${what}`)),
    ...entry("command", `npx quiesce ask ${name}`),
  ];
  return `${cut([...cut(head, MOST_LINES - Math.min(tail.length, 24)), ...tail], MOST_LINES)
    .map(ascii)
    .join("\n")}\n`;
}

function appliesLines(patches: number, commit: string): readonly string[] {
  if (patches === 0) return [];
  const enough = patches === 1 ? "This is" : "Any one of these is";
  return wrap(`${enough} enough in the case that is shown; git apply at ${commit}.`, WIDTH);
}

const proposed = <S extends object>({ patchOf }: Told<S>, proposal: Proposal): readonly string[] =>
  proposal.why === null
    ? entry(
        "propose",
        `${proposal.sentences.map(({ words }) => words).join(" ")} (${patchOf(proposal)})`,
      )
    : entry("no patch", proposal.why);

/** The first lines, and how many are left out. */
function cut(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `... ${lines.length - most + 1} lines are left out`];
}
