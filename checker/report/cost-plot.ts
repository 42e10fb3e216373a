/** Time from stop to running against the number of queues, as SVG. */
import type { TopLevelSpec } from "vega-lite";
import { timeOf } from "../contest/cost.ts";
import type { CostPage } from "./cost.ts";

/** 1, 2, 4, ... : a device has at most 65536 virtqueues; the lines are straight long before. */
const QUEUES = Array.from({ length: 13 }, (_, power) => 2 ** power);

/** The same bytes for the same page: text is measured by a table, not by a font. */
export async function costPlot(page: CostPage): Promise<string> {
  const values = page.prices.flatMap(({ head, laws }) =>
    laws === null
      ? []
      : QUEUES.map((queues) => ({ way: head, queues, ms: timeOf(laws, page.us, queues) / 1000 })),
  );
  const { parse, View } = await import("vega");
  const { compile } = await import("vega-lite");
  const view = new View(parse(compile(specOf(page, values)).spec), { renderer: "none" });
  return `${await view.toSVG()}\n`;
}

interface Point {
  readonly way: string;
  readonly queues: number;
  readonly ms: number;
}

function specOf({ budget, prices, transport }: CostPage, values: readonly Point[]): TopLevelSpec {
  const heads = prices.filter(({ laws }) => laws !== null).map(({ head }) => head);
  return {
    width: 480,
    height: 320,
    background: "white",
    title: `From stop to running on ${transport.name.toUpperCase()}: what the model counts, at the given latencies`,
    layer: [
      {
        data: { values: values.filter(({ ms }) => ms > 0) },
        mark: { type: "line", point: { size: 40 } },
        encoding: {
          x: {
            field: "queues",
            type: "quantitative",
            scale: { type: "log", base: 2 },
            axis: { title: "virtqueues", format: "d" },
          },
          y: {
            field: "ms",
            type: "quantitative",
            scale: { type: "log" },
            axis: { title: "milliseconds", format: "~g" },
          },
          color: { field: "way", type: "nominal", scale: { domain: heads }, title: "stop by" },
          shape: { field: "way", type: "nominal", scale: { domain: heads }, title: "stop by" },
        },
      },
      {
        data: { values: [{ ms: budget.us / 1000 }] },
        mark: { type: "rule", strokeDash: [4, 4] },
        encoding: { y: { field: "ms", type: "quantitative" } },
      },
      {
        data: { values: [{ queues: 1, ms: budget.us / 1000, says: budget.says }] },
        mark: { type: "text", align: "left", dy: -6, fontSize: 10 },
        encoding: {
          x: { field: "queues", type: "quantitative" },
          y: { field: "ms", type: "quantitative" },
          text: { field: "says", type: "nominal" },
        },
      },
    ],
  };
}
