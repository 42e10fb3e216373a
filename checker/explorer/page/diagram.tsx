/** A machine as states in rows, with arrows between them; the present state is lit. */
import type { Diagram } from "../protocol.ts";

const WIDTH = 360;

interface DiagramProps {
  readonly diagram: Diagram;
  readonly name: string;
  readonly now: string;
  readonly was: string;
}

export function DiagramView({ diagram, name, now, was }: DiagramProps) {
  const { states, edges } = diagram;
  const { height, place } = placesOf(diagram);
  const moves = edges.filter(({ from, to }) => from !== to);
  const id = `arrow-${name.replace(/\W/g, "-")}`;
  return (
    <figure>
      <figcaption>
        <b>{name}</b> is {now || "as it is"}
        {was === now ? "" : `, was ${was}`}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`States of ${name}; it is ${now}`}
      >
        <defs>
          <marker
            id={id}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="6"
            markerHeight="6"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {moves.map(({ from, to, types }) => (
          <path
            key={`${from} ${to}`}
            class={from === was && to === now ? "edge taken" : "edge"}
            d={arc(place(from), place(to), [halfOf(from), halfOf(to)])}
            marker-end={`url(#${id})`}
          >
            <title>{`${from} to ${to}: ${types.join(", ")}`}</title>
          </path>
        ))}
        {states.map((state) => {
          const { x, y } = place(state);
          const width = widthOf(state);
          return (
            <g key={state} class={state === now ? "node now" : "node"}>
              <rect x={x - width / 2} y={y - 11} width={width} height="22" rx="4" />
              <text x={x} y={y + 4}>
                {shown(state)}
              </text>
              <title>{state}</title>
            </g>
          );
        })}
      </svg>
    </figure>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Height of a row of states. */
const ROW = 52;

/** Rows by the least number of steps from the first state; a row's states side by side. */
function placesOf({ states, edges }: Diagram): {
  readonly height: number;
  readonly place: (state: string) => Point;
} {
  const rows: string[][] = [states.slice(0, 1)];
  const placed = new Set(rows[0]);
  for (let row = rows[0]!; row.length > 0; ) {
    const next = edges.filter(({ from, to }) => row.includes(from) && !placed.has(to));
    row = [...new Set(next.map(({ to }) => to))];
    for (const state of row) placed.add(state);
    rows.push(...inRows(row));
  }
  rows.push(...inRows(states.filter((state) => !placed.has(state))));
  return {
    height: rows.length * ROW,
    place(state) {
      const y = rows.findIndex((row) => row.includes(state));
      const row = rows[y] ?? [];
      const x = (WIDTH * (row.indexOf(state) + 0.5)) / row.length;
      // Rows that stand askew do not hide the arrows between them.
      return { x: row.length === 1 ? WIDTH / 2 + (y % 2 === 0 ? -24 : 24) : x, y: ROW * (y + 0.5) };
    },
  };
}

/** So many states fit beside each other. */
const BESIDE = 3;

const inRows = (states: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(states.length / BESIDE) }, (_, row) =>
    states.slice(row * BESIDE, (row + 1) * BESIDE),
  );

/** Half of a state's box. */
const halfOf = (state: string): Point => ({ x: widthOf(state) / 2, y: 11 });

const widthOf = (state: string): number => Math.min(118, 14 + shown(state).length * 5.6);

const shown = (state: string): string => (state.length > 19 ? `${state.slice(0, 18)}...` : state);

/** Bent to one side, so that there and back are two lines; from box to box. */
function arc(from: Point, to: Point, ends: readonly [Point, Point]): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bend = { x: (from.x + to.x) / 2 - dy * 0.14, y: (from.y + to.y) / 2 + dx * 0.14 };
  const begin = edgeOf(from, bend, ends[0]);
  const end = edgeOf(to, bend, ends[1]);
  const words = [begin, bend, end].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return `M${words[0]}Q${words[1]} ${words[2]}`;
}

/** Where the line from the middle of a box to a point leaves the box. */
function edgeOf(box: Point, to: Point, half: Point): Point {
  const [dx, dy] = [to.x - box.x, to.y - box.y];
  const share = Math.min(half.x / Math.abs(dx || 0.01), half.y / Math.abs(dy || 0.01), 1);
  return { x: box.x + dx * share, y: box.y + dy * share };
}
