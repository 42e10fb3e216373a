/** Which machine stands at which level: what interacts stands close together. */

/** Attempts from different starts, and rounds of each. */
const STARTS = 24;
const ROUNDS = 60;

/**
 * An order of `count` things, lowest first, in which each group spans few of
 * them. FORCE (Aloul, Markov, Sakallah): each thing moves to the mean of the
 * centres of its groups, until nothing improves; the best of several starts, the
 * first of which is the given order. Same input, same order.
 */
export function orderByGroups(count: number, groups: readonly (readonly number[])[]): number[] {
  const proper = groups.filter((group) => group.length > 1);
  let best: number[] = Array.from({ length: count }, (_, i) => i);
  let least = cost(best, proper);
  const random = randomNumbers();
  let start = best;
  for (let attempt = 0; attempt < STARTS; attempt++) {
    const order = settle(start, proper);
    for (const candidate of [order, [...order].reverse()]) {
      const price = cost(candidate, proper);
      if (price >= least) continue;
      best = candidate;
      least = price;
    }
    start = shuffled(count, random);
  }
  return best;
}

function settle(start: readonly number[], groups: readonly (readonly number[])[]): number[] {
  let order = [...start];
  let best = order;
  let least = cost(order, groups);
  for (let round = 0; round < ROUNDS; round++) {
    const at = placesIn(order);
    const sum = new Float64Array(order.length);
    const number = new Float64Array(order.length);
    for (const group of groups) {
      const centre = group.reduce((total, member) => total + at[member]!, 0) / group.length;
      for (const member of group) {
        sum[member]! += centre;
        number[member]! += 1;
      }
    }
    const pull = order.map((_, member) =>
      number[member]! > 0 ? sum[member]! / number[member]! : at[member]!,
    );
    const next = [...order].sort((a, b) => pull[a]! - pull[b]! || at[a]! - at[b]!);
    if (next.every((member, i) => member === order[i])) break;
    order = next;
    const price = cost(order, groups);
    if (price < least) {
      best = order;
      least = price;
    }
  }
  return best;
}

/** The levels that the groups span, and a little for how high they reach. */
function cost(order: readonly number[], groups: readonly (readonly number[])[]): number {
  const at = placesIn(order);
  let total = 0;
  for (const group of groups) {
    let low = order.length;
    let high = 0;
    for (const member of group) {
      low = Math.min(low, at[member]!);
      high = Math.max(high, at[member]!);
    }
    total += high - low + high / order.length;
  }
  return total;
}

function placesIn(order: readonly number[]): Float64Array {
  const at = new Float64Array(order.length);
  for (const [place, member] of order.entries()) at[member] = place;
  return at;
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** A linear congruential sequence (Numerical Recipes), so that runs repeat. */
function randomNumbers(): () => number {
  let seed = 1;
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed >>> 8;
  };
}
