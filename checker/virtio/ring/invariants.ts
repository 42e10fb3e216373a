/**
 * What is true of a virtqueue whose two sides keep to the text.
 *
 * Each invariant carries the points of the field's checklist that it answers
 * (1 to 31, see README.md) and the section of virtio 1.4 that it rests on. A
 * breach is a value, never an exception.
 */
import { access } from "./invariants/access.ts";
import { life } from "./invariants/life.ts";
import { madeAvailable } from "./invariants/made-available.ts";
import { used } from "./invariants/used.ts";

/** Every invariant of the kernel, by name. */
export const INVARIANTS = { ...madeAvailable, ...used, ...life, ...access };

export type InvariantName = keyof typeof INVARIANTS;

/** One breach of an invariant. */
export interface Violation {
  readonly invariant: InvariantName;
  /** Where the sentence stands in virtio 1.4. */
  readonly section: string;
  /** Who touched what: `device reads queue0 avail.ring[3] at 0x1006 (2 bytes)`. */
  readonly where: string;
  /** What was seen and what would have been right. */
  readonly detail: string;
}

const NONE: readonly Violation[] = [];

/** Collects breaches. At most `limit` are kept as values; all are counted. */
export class Findings {
  readonly kept: Violation[] = [];
  readonly counts = new Map<InvariantName, number>();
  readonly #limit: number;

  constructor(limit = 100) {
    this.#limit = limit;
  }

  /** The texts are built only while there is room, so that a flood stays cheap. */
  add(invariant: InvariantName, where: () => string, detail: () => string): void {
    this.counts.set(invariant, (this.counts.get(invariant) ?? 0) + 1);
    if (this.kept.length >= this.#limit) return;
    const { section } = INVARIANTS[invariant];
    this.kept.push({ invariant, section, where: where(), detail: detail() });
  }

  /** The breaches since the last call; the collection is empty afterwards. */
  take(): readonly Violation[] {
    if (this.counts.size === 0) return NONE;
    const taken = this.kept.slice();
    this.kept.length = 0;
    this.counts.clear();
    return taken;
  }
}
