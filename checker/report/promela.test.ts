import { expect, test } from "vitest";
import { assign } from "xstate";
import { compileSystem } from "../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import { promela } from "./promela.ts";

test("a lock and its holder are one process with one alternative an event", () => {
  const lock = machineOf("lock", {
    initial: "free",
    states: {
      free: { on: { takes: { target: "held" } } },
      held: { on: { takes: {}, gives: { target: "free" } } },
    },
  });
  const holder = machineOf("holder", {
    initial: "outside",
    states: {
      outside: { on: { takes: { target: "inside" } } },
      inside: { on: { gives: { target: "outside" } } },
    },
  });
  const system = compileSystem(
    systemOf([lock, holder], {
      takes: eventOf("holder", ["lock"], { mayBlock: ["lock"] }),
      gives: eventOf("holder", ["lock"]),
    }),
    readingWith(),
  );
  expect(promela(system).split("\n").slice(1)).toEqual([
    "c_decl {",
    "  static const short t0[] = {1,-2};",
    "  static const short t1[] = {1,-1};",
    "  static const short t2[] = {-2,0};",
    "}",
    "unsigned m0 : 1; /* lock, 2 local states */",
    "unsigned m1 : 1; /* holder, 2 local states */",
    "active proctype system() {",
    "end:",
    "  do",
    "  :: d_step { c_expr { t0[now.m1] >= 0 && t1[now.m0] >= 0 } -> c_code { now.m1 = t0[now.m1]; now.m0 = t1[now.m0]; } } /* takes */",
    "  :: d_step { c_expr { t2[now.m1] >= 0 && t2[now.m0] >= 0 } -> c_code { now.m1 = t2[now.m1]; now.m0 = t2[now.m0]; } } /* gives */",
    "  od",
    "}",
    "",
  ]);
});

interface Counting {
  readonly context: { readonly n: number };
}

test("tables that are too much for one block of C are declared in several", () => {
  const sizes = [3001, 3002, 3003];
  const counters = sizes.map((size, index) =>
    machineOf(
      `counter${index}`,
      {
        context: { n: 0 },
        on: {
          [`counts${index}`]: {
            guard: ({ context }: Counting) => context.n < size,
            actions: assign({ n: ({ context }: Counting) => context.n + 1 }),
          },
        },
      },
      { kind: `counter${index}` },
    ),
  );
  const events = sizes.map((_, index) => [`counts${index}`, eventOf(`counter${index}`)] as const);
  const system = compileSystem(systemOf(counters, Object.fromEntries(events)), readingWith());
  const blocks = promela(system).match(/^c_decl \{$.*?^\}$/gms) ?? [];
  expect(blocks.length).toBeGreaterThanOrEqual(2);
  for (const block of blocks) expect(block.length).toBeLessThan(65_536);
});
