/** Explores with generated code; the answers are those of the plain engine. */

import type { Kept } from "../../compile/compile.ts";
import { addMonitor } from "../../compile/monitor.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Property } from "../../types/index.ts";
import {
  deadlockAnswer,
  errorsOf,
  type Found,
  silencesOf,
  silentAnswer,
  waitsOf,
} from "../answers.ts";
import { atOnce, withPauses } from "../pauses.ts";
import type { ExploreOptions, ExploreResult, Progress, PropertyResult } from "../results.ts";
import { watchDeadlock, watchRefusals } from "../watch.ts";
import { release } from "./code.ts";
import { conclude, findingsOf, isDecided, soughtFor } from "./decide.ts";
import { type Exploration, type Hit, isFinished, type SearchOptions, search } from "./search.ts";
import { createPaths, type Paths } from "./traces.ts";
import { endlessWaits } from "./waits.ts";

/** What a machine of this size can hold. */
const MAX_STATES = 2 ** 31 - 2 ** 20;
const MEMORY = 8 * 2 ** 30;
/** In smaller spaces it takes longer to know which events commute than to take the steps. */
export const LEAVE_OUT_FROM = 500_000;

export interface ExplicitOptions extends ExploreOptions {
  /** Bytes for the states of one search, tables included; 8 GiB unless told. The table itself
   *  never takes more than 4 GiB. What does not fit makes verdicts `unknown`. */
  readonly memory?: number;
  /** Begin with slots of 4 bytes instead of 8, and with states of fewer bits; otherwise they
   *  are used from some hundred thousand states on where a state fits, and when memory runs
   *  short. */
  readonly capacity?: boolean;
  /** Number of states from which on steps that cannot find anything new are left out; the
   *  result is the same. 500,000 unless told. */
  readonly leaveOutFrom?: number;
  /** Where generated code is kept between processes; the key names the system and all of its
   *  properties. Nowhere unless told. */
  readonly kept?: Kept | undefined;
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
  return withPauses(exploration(system, options), options.onProgress);
}

/** The same without pauses. */
export function exploreExplicitSync(
  system: CompiledSystem,
  options: ExplicitOptions,
): ExplicitResult {
  return atOnce(exploration(system, options), options.onProgress);
}

type Limits = Omit<SearchOptions, "sought">;

/** The place of one search among those of an exploration. */
function keptFor(
  { kept, capacity = false }: Pick<ExplicitOptions, "kept" | "capacity">,
  what: string,
): Kept | undefined {
  if (kept === undefined) return undefined;
  return { ...kept, key: JSON.stringify([kept.key, "code", capacity, what]) };
}

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
    kept: keptFor(options, ""),
  };
  const plain = options.properties.filter(({ monitor }) => monitor === undefined);
  const sought = plain.map(soughtFor);
  const refusals = watchRefusals(system);
  const deadlock = watchDeadlock(system);
  const found: Exploration = yield* withProgress(
    "states",
    search(system, {
      ...limits,
      sought: sought.flat(),
      wantsDeadlock: () => deadlock.hit === null,
      onLook(state, vector, receiver) {
        refusals.onExpand?.(state, vector, 0, receiver);
        deadlock.onExpand?.(state, vector, 0, receiver);
      },
    }),
  );
  const paths = createPaths(found);
  const finished = isFinished(found);
  const bare: Found = {
    system,
    limit: found.limit,
    isFinished: finished,
    traceTo: (state, event, last) => paths.traceTo(state, event, last),
  };
  const silences = silencesOf(bare, refusals.refusals);
  const whereTheTextSpeaks = silences.length > 0;
  const results = new Map<Property, PropertyResult>();
  const hits = [...found.hits];
  for (const [i, property] of plain.entries()) {
    const own = hits.splice(0, sought[i]!.length);
    const findings = findingsOf(found, paths, property, own, limits);
    results.set(property, conclude(found, property, findings, whereTheTextSpeaks));
  }
  for (const property of options.properties) {
    if (property.monitor === undefined) continue;
    const own = { ...limits, kept: keptFor(options, property.name) };
    const result = yield* withMonitor(system, property, own, whereTheTextSpeaks);
    results.set(property, result);
  }
  const waits = options.waits === "none" ? [] : endlessWaits(found, paths, limits);
  const result = {
    states: finished ? found.size : null,
    depth: finished ? found.depth : null,
    transitions: finished ? found.transitions : null,
    seen: found.size,
    limit: found.limit,
    properties: [
      deadlockAnswer(bare, deadlock.hit, whereTheTextSpeaks),
      silentAnswer(bare, silences),
      ...options.properties.map((property) => results.get(property)!),
    ],
    silences,
    errors: errorsOf(bare, refusals.refusals),
    ...waitsOf(waits),
    assumptions: system.assumptions,
    impossible: system.impossible,
    figures: figuresOf(found),
  };
  release(found.machinery);
  return result;
}

/** A property with a monitor is decided in the product with it, and only it. */
function* withMonitor(
  system: CompiledSystem,
  property: Property,
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
  const [witness = null, hit = null] = found.hits;
  const hits = [beforeTheEnd(property, paths, hit, witness), hit];
  const findings = findingsOf(found, paths, property, hits, limits);
  const result = conclude(found, property, findings, whereTheTextSpeaks);
  release(found.machinery);
  return result;
}

/** A search that has decided ends with a block; the plain engine ends with the state whose
 *  steps decided, and knows of no witness behind it. */
function beforeTheEnd(
  property: Property,
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
