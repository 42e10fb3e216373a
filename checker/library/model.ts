/**
 * A system as a model of one scenario, so that whatever answers for virtio answers
 * for it: rules are clauses, choices are interpretations, nothing is pinned.
 */
import { stateNames } from "../compile/allowed.ts";
import { withoutChance } from "../compile/chance.ts";
import { compileSystem } from "../compile/compile.ts";
import { didYouMean, listNames, ModelError } from "../compile/errors.ts";
import { compilePattern } from "../compile/predicates.ts";
import { buildMachine } from "../compile/recording.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type {
  MachineDeclaration,
  Model,
  Predicate,
  Property,
  Reading,
  ReadingView,
  StepPattern,
} from "../types/index.ts";
import { propertyOf, type StatePredicate } from "./claims.ts";
import { buildWith, isMachine, type MachineDefinition, type System } from "./define.ts";
import { kindOf } from "./names.ts";
import { askStrictly } from "./strict-guards.ts";
import { askAgain } from "./tests-again.ts";

/** A system has no bounds of its own: its file says how large it is. */
export type NoBounds = Readonly<Record<string, never>>;

const models = new WeakMap<System, Model<NoBounds>>();

/** The model of a system; the same one whenever it is asked. */
export function modelOf(system: System): Model<NoBounds> {
  const known = models.get(system);
  if (known !== undefined) return known;
  const made = modelFrom(system);
  models.set(system, made);
  return made;
}

function modelFrom(system: System): Model<NoBounds> {
  const rules = Object.entries(system.rules ?? {});
  const choices = Object.entries(system.choices ?? {});
  const machines = Object.entries(system.machines).map(([name, given]) =>
    machineOf(system, name, given),
  );
  // What rests on nothing would read "not implied by the text" where it fails.
  const restsOn = rules.length === 0 ? [system.name] : rules.map(([id]) => id);
  const properties = Object.entries(system.properties ?? {}).map(([name, claim]) =>
    propertyOf(name, claim, restsOn),
  );
  const declaration = { name: system.name, machines, events: system.events };
  return {
    clauses: rules.map(([id, says]) => ({
      id,
      party: "both",
      level: "MUST",
      place: system.name,
      says,
      provenance: "verbatim",
    })),
    interpretations: choices.map(([id, options]) => ({
      id,
      party: "text",
      question: id,
      choices: Object.fromEntries(
        Object.entries(options).map(([choice, means]) => [choice, { means }]),
      ),
    })),
    readings: [asDefined(system)],
    scenarios: [
      {
        name: system.name,
        question: `What does ${system.name} do?`,
        story: "A system of one's own.",
        leavesOut: [],
        scope: {},
        baseline: {},
        system: () => declaration,
        properties: () => properties,
        cases: [],
      },
    ],
    scopeLimits: {},
    describeScope: () => "as defined",
    chartColumns: () => [],
  };
}

/** All rules hold, and of each decision the first choice. */
function asDefined(system: System): Reading {
  const first = Object.entries(system.choices ?? {}).map(([id, options]) => [
    id,
    Object.keys(options)[0] ?? "",
  ]);
  return {
    name: "as-defined",
    says: "All rules hold.",
    inForce: new Set(Object.keys(system.rules ?? {})),
    choices: Object.fromEntries(first),
    sentences: [],
    textHeld: true,
    text: system.name,
  };
}

const serials = new WeakMap<MachineDefinition, number>();
let lastSerial = 0;

/** One number for each machine or builder: those that are the same object share tables. */
function serialOf(given: MachineDefinition): number {
  const known = serials.get(given);
  if (known !== undefined) return known;
  lastSerial += 1;
  serials.set(given, lastSerial);
  return lastSerial;
}

function machineOf(system: System, name: string, given: MachineDefinition): MachineDeclaration {
  return {
    name,
    kind: kindOf(name),
    actor: name,
    // What a builder closes over cannot be seen, so only the same builder shares.
    key: `${serialOf(given)}`,
    build: (view) => {
      if (typeof given !== "function") return given;
      const build = (rules: ReadingView): unknown =>
        withoutChance(`Machine "${name}"`, () => given(rules));
      const built = buildWith(system, name, view, build);
      if (isMachine(built)) return built;
      throw new ModelError(
        `Machine "${name}" of system "${system.name}": its function returns no XState machine; ` +
          "legal: createMachine({ ... }). Return it.",
      );
    },
  };
}

