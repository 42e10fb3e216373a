/** What each contender would need for what its text does not give. */

import { resolveReading } from "../asking/reading.ts";
import type { Contender, Contest, ContestRow, Cures, Model, Reading } from "../types/index.ts";
import { type Minimal, minimalChanges } from "../verdict/minimal.ts";
import { type Advice, type Cell, compareAll, type Line } from "./contest.ts";

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

/** A cell whose claim is violated. */
type Open = Pick<Lack, "contender" | "row" | "advice"> & {
  readonly cell: Cell;
  /** Readings of other contenders, in which the claim holds. */
  readonly held: readonly Reading[];
};

/** By contender, then by row; each takes seconds. */
export function* lacking<S extends object>(
  model: Model<S>,
  contest: Contest,
  lines: readonly Line[] = compareAll(model, contest),
): Generator<Lack> {
  for (const open of violated(model, contest, lines)) yield lackOf(model, open);
}

/** What is violated in these lines, of which `lacking` then asks. */
export function violated<S extends object>(
  model: Model<S>,
  { contenders }: Contest,
  lines: readonly Line[],
): readonly Open[] {
  return contenders.flatMap((contender, index) =>
    lines.flatMap(({ row, cells }) => {
      const { all, musts } = cells[index]!;
      const held = cells
        .map((cell) => cell.all)
        .filter(({ verdict }) => verdict === "holds")
        .map(({ reading }) => resolveReading(model, reading));
      const advice = all.verdict === "violated" ? "all" : "musts";
      const cell = advice === "all" ? all : musts;
      return cell.verdict === "violated" ? [{ contender, row, advice, cell, held }] : [];
    }),
  );
}

function lackOf<S extends object>(model: Model<S>, { cell, held, ...about }: Open): Lack {
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
