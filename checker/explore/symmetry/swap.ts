/**
 * What a swap of two values of the symmetric parameter does to events and to
 * machines. It is deduced from the declarations: the event with the other value
 * takes the place of an event, and the machines that its templates name take the
 * places of those that the event's own templates name.
 */
import { listNames, ModelError } from "../../compile/errors.ts";
import { eventName, resolveTemplate } from "../../compile/events.ts";
import type { CompiledMachine, CompiledSystem, EventInstance } from "../../compile/system.ts";
import type { Value } from "../../types/index.ts";

/** Two values of the parameter in each other's place. */
export interface Swap {
  readonly parameter: string;
  readonly values: readonly [Value, Value];
  /** Event -> the event that takes its place. */
  readonly events: Uint16Array;
  /** Machine -> the machine that takes its place. */
  readonly machines: Uint16Array;
}

/** What a user may do who cannot have the reduction. */
export const LEAVE_OUT = "Leave --symmetry out, or ask within bounds where it does not.";

/** More would have more permutations than a word of 32 bits can hold. */
const MOST = 4;

/**
 * The values that are interchangeable, in the order in which events name them.
 * @throws ModelError where no event has the parameter, or too many values are in use.
 */
export function valuesOf({ name, events }: CompiledSystem, parameter: string): readonly Value[] {
  const values = [...new Set(events.flatMap(({ event }) => event[parameter] ?? []))];
  if (values.length === 0) {
    throw new ModelError(
      `System "${name}" has no event with the parameter "${parameter}", whose values are to be ` +
        "interchangeable; legal: a system that numbers its parts by it. Leave --symmetry out.",
    );
  }
  if (values.length <= MOST) return values;
  throw new ModelError(
    `System "${name}" has ${values.length} values of "${parameter}"; legal with --symmetry: at most ` +
      `${MOST}. Narrow the scope.`,
  );
}

/** @throws ModelError, one line, where the declarations themselves tell the values apart. */
export function swapOf(
  system: CompiledSystem,
  parameter: string,
  values: readonly [Value, Value],
): Swap {
  const events = swappedEvents(system, parameter, values);
  const machines = swappedMachines(system, events);
  const swap = { parameter, values, events, machines };
  for (const event of system.events) checkRoles(system, swap, event);
  return swap;
}

function swappedEvents(
  { events }: CompiledSystem,
  parameter: string,
  [one, other]: readonly [Value, Value],
): Uint16Array {
  const ids = new Map(events.map(({ name, id }) => [name, id]));
  return Uint16Array.from(events, ({ event, name }) => {
    const value = event[parameter];
    if (value !== one && value !== other) return ids.get(name)!;
    const like = eventName({ ...event, [parameter]: value === one ? other : one });
    const id = ids.get(like);
    if (id !== undefined) return id;
    throw new ModelError(
      `The system has ${name} and not ${like}, so the values of "${parameter}" are not ` +
        `interchangeable; legal: both or neither. ${LEAVE_OUT}`,
    );
  });
}

/** A machine that no template names with the parameter keeps its place. */
function swappedMachines(system: CompiledSystem, events: Uint16Array): Uint16Array {
  const { machines } = system;
  const like = new Int32Array(machines.length).fill(-1);
  for (const own of system.events) {
    const other = system.events[events[own.id]!]!;
    for (const template of [own.declaration.initiator, ...own.declaration.participants]) {
      if (template.endsWith("*")) continue;
      const [from] = resolveTemplate(template, own.event, machines);
      const [to] = resolveTemplate(template, other.event, machines);
      if (from === undefined && to === undefined) continue;
      if (from !== undefined && to !== undefined && (like[from] === -1 || like[from] === to)) {
        like[from] = to;
        continue;
      }
      const names = [from, to].flatMap((m) => (m === undefined ? [] : machines[m]!.name));
      throw new ModelError(
        `${own.name} and ${other.name} do not name machines alike: "${template}" gives ` +
          `${listNames(names)}; legal: one machine for each value. ${LEAVE_OUT}`,
      );
    }
  }
  return Uint16Array.from(like, (to, from) => {
    if (to === -1) return from;
    checkActors(machines[from]!, machines[to]!);
    return to;
  });
}

/** Whose machine is silent says whether it is a finding about the text. */
function checkActors(one: CompiledMachine, other: CompiledMachine): void {
  if (one.actor === other.actor) return;
  throw new ModelError(
    `Machine "${one.name}" belongs to "${one.actor}" and "${other.name}" to "${other.actor}"; legal ` +
      `with --symmetry: one actor for machines that take each other's place. ${LEAVE_OUT}`,
  );
}

/** The event that takes an event's place has the same parties, in each other's places. */
function checkRoles(system: CompiledSystem, { events, machines }: Swap, own: EventInstance): void {
  const other = system.events[events[own.id]!]!;
  const moved = (list: readonly number[]): string =>
    list
      .map((m) => machines[m]!)
      .sort((a, b) => a - b)
      .join();
  const isAlike =
    machines[own.initiator] === other.initiator &&
    moved(own.participants) === other.participants.join() &&
    moved(own.mayBlock) === other.mayBlock.join();
  if (isAlike) return;
  throw new ModelError(
    `${own.name} and ${other.name} do not have the same parties, in each other's places; legal: ` +
      `machines that are all there for each value. ${LEAVE_OUT}`,
  );
}
