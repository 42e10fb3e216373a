/**
 * What a test of a device is worth: whether every conforming device passes it, whether some
 * other device fails it, and on which clauses that rests.
 *
 * A conforming device follows each MUST of the text, and is free in all else: SHOULDs, and
 * whatever the text leaves open. The tester does what the test says and nothing more, against
 * clauses of its own where need be. Everything of the device is explored between the steps.
 *
 * A wait ends when nothing that the text obliges is left to be done: as long as it takes. What
 * the test says where a wait may end at any moment is asked as well, for the text bounds no time.
 */

import type { DeviceTest } from "../asking/test-file.ts";
import { UsageError } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { oneLine, phraseOf } from "../trace/phrase.ts";
import { advance, eventsThat, initialState, localStates, type StateVector } from "../trace/walk.ts";
import type { Audits, Interpretation, Reading, SystemDeclaration } from "../types/index.ts";

/** A run of a test, up to the expectation that it does not meet or to its end. */
export interface TestRun {
  /** One line, as in a mail. */
  readonly trace: string;
  /** The expectation that is not met; null for a run that passes. */
  readonly failed: string | null;
}

export interface Audited {
  readonly test: DeviceTest;
  /** A conforming run that passes; null where there is none. */
  readonly passes: TestRun | null;
  /** A conforming run that fails although waits take as long as they take; null: it is sound. */
  readonly fails: TestRun | null;
  /** A conforming run that fails where waits end at any moment; null: it needs no patience. */
  readonly failsEarly: TestRun | null;
  /** The same without the failures that a device may report; null: sound but for those. */
  readonly failsUnbroken: TestRun | null;
  /** Clauses of the device's such that one that does not follow this one alone can fail. */
  readonly tests: readonly { readonly clause: string; readonly run: TestRun }[];
  /** A step that could not be carried out in any run, with the steps before it; else null. */
  readonly stuck: string | null;
}

/** What the audit of one test is asked within. */
export interface Auditing<S> {
  readonly audits: Audits<S>;
  readonly interpretations: readonly Interpretation[];
  readonly scope: S;
  readonly reading: Reading;
  /** Made once for each scope: what is compiled of it is kept with it. */
  readonly declared: (scope: S) => SystemDeclaration;
}

/** @throws UsageError for a step that is none of the model's words. */
export function audit<S extends object>(test: DeviceTest, of: Auditing<S>): Audited {
  const conforming = conformingIn(of);
  const asked = runTest(test, of, conforming, { patient: true });
  const early = runTest(test, of, conforming, { patient: false });
  const whole = { ...of, scope: { ...of.scope, ...of.audits.withoutFailures } };
  const unbroken =
    asked.fails === null ? asked : runTest(test, whole, conforming, { patient: true });
  const within = asked.fails === null ? of : whole;
  const tests =
    unbroken.fails === null && unbroken.passes !== null ? testedBy(test, within, conforming) : [];
  return {
    test,
    passes: asked.passes,
    fails: asked.fails,
    failsEarly: early.fails,
    failsUnbroken: unbroken.fails,
    tests,
    stuck: asked.passes === null && asked.fails === null ? asked.furthest : null,
  };
}

/** Each clause that binds the device, freed by itself: with it gone, does some run fail? */
function testedBy<S extends object>(
  test: DeviceTest,
  of: Auditing<S>,
  conforming: Reading,
): Audited["tests"] {
  const { rules = [] } = of.declared(of.scope);
  const own = rules.filter(
    ({ kind, id, party }) =>
      kind === "clause" && conforming.inForce.has(id) && [of.audits.tested, "both"].includes(party),
  );
  return [...new Set(own.map(({ id }) => id))].flatMap((clause) => {
    const inForce = new Set([...conforming.inForce].filter((id) => id !== clause));
    const freed = { ...conforming, name: `${conforming.name},-${clause}`, inForce };
    const { fails } = runTest(test, of, freed, { patient: true });
    return fails === null ? [] : [{ clause, run: fails }];
  });
}

/**
 * Whether no device passes both of two tests, whatever it follows: they do the same, and expect
 * what cannot be at once.
 */
export function areContrary<S extends object>(
  first: DeviceTest,
  second: DeviceTest,
  of: Auditing<S>,
): boolean {
  const { audits } = of;
  const acts = ({ steps }: DeviceTest): string =>
    steps.filter((words) => audits.expect(words) === undefined).join("; ");
  if (acts(first) !== acts(second)) return false;
  const { rules = [] } = of.declared(of.scope);
  const conforming = conformingIn(of);
  const own = new Set(
    rules.filter(({ party }) => party === audits.tested || party === "both").map(({ id }) => id),
  );
  const inForce = new Set([...conforming.inForce].filter((id) => !own.has(id)));
  const more = second.steps.filter((words) => audits.expect(words) !== undefined);
  const both = { ...first, steps: [...first.steps, ...more] };
  return runTest(both, of, { ...conforming, inForce }, { patient: false }).passes === null;
}

