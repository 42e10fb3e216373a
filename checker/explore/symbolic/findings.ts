/** What is found in the reachable states, before any behaviour is looked for. */
import type { Property } from "../../types/index.ts";
import type { Trace } from "../results.ts";
import { EMPTY } from "./diagrams.ts";
import { type FairSet, fairHull, fairSets, type Pending, pendingStates } from "./fair.ts";
import type { Reached } from "./reach.ts";
import { createReception, endlessWaiting, type Reception, type RefusalGroup } from "./reception.ts";
import { statesBefore, statesWith } from "./select.ts";

/** Where something is, and a shortest behaviour to it once it was looked for. */
export interface Finding {
  /** States, or the states before the step that is meant. */
  readonly states: number;
  trace: Trace | null;
  /** The vector of the state of `states` that the trace leads to. */
  at: Uint16Array | null;
}

export interface Owed {
  readonly pending: Pending;
  /** Contains all fair cycles; empty when only stuttering is fair. */
  readonly hull: number;
}

/** What one exploration found, by property. */
export interface Findings {
  readonly reached: Reached;
  readonly reception: Reception;
  readonly fair: readonly FairSet[];
  readonly deadlock: Finding;
  readonly groups: readonly { readonly group: RefusalGroup; readonly finding: Finding }[];
  readonly waits: readonly { readonly machine: number; readonly finding: Finding }[];
  /** Contradictions, or for a possibility what shows it. */
  readonly hits: ReadonlyMap<Property, Finding>;
  readonly owed: ReadonlyMap<Property, Owed>;
  readonly witnesses: ReadonlyMap<Property, Finding>;
  /** The greatest distance of a state, when the rings were made to the end. */
  depth: number | null;
}

const finding = (states: number): Finding => ({ states, trace: null, at: null });

/** Decides everything, without behaviours. */
export function findIn(
  reached: Reached,
  properties: readonly Property[],
  fairness: "weak" | "strong" = "weak",
): Findings {
  const { space, states, all } = reached;
  const reception = createReception(space, states);
  const needsFairness = properties.some(({ kind }) => kind === "leadsTo");
  const fair = needsFairness ? fairSets(space, reception, fairness === "strong") : [];
  const hits = new Map<Property, Finding>();
  const owed = new Map<Property, Owed>();
  const witnesses = new Map<Property, Finding>();
  for (const property of properties) {
    const { name, witness } = property;
    witnesses.set(property, finding(statesBefore(space, states, witness, name)));
    if (property.kind === "leadsTo") {
      const pending = pendingStates(space, states, all, fair, property);
      const hull = fairHull(space, pending.states, all, fair);
      owed.set(property, { pending, hull });
      hits.set(property, finding(space.diagrams.union(hull, pending.stuttering)));
    } else {
      hits.set(property, finding(contradictions(reached, property)));
    }
  }
  const { machines } = space.net.system;
  const waits = machines.map(({ index }) => ({
    machine: index,
    finding: finding(endlessWaiting(space, states, all.backward, reception, index)),
  }));
  return {
    reached,
    reception,
    fair,
    deadlock: finding(reception.deadlocks(all.forward)),
    groups: reception.groups.map((group) => ({ group, finding: finding(group.states) })),
    waits: waits.filter((wait) => wait.finding.states !== EMPTY),
    hits,
    owed,
    witnesses,
    depth: null,
  };
}

/** The states that contradict a property, or before the steps that do. */
function contradictions(
  { space, states }: Reached,
  property: Exclude<Property, { readonly kind: "leadsTo" }>,
): number {
  switch (property.kind) {
    case "invariant": {
      const good = statesWith(space, states, property.holds, property.name);
      return space.diagrams.minus(states, good);
    }
    case "step":
      return statesBefore(space, states, property.never, property.name);
    case "possible":
      return statesBefore(space, states, property.can, property.name);
  }
}
