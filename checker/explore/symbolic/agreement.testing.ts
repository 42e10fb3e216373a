/** What the plain and the symbolic engine must say alike. */
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { readingWith } from "../../compile/tiny.testing.ts";
import type { Predicate, Property, SystemDeclaration } from "../../types/index.ts";
import type { ExploreResult, ModellingError, PropertyResult, Trace } from "../results.ts";
import type { MaybeTraced, SymbolicResult } from "./results.ts";

const length = (trace: Trace | null) => trace?.events.length ?? null;

/** What has no answer is grouped by event: the state is that of the trace that was chosen. */
function errorGroup({ kind, event, machine, local, trace }: MaybeTraced<ModellingError>): string {
  const group = kind === "no answer" ? event : local.value;
  return `${kind} ${machine} ${group} ${length(trace)}`;
}

/** Verdicts, states, steps and the groups of what goes wrong, without the choice of traces. */
export function summary(result: ExploreResult | SymbolicResult) {
  return {
    states: result.states,
    depth: result.depth,
    properties: result.properties.map((p: PropertyResult) => ({
      name: p.name,
      verdict: p.verdict,
      why: p.why,
      steps: p.steps,
      example: length(p.example),
      witness: length(p.witness),
      whereTheTextSpeaks: p.whereTheTextSpeaks,
    })),
    silences: result.silences
      .map((s) => `${s.machine} ${s.local.value} ${s.type} ${s.instances} ${length(s.trace)}`)
      .sort(),
    errors: result.errors.map(errorGroup).sort(),
    waits: result.waits.map(({ machine, steps, states }) => ({ machine, steps, states })),
  };
}

export function inState(machine: string, value: string): Predicate {
  return { is: "local", machine, test: (s) => s.value === value };
}

export const claim = {
  claim: "a claim",
  restsOn: [],
  witness: {},
  memory: { cannotShow: "a test" },
} as const;

export function compiled(declaration: SystemDeclaration): CompiledSystem {
  return compileSystem(declaration, readingWith());
}

/** One property of each kind, about states `i` of `m0` and `j` of `m1`. */
export function someProperties(i: number, j: number): Property[] {
  const left = inState("m0", `s${i}`);
  const right = inState("m1", `s${j}`);
  const pattern = {
    before: left,
    event: ({ type }: { type: string }) => type === "e0",
    after: right,
  };
  return [
    { ...claim, name: "notThere", kind: "invariant", holds: { is: "not", of: right } },
    {
      ...claim,
      name: "counts",
      kind: "invariant",
      holds: {
        is: "relation",
        machines: ["m0", "m1"],
        test: (l, r) => l.context.count !== 1 || r.value !== `s${j}`,
      },
    },
    {
      ...claim,
      name: "either",
      kind: "invariant",
      holds: { is: "or", any: [left, { is: "and", all: [right, left] }, right] },
      witness: pattern,
    },
    { ...claim, name: "never", kind: "step", never: pattern },
    { ...claim, name: "can", kind: "possible", can: pattern },
    { ...claim, name: "leads", kind: "leadsTo", from: left, to: right },
    { ...claim, name: "leaves", kind: "leadsTo", from: right, to: { is: "not", of: right } },
  ];
}
