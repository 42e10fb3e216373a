/** From event declarations to event instances with the machines that take part. */
import type { EventDeclaration, EventDeclarations, ModelEvent, Value } from "../types/index.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";

/** What a template is resolved against. */
export interface MachineName {
  readonly name: string;
  readonly kind: string;
}

/** An event instance before it is known whether its initiator is in the system. */
export interface ResolvedEvent {
  readonly event: ModelEvent;
  readonly type: string;
  readonly name: string;
  readonly declaration: EventDeclaration;
  /** Index of the machine, -1 when it is left out. */
  readonly initiator: number;
  readonly participants: readonly number[];
  readonly mayBlock: readonly number[];
  /** Index of the machine that chooses the answers; the initiator where it is left out. */
  readonly decider: number;
}

/** Every declaration over its parameter domains, in the order of declaration. */
export function expandEvents(
  events: EventDeclarations,
  machines: readonly MachineName[],
): ResolvedEvent[] {
  for (const [type, declaration] of Object.entries(events)) checkDeclaration(type, declaration);
  // Before so many are made that nobody waits for it; some may be left out with their machines.
  const counts = Object.values(events).map(({ parameters = {} }) =>
    Object.values(parameters).reduce((product, domain) => product * domain.length, 1),
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all > 4 * MOST_EVENTS) checkEventCount(all);
  return Object.entries(events).flatMap(([type, declaration]) =>
    valuations(declaration.parameters ?? {}).map((parameters) =>
      resolveEvent({ type, ...parameters }, declaration, machines),
    ),
  );
}

/** Traces and edges keep an event in 16 bits. */
const MOST_EVENTS = 65_535;

export function checkEventCount(count: number): void {
  if (count <= MOST_EVENTS) return;
  throw new ModelError(
    `The system has ${count} events with all their parameters; legal: at most ${MOST_EVENTS}. ` +
      "Narrow the parameter domains to the scope.",
  );
}

/** `driver.kicks {q: 0}`, the form in which messages name an event. */
export function eventName(event: ModelEvent): string {
  const parameters = Object.entries(event).filter(([name]) => name !== "type");
  if (parameters.length === 0) return event.type;
  return `${event.type} {${parameters.map(([name, value]) => `${name}: ${value}`).join(", ")}}`;
}

/** Every combination of parameter values; the last parameter varies fastest. */
function valuations(
  parameters: Readonly<Record<string, readonly Value[]>>,
): Readonly<Record<string, Value>>[] {
  let all: Readonly<Record<string, Value>>[] = [{}];
  for (const [name, domain] of Object.entries(parameters)) {
    all = all.flatMap((partial) => domain.map((value) => ({ ...partial, [name]: value })));
  }
  return all;
}

function resolveEvent(
  event: ModelEvent,
  declaration: EventDeclaration,
  machines: readonly MachineName[],
): ResolvedEvent {
  const type = event.type;
  const initiators = resolveTemplate(declaration.initiator, event, machines);
  if (initiators.length > 1) {
    throw new ModelError(
      `Event "${type}": initiator "${declaration.initiator}" names ${initiators.length} machines; ` +
        "legal: exactly one. Give the event a parameter that tells them apart.",
    );
  }
  const initiator = initiators[0] ?? -1;
  const all = declaration.participants.flatMap((t) => resolveTemplate(t, event, machines));
  const participants = [...new Set(all)].filter((m) => m !== initiator).sort((a, b) => a - b);
  const mayBlock = declaration.mayBlock.flatMap((template) =>
    resolveTemplate(template, event, machines).filter((machine) => {
      if (participants.includes(machine)) return true;
      if (template.endsWith("*")) return false;
      throw new ModelError(
        `Event "${type}": "${template}" may block but takes no part; legal: ` +
          `${listNames(declaration.participants)}. List it among the participants` +
          `${machine === initiator ? ", or leave it out: the initiator decides anyway." : "."}`,
      );
    }),
  );
  const named = declaration.decider ?? declaration.initiator;
  const [decider = initiator] = resolveTemplate(named, event, machines);
  if (decider >= 0 && decider !== initiator && !participants.includes(decider)) {
    throw new ModelError(
      `Event "${type}": decider "${named}" takes no part; legal: ` +
        `${listNames([declaration.initiator, ...declaration.participants])}. List it among the participants.`,
    );
  }
  return {
    event,
    type,
    decider,
    name: eventName(event),
    declaration,
    initiator,
    participants,
    mayBlock: [...new Set(mayBlock)].sort((a, b) => a - b),
  };
}

