/** A figure as text for other tools: Mermaid, TikZ, and a table for a terminal. */
import type { Drawn, DrawnEdge, DrawnNode, Having } from "../../verdict/figure.ts";
import { latex } from "../latex.ts";
import { ascii, wrap } from "../words.ts";
import { type PlacedEdge, type PlacedNode, placed } from "./layout.ts";
import { legendOf } from "./svg.ts";

/** The clauses of a step, in parentheses; nothing where it rests on none. */
const inParentheses = ({ clauses }: DrawnEdge): string =>
  clauses.length === 0 ? "" : ` (${clauses.join(", ")})`;

const ONLY: Readonly<Record<Having, string>> = {
  both: "",
  first: "only in the first: ",
  second: "only in the second: ",
};

/** A state diagram; groups of states are states that hold them. */
export function figureMermaid(of: Drawn): string {
  const id = (name: string): string => name.replace(/\W+/g, "_");
  const phases = [...new Set(of.nodes.map(({ phase }) => phase))];
  const groups = phases.flatMap((phase) => [
    `  state "${phase}" as group_${id(phase)} {`,
    ...of.nodes
      .filter((node) => node.phase === phase)
      .map((node) => `    state "${mermaidLines(node)}" as ${id(node.id)}`),
    "  }",
  ]);
  const edges = of.edges.map((edge) => {
    const words = `${ONLY[edge.having]}${edge.words}${inParentheses(edge).replace(/^ /, "<br>")}`;
    return `  ${edge.from === null ? "any" : id(edge.from)} --> ${id(edge.to)} : ${words}`;
  });
  return [
    `%% ${of.title}; ${legendOf(of)
      .map(({ text }) => text)
      .join(" | ")}`,
    "stateDiagram-v2",
    ...(of.any === null ? [] : [`  state "${of.any.says}" as any`]),
    ...groups,
    `  [*] --> ${id(of.initial)}`,
    ...edges,
    "",
  ].join("\n");
}

const mermaidLines = ({ lines, having }: DrawnNode): string => {
  const only = having === "both" ? [] : [ONLY[having].replace(/: $/, "")];
  return [...lines, ...only].join("<br>");
};

const STYLES: Readonly<Record<Having, string>> = {
  both: "",
  first: "draw=red!70!black, text=red!70!black",
  second: "draw=blue!70!black, text=blue!70!black, dashed",
};

/** A `tikzpicture` of 6.5 inches that needs `\usetikzlibrary{arrows.meta}` and nothing else. */
export function figureTikz(of: Drawn): string {
  const { nodes, edges, start } = placed(of);
  const at = ([x, y]: readonly [number, number]): string => `(${round(x)}in,${round(-y)}in)`;
  const node = ({ x, y, width, height, lines, having, isAny }: PlacedNode): string => {
    const style = [
      `minimum width=${round(width)}in, minimum height=${round(height)}in`,
      ...(isAny ? ["dashed"] : []),
      ...(STYLES[having] === "" ? [] : [STYLES[having]]),
    ];
    const [name = "", ...more] = lines.map(latex);
    const text = [isAny ? name : `\\textbf{${name}}`, ...more].join("\\\\");
    return `  \\node[state, ${style.join(", ")}] at ${at([x + width / 2, y + height / 2])} {${text}};`;
  };
  const edge = ({ path, having }: PlacedEdge): string => {
    const [a, b, c] = path;
    const towards = (from: typeof a): string =>
      at([from![0] + ((b![0] - from![0]) * 2) / 3, from![1] + ((b![1] - from![1]) * 2) / 3]);
    const line =
      c === undefined
        ? `${at(a!)} -- ${at(b!)}`
        : `${at(a!)} .. controls ${towards(a)} and ${towards(c)} .. ${at(c)}`;
    return `  \\draw[-{Latex}${STYLES[having] === "" ? "" : `, ${STYLES[having]}`}] ${line};`;
  };
  const label = ({ label: { x, y, width, height, lines }, having }: PlacedEdge): string => {
    const style = STYLES[having] === "" ? "" : `, ${STYLES[having].replace(/draw=[^,]*, /, "")}`;
    const text = lines.map(latex).join("\\\\");
    return `  \\node[step${style}] at ${at([x + width / 2, y + height / 2])} {${text}};`;
  };
  return [
    ...legendOf(of).map(({ text }) => `% ${ascii(text)}`),
    "\\begin{tikzpicture}[font=\\sffamily\\fontsize{7}{8.5}\\selectfont,",
    "    state/.style={draw, rounded corners=4pt, align=center, inner sep=2pt},",
    "    step/.style={fill=white, align=center, inner sep=1pt}]",
    `  \\draw[{Circle}-{Latex}] ${at(start[0])} -- ${at(start[1])};`,
    ...edges.map(edge),
    ...nodes.map(node),
    ...edges.map(label),
    "\\end{tikzpicture}",
    "",
  ].join("\n");
}

const round = (number: number): number => Math.round(number * 100) / 100;

/** Rows of at most 80 columns: from, to, and the step with its clauses. */
export function figureTable(of: Drawn): string {
  const name = (id: string | null): string => {
    if (id === null) return of.any?.says ?? "any state";
    return of.nodes.find((node) => node.id === id)?.lines[0] ?? id;
  };
  const side: Readonly<Record<Having, string>> = { both: " ", first: "1", second: "2" };
  const rows = of.edges.flatMap((edge) => {
    const columns = [
      wrap(name(edge.from), 18),
      wrap(name(edge.to), 18),
      wrap(`${edge.words}${inParentheses(edge)}`, 38),
    ];
    const height = Math.max(...columns.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => {
      const [from = "", to = "", words = ""] = columns.map((column) => column[at] ?? "");
      const mark = at === 0 ? side[edge.having] : " ";
      return `${mark} ${from.padEnd(19)}${to.padEnd(19)}${words}`.trimEnd();
    });
  });
  const states = of.nodes.map(({ lines, having }) => `${side[having]} ${lines.join(": ")}`);
  const legend =
    of.readings.length === 1
      ? [`Reading: ${of.readings[0]}`]
      : of.readings.map((reading, at) => `${at + 1} only in ${reading}`);
  return [
    of.title,
    ...legend,
    "",
    ...states,
    "",
    `  ${"from".padEnd(19)}${"to".padEnd(19)}step`,
    ...rows,
    "",
    ...of.notes.flatMap((note) => wrap(note, 78)),
    "",
  ]
    .map((text) => ascii(text).trimEnd())
    .join("\n");
}
