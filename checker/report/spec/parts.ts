/** What `quiesce spec` writes for the standard's own build, in its macros and environments. */
import type { Clause, Spec } from "../../types/index.ts";
import type { Drawn, DrawnEdge } from "../../verdict/figure.ts";
import { latex } from "../latex.ts";
import { WIDTH, wrap } from "../words.ts";

/** The text of a page is broken at about this many columns, as the standard's source is. */
const COLUMNS = 76;

/** A behaviour, at most 68 columns wide. @throws Error where a line is longer */
export function listing(lines: readonly string[]): string {
  const long = lines.find((line) => line.length > WIDTH);
  if (long !== undefined) throw new Error(`${long.length} columns are too many: ${long}`);
  return ["\\begin{lstlisting}", ...lines, "\\end{lstlisting}", ""].join("\n");
}

/** The macro that takes `images/NAME.pdf` for PDF and `images/NAME.png` for HTML. Its caption
 *  is an attribute in HTML, so signs of LaTeX and quotes are left out. */
export function graphics(name: string, caption: string): string {
  const plain = caption.replace(/[^\w\s.,:;()-]|_/g, " ").replace(/\s+/g, " ");
  return `\\virtiographics{${name}}{width=\\textwidth}{${plain}}\n`;
}

/** Parts of the width of the text; what is left is taken by rules and gaps. */
const COLUMNS_OF_TABLE = [0.17, 0.17, 0.28, 0.25];
const column = (width: number): string => `>{\\raggedright\\arraybackslash} p{${width}\\textwidth}`;

/** The steps of a figure, and the paragraphs in which the clauses of each stand. */
export function transitions(of: Drawn, clauses: readonly Clause[], spec: Spec): string {
  const name = (id: string | null): string =>
    id === null
      ? (of.any?.says ?? "any state")
      : (of.nodes.find((node) => node.id === id)?.lines[0] ?? id);
  const row = ({ from, to, words, clauses: ids }: DrawnEdge): readonly string[] => {
    const rests = ids.length === 0 ? "no clause" : restsOn(ids, clauses, spec);
    return [
      `${latex(name(from))} & ${latex(name(to))} & ${latex(words)} &`,
      `  ${rests} \\\\`,
      "\\hline",
    ];
  };
  return [
    `\\begin{longtable}{ | ${COLUMNS_OF_TABLE.map(column).join(" | ")} | }`,
    "\\hline",
    "From & To & Step & Rests on \\\\",
    "\\hline",
    "\\endhead",
    ...of.edges.flatMap(row),
    "\\end{longtable}",
    "",
  ].join("\n");
}

/** Each paragraph once, with the clauses that stand there: `\ref{...} (S-14 MUST, S-15 MUST)`. */
function restsOn(ids: readonly string[], clauses: readonly Clause[], spec: Spec): string {
  const paragraphs = new Map<string, string[]>();
  for (const id of ids) {
    const clause = clauses.find((one) => one.id === id);
    const words = clause === undefined || clause.level === "desc" ? id : `${id} ${clause.level}`;
    const where = clause === undefined ? "" : paragraphOf(clause, spec);
    paragraphs.set(where, [...(paragraphs.get(where) ?? []), words]);
  }
  return [...paragraphs]
    .map(([where, own]) => `${where}${where === "" ? "" : " "}(${own.map(latex).join(", ")})`)
    .join("; ");
}

/** References to where a clause stands; in words where its text is another one. */
export function paragraphOf({ id, place }: Clause, spec: Spec): string {
  const labels = (spec.sentences[id] ?? []).map(([file, first]) => {
    const above = spec.files[file]?.headings.filter(([line]) => line <= first) ?? [];
    return above.at(-1)?.[3] ?? "";
  });
  if (labels.length === 0 || labels.includes("")) return latex(place);
  return labels.map((label) => `\\ref{${label}}`).join(" and ");
}

/** A paragraph of plain text, its signs as themselves. */
export const paragraph = (text: string): string => `${broken(latex(text))}\n`;

/** Text that is LaTeX already, in lines. */
export const broken = (text: string): string => wrap(text, COLUMNS).join("\n");
