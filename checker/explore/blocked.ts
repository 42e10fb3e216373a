/**
 * For each event, the machines and local states that alone kept it from
 * happening. Look here first when a verdict surprises: a transition that was
 * forgotten shows as one machine that stops an event everywhere.
 */
import { localName } from "../compile/local.ts";
import type { CompiledMachine, CompiledSystem } from "../compile/system.ts";
import type { LocalState } from "../types/index.ts";
import { has } from "./reception.ts";
import type { Progress, Trace } from "./results.ts";
import { type Graph, isFinished, search, traceTo, type Watcher } from "./search.ts";

/** How a machine keeps an event from happening. */
export type Keeping = "declines" | "blocks" | "guards off" | "silent";

/** A machine and its local state, all other participants taking the event. */
export interface Keeper {
  readonly machine: string;
  /** The nearest one where several are counted together. */
  readonly local: LocalState;
  readonly how: Keeping;
  /** Pairs of reachable state and event instance. */
  readonly count: number;
  /** A shortest behaviour to a state in which it does. */
  readonly example: Trace;
}

export interface BlockedEvent {
  /** An event type, or an instance: `driver.kicks {q: 0}`. */
  readonly name: string;
  /** Pairs of reachable state and event instance in which it is enabled. */
  readonly enabled: number;
  /** Most frequent first. */
  readonly keepers: readonly Keeper[];
}

export interface BlockedOptions {
  /** One row for each event type, or for each instance. By type, local states of one name are one. */
  readonly by: "type" | "instance";
  readonly maxStates?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Pick<Progress, "states">) => void;
}

export interface BlockedResult {
  /** In the order of declaration. */
  readonly events: readonly BlockedEvent[];
  /** Names of the events that never happen. */
  readonly never: readonly string[];
  /** False when a limit ended the search: counts are of what was seen. */
  readonly finished: boolean;
}

export function explainBlocked(system: CompiledSystem, options: BlockedOptions): BlockedResult {
  const { maxStates = 5_000_000, timeoutMs, signal, by } = options;
  const counter = countKeepers(system);
  const steps = search(system, {
    maxStates,
    deadline: timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs,
    signal,
    keepEdges: false,
    watchers: [counter],
  });
  let step = steps.next();
  while (!step.done) {
    options.onProgress?.({ states: step.value.store.size });
    step = steps.next();
  }
  const graph = step.value;
  const rows = new Map<string, number[]>();
  for (const { id, type, name } of system.events) {
    const row = by === "type" ? type : name;
    rows.set(row, [...(rows.get(row) ?? []), id]);
  }
  const events = [...rows].map(([name, ids]) => ({
    name,
    enabled: ids.reduce((sum, id) => sum + counter.enabled[id]!, 0),
    keepers: keepersOf(graph, counter, ids, by),
  }));
  const never = events.filter(({ enabled }) => enabled === 0).map(({ name }) => name);
  return { events, never, finished: isFinished(graph) };
}

interface KeeperCounter extends Watcher {
  /** States in which each event is enabled. */
  readonly enabled: Float64Array;
  /** For each machine and cell of its table: how often it alone kept the event. */
  readonly counts: readonly Float64Array[];
  /** The first state in which it did. */
  readonly first: readonly Int32Array[];
}

function countKeepers(system: CompiledSystem): KeeperCounter {
  const { machines, words } = system;
  const enabled = new Float64Array(system.events.length);
  const counts = machines.map(({ table }) => new Float64Array(table.next.length));
  const first = machines.map(({ table }) => new Int32Array(table.next.length).fill(-1));
  const onExpand: Watcher["onExpand"] = (state, vectors, at, receiver) => {
    for (let id = 0; id < enabled.length; id++) if (has(receiver.enabled, id)) enabled[id]! += 1;
    for (let w = 0; w < words; w++) {
      let once = 0;
      let twice = 0;
      for (let m = 0; m < machines.length; m++) {
        const refuses = ~machines[m]!.takes[vectors[at + m]! * words + w]!;
        twice |= once & refuses;
        once |= refuses;
      }
      const alone = once & ~twice;
      if (alone === 0) continue;
      for (const [m, { takes, table, column }] of machines.entries()) {
        const local = vectors[at + m]!;
        for (let rest = alone & ~takes[local * words + w]!; rest !== 0; rest &= rest - 1) {
          const id = w * 32 + 31 - Math.clz32(rest & -rest);
          const cell = local * table.events.length + column[id]!;
          counts[m]![cell]! += 1;
          if (first[m]![cell] === -1) first[m]![cell] = state;
        }
      }
    }
  };
  return { enabled, counts, first, onExpand };
}

function keepersOf(
  graph: Graph,
  counter: KeeperCounter,
  ids: readonly number[],
  by: BlockedOptions["by"],
): Keeper[] {
  interface Row {
    readonly machine: CompiledMachine;
    readonly how: Keeping;
    local: number;
    state: number;
    count: number;
  }
  const rows = new Map<string, Row>();
  for (const machine of graph.system.machines) {
    const { table, column, index } = machine;
    for (const [local, { value }] of table.states.entries()) {
      for (const id of ids) {
        const cell = local * table.events.length + column[id]!;
        const count = column[id]! < 0 ? 0 : counter.counts[index]![cell]!;
        if (count === 0) continue;
        const how = keeping(graph.system, machine, local, id);
        const key = `${index} ${how} ${by === "type" ? value : local}`;
        const state = counter.first[index]![cell]!;
        const row = rows.get(key);
        if (row === undefined) {
          rows.set(key, { machine, how, local, state, count });
        } else {
          row.count += count;
          if (state < row.state) Object.assign(row, { state, local });
        }
      }
    }
  }
  return [...rows.values()]
    .sort((a, b) => b.count - a.count || a.machine.index - b.machine.index || a.local - b.local)
    .map(({ machine, how, local, state, count }) => ({
      machine: machine.name,
      local: machine.table.states[local]!,
      how,
      count,
      example: traceTo(graph, state),
    }));
}

function keeping(
  { words }: CompiledSystem,
  machine: CompiledMachine,
  local: number,
  id: number,
): Keeping {
  const row = (masks: Uint32Array) => masks.subarray(local * words, (local + 1) * words);
  if (has(row(machine.declines), id)) return "declines";
  if (has(row(machine.blocks), id)) return "blocks";
  if (has(row(machine.guardsOff), id)) return "guards off";
  if (has(row(machine.silent), id)) return "silent";
  throw new Error(
    `"${machine.name}" in ${localName(machine.table.states[local]!)} takes event ${id}`,
  );
}
