import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { runTlc } from "../bench/engines/tlc.ts";
import { selectCase } from "../commands/select-case.ts";
import { compileSystem } from "../compile/compile.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import type { Property } from "../types/index.ts";
import { tla } from "./tla.ts";
import { tlaConfig } from "./tla-config.ts";
import { namesIn } from "./tla-names.ts";

const lock = machineOf("lock", {
  initial: "free",
  states: {
    free: { tags: "rest", on: { takes: { target: "held" } } },
    held: { on: { takes: {}, "lock.gives": { target: "free" } } },
  },
});
const holder = machineOf("holder", {
  initial: "outside",
  states: {
    outside: { on: { takes: { target: "inside" } } },
    inside: { on: { "lock.gives": { target: "outside" } } },
  },
});
const events = {
  takes: eventOf("holder", ["lock"], { mayBlock: ["lock"] }),
  "lock.gives": eventOf("holder", ["lock"], { fair: { assumption: "it gives" } }),
};
const system = compileSystem(systemOf([lock, holder], events), readingWith());
const at = (machine: string, value: string) =>
  ({ is: "local", machine, test: (s: { value: string }) => s.value === value }) as const;
const base = { claim: "it", restsOn: [], witness: {}, memory: { cannotShow: "" } } as const;
const properties: readonly Property[] = [
  {
    ...base,
    name: "together",
    kind: "invariant",
    holds: {
      is: "relation",
      machines: ["lock", "holder"],
      test: (left, right) => (left.value === "held") === (right.value === "inside"),
    },
  },
  { ...base, name: "givesBack", kind: "leadsTo", from: at("lock", "held"), to: at("lock", "free") },
  { ...base, name: "everTaken", kind: "possible", can: {} },
];

test("a lock and its holder are two variables and two actions", () => {
  const { text, invariants, temporal, leftOut } = tla(system, properties);
  expect(text.split("\n")).toEqual([
    "---- MODULE tiny ----",
    "\\* tiny, reading plain",
    "EXTENDS Integers",
    "",
    "\\* lock: local states of lock",
    "\\*   1 free",
    "\\*   2 held",
    "\\* holder: local states of holder",
    "\\*   1 outside",
    "\\*   2 inside",
    "VARIABLES lock, holder",
    "vars == <<lock, holder>>",
    "",
    "T0 == <<2, 0>>",
    "T1 == <<0, 1>>",
    "T2 == <<-1, 1>>",
    "T3 == <<{1}, {2}>>",
    "",
    "Init ==",
    "  /\\ lock = 1",
    "  /\\ holder = 1",
    "",
    "\\* takes",
    "takes ==",
    "  /\\ T0[holder] > 0",
    "  /\\ T0[lock] > 0",
    "  /\\ holder' = T0[holder]",
    "  /\\ lock' = T0[lock]",
    "",
    "\\* lock.gives",
    "lock_gives ==",
    "  /\\ T1[holder] > 0",
    "  /\\ T2[lock] > 0",
    "  /\\ holder' = T1[holder]",
    "  /\\ lock' = T2[lock]",
    "",
    "Next ==",
    "  \\/ takes",
    "  \\/ lock_gives",
    "",
    "Spec == Init /\\ [][Next]_vars",
    "fair_lock_gives == lock_gives",
    "FairSpec == (Spec /\\ WF_vars(fair_lock_gives))",
    "",
    "GoesOn ==",
    "  \\/ (T0[holder] # 0 /\\ T0[lock] # 0)",
    "  \\/ T1[holder] # 0",
    "Unanswered ==",
    "  \\/ (T1[holder] # 0 /\\ T2[lock] < 0)",
    "AtRest ==",
    "  /\\ lock \\in {1}",
    "  /\\ holder \\in {}",
    "",
    "NoDeadlock == GoesOn \\/ AtRest",
    "NoSilence == ~Unanswered",
    "Together == holder \\in T3[lock]",
    "GivesBack == (lock \\in {2}) ~> (lock \\in {1})",
    "====",
    "",
  ]);
  expect(invariants.map(({ property }) => property)).toEqual([
    "noDeadlock",
    "noSilence",
    "together",
  ]);
  expect([temporal, leftOut]).toEqual([
    [{ property: "givesBack", name: "GivesBack" }],
    ["everTaken"],
  ]);
});

