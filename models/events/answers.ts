/**
 * Answers that one machine gives to an event which is declared for others: what it has
 * to choose is a parameter only where the machine is in the system.
 */
import type { EventDeclaration, EventDeclarations, Value } from "../../checker/types.ts";
import type { Scope } from "../scope.ts";

interface Answer {
  /** Of the machines of these kinds, at least one is in the system. */
  readonly of: readonly string[];
  readonly events: readonly string[];
  readonly parameter: string;
  readonly values: readonly Value[];
}

const answers = (_scope: Scope): readonly Answer[] => [
  {
    of: ["queue"],
    events: ["device.presentsResumed", "device.completesCommand"],
    parameter: "rescan",
    values: ["no", "yes"],
  },
  // Whether the back end at the destination starts its rings unasked.
  {
    of: ["vring"],
    events: ["hypervisor.switches"],
    parameter: "rings",
    values: ["running", "stopped"],
  },
];

/** The events of a system with machines of these kinds. */
export function withAnswers(
  scope: Scope,
  kinds: ReadonlySet<string>,
  declarations: EventDeclarations,
): EventDeclarations {
  const given = answers(scope).filter(({ of }) => of.some((kind) => kinds.has(kind)));
  const answered = (type: string, event: EventDeclaration): EventDeclaration => {
    const own = given.filter(({ events }) => events.includes(type));
    if (own.length === 0) return event;
    const values = Object.fromEntries(own.map((answer) => [answer.parameter, answer.values]));
    return {
      ...event,
      parameters: { ...event.parameters, ...values },
      answers: [...(event.answers ?? []), ...Object.keys(values)],
    };
  };
  return Object.fromEntries(
    Object.entries(declarations).map(([type, event]) => [type, answered(type, event)]),
  );
}
