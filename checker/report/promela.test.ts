import { expect, test } from "vitest";
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
