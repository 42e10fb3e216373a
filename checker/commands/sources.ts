/**
 * The files of the repository that are generated as a whole: path -> content.
 * `npm run update` writes them; a test fails where one differs.
 */
import type { CaseAnswers } from "../check.ts";
import { costPlot } from "../report/cost-plot.ts";
import { machineKinds, sequenceDiagram, stateDiagram } from "../report/mermaid.ts";
import { rowsOf } from "../report/rows.ts";
import { traceJsonSchema } from "../trace.ts";
import type { Model } from "../types.ts";
import { costOf } from "./cost.ts";
import { keptTraces } from "./kept.ts";

/** Diagrams of all machines and of every counterexample that is kept. */
export function diagramSources<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const kind of machineKinds(cases.map(({ run }) => run.system))) {
    files.set(`diagrams/machines/${kind.kind}.mmd`, stateDiagram(kind));
  }
  for (const { run, answers } of cases) {
    for (const { pin, trace } of answers) {
      const path = `diagrams/${pin?.trace}.mmd`;
      if (pin?.trace === undefined || trace === null || files.has(path)) continue;
      const rows = rowsOf(run.system, trace, model.chartColumns(run.scope));
      files.set(path, sequenceDiagram(`traces/${pin.trace}.json`, rows));
    }
  }
  return files;
}

/**
 * All of them.
 * @param tool name and version, as traces record it
 */
export async function generatedFiles<S extends object>(
  model: Model<S>,
  cases: readonly CaseAnswers<S>[],
  tool: string,
): Promise<ReadonlyMap<string, string>> {
  const traces = [...keptTraces(model, cases, tool)];
  return new Map([
    ["checker/trace.schema.json", traceJsonSchema()],
    ...traces.map(([path, text]) => [`traces/${path}`, text] as const),
    ...diagramSources(model, cases),
    ["diagrams/cost.svg", await costPlot(costOf(model))],
  ]);
}
