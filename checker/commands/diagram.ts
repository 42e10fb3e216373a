/** `quiesce diagram`: Mermaid sources, and on demand SVG and PDF of them. */
import type { Model } from "../types/index.ts";
import { type CaseAnswers, checkCase } from "../verdict/check.ts";
import { runner } from "../verdict/runs.ts";
import { EXIT, type Io, shown, writeOut } from "./io.ts";
import { progressLine } from "./progress.ts";
import { selectScenarios } from "./select.ts";
import { behaviourDiagrams, machineDiagrams } from "./sources.ts";

export interface DiagramOptions {
  readonly render?: boolean;
}

/** Writes sources, and what is rendered of them, to `out/diagrams/`. */
export async function diagram<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: DiagramOptions,
  io: Io,
): Promise<number> {
  const scenarios = selectScenarios(model, names);
  const progress = await progressLine(io, scenarios.flatMap((scenario) => scenario.cases).length);
  const runs = runner(model, { signal: io.signal, onProgress: progress.onProgress });
  const cases: CaseAnswers<S>[] = [];
  for (const scenario of scenarios) {
    for (const pinned of scenario.cases) {
      if (io.signal.aborted) break;
      cases.push(await checkCase(model, runs, scenario, pinned));
      progress.done();
    }
  }
  progress.stop();
  if (io.signal.aborted) return progress.interrupted();
  const sources = new Map([...machineDiagrams(cases), ...behaviourDiagrams(model, cases)]);
  for (const [path, text] of sources) writeOut(io, `out/${path}`, text);
  io.out(`${sources.size} sources in ${shown(io, "out/diagrams")}\n`);
  return options.render ? renderAll(sources, io) : EXIT.fine;
}

async function renderAll(sources: ReadonlyMap<string, string>, io: Io): Promise<number> {
  const { renderer } = await import("./render.ts");
  const render = await renderer();
  let files = 0;
  try {
    for (const [path, source] of sources) {
      for (const format of ["svg", "pdf"] as const) {
        if (io.signal.aborted) return EXIT.interrupted;
        const file = `out/${path.replace(/\.mmd$/, `.${format}`)}`;
        writeOut(io, file, await render.render(source, format));
        files += 1;
      }
    }
  } finally {
    await render.close();
  }
  io.out(`${files} rendered files in ${shown(io, "out/diagrams")}\n`);
  return EXIT.fine;
}