/**
 * The system in a reading, with everything run once that is not ours: builders,
 * assignments, tests of properties.
 * @throws ModelError, one line, for whatever goes wrong in them.
 */
export function compiled(system: System, reading: Reading): CompiledSystem {
  const [scenario] = modelOf(system).scenarios;
  const made = ours(system, () => compileSystem(scenario!.system({}), reading));
  checkTables(system, made);
  for (const property of scenario!.properties({})) {
    const of = `Property "${property.name}"`;
    ours(system, () => withoutChance(of, () => readProperty(made, property)), property.name);
  }
  return made;
}

/** A tag that is nearly "rest" lets nobody rest, and an event that nobody begins never happens. */
function checkTables(system: System, made: CompiledSystem): void {
  for (const [index, { name, table }] of made.machines.entries()) {
    const declaration = made.declaration.machines[index]!;
    askStrictly(name, buildMachine(declaration, made.reading).machine, table);
    const tags = table.states.flatMap((state) => state.tags);
    const near = tags.find((tag) => /^(at )?rest(s|ing|ed)?$/i.test(tag) && tag !== "rest");
    if (near === undefined) continue;
    throw new ModelError(
      `Machine "${name}" has a state tagged "${near}"; legal: "rest" for a state in which it may ` +
        "stay for ever, and any word that is less like it. Correct the tag.",
    );
  }
  for (const { type, initiator } of made.events) {
    const { name, table } = made.machines[initiator]!;
    // What a builder makes may know the event under other rules.
    if (typeof system.machines[name] === "function" || table.handles.includes(type)) continue;
    throw new ModelError(
      `Event "${type}": its initiator "${name}" has no transition for it, so it never happens; ` +
        `legal: ${listNames(table.handles)}. Add the transition, or correct the name.` +
        didYouMean(type, table.handles),
    );
  }
}

/** An error in a user's function names the system, and what it was asked for. */
function ours<T>(system: System, run: () => T, property?: string): T {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    const line = String(cause instanceof Error ? cause.message : cause).split("\n")[0];
    const where = property === undefined ? "a machine" : `property "${property}"`;
    throw new ModelError(
      `System "${system.name}": a function of ${where} fails with "${line}"; legal: functions ` +
        "that return for every local state. Check the names of variables and parameters.",
    );
  }
}

function readProperty(made: CompiledSystem, property: Property): void {
  const patterns: StepPattern[] = [property.witness];
  const predicates: Predicate[] = [];
  if (property.kind === "invariant") predicates.push(property.holds);
  if (property.kind === "leadsTo") predicates.push(property.from, property.to);
  if (property.kind === "step") patterns.push(property.never);
  if (property.kind === "possible") patterns.push(property.can);
  for (const { before, after } of patterns) {
    for (const predicate of [before, after])
      if (predicate !== undefined) predicates.push(predicate);
  }
  for (const pattern of patterns) compilePattern(made, pattern, property.name);
  for (const predicate of predicates) {
    askAgain(made, predicate, property.name);
    for (const { machine, state } of statesIn(predicate))
      checkState(made, property, machine, state);
  }
}

function statesIn(predicate: Predicate): readonly { machine: string; state: string }[] {
  if (predicate.is === "and") return predicate.all.flatMap(statesIn);
  if (predicate.is === "or") return predicate.any.flatMap(statesIn);
  if (predicate.is === "not") return statesIn(predicate.of);
  if (predicate.is === "relation") return [];
  const { machine, state } = predicate as StatePredicate;
  return state === undefined ? [] : [{ machine, state }];
}

/** A state that the machine has not would make the predicate false for ever. */
function checkState(
  made: CompiledSystem,
  { name }: Property,
  machine: string,
  state: string,
): void {
  const index = made.machines.findIndex((one) => one.name === machine);
  const { machine: logic } = buildMachine(made.declaration.machines[index]!, made.reading);
  const legal = stateNames(logic);
  if (legal.includes(state)) return;
  throw new ModelError(
    `Property "${name}" reads state "${state}" of machine "${machine}"; legal: ` +
      `${listNames(legal)}. Name one of them.${didYouMean(state, legal)}`,
  );
}
