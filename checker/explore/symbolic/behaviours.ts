/** Shortest behaviours to what was found. */
import type { StepPattern } from "../../types/index.ts";
import { bitsOf, createReceiver, type Receiver } from "../reception.ts";
import type { Trace } from "../results.ts";
import { EMPTY } from "./diagrams.ts";
import { fairCore } from "./fair.ts";
import type { Finding, Findings } from "./findings.ts";
import { nearestLasso } from "./lasso.ts";
import { GaveUp } from "./memory.ts";
import type { RefusalGroup } from "./reception.ts";
import type { SymbolicOptions } from "./results.ts";
import { createRings, type Rings, vectorOf, walkTo } from "./rings.ts";
import { firstMatch } from "./select.ts";
import type { Space } from "./space.ts";

/** What is to be reached, and the event that then ends the behaviour, if any. */
interface Goal {
  readonly finding: Finding;
  readonly last: Trace["last"];
  readonly event: ((state: number, vector: Uint16Array) => number) | null;
}

/** Looks for the behaviours; false where the budget or `maxSteps` did not allow all. */
export function findBehaviours(findings: Findings, options: SymbolicOptions): boolean {
  const { space, all } = findings.reached;
  const limit = options.maxSteps ?? Number.POSITIVE_INFINITY;
  const which = options.traces ?? "all";
  try {
    const rings = createRings(space, all.forward, space.initial);
    let finished = which === "none" || reachGoals(space, rings, goalsOf(findings, which), limit);
    const lassos = { space, rings, all, fair: findings.fair, limit };
    for (const [property, { pending, hull }] of findings.owed) {
      const hit = findings.hits.get(property)!;
      if (hit.states === EMPTY || which === "none") continue;
      const core = hull === EMPTY ? EMPTY : fairCore(space, hull, all, findings.fair);
      hit.trace = nearestLasso(lassos, pending, core)?.trace ?? null;
      finished &&= hit.trace !== null;
    }
    if (options.depth) findings.depth = lastRing(rings);
    return finished;
  } catch (error) {
    if (error instanceof GaveUp) return false;
    throw error;
  }
}

function lastRing(rings: Rings): number {
  let distance = 0;
  while (rings.at(distance + 1) !== EMPTY) distance += 1;
  return distance;
}

function goalsOf(findings: Findings, which: "all" | "violations"): Goal[] {
  const { deadlock, groups, waits, hits, witnesses, reached } = findings;
  const { space } = reached;
  const state = (finding: Finding): Goal => ({ finding, last: "taken", event: null });
  const step = (finding: Finding, pattern: StepPattern, owner: string): Goal => ({
    finding,
    last: "taken",
    event: (at) => firstMatch(space, at, pattern, owner),
  });
  const goals = [state(deadlock), ...waits.map(({ finding }) => state(finding))];
  for (const { group, finding } of groups) {
    const last = group.kind === "silent" ? "unanswered" : "guarded off";
    goals.push({ finding, last, event: refusedEvent(space, group) });
  }
  for (const [property, finding] of hits) {
    const { kind, name } = property;
    if (kind === "invariant") goals.push(state(finding));
    if (kind === "step") goals.push(step(finding, property.never, name));
    if (kind === "possible" && which === "all") goals.push(step(finding, property.can, name));
  }
  if (which === "all") {
    for (const [{ witness, name }, finding] of witnesses) goals.push(step(finding, witness, name));
  }
  return goals.filter(({ finding }) => finding.states !== EMPTY);
}

/** Follows the rings until every goal was met. */
function reachGoals(space: Space, rings: Rings, goals: readonly Goal[], limit: number): boolean {
  const { diagrams } = space;
  let open = goals;
  for (let distance = 0; open.length > 0; distance++) {
    if (distance > limit) return false;
    const ring = rings.at(distance);
    if (ring === EMPTY) throw new Error("what is reachable is in no ring");
    const met = open.filter(({ finding }) => diagrams.intersect(ring, finding.states) !== EMPTY);
    for (const { finding, last, event } of met) {
      const walk = walkTo(space, rings, distance, finding.states);
      finding.at = vectorOf(space, walk.to);
      const events = event === null ? walk.events : [...walk.events, event(walk.to, finding.at)];
      finding.trace = { events, loop: null, last };
    }
    open = open.filter((goal) => !met.includes(goal));
  }
  return true;
}

/** An event of a group that is refused in a state. */
function refusedEvent(
  { net }: Space,
  group: RefusalGroup,
): (state: number, vector: Uint16Array) => number {
  const { events } = net.system;
  const receiver = createReceiver(net.system);
  return (_, vector) => {
    receiver.receive(vector, 0);
    const event = refusals(receiver, vector, group.kind).find(
      (refusal) => refusal.machine === group.machine && events[refusal.event]!.type === group.type,
    );
    if (event === undefined) throw new Error("no event of the group is refused in the state");
    return event.event;
  };
}

function refusals(
  receiver: Receiver,
  vector: Uint16Array,
  kind: RefusalGroup["kind"],
): readonly { readonly event: number; readonly machine: number }[] {
  if (kind === "guards off") return receiver.guardedOff(vector, 0);
  return [...bitsOf(receiver.unanswered)].flatMap((event) =>
    receiver.silentMachines(vector, 0, event).map((machine) => ({ event, machine })),
  );
}
