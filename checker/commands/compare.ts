/** `quiesce compare`: contenders and claims on one page. */

import { UsageError, unknownName } from "../asking/usage.ts";
import { compareAll } from "../contest/contest.ts";
import { lacking } from "../contest/lacking.ts";
import { compareJson, comparePage } from "../report/compare.ts";
import { lackText } from "../report/lacking.ts";
import type { Contest, Model } from "../types/index.ts";
import { EXIT, type Io } from "./io.ts";

export interface CompareOptions {
  readonly json?: boolean;
  readonly sentences?: string | boolean;
}

/** Prints what is pinned, which `quiesce check contest` explores; or what is lacking. */
export function compare<S extends object>(
  model: Model<S>,
  { json = false, sentences }: CompareOptions,
  io: Io,
): number {
  if (json && sentences !== undefined) {
    throw new UsageError("--json does not go with --sentences, which are text; leave one out");
  }
  const { contest } = model;
  if (contest === undefined) throw new UsageError("this model has nothing to compare");
  if (sentences !== undefined) return printLacking(model, contest, sentences, io);
  const lines = compareAll(model, contest);
  io.out(json ? compareJson(contest, lines) : comparePage(contest, lines));
  return EXIT.fine;
}

/** @param row the id of one row, or true for all of them */
function printLacking<S extends object>(
  model: Model<S>,
  contest: Contest,
  row: string | boolean,
  io: Io,
): number {
  const ids = contest.rows.map(({ id }) => id);
  const wanted = typeof row === "string" ? ids.filter((id) => id === row.toUpperCase()) : ids;
  if (wanted.length === 0) throw unknownName("row", String(row), ids);
  let head = "";
  for (const lack of lacking(model, contest, wanted)) {
    if (lack.contender.head !== head) io.out(`${lack.contender.head}: ${lack.contender.title}\n`);
    head = lack.contender.head;
    io.out(`${lackText(lack)}\n`);
  }
  if (head === "") io.out("Nothing is violated there.\n");
  return EXIT.fine;
}
