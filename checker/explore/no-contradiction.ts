/** `noContradiction`: one property of every system, out of an invariant for each
 *  contradiction that local states do not rule out, and of obligations that can never be met. */
import { localName } from "../compile/local.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Property } from "../types/index.ts";
import { builtIn } from "./answers.ts";
import {
  forbidderName,
  isSame,
  type NoAnswer,
  withoutAnswer,
  withoutAnswerIn,
} from "./contradictions.ts";
import {
  type Contradiction,
  type ExploreResult,
  type ModellingError,
  NO_CONTRADICTION,
  type PropertyResult,
  type Trace,
  type Unmet,
} from "./results.ts";
import { run, traceEvents } from "./run.ts";

/** What an engine is asked before the declared properties. */
export function askedToo(system: CompiledSystem): readonly Property[] {
  return withoutAnswer(system).map(({ property }) => property);
}

type Result = Pick<ExploreResult, "properties" | "errors">;

/** The answer of an engine that was asked them, as `noContradiction` and what it found. */
export function withContradictions<R extends Result>(
  system: CompiledSystem,
  result: R,
): R & { readonly contradictions: readonly Contradiction[] } {
  const groups = withoutAnswer(system);
  const [deadlock, speaks, ...rest] = result.properties;
  const found = groups.flatMap((group, at) => {
    const { counterexample } = rest[at]!;
    return counterexample === null ? [] : [atTheEnd(system, group, counterexample)];
  });
  found.sort((a, b) => a.trace.events.length - b.trace.events.length);
  const contradictions = found.filter(({ because }) => because === "clauses");
  const errors = found.filter(({ because }) => because === "conduct");
  const open = rest.filter((_, at) => groups[at]?.because === "clauses");
  return {
    ...result,
    properties: [
      deadlock!,
      speaks!,
      answer(contradictions, open, deadlock!.whereTheTextSpeaks),
      ...rest.slice(groups.length),
    ],
    errors: [...result.errors, ...errors.map((one) => errorOf(system, one))],
    contradictions: contradictions.map(({ because: _, ...one }) => one),
  };
}

type Shown = NoAnswer & { readonly trace: Trace };

/** What has no answer in the last state of a trace. */
function atTheEnd(system: CompiledSystem, group: NoAnswer, trace: Trace): Shown {
  const here = withoutAnswerIn(system, endOf(system, trace)).find((one) => isSame(one, group));
  if (here === undefined) throw new Error(`nothing is without an answer behind ${group.type}`);
  return { ...here, trace };
}

function endOf(system: CompiledSystem, trace: Trace): Uint16Array {
  return run(system, traceEvents(system, trace)).states.at(-1)!;
}

function answer(
  [nearest]: readonly Pick<Shown, "trace">[],
  open: readonly PropertyResult[],
  whereTheTextSpeaks: boolean,
): PropertyResult {
  const unknown = open.find(({ verdict }) => verdict === "unknown");
  const result = { ...builtIn(NO_CONTRADICTION, null), whereTheTextSpeaks };
  if (nearest !== undefined) {
    const { trace } = nearest;
    const steps = trace.events.length;
    return { ...result, verdict: "violated", steps, counterexample: trace };
  }
  if (unknown !== undefined) return { ...result, verdict: "unknown", why: unknown.why };
  return { ...result, verdict: "holds" };
}

/** The answer to `noContradiction`, of what was found without an answer, and of obligations that
 *  could never be met. */
export function withNeverMet<R extends Pick<ExploreResult, "properties">>(
  result: R,
  [nearest]: readonly Unmet[],
  unknown: PropertyResult | null,
): R {
  const properties = result.properties.map((one): PropertyResult => {
    if (one.name !== NO_CONTRADICTION || isNearer(one, nearest)) {
      return one;
    }
    if (nearest !== undefined) {
      const { trace, steps } = nearest;
      return { ...one, verdict: "violated", why: null, steps, counterexample: trace };
    }
    if (one.verdict !== "holds" || unknown === null) return one;
    return { ...one, verdict: "unknown", why: unknown.why };
  });
  return { ...result, properties };
}

function isNearer({ steps }: PropertyResult, unmet: Unmet | undefined): boolean {
  return steps !== null && (unmet === undefined || steps <= unmet.steps);
}

/** Conduct that leaves no answer is an error of the reading. */
function errorOf(system: CompiledSystem, { sides, trace }: Shown): ModellingError {
  const { answer: event } = sides[0]!;
  const { decider } = system.events[event]!;
  const { name, table } = system.machines[decider]!;
  const local = table.states[endOf(system, trace)[decider]!]!;
  const by = sides.map(
    (side) => `${system.events[side.answer]!.name} (${side.by.map(forbidderName).join(", ")})`,
  );
  return {
    kind: "no answer",
    event,
    machine: name,
    local,
    trace,
    message:
      `Conduct leaves no answer to machine "${name}" in ${localName(local)}: it and the clauses in ` +
      `force forbid ${by.join(" and ")}; legal: conduct that leaves one. Choose otherwise there.`,
  };
}
