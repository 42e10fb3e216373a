/** `quiesce export h4 --to itf`: kept counterexamples in the Informal Trace Format. */

import { boundsOf } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import { itfTrace } from "../report/itf.ts";
import type { Model } from "../types/index.ts";
import { EXIT, type Io, writeOut } from "./io.ts";
import { keptOf } from "./kept.ts";
import { readReplayable } from "./replayable.ts";
import { oneScenario } from "./select.ts";

/** Writes a file for each kept counterexample of a scenario. */
export function exportItf<S extends object>(model: Model<S>, name: string, io: Io): number {
  const scenario = oneScenario(model, name.replace(/\/\d+$/, ""));
  const folder = io.outFolder === undefined ? "out/export" : "out";
  const lines = keptOf(scenario, io.root);
  for (const line of lines) {
    const { file, system, trace, claim, scope } = readReplayable(model, line);
    const text = itfTrace(system, trace, {
      description: claim.property?.claim ?? file.property,
      scenario: scenario.name,
      reading: file.reading,
      scope: boundsOf(model, scope),
      property: file.property,
    });
    const last = file.name.split("/").at(-1)!;
    io.out(`${writeOut(io, `${folder}/${last}.itf.json`, text)}\n`);
  }
  if (lines.length === 0) {
    throw new UsageError(`${scenario.name} has no counterexample that is kept`);
  }
  io.out("read back: quiesce show FILE.itf.json\n");
  return EXIT.fine;
}
