/** `check`: every property of a system, with the shortest behaviour that decides it. */

import { loadReading } from "../asking/reading.ts";
import { localName } from "../compile/local.ts";
import type { CompiledSystem } from "../compile/system.ts";
import {
  type Limit,
  NO_CONTRADICTION,
  type Progress,
  type PropertyResult,
  type Trace,
} from "../explore/results.ts";
import { follow } from "../trace/follow.ts";
import { oneLine, sentenceOf } from "../trace/phrase.ts";
import type { ModelEvent, Verdict } from "../types/index.ts";
import { type EngineName, exploreWith } from "../verdict/engines.ts";
import type { System } from "./define.ts";
import { compiled, modelOf } from "./model.ts";

/** What of the system is asked, by whom, and for how long. */
export interface CheckOptions {
  /** Rules and choices that differ: `-exclusive,order=last`; none unless told. */
  readonly reading?: string;
  /** Who answers; the plain engine unless told. */
  readonly engine?: Parameters<typeof exploreWith>[0];
  /** States above which a verdict is unknown; 5 million unless told. */
  readonly maxStates?: number;
  /** Milliseconds after which a verdict is unknown; no limit unless told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Told now and then how many states are seen. */
  readonly onProgress?: (progress: Progress) => void;
}

/** One step of a behaviour. */
export interface BehaviourStep {
  readonly event: ModelEvent;
  readonly sentence: string;
  /** Machines that are in another local state after it: `lock` -> `held {owner: 0}`. */
  readonly changes: Readonly<Record<string, string>>;
}

/** A behaviour from the initial state. */
export interface Behaviour {
  readonly steps: readonly BehaviourStep[];
  /** Index of the first step that repeats for ever; the number of steps where
   *  nothing more happens for ever; null where the last step decides. */
  readonly loop: number | null;
  /** Whether the last event happens, has no answer, or is held up without the right to. */
  readonly last: Trace["last"];
  /** In one line, which `quiesce replay --line` reads back. */
  readonly line: string;
}

/** What was found of one property. */
export interface Answer {
  readonly name: string;
  readonly claim: string;
  readonly verdict: Verdict;
  /** Why it is unknown, else null. */
  readonly why: PropertyResult["why"];
  /** Events up to and including what decides; null where there is no behaviour. */
  readonly steps: number | null;
  /** A shortest counterexample, or an example of what is possible. */
  readonly behaviour: Behaviour | null;
}

/** What was found of a system. */
export interface CheckResult {
  readonly system: string;
  /** `as-defined`, with changes. */
  readonly reading: string;
  /** The worst: violated, then vacuous, then unknown, then holds. */
  readonly verdict: Verdict;
  /** Distinct reachable states; digits above 2^53, null where a limit was reached. */
  readonly states: number | string | null;
  /** States that were seen, and what ended the search before its end; null: nothing. */
  readonly seen: number | string;
  readonly limit: Limit | null;
  /** The greatest distance of a state from the first; null where it is not known. */
  readonly depth: number | null;
  readonly engine: EngineName;
  /** `noDeadlock`, `noSilence`, then the properties in the order of definition. */
  readonly properties: readonly Answer[];
  /** Where the system contradicts its declarations, one line each. */
  readonly errors: readonly string[];
  /** Why events that are assumed to be fair are. */
  readonly assumes: readonly string[];
}

/**
 * Explores every interleaving of the system's events.
 * @throws ModelError, one line, for a system that has no meaning: a machine with a
 *   feature that is not allowed or too many states, a misspelt name, a function that throws.
 * @throws UsageError, one line, for a reading with an unknown rule or choice.
 *
 * @example
 * ```ts
 * import { at, check, defineEvents, defineSystem, leadsTo } from "quiesce";
 * import { createMachine } from "xstate";
 *
 * const lamp = createMachine({
 *   initial: "off",
 *   states: { off: { on: { presses: "on" } }, on: { on: { presses: "off" }, tags: "rest" } },
 * });
 * const system = defineSystem({
 *   name: "one-lamp",
 *   machines: { lamp },
 *   events: defineEvents({ presses: { initiator: "lamp" } }),
 *   properties: { lights: leadsTo(at("lamp", "off"), at("lamp", "on")) },
 * });
 *
 * const { verdict, states, properties } = await check(system, { maxStates: 1000 });
 * const failing = properties.filter((one) => one.verdict === "violated");
 * console.log(verdict, states, failing[0]?.behaviour?.line);
 * ```
 */
export async function check(system: System, options: CheckOptions = {}): Promise<CheckResult> {
  const { reading: changes = "as-defined", engine: asked = "plain", ...limits } = options;
  const model = modelOf(system);
  const reading = await loadReading(model, changes);
  const made = compiled(system, reading);
  const properties = model.scenarios[0]!.properties({});
  const { result, engine } = await exploreWith(asked, made, { ...limits, properties });
  // Machines of a system of one's own ask for its rules; no rule takes anything from them.
  const shown = result.properties.filter(({ name }) => name !== NO_CONTRADICTION);
  const answers = shown.map((one) => answerOf(made, one));
  const errors = result.errors.map(({ message }) => message);
  return {
    system: system.name,
    reading: reading.name,
    verdict: worst(answers, errors),
    states: result.states,
    seen: result.seen,
    limit: result.limit,
    depth: result.depth,
    engine,
    properties: answers,
    errors,
    assumes: [...new Set(result.assumptions.map(({ assumption }) => assumption))],
  };
}

const CLAIMS: Readonly<Record<string, string>> = {
  noDeadlock: "where nothing more can happen, every machine rests",
  noSilence: "every machine has an answer to what reaches it",
};

function answerOf(made: CompiledSystem, result: PropertyResult): Answer {
  const { name, property, verdict, why, steps } = result;
  const trace = result.counterexample ?? result.example;
  return {
    name,
    claim: property?.claim ?? CLAIMS[name] ?? name,
    verdict,
    why,
    steps,
    behaviour: trace === null ? null : behaviourOf(made, trace),
  };
}

function behaviourOf(made: CompiledSystem, trace: Trace): Behaviour {
  const names = made.machines.map(({ name }) => name);
  const steps = follow(made, trace).map(({ instance, was, is }): BehaviourStep => {
    const moved = names.filter((name) => localName(was(name)!) !== localName(is(name)!));
    return {
      event: instance.event,
      sentence: sentenceOf(instance.declaration, instance.event),
      changes: Object.fromEntries(moved.map((name) => [name, localName(is(name)!).trim()])),
    };
  });
  return { steps, loop: trace.loop, last: trace.last, line: oneLine(made, trace) };
}

function worst(answers: readonly Answer[], errors: readonly string[]): Verdict {
  if (errors.length > 0) return "violated";
  const order = ["violated", "vacuous", "unknown"] as const;
  return order.find((one) => answers.some(({ verdict }) => verdict === one)) ?? "holds";
}
