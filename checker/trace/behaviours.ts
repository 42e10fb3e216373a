/**
 * What can happen in a reading, in kinds that people tell apart: an event, the
 * state in which its initiator decides it, and the states in which it meets the
 * others. Two readings differ in the kinds that one has and the other has not.
 */
import type { CompiledSystem } from "../compile/system.ts";
import type { Limit, Trace } from "../explore/results.ts";
import { type Graph, search, traceTo, type Watcher } from "../explore/search.ts";

/** A kind of step that a reading permits. */
export interface Behaviour {
  /** Event type. */
  readonly type: string;
  /** `driver waiting`, the initiator first, then every other participant. */
  readonly participants: readonly string[];
  /** A shortest behaviour that ends with such a step. */
  readonly witness: Trace;
}

export interface Behaviours {
  /** Event type and participants as one string -> the behaviour. */
  readonly found: ReadonlyMap<string, Behaviour>;
  /** Null when every reachable step was seen. */
  readonly limit: Limit | null;
}

export interface BehaviourLimits {
  readonly maxStates?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Every kind of step of a system, with its first witness. */
export async function behavioursOf(
  system: CompiledSystem,
  { maxStates = 5_000_000, timeoutMs, signal }: BehaviourLimits,
): Promise<Behaviours> {
  const watcher = watchKinds(system);
  const steps = search(system, {
    maxStates,
    deadline: timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs,
    signal,
    keepEdges: false,
    watchers: [watcher],
  });
  let step = steps.next();
  for (; !step.done; step = steps.next()) await new Promise((resume) => setImmediate(resume));
  return { found: watcher.behaviours(step.value), limit: step.value.limit };
}

interface KindWatcher extends Watcher {
  behaviours(graph: Graph): ReadonlyMap<string, Behaviour>;
}

/** Kinds are recognised by one number a step: names of states as digits of it. */
function watchKinds(system: CompiledSystem): KindWatcher {
  const names = system.machines.map(({ table }) => [...new Set(table.states.map((s) => s.value))]);
  const digit = system.machines.map(({ table, index }) =>
    Uint16Array.from(table.states, ({ value }) => names[index]!.indexOf(value)),
  );
  const parts = system.events.map(({ initiator, participants }) => [initiator, ...participants]);
  const first = system.events.map(() => new Map<number | string, number>());
  const kindOf = (vectors: Uint16Array, at: number, event: number): number | string => {
    let kind = 0;
    for (const m of parts[event]!) {
      kind = kind * names[m]!.length + digit[m]![vectors[at + m]!]!;
      // More than a number holds exactly: digits in a string do the same.
      if (kind > Number.MAX_SAFE_INTEGER / 65_536) {
        return parts[event]!.map((machine) => digit[machine]![vectors[at + machine]!]).join(" ");
      }
    }
    return kind;
  };
  return {
    onStep(from, vectors, at, event) {
      const kind = kindOf(vectors, at, event);
      const seen = first[event]!;
      if (!seen.has(kind)) seen.set(kind, from);
    },
    behaviours(graph) {
      const found = new Map<string, Behaviour>();
      const firsts = first
        .flatMap((seen, event) => [...seen.values()].map((state) => ({ state, event })))
        .sort((a, b) => a.state - b.state || a.event - b.event);
      const width = system.machines.length + system.monitors.length;
      for (const { state, event } of firsts) {
        const { type } = system.events[event]!;
        const participants = parts[event]!.map((m) => {
          const { kind, table } = system.machines[m]!;
          const local = table.states[graph.store.vectors[state * width + m]!]!;
          return `${kind.replace(/[\d.]+$/, "")} ${local.value}`;
        });
        const key = [type, ...participants].join(", ");
        if (found.has(key)) continue;
        found.set(key, { type, participants, witness: traceTo(graph, state, event) });
      }
      return found;
    },
  };
}
