/** `quiesce export`: a system for another checker, from the tables that ours read. */
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { promela } from "../report/promela.ts";
import { tla } from "../report/tla.ts";
import { tlaConfig } from "../report/tla-config.ts";
import type { Model, Property } from "../types/index.ts";
import type { ExportFormat } from "./formats.ts";
import { EXIT, type Io, writeOut } from "./io.ts";
import { type Otherwise, type Selected, selectCase } from "./select-case.ts";

export interface ExportOptions extends Otherwise {
  readonly to: ExportFormat;
}

/** Files by name, and what to type to have them checked. */
interface Exported {
  readonly files: ReadonlyMap<string, string>;
  readonly run: readonly string[];
  /** Properties that the other checker is not asked. */
  readonly leftOut: readonly string[];
}

/** Writes the files and prints where they are and how to run them. */
export async function exportSystem<S extends object>(
  model: Model<S>,
  name: string,
  options: ExportOptions,
  io: Io,
): Promise<number> {
  const selected = await selectCase(model, name, options);
  const { scenario, scope, reading } = selected;
  const system = compileSystem(scenario.system(scope), reading, { idleSentences: "allowed" });
  const properties = scenario.properties(scope);
  const made = FORMATS[options.to](system, properties, fileName(selected));
  const folder = io.outFolder === undefined ? "out/export" : "out";
  for (const [file, text] of made.files) io.out(`${writeOut(io, `${folder}/${file}`, text)}\n`);
  io.out(`${scenario.name}, ${reading.name}\n`);
  const pinned = selected.pinned === null ? "" : `, pinned: ${selected.pinned.states} states`;
  io.out(`bounds: ${model.describeScope(scope)}${pinned}\n`);
  if (made.leftOut.length > 0) io.out(`not exported: ${made.leftOut.join(", ")}\n`);
  io.out(made.run.map((line) => `run: ${line}\n`).join(""));
  return EXIT.fine;
}

/** `h4-kick-held-at-suspend-2`: the last part of the path, and the case. */
function fileName<S>({ scenario, number }: Selected<S>): string {
  const last = scenario.name.split("/").at(-1) ?? scenario.name;
  return number === null || number === 1 ? last : `${last}-${number}`;
}

type Exporter = (system: CompiledSystem, properties: readonly Property[], name: string) => Exported;

const FORMATS: Readonly<Record<ExportFormat, Exporter>> = {
  promela: (system, properties, name) => ({
    files: new Map([[`${name}.pml`, promela(system)]]),
    run: [`spin -a ${name}.pml && gcc -O2 -DSAFETY -DNOREDUCE pan.c -o pan && ./pan -E -m10000000`],
    leftOut: properties.map((property) => property.name),
  }),
  tla: (system, properties, name) => {
    const module = tla(system, properties, name);
    const named = (list: typeof module.temporal) => list.map((one) => one.name);
    const files = new Map([
      [`${module.name}.tla`, module.text],
      [`${module.name}.cfg`, tlaConfig("Spec", named(module.invariants))],
    ]);
    const run = [`java -jar tla2tools.jar ${module.name}.tla`];
    if (module.temporal.length > 0) {
      const live = `${module.name}_live.cfg`;
      files.set(live, tlaConfig("FairSpec", [], named(module.temporal)));
      run.push(`java -jar tla2tools.jar -config ${live} ${module.name}.tla`);
    }
    return { files, run, leftOut: module.leftOut };
  },
};
