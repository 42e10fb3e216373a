/** What there is in a model, over all of its scenarios in the scopes of their cases. */
import type { AnyStateNode } from "xstate";
import { mayName } from "../compile/events.ts";
import { buildMachine } from "../compile/recording.ts";
import type {
  EventDeclaration,
  MachineDeclaration,
  Model,
  Property,
  SystemDeclaration,
} from "../types/index.ts";
import { scopesOf } from "./scope.ts";

/** Machines of one kind: `queue` stands for `queue0` and `queue1`. */
export interface MachineKind {
  readonly kind: string;
  readonly actor: string;
  /** Names of the scenarios that have one. */
  readonly scenarios: readonly string[];
  /** States that have no states within, in the order of declaration. */
  readonly states: readonly LocalStateName[];
  /** Types of events that it initiates, and that it takes part in otherwise. */
  readonly initiates: readonly string[];
  readonly takesPart: readonly string[];
}

export interface LocalStateName {
  /** Dotted: `suspending.stopped`. */
  readonly name: string;
  readonly tags: readonly string[];
  /** Of each type of events that it, or a state around it, has transitions for, whether an
   *  event of the type is taken there: whatever its values and the machine's variables are,
   *  with some of these alone, or never. */
  readonly handles: ReadonlyMap<string, Handling>;
}

export type Handling = "takes" | "may take" | "blocks";

interface Inventory {
  readonly kinds: readonly MachineKind[];
  /** With the first scenario's declaration. */
  readonly events: ReadonlyMap<string, EventDeclaration>;
  readonly properties: readonly PropertyIn[];
}

/** A property by name, as each of the scenarios that ask it words it. */
export interface PropertyIn {
  readonly name: string;
  /** Name of the scenario -> the property. */
  readonly askedIn: ReadonlyMap<string, Property>;
}

const inventories = new WeakMap<object, Inventory>();

/** Worked out once for a model. */
export function inventoryOf<S extends object>(model: Model<S>): Inventory {
  const known = inventories.get(model) ?? takeInventory(model);
  inventories.set(model, known);
  return known;
}

function takeInventory<S extends object>(model: Model<S>): Inventory {
  const systems = model.scenarios.flatMap((scenario) =>
    scopesOf(model, scenario).map((scope) => ({
      scenario: scenario.name,
      system: scenario.system(scope),
      properties: scenario.properties(scope),
    })),
  );
  const events = new Map<string, EventDeclaration>();
  const machines = new Map<string, Found>();
  const properties = new Map<string, Map<string, Property>>();
  for (const { scenario, system, properties: asked } of systems) {
    for (const [type, event] of Object.entries(system.events)) {
      if (!events.has(type)) events.set(type, event);
    }
    for (const machine of system.machines) {
      const kind = plainKind(machine);
      const before = machines.get(kind) ?? { machine, system, scenarios: new Set() };
      before.scenarios.add(scenario);
      machines.set(kind, before);
    }
    for (const property of asked) {
      const before = properties.get(property.name) ?? new Map<string, Property>();
      if (!before.has(scenario)) before.set(scenario, property);
      properties.set(property.name, before);
    }
  }
  return {
    kinds: [...machines.values()].map((found) => kindOf(model, found)),
    events,
    properties: [...properties].map(([name, askedIn]) => ({ name, askedIn })),
  };
}

/** `buffer`, whichever virtqueue a kind is of. */
const plainKind = ({ kind }: MachineDeclaration): string => kind.replace(/[\d.]+$/, "");

/** A machine of a kind, in the first system that has one. */
interface Found {
  readonly machine: MachineDeclaration;
  readonly system: SystemDeclaration;
  readonly scenarios: Set<string>;
}

function kindOf<S extends object>(
  { readings }: Model<S>,
  { machine, system, scenarios }: Found,
): MachineKind {
  const isThis = (template: string): boolean => mayName(template, machine);
  const events = Object.entries(system.events);
  const states: LocalStateName[] = [];
  if (readings[0] !== undefined) {
    walk(buildMachine(machine, readings[0]).machine.root, "", [], new Map());
  }
  return {
    kind: plainKind(machine),
    actor: machine.actor,
    scenarios: [...scenarios],
    states,
    initiates: events.flatMap(([type, { initiator }]) => (isThis(initiator) ? [type] : [])),
    takesPart: events.flatMap(([type, { initiator, participants }]) =>
      !isThis(initiator) && participants.some(isThis) ? [type] : [],
    ),
  };

  function walk(
    node: AnyStateNode,
    name: string,
    tags: readonly string[],
    handles: ReadonlyMap<string, Handling>,
  ): void {
    const own = new Map(handles);
    for (const [type, candidates] of node.transitions) {
      if (type !== "") own.set(type, handlingOf(candidates, handles.get(type)));
    }
    const tagged = [...tags, ...node.tags];
    const inner = Object.values(node.states);
    if (inner.length === 0) states.push({ name, tags: [...new Set(tagged)], handles: own });
    for (const one of inner) walk(one, name === "" ? one.key : `${name}.${one.key}`, tagged, own);
  }
}

/** What becomes of an event by the candidates of one state, the first whose guard lets it
 *  through; `around`: by those of the states around it, where none does. */
function handlingOf(
  candidates: readonly { guard?: unknown; target?: unknown; actions: readonly unknown[] }[],
  around: Handling = "blocks",
): Handling {
  const last = candidates.findIndex(({ guard }) => guard === undefined);
  const tried = last < 0 ? candidates : candidates.slice(0, last + 1);
  const outcomes = new Set(
    tried.map(
      ({ target, actions }): Handling =>
        target === undefined && actions.length === 0 ? "blocks" : "takes",
    ),
  );
  if (last < 0) outcomes.add(around);
  const [outcome = around] = outcomes;
  return outcomes.size === 1 ? outcome : "may take";
}
