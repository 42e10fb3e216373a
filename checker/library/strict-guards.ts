/** Guards and assignments of a user's own, asked with events that know their parameters. */
import type { AnyStateMachine, AnyStateNode } from "xstate";
import { ModelError } from "../compile/errors.ts";
import { assignedContext, type Context, strict } from "../compile/honest.ts";
import type { MachineTable } from "../compile/system.ts";
import type { LocalState, ModelEvent } from "../types/index.ts";

/** @throws ModelError for a function that reads a parameter which the event does not have */
export function askStrictly(machine: string, logic: AnyStateMachine, table: MachineTable): void {
  const visit = (node: AnyStateNode): void => {
    for (const [type, transitions] of node.transitions) {
      const events = table.events.filter((event) => event.type === type);
      const states = table.states.filter((state) => isIn(state, node));
      for (const { guard, actions } of transitions) {
        for (const event of events) {
          for (const state of states) {
            askOne(machine, state, event, guard as unknown, actions as never);
          }
        }
      }
    }
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(logic.root);
}

const isIn = ({ value }: LocalState, { path }: AnyStateNode): boolean =>
  path.length === 0 || value === path.join(".") || value.startsWith(`${path.join(".")}.`);

function askOne(
  machine: string,
  { value, context }: LocalState,
  event: ModelEvent,
  guard: unknown,
  actions: Parameters<typeof assignedContext>[0]["actions"],
): void {
  const where = (): string => `Machine "${machine}", state "${value}", event "${event.type}"`;
  const asked = strict(event, new Set(Object.keys(event)), "parameter", where);
  try {
    const passes = typeof guard !== "function" || guard({ context, event: asked }) === true;
    if (passes) assignedContext({ actions }, context as Context, asked);
  } catch (cause) {
    // What else may go wrong in an outer state's guard went wrong while the table was made.
    if (cause instanceof ModelError) throw cause;
  }
}
