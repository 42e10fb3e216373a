/** `quiesce ask` without a name: every dispute in three lines, for a first look. */
import { resolveReading } from "../reading.ts";
import { ascii, wrap } from "../report/words.ts";
import { type Runner, runner } from "../runs.ts";
import type { Case, Dispute, Model, Scenario } from "../types.ts";
import { asWritten, scenarioOf, shownCase } from "./ask.ts";
import { EXIT, type Io } from "./io.ts";
import { progressLine } from "./progress.ts";

const WIDTH = 80;

/** Asks of each dispute the case of the text as written, or its first, and one in which
 *  something fails. */
export async function overview<S extends object>(model: Model<S>, io: Io): Promise<number> {
  const disputes = (model.disputes ?? []).filter(({ answers }) => answers.length > 0);
  const progress = await progressLine(io, disputes.length);
  const runs = runner(model, {
    signal: io.signal,
    engine: "auto",
    onProgress: progress.onProgress,
  });
  const lines: string[] = [];
  for (const dispute of disputes) {
    lines.push(...(await inShort(model, runs, dispute)));
    progress.done();
    if (io.signal.aborted) break;
  }
  progress.stop();
  if (io.signal.aborted) return EXIT.interrupted;
  const next = [
    "",
    ...wrap(
      "Each answer is about small bounds, which the mail of a dispute names: npx quiesce ask d1. " +
        "npx quiesce check asks every case, in some minutes; npx quiesce list shows what there is.",
      WIDTH,
    ),
  ];
  io.out(`${[...lines, ...next].map(ascii).join("\n")}\n`);
  return EXIT.fine;
}

async function inShort<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  dispute: Dispute,
): Promise<readonly string[]> {
  const scenario = scenarioOf(model, dispute);
  const text = asWritten(model, scenario);
  const written = text ?? scenario.cases[0]!;
  const shown = shownCase(scenario, dispute);
  const asked = written === shown ? [written] : [written, shown];
  const lines = [...wrap(`${dispute.id} ${dispute.question}`, WIDTH)];
  for (const pinned of asked) {
    const said = await failures(model, runs, scenario, pinned);
    const name = pinned === text ? `${model.texts?.[0]?.says}, ${pinned.says}` : pinned.says;
    lines.push(...wrap(`${name}: ${said}`, WIDTH - 4).map((line) => `    ${line}`));
  }
  return lines;
}

/** Of what fails in a case, nearest first, so many are named. */
const NAMED = 2;

/** What fails in a case, nearest first, or that nothing does. */
async function failures<S extends object>(
  model: Model<S>,
  runs: Runner<S>,
  scenario: Scenario<S>,
  { scope, reading }: Case<S>,
): Promise<string> {
  const { result } = await runs.run(
    scenario,
    { ...scenario.scope, ...scope },
    resolveReading(model, reading),
  );
  const broken = result.properties
    .filter(({ verdict }) => verdict !== "holds")
    .sort((one, other) => (one.steps ?? 0) - (other.steps ?? 0));
  if (broken.length === 0) return `${result.properties.length} claims hold`;
  const named = broken
    .slice(0, NAMED)
    .map(
      ({ name, verdict, steps }) => `${name} ${verdict}${steps === null ? "" : `, ${steps} steps`}`,
    );
  const more = broken.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}
