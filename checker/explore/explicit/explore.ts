/** Explores with generated code; the answers are those of the plain engine. */
import { addMonitor } from "../../compile/monitor.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Property } from "../../types.ts";
import { explore, exploreSync } from "../explore.ts";
import type { ExploreOptions, ExploreResult, Progress, PropertyResult } from "../results.ts";
import { watchDeadlock, watchRefusals } from "../watch.ts";
import { deadlockAnswer, errorsOf, silencesOf, silentAnswer } from "./answers.ts";
import { conclude, isDecided, type SafetyProperty, soughtFor } from "./decide.ts";
import { type Exploration, type Hit, isFinished, type SearchOptions, search } from "./search.ts";
import { createPaths, type Paths } from "./traces.ts";
import { endlessWaits, isWaiting } from "./waits.ts";

/** What a machine of this size can hold. */
const MAX_STATES = 2 ** 31 - 2 ** 20;
const MEMORY = 8 * 2 ** 30;
/** To know which events commute takes as long as to explore some ten thousand states. */
const LEAVE_OUT_FROM = 20_000;

export interface ExplicitOptions extends ExploreOptions {
  /** Bytes for the states of one search, tables included; 8 GiB unless told. The table itself
   *  never takes more than 4 GiB. What does not fit makes verdicts `unknown`. */
  readonly memory?: number;
  /** Begin with slots of 4 bytes instead of 8, and with states of fewer bits; otherwise they
   *  are used from some hundred thousand states on where a state fits, and when memory runs
   *  short. */
  readonly capacity?: boolean;
  /** Number of states from which on steps that cannot find anything new are left out; the
   *  result is the same. 20,000 unless told. */
  readonly leaveOutFrom?: number;
  /** Largest number of states for which claims of progress are decided: that is done by the
   *  plain engine. Its own default unless told. */
  readonly maxLivenessStates?: number;
}

/** Figures of the search without monitors. */
export interface ExplicitFigures {
  /** Bits of a packed state, and 64-bit words that hold it. */
  readonly bits: number;
  readonly words: number;
  readonly layout: "in place" | "quotient";
  /** Bytes of the table of states, of the order log, and of what finds parents. */
  readonly tableBytes: number;
  readonly logBytes: number;
  readonly traceBytes: number;
  /** States of which all steps were looked at, and the greatest distance up to which all were. */
  readonly expanded: number;
  readonly wholeLevels: number;
}

export interface ExplicitResult extends ExploreResult {
  readonly figures: ExplicitFigures;
}

/** Explores and pauses now and then, so that a signal can arrive and progress can be shown. */
export async function exploreExplicit(
  system: CompiledSystem,
  options: ExplicitOptions,
): Promise<ExplicitResult> {
  const started = Date.now();
  const steps = exploration(system, options);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      const asked = livenessOptions(options, started);
      if (asked === null) return step.value;
      return withLiveness(step.value, options, await explore(system, asked));
    }
    options.onProgress?.(step.value);
    await new Promise((resume) => setImmediate(resume));
  }
}

/** The same without pauses. */
export function exploreExplicitSync(
  system: CompiledSystem,
  options: ExplicitOptions,
): ExplicitResult {
  const started = Date.now();
  const steps = exploration(system, options);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      const asked = livenessOptions(options, started);
      if (asked === null) return step.value;
      return withLiveness(step.value, options, exploreSync(system, asked));
    }
    options.onProgress?.(step.value);
  }
}

/** Claims of progress need the graph itself, which the plain engine keeps: what it is asked,
 *  or null where there are none. */
function livenessOptions(options: ExplicitOptions, started: number): ExploreOptions | null {
  const properties = options.properties.filter(({ kind }) => kind === "leadsTo");
  if (properties.length === 0) return null;
  const {
    memory: _m,
    capacity: _c,
    leaveOutFrom: _l,
    maxLivenessStates,
    maxStates,
    timeoutMs,
    ...rest
  } = options;
  const most = Math.min(maxStates ?? MAX_STATES, maxLivenessStates ?? MAX_STATES);
  return {
    ...rest,
    properties,
    ...(most === MAX_STATES ? {} : { maxStates: most }),
    ...(timeoutMs === undefined ? {} : { timeoutMs: timeoutMs - (Date.now() - started) }),
  };
}

/** Puts the answers of the plain engine among the others, in the order of the properties. */
function withLiveness(
  result: ExplicitResult,
  { properties }: ExplicitOptions,
  plain: ExploreResult,
): ExplicitResult {
  const all = [...result.properties, ...plain.properties.slice(2)];
  const answered = new Map(all.map((answer) => [answer.property, answer]));
  return {
    ...result,
    properties: [
      ...result.properties.slice(0, 2),
      ...properties.map((property) => answered.get(property)!),
    ],
  };
}

