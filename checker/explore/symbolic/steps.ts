/**
 * Steps as decision diagrams: for each level a list of `before -> after`, each
 * with what the levels below do. A level that is skipped stays as it is.
 *
 * An event is a product of local partial functions, so its diagram is a chain;
 * where a lower level depends on a higher one (a monitor on what it observes, a
 * reading on the transition) it branches.
 */
import { type Diagrams, EMPTY, UNIT } from "./diagrams.ts";
import { Cache, grown, mix } from "./memory.ts";

/** No step at all. */
export const NO_STEP = 0;
/** The step that leaves all levels as they are. */
export const STAY = 1;

/** One way of a level: the value before, the value after, and the step below. */
export interface Way {
  readonly before: number;
  readonly after: number;
  readonly below: number;
}

export class Steps {
  readonly diagrams: Diagrams;
  /** Highest level that a step reads or changes. */
  level: Int32Array = new Int32Array(1 << 8);
  /** Where the step's index by value before begins in `index`. */
  first: Int32Array = new Int32Array(1 << 8);
  /** The ways from `v` are `ways[index[first + v]]` up to `ways[index[first + v + 1]]`. */
  index: Int32Array = new Int32Array(1 << 12);
  /** After, below. */
  ways: Int32Array = new Int32Array(1 << 12);
  private size = 2;
  private indexEnd = 0;
  private wayEnd = 0;
  private readonly byHash = new Map<number, number[]>();
  private readonly inverses = new Map<number, number>([
    [NO_STEP, NO_STEP],
    [STAY, STAY],
  ]);
  private readonly stays = new Map<number, boolean>();
  private readonly images = new Cache();
  private readonly enablings = new Cache();

  constructor(diagrams: Diagrams) {
    this.diagrams = diagrams;
  }

  /** The step with these ways; a level that only stays is skipped. */
  make(level: number, ways: readonly Way[]): number {
    const wanted = ways.filter(({ below }) => below !== NO_STEP);
    const [some] = wanted;
    if (some === undefined) return NO_STEP;
    const sorted = wanted.sort(
      (a, b) => a.before - b.before || a.after - b.after || a.below - b.below,
    );
    const domain = this.diagrams.domains[level]!;
    if (
      sorted.length === domain &&
      sorted.every((w, v) => w.before === v && w.after === v && w.below === some.below)
    ) {
      return some.below;
    }
    let hash = level;
    for (const { before, after, below } of sorted) hash = mix(hash ^ before, after, below);
    const alike = this.byHash.get(hash) ?? [];
    const known = alike.find((step) => this.equals(step, level, sorted));
    if (known !== undefined) return known;
    const step = this.append(level, sorted);
    this.byHash.set(hash, [...alike, step]);
    return step;
  }

  private equals(step: number, level: number, ways: readonly Way[]): boolean {
    if (this.level[step] !== level) return false;
    const own = this.waysOf(step);
    return (
      own.length === ways.length &&
      own.every((way, i) => {
        const other = ways[i]!;
        return (
          way.before === other.before && way.after === other.after && way.below === other.below
        );
      })
    );
  }

  private append(level: number, ways: readonly Way[]): number {
    const step = this.size++;
    const domain = this.diagrams.domains[level]!;
    if (step >= this.level.length) {
      this.level = grown(this.level, 0);
      this.first = grown(this.first, 0);
    }
    if (this.indexEnd + domain + 1 > this.index.length) {
      this.index = grown(this.index, this.indexEnd + domain + 1);
    }
    const needed = this.wayEnd + 2 * ways.length;
    if (needed > this.ways.length) this.ways = grown(this.ways, needed);
    this.level[step] = level;
    this.first[step] = this.indexEnd;
    let next = 0;
    for (let value = 0; value <= domain; value++) {
      this.index[this.indexEnd++] = this.wayEnd;
      for (; next < ways.length && ways[next]!.before === value; next++) {
        this.ways[this.wayEnd++] = ways[next]!.after;
        this.ways[this.wayEnd++] = ways[next]!.below;
      }
    }
    return step;
  }

