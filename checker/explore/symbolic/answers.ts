/** Results, in the shape of the plain engine's, from what was found. */
import type { Property } from "../../types/index.ts";
import { builtIn } from "../answers.ts";
import { NO_DEADLOCK, NO_SILENCE, type PropertyResult, type Trace } from "../results.ts";
import { refusalMessage } from "../watch.ts";
import { EMPTY } from "./diagrams.ts";
import type { Finding, Findings } from "./findings.ts";
import type { RefusalGroup } from "./reception.ts";
import { exactNumber, type SymbolicResult } from "./results.ts";

/** Everything but the declared properties. */
export function answersOf(
  findings: Findings,
  whereTheTextSpeaks: boolean,
): Pick<SymbolicResult, "states" | "depth" | "properties" | "silences" | "errors" | "waits"> {
  const { reached, deadlock, depth } = findings;
  const silences = nearestFirst(findings, (g) => g.kind === "silent" && !g.withinActor).map(
    ({ type, event, machine, instances, local, actor, trace }) => ({
      event: event.id,
      type,
      machine: machine.name,
      actor,
      local,
      instances,
      trace,
    }),
  );
  const errors = nearestFirst(findings, (g) => g.kind === "guards off" || g.withinActor).map(
    ({ kind, event, machine, local, trace, message }) => ({
      kind,
      event: event.id,
      machine: machine.name,
      local,
      trace,
      message,
    }),
  );
  return {
    states: exactNumber(reached.space.diagrams.count(reached.states)),
    depth,
    properties: [noDeadlock(deadlock, whereTheTextSpeaks), noSilence(findings, silences)],
    silences,
    errors,
    waits: waitsOf(findings),
  };
}

/** The verdict of a declared property. */
export function answerTo(
  findings: Findings,
  property: Property,
  whereTheTextSpeaks: boolean,
): PropertyResult {
  const hit = findings.hits.get(property)!;
  const witness = findings.witnesses.get(property)!;
  const isPossibility = property.kind === "possible";
  const isContradicted = isPossibility ? hit.states === EMPTY : hit.states !== EMPTY;
  const counterexample = isPossibility ? null : hit.trace;
  return {
    name: property.name,
    property,
    verdict: isContradicted ? "violated" : witness.states === EMPTY ? "vacuous" : "holds",
    why: null,
    steps: isContradicted ? stepsOf(counterexample) : null,
    counterexample: isContradicted ? counterexample : null,
    shortest: true,
    example: isPossibility ? hit.trace : null,
    witness: witness.trace,
    whereTheTextSpeaks,
  };
}

/** Events up to the loop, or all of them. */
function stepsOf(trace: Trace | null): number | null {
  return trace === null ? null : (trace.loop ?? trace.events.length);
}

function noDeadlock({ states, trace }: Finding, whereTheTextSpeaks: boolean): PropertyResult {
  return {
    ...builtIn(NO_DEADLOCK, null),
    verdict: states === EMPTY ? "holds" : "violated",
    steps: stepsOf(trace),
    counterexample: trace,
    whereTheTextSpeaks,
  };
}

/** Silence may be reported only of a text that is held in full. */
function noSilence(
  { reached }: Findings,
  silences: readonly { readonly trace: Trace | null }[],
): PropertyResult {
  const result = builtIn(NO_SILENCE, null);
  const [nearest] = silences;
  if (nearest === undefined) return { ...result, verdict: "holds" };
  if (!reached.space.net.system.reading.textHeld) {
    return { ...result, verdict: "unknown", why: "text not held" };
  }
  const counterexample = nearest.trace;
  return { ...result, verdict: "violated", steps: stepsOf(counterexample), counterexample };
}

/** Groups with the machine, event and local state of their trace, the shortest first. */
function nearestFirst({ reached, groups }: Findings, wanted: (group: RefusalGroup) => boolean) {
  const { system } = reached.space.net;
  return groups
    .filter(({ group }) => wanted(group))
    .map(({ group, finding: { trace, at } }) => {
      const machine = system.machines[group.machine]!;
      const event = trace === null ? group.event : trace.events[trace.events.length - 1]!;
      const local = at === null ? group.local : at[group.machine]!;
      const refusal = { ...group, event, local, state: 0 };
      return {
        ...group,
        trace,
        event: system.events[event]!,
        machine,
        actor: machine.actor,
        local: machine.table.states[local]!,
        message: refusalMessage(system, refusal),
      };
    })
    .sort((a, b) => (a.trace?.events.length ?? 0) - (b.trace?.events.length ?? 0));
}

function waitsOf({ reached, waits }: Findings): SymbolicResult["waits"] {
  const { net, diagrams } = reached.space;
  return waits.map(({ machine, finding: { states, trace, at } }) => {
    const { name, table } = net.system.machines[machine]!;
    const local = at === null ? null : table.states[at[machine]!]!;
    return {
      machine: name,
      local,
      steps: stepsOf(trace),
      trace,
      states: exactNumber(diagrams.count(states)),
    };
  });
}