/** The reading in which the device follows every MUST, and both parties are free in all else. */
function conformingIn<S extends object>({
  audits,
  interpretations,
  reading,
  scope,
  declared,
}: Auditing<S>): Reading {
  const { rules = [] } = declared(scope);
  const advice = (id: string): boolean => {
    const owned = rules.find((rule) => rule.kind === "clause" && rule.id === id);
    if (owned === undefined) return false;
    const level = reading.levels?.[id] ?? owned.level;
    return owned.party === audits.tester || level.startsWith("SHOULD");
  };
  const free = interpretations.filter(
    ({ id, party }) => [audits.tested, audits.tester].includes(party) && !audits.keeps.includes(id),
  );
  return {
    ...reading,
    name: `${reading.name}, MUSTs of the ${audits.tested} alone`,
    inForce: new Set([...reading.inForce].filter((id) => !advice(id))),
    // No choice is called so: whatever its party may do, it may.
    choices: { ...reading.choices, ...Object.fromEntries(free.map(({ id }) => [id, ""])) },
  };
}

interface Found {
  readonly passes: TestRun | null;
  readonly fails: TestRun | null;
  /** The first step that no run got over. */
  readonly furthest: string;
}

/** One place of a run: the state of the system, and the step that is next. */
interface Place {
  readonly state: StateVector;
  readonly next: number;
  readonly before: Place | null;
  readonly by: number | null;
}

/** Breadth-first over all behaviours of the device, the test's steps in their order. */
function runTest<S extends object>(
  { steps }: DeviceTest,
  { audits, scope, declared }: Auditing<S>,
  reading: Reading,
  { patient }: { readonly patient: boolean },
): Found {
  const system = compileSystem(declared(scope), reading, { idleSentences: "allowed" });
  const script = steps.map((words) => stepOf(words, audits, system));
  const isTester = ({ type }: EventInstance): boolean => type.startsWith(`${audits.tester}.`);
  const seen = new Set<string>();
  const queue: Place[] = [];
  const add = (state: StateVector, next: number, before: Place | null, by: number | null): void => {
    const key = `${next} ${state.join(" ")}`;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ state, next, before, by });
  };
  add(initialState(system), 0, null, null);
  let passes: Place | null = null;
  let fails: TestRun | null = null;
  let furthest = 0;
  for (let at = 0; at < queue.length; at++) {
    if (passes !== null && fails !== null) break;
    const place = queue[at]!;
    const { state, next } = place;
    furthest = Math.max(furthest, next);
    const step = script[next];
    if (step === undefined) {
      passes ??= place;
      continue;
    }
    const possible = eventsThat("happen", system, state);
    const others = possible.filter((instance) => !isTester(instance));
    for (const instance of others) add(advance(system, state, instance), next, place, instance.id);
    const look = localStates(system, state);
    if (step.kind === "wait") {
      if (!patient || isOver(system, state, others)) add(state, next + 1, place, null);
    } else if (step.kind === "expect") {
      if (step.holds(look)) add(state, next + 1, place, null);
      else fails ??= lineOf(system, place, step.words);
    } else {
      const phrase = audits.act(step.words, look);
      if (phrase === null) add(state, next + 1, place, null);
      for (const instance of phrase === null ? [] : possible.filter(isTester)) {
        const said = phraseOf(instance.declaration, instance.event);
        if (said !== phrase && !said.startsWith(`${phrase} `)) continue;
        add(advance(system, state, instance), next + 1, place, instance.id);
      }
    }
  }
  const line = passes === null ? null : lineOf(system, passes, null);
  return { passes: line, fails, furthest: steps[furthest] ?? "" };
}

/** Whether nothing is left to be done that must not be put off for ever. */
function isOver(
  system: CompiledSystem,
  state: StateVector,
  possible: readonly EventInstance[],
): boolean {
  return possible.every(({ fairClass, id }) => {
    if (fairClass < 0) return true;
    const after = advance(system, state, system.events[id]!);
    return after.every((local, machine) => local === state[machine]);
  });
}

function lineOf(system: CompiledSystem, end: Place, failed: string | null): TestRun {
  const events: number[] = [];
  for (let place: Place | null = end; place !== null; place = place.before) {
    if (place.by !== null) events.unshift(place.by);
  }
  const trace: Trace = { events, loop: null, last: "taken" };
  return { trace: oneLine(system, trace), failed };
}

type TestStep =
  | { readonly kind: "wait"; readonly words: string }
  | { readonly kind: "act"; readonly words: string }
  | {
      readonly kind: "expect";
      readonly words: string;
      readonly holds: (seen: ReturnType<typeof localStates>) => boolean;
    };

function stepOf<S>(words: string, audits: Audits<S>, system: CompiledSystem): TestStep {
  if (words === "wait") return { kind: "wait", words };
  const holds = audits.expect(words);
  if (holds !== undefined) return { kind: "expect", words, holds };
  const isPhrase = system.events.some(({ declaration, event, type }) => {
    const said = phraseOf(declaration, event);
    const isOwn = type.startsWith(`${audits.tester}.`);
    return isOwn && (said === words || said.startsWith(`${words} `));
  });
  const state = localStates(system, initialState(system));
  if (isPhrase || audits.act(words, state) !== words) return { kind: "act", words };
  throw new UsageError(
    `"${words}" is no step of a test; legal: wait, ${audits.legal.join(", ")}, and what a ` +
      `${audits.tester} does in a chart, as kick q0`,
  );
}
