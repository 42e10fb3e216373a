/** The rows of a chart as text: actors, narrow columns of values, what it rests on. */
import { LANES, type Lane, type Row, type Rows } from "./rows.ts";
import { WIDTH, wrap } from "./words.ts";

/** Where the columns of a chart stand, and how wide they are. */
interface Layout {
  readonly lanes: readonly Lane[];
  /** Characters of each lane, the blank before the next one included. */
  readonly widths: readonly number[];
  /** Characters of each narrow column. */
  readonly narrow: readonly number[];
  /** Characters of the last column. */
  readonly by: number;
}

/** The line with the heads, then a line for each step, more where words need it. */
export function grid(
  { rows, loop, values }: Rows,
  heads: readonly string[],
  by: (row: Row) => readonly string[],
): readonly string[] {
  const layout = layoutFor(rows, heads, Math.max(0, ...rows.flatMap(by).map((l) => l.length)));
  const lines = [headLine(layout, heads)];
  for (const [index, row] of rows.entries()) {
    if (index === loop) lines.push("   -- loop: what follows repeats for ever --");
    lines.push(...rowLines(layout, row, by(row)));
  }
  if (loop === rows.length) {
    const actors = "nothing more happens".padEnd(layout.widths.reduce((a, b) => a + b, 0));
    lines.push(`   ${actors}${narrowCells(layout, values)}  -- loop --`);
  }
  return lines;
}

/** Three lanes only where the hypervisor does something; then citations take less room. */
function layoutFor(rows: readonly Row[], heads: readonly string[], longest: number): Layout {
  const uses = (lane: Lane): boolean =>
    rows.some((row) => row.lane === lane || row.receiver?.lane === lane);
  const lanes = LANES.filter((lane) => lane !== "hypervisor" || uses(lane));
  const most = lanes.length === 2 ? 18 : heads.length > 3 ? 10 : 13;
  const by = Math.min(most, Math.max(10, longest));
  const narrow = heads.map((head, i) =>
    Math.max(2, head.length, ...rows.map((row) => row.values[i]?.length ?? 0)),
  );
  const room = WIDTH - 3 - narrow.reduce((sum, width) => sum + width + 1, 1) - by;
  const share = Math.floor(room / lanes.length);
  const widths = lanes.map((_, i) => (i === lanes.length - 1 ? room - share * i : share));
  return { lanes, widths, narrow, by };
}

function headLine(layout: Layout, heads: readonly string[]): string {
  const actors = layout.lanes.map((lane, i) => lane.padEnd(layout.widths[i]!)).join("");
  return ` # ${actors}${narrowCells(layout, heads)}  by`;
}

function rowLines(layout: Layout, row: Row, cited: readonly string[]): readonly string[] {
  const { lanes, widths, by } = layout;
  const at = lanes.indexOf(row.lane);
  const to = row.receiver === null ? -1 : lanes.indexOf(row.receiver.lane);
  const says = row.receiver?.says ?? "";
  const cells = lanes.map((_, index) => {
    const room = roomFor(widths, index, at, to);
    if (index === at) return wrap(at === to ? `${row.phrase}; ${says}` : row.phrase, room);
    return index === to ? wrap(says, room) : [];
  });
  const rests = cited.flatMap((line) => wrap(line, by));
  const height = Math.max(rests.length, ...cells.map((lines) => lines.length));
  const total = widths.reduce((a, b) => a + b, 0);
  return Array.from({ length: height }, (_, line) => {
    const words = cells.map((lines) => lines[line] ?? "");
    const actors = line === 0 ? withArrow(words, widths, at, to) : inColumns(words, widths);
    const number = line === 0 ? String(row.number).padStart(2) : "  ";
    const narrow = narrowCells(layout, line === 0 ? row.values : row.values.map(() => ""));
    return `${number} ${actors.padEnd(total)}${narrow}  ${rests[line] ?? ""}`.trimEnd();
  });
}

/** Words reach into the lanes on their right where nothing stands there. */
function roomFor(widths: readonly number[], index: number, at: number, to: number): number {
  const other = index === at ? to : at;
  const end = other > index ? other : widths.length;
  const room = widths.slice(index, end).reduce((sum, width) => sum + width, 0) - 1;
  const holdsArrow = Math.abs(to - at) === 1 && to >= 0 && index === Math.min(at, to);
  return holdsArrow ? room - 3 : room;
}

function inColumns(words: readonly string[], widths: readonly number[]): string {
  return words.reduce((line, word, index) => {
    const start = widths.slice(0, index).reduce((sum, width) => sum + width, 0);
    return word === "" ? line : line.padEnd(start) + word;
  }, "");
}

/** `kick q0 --------> ` fills the cell up to its neighbour on either side. */
function withArrow(
  words: readonly string[],
  widths: readonly number[],
  at: number,
  to: number,
): string {
  if (to < 0 || Math.abs(to - at) !== 1) return inColumns(words, widths);
  const left = Math.min(at, to);
  const word = words[left]!;
  const dashes = "-".repeat(Math.max(1, widths[left]! - word.length - 3));
  const arrow = at < to ? `${word} ${dashes}> ` : `${word} <${dashes} `;
  return inColumns(words.with(left, arrow), widths);
}

function narrowCells({ narrow }: Layout, values: readonly string[]): string {
  return values.map((value, i) => value.padStart(narrow[i]!)).join(" ");
}
