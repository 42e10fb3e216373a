/** A figure as SVG of its own, without a script or a font of its own: the same bytes each time. */
import type { Drawn, Having } from "../../verdict/figure.ts";
import { FONT, LINE, type PlacedEdge, type PlacedNode, placed } from "./layout.ts";

/** Pixels of an inch. */
const SCALE = 96;
const px = (inches: number): string => String(Math.round(inches * SCALE * 10) / 10);

const COLOURS: Readonly<Record<Having, string>> = {
  both: "#222222",
  first: "#b3261e",
  second: "#1a5fb4",
};
const DASHES: Readonly<Record<Having, string>> = {
  both: "",
  first: "",
  second: ' stroke-dasharray="5 3"',
};

const SHADES = ["#eef2f7", "#f2f6ec", "#f8efe6", "#f3eef7"];

/** What groups the states, in the order in which it is met. */
const phasesOf = ({ nodes }: Drawn): readonly string[] => [
  ...new Set(nodes.map(({ phase }) => phase)),
];

const shadeOf = (phases: readonly string[], phase: string): string =>
  SHADES[phases.indexOf(phase) % SHADES.length]!;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** 6.5 inches wide; the legend names both readings where there are two. */
export function figureSvg(of: Drawn): string {
  const { width, height, nodes, edges, start } = placed(of);
  const legend = legendOf(of);
  const phases = phasesOf(of);
  const all = height + (legend.length + 1) * LINE * 1.2 + 0.05;
  const markers = (["both", "first", "second"] as const).map(
    (having) =>
      `<marker id="to-${having}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.8 L8 4 L0 7.2 z" fill="${COLOURS[having]}"/></marker>`,
  );
  const [[x1, y1], [x2, y2]] = start;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}in" height="${round(all)}in" viewBox="0 0 ${px(width)} ${px(all)}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif" font-size="${round((FONT / 72) * SCALE)}">`,
    `<title>${escaped(`${of.title}; ${of.readings.join(" | ")}`)}</title>`,
    `<defs>${markers.join("")}</defs>`,
    `<rect width="100%" height="100%" fill="white"/>`,
    ...edges.map(line),
    `<circle cx="${px(x1)}" cy="${px(y1)}" r="4" fill="#222222"/>`,
    `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" stroke="#222222" marker-end="url(#to-both)"/>`,
    ...nodes.flatMap((node) => box(node, phases)),
    ...edges.flatMap(label),
    ...legend.map(
      ({ text, having }, at) =>
        `<text x="5" y="${px(height + (at + 0.8) * LINE * 1.2)}" fill="${COLOURS[having]}">${escaped(text)}</text>`,
    ),
    ...phases.flatMap((phase, at) => {
      const x = 5 + at * SCALE * 1.4;
      const y = px(height + (legend.length + 0.15) * LINE * 1.2);
      return [
        `<rect x="${x}" y="${y}" width="10" height="10" fill="${shadeOf(phases, phase)}" stroke="#222222"/>`,
        `<text x="${x + 14}" y="${px(height + (legend.length + 0.8) * LINE * 1.2)}">${escaped(phase)}</text>`,
      ];
    }),
    "</svg>",
    "",
  ].join("\n");
}

const round = (number: number): number => Math.round(number * 100) / 100;

/** What stands below the figure: which reading is which, and the notes. */
export function legendOf(of: Drawn): readonly { text: string; having: Having }[] {
  const [first = "", second] = of.readings;
  const has = (having: Having): boolean =>
    [...of.nodes, ...of.edges].some((one) => one.having === having);
  const only = (reading: string, having: Having, how: string) => ({
    text: has(having) ? `Only in ${reading}${how}` : `Nothing is only in ${reading}`,
    having,
  });
  const who =
    second === undefined
      ? [{ text: `Reading: ${first}`, having: "both" as const }]
      : [only(first, "first", ""), only(second, "second", " (dashed)")];
  return [...who, ...of.notes.map((text) => ({ text, having: "both" as const }))];
}

function line({ path, having }: PlacedEdge): string {
  const [a, b, c] = path.map(([x, y]) => `${px(x)} ${px(y)}`);
  const d = c === undefined ? `M${a} L${b}` : `M${a} Q${b} ${c}`;
  return `<path d="${d}" fill="none" stroke="${COLOURS[having]}"${DASHES[having]} marker-end="url(#to-${having})"/>`;
}

function box(
  { x, y, width, height, lines, having, isAny, phase }: PlacedNode,
  phases: readonly string[],
): readonly string[] {
  const dashes = isAny ? ' stroke-dasharray="2 2"' : DASHES[having];
  const first = y + (height - lines.length * LINE) / 2;
  return [
    `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="6" fill="${isAny ? "white" : shadeOf(phases, phase)}" stroke="${COLOURS[having]}"${dashes}/>`,
    ...lines.map((text, at) => {
      const bold = at === 0 && !isAny ? ' font-weight="bold"' : "";
      return `<text x="${px(x + width / 2)}" y="${px(first + (at + 0.78) * LINE)}" text-anchor="middle" fill="${COLOURS[having]}"${bold}>${escaped(text)}</text>`;
    }),
  ];
}

function label({ label: { x, y, width, height, lines }, having }: PlacedEdge): readonly string[] {
  return [
    `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" fill="white"/>`,
    ...lines.map(
      (text, at) =>
        `<text x="${px(x + width / 2)}" y="${px(y + (at + 0.78) * LINE)}" text-anchor="middle" fill="${COLOURS[having]}">${escaped(text)}</text>`,
    ),
  ];
}
