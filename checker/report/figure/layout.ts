/**
 * Where the parts of a figure stand on a page of 6.5 inches, the width of the text in the
 * standard. All lengths are inches, from the upper left corner.
 *
 * States stand where the figure says; a step is a straight line, or a curve where a straight one
 * would run through a state. A label stands at the line, where nothing else does.
 */
import type { Drawn, DrawnEdge, DrawnNode, Having } from "../../verdict/figure.ts";

type Point = readonly [number, number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends Box {
  readonly id: string;
  readonly lines: readonly string[];
  readonly having: Having;
  readonly phase: string;
  /** Stands for any state. */
  readonly isAny: boolean;
}

export interface PlacedEdge {
  /** Two points, or three for a curve through the second. */
  readonly path: readonly Point[];
  readonly label: Box & { readonly lines: readonly string[] };
  readonly having: Having;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** The end of the arrow that points at where the machine begins. */
  readonly start: readonly [Point, Point];
}

const WIDTH = 6.5;
const COLUMN = 2.45;
const ROW = 1.25;
const BOX = 1.45;
const FIRST = BOX / 2 + 0.05;
const TOP = 0.55;
/** Points; a line of text takes a bit more. */
export const FONT = 7;
export const LINE = (FONT * 1.22) / 72;

/** The key of the pseudo-state for any state. */
const ANY = " any";

export function placed(of: Drawn): Placed {
  const nodes = [
    ...of.nodes.map((node) => boxOf(node, false)),
    ...(of.any === null ? [] : [boxOf(anyNode(of.any), true)]),
  ];
  const lines = pairsOf(of.edges).map((own) => ({ own, path: pathOf(own, nodes, of.edges) }));
  // Labels of level and upright lines have fewer places to stand.
  const inOrder = [
    ...lines.filter(({ path }) => !isOblique(path)),
    ...lines.filter(({ path }) => isOblique(path)),
  ];
  const edges: PlacedEdge[] = [];
  for (const { own, path } of inOrder) {
    const others = lines.filter((line) => line.path !== path).flatMap((line) => dotsOf(line.path));
    const taken = [...nodes, ...edges.map(({ label }) => label), ...others];
    edges.push({ path, label: labelAt(path, textsOf(own), taken), having: own[0]!.having });
  }
  const first = nodes.find(({ id }) => id === of.initial)!;
  const end: Point = [first.x + first.width / 2, first.y];
  const height = Math.max(...nodes.map(({ y, height: own }) => y + own)) + 0.15;
  return { width: WIDTH, height, nodes, edges, start: [[end[0], end[1] - 0.28], end] };
}

const anyNode = ({ says, at }: NonNullable<Drawn["any"]>): DrawnNode => ({
  id: ANY,
  lines: [says],
  at,
  phase: "",
  having: "both",
});

function boxOf(
  { id, lines: [name = "", ...more], at, having, phase }: DrawnNode,
  isAny: boolean,
): PlacedNode {
  const lines = [...wrapped(name, BOX - 0.1), ...more.flatMap((line) => wrapped(line, BOX - 0.1))];
  const height = Math.max(0.4, lines.length * LINE + 0.14);
  const [x, y] = [FIRST + at[0] * COLUMN, TOP + at[1] * ROW];
  return { id, lines, having, phase, isAny, x: x - BOX / 2, y: y - height / 2, width: BOX, height };
}

/** Steps between the same two states, in the same readings, share a line. */
function pairsOf(edges: readonly DrawnEdge[]): readonly (readonly DrawnEdge[])[] {
  const pairs = new Map<string, DrawnEdge[]>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to, edge.having]);
    pairs.set(key, [...(pairs.get(key) ?? []), edge]);
  }
  return [...pairs.values()];
}

function pathOf(
  own: readonly DrawnEdge[],
  nodes: readonly PlacedNode[],
  all: readonly DrawnEdge[],
): readonly Point[] {
  const { from, to, having } = own[0]!;
  const start = nodes.find(({ id }) => id === (from ?? ANY))!;
  const end = nodes.find(({ id }) => id === to)!;
  const others = nodes.filter((node) => node !== start && node !== end);
  const isTwoWay = all.some((edge) => edge.from === to && edge.to === from);
  const isThird = all.some(
    (edge) => edge.from === from && edge.to === to && edge.having !== having,
  );
  const aside = isThird && having === "second" ? -0.22 : isTwoWay || isThird ? 0.11 : 0;
  return pathBetween(start, end, others, aside);
}

const textsOf = (own: readonly DrawnEdge[]): readonly string[] =>
  own.flatMap(({ words, clauses }) =>
    clauses.length === 0 ? [words] : [words, `(${clauses.join(", ")})`],
  );

const isOblique = ([a, b, c]: readonly Point[]): boolean =>
  c !== undefined || (Math.abs(a![0] - b![0]) > 0.3 && Math.abs(a![1] - b![1]) > 0.3);

/** A line as small boxes, on which no label of another line is to stand. */
const dotsOf = (path: readonly Point[]): readonly Box[] =>
  pointsOf(path, 40).map(([x, y]) => ({ x: x - 0.01, y: y - 0.01, width: 0.02, height: 0.02 }));

const centre = ({ x, y, width, height }: Box): Point => [x + width / 2, y + height / 2];

