/**
 * The files of the repository that are generated as a whole: path -> content.
 * `npm run update` writes them; a test fails where one differs.
 */

import { costPlot } from "../report/cost-plot.ts";
import { machineKinds, sequenceDiagram, stateDiagram } from "../report/mermaid.ts";
import { rowsOf } from "../report/rows.ts";
import { traceJsonSchema } from "../trace/trace.ts";
import type { Model } from "../types/index.ts";
import type { CaseAnswers } from "../verdict/check.ts";
import { costOf } from "./cost.ts";
import { keptTraces } from "./kept.ts";

/** Diagrams of all machines. */
export function machineDiagrams<S extends object>(
  cases: readonly CaseAnswers<S>[],
): ReadonlyMap<string, string> {
  const kinds = machineKinds(cases.map(({ run }) => run.system));
  return new Map(kinds.map((kind) => [`diagrams/machines/${kind.kind}.mmd`, stateDiagram(kind)]));
}

/** Diagrams of the counterexamples that pins name. */
export function behaviourDiagrams<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { run, answers } of cases) {
    for (const { pin, trace } of answers) {
      const path = `diagrams/${pin?.trace}.mmd`;
      if (pin?.trace === undefined || trace === null || files.has(path)) continue;
      const rows = rowsOf(run.system, trace, model.chartColumns(run.scope));
      files.set(path, sequenceDiagram(pin.trace, rows));
    }
  }
  return files;
}

/** All of them. */
export async function generatedFiles<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
): Promise<ReadonlyMap<string, string>> {
  const traces = [...keptTraces(model, cases)];
  return new Map([
    ["checker/trace/trace.schema.json", traceJsonSchema()],
    ...traces.map(([path, text]) => [`traces/${path}`, text] as const),
    ...machineDiagrams(cases),
    ["diagrams/cost.svg", await costPlot(costOf(model))],
  ]);
}
