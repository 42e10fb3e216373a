/** `quiesce spec d1 --out DIR`: what was found, for the standard's own build, and a patch. */
import { type Proposal, proposalOf } from "../asking/proposals.ts";
import { loadReading } from "../asking/reading.ts";
import { UsageError } from "../asking/usage.ts";
import { NO_CONTRADICTION } from "../explore/results.ts";
import { chartParts } from "../report/chart.ts";
import { figureSvg } from "../report/figure/svg.ts";
import { figureTikz } from "../report/figure/texts.ts";
import { cover, note, type Told } from "../report/spec/note.ts";
import { graphics, listing, transitions } from "../report/spec/parts.ts";
import { patchText } from "../report/spec/patch.ts";
import type { Figure, Model, Spec } from "../types/index.ts";
import { type Drawn, drawn } from "../verdict/figure.ts";
import { figureNamed, printed } from "./figure.ts";
import { EXIT, type Io, toolName, writeOut } from "./io.ts";
import { type Asked, asked, type Question, questionNamed } from "./question.ts";

export interface SpecOptions {
  /** The machine that is drawn; unless told, the one that the behaviour ends in. */
  readonly figure?: string;
  /** The reading that it is drawn in. */
  readonly reading?: string;
}

type Files = readonly (readonly [path: string, content: string | Uint8Array, what: string])[];

