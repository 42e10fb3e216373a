/** TLC against the plain engine on random systems, where TLA2TOOLS names its jar. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runTlc } from "../bench/engines/tlc.ts";
import { compileSystem } from "../compile/compile.ts";
import { readingWith } from "../compile/tiny.testing.ts";
import { exploreSync } from "../explore/explore.ts";
import { randomSystem } from "../explore/random-systems.testing.ts";
import { NO_SILENCE } from "../explore/results.ts";
import type { LocalState, Predicate, Property } from "../types/index.ts";
import { tla } from "./tla.ts";
import { tlaConfig } from "./tla-config.ts";

const jar = process.env.TLA2TOOLS ?? "";
/** A virtual machine is started up to five times for each. */
const RUNS = Number(process.env.TLA2TOOLS_RUNS ?? 6);

const at = (machine: string, value: string): Predicate => ({
  is: "local",
  machine,
  test: (s: LocalState) => s.value === value,
});
const base = { claim: "it", restsOn: [], witness: {}, memory: { cannotShow: "" } } as const;

describe.skipIf(jar === "")("TLC and the plain engine", () => {
  test("agree on states, depth, invariants with their steps, and leads-to", {
    timeout: 6e5,
  }, () => {
    const place = fc.nat({ max: 2 });
    fc.assert(
      fc.property(randomSystem, place, place, (declaration, i, j) => {
        const bad: Predicate = {
          is: "relation",
          machines: ["m0", "m1"],
          test: (left, right) => left.value === `s${i}` && right.value === `s${j}`,
        };
        const properties: readonly Property[] = [
          { ...base, name: "apart", kind: "invariant", holds: { is: "not", of: bad } },
          {
            ...base,
            name: "leads",
            kind: "leadsTo",
            from: at("m0", `s${i}`),
            to: at("m1", `s${j}`),
          },
        ];
        const system = compileSystem(declaration, readingWith());
        const found = exploreSync(system, { properties });
        const module = tla(system, properties);
        const whole = runTlc(jar, module, tlaConfig("Spec", []));
        expect(whole).toMatchObject({ holds: true, states: found.states });
        expect(whole?.depth).toBe(found.depth! + 1);
        const ours = new Map(found.properties.map((one) => [one.name, one]));
        for (const { property, name } of module.invariants) {
          const { verdict, steps } = ours.get(property)!;
          const theirs = runTlc(jar, module, tlaConfig("Spec", [name]));
          expect([property, theirs?.holds]).toEqual([property, verdict !== "violated"]);
          if (verdict !== "violated") continue;
          // The silent event is a step of ours, and none of theirs.
          const taken = property === NO_SILENCE ? steps! - 1 : steps!;
          expect([property, theirs?.trace]).toEqual([property, taken + 1]);
        }
        // A silent event counts as enabled for our fairness; TLA+ does not know of it.
        const speaks = found.silences.length + found.errors.length === 0;
        for (const { name } of speaks ? module.temporal : []) {
          const theirs = runTlc(jar, module, tlaConfig("FairSpec", [], [name]));
          expect(theirs?.holds).toBe(ours.get("leads")!.verdict !== "violated");
        }
      }),
      // Making an example smaller would take minutes of Java.
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
