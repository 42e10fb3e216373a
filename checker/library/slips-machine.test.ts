import { describe, test } from "vitest";
import { assign } from "xstate";
import {
  type Anything,
  expectSlip,
  loose,
  machine,
  type Slip,
  system,
  withAssign,
  withGo,
  withGuard,
  withMachine,
  withProperty,
} from "./slips.testing.ts";

const { at, always, defineEvents, not } = loose;

let asked = 0;

const SLIPS: readonly Slip[] = [
  [
    "guard that counts",
    () => {
      let count = 0;
      return withGuard(() => count++ < 3);
    },
    'Machine "m", state "a {k: 0}": the guard for go answers differently when asked twice',
  ],
  [
    "stateful pred",
    () => withProperty(always(at("m", () => asked++ % 7 !== 0))),
    'Property "p": its test answers differently when asked twice, for a',
  ],
  [
    "state typo",
    () => withProperty(always(not(at("m", "bb")))),
    'Property "p" reads state "bb" of machine "m"',
  ],
  ["guard random", () => withGuard(() => Math.random() < 0.5), 'Machine "m"'],
  [
    "guard date",
    () => withGuard(() => Date.now() % 2 === 0),
    'Machine "m": a function asks for the time',
  ],
  [
    "guard perf",
    () => withGuard(() => performance.now() % 2 < 1),
    'Machine "m": a function asks for the time',
  ],
  [
    "guard date fixed",
    () => withGuard(() => new Date().getFullYear() > 2000),
    'Machine "m": a function asks for the time',
  ],
  [
    "guard async",
    () => withGuard(async () => false),
    'Machine "m", state "a {k: 0}": the guard for go gives a promise',
  ],
  [
    "guard undef",
    () => withGuard(() => {}),
    'Machine "m", state "a {k: 0}": the guard for go gives undefined',
  ],
  [
    "guard number",
    () => withGuard(() => 1),
    'Machine "m", state "a {k: 0}": the guard for go gives 1',
  ],
  [
    "guard string",
    () => withGuard("isFree"),
    'Machine "m", state "a": a named or composed guard for "go" is not allowed',
  ],
  [
    "guard mut",
    () =>
      withGuard(({ context }: Anything) => {
        context.k = 1;
        return true;
      }),
    'Machine "m", state "a {k: 0}": the guard for go fails with "Cannot assign to read only property \'k\' of object \'#<Object>\'"',
  ],
  [
    "guard typo",
    () => withGuard(({ context }: Anything) => context.kk > 0),
    'Machine "m", state "a {k: 0}": a function reads context variable "kk"',
  ],
  [
    "guard event typo",
    () => withGuard(({ event }: Anything) => event.x === 1),
    'Machine "m", state "a", event "go": a function reads parameter "x"',
  ],
  [
    "guard throw",
    () =>
      withGuard(() => {
        throw "x\ny";
      }),
    'Machine "m", state "a {k: 0}": the guard for go fails with "x"',
  ],
  [
    "assign throw",
    () =>
      withAssign({
        k: () => {
          throw new Error("boo\nfoo");
        },
      }),
    'System "s": a function of a machine fails with "boo"',
  ],
  [
    "assign async",
    () => withAssign({ k: async () => 1 }),
    'Machine "m": context variable "k" holds {}',
  ],
  [
    "assign na n",
    () => withAssign({ k: () => NaN }),
    'Machine "m": context variable "k" holds NaN',
  ],
  [
    "assign undef",
    () => withAssign({ k: () => undefined }),
    'Machine "m": context variable "k" holds undefined',
  ],
  [
    "assign inf",
    () => withAssign({ k: () => Infinity }),
    'Machine "m": context variable "k" holds Infinity',
  ],
  ["assign obj", () => withAssign({ k: () => ({}) }), 'Machine "m": context variable "k" holds {}'],
  [
    "assign date",
    () => withAssign({ k: () => Date.now() }),
    'Machine "m": a function asks for the time',
  ],
  ["assign null", () => withAssign(() => null), "The assignment for go gives null"],
  [
    "context throw",
    () =>
      withMachine({
        context: () => {
          throw new Error("boo");
        },
      }),
    'Machine "m": its context fails with "boo"',
  ],
  [
    "context random",
    () => withMachine({ context: () => ({ k: Math.random() }) }),
    'Machine "m": a function asks for chance (Math.random)',
  ],
  [
    "context async",
    () => withMachine({ context: async () => ({ k: 1 }) }),
    'Machine "m": its context is a promise',
  ],
  ["context null", () => withMachine({ context: null }), 'Machine "m": its context is null'],
  ["context arr", () => withMachine({ context: [1] }), 'Machine "m": its context is a list'],
  [
    "context nested",
    () => withMachine({ context: { a: { b: 1 } } }),
    'Machine "m": context variable "a" holds {"b":1}',
  ],
  [
    "context map",
    () => withMachine({ context: { a: new Map() } }),
    'Machine "m": context variable "a" holds {}',
  ],
  [
    "context big",
    () => withMachine({ context: { a: 1n } }),
    'System "s": a function of a machine fails with "Do not know how to serialize a BigInt"',
  ],
  [
    "context fn",
    () => withMachine({ context: { a: () => 1 } }),
    'Machine "m": context variable "a" holds a function',
  ],
  [
    "target null",
    () => withGo({ taget: "b" }),
    'Machine "m", state "a": the key "taget" for "go" is not allowed',
  ],
  [
    "initial typo",
    () => withMachine({ initial: "x" }),
    'System "s": a function of a machine fails with "Initial state node "x" not found on parent state node #(machine)"',
  ],
  [
    "tag typo",
    () =>
      withMachine({
        states: {
          a: { tags: "rests", on: { go: { target: "b" } } },
          b: { on: { back: { target: "a" } } },
        },
      }),
    'Machine "m" has a state tagged "rests"',
  ],
  [
    "on typo",
    () =>
      withMachine({
        states: {
          a: { tags: "rest", on: { goo: { target: "b" } } },
          b: { on: { back: { target: "a" } } },
        },
      }),
    'Machine "m" handles event "goo", which is not declared',
  ],
  [
    "state key typo",
    () =>
      withMachine({
        states: {
          a: { tag: "rest", on: { go: { target: "b" } } },
          b: { on: { back: { target: "a" } } },
        },
      }),
    'Machine "m", state "a": the key "tag" is not allowed',
  ],
  [
    "on key typo",
    () =>
      withMachine({
        states: {
          a: { tags: "rest", On: { go: { target: "b" } } },
          b: { on: { back: { target: "a" } } },
        },
      }),
    'Machine "m", state "a": the key "On" is not allowed',
  ],
  [
    "guard key typo",
    () => withGo({ target: "b", gaurd: () => false }),
    'Machine "m", state "a": the key "gaurd" for "go" is not allowed',
  ],
  [
    "action key",
    () =>
      withMachine({
        context: { k: 0 },
        states: {
          a: { tags: "rest", on: { go: { target: "b", action: assign({ k: 1 }) } } },
          b: { on: { back: { target: "a" } } },
        },
      }),
    'Machine "m", state "a": the key "action" for "go" is not allowed',
  ],
  [
    "builder throw",
    () =>
      system({
        machines: {
          m: () => {
            throw new Error("boo");
          },
        },
      }),
    'System "s": a function of a machine fails with "boo"',
  ],
  [
    "builder async",
    () => system({ machines: { m: async () => machine() } }),
    'Machine "m" of system "s": its function returns no XState machine',
  ],
  [
    "builder random",
    () =>
      system({
        machines: { m: () => (Math.random() < 0.5 ? machine() : machine({ initial: "b" })) },
      }),
    'Machine "m": a function asks for chance (Math.random)',
  ],
  [
    "machine name blank",
    () =>
      system({
        machines: { "m m": machine() },
        events: defineEvents({ go: { initiator: "m m" }, back: { initiator: "m m" } }),
        properties: {},
      }),
    'System "s" calls a machine "m m"',
  ],
];

describe("a slip in a machine is one line, and no answer", () => {
  test.each(SLIPS)("%s", async (_, define, says) => {
    await expectSlip(define, says);
  });
});
