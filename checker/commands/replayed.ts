/** `quiesce replay`: one trace, run on the model and on memory, and what has become of it. */
import { performance } from "node:perf_hooks";
import { UsageError } from "../asking/usage.ts";
import { outcomeWords, type Replayed } from "../report/outcome.ts";
import { oneLine } from "../trace/phrase.ts";
import type { TraceLine } from "../trace/trace.ts";
import type { Model, Reading } from "../types/index.ts";
import { verdictOf } from "../verdict/check.ts";
import { type Outcome, outcomeOf } from "../verdict/outcome.ts";
import type { Runner } from "../verdict/runs.ts";
import { failureInShape } from "../virtio/replay/amplify/amplify.ts";
import { mismatchLine, replayOnKernel } from "../virtio/replay/replay.ts";
import { type AmplifyOptions, amplifiedTrace, stepLine } from "./amplify.ts";
import type { Io } from "./io.ts";
import { onKernel, type Replayable, type TraceSystem, traceSystem } from "./replayable.ts";
import { placeOf, type Sentences } from "./sentence-places.ts";

/** What all traces of a run have in common. */
export interface Replaying<S extends object> {
  readonly model: Model<S>;
  /** The reading that brought sentences of its own. */
  readonly own: Reading | undefined;
  readonly amplify: AmplifyOptions;
  /** Asks anew for a counterexample; its runs are bounded. */
  readonly runs: Runner<S>;
  /** Whether that is asked of what is reproduced, too. */
  readonly shortest: boolean;
  readonly sentences: Sentences;
  readonly io: Io;
}

/** Runs one line of a file; what is wrong with the line itself is part of what is told. */
export async function replayed<S extends object>(
  line: TraceLine,
  of: Replaying<S>,
): Promise<Replayed> {
  const started = performance.now();
  const trace = placeOf(line.where, of.io);
  const about = { trace, sentences: [] };
  const ms = (): number => performance.now() - started;
  try {
    const read = traceSystem(of.model, line, of.own);
    const { name, scenario } = read.file;
    const { outcome, says } = await judged(read, line, of);
    const sentences = idsOf(outcome).flatMap((id) => of.sentences.find(id));
    return { ...about, name, scenario, kind: outcome.kind, says, sentences, ms: ms() };
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    const says = cause.message;
    return {
      ...about,
      name: line.where,
      scenario: "unreadable",
      kind: "unreadable",
      says,
      ms: ms(),
    };
  }
}

/** The clauses and interpretations that keep a behaviour back. */
function idsOf({ keepers, putsOff }: Outcome): readonly string[] {
  const ids = keepers.flatMap((keeper) => {
    if (keeper.by === "clause" || keeper.by === "sentence") return [keeper.id];
    return keeper.by === "conduct" ? [keeper.choice.split("=")[0]!] : [];
  });
  const obliging = putsOff.flatMap(({ because }) =>
    "clause" in because ? because.clause.split(" ") : [],
  );
  return [...new Set([...ids, ...obliging])];
}

interface Judgement {
  readonly outcome: Outcome;
  readonly says: string;
}

async function judged<S extends object>(
  read: TraceSystem<S>,
  line: TraceLine,
  of: Replaying<S>,
): Promise<Judgement> {
  const found = outcomeOf(read.system, read.file.trace, read.claim);
  if (found.kind !== "reproduced") {
    return { outcome: found, says: `${outcomeWords(found)}; ${await findsNow(read, of)}` };
  }
  const replayable = { ...read, trace: found.trace! };
  const outcome = of.shortest ? await shortest(replayable, found, of) : found;
  const differs = onMemory(replayable, line.where);
  if (outcome.kind !== "reproduced") return { outcome, says: outcomeWords(outcome) };
  if (differs !== null) {
    return { outcome: { ...outcome, kind: "memory differs", message: differs }, says: differs };
  }
  const { property, verdict } = read.file;
  const what = `${replayable.trace.events.length} events, ${property} ${verdict}`;
  if (of.amplify.amplify !== true) return { outcome, says: what };
  const more = amplifiedTrace(read.file, onKernel(replayable), of.amplify, of.io);
  if (more.fine) return { outcome, says: more.says === "" ? what : `${what}, ${more.says}` };
  return { outcome: { ...outcome, kind: "memory differs", message: more.says }, says: more.says };
}

/** Null where bytes bear the behaviour out, else the step and byte that do not. */
function onMemory<S extends object>(read: Replayable<S>, path: string): string | null {
  const of = onKernel(read);
  const mismatch = replayOnKernel(of);
  if (mismatch !== null) return mismatchLine(mismatch);
  const { shape } = read.file;
  if (shape === undefined) return null;
  try {
    const failure = failureInShape(of, shape);
    return failure === null ? null : `in its shape, ${stepLine(failure)}`;
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    throw new UsageError(`trace "${path}": ${cause.message}`);
  }
}

/** The verdict of the same claim in the same bounds, and its shortest behaviour, found anew. */
async function searched<S extends object>(
  { scenario, scope, reading, claim }: TraceSystem<S>,
  { runs }: Replaying<S>,
) {
  const run = await runs.run(scenario, scope, reading);
  const result = run.result.properties.find(({ name }) => name === claim.name);
  if (result === undefined) return null;
  const trace = result.counterexample ?? result.example;
  const line = trace === null ? "" : oneLine(run.system, trace);
  return { ...verdictOf(run, result), steps: result.steps, line };
}

/** What the search says of the claim of a trace that is not reproduced. */
async function findsNow<S extends object>(read: TraceSystem<S>, of: Replaying<S>): Promise<string> {
  const { name, verdict } = read.claim;
  const now = await searched(read, of);
  if (now === null || now.verdict === "unknown")
    return `whether ${name} is ${verdict} is not known`;
  const within = `within ${of.model.describeScope(read.scope)}`;
  if (now.line === "") return `${name} ${now.verdict} now, ${within}`;
  return `${name} is still ${now.verdict}, in ${now.steps} steps: ${now.line}`;
}

/** Whether a search finds the same claim in fewer steps. */
async function shortest<S extends object>(
  read: Replayable<S>,
  found: Outcome,
  of: Replaying<S>,
): Promise<Outcome> {
  const now = await searched(read, of);
  const steps = read.trace.loop ?? read.trace.events.length;
  if (now?.steps == null || now.steps >= steps) return found;
  const message = `${read.claim.name} ${now.verdict} takes ${now.steps} steps, not ${steps}: ${now.line}`;
  return { ...found, kind: "shorter", message };
}
