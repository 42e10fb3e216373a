import { describe, test } from "vitest";
import { createMachine } from "xstate";
import {
  type Anything,
  expectSlip,
  loose,
  type Slip,
  system,
  withProperty,
} from "./slips.testing.ts";

const { at, always, allOf, leadsTo, never, neverStep, not, related } = loose;

const SLIPS: readonly Slip[] = [
  ["extra key system", () => system({ property: {} }), 'System "s" has "property"'],
  [
    "extra key claim",
    () => withProperty({ kind: "leadsTo", from: at("m", "b"), to: at("m", "a"), witnes: {} }),
    'Property "p" has "witnes"',
  ],
  [
    "extra key claim2",
    () => withProperty(leadsTo(at("m", "b"), at("m", "a"), { sais: "x" })),
    'Property "p" has "sais"',
  ],
  [
    "extra key step",
    () => withProperty(neverStep({ befor: at("m", "b") })),
    'Property "p" has "befor"',
  ],
  [
    "extra key step2",
    () => withProperty(neverStep({ event: "go" })),
    'Property "p" has "go" as event',
  ],
  ["empty step", () => withProperty(neverStep({})), 'Property "p" is about any step'],
  [
    "step event typo",
    () => withProperty(neverStep({ events: [{ type: "goo" }] })),
    'Property "p" has "events"',
  ],
  [
    "step param typo",
    () => withProperty(neverStep({ events: [{ type: "go", q: 1 }] })),
    'Property "p" has "events"',
  ],
  ["empty and", () => withProperty(always(allOf())), 'Property "p" joins no predicates'],
  [
    "pred undefined",
    () => withProperty(always(undefined)),
    'Property "p" has undefined as a predicate',
  ],
  ["pred bool", () => withProperty(always(true)), 'Property "p" has true as a predicate'],
  [
    "async pred",
    () => withProperty(always(at("m", async () => false))),
    'Property "p": its test gives a promise for a',
  ],
  [
    "undef pred",
    () => withProperty(never(at("m", () => {}))),
    'Property "p": its test gives undefined for a',
  ],
  [
    "random pred",
    () => withProperty(always(at("m", () => Math.random() < 0.5))),
    'Property "p": a function asks for chance (Math.random)',
  ],
  [
    "throw pred",
    () => withProperty(always(at("m", (s: Anything) => s.context.x.y))),
    'System "s": a function of property "p" fails with "Cannot read properties of undefined (reading \'y\')"',
  ],
  [
    "mut pred",
    () =>
      withProperty(
        always(
          at("m", (s: Anything) => {
            s.value = "b";
            return true;
          }),
        ),
      ),
    'System "s": a function of property "p" fails with "Cannot assign to read only property \'value\' of object \'#<Object>\'"',
  ],
  [
    "number pred",
    () => withProperty(always(at("m", (s: Anything) => s.context.k))),
    'Property "p": its test gives undefined for a',
  ],
  [
    "string pred",
    () => withProperty(always(at("m", () => "no"))),
    'Property "p": its test gives no for a',
  ],
  [
    "rel throw",
    () => withProperty(always(related("m", "m", (a: Anything) => a.q.z))),
    'System "s": a function of property "p" fails with "Cannot read properties of undefined (reading \'z\')"',
  ],
  [
    "rel async",
    () => withProperty(always(related("m", "m", async () => false))),
    'Property "p": its test gives a promise for a and a',
  ],
  [
    "rel random",
    () => withProperty(always(related("m", "m", () => Math.random() < 0.5))),
    'Property "p": a function asks for chance (Math.random)',
  ],
  ["machine typo", () => withProperty(always(at("n", "a"))), 'Property "p" reads machine "n"'],
  [
    "prop no deadlock",
    () => withProperty(always(not(at("m", "b"))), "noDeadlock"),
    'Property "noDeadlock" is asked of every system',
  ],
  [
    "prop text",
    () => withProperty(always(not(at("m", "b"))), "noSilence"),
    'Property "noSilence" is asked of every system',
  ],
  [
    "prop no contr",
    () => withProperty(always(not(at("m", "b"))), "noContradiction"),
    'Property "noContradiction" is asked of every system',
  ],
  [
    "prop blank",
    () => system({ properties: { "a b": always(not(at("m", "b"))) } }),
    'Property "a b" has a name that no command can be given',
  ],
  [
    "prop comma",
    () => system({ properties: { "a,b": always(not(at("m", "b"))) } }),
    'Property "a,b" has a name that no command can be given',
  ],
  [
    "prop empty",
    () => system({ properties: { "": always(not(at("m", "b"))) } }),
    'Property "" has a name that no command can be given',
  ],
  [
    "props array",
    () => system({ properties: [always(not(at("m", "b")))] }),
    'System "s" is [{"kind":"invariant","holds":{"is":"not","of":{"is":"local","machine":"m","state',
  ],
  ["props null", () => system({ properties: null }), 'System "s" is null'],
  ["rules arr", () => system({ rules: ["a"] }), 'System "s" is ["a"]'],
  ["rules num", () => system({ rules: { a: 3 } }), 'System "s" has 3 as rule "a"'],
  [
    "choices empty",
    () => system({ choices: { a: {} } }),
    'System "s" has nothing to choose for "a"',
  ],
  ["choices str", () => system({ choices: { a: "x" } }), 'Choice "a" is "x"'],
  [
    "choices rule same",
    () => system({ rules: { a: "x" }, choices: { a: { b: "c" } } }),
    'System "s" has "a" as a rule and as a choice',
  ],
  ["name num", () => system({ name: 3 }), "A system is called 3"],
  [
    "machine empty",
    () => system({ machines: { m: createMachine({}) }, properties: {} }),
    'Event "go": its initiator "m" has no transition for it, so it never happens',
  ],
  [
    "machine parallel",
    () =>
      system({
        machines: { m: createMachine({ type: "parallel", states: { a: {}, b: {} } }) },
        properties: {},
      }),
    'Machine "m", state "(root)": a parallel state is not allowed',
  ],
  [
    "witness never",
    () =>
      withProperty(
        leadsTo(at("m", "b"), at("m", "a"), { witness: { events: [{ type: "nope" }] } }),
      ),
    'Property "p" has "events"',
  ],
  [
    "says num",
    () => withProperty(leadsTo(at("m", "b"), at("m", "a"), { says: 3 })),
    'Property "p" has 3 as "says"',
  ],
  [
    "says n l",
    () => withProperty(leadsTo(at("m", "b"), at("m", "a"), { says: "a\nb" })),
    'Property "p" has "a\\nb" as "says"',
  ],
];

describe("a slip in a claim, a rule or a system is one line, and no answer", () => {
  test.each(SLIPS)("%s", async (_, define, says) => {
    await expectSlip(define, says);
  });
});
