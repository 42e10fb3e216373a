/** Many steps together: what they lead to at once, and in any number of steps. */
import { type Diagrams, EMPTY, UNIT } from "./diagrams.ts";
import { Cache } from "./memory.ts";
import { NO_STEP, STAY, type Steps } from "./steps.ts";

/** In place of a bound: every vector is allowed. */
const UNBOUNDED = -1;

/** The steps whose highest level this is, by value before. */
interface LevelSteps {
  /** The ways from `v` are `ways[index[v]]` up to `ways[index[v + 1]]`: after, below. */
  readonly index: Int32Array;
  readonly ways: Int32Array;
}

/**
 * A set of steps, sorted by their highest level. Reachability is by saturation
 * (Ciardo, Luettgen, Siminiscu): a node is closed under the steps of its own
 * level before anything above it is looked at.
 */
export class Relation {
  private readonly steps: Steps;
  private readonly diagrams: Diagrams;
  private readonly proper: readonly number[];
  /** Steps that change something, and all of them, once they are asked for. */
  private movingSteps: readonly LevelSteps[] | null = null;
  private allSteps: readonly LevelSteps[] | null = null;
  private readonly stays: boolean;
  /** For each level, what the bound allows below each value. */
  private readonly bounds: readonly Int32Array[];
  private readonly unbounded: readonly Int32Array[];
  /** For each level, the values from which the steps are still to be taken. */
  private readonly dirty: readonly Int32Array[];
  private readonly closed = new Cache();
  private readonly moved = new Cache();
  private readonly images = new Cache();
  private readonly enablings = new Cache();

  constructor(steps: Steps, members: Iterable<number>) {
    this.steps = steps;
    this.diagrams = steps.diagrams;
    const distinct = [...new Set(members)].filter((step) => step !== NO_STEP);
    this.stays = distinct.includes(STAY);
    this.proper = distinct.filter((step) => step !== STAY);
    const { domains } = this.diagrams;
    this.dirty = domains.map((size) => new Int32Array((size + 31) >>> 5));
    this.bounds = domains.map((size) => new Int32Array(size));
    this.unbounded = domains.map((size) => new Int32Array(size).fill(UNBOUNDED));
  }

  private get all(): readonly LevelSteps[] {
    this.allSteps ??= byLevel(this.steps, this.proper);
    return this.allSteps;
  }

  private get moving(): readonly LevelSteps[] {
    const { steps } = this;
    this.movingSteps ??= byLevel(
      steps,
      this.proper.filter((step) => !steps.isStay(step)),
    );
    return this.movingSteps;
  }

  /** What one of the steps leads to from a set. */
  image(node: number): number {
    const image = this.imageBelow(node);
    return this.stays ? this.diagrams.union(image, node) : image;
  }

