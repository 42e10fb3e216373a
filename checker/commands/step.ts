/** `quiesce step`: a walk through a system, one event at a time. */

import { UsageError, unknownName } from "../asking/usage.ts";
import { compileSystem } from "../compile/compile.ts";
import type { CompiledSystem } from "../compile/system.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, type Trace } from "../explore/results.ts";
import { chartSteps } from "../report/chart.ts";
import { choicesText } from "../report/choices.ts";
import { rowsOf } from "../report/rows.ts";
import { entry } from "../report/words.ts";
import { choicesIn } from "../trace/choices.ts";
import { follow } from "../trace/follow.ts";
import { oneLine, parseOneLine, phraseOf } from "../trace/phrase.ts";
import { initialState } from "../trace/walk.ts";
import type { Model, Property } from "../types/index.ts";
import { whyNot } from "../verdict/evidence.ts";
import { EXIT, type Io } from "./io.ts";
import { type Selected, selectCase } from "./select-case.ts";

export interface StepOptions {
  readonly reading?: string;
  readonly scope?: string;
  /** A one-line trace: where the walk begins. */
  readonly from?: string;
}

/** What a walk is about, and where it is. */
interface Walk<S> {
  readonly of: Selected<S>;
  readonly system: CompiledSystem;
  readonly properties: readonly Property[];
  events: number[];
  /** Whether what nobody is about to do is shown, too. */
  all: boolean;
}

const HELP = "a number or its words, back, all, quit";

/**
 * Takes a line of input for each step: a number, the words of an event, `back`, `all`,
 * `quit`. Before a person each step is shown; of what is piped in, the end.
 */
export async function step<S extends object>(
  model: Model<S>,
  name: string,
  options: StepOptions,
  io: Io,
): Promise<number> {
  const of = await selectCase(model, name, options);
  const system = compileSystem(of.scenario.system(of.scope), of.reading, {
    idleSentences: "allowed",
  });
  const events = options.from === undefined ? [] : eventsOf(system, options.from);
  const properties = of.scenario.properties(of.scope);
  const walk: Walk<S> = { of, system, properties, events, all: false };
  io.out(headOf(model, walk));
  const isPerson = io.input?.isPerson === true;
  if (isPerson) io.out(`${view(model, walk)}${HELP}> `);
  let number = 0;
  for await (const line of io.input?.lines() ?? []) {
    number += 1;
    const word = line.trim();
    if (/^q(uit)?$/i.test(word)) break;
    try {
      heed(walk, word);
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
      if (!isPerson) throw new UsageError(`line ${number}: ${cause.message}`);
      io.out(`${cause.message}\n${HELP}> `);
      continue;
    }
    if (isPerson) io.out(`${view(model, walk)}${HELP}> `);
  }
  io.out(isPerson ? "\n" : view(model, walk));
  return EXIT.fine;
}

/** @throws UsageError for a trace that does not happen, or that ends without an answer. */
function eventsOf(system: CompiledSystem, line: string): number[] {
  const { events, last } = parseOneLine(system, line);
  if (last === "taken") return [...events];
  throw new UsageError(`--from ends with a step that is ${last}; leave that one out`);
}

/** Does what a line says. @throws UsageError for what is neither a number nor words for it. */
function heed<S>(walk: Walk<S>, word: string): void {
  if (word === "") return;
  if (/^all$/i.test(word)) {
    walk.all = !walk.all;
    return;
  }
  if (/^b(ack)?$/i.test(word)) {
    if (walk.events.length === 0) throw new UsageError("nothing has happened yet to go back from");
    walk.events.pop();
    return;
  }
  const { possible } = choicesIn(walk.system, stateOf(walk));
  const named = possible.filter(
    ({ instance }) => phraseOf(instance.declaration, instance.event) === word,
  );
  const chosen = /^\d+$/.test(word) ? possible[Number(word) - 1] : named[0];
  if (chosen !== undefined) {
    walk.events.push(chosen.instance.id);
    return;
  }
  if (/^\d+$/.test(word)) {
    throw new UsageError(`there is no event ${word} here; legal: 1 to ${possible.length}, or back`);
  }
  const legal = possible.map(({ instance }) => phraseOf(instance.declaration, instance.event));
  throw unknownName("event here:", word, [...new Set(legal), "back", "all", "quit"]);
}

const traceOf = <S>({ events }: Walk<S>): Trace => ({ events, loop: null, last: "taken" });

const stateOf = <S>(walk: Walk<S>) =>
  follow(walk.system, traceOf(walk)).at(-1)?.after ?? initialState(walk.system);

function headOf<S extends object>(model: Model<S>, { of }: Walk<S>): string {
  const lines = [
    ...entry("walks", of.scenario.name),
    ...entry("reading", of.reading.name),
    ...entry("bounds", model.describeScope(of.scope)),
    "",
  ];
  return `${lines.join("\n")}\n`;
}

/** The chart so far, which claims fail with its last step, and what can happen next. */
function view<S extends object>(model: Model<S>, walk: Walk<S>): string {
  const { of, system, events, all } = walk;
  const trace = traceOf(walk);
  const rows = rowsOf(system, trace, model.chartColumns(of.scope));
  const failing = failingNow(walk);
  const lines = [
    ...(events.length === 0 ? ["Nothing has happened yet."] : chartSteps(model, of.scope, rows)),
    ...(events.length === 0 ? [] : entry("trace", oneLine(system, trace))),
    ...(failing.length === 0 ? [] : entry("fails", failing.join("; "))),
    "",
  ];
  return `${lines.join("\n")}\n${choicesText(system, choicesIn(system, stateOf(walk)), all)}`;
}

/** The claims that the last step or state breaks, in words. */
function failingNow<S>(walk: Walk<S>): readonly string[] {
  const own = walk.properties.map((property) => ({
    name: property.name,
    words: `${property.name}: ${property.claim}`,
    property,
  }));
  const always = [NO_CONTRADICTION, NO_DEADLOCK].map((name) => ({
    name,
    words: name,
    property: null,
  }));
  return [...own, ...always]
    .filter(({ name, property }) => {
      const claim = { name, property, verdict: "violated" } as const;
      return whyNot(walk.system, traceOf(walk), claim) === null;
    })
    .map(({ words }) => words);
}
