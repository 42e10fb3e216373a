/** Strongly connected components of a part of the explored graph. */
import type { Edges, Look } from "./search.ts";

/**
 * Tarjan's algorithm without recursion, over the expanded states for which
 * `inside` is 1. Returns for each state the number of its component, -1 outside. `look` is
 * asked at each step, and may throw.
 */
export function components(graph: Edges, inside: Uint8Array, look: Look = () => {}): Int32Array {
  const count = graph.expanded;
  const component = new Int32Array(graph.store.size).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  // Edges are read one by one, and their ends asked for each time: straight from the lists.
  const nextEdge = new Int32Array(count);
  const firstEdge = graph.firstEdge.values;
  const targets = graph.edgeTo.values;
  const edges = graph.edgeTo.length;
  const open = new Int32Array(count);
  const path = new Int32Array(count);
  let opened = 0;
  let length = 0;
  let visited = 0;
  let closed = 0;
  const enter = (state: number): void => {
    order[state] = low[state] = visited++;
    nextEdge[state] = firstEdge[state]!;
    open[opened++] = state;
    path[length++] = state;
  };
  for (let root = 0; root < count; root++) {
    if (inside[root] !== 1 || order[root] !== -1) continue;
    enter(root);
    while (length > 0) {
      look();
      const state = path[length - 1]!;
      if (nextEdge[state]! < (state + 1 < count ? firstEdge[state + 1]! : edges)) {
        const to = targets[nextEdge[state]!++]!;
        if (to >= count || inside[to] !== 1) continue;
        if (order[to] === -1) enter(to);
        else if (component[to] === -1) low[state] = Math.min(low[state]!, order[to]!);
        continue;
      }
      length -= 1;
      if (length > 0) {
        const parent = path[length - 1]!;
        low[parent] = Math.min(low[parent]!, low[state]!);
      }
      if (low[state] !== order[state]) continue;
      for (let member = -1; member !== state; ) {
        member = open[--opened]!;
        component[member] = closed;
      }
      closed += 1;
    }
  }
  return component;
}
