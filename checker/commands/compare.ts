/** `quiesce compare`: contenders and claims on one page. */
import { compareAll } from "../contest.ts";
import { compareJson, comparePage } from "../report/compare.ts";
import type { Model } from "../types.ts";
import { UsageError } from "../usage.ts";
import { EXIT, type Io } from "./io.ts";

export interface CompareOptions {
  readonly json?: boolean;
}

/** Prints what is pinned; `quiesce check contest` explores it. */
export function compare<S extends object>(
  model: Model<S>,
  { json = false }: CompareOptions,
  io: Io,
): number {
  const { contest } = model;
  if (contest === undefined) throw new UsageError("this model has nothing to compare");
  const lines = compareAll(model, contest);
  io.out(json ? compareJson(contest, lines) : comparePage(contest, lines));
  return EXIT.fine;
}
