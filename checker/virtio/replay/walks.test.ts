/** Behaviours that nobody chose: random walks of every scenario, on real bytes. */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { declarationOf } from "../../asking/declaration.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem, EventInstance } from "../../compile/system.ts";
import { eventsThat } from "../../trace/walk.ts";
import { programs } from "./programs.ts";
import { mismatchLine, Session } from "./replay.ts";

const STEPS = 200;
const taken = new Set<string>();

/** A reading that nobody pins, in which much goes wrong on memory. */
const unruly =
  "v1.4-musts-only,-S-11a,-S-11b,migration-order=device-first,until-suspended=freezes," +
  "-B26a,queue-reset-while-suspended=ignored,kick-after-resume=yes,-B63a";

interface Compiled {
  readonly scope: Scope;
  readonly system: CompiledSystem;
}

/** One of the possible events; two times out of three one of a type that was rarely taken. */
function choose(
  possible: readonly EventInstance[],
  counts: ReadonlyMap<string, number>,
  chance: number,
): EventInstance {
  const count = ({ type }: EventInstance): number =>
    taken.has(type) ? (counts.get(type) ?? 0) : -1;
  const least = Math.min(...possible.map(count));
  const rare = chance % 3 === 0 ? possible : possible.filter((one) => count(one) === least);
  return rare[Math.floor(chance / 3) % rare.length]!;
}

/** Null, or what goes wrong on a walk that is chosen by chance. */
function walk({ scope, system }: Compiled, wraps: boolean, chances: readonly number[]) {
  const session = new Session(system, scope, { startIndex: wraps ? 65536 - scope.ring : 0 });
  const counts = new Map<string, number>();
  for (const chance of chances) {
    const possible = eventsThat("happen", system, session.state);
    if (possible.length === 0) return null;
    const event = choose(possible, counts, chance);
    counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
    taken.add(event.type);
    const { mismatch } = session.take(event);
    if (mismatch !== null) return mismatchLine(mismatch);
  }
  return null;
}

describe.each(model.scenarios.map((scenario) => [scenario.name, scenario] as const))(
  "%s",
  (_name, scenario) => {
    test("replays wherever one walks, from index 0 and next to 65535", () => {
      const [first] = scenario.cases;
      const compiled = [...scenario.cases, { ...first!, reading: unruly }].map((one): Compiled => {
        const scope = { ...scenario.scope, ...one.scope };
        const system = compileSystem(
          declarationOf(scenario, scope),
          resolveReading(model, one.reading),
        );
        return { scope, system };
      });
      const chances = fc.array(fc.nat(), { minLength: STEPS, maxLength: STEPS });
      for (const of of compiled) {
        fc.assert(
          fc.property(fc.boolean(), chances, (wraps, each) => {
            expect(walk(of, wraps, each)).toBeNull();
          }),
          { numRuns: Math.ceil(40 / compiled.length) },
        );
      }
    });
  },
);

afterAll(() => {
  const active = Object.keys(programs).filter((type) => programs[type]!.accesses.length > 0);
  expect(active.filter((type) => !taken.has(type))).toEqual([]);
});