/** Writes a dispute, hole or scenario as files for virtio-spec; nothing before all are there. */
export async function specFiles<S extends object>(
  model: Model<S>,
  name: string,
  options: SpecOptions,
  io: Io,
): Promise<number> {
  const { spec } = model;
  if (spec === undefined) throw new UsageError("this model is of no text to write for");
  const question = questionNamed(model, name);
  const chosen = options.figure === undefined ? null : figureNamed(model, [options.figure]);
  const reading = await loadReading(model, options.reading ?? model.readings[0]?.name ?? "");
  const answers = await asked(model, question, io);
  if (answers === null) return EXIT.interrupted;
  const figure = chosen ?? figureAtIssue(model, answers);
  const picture = drawn(figure, reading, []);
  const short = name.toLowerCase().replace(/^.*\//, "");
  const pictures = await pictureFiles(picture, `${short}-${figure.name}`);
  if (io.signal.aborted) {
    io.err("stopped: nothing was written\n");
    return EXIT.interrupted;
  }
  const told = toldOf(model, short, question, answers);
  const files: Files = [
    ...textFiles(told, answers, { spec, picture, image: `${short}-${figure.name}` }, io),
    ...pictures.files,
    ...patches(told, spec),
  ];
  const all = [...files, coverFile(told, files)];
  for (const [path, content] of all) io.out(`${writeOut(io, `out/${path}`, content)}\n`);
  if (pictures.missing !== null) io.out(`${pictures.missing}\n`);
  return EXIT.fine;
}

/** The last figure whose machine takes the event that the behaviour ends with, else the first. */
function figureAtIssue<S extends object>(
  { figures = [] }: Model<S>,
  { found, example }: Asked<S>,
): Figure<S> {
  const { system, result } = found.run;
  const contradicted = result.contradictions[0]?.sides[0]?.answer;
  const last = example?.trace.events.at(-1);
  const at = example?.answer.name === NO_CONTRADICTION ? contradicted : last;
  const instance = at === undefined ? undefined : system.events[at];
  const takes = (instance?.participants ?? [])
    .filter((machine) => machine !== instance?.initiator)
    .map((machine) => system.machines[machine]!.name);
  const [first] = figures;
  if (first === undefined) throw new UsageError("this model has no machine that is drawn");
  return figures.findLast(({ machine }) => takes.includes(machine)) ?? first;
}

function toldOf<S extends object>(
  model: Model<S>,
  name: string,
  { dispute, scenario }: Question<S>,
  { texts, found, example }: Asked<S>,
): Told<S> {
  const about = { model, name, dispute, texts, found };
  const question = dispute?.question ?? scenario.question;
  if (example === null) {
    return { ...about, question, fails: null, proposals: [], patchOf: () => "" };
  }
  const { answer, trace } = example;
  const { verdict, atIssue } = chartParts(model, found, answer, trace);
  const clauses = model.clauses.filter(({ id }) => atIssue.includes(id));
  const proposals = answer.cures.flatMap(({ party, change, means }): readonly Proposal[] => {
    if (party !== "text") return [];
    return change === null
      ? [{ change: "", sentences: [], why: means }]
      : [proposalOf(model, change)];
  });
  const whole = proposals.filter(({ why }) => why === null);
  const patchOf = (one: Proposal): string =>
    whole.length === 1 ? `${name}.patch` : `${name}-${whole.indexOf(one) + 1}.patch`;
  return {
    ...about,
    question,
    fails: { claim: answer.claim, verdict, atIssue: clauses },
    proposals,
    patchOf,
  };
}

interface Pictured {
  readonly spec: Spec;
  readonly picture: Drawn;
  /** Its name below `images`. */
  readonly image: string;
}

/** What the build reads: the note, and the parts that it takes in. */
function textFiles<S extends object>(
  told: Told<S>,
  { found, example }: Asked<S>,
  { spec, picture, image }: Pictured,
  io: Io,
): Files {
  const { model, name } = told;
  const parts = {
    figure: `${name}-figure.tex`,
    table: `${name}-transitions.tex`,
    listing: example === null ? null : `${name}-chart.tex`,
  };
  const caption = `${picture.title} (${picture.readings.join(", ")})`;
  const table = transitions(picture, model.clauses, spec);
  const own: Files = [
    [
      `${name}.tex`,
      note(told, parts, toolName(io.root)),
      "a note that binds nobody; takes in the others",
    ],
    [parts.figure, graphics(image, caption), "the use of virtiographics"],
    [parts.table, table, "the figure's steps, and the paragraphs they rest on"],
  ];
  if (example === null || parts.listing === null) return own;
  const chart = chartParts(model, found, example.answer, example.trace);
  const lines = [...chart.rests, ...chart.circumstances, ...chart.steps, ...chart.leavesOut];
  return [...own, [parts.listing, listing(lines), "the behaviour, 68 columns"]];
}

/** PDF for LaTeX and PNG for HTML; where no browser is to be had, what makes them. */
async function pictureFiles(
  of: Drawn,
  name: string,
): Promise<{ readonly files: Files; readonly missing: string | null }> {
  try {
    const [pdf, png] = await printed(figureSvg(of), ["pdf", "png"]);
    const files: Files = [
      [`images/${name}.pdf`, pdf!, "the figure for PDF"],
      [`images/${name}.png`, png!, "the figure for HTML"],
    ];
    return { files, missing: null };
  } catch {
    const source = [
      "\\documentclass[border=2pt]{standalone}",
      "\\usepackage{tikz}",
      "\\usetikzlibrary{arrows.meta}",
      "\\begin{document}",
      `${figureTikz(of)}\\end{document}`,
      "",
    ].join("\n");
    const missing =
      `no browser draws here: images/${name}.tex is written instead. Install Chromium and run ` +
      `this again; or xelatex (Debian: texlive-xetex texlive-latex-extra) and pdftoppm ` +
      "(poppler-utils) make PDF and PNG of it";
    return { files: [[`images/${name}.tex`, source, "the figure as TikZ, for xelatex"]], missing };
  }
}

const patches = <S extends object>(told: Told<S>, spec: Spec): Files =>
  told.proposals
    .filter(({ why }) => why === null)
    .map((proposal) => [
      told.patchOf(proposal),
      patchText(proposal, spec, [
        `${told.name}: ${proposal.change}`,
        `Against ${spec.commit}; what it bears on: quiesce review ${told.patchOf(proposal)}`,
      ]),
      "the sentence, for git apply",
    ]);

/** The note that goes with the files in a mail. */
function coverFile<S extends object>(told: Told<S>, files: Files): Files[number] {
  const named = files.map(([path, , what]) => [path, what] as const);
  return [`${told.name}-cover.txt`, cover(told, named), "this note"];
}