type Limits = Omit<SearchOptions, "sought">;

function* exploration(
  system: CompiledSystem,
  options: ExplicitOptions,
): Generator<Progress, ExplicitResult, undefined> {
  const limits: Limits = {
    maxStates: options.maxStates ?? MAX_STATES,
    deadline:
      options.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + options.timeoutMs,
    signal: options.signal,
    memory: options.memory ?? MEMORY,
    capacity: options.capacity ?? false,
    leaveOutFrom: options.leaveOutFrom ?? LEAVE_OUT_FROM,
  };
  const safety = options.properties.filter(isSafety);
  const plain = safety.filter(({ monitor }) => monitor === undefined);
  const refusals = watchRefusals(system);
  const deadlock = watchDeadlock(system);
  const found: Exploration = yield* withProgress(
    "states",
    search(system, {
      ...limits,
      sought: plain.flatMap(soughtFor),
      wantsDeadlock: () => deadlock.hit === null,
      onLook(state, vector, receiver) {
        refusals.onExpand?.(state, vector, 0, receiver);
        deadlock.onExpand?.(state, vector, 0, receiver);
      },
    }),
  );
  const paths = createPaths(found);
  const silences = silencesOf(found, paths, refusals.refusals);
  const whereTheTextSpeaks = silences.length > 0;
  const results = new Map<Property, PropertyResult>();
  for (const [i, property] of plain.entries()) {
    const hits = [found.hits[2 * i]!, found.hits[2 * i + 1]!] as const;
    results.set(property, conclude(found, paths, property, hits, whereTheTextSpeaks));
  }
  const waits =
    found.table.isWhole && system.machines.some(({ table }) => table.states.some(isWaiting))
      ? endlessWaits(found, paths)
      : [];
  for (const property of safety) {
    if (property.monitor === undefined) continue;
    const result = yield* withMonitor(system, property, limits, whereTheTextSpeaks);
    results.set(property, result);
  }
  const finished = isFinished(found);
  return {
    states: finished ? found.size : null,
    depth: finished ? found.depth : null,
    transitions: finished ? found.transitions : null,
    seen: found.size,
    limit: found.limit,
    properties: [
      deadlockAnswer(found, paths, deadlock.hit, whereTheTextSpeaks),
      silentAnswer(found, silences),
      ...safety.map((property) => results.get(property)!),
    ],
    silences,
    errors: errorsOf(found, paths, refusals.refusals),
    waits,
    assumptions: system.assumptions,
    impossible: system.impossible,
    figures: figuresOf(found),
  };
}

function isSafety(property: ExplicitOptions["properties"][number]): property is SafetyProperty {
  return property.kind !== "leadsTo";
}

/** A property with a monitor is decided in the product with it, and only it. */
function* withMonitor(
  system: CompiledSystem,
  property: SafetyProperty,
  limits: Limits,
  whereTheTextSpeaks: boolean,
): Generator<Progress, PropertyResult, undefined> {
  const product = addMonitor(system, property.monitor!);
  const found = yield* withProgress(
    property.name,
    search(product, {
      ...limits,
      sought: soughtFor(property),
      isDecided: (hits) => isDecided(property, hits),
    }),
  );
  const paths = createPaths(found);
  const [hit = null, witness = null] = found.hits;
  return conclude(
    found,
    paths,
    property,
    [hit, beforeTheEnd(property, paths, hit, witness)],
    whereTheTextSpeaks,
  );
}

/** A search that has decided ends with a block; the plain engine ends with the state whose
 *  steps decided, and knows of no witness behind it. */
function beforeTheEnd(
  property: SafetyProperty,
  paths: Paths,
  hit: Hit | null,
  witness: Hit | null,
): Hit | null {
  if (property.kind === "possible" || hit === null || witness === null) return witness;
  const last = hit.event !== null || hit.state === 0 ? hit.state : paths.parentOf(hit.state);
  return witness.state <= last ? witness : null;
}

function* withProgress(
  what: string,
  steps: Generator<Exploration, Exploration, undefined>,
): Generator<Progress, Exploration, undefined> {
  for (let step = steps.next(); ; step = steps.next()) {
    const { size, transitions, depth } = step.value;
    if (step.done) return step.value;
    yield { what, states: size, transitions, depth };
  }
}

function figuresOf({
  plan,
  table,
  log,
  blockFirst,
  expanded,
  depth,
  limit,
}: Exploration): ExplicitFigures {
  return {
    bits: plan.packing.bits,
    words: plan.packing.words,
    layout: table.layout,
    tableBytes: table.bytes,
    logBytes: log.bytes,
    traceBytes: blockFirst.length * 8,
    expanded,
    wholeLevels: limit === null ? depth : Math.max(0, depth - 1),
  };
}
