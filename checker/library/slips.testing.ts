/** A small system, and ways to get a part of it wrong. */

import { expect } from "vitest";
import { assign, createMachine } from "xstate";
import { ModelError } from "../compile/errors.ts";
import * as library from "./index.ts";

/** What a user may write, whatever the types say. */
// biome-ignore lint/suspicious/noExplicitAny: slips are what the types would refuse
export type Anything = any;

/** A row of a table of slips: what it is called, the definition, and how the message begins. */
export type Slip = readonly [name: string, define: () => Anything, says: string];

/** A machine that goes from a to b and back. */
export const machine = (changes: Anything = {}): Anything =>
  createMachine({
    initial: "a",
    states: {
      a: { tags: "rest", on: { go: { target: "b" } } },
      b: { on: { back: { target: "a" } } },
    },
    ...changes,
  });

/** Its events, and one of them otherwise. */
export const events = (go: Anything = {}): Anything =>
  library.defineEvents({ go: { initiator: "m", ...go }, back: { initiator: "m", fair: "does" } });

export const system = (changes: Anything = {}): Anything => ({
  name: "s",
  machines: { m: machine() },
  events: events(),
  properties: { p: library.leadsTo(library.at("m", "b"), library.at("m", "a")) },
  ...changes,
});

export const withMachine = (changes: Anything): Anything =>
  system({ machines: { m: machine(changes) } });

/** With this as the transition of `go`. */
export const withGo = (go: Anything, context: Anything = { k: 0 }): Anything =>
  withMachine({
    context,
    states: { a: { tags: "rest", on: { go } }, b: { on: { back: { target: "a" } } } },
  });

export const withGuard = (guard: Anything): Anything => withGo({ target: "b", guard });

export const withAssign = (given: Anything): Anything =>
  withGo({ target: "b", actions: assign(given) });

export const withProperty = (p: Anything, name = "p"): Anything =>
  system({ properties: { [name]: p } });

/** One line that begins so and names what is legal; never an answer. */
export async function expectSlip(define: () => Anything, says: string): Promise<void> {
  const answered = async (): Promise<unknown> => library.check(library.defineSystem(define()));
  const cause: unknown = await answered().then(
    ({ verdict }: Anything) => `it answers "${verdict}"`,
    (error: unknown) => error,
  );
  expect(cause).toBeInstanceOf(ModelError);
  const { message } = cause as ModelError;
  expect(message.slice(0, says.length)).toBe(says);
  expect(message).toMatch(/^[^\n]*; legal: [^\n]*$/);
}

/** What claims are made with, given whatever a user may give. */
export const loose: Readonly<Record<keyof typeof library, Anything>> = library;
