/** Waits without exit: a machine waits, and no continuation ends its waiting. */
import type { EndlessWait, Limit } from "./results.ts";
import { edgesOf, type Graph, type Look, type SearchLimits, traceTo, within } from "./search.ts";

/** Whether some machine of the system is ever tagged `waiting`. */
export function hasWaits(graph: Pick<Graph, "system">): boolean {
  return graph.system.machines.some(({ table }) => table.states.some(isWaiting));
}

/**
 * For each machine, the nearest state in which it waits for ever, or the limit
 * within which that cannot be known. Leaving counts
 * whoever causes it; a state that was not expanded, and one with an unanswered
 * event, counts as a way out, so that no wait rests on what was not explored.
 */
export function endlessWaits(
  graph: Graph,
  isUnanswered: (state: number) => boolean,
  limits: Omit<SearchLimits, "maxStates">,
): EndlessWait[] | Limit {
  return within(limits, (look) => waitsWithin(graph, isUnanswered, look));
}

function waitsWithin(
  graph: Graph,
  isUnanswered: (state: number) => boolean,
  look: Look,
): EndlessWait[] {
  const { system, store } = graph;
  const width = system.machines.length + system.monitors.length;
  let reverse: ReverseEdges | undefined;
  return system.machines.flatMap(({ name, index, table }) => {
    const waiting = Uint8Array.from(table.states, (state) => Number(isWaiting(state)));
    if (!waiting.includes(1)) return [];
    reverse ??= reverseEdges(graph, look);
    const canLeave = new Uint8Array(store.size);
    const queue: number[] = [];
    for (let state = 0; state < store.size; state++) {
      look();
      const waits = waiting[store.vectors[state * width + index]!] === 1;
      if (waits && state < graph.expanded && !isUnanswered(state)) continue;
      canLeave[state] = 1;
      queue.push(state);
    }
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      for (let edge = reverse.first[state]!; edge < reverse.first[state + 1]!; edge++) {
        look();
        const before = reverse.from[edge]!;
        if (canLeave[before] === 1) continue;
        canLeave[before] = 1;
        queue.push(before);
      }
    }
    const nearest = canLeave.indexOf(0);
    if (nearest < 0) return [];
    const trace = traceTo(graph, nearest);
    const local = table.states[store.vectors[nearest * width + index]!]!;
    const states = canLeave.reduce((count, leaves) => count + 1 - leaves, 0);
    return [{ machine: name, local, steps: trace.events.length, trace, states }];
  });
}

function isWaiting({ tags }: { readonly tags: readonly string[] }): boolean {
  return tags.includes("waiting");
}

interface ReverseEdges {
  /** Where the edges into a state begin in `from`. */
  readonly first: Int32Array;
  readonly from: Int32Array;
}

function reverseEdges(graph: Graph, look: Look): ReverseEdges {
  const { store, edgeTo } = graph;
  const first = new Int32Array(store.size + 1);
  for (let edge = 0; edge < edgeTo.length; edge++) {
    look();
    first[edgeTo.values[edge]! + 1]! += 1;
  }
  for (let state = 0; state < store.size; state++) first[state + 1]! += first[state]!;
  const fill = first.slice();
  const from = new Int32Array(edgeTo.length);
  for (let state = 0; state < graph.expanded; state++) {
    const [start, end] = edgesOf(graph, state);
    look(end - start);
    for (let edge = start; edge < end; edge++) from[fill[edgeTo.values[edge]!]!++] = state;
  }
  return { first, from };
}