/**
 * Indices of the machines that a template names for this event: `{q}` is a
 * parameter, `{next%2}` its remainder, a final `*` every machine of the kind.
 */
export function resolveTemplate(
  template: string,
  event: ModelEvent,
  machines: readonly MachineName[],
): readonly number[] {
  const name = partsOf(template)
    .map((part) => (typeof part === "string" ? part : valueFor(part, template, event)))
    .join("");
  if (/[{}]/.test(name)) {
    throw new ModelError(
      `Event "${event.type}": template "${template}" cannot be read; legal: {parameter}, ` +
        "{parameter%2}, kind*. Check the braces.",
    );
  }
  const { byKind, byName } = placesOf(machines);
  return (name.endsWith("*") ? byKind.get(name.slice(0, -1)) : byName.get(name)) ?? [];
}

/** What stands in braces: a parameter, or its remainder. */
interface Placeholder {
  readonly parameter: string;
  readonly modulus: number | null;
}

const parsed = new Map<string, readonly (string | Placeholder)[]>();

/** A template in parts; each is read once, and asked of every event. */
function partsOf(template: string): readonly (string | Placeholder)[] {
  const before = parsed.get(template);
  if (before !== undefined) return before;
  const parts: (string | Placeholder)[] = [];
  let end = 0;
  for (const found of template.matchAll(/\{(\w+)(?:%([1-9]\d*))?\}/g)) {
    const [whole, parameter = "", modulus] = found;
    parts.push(template.slice(end, found.index));
    parts.push({ parameter, modulus: modulus === undefined ? null : Number(modulus) });
    end = found.index + whole.length;
  }
  parts.push(template.slice(end));
  parsed.set(template, parts);
  return parts;
}

function valueFor(
  { parameter, modulus }: Placeholder,
  template: string,
  event: ModelEvent,
): string {
  const value = event[parameter];
  if (value === undefined || parameter === "type")
    throw unknownParameter(template, parameter, event);
  return modulus === null ? String(value) : String(Number(value) % modulus);
}

/** Indices of machines. */
interface Places {
  readonly byName: ReadonlyMap<string, readonly number[]>;
  readonly byKind: ReadonlyMap<string, readonly number[]>;
}

const places = new WeakMap<readonly MachineName[], Places>();

function placesOf(machines: readonly MachineName[]): Places {
  const before = places.get(machines);
  if (before !== undefined) return before;
  const byName = new Map<string, number[]>();
  const byKind = new Map<string, number[]>();
  for (const [index, { name, kind }] of machines.entries()) {
    byName.set(name, [...(byName.get(name) ?? []), index]);
    byKind.set(kind, [...(byKind.get(kind) ?? []), index]);
  }
  const found = { byName, byKind };
  places.set(machines, found);
  return found;
}

/** Whether a template names this machine for some values of the parameters. */
export function mayName(template: string, { name, kind }: MachineName): boolean {
  if (template.endsWith("*")) return kind === template.slice(0, -1);
  const literal = template
    .split(/\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".+")}$`).test(name);
}

function unknownParameter(template: string, parameter: string, event: ModelEvent): ModelError {
  const legal = Object.keys(event).filter((name) => name !== "type");
  return new ModelError(
    `Event "${event.type}": template "${template}" uses parameter "${parameter}"; legal: ` +
      `${listNames(legal)}. Declare it under parameters.${didYouMean(parameter, legal)}`,
  );
}

function checkDeclaration(type: string, declaration: EventDeclaration): void {
  const legal = Object.keys(declaration.parameters ?? {});
  if (legal.includes("type")) {
    throw new ModelError(
      `Event "${type}": a parameter cannot be called "type"; legal: any other name. Rename it.`,
    );
  }
  for (const role of ["answers", "identity"] as const) {
    for (const parameter of declaration[role] ?? []) {
      if (legal.includes(parameter)) continue;
      throw new ModelError(
        `Event "${type}": ${role} names "${parameter}", which is no parameter; legal: ` +
          `${listNames(legal)}. Declare it under parameters.${didYouMean(parameter, legal)}`,
      );
    }
  }
}
