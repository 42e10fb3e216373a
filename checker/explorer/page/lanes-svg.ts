/** The lanes as a picture of their own, on white, for a document. */
import type { Behaviour } from "../protocol.ts";

const LANE = 190;
const ROW = 22;
const LEFT = 40;
const BY = 260;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function lanesSvg({ lanes, columns, steps, loop }: Behaviour): string {
  const width = LEFT + lanes.length * LANE + columns.length * 36 + BY;
  const height = (steps.length + 3) * ROW;
  const laneX = (at: number): number => LEFT + at * LANE;
  const text = (x: number, y: number, words: string, more = ""): string =>
    words === "" ? "" : `<text x="${x}" y="${y}"${more}>${escaped(words)}</text>`;
  const columnX = (at: number): number => laneX(lanes.length) + at * 36;
  const head = [
    ...lanes.map((lane, at) => text(laneX(at), ROW, lane, ' font-weight="bold"')),
    ...columns.map(({ head: words }, at) => text(columnX(at), ROW, words, ' font-weight="bold"')),
  ];
  const rows = steps.flatMap((step, index) => {
    const y = (index + 2) * ROW;
    const from = lanes.indexOf(step.lane);
    const to = step.receiver === null ? -1 : lanes.indexOf(step.receiver.lane);
    const cited = step.citing.map(({ how, id, level }) => `${how} ${id} ${level}`).join(", ");
    const arrow = to > from ? "-> " : "<- ";
    return [
      text(8, y, String(index + 1)),
      text(laneX(from), y, step.phrase),
      to < 0 || to === from ? "" : text(laneX(to), y, `${arrow}${step.receiver!.says}`),
      ...step.values.map((value, at) => text(columnX(at), y, value)),
      text(
        columnX(columns.length) + 8,
        y,
        cited || step.conduct.join(", ") || "no clause",
        ' fill="#555"',
      ),
    ];
  });
  const end =
    loop === null
      ? ""
      : `loop: ${loop === steps.length ? "nothing more happens" : `from step ${loop + 1} on, for ever`}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...head,
    ...rows,
    text(LEFT, (steps.length + 2) * ROW, end),
    "</svg>",
  ].join("\n");
}
