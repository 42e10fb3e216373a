/**
 * All permutations of the values of the symmetric parameter, as what they do to
 * states. They are generated from swaps of neighbours; each is a map that takes
 * steps of the system to steps of the system.
 */
import { ModelError } from "../../compile/errors.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Value } from "../../types/index.ts";
import { type LocalMaps, localMapsOf, UNREACHED } from "./local-maps.ts";
import { checkSentences } from "./sentences.ts";
import { LEAVE_OUT, type Swap, swapOf, valuesOf } from "./swap.ts";

/** What one permutation does to a state: place `p` gets what stood at `from[p]`. */
export interface Permutation {
  readonly from: Uint16Array;
  /** For each place: local state at `from[p]` -> local state at `p`. */
  readonly locals: LocalMaps;
}

/** A swap with all that it does. */
export interface Generator {
  readonly swap: Swap;
  readonly permutation: Permutation;
}

/** Permutations are numbered, the one that changes nothing is 0; at most 24 of them. */
export interface Group {
  readonly parameter: string;
  readonly values: readonly Value[];
  readonly generators: readonly Generator[];
  readonly permutations: readonly Permutation[];
  /** `product[g][h]`: first `h`, then `g`. */
  readonly product: readonly (readonly number[])[];
  readonly inverse: readonly number[];
}

/** @throws ModelError, one line, where the system tells the values apart. */
export function groupOf(system: CompiledSystem, parameter: string): Group {
  const values = valuesOf(system, parameter);
  const generators = values.slice(1).map((value, i): Generator => {
    const swap = swapOf(system, parameter, [values[i]!, value]);
    checkSentences(system, swap);
    return { swap, permutation: permutationOf(system, swap) };
  });
  const orders = allOrders(values.length);
  const number = new Map(orders.map((order, at) => [order.join(), at]));
  const permutations: Permutation[] = [unchanged(system)];
  // Each order is reached by swaps from earlier ones, and all ways to it must agree.
  for (const queue = [0]; queue.length > 0; ) {
    const at = queue.shift()!;
    for (const [i, { swap, permutation }] of generators.entries()) {
      const to = number.get(neighboursSwapped(orders[at]!, i).join())!;
      const moved = product(permutation, permutations[at]!);
      const known = permutations[to];
      if (known === undefined) {
        permutations[to] = moved;
        queue.push(to);
      } else if (!isSame(known, moved)) throw disagree(system, swap, known, moved);
    }
  }
  const numbers = orders.map((g) => orders.map((h) => number.get(composed(g, h).join())!));
  return {
    parameter,
    values,
    generators,
    permutations,
    product: numbers,
    inverse: numbers.map((row) => row.indexOf(0)),
  };
}

function permutationOf(system: CompiledSystem, swap: Swap): Permutation {
  const maps = localMapsOf(system, swap);
  // A swap is its own way back, so what takes a place comes from there.
  return { from: swap.machines, locals: [...swap.machines].map((from) => maps[from]!) };
}

function unchanged({ machines }: CompiledSystem): Permutation {
  return {
    from: Uint16Array.from(machines, ({ index }) => index),
    locals: machines.map(({ table }) => Uint16Array.from(table.states, (_, state) => state)),
  };
}

/** First `inner`, then `outer`. */
function product(outer: Permutation, inner: Permutation): Permutation {
  const from = outer.from.map((p) => inner.from[p]!);
  const locals = outer.locals.map((map, p) =>
    inner.locals[outer.from[p]!]!.map((s) => (s === UNREACHED ? s : (map[s] ?? UNREACHED))),
  );
  return { from, locals };
}

/** Alike in every state that is ever reached. */
function isSame(a: Permutation, b: Permutation): boolean {
  return differingPlace(a, b) < 0;
}

function differingPlace(a: Permutation, b: Permutation): number {
  return a.from.findIndex((from, p) => {
    if (from !== b.from[p]) return true;
    const [one, other] = [a.locals[p]!, b.locals[p]!];
    return one.some((to, s) => to !== other[s] && to !== UNREACHED && other[s] !== UNREACHED);
  });
}

function disagree(
  { machines }: CompiledSystem,
  { parameter }: Swap,
  a: Permutation,
  b: Permutation,
): ModelError {
  return new ModelError(
    `Machine "${machines[differingPlace(a, b)]!.name}" has no one state for each order of ` +
      `"${parameter}": swaps in another order lead elsewhere; legal with --symmetry: states that ` +
      `swaps permute. ${LEAVE_OUT}`,
  );
}

/** `order[i]` is where value `i` goes; the first order changes nothing. */
function allOrders(count: number): number[][] {
  let orders: number[][] = [[]];
  for (let i = 0; i < count; i++) {
    orders = orders.flatMap((order) =>
      Array.from({ length: count }, (_, to) => to)
        .filter((to) => !order.includes(to))
        .map((to) => [...order, to]),
    );
  }
  return orders;
}

/** The order, and then the swap of `i` and `i + 1`. */
function neighboursSwapped(order: readonly number[], i: number): number[] {
  return order.map((to) => (to === i ? i + 1 : to === i + 1 ? i : to));
}

/** First `h`, then `g`. */
function composed(g: readonly number[], h: readonly number[]): number[] {
  return h.map((to) => g[to]!);
}
