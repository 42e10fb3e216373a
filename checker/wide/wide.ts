/**
 * Scenarios in wider bounds than they are pinned in: what is the same there, and
 * what the small bounds could not show.
 *
 * Decided by diagrams, because no list holds these states; where one does, the
 * explicit engine confirms the count and every verdict.
 */

import { resolveReading } from "../asking/reading.ts";
import type { Cache } from "../compile/cache.ts";
import { exploreExplicit } from "../explore/explicit/explore.ts";
import { NO_SILENCE, type PropertyResult } from "../explore/results.ts";
import { exploreSymbolic } from "../explore/symbolic/explore.ts";
import { MAX_NODES } from "../explore/symbolic/reach.ts";
import type { Case, Model, Scenario, Verdict } from "../types/index.ts";
import { systemOf } from "../verdict/runs.ts";

/** Queues and ring size of every case, by the name that a user gives. */
export const WIDTHS = {
  "2x2": { queues: 2, ring: 2 },
  "2x4": { queues: 2, ring: 4 },
  "3x2": { queues: 3, ring: 2 },
} as const;
export type Width = keyof typeof WIDTHS;

/** One case of a scenario in one width. */
export interface WideCase<S> {
  readonly width: Width;
  readonly scenario: Scenario<S>;
  /** Its place among the scenario's cases. */
  readonly at: number;
}

/** What is pinned of it. */
export interface WidePin {
  readonly width: Width;
  readonly scenario: string;
  readonly at: number;
  readonly reading: string;
  /** Distinct states in decimal digits; null where no engine came to the end. */
  readonly states: string | null;
  /** `holds`, `violated in 12`, `vacuous`, or `violated` where no behaviour was found. */
  readonly verdicts: Readonly<Record<string, string>>;
  /** Why nothing is known, where no engine came to the end. */
  readonly why?: string;
}

/** What a process says of one case; `confirmed` is null where nobody listed its states. */
export interface WideAnswer {
  readonly found: WidePin;
  readonly confirmed: WidePin | null;
}

export function wideCases<S>(model: Model<S>, widths: readonly Width[]): readonly WideCase<S>[] {
  return widths.flatMap((width) =>
    model.scenarios
      .filter(({ asksInOwnBoundsOnly }) => asksInOwnBoundsOnly === undefined)
      .flatMap((scenario) => [...scenario.cases.keys()].map((at) => ({ width, scenario, at }))),
  );
}

/** One line for each reason why scenarios are not asked in wider bounds. */
export function notWidened<S>(model: Model<S>): readonly string[] {
  const whys = new Set(model.scenarios.map(({ asksInOwnBoundsOnly }) => asksInOwnBoundsOnly));
  return [...whys].flatMap((why) => {
    if (why === undefined) return [];
    const own = model.scenarios.filter(({ asksInOwnBoundsOnly }) => asksInOwnBoundsOnly === why);
    return [`not widened: ${own.map(({ name }) => name).join(", ")}: ${why}`];
  });
}

/** The bounds of a case, its own where they are wider. */
export function wideScope<S extends object>({ width, scenario, at }: WideCase<S>): S {
  const own: S = { ...scenario.scope, ...caseOf(scenario, at).scope };
  const bounds = Object.entries(WIDTHS[width]).map(([name, value]) => {
    const narrow = own[name as keyof S];
    return [name, typeof narrow === "number" ? Math.max(narrow, value) : narrow] as const;
  });
  return { ...own, ...Object.fromEntries(bounds) };
}

const caseOf = <S>(scenario: Scenario<S>, at: number): Case<S> => scenario.cases[at]!;

/** Decides a case by diagrams. */
export function decideWide<S extends object>(
  model: Model<S>,
  wide: WideCase<S>,
  cache: Cache | undefined,
): WidePin {
  const { system, properties, pin } = compiled(model, wide, cache);
  const found = exploreSymbolic(system, { properties, traces: "violations" });
  if (found.gaveUp !== null) {
    const why = found.gaveUp === "nodes" ? `more than ${MAX_NODES} nodes` : found.gaveUp;
    return { ...pin, states: null, verdicts: {}, why };
  }
  return { ...pin, states: String(found.states), verdicts: wordsOf(found.properties) };
}

