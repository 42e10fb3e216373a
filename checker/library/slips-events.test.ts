import { describe, test } from "vitest";
import { events, expectSlip, loose, machine, type Slip, system } from "./slips.testing.ts";

const { defineEvents } = loose;

const SLIPS: readonly Slip[] = [
  [
    "extra key event",
    () => system({ events: events({ participant: ["m"] }) }),
    'Event "go" has "participant"',
  ],
  [
    "may block unknown",
    () => system({ events: events({ mayBlock: ["x"] }) }),
    'Event "go" has "x" as mayBlock',
  ],
  [
    "may block not part",
    () =>
      system({
        machines: { m: machine(), o: machine() },
        events: defineEvents({ back: { initiator: "m" }, go: { initiator: "m", mayBlock: ["o"] } }),
        properties: {},
      }),
    'Event "go" has "o" as mayBlock',
  ],
  [
    "params empty",
    () => system({ events: events({ parameters: { q: [] } }) }),
    'Event "go" gives [] for parameter "q"',
  ],
  [
    "params na n",
    () => system({ events: events({ parameters: { q: [NaN] } }) }),
    'Event "go" gives NaN as a value of parameter "q"',
  ],
  [
    "params twice behind many",
    () => {
      const q = Array.from({ length: 200_000 }, (_, at) => Math.min(at, 199_998));
      return system({ events: events({ parameters: { q } }) });
    },
    'Event "go" gives 199998 twice for parameter "q"',
  ],
  [
    "params twice",
    () => system({ events: events({ parameters: { q: [1, 1] } }) }),
    'Event "go" gives 1 twice for parameter "q"',
  ],
  [
    "params mixed",
    () => system({ events: events({ parameters: { q: [1, "1"] } }) }),
    'Event "go" gives "1" twice for parameter "q"',
  ],
  [
    "params not list",
    () => system({ events: events({ parameters: { q: 3 } }) }),
    'Event "go" gives 3 for parameter "q"',
  ],
  [
    "params null",
    () => system({ events: events({ parameters: { q: [null] } }) }),
    'Event "go" gives null as a value of parameter "q"',
  ],
  [
    "params obj",
    () => system({ events: events({ parameters: { q: [{}] } }) }),
    'Event "go" gives {} as a value of parameter "q"',
  ],
  [
    "params undef",
    () => system({ events: events({ parameters: { q: [undefined] } }) }),
    'Event "go" gives undefined as a value of parameter "q"',
  ],
  [
    "param type",
    () => system({ events: events({ parameters: { type: [1] } }) }),
    'Event "go": a parameter cannot be called "type"',
  ],
  [
    "params blank value",
    () => system({ events: events({ parameters: { q: ["a; b"] } }) }),
    'Event "go" gives "a; b" as a value of parameter "q"',
  ],
  [
    "answers typo",
    () => system({ events: events({ parameters: { q: [1] }, answers: ["r"] }) }),
    'Event "go": answers names "r", which is no parameter',
  ],
  [
    "identity typo",
    () => system({ events: events({ parameters: { q: [1] }, identity: ["r"], fair: "x" }) }),
    'Event "go": identity names "r", which is no parameter',
  ],
  [
    "phrase semi",
    () => system({ events: events({ phrase: "a; b" }) }),
    'Event "go" has "a; b" as phrase',
  ],
  [
    "phrase star",
    () => system({ events: events({ phrase: "(a)*" }) }),
    'Event "go" has "(a)*" as phrase',
  ],
  ["phrase empty", () => system({ events: events({ phrase: "" }) }), 'Event "go" has "" as phrase'],
  [
    "phrase long",
    () => system({ events: events({ phrase: "x".repeat(40) }) }),
    'Event "go" has "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" as phrase',
  ],
  [
    "phrase n l",
    () => system({ events: events({ phrase: "a\nb" }) }),
    'Event "go" has "a\\nb" as phrase',
  ],
  ["phrase num", () => system({ events: events({ phrase: 3 }) }), 'Event "go" has 3 as phrase'],
  [
    "sentence num",
    () => system({ events: events({ sentence: 3 }) }),
    'Event "go" has 3 as sentence',
  ],
  ["fair true", () => system({ events: events({ fair: true }) }), 'Event "go" has true as "fair"'],
  ["fair empty", () => system({ events: events({ fair: "" }) }), 'Event "go" has "" as "fair"'],
  [
    "fair rule",
    () => system({ events: events({ fair: { rul: "x" } }) }),
    'Event "go" has {"rul":"x"} as "fair"',
  ],
  [
    "init typo",
    () => system({ events: defineEvents({ back: { initiator: "m" }, go: { initiator: "mm" } }) }),
    'Event "go": "mm" names no machine',
  ],
  [
    "no init",
    () => system({ events: defineEvents({ back: { initiator: "m" }, go: {} }) }),
    'Event "go" has undefined as initiator',
  ],
  [
    "init num",
    () => system({ events: defineEvents({ back: { initiator: "m" }, go: { initiator: 3 } }) }),
    'Event "go" has 3 as initiator',
  ],
  [
    "part str",
    () => system({ events: events({ participants: "m" }) }),
    'Event "go" has "m" as participants',
  ],
  [
    "part twice",
    () =>
      system({
        machines: { m: machine(), o: machine() },
        events: defineEvents({
          back: { initiator: "m" },
          go: { initiator: "m", participants: ["o", "o"] },
        }),
      }),
    'Event "go" has "o" twice as participants',
  ],
  [
    "part self",
    () => system({ events: events({ participants: ["m"] }) }),
    'Event "go": "m" may block but takes no part',
  ],
  ["event null", () => system({ events: { ...events(), x: null } }), 'Event "x" is null'],
  [
    "event raw",
    () => system({ events: { go: { initiator: "m" }, back: { initiator: "m" } } }),
    'Event "go" has no "participants"',
  ],
  [
    "event blank",
    () => system({ events: defineEvents({ back: { initiator: "m" }, "a b": { initiator: "m" } }) }),
    'Event "a b" has "a b" as its type',
  ],
  [
    "event semi",
    () => system({ events: defineEvents({ back: { initiator: "m" }, "a;b": { initiator: "m" } }) }),
    'Event "a;b" has "a;b" as its type',
  ],
  [
    "event star name",
    () => system({ events: defineEvents({ back: { initiator: "m" }, "*": { initiator: "m" } }) }),
    'Event "*" has "*" as its type',
  ],
  [
    "event unused",
    () => system({ events: { ...events(), ...defineEvents({ never: { initiator: "m" } }) } }),
    'Event "never": its initiator "m" has no transition for it, so it never happens',
  ],
  ["events empty", () => system({ events: {} }), 'System "s" has no events'],
  ["events arr", () => system({ events: [] }), "What has events is []"],
];

describe("a slip in an event is one line, and no answer", () => {
  test.each(SLIPS)("%s", async (_, define, says) => {
    await expectSlip(define, says);
  });
});
