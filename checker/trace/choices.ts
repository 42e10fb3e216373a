/**
 * What can be taken in a state of a system, and what keeps back the rest: a machine that is
 * not in a state for it, a clause or conduct that forbids it, or a sentence of the reading's.
 *
 * It looks at one state, as a walk step by step does. `explore/blocked.ts` counts the same
 * over all states.
 */
import { forbiddersOf } from "../compile/forbidders.ts";
import { levelWords } from "../compile/rules.ts";
import { type CompiledSystem, type EventInstance, FORBIDDEN, SILENT } from "../compile/system.ts";
import type { LocalState } from "../types/index.ts";
import type { Step } from "./follow.ts";
import { advance, eventsThat, localStates, type StateVector } from "./walk.ts";

/** Somebody or something that keeps an event from happening, by itself. */
export type Keeper =
  | {
      /** `silent`: the machine has no answer to it; `state`: it does not take it where it is. */
      readonly by: "state" | "silent";
      readonly machine: string;
      readonly local: LocalState;
    }
  | { readonly by: "clause"; readonly id: string; readonly level: string }
  /** A choice of conduct: `held-kick=kept`. */
  | { readonly by: "conduct"; readonly choice: string }
  | { readonly by: "sentence"; readonly id: string };

export interface KeptBack {
  readonly instance: EventInstance;
  /** At least one. */
  readonly keepers: readonly Keeper[];
  /**
   * How near it is to happen. `rules`: everybody could, and what is said forbids it;
   * `others`: who initiates it would, and another machine does not; `initiator`: nobody is
   * about to.
   */
  readonly near: "rules" | "others" | "initiator";
}

/** Events in the order of the system's. */
export interface Choices {
  /** Each with the state that follows. */
  readonly possible: readonly Step[];
  readonly keptBack: readonly KeptBack[];
}

/** Everything that can happen in a state, and for each other event who or what keeps it back. */
export function choicesIn(system: CompiledSystem, state: StateVector): Choices {
  const possible = eventsThat("happen", system, state);
  const can = new Set(possible.map(({ id }) => id));
  return {
    possible: possible.map((instance) => stepTo(system, state, instance)),
    keptBack: system.events
      .filter(({ id }) => !can.has(id))
      .map((instance) => keptBack(system, state, instance)),
  };
}

function stepTo(system: CompiledSystem, before: StateVector, instance: EventInstance): Step {
  const after = advance(system, before, instance);
  const [was, is] = [localStates(system, before), localStates(system, after)];
  return { instance, before, after, taken: true, was, is };
}

function keptBack(system: CompiledSystem, state: StateVector, instance: EventInstance): KeptBack {
  const { initiator, participants } = instance;
  const by = [initiator, ...participants].map((machine) =>
    keepersIn(system, machine, state[machine]!, instance.id),
  );
  const isPhysical = ({ by: how }: Keeper): boolean => how === "state" || how === "silent";
  const near = by[0]!.some(isPhysical)
    ? "initiator"
    : by.flat().some(isPhysical)
      ? "others"
      : "rules";
  const keys = new Map(by.flat().map((keeper) => [JSON.stringify(keeper), keeper]));
  return { instance, keepers: [...keys.values()], near };
}

/** What of one machine keeps the event back; nothing where it takes it. */
function keepersIn(
  system: CompiledSystem,
  machine: number,
  local: number,
  event: number,
): readonly Keeper[] {
  const { table, column, name } = system.machines[machine]!;
  const cell = local * table.events.length + column[event]!;
  const next = table.next[cell]!;
  if (next >= 0) return [];
  const own = table.own?.get(cell);
  if (own !== undefined) return [{ by: "sentence", id: own }];
  if (next !== FORBIDDEN) {
    const how = next === SILENT && machine !== system.events[event]!.initiator;
    return [{ by: how ? "silent" : "state", machine: name, local: table.states[local]! }];
  }
  return forbiddersOf(system)(machine, local, event).map((owned): Keeper => {
    const { kind, id, value } = owned;
    return kind === "clause"
      ? { by: "clause", id, level: levelWords(system.reading, owned) }
      : { by: "conduct", choice: `${id}=${value}` };
  });
}