/** The same by listing states, at most so many; null where there are more. */
export async function confirmWide<S extends object>(
  model: Model<S>,
  wide: WideCase<S>,
  cache: Cache | undefined,
  maxStates: number,
): Promise<WidePin | null> {
  const { system, properties, pin } = compiled(model, wide, cache);
  const found = await exploreExplicit(system, { properties, maxStates });
  if (found.states === null) return null;
  return { ...pin, states: String(found.states), verdicts: wordsOf(found.properties) };
}

function compiled<S extends object>(model: Model<S>, wide: WideCase<S>, cache: Cache | undefined) {
  const { width, scenario, at } = wide;
  const scope = wideScope(wide);
  const reading = resolveReading(model, caseOf(scenario, at).reading);
  return {
    system: systemOf(model, scenario, scope, reading, cache),
    properties: scenario.properties(scope),
    pin: { width, scenario: scenario.name, at, reading: caseOf(scenario, at).reading },
  };
}

function wordsOf(properties: readonly PropertyResult[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    properties.map(({ name, verdict, steps }) => [
      name,
      verdict === "violated" && steps !== null ? `violated in ${steps}` : verdict,
    ]),
  );
}

/** How an answer differs from what is pinned, one phrase each. */
export function wideDifferences(found: WidePin, pinned: WidePin | undefined): readonly string[] {
  if (pinned === undefined) return ["nothing is pinned"];
  const names = new Set([...Object.keys(found.verdicts), ...Object.keys(pinned.verdicts)]);
  return [
    ...(found.reading === pinned.reading
      ? []
      : [`reading ${found.reading}, pinned ${pinned.reading}`]),
    ...(found.states === pinned.states ? [] : [`states ${found.states}, pinned ${pinned.states}`]),
    ...[...names].flatMap((name) => {
      const [is, was] = [
        found.verdicts[name] ?? "not asked",
        pinned.verdicts[name] ?? "not pinned",
      ];
      return is === was ? [] : [`${name} ${is}, pinned ${was}`];
    }),
  ];
}

/** `savedQueueStaysTrue.q1b0` asks of one queue what `savedQueueStaysTrue` asks of the only one. */
const claimOf = (name: string): string => name.replace(/\.q\d+(b\d+)?$/, "");

const RANKS = ["holds", "vacuous", "unknown", "violated"];

/**
 * Claims whose worst verdict, or shortest counterexample, is another in the wide
 * bounds than in the case's own: `claim: holds, violated in 12`. What is left open is
 * asked in the case's own bounds alone.
 */
export function changedByWidth<S>(pinned: WidePin, { pins }: Case<S>): readonly string[] {
  const small = Object.entries(pins)
    .filter(([name]) => name !== NO_SILENCE)
    .map(([name, { verdict, steps }]): [string, string] => [
      name,
      verdict === "violated" && steps !== null ? `violated in ${steps}` : asExplored(verdict),
    ]);
  const before = worstByClaim(small);
  return [...worstByClaim(Object.entries(pinned.verdicts))].flatMap(([claim, now]) => {
    const was = before.get(claim);
    return was === undefined || was === now || was === "unknown"
      ? []
      : [`${claim}: ${was}, ${pinned.width} ${now}`];
  });
}

/** An engine says that a claim holds, whether or not the text contradicts itself. */
const asExplored = (verdict: Verdict): string => (verdict === "contradiction" ? "holds" : verdict);

function worstByClaim(verdicts: readonly (readonly [string, string])[]): Map<string, string> {
  const worst = new Map<string, string>();
  for (const [name, words] of verdicts) {
    const claim = claimOf(name);
    const known = worst.get(claim);
    if (known === undefined || isWorse(words, known)) worst.set(claim, words);
  }
  return worst;
}

function isWorse(words: string, known: string): boolean {
  const rank = (of: string): number => RANKS.indexOf(of.split(" ")[0]!);
  if (rank(words) !== rank(known)) return rank(words) > rank(known);
  return stepsIn(words) < stepsIn(known);
}

const stepsIn = (words: string): number => Number(/\d+$/.exec(words)?.[0] ?? 0);
