/** The reachable states, in the first order of the machines that gets there. */
import { type BothWays, bothWays } from "./fair.ts";
import { GaveUp } from "./memory.ts";
import type { Net } from "./net.ts";
import { createSpace, ordersOf, type Space } from "./space.ts";

/** What a symbolic exploration may spend. */
export interface SymbolicLimits {
  /** Largest number of nodes of one diagram store; 8 million (about 1.5 GiB) unless told. */
  readonly maxNodes?: number;
  /** For everything together; no limit unless told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface Reached {
  readonly space: Space;
  readonly all: BothWays;
  readonly states: number;
  readonly order: readonly number[];
}

export const MAX_NODES = 8_000_000;
/** Nodes for each machine that each order is first tried with, and by what that grows. */
const FIRST_TRIAL = 6_000;
const GROWTH = 4;

/**
 * Tries each order with few nodes, then with more, until one gets to the end; an
 * order that is known to do so may be given. Throws GaveUp.
 */
export function reach(net: Net, limits: SymbolicLimits, known?: readonly number[]): Reached {
  const most = limits.maxNodes ?? MAX_NODES;
  const deadline =
    limits.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + limits.timeoutMs;
  const orders = known === undefined ? ordersOf(net) : [known];
  const last = orders.length === 1 ? most : FIRST_TRIAL * net.machines.length;
  for (let trial = Math.min(last, most); ; trial = Math.min(trial * GROWTH, most)) {
    for (const order of orders) {
      const budget = { maxNodes: trial, deadline, signal: limits.signal };
      try {
        const space = createSpace(net, budget, order);
        const all = bothWays(space, net.system.events.keys());
        const states = all.forward.closure(space.initial);
        budget.maxNodes = most;
        return { space, all, states, order };
      } catch (error) {
        if (!(error instanceof GaveUp) || error.why !== "nodes") throw error;
      }
    }
    if (trial === most) throw new GaveUp("nodes");
  }
}
