/** The narrow columns of a chart: the status that a read returns, and indices. */
import type { ChartColumn, LocalState } from "../checker/types/index.ts";
import type { Scope } from "./scope.ts";
import { hex, statusBits } from "./status-values.ts";

const number = (state: LocalState | undefined, variable: string): string | undefined => {
  const value = state?.context[variable];
  return typeof value === "number" ? String(value) : undefined;
};

/** `st`, and `av` and `us` of virtqueue 0 where the scenario has one. */
export function chartColumns(_scope: Scope): readonly ChartColumn[] {
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
    {
      head: "av",
      legend: "av us: available and used index in memory",
      of: (machine) => number(machine("ring0"), "availIdx") ?? "-",
    },
    { head: "us", of: (machine) => number(machine("ring0"), "usedIdx") ?? "-" },
  ];
}
