/** Which machine stands at which level: what interacts stands close together. */

/** A thing with this share of all others as neighbours belongs to no block. */
const GLOBAL = 0.75;

/**
 * Orders worth trying, each lowest first. What nearly everything interacts with (a
 * status register) stands above the first block of what interacts mostly among
 * itself (a queue) and below the others. In a block the things with few neighbours
 * stand below those with many, in the highest block above them. The second order has
 * at the bottom what nearly everything interacts with, and no block upside down. The
 * third is that of `orderByGroups`.
 *
 * With two to four queues the first takes a half to a third of the second's nodes; the
 * second is better where a queue has three buffers.
 */
export function candidateOrders(count: number, groups: readonly (readonly number[])[]): number[][] {
  const plain = orderByGroups(count, groups);
  const neighbours = neighboursIn(count, groups);
  const at = placesIn(plain);
  const byDegree = (a: number, b: number) =>
    neighbours[a]!.size - neighbours[b]!.size || at[a]! - at[b]!;
  const isGlobal = (thing: number) => neighbours[thing]!.size >= GLOBAL * (count - 1);
  const blocks = blocksOf(
    plain.filter((thing) => !isGlobal(thing)),
    groups.map((group) => group.filter((thing) => !isGlobal(thing))),
  );
  const globals = plain.filter(isGlobal).sort(byDegree);
  const sorted = blocks.map((block) => [...block].sort(byDegree));
  const [first = [], ...others] = sorted;
  const top = others.pop() ?? [];
  return [
    [...first, ...globals, ...others.flat(), ...[...top].reverse()],
    [...globals, ...sorted.flat()],
    plain,
  ];
}

function neighboursIn(count: number, groups: readonly (readonly number[])[]): Set<number>[] {
  const neighbours = Array.from({ length: count }, () => new Set<number>());
  for (const group of groups) {
    for (const a of group) for (const b of group) if (a !== b) neighbours[a]!.add(b);
  }
  return neighbours;
}

/**
 * Blocks with more among themselves than chance would give: two are joined while
 * that raises the modularity (Clauset, Newman, Moore), the best pair first.
 */
function blocksOf(things: readonly number[], groups: readonly (readonly number[])[]): number[][] {
  const blocks = things.map((thing) => [thing]);
  const index = new Map(things.map((thing, i) => [thing, i]));
  const weight = things.map(() => new Float64Array(things.length));
  for (const group of groups) {
    for (const a of group) {
      for (const b of group) {
        if (a !== b) weight[index.get(a)!]![index.get(b)!]! += 1 / (group.length - 1);
      }
    }
  }
  const degree = weight.map((row) => row.reduce((sum, w) => sum + w, 0));
  const total = degree.reduce((sum, d) => sum + d, 0);
  for (;;) {
    let best = 0;
    let pair: readonly [number, number] | null = null;
    for (let a = 0; a < blocks.length; a++) {
      for (let b = a + 1; b < blocks.length; b++) {
        const gain = weight[a]![b]! - (degree[a]! * degree[b]!) / total;
        if (gain <= best + 1e-9) continue;
        best = gain;
        pair = [a, b];
      }
    }
    if (pair === null) return blocks;
    join(blocks, weight, degree, pair);
  }
}

/** Joins block `b` to block `a`, and removes it. */
function join(
  blocks: number[][],
  weight: Float64Array[],
  degree: number[],
  [a, b]: readonly [number, number],
): void {
  for (let other = 0; other < blocks.length; other++) {
    if (other === a || other === b) continue;
    weight[a]![other]! += weight[b]![other]!;
    weight[other]![a] = weight[a]![other]!;
  }
  degree[a]! += degree[b]!;
  blocks[a]!.push(...blocks[b]!);
  const last = blocks.length - 1;
  blocks[b] = blocks[last]!;
  degree[b] = degree[last]!;
  weight[b] = weight[last]!;
  for (let other = 0; other < last; other++) weight[other]![b] = weight[other]![last]!;
  blocks.pop();
  degree.pop();
  weight.pop();
}

/** Attempts from different starts, and rounds of each. */
const STARTS = 24;
const ROUNDS = 60;

/**
 * An order of `count` things, lowest first, in which each group spans few of
 * them. FORCE (Aloul, Markov, Sakallah): each thing moves to the mean of the
 * centres of its groups, until nothing improves; the best of several starts, the
 * first of which is the given order. Same input, same order.
 */
function orderByGroups(count: number, groups: readonly (readonly number[])[]): number[] {
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
