/**
 * What depends on the readings of a family, as shared decision diagrams over its
 * switches: equal ones are one number, or one object, and a switch that makes no
 * difference is not mentioned.
 */

/** Readings: all (true), none (false), or by the value of one switch. */
export type Condition = boolean | Decision;

export interface Decision {
  /** The switch, by its place in the family. */
  readonly place: number;
  /** One for each value of the switch. */
  readonly branches: readonly Condition[];
}

/** Nothing is said: what others say holds here too. */
export const OPEN = 0;

type Node =
  | { readonly outcome: number }
  | { readonly place: number; readonly branches: readonly number[] };

/** Outcomes by reading, each such choice a number. */
export class Decisions {
  private readonly nodes: Node[] = [{ outcome: -1 }];
  private readonly byOutcome = new Map<number, number>();
  private readonly byBranches = new Map<string, number>();
  private readonly outcomeSets = new Map<number, ReadonlySet<number>>();
  private readonly conditions = new Map<string, Condition>();
  private readonly shared = new Map<string, Decision>();
  private readonly numbers = new Map<Condition, number>([
    [false, 0],
    [true, 1],
  ]);

  /** The same outcome in all readings. */
  always(outcome: number): number {
    const known = this.byOutcome.get(outcome);
    if (known !== undefined) return known;
    const id = this.nodes.push({ outcome }) - 1;
    this.byOutcome.set(outcome, id);
    return id;
  }

  /** One of `branches` for each value of the switch at `place`; what is OPEN follows the first. */
  decide(place: number, branches: readonly number[]): number {
    const first = branches.find((branch) => branch !== OPEN) ?? OPEN;
    if (branches.every((branch) => branch === first || branch === OPEN)) return first;
    const filled = branches.map((branch) => (branch === OPEN ? first : branch));
    const key = `${place} ${filled.join(" ")}`;
    const known = this.byBranches.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.push({ place, branches: filled }) - 1;
    this.byBranches.set(key, id);
    return id;
  }

  /** The outcomes of a choice, each with its readings. */
  outcomes(id: number): { readonly outcome: number; readonly when: Condition }[] {
    return [...this.outcomeSet(id)].map((outcome) => ({ outcome, when: this.where(id, outcome) }));
  }

  /** Whether all outcomes of a choice are such. */
  refuses(id: number, isSuch: (outcome: number) => boolean): boolean {
    return [...this.outcomeSet(id)].every(isSuch);
  }

  private outcomeSet(id: number): ReadonlySet<number> {
    const known = this.outcomeSets.get(id);
    if (known !== undefined) return known;
    const node = this.nodes[id]!;
    const found = new Set<number>();
    if (id !== OPEN && "outcome" in node) found.add(node.outcome);
    if ("branches" in node) {
      for (const branch of node.branches) for (const one of this.outcomeSet(branch)) found.add(one);
    }
    this.outcomeSets.set(id, found);
    return found;
  }

  /** The readings in which a choice has this outcome. */
  private where(id: number, outcome: number): Condition {
    const node = this.nodes[id]!;
    if ("outcome" in node) return node.outcome === outcome;
    const key = `${id} ${outcome}`;
    const known = this.conditions.get(key);
    if (known !== undefined) return known;
    const branches = node.branches.map((branch) => this.where(branch, outcome));
    const [first] = branches;
    const condition = branches.every((branch) => branch === first)
      ? first!
      : this.interned(node.place, branches);
    this.conditions.set(key, condition);
    return condition;
  }

  private interned(place: number, branches: readonly Condition[]): Decision {
    const key = `${place} ${branches.map((branch) => this.numbers.get(branch)).join(" ")}`;
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const decision = { place, branches };
    this.shared.set(key, decision);
    this.numbers.set(decision, this.numbers.size);
    return decision;
  }
}
