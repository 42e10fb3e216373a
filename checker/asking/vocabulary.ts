/**
 * Every event, machine and state that some case of a model has: what a rule or a property may
 * name. Bounds leave some of them out, so a name is wrong only where no case has it.
 */
import { stateNames } from "../compile/allowed.ts";
import { buildMachine } from "../compile/recording.ts";
import type { MachineDeclaration, Model, Reading, Value } from "../types/index.ts";

/** What the systems of all cases have. */
export interface Vocabulary {
  readonly events: ReadonlyMap<string, EventWords>;
  /** One declaration for each kind and key. */
  readonly machines: readonly MachineDeclaration[];
  /** State names of a machine in these bounds; built when they are asked for. */
  readonly statesOf: (machine: MachineDeclaration) => readonly string[];
}

interface EventWords {
  readonly values: Map<string, Set<Value>>;
  /** Initiators and participants. */
  readonly templates: Set<string>;
}

const vocabularies = new WeakMap<object, Vocabulary>();

/** Worked out once for a model. */
export function vocabularyOf<S extends object>(model: Model<S>): Vocabulary {
  const known = vocabularies.get(model) ?? vocabulary(model);
  vocabularies.set(model, known);
  return known;
}

function vocabulary<S extends object>(model: Model<S>): Vocabulary {
  const events = new Map<string, EventWords>();
  const machines = new Map<string, MachineDeclaration>();
  for (const scenario of model.scenarios) {
    const scopes = [{}, ...scenario.cases.map(({ scope = {} }) => scope)];
    for (const scope of new Map(scopes.map((one) => [JSON.stringify(one), one])).values()) {
      const system = scenario.system({ ...scenario.scope, ...scope });
      for (const machine of system.machines) {
        const { name, kind, key } = machine;
        machines.set(JSON.stringify([name, kind, key]), machine);
      }
      for (const [type, declared] of Object.entries(system.events)) {
        const known = events.get(type) ?? { values: new Map(), templates: new Set() };
        events.set(type, known);
        for (const template of [declared.initiator, ...declared.participants])
          known.templates.add(template);
        for (const [name, domain] of Object.entries(declared.parameters ?? {})) {
          const values = known.values.get(name) ?? new Set();
          for (const value of domain) values.add(value);
          known.values.set(name, values);
        }
      }
    }
  }
  const [reading] = model.readings;
  return {
    events,
    machines: [...machines.values()],
    statesOf: (machine) => (reading === undefined ? [] : statesOf(machine, reading)),
  };
}

const names = new WeakMap<MachineDeclaration, readonly string[]>();

function statesOf(machine: MachineDeclaration, reading: Reading): readonly string[] {
  const found = names.get(machine) ?? stateNames(buildMachine(machine, reading).machine);
  names.set(machine, found);
  return found;
}