  /** The ways of the highest level of a step, ascending; neither NO_STEP nor STAY. */
  waysOf(step: number): Way[] {
    const found: Way[] = [];
    const first = this.first[step]!;
    for (let before = 0; before < this.diagrams.domains[this.level[step]!]!; before++) {
      const end = this.index[first + before + 1]!;
      for (let at = this.index[first + before]!; at < end; at += 2) {
        found.push({ before, after: this.ways[at]!, below: this.ways[at + 1]! });
      }
    }
    return found;
  }

  /** The same step backwards. */
  inverse(step: number): number {
    const known = this.inverses.get(step);
    if (known !== undefined) return known;
    const inverse = this.make(
      this.level[step]!,
      this.waysOf(step).map(({ before, after, below }) => ({
        before: after,
        after: before,
        below: this.inverse(below),
      })),
    );
    this.inverses.set(step, inverse);
    return inverse;
  }

  /** Whether every vector that takes the step stays as it is. */
  isStay(step: number): boolean {
    if (step <= STAY) return true;
    const known = this.stays.get(step);
    if (known !== undefined) return known;
    const stays = this.waysOf(step).every((w) => w.before === w.after && this.isStay(w.below));
    this.stays.set(step, stays);
    return stays;
  }

  /** What one step leads to from a set. */
  image(step: number, node: number): number {
    if (node === EMPTY || step === NO_STEP) return EMPTY;
    if (step === STAY || node === UNIT) return node;
    const known = this.images.get(step, node, 0);
    if (known >= 0) return known;
    const { diagrams } = this;
    const level = diagrams.level[node]!;
    const end = diagrams.start[node + 1]!;
    if (this.level[step]! < level) {
      for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
        const after = this.image(step, diagrams.arcs[arc + 1]!);
        if (after !== EMPTY) diagrams.add(level, diagrams.arcs[arc]!, after);
      }
    } else {
      const first = this.first[step]!;
      for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
        const row = first + diagrams.arcs[arc]!;
        const child = diagrams.arcs[arc + 1]!;
        const wayEnd = this.index[row + 1]!;
        for (let way = this.index[row]!; way < wayEnd; way += 2) {
          const after = this.image(this.ways[way + 1]!, child);
          if (after !== EMPTY) diagrams.add(level, this.ways[way]!, after);
        }
      }
    }
    const result = diagrams.collect(level);
    this.images.put(step, node, 0, result);
    return result;
  }

  /** The vectors of a set in which the step can be taken. */
  enabled(step: number, node: number): number {
    if (node === EMPTY || step === NO_STEP) return EMPTY;
    if (step === STAY || node === UNIT) return node;
    const known = this.enablings.get(step, node, 0);
    if (known >= 0) return known;
    const { diagrams } = this;
    const level = diagrams.level[node]!;
    const takesPart = this.level[step]! === level;
    const end = diagrams.start[node + 1]!;
    const slots = diagrams.slots[level]!;
    for (let arc = diagrams.start[node]!; arc < end; arc += 2) {
      const value = diagrams.arcs[arc]!;
      const child = diagrams.arcs[arc + 1]!;
      if (!takesPart) {
        const here = this.enabled(step, child);
        if (here !== EMPTY) diagrams.add(level, value, here);
        continue;
      }
      const row = this.first[step]! + value;
      const wayEnd = this.index[row + 1]!;
      for (let way = this.index[row]!; way < wayEnd && slots[value] !== child; way += 2) {
        const here = this.enabled(this.ways[way + 1]!, child);
        if (here !== EMPTY) diagrams.add(level, value, here);
      }
    }
    const result = diagrams.collect(level);
    this.enablings.put(step, node, 0, result);
    return result;
  }
}
