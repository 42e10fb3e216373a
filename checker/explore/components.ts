/** Strongly connected components of a part of the explored graph. */
import { type Edges, edgesOf } from "./search.ts";

/**
 * Tarjan's algorithm without recursion, over the expanded states for which
 * `inside` is 1. Returns for each state the number of its component, -1 outside.
 */
export function components(graph: Edges, inside: Uint8Array): Int32Array {
  const count = graph.expanded;
  const component = new Int32Array(graph.store.size).fill(-1);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const nextEdge = new Int32Array(count);
  const open: number[] = [];
  const path: number[] = [];
  const targets = graph.edgeTo.values;
  let visited = 0;
  let closed = 0;
  const enter = (state: number): void => {
    order[state] = low[state] = visited++;
    nextEdge[state] = edgesOf(graph, state)[0];
    open.push(state);
    path.push(state);
  };
  for (let root = 0; root < count; root++) {
    if (inside[root] !== 1 || order[root] !== -1) continue;
    enter(root);
    while (path.length > 0) {
      const state = path[path.length - 1]!;
      if (nextEdge[state]! < edgesOf(graph, state)[1]) {
        const to = targets[nextEdge[state]!++]!;
        if (to >= count || inside[to] !== 1) continue;
        if (order[to] === -1) enter(to);
        else if (component[to] === -1) low[state] = Math.min(low[state]!, order[to]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[state]!);
      if (low[state] !== order[state]) continue;
      for (let member = -1; member !== state; ) {
        member = open.pop()!;
        component[member] = closed;
      }
      closed += 1;
    }
  }
  return component;
}
