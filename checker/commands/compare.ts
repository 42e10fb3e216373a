/** `quiesce compare`: contenders and claims on one page. */

import { UsageError, unknownName } from "../asking/usage.ts";
import { compareAll, type Line } from "../contest/contest.ts";
import { lacking, violated } from "../contest/lacking.ts";
import { compareJson, comparePage } from "../report/compare.ts";
import { lackText } from "../report/lacking.ts";
import type { Contest, Model } from "../types/index.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";

/** What a terminal shows. */
const COLUMNS = 80;

export interface CompareOptions {
  readonly json?: boolean;
  readonly sentences?: string | boolean;
}

/** Prints what is pinned, which `quiesce check contest` explores; or what is lacking. */
export async function compare<S extends object>(
  model: Model<S>,
  { json = false, sentences }: CompareOptions,
  io: Io,
): Promise<number> {
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
async function printLacking<S extends object>(
  model: Model<S>,
  contest: Contest,
  row: string | boolean,
  io: Io,
): Promise<number> {
  const ids = contest.rows.map(({ id }) => id);
  const wanted = typeof row === "string" ? ids.filter((id) => id === row.toUpperCase()) : ids;
  if (wanted.length === 0) throw unknownName("row", String(row), ids);
  const rows = contest.rows.filter(({ id }) => wanted.includes(id));
  const read = await progressLine(io, rows.length, "rows");
  const lines: Line[] = [];
  for (const one of rows) {
    lines.push(...compareAll(model, { ...contest, rows: [one] }));
    read.done();
    if (io.signal.aborted) break;
  }
  read.stop();
  if (io.signal.aborted) return read.interrupted();
  const progress = await progressLine(io, violated(model, contest, lines).length, "claims");
  let head = "";
  for (const lack of lacking(model, contest, lines)) {
    const { contender } = lack;
    if (contender.head !== head) progress.print(`${contender.head}: ${contender.title}\n`);
    head = contender.head;
    progress.print(`${lackText(lack, COLUMNS)}\n`);
    progress.done();
    if (io.signal.aborted) break;
  }
  progress.stop();
  if (io.signal.aborted) return progress.interrupted();
  if (head === "") io.out("Nothing is violated there.\n");
  return EXIT.fine;
}