test("the configuration asks for what is named, and leaves deadlock to the module", () => {
  expect(tlaConfig("FairSpec", ["A"], ["B"])).toBe(
    "SPECIFICATION FairSpec\nCHECK_DEADLOCK FALSE\nINVARIANT A\nPROPERTY B\n",
  );
});

test("an event that changes nothing serves its class without being asked to", () => {
  const polls = machineOf("one", {
    initial: "a",
    states: { a: { on: { polls: { target: "a", reenter: true }, goes: { target: "b" } } }, b: {} },
  });
  const fair = { assumption: "it is" };
  const made = compileSystem(
    systemOf([polls], { polls: eventOf("one", [], { fair }), goes: eventOf("one", [], { fair }) }),
    readingWith(),
  );
  const { text } = tla(made, []);
  expect(text).toContain("fair_polls == ~(T0[one] = one) /\\ polls");
  expect(text).toContain("fair_goes == goes");
});

/** The module's words, comments left out. */
const wordsOf = (text: string): readonly string[] =>
  text.replace(/\\\*.*$/gm, "").match(/\\?[A-Za-z]\w*/g) ?? [];

test.each(model.scenarios.map(({ name }) => [name]))(
  "%s uses only what it defines",
  async (name) => {
    const { scenario, scope, reading } = await selectCase(model, name);
    const made = tla(
      compileSystem(scenario.system(scope), reading),
      scenario.properties(scope),
      name,
    );
    const { text, invariants, temporal } = made;
    const definitions = [...text.matchAll(/^(\w+) ==/gm)].map(([, word = ""]) => word);
    const variables = /^VARIABLES (.*)$/m.exec(text)?.[1]?.split(", ") ?? [];
    const defined = [...definitions, ...variables];
    expect(new Set(defined).size).toBe(defined.length);
    const own = new Set([...defined, made.name, "MODULE", "EXTENDS", "Integers", "VARIABLES"]);
    const signs = new Set(["\\in", "UNCHANGED", "TRUE", "FALSE", "WF_vars"]);
    const foreign = wordsOf(text).filter((word) => !own.has(word) && !signs.has(word));
    expect(foreign).toEqual([]);
    expect(definitions).toEqual(
      expect.arrayContaining([...invariants, ...temporal].map((one) => one.name)),
    );
    const opened = text.match(/[([{]|<</g)?.length;
    expect(text.match(/[)\]}]|>>/g)?.length).toBe(opened);
  },
);

const jar = process.env.TLA2TOOLS ?? "";
describe.skipIf(jar === "")("TLC, where TLA2TOOLS names its jar,", () => {
  const module = tla(system, properties);

  test("finds the states, and agrees on what holds", () => {
    const answer = runTlc(jar, module, tlaConfig("Spec", ["NoDeadlock", "Together"]));
    expect(answer).toEqual({ holds: true, states: 2, depth: 2, trace: 0 });
    expect(runTlc(jar, module, tlaConfig("FairSpec", [], ["GivesBack"]))?.holds).toBe(true);
    expect(runTlc(jar, module, tlaConfig("Spec", [], ["GivesBack"]))?.holds).toBe(false);
  });

  test("shows a broken module by an error, not by a verdict", () => {
    const broken = { ...module, text: module.text.replace("Init ==", "Init = =") };
    expect(() => runTlc(jar, broken, tlaConfig("Spec", []))).toThrow(/^TLC ended with \d+: /);
  });
});

describe("names", () => {
  test("are letters, digits and _, each once, and no word of TLA+", () => {
    const name = namesIn();
    const wanted = ["driver.kicks {q: 0}", "driver.kicks_q 0", "LET", "9", "WF_x", "Next", "é"];
    const given = wanted.map(name);
    expect(given).toEqual([
      "driver_kicks_q_0",
      "driver_kicks_q_0_2",
      "LET_2",
      "n_9",
      "n_WF_x",
      "Next_2",
      "n_",
    ]);
  });
});
