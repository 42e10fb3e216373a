/** `quiesce diagram status --reading ... --to svg`: one machine in one reading, for a document. */
import { loadReading } from "../asking/reading.ts";
import { UsageError, unknownName } from "../asking/usage.ts";
import { figureSvg } from "../report/figure/svg.ts";
import { figureMermaid, figureTable, figureTikz } from "../report/figure/texts.ts";
import type { Figure, Model } from "../types/index.ts";
import { type Drawn, drawn, sideBySide } from "../verdict/figure.ts";
import { EXIT, type Io, writeOut } from "./io.ts";

export interface FigureOptions {
  readonly reading?: string;
  /** A second reading, beside the first. */
  readonly against?: string;
  readonly to?: string;
  /** Parties besides driver and device, separated by commas. */
  readonly with?: string;
}

const TEXTS: Readonly<Record<string, (of: Drawn) => string>> = {
  table: figureTable,
  mermaid: figureMermaid,
  tikz: figureTikz,
};

/** Whether a command line asks for a figure, not for diagrams of scenarios. */
export function asksForFigure<S>(
  model: Model<S>,
  names: readonly string[],
  { reading, against, to, with: parties }: FigureOptions,
): boolean {
  const isFigure = names.some((name) => figuresOf(model).some((one) => one.name === name));
  return isFigure || [reading, against, to, parties].some((given) => given !== undefined);
}

const figuresOf = <S>(model: Model<S>): readonly Figure<S>[] => model.figures ?? [];

/** Prints a figure that is text, or writes one that is a picture to `out/diagrams/`. */
export async function figure<S extends object>(
  model: Model<S>,
  names: readonly string[],
  options: FigureOptions,
  io: Io,
): Promise<number> {
  const of = figureNamed(model, names);
  const parties = partiesOf(options.with);
  const reading = await loadReading(model, options.reading ?? model.readings[0]?.name ?? "");
  const second = options.against === undefined ? null : await loadReading(model, options.against);
  const one = drawn(of, reading, parties);
  const both = second === null ? one : sideBySide(one, drawn(of, second, parties));
  const format = options.to ?? "table";
  const text = TEXTS[format];
  if (text !== undefined) {
    io.out(text(both));
    return EXIT.fine;
  }
  const title = [of.name, ...both.readings].join("-").replace(/[^\w.-]+/g, "-");
  const picture = await pictureOf(figureSvg(both), format as "svg" | "pdf" | "png");
  io.out(`${writeOut(io, `out/diagrams/${title}.${format}`, picture)}\n`);
  return EXIT.fine;
}

export function figureNamed<S>(model: Model<S>, names: readonly string[]): Figure<S> {
  const [name, second] = names;
  const legal = figuresOf(model).map((one) => one.name);
  if (name === undefined || second !== undefined) {
    throw new UsageError(
      `diagram takes one machine with --reading, --against, --to or --with, and is given ` +
        `${names.length}; legal: ${legal.join(", ")}`,
    );
  }
  const found = figuresOf(model).find((one) => one.name === name);
  if (found === undefined) throw unknownName("figure", name, legal);
  return found;
}

/** Whose steps are drawn only where they are asked for. */
const OTHERS = ["hypervisor", "environment"];

function partiesOf(given: string | undefined): readonly string[] {
  const parties = given?.split(",") ?? [];
  for (const party of parties) {
    if (!OTHERS.includes(party)) throw unknownName("party in --with", party, OTHERS);
  }
  return parties;
}

async function pictureOf(svg: string, format: "svg" | "pdf" | "png"): Promise<string | Uint8Array> {
  if (format === "svg") return svg;
  const [file] = await printed(svg, [format]);
  return file!;
}

/** A picture in each format, by one browser. @throws UsageError where none can be had */
export async function printed(
  svg: string,
  formats: readonly ("pdf" | "png")[],
): Promise<readonly Uint8Array[]> {
  const { renderer } = await import("./render.ts");
  const render = await renderer();
  try {
    const files: Uint8Array[] = [];
    for (const format of formats) files.push(await render.print(svg, format));
    return files;
  } finally {
    await render.close();
  }
}
