/**
 * What the symbolic engine explores: a system in one reading, or a family of them.
 * Features are the switches of a family; a condition's places are their numbers.
 */
import type { Condition } from "../../compile/decisions.ts";
import type { CompiledSystem } from "../../compile/system.ts";

/** What a machine does to an event in one local state, in some readings. */
export interface Move {
  readonly from: number;
  /** A local state, BLOCKED or SILENT. */
  readonly to: number;
  readonly when: Condition;
}

export interface NetMachine {
  readonly initial: readonly { readonly state: number; readonly when: Condition }[];
  /** For each event, every local state once in each reading; null: takes no part. */
  readonly moves: (event: number) => readonly Move[] | null;
}

export interface NetClass {
  readonly events: readonly number[];
  /** The readings in which the class is fair. */
  readonly when: Condition;
}

export interface Net {
  /** Names, events, monitors, and the local states that predicates read. */
  readonly system: CompiledSystem;
  /** The number of values of each feature. */
  readonly features: readonly number[];
  readonly machines: readonly NetMachine[];
  readonly classes: readonly NetClass[];
}

/** A system in its one reading. */
export function netOf(system: CompiledSystem): Net {
  return {
    system,
    features: [],
    machines: system.machines.map(({ table, column }) => {
      const width = table.events.length;
      const known = new Map<number, readonly Move[]>();
      return {
        initial: [{ state: 0, when: true }],
        moves: (event) => {
          const at = column[event]!;
          if (at < 0) return null;
          const before = known.get(at);
          if (before !== undefined) return before;
          const moves = table.states.map((_, from) => ({
            from,
            to: table.next[from * width + at]!,
            when: true,
          }));
          known.set(at, moves);
          return moves;
        },
      };
    }),
    classes: system.fairClasses.map(({ events }) => ({ events, when: true })),
  };
}
