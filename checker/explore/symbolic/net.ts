/** What the symbolic engine explores: a system in one reading, or a family of them. */
import type { CompiledSystem } from "../../compile/system.ts";

/** A feature has this value. Features are the switches of a family. */
export interface FeatureValue {
  readonly feature: number;
  readonly value: number;
}

/** Readings: those of any of the lists, or all of them when null. */
export type Readings = readonly (readonly FeatureValue[])[] | null;

/** What a machine does to an event in one local state, in some readings. */
export interface Move {
  readonly from: number;
  /** A local state, BLOCKED or SILENT. */
  readonly to: number;
  readonly when: Readings;
}

export interface NetMachine {
  readonly initial: readonly { readonly state: number; readonly when: Readings }[];
  /** For each event, every local state once in each reading; null: takes no part. */
  readonly moves: (event: number) => readonly Move[] | null;
}

export interface NetClass {
  readonly events: readonly number[];
  /** The readings in which the class is fair. */
  readonly when: Readings;
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
        initial: [{ state: 0, when: null }],
        moves: (event) => {
          const at = column[event]!;
          if (at < 0) return null;
          const before = known.get(at);
          if (before !== undefined) return before;
          const moves = table.states.map((_, from) => ({
            from,
            to: table.next[from * width + at]!,
            when: null,
          }));
          known.set(at, moves);
          return moves;
        },
      };
    }),
    classes: system.fairClasses.map(({ events }) => ({ events, when: null })),
  };
}