/** A straight line from border to border, or a curve around what is in its way. */
function pathBetween(
  start: Box,
  end: Box,
  others: readonly Box[],
  aside: number,
): readonly Point[] {
  const [a, b] = [centre(start), centre(end)];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const normal: Point = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
  const moved = ([x, y]: Point, by: number): Point => [x + normal[0] * by, y + normal[1] * by];
  for (const bend of [0, 0.9, -0.9, 1.4, -1.4, 1.9, -1.9]) {
    const middle = moved([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], bend + aside);
    const [first, last] = [moved(a, aside), moved(b, aside)];
    const path = bend === 0 ? [first, last] : [first, middle, last];
    const cut = [
      border(start, path[0]!, path[1]!),
      ...path.slice(1, -1),
      border(end, path.at(-1)!, path.at(-2)!),
    ];
    const isFree = pointsOf(cut).every(
      (point) => point[0] > 0 && point[0] < WIDTH && !others.some((box) => isIn(point, box, 0.04)),
    );
    if (isFree) return cut;
  }
  return [border(start, a, b), border(end, b, a)];
}

/** Where the line from the inside of a box to a point leaves the box. */
function border({ x, y, width, height }: Box, inside: Point, to: Point): Point {
  const [dx, dy] = [to[0] - inside[0], to[1] - inside[1]];
  const right = dx === 0 ? Number.POSITIVE_INFINITY : ((dx > 0 ? x + width : x) - inside[0]) / dx;
  const down = dy === 0 ? Number.POSITIVE_INFINITY : ((dy > 0 ? y + height : y) - inside[1]) / dy;
  const part = Math.min(right, down);
  return [inside[0] + dx * part, inside[1] + dy * part];
}

/** Points along a path, its ends included. */
export function pointsOf(path: readonly Point[], count = 24): readonly Point[] {
  return Array.from({ length: count + 1 }, (_, index) => along(path, index / count));
}

function along(path: readonly Point[], t: number): Point {
  const [a, b, c] = [path[0]!, path[1]!, path[2]];
  if (c === undefined) return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
  const weights = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2] as const;
  const at = (axis: 0 | 1): number =>
    weights[0] * a[axis] + weights[1] * b[axis] + weights[2] * c[axis];
  return [at(0), at(1)];
}

const isIn = ([px, py]: Point, { x, y, width, height }: Box, margin: number): boolean =>
  px > x - margin && px < x + width + margin && py > y - margin && py < y + height + margin;

export const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Lines of a label, beside an upright line and across any other, where there is room. */
function labelAt(
  path: readonly Point[],
  texts: readonly string[],
  taken: readonly Box[],
): PlacedEdge["label"] {
  const [a, b] = [path[0]!, path.at(-1)!];
  const isUpright = path.length === 2 && Math.abs(b[0] - a[0]) < 0.3;
  const isLevel = path.length === 2 && Math.abs(b[1] - a[1]) < 0.3;
  const room = isLevel ? Math.abs(b[0] - a[0]) - 0.06 : isUpright ? 1.15 : 1.3;
  const lines = texts.flatMap((text) => wrapped(text, room));
  const width = Math.max(...lines.map(textWidth)) + 0.04;
  const height = lines.length * LINE;
  const boxAt = (t: number, side: number): Box => {
    const [x, y] = along(path, t);
    if (isUpright)
      return { x: side > 0 ? x + 0.04 : x - 0.04 - width, y: y - height / 2, width, height };
    if (isLevel)
      return { x: x - width / 2, y: side > 0 ? y - height - 0.02 : y + 0.03, width, height };
    return { x: x - width / 2 + aside * side, y: y - height / 2, width, height };
  };
  const rises = (b[0] - a[0]) * (b[1] - a[1]) < 0;
  const aside = isUpright || isLevel || path.length > 2 ? 0 : ((rises ? -1 : 1) * width) / 2.6;
  const places = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].flatMap((t) => [
    boxAt(t, 1),
    boxAt(t, -1),
  ]);
  const fits = (box: Box): boolean =>
    box.x >= 0 && box.x + box.width <= WIDTH && !taken.some((other) => overlap(other, box));
  return { ...(places.find(fits) ?? places[0]!), lines };
}

/** Breaks at blanks, and after an underscore where a word is too long. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  // `SUSPEND = 1` stays together.
  for (const whole of text.replaceAll(" = ", "~=~").split(" ")) {
    const word = whole.replaceAll("~", " ");
    const pieces = textWidth(word) > width ? word.split(/(?<=_)/) : [word];
    for (const [at, piece] of pieces.entries()) {
      const longer = line === "" ? piece : `${line}${at === 0 ? " " : ""}${piece}`;
      if (line !== "" && textWidth(longer) > width) {
        lines.push(line);
        line = piece;
      } else line = longer;
    }
  }
  return [...lines, line];
}

/** The width of a line in Helvetica, rather too wide than too narrow. */
export function textWidth(text: string): number {
  const ems = [...text].reduce((sum, letter) => {
    if (/[A-Z_=]/.test(letter)) return sum + 0.68;
    if (/[\s.,;:()ijlt]/.test(letter)) return sum + 0.3;
    return sum + (/[mw]/.test(letter) ? 0.8 : 0.56);
  }, 0);
  return (ems * FONT) / 72;
}
