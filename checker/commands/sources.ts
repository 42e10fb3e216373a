/**
 * The files of the repository that are generated as a whole: path -> content.
 * `npm run update` writes them; a test fails where one differs.
 */

import { resolveReading } from "../asking/reading.ts";
import { costPlot } from "../report/cost-plot.ts";
import { figureSvg } from "../report/figure/svg.ts";
import { machineKinds, sequenceDiagram, stateDiagram } from "../report/mermaid.ts";
import { rowsOf } from "../report/rows.ts";
import { traceJsonSchema } from "../trace/trace.ts";
import type { Model } from "../types/index.ts";
import type { CaseAnswers } from "../verdict/check.ts";
import { drawn, sideBySide } from "../verdict/figure.ts";
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

/** Pictures of the model's figures in its first reading, and of the first beside another text. */
export function figurePictures<S extends object>(model: Model<S>): ReadonlyMap<string, string> {
  const [reading] = model.readings;
  const figures = model.figures ?? [];
  if (reading === undefined) return new Map();
  const pictures = figures.map((figure) => {
    return [`diagrams/figures/${figure.name}.svg`, figureSvg(drawn(figure, reading, []))] as const;
  });
  const [, earlier] = model.texts ?? [];
  const [first] = figures;
  if (earlier === undefined || first === undefined) return new Map(pictures);
  const other = resolveReading(model, earlier.reading);
  const both = sideBySide(drawn(first, reading, []), drawn(first, other, []));
  return new Map([...pictures, [`diagrams/figures/${first.name}-beside.svg`, figureSvg(both)]]);
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
    ...figurePictures(model),
    ["diagrams/cost.svg", await costPlot(costOf(model))],
  ]);
}
