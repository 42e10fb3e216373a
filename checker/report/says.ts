/**
 * What a receiver does in a step, in the words of its transition's `meta.says`.
 *
 * Tables keep no words, so the machine itself is asked: its local state is put
 * back into XState, and the transition that it would select is looked up.
 */
import { type AnyMachineSnapshot, getNextTransitions, type StateValue } from "xstate";
import { buildMachine } from "../compile/recording.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { Step } from "../trace/follow.ts";
import type { TransitionMeta } from "../types/index.ts";

/** The words, or undefined where the transition has none or a sentence replaced it. */
export function saysIn(system: CompiledSystem, step: Step, machine: number): string | undefined {
  const { table, column } = system.machines[machine]!;
  const cell = step.before[machine]! * table.events.length + column[step.instance.id]!;
  if (table.own?.has(cell)) return undefined;
  const local = table.states[step.before[machine]!]!;
  const declaration = system.declaration.machines[machine]!;
  const built = buildMachine(declaration, system.reading).machine;
  const snapshot = built.resolveState({
    value: nested(local.value),
    context: local.context,
  }) as AnyMachineSnapshot;
  const { event } = step.instance;
  const selected = getNextTransitions(snapshot).find(({ eventType, guard }) => {
    if (eventType !== event.type) return false;
    const passes = guard as ((args: object) => boolean) | undefined;
    return passes === undefined || passes({ context: local.context, event });
  });
  return (selected?.meta as TransitionMeta | undefined)?.says;
}

/** `suspending.stopped` as XState writes it; there are no parallel states. */
function nested(dotted: string): StateValue {
  const [last = "", ...outer] = dotted.split(".").reverse();
  return outer.reduce<StateValue>((inner, key) => ({ [key]: inner }), last);
}
