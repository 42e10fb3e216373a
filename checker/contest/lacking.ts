/** What each contender would need for what its text does not give. */

import { resolveReading } from "../asking/reading.ts";
import type { Contender, Contest, ContestRow, Cures, Model } from "../types/index.ts";
import { type Minimal, minimalChanges } from "../verdict/minimal.ts";
import { type Advice, type Cell, compareAll } from "./contest.ts";

/** A claim that is violated for a contender, and what would make it hold. */
export interface Lack {
  readonly contender: Contender;
  readonly row: ContestRow;
  /** `musts` where it is violated only where nobody follows advice. */
  readonly advice: Advice;
  readonly property: string;
  readonly text: Minimal;
  /** As pinned and run: what device, driver and VMM could do. */
  readonly cures: Cures | null;
}

/** By contender, then by row; `rows` narrows it. */
export function* lacking<S extends object>(
  model: Model<S>,
  contest: Contest,
  rows: readonly string[] = contest.rows.map(({ id }) => id),
): Generator<Lack> {
  const lines = compareAll(model, contest).filter(({ row }) => rows.includes(row.id));
  for (const [index, contender] of contest.contenders.entries()) {
    for (const { row, cells } of lines) {
      const { all, musts } = cells[index]!;
      const held = cells
        .map((cell) => cell.all)
        .filter(({ verdict }) => verdict === "holds")
        .map(({ reading }) => resolveReading(model, reading));
      const advice = all.verdict === "violated" ? "all" : "musts";
      const cell = advice === "all" ? all : musts;
      if (cell.verdict !== "violated") continue;
      yield lackOf(model, { contender, row, advice }, cell, held);
    }
  }
}

function lackOf<S extends object>(
  model: Model<S>,
  about: Pick<Lack, "contender" | "row" | "advice">,
  cell: Cell,
  held: Parameters<typeof minimalChanges>[4],
): Lack {
  const scenario = model.scenarios.find(({ name }) => name === about.row.scenario)!;
  const found = scenario.cases
    .filter(({ reading }) => reading === cell.reading)
    .flatMap((pinned) =>
      cell.properties
        .filter((name) => pinned.pins[name]?.verdict === "violated")
        .map((property) => ({ pinned, property })),
    );
  const { pinned, property } = found[0]!;
  return {
    ...about,
    property,
    text: minimalChanges(model, scenario, pinned, property, held),
    cures: pinned.pins[property]?.cures ?? null,
  };
}