  private imageBelow(node: number): number {
    if (node <= UNIT) return EMPTY;
    const known = this.images.get(node, 0, 0);
    if (known >= 0) return known;
    const { diagrams, steps } = this;
    const level = diagrams.level[node]!;
    const { index, ways } = this.all[level]!;
    const end = diagrams.start[node + 1]!;
    for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
      const value = diagrams.arcs[arc]!;
      const child = diagrams.arcs[arc + 1]!;
      const below = this.imageBelow(child);
      if (below !== EMPTY) diagrams.add(level, value, below);
      const wayEnd = index[value + 1]!;
      for (let way = index[value]!; way < wayEnd; way += 2) {
        const after = steps.image(ways[way + 1]!, child);
        if (after !== EMPTY) diagrams.add(level, ways[way]!, after);
      }
    }
    const result = diagrams.collect(level);
    this.images.put(node, 0, 0, result);
    return result;
  }

  /** The vectors of a set in which one of the steps can be taken. */
  enabled(node: number): number {
    if (this.stays || node === EMPTY) return node;
    if (node === UNIT) return EMPTY;
    const known = this.enablings.get(node, 0, 0);
    if (known >= 0) return known;
    const { diagrams, steps } = this;
    const level = diagrams.level[node]!;
    const { index, ways } = this.all[level]!;
    const end = diagrams.start[node + 1]!;
    const slots = diagrams.slots[level]!;
    for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
      const value = diagrams.arcs[arc]!;
      const child = diagrams.arcs[arc + 1]!;
      const below = this.enabled(child);
      if (below !== EMPTY) diagrams.add(level, value, below);
      const wayEnd = index[value + 1]!;
      for (let way = index[value]!; way < wayEnd && slots[value] !== child; way += 2) {
        const here = steps.enabled(ways[way + 1]!, child);
        if (here !== EMPTY) diagrams.add(level, value, here);
      }
    }
    const result = diagrams.collect(level);
    this.enablings.put(node, 0, 0, result);
    return result;
  }

  /**
   * Everything that any number of steps leads to from a set, through vectors of
   * `bound` only (UNBOUNDED: any). The set must be part of the bound.
   */
  closure(node: number, bound: number = UNBOUNDED): number {
    // A set that fills its bound is closed.
    if (node <= UNIT || node === bound) return node;
    const known = this.closed.get(bound, node, 0);
    if (known >= 0) return known;
    const { diagrams } = this;
    const level = diagrams.level[node]!;
    const allowed = this.enter(level, bound);
    const end = diagrams.start[node + 1]!;
    for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
      const value = diagrams.arcs[arc]!;
      const child = this.closure(diagrams.arcs[arc + 1]!, allowed[value]!);
      if (child !== EMPTY) diagrams.add(level, value, child);
    }
    this.saturate(level, allowed);
    this.leave(level, bound);
    const result = diagrams.collect(level);
    this.closed.put(bound, node, 0, result);
    return result;
  }

  /** Closes what the slots of a level hold under the steps of that level. */
  private saturate(level: number, allowed: Int32Array): void {
    const { diagrams } = this;
    const slots = diagrams.slots[level]!;
    const { index, ways } = this.moving[level]!;
    if (ways.length === 0) return;
    const dirty = this.dirty[level]!;
    dirty.set(diagrams.marks[level]!);
    for (let clean = false; !clean; ) {
      clean = true;
      for (let w = 0; w < dirty.length; w++) {
        while (dirty[w] !== 0) {
          const value = w * 32 + 31 - Math.clz32(dirty[w]! & -dirty[w]!);
          dirty[w]! &= dirty[w]! - 1;
          clean = false;
          const end = index[value + 1]!;
          for (let way = index[value]!; way < end; way += 2) {
            const after = ways[way]!;
            // What fills its bound has room for no more.
            if (slots[after] === allowed[after]) continue;
            const child = this.move(ways[way + 1]!, slots[value]!, allowed[after]!);
            if (child === EMPTY || !diagrams.add(level, after, child)) continue;
            dirty[after >>> 5]! |= 1 << (after & 31);
          }
        }
      }
    }
  }

  /** One step from a closed set, and the closure of what it leads to. */
  private move(step: number, node: number, bound: number): number {
    if (node === EMPTY || bound === EMPTY) return EMPTY;
    if (node === UNIT) return UNIT;
    const { diagrams, steps } = this;
    if (step === STAY) {
      return bound === UNBOUNDED ? node : this.closure(diagrams.intersect(bound, node), bound);
    }
    const known = this.moved.get(step, node, bound);
    if (known >= 0) return known;
    const level = diagrams.level[node]!;
    const allowed = this.enter(level, bound);
    const end = diagrams.start[node + 1]!;
    if (steps.level[step]! < level) {
      for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
        const value = diagrams.arcs[arc]!;
        const child = this.move(step, diagrams.arcs[arc + 1]!, allowed[value]!);
        if (child !== EMPTY) diagrams.add(level, value, child);
      }
    } else {
      const first = steps.first[step]!;
      const slots = diagrams.slots[level]!;
      for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
        const row = first + diagrams.arcs[arc]!;
        const child = diagrams.arcs[arc + 1]!;
        const wayEnd = steps.index[row + 1]!;
        for (let way = steps.index[row]!; way < wayEnd; way += 2) {
          const value = steps.ways[way]!;
          if (slots[value] === allowed[value]) continue;
          const after = this.move(steps.ways[way + 1]!, child, allowed[value]!);
          if (after !== EMPTY) diagrams.add(level, value, after);
        }
      }
    }
    this.saturate(level, allowed);
    this.leave(level, bound);
    const result = diagrams.collect(level);
    this.moved.put(step, node, bound, result);
    return result;
  }

  /** What a bound allows below each value of a level; `leave` must follow. */
  private enter(level: number, bound: number): Int32Array {
    if (bound === UNBOUNDED) return this.unbounded[level]!;
    const { arcs, start } = this.diagrams;
    const allowed = this.bounds[level]!;
    const end = start[bound + 1]!;
    for (let arc = start[bound]!; arc < end; arc += 2) allowed[arcs[arc]!] = arcs[arc + 1]!;
    return allowed;
  }

  private leave(level: number, bound: number): void {
    if (bound === UNBOUNDED) return;
    const { arcs, start } = this.diagrams;
    const allowed = this.bounds[level]!;
    const end = start[bound + 1]!;
    for (let arc = start[bound]!; arc < end; arc += 2) allowed[arcs[arc]!] = EMPTY;
  }
}

function byLevel(steps: Steps, members: readonly number[]): LevelSteps[] {
  const { domains } = steps.diagrams;
  const at = domains.map((): number[] => []);
  for (const step of members) at[steps.level[step]!]!.push(step);
  return domains.map((size, level) => byValue(steps, at[level]!, size));
}

/** `members` have the same highest level, of `size` values. */
function byValue(steps: Steps, members: readonly number[], size: number): LevelSteps {
  const index = new Int32Array(size + 1);
  if (members.length === 0) return { index, ways: new Int32Array(0) };
  const rows: number[][] = Array.from({ length: size }, () => []);
  const known = members.length === 1 ? null : new Set<string>();
  for (const step of members) {
    for (const { before, after, below } of steps.waysOf(step)) {
      const key = `${before} ${after} ${below}`;
      if (known?.has(key)) continue;
      known?.add(key);
      rows[before]!.push(after, below);
    }
  }
  for (const [value, row] of rows.entries()) index[value + 1] = index[value]! + row.length;
  return { index, ways: Int32Array.from(rows.flat()) };
}
