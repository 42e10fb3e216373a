/** A machine as states on a ring, with arrows between them; the present state is lit. */
import type { Diagram } from "../protocol.ts";

const WIDTH = 300;
const MARGIN = 16;

interface DiagramProps {
  readonly diagram: Diagram;
  readonly name: string;
  readonly now: string;
  readonly was: string;
}

export function DiagramView({ diagram, name, now, was }: DiagramProps) {
  const { states, edges } = diagram;
  const height = Math.max(90, states.length * 34);
  const place = (state: string) => placeOf(states.indexOf(state), states.length, height);
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
            d={arc(place(from), place(to))}
            marker-end={`url(#${id})`}
          >
            <title>{`${from} to ${to}: ${types.join(", ")}`}</title>
          </path>
        ))}
        {states.map((state) => {
          const { x, y } = place(state);
          const width = Math.min(130, 14 + state.length * 6);
          return (
            <g key={state} class={state === now ? "node now" : "node"}>
              <rect x={x - width / 2} y={y - 11} width={width} height="22" rx="4" />
              <text x={x} y={y + 4}>
                {state.length > 20 ? `${state.slice(0, 19)}…` : state}
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

/** On an ellipse, the first state on top. */
function placeOf(index: number, count: number, height: number): Point {
  const angle = (2 * Math.PI * index) / count - Math.PI / 2;
  return {
    x: WIDTH / 2 + (WIDTH / 2 - 70) * Math.cos(angle),
    y: height / 2 + (height / 2 - MARGIN) * Math.sin(angle),
  };
}

/** Bent to one side, so that there and back are two lines; it ends before the box. */
function arc(from: Point, to: Point): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = { x: (from.x + to.x) / 2 - dy * 0.12, y: (from.y + to.y) / 2 + dx * 0.12 };
  const back = Math.min(0.4, (Math.abs(dx) > Math.abs(dy) ? 48 : 14) / length);
  const end = {
    x: to.x - (to.x - bend.x) * 2 * back * 0.6,
    y: to.y - (to.y - bend.y) * 2 * back * 0.6,
  };
  const round = (value: number) => value.toFixed(1);
  return `M${round(from.x)} ${round(from.y)}Q${round(bend.x)} ${round(bend.y)} ${round(end.x)} ${round(end.y)}`;
}
