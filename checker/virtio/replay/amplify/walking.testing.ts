/** Scripts of behaviours that nobody chose, and shapes at random. */
import fc from "fast-check";
import { model } from "../../../../models/model.ts";
import type { Scope } from "../../../../models/scope.ts";
import { resolveReading } from "../../../asking/reading.ts";
import { compileSystem } from "../../../compile/compile.ts";
import type { CompiledSystem } from "../../../compile/system.ts";
import { PATTERNS, type Shape } from "../../../trace/shape.ts";
import { advance, eventsThat, initialState } from "../../../trace/walk.ts";
import { leastSize, MAX_SIZE } from "./placing.ts";
import { type Script, scriptOf } from "./script.ts";

export interface Compiled {
  readonly name: string;
  readonly scope: Scope;
  readonly system: CompiledSystem;
}

/** The first case of each scenario with virtqueues, and one reading that nobody pins. */
export function compiledScenarios(): readonly Compiled[] {
  const unruly =
    "v1.4-musts-only,-S-11a,-S-11b,migration-order=device-first,until-suspended=freezes," +
    "-B26a,queue-reset-while-suspended=ignored,kick-after-resume=yes";
  return model.scenarios.flatMap((scenario) =>
    [scenario.cases[0]!, { ...scenario.cases[0]!, reading: unruly }].flatMap((one) => {
      const scope = { ...scenario.scope, ...one.scope };
      if (scope.queues === 0) return [];
      const system = compileSystem(scenario.system(scope), resolveReading(model, one.reading));
      return [{ name: scenario.name, scope, system }];
    }),
  );
}

/** The script of a walk: at each step the chance picks among the events that are
 *  possible, and among those that were taken least two times out of three. */
export function walkedScript(of: Compiled, chances: readonly number[]): Script | null {
  const { system, scope } = of;
  const counts = new Map<string, number>();
  const events: number[] = [];
  let state = initialState(system);
  for (const chance of chances) {
    const possible = eventsThat("happen", system, state);
    if (possible.length === 0) break;
    const count = (type: string): number => counts.get(type) ?? 0;
    const least = Math.min(...possible.map(({ type }) => count(type)));
    const rare = chance % 3 === 0 ? possible : possible.filter(({ type }) => count(type) === least);
    const event = rare[Math.floor(chance / 3) % rare.length]!;
    counts.set(event.type, count(event.type) + 1);
    events.push(event.id);
    state = advance(system, state, event);
  }
  const scriptOfFirst = (count: number): ReturnType<typeof scriptOf> => {
    const trace = { events: events.slice(0, count), loop: null, last: "taken" } as const;
    return scriptOf({ system, trace, property: null, violates: false, scope });
  };
  const script = scriptOfFirst(events.length);
  if (script === null || "steps" in script) return script;
  // Where the plain kernel differs, that is not amplification's to find.
  const before = scriptOfFirst(script.step - 1);
  return before !== null && "steps" in before ? before : null;
}

/** Any shape that a script can have, with any start. */
export const anyShape = (script: Script): fc.Arbitrary<Shape> =>
  fc
    .record({
      format: fc.constantFrom("split" as const, "packed" as const),
      size: fc.nat({ max: MAX_SIZE }),
      start: fc.oneof(fc.nat({ max: 65535 }), fc.integer({ min: 65520, max: 65535 })),
      chains: fc.array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 3 }),
      indirect: fc.boolean(),
      inOrder: fc.boolean(),
      suppression: fc.constantFrom("none" as const, "flags" as const, "eventIdx" as const),
      drain: fc.constantFrom("none" as const, "oldest" as const, "newest" as const),
    })
    .map((drawn) => {
      const least = leastSize(script, drawn);
      const size =
        drawn.format === "packed"
          ? Math.max(least, drawn.size)
          : least * 2 ** (drawn.size % (Math.log2(MAX_SIZE / least) + 1));
      const start = drawn.format === "packed" ? drawn.start % (2 * size) : drawn.start;
      const inOrder = drawn.inOrder && script.usesInOrder && drawn.drain !== "newest";
      return { ...drawn, size, start, inOrder };
    });
