/**
 * Whether there is what the events of a system name. The checker leaves machines out
 * that a system does not have, and takes a rule that is nowhere for one that does not
 * hold: a wrong letter would show as a wrong verdict only.
 */
import { didYouMean, listNames, ModelError } from "../compile/errors.ts";
import { expandEvents, resolveTemplate } from "../compile/events.ts";
import type { EventDeclaration } from "../types/index.ts";
import type { SystemDefinition } from "./define.ts";

/** What `process*` refers to: `process`, of `process0`. */
export const kindOf = (machine: string): string => machine.replace(/\d+$/, "");

/** @throws ModelError, one line, for a machine or a rule that the system does not have. */
export function checkNames({ name, machines, events, rules = {} }: SystemDefinition): void {
  const legal = Object.keys(rules);
  for (const [type, event] of Object.entries(events)) {
    checkMachines(type, event, Object.keys(machines));
    const { fair } = event;
    const said = fair !== undefined && "clause" in fair ? fair.clause.split(" ") : [];
    const wrong = said.find((rule) => !legal.includes(rule));
    if (wrong === undefined) continue;
    throw new ModelError(
      `Event "${type}": rule "${wrong}" says that it is fair; legal: ${listNames(legal)}. ` +
        `Declare it in system "${name}".${didYouMean(wrong, legal)}`,
    );
  }
}

/** A template may name nobody for some parameters, but not for all of them. */
function checkMachines(type: string, event: EventDeclaration, names: readonly string[]): void {
  const machines = names.map((machine) => ({ name: machine, kind: kindOf(machine) }));
  const instances = expandEvents({ [type]: event }, machines).map((one) => one.event);
  for (const template of [event.initiator, ...event.participants]) {
    if (instances.length === 0) return;
    if (instances.some((one) => resolveTemplate(template, one, machines).length > 0)) continue;
    throw new ModelError(
      `Event "${type}": "${template}" names no machine; legal: ${listNames(names)}. ` +
        `Correct it, or add the machine.${didYouMean(template, names)}`,
    );
  }
}
