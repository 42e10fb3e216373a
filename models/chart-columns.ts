/** The narrow columns of a chart: the status that a read returns, and indices. */
import type { ChartColumn, LocalState } from "../checker/types/index.ts";
import type { Scope } from "./scope.ts";
import { hex, statusBits } from "./status-values.ts";

const number = (state: LocalState | undefined, variable: string): string | undefined => {
  const value = state?.context[variable];
  return typeof value === "number" ? String(value) : undefined;
};

const indices = (
  ring: string,
  available: string,
  used: string,
  what: string,
): readonly ChartColumn[] => [
  {
    head: available,
    legend: `${available} ${used}: ${what}`,
    of: (machine) => number(machine(ring), "availIdx") ?? "-",
  },
  { head: used, of: (machine) => number(machine(ring), "usedIdx") ?? "-" },
];

/** `st`, then both indices of each virtqueue that takes part. */
export function chartColumns({ queues }: Scope): readonly ChartColumn[] {
  return [
    {
      head: "st",
      legend: "st: value a read returns; ?? text does not say",
      bits: statusBits,
      of: (machine) => {
        const status = machine("status");
        const shows = status?.context.shows;
        if (status === undefined || typeof shows !== "number") return "--";
        const underWay = status.value.startsWith("suspending") || status.value === "resuming";
        // The text does not say what a read returns then.
        return underWay ? "??" : hex(shows);
      },
    },
    ...indices("ring0", "av", "us", "available and used index in memory"),
    ...(queues === 1 ? [] : indices("ring1", "a1", "u1", "the same of virtqueue 1")),
  ];
}
