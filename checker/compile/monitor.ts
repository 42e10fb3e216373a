/** Adds the monitor of a property to a compiled system. */
import type { MachineDeclaration, ModelEvent, Value } from "../types/index.ts";
import { handledTypes } from "./allowed.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";
import { buildMachine } from "./recording.ts";
import type { CompiledMonitor, CompiledSystem, ObservedProjection } from "./system.ts";
import { MAX_LOCAL_STATES, machineTable } from "./tables.ts";

/**
 * The system with one more monitor. Machines, events and their ids stay as they
 * are. Throws when the monitor reacts to an event or observes a machine that the
 * system does not declare.
 */
export function addMonitor(
  system: CompiledSystem,
  declaration: MachineDeclaration,
  maxLocalStates: number = MAX_LOCAL_STATES,
): CompiledSystem {
  const taken = [...system.machines, ...system.monitors].some(
    ({ name }) => name === declaration.name,
  );
  if (taken) {
    throw new ModelError(
      `Monitor "${declaration.name}" is called like a machine of system "${system.name}"; legal: ` +
        "a name of its own. Rename the monitor.",
    );
  }
  const handles = handledTypes(buildMachine(declaration, system.reading).machine);
  const declared = Object.keys(system.declaration.events);
  const unknown = handles.find((type) => !declared.includes(type));
  if (unknown !== undefined) {
    throw new ModelError(
      `Monitor "${declaration.name}" reacts to event "${unknown}"; legal: ${listNames(declared)}. ` +
        `Declare the event, or correct the name.${didYouMean(unknown, declared)}`,
    );
  }
  const { observes, combinations } = observations(system, declaration);
  const columnOf = new Int32Array(system.events.length).fill(-1);
  const events: ModelEvent[] = [];
  for (const { id, type, event } of system.events) {
    if (!handles.includes(type)) continue;
    columnOf[id] = events.length;
    for (const values of combinations) events.push({ ...event, ...values });
  }
  const table = machineTable(declaration, events, system.reading, maxLocalStates);
  const monitor: CompiledMonitor = { name: declaration.name, table, columnOf, observes };
  return { ...system, monitors: [...system.monitors, monitor] };
}

/** What the monitor observes, as digits of a mixed-radix number, and every combination. */
function observations(
  system: CompiledSystem,
  declaration: MachineDeclaration,
): {
  readonly observes: readonly ObservedProjection[];
  readonly combinations: readonly Readonly<Record<string, Value>>[];
} {
  const parameters = new Set(system.events.flatMap(({ event }) => Object.keys(event)));
  let combinations: Readonly<Record<string, Value>>[] = [{}];
  const projections: Omit<ObservedProjection, "digit">[] = [];
  const values: Uint16Array[] = [];
  for (const [name, { machine, project }] of Object.entries(declaration.observes ?? {})) {
    const names = system.machines.map((m) => m.name);
    const index = names.indexOf(machine);
    if (index < 0) {
      throw new ModelError(
        `Monitor "${declaration.name}" observes machine "${machine}"; legal: ${listNames(names)}. ` +
          `Add the machine to system "${system.name}".${didYouMean(machine, names)}`,
      );
    }
    if (parameters.has(name)) {
      throw new ModelError(
        `Monitor "${declaration.name}" observes "${name}", which is a parameter of an event; legal: ` +
          "any other name. Rename the observation.",
      );
    }
    const projected = system.machines[index]!.table.states.map(project);
    const distinct = [...new Set(projected)];
    projections.push({ machine: index, values: distinct });
    values.push(Uint16Array.from(projected, (value) => distinct.indexOf(value)));
    combinations = combinations.flatMap((c) => distinct.map((value) => ({ ...c, [name]: value })));
  }
  // The last observation varies fastest, so its digit weighs 1.
  let weight = 1;
  const digits = new Map<number, Int32Array>();
  for (let i = projections.length - 1; i >= 0; i--) {
    const factor = weight;
    digits.set(
      i,
      Int32Array.from(values[i]!, (value) => value * factor),
    );
    weight *= projections[i]!.values.length;
  }
  return { observes: projections.map((p, i) => ({ ...p, digit: digits.get(i)! })), combinations };
}
