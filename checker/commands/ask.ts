/** `quiesce ask`: a dispute or a scenario as a mail: who holds what, and what follows. */

import { chartParts, notModelled } from "../report/chart.ts";
import { inShort, positions } from "../report/in-short.ts";
import { ascii, entry, WIDTH, wrap } from "../report/words.ts";
import type { Model } from "../types/index.ts";
import { EXIT, type Io } from "./io.ts";
import { type Asked, asked, questionNamed } from "./question.ts";

/** A mail is read on one screen, or two. */
const MOST_LINES = 60;

/** Answers a dispute, by its id, or a scenario, in at most 60 lines of 68 columns, 7-bit. */
export async function ask<S extends object>(
  model: Model<S>,
  name: string,
  io: Io,
): Promise<number> {
  const question = questionNamed(model, name);
  const { dispute, scenario } = question;
  const answers = await asked(model, question, io);
  if (answers === null) return EXIT.interrupted;
  const { scope } = answers.found.run;
  const { head, steps, foot } = example(model, answers);
  const before = [
    ...entry("asks", dispute?.question ?? scenario.question),
    ...(dispute === undefined ? [] : positions(model, dispute)),
    ...entry("story", scenario.story),
    ...entry("bounds", model.describeScope(scope)),
    "",
    ...answers.texts.flatMap(({ says, found }) =>
      wrap(`${says}, within these bounds: ${inShort(found, ({ name }) => name)}.`, WIDTH),
    ),
    ...head,
  ];
  const behind = [
    ...foot,
    ...entry("command", `npx quiesce check ${scenario.name.replace(/^.*\//, "")}`),
  ];
  const lines = [
    ...before,
    ...shortened(steps, MOST_LINES - before.length - behind.length),
    ...behind,
  ];
  io.out(`${lines.map(ascii).join("\n")}\n`);
  return EXIT.fine;
}

/** The same lines, without some in the middle where there are too many. */
function shortened(lines: readonly string[], room: number): readonly string[] {
  const most = Math.max(room, 12);
  if (lines.length <= most) return lines;
  const half = Math.floor((most - 1) / 2);
  const left = lines.length - 2 * half;
  return [...lines.slice(0, half), `   ... ${left} lines ...`, ...lines.slice(-half)];
}

/** What stands above the steps, the steps, and what stands below them. */
interface Example {
  readonly head: readonly string[];
  readonly steps: readonly string[];
  readonly foot: readonly string[];
}

/** One counterexample, and the smallest changes that make the claim hold. */
function example<S extends object>(model: Model<S>, { found, example: one }: Asked<S>): Example {
  if (one === null) return { head: [], steps: [], foot: notModelled(model, found) };
  const { answer, trace } = one;
  const { verdict, rests, steps, cures, leavesOut } = chartParts(model, found, answer, trace);
  return {
    head: ["", ...wrap(`${found.run.reading.name}: ${answer.claim}: ${verdict}`, WIDTH), ...rests],
    steps,
    foot: [...cures, ...leavesOut],
  };
}
