/** The loop of a lasso: a cycle through what each fair class needs. */
import type { CompiledSystem } from "../compile/system.ts";
import type { FairnessReader } from "./liveness.ts";
import { type Edges, edgesOf, type Look } from "./search.ts";

/** A walk inside one component: its events and where it ends. */
interface Walk {
  readonly events: readonly number[];
  readonly states: readonly number[];
}

/**
 * Events of a cycle from `start` inside its fair component on which each fair
 * class is taken or somewhere disabled; none where stuttering is fair. The cycle
 * is valid, not shortest: it goes to the nearest thing that is still missing.
 */
export function fairLoop(
  { fairClasses, events: instances }: CompiledSystem,
  graph: Edges,
  component: Int32Array,
  start: number,
  reader: FairnessReader,
  look: Look,
): number[] {
  if (reader.mayStutter(start)) return [];
  const missing = new Set(fairClasses.keys());
  const visit = (state: number): void => {
    for (const c of missing) if (reader.isDisabled(state, c)) missing.delete(c);
  };
  const events: number[] = [];
  let at = start;
  const follow = (walk: Walk): void => {
    for (const [i, event] of walk.events.entries()) {
      events.push(event);
      missing.delete(instances[event]!.fairClass);
      at = walk.states[i]!;
      visit(at);
    }
  };
  visit(start);
  while (missing.size > 0) {
    follow(
      nearest(graph, component, at, look, (event, to) => {
        if (missing.has(instances[event]!.fairClass)) return true;
        return [...missing].some((c) => reader.isDisabled(to, c));
      }),
    );
  }
  if (at !== start || events.length === 0) {
    follow(nearest(graph, component, at, look, (_, to) => to === start));
  }
  return events;
}

/** The shortest walk inside the component that ends with a step that is wanted. */
function nearest(
  graph: Edges,
  component: Int32Array,
  from: number,
  look: Look,
  wanted: (event: number, to: number) => boolean,
): Walk {
  const own = component[from]!;
  const before = new Map<number, { readonly state: number; readonly event: number }>();
  const queue = [from];
  for (const state of queue) {
    look();
    const [first, end] = edgesOf(graph, state);
    for (let edge = first; edge < end; edge++) {
      const to = graph.edgeTo.values[edge]!;
      const event = graph.edgeEvent.values[edge]!;
      if (component[to] !== own) continue;
      if (wanted(event, to)) return walkTo(before, from, state, event, to);
      if (to === from || before.has(to)) continue;
      before.set(to, { state, event });
      queue.push(to);
    }
  }
  throw new Error("a fair component lacks what its fair cycle needs");
}

function walkTo(
  before: ReadonlyMap<number, { readonly state: number; readonly event: number }>,
  from: number,
  state: number,
  event: number,
  to: number,
): Walk {
  const events = [event];
  const states = [to];
  for (let s = state; s !== from; ) {
    const step = before.get(s)!;
    events.push(step.event);
    states.push(s);
    s = step.state;
  }
  return { events: events.reverse(), states: states.reverse() };
}
