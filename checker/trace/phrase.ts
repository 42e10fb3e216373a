/**
 * The one-line form of a trace: what can be pasted into a mail and back.
 *
 *   b0 available q0; kick q0; write 1F; (read 0F)*
 *
 * Each step is the short phrase of its event. `( ... )*` goes round for ever;
 * `(nothing)*` is a loop in which nothing happens any more. A last step with
 * `, unanswered` is one that a participant has no answer to, with `, guarded off`
 * one that a participant holds up without the right to. A phrase may leave
 * parameters out that the state decides, so reading it runs the model.
 */

import { UsageError } from "../asking/usage.ts";
import { listNames } from "../compile/errors.ts";
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import type { EventDeclaration, ModelEvent } from "../types/index.ts";
import { advance, eventsThat, initialState, type StateVector } from "./walk.ts";

const NOTHING = "nothing";

/** The event in a few words, at most 48 characters: `kick q0`. */
export function phraseOf(declaration: EventDeclaration, event: ModelEvent): string {
  return fill(declaration.phrase, event);
}

/** The event as a full sentence. */
export function sentenceOf(declaration: EventDeclaration, event: ModelEvent): string {
  return fill(declaration.sentence, event);
}

/** Puts parameters into a template: `{q}`, or `{value:hex}` as two digits. With
 *  `{effect unless acts}` a blank and the value are put there, or nothing for `acts`. */
function fill(template: string, event: ModelEvent): string {
  return template.replace(
    /\{(\w+)(:hex)?(?: unless (\w+))?\}/g,
    (whole, name: string, hex?: string, usual?: string) => {
      const value = event[name];
      if (value === undefined) return whole;
      const words =
        hex === undefined
          ? String(value)
          : Number(value).toString(16).toUpperCase().padStart(2, "0");
      if (usual === undefined) return words;
      return words === usual ? "" : ` ${words}`;
    },
  );
}

/** A trace of a compiled system as one line. */
export function oneLine(system: CompiledSystem, trace: Trace): string {
  const phrases = trace.events.map((id, index) => {
    const instance = system.events[id]!;
    const words = phraseOf(instance.declaration, instance.event);
    const isLast = index === trace.events.length - 1;
    return isLast && trace.last !== "taken" ? `${words}, ${trace.last}` : words;
  });
  if (trace.loop === null) return phrases.join("; ");
  const round = phrases.slice(trace.loop).join("; ") || NOTHING;
  return [...phrases.slice(0, trace.loop), `(${round})*`].join("; ");
}

/** A step of a one-line trace that is not possible where it stands. */
export class NotPossible extends UsageError {
  /** The events before it, and its words. */
  readonly before: readonly number[];
  readonly phrase: string;

  constructor(message: string, before: readonly number[], phrase: string) {
    super(message);
    this.before = before;
    this.phrase = phrase;
  }
}

/**
 * Reads a one-line trace back by running the system. Line ends and the `> ` of
 * a quoted mail count as blanks.
 * @throws NotPossible naming the first step that is not possible, and what is;
 *   UsageError for one that could be several events.
 */
export function parseOneLine(system: CompiledSystem, line: string): Trace {
  const { phrases, loop } = splitLine(line);
  const events: number[] = [];
  let state = initialState(system);
  for (const [index, phrase] of phrases.entries()) {
    const taken = named(eventsThat("happen", system, state), phrase);
    if (taken.length === 0 && index === phrases.length - 1 && loop === null) {
      const last = unansweredLast(system, state, events, phrase);
      if (last !== null) return { events: [...events, last.id], loop: null, last: last.last };
    }
    const where = `step ${index + 1}, "${phrase}"`;
    if (taken.length === 0) {
      throw new NotPossible(notPossible(system, state, where), events, phrase);
    }
    const instance = onlyOne(taken, where);
    events.push(instance.id);
    state = advance(system, state, instance);
  }
  return { events, loop, last: "taken" };
}

function splitLine(line: string): { phrases: readonly string[]; loop: number | null } {
  const text = line
    .replace(/^(?:> ?)+/gm, " ")
    .replace(/\s+/g, " ")
    .trim();
  const match = /^(?<stem>[^()]*)(?:\((?<round>[^()]*)\)\*)?;?$/.exec(text);
  if (match?.groups === undefined) {
    throw new UsageError(
      `"${text}" is no trace; write phrases with "; " between them, and a loop at the end as (...)*`,
    );
  }
  const round = match.groups.round;
  const stem = stepsIn(match.groups.stem ?? "", text);
  // A behaviour without a step is a line without words.
  if (text !== "" && stem.length === 0 && round === undefined) stepsIn(";;", text);
  if (round === undefined) return { phrases: stem, loop: null };
  const again = stepsIn(round.trim() === "" ? ";;" : round, text);
  const repeated = again.filter((piece) => piece !== NOTHING);
  return { phrases: [...stem, ...repeated], loop: stem.length };
}

/** Phrases between semicolons, of which one may stand at the end. */
function stepsIn(words: string, line: string): readonly string[] {
  const pieces = words.split(";").map((piece) => piece.trim());
  if (pieces.at(-1) === "") pieces.pop();
  if (!pieces.includes("")) return pieces;
  throw new UsageError(
    `"${line}" has an empty step; write phrases with "; " between them, and (nothing)* where ` +
      "nothing more happens",
  );
}

function unansweredLast(
  system: CompiledSystem,
  state: StateVector,
  before: readonly number[],
  phrase: string,
): { id: number; last: "unanswered" | "guarded off" } | null {
  for (const last of ["unanswered", "guarded off"] as const) {
    if (!phrase.endsWith(`, ${last}`)) continue;
    const words = phrase.slice(0, -`, ${last}`.length);
    const found = named(eventsThat(last, system, state), words);
    const where = `the last step, "${phrase}"`;
    if (found.length === 0) {
      throw new NotPossible(notPossible(system, state, where), before, words);
    }
    return { id: onlyOne(found, where).id, last };
  }
  return null;
}

function named(instances: readonly EventInstance[], phrase: string): readonly EventInstance[] {
  return instances.filter(({ declaration, event }) => phraseOf(declaration, event) === phrase);
}

function notPossible(system: CompiledSystem, state: StateVector, where: string): string {
  const possible = eventsThat("happen", system, state);
  const phrases = new Set(possible.map((i) => phraseOf(i.declaration, i.event)));
  return `${where}, is not possible there; possible: ${listNames(phrases, 12)}`;
}

/** @throws UsageError where it may be several. */
function onlyOne(found: readonly EventInstance[], where: string): EventInstance {
  if (found.length === 1) return found[0]!;
  const names = found.map((instance) => instance.name);
  throw new UsageError(`${where}, may be ${names.join(" or ")}; give the trace as a file instead`);
}
