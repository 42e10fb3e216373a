/**
 * Whether the rules of a model are about what there is: a misspelt event, state, value,
 * term or clause would make a rule that never bites, and so a wrong "holds".
 *
 * Bounds leave events, values, machines and states out, so a name is wrong only where no
 * case of any scenario has it.
 */
import { stateNames } from "../compile/allowed.ts";
import { didYouMean, listNames, ModelError } from "../compile/errors.ts";
import { mayName } from "../compile/events.ts";
import { buildMachine } from "../compile/recording.ts";
import { looksAt } from "../compile/rules.ts";
import type {
  ActiveRule,
  EventSet,
  MachineDeclaration,
  Model,
  Reading,
  Rule,
  Value,
} from "../types/index.ts";

const sound = new WeakSet<object>();

/** @throws ModelError, one line, for the first rule that is about nothing. */
export function checkRules<S extends object>(model: Model<S>): void {
  if (sound.has(model)) return;
  const [first] = ruleProblems(model);
  if (first !== undefined) throw new ModelError(first);
  sound.add(model);
}

/** One line for each rule that is about nothing: the value, what is legal, the cure. */
export function ruleProblems<S extends object>(model: Model<S>): readonly string[] {
  const there = vocabulary(model);
  return [
    ...twice(model),
    ...ownedRules(model).flatMap(({ owner, rule }) => [
      ...rule.events.flatMap((set) => problemsOfEvents(owner, set, rule, there)),
      ...problemsOfCondition(owner, rule, there),
      ...problemsOfTerm(owner, rule, model),
      ...problemsOfException(owner, rule, model),
    ]),
  ];
}

/** A rule, and the words for whose it is: `Clause "S-10" forbids`. */
interface Owned {
  readonly owner: string;
  readonly rule: ActiveRule;
}

function ownedRules<S extends object>(model: Model<S>): readonly Owned[] {
  const active = (owner: string, rules: readonly Rule[] = []): readonly Owned[] =>
    rules.flatMap((rule) =>
      rule.rule === "none" ? [] : [{ owner: `${owner} ${rule.rule}`, rule }],
    );
  return [
    ...model.clauses.flatMap(({ id, rules }) => active(`Clause "${id}"`, rules)),
    ...model.interpretations.flatMap(({ id, choices }) =>
      Object.entries(choices).flatMap(([value, { rules }]) =>
        active(`Choice "${id}=${value}"`, rules),
      ),
    ),
  ];
}

/** Two clauses, or two choices, of one id, or a clause and a choice. */
function twice<S extends object>(model: Model<S>): readonly string[] {
  const ids = [...model.clauses, ...model.interpretations].map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map(
    (id) =>
      `Two clauses or choices have the id "${id}"; legal: distinct ids, by which a reading ` +
      "frees and binds them. Rename one.",
  );
}

/** What the systems of all cases have. */
interface Vocabulary {
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

function problemsOfEvents(
  owner: string,
  { type, with: given = {} }: EventSet,
  rule: ActiveRule,
  { events }: Vocabulary,
): readonly string[] {
  const declared = events.get(type);
  if (declared === undefined) {
    const legal = [...events.keys()];
    return [
      `${owner} "${type}", which is no event; legal: ${listNames(legal)}. Correct the name.` +
        didYouMean(type, legal),
    ];
  }
  return Object.entries(given).flatMap(([name, value]) => {
    const legal = declared.values.get(name);
    if (legal === undefined) {
      const parameters = [...declared.values.keys()];
      return [
        `${owner} "${type}" with "${name}", which is none of its parameters; legal: ` +
          `${listNames(parameters)}. Correct the name.${didYouMean(name, parameters)}`,
      ];
    }
    // Of the events of one rule some have values that others have not.
    const known = rule.events.flatMap((set) => [...(events.get(set.type)?.values.get(name) ?? [])]);
    const wrong = [value].flat().filter((one) => !known.includes(one));
    return wrong.map(
      (one) =>
        `${owner} "${type}" with ${name}=${one}; legal: ${listNames([...legal].map(String))}. ` +
        `Correct the value.${didYouMean(String(one), [...legal].map(String))}`,
    );
  });
}

function problemsOfCondition(
  owner: string,
  { events, when }: ActiveRule,
  there: Vocabulary,
): readonly string[] {
  if (when === undefined) return [];
  const seen = there.machines.filter((machine) => looksAt(when, machine));
  if (seen.length === 0) {
    const legal = [...new Set(there.machines.flatMap(({ name, kind }) => [kind, name]))];
    return [
      `${owner}, ${when.words}: there is no machine "${when.machine}"; legal: ` +
        `${listNames(legal)}. Name one of them.${didYouMean(when.machine, legal)}`,
    ];
  }
  const apart = events.filter(({ type }) => {
    const templates = [...(there.events.get(type)?.templates ?? [])];
    return there.events.has(type) && !templates.some((t) => seen.some((one) => mayName(t, one)));
  });
  return [
    ...apart.map(({ type }) => {
      const legal = [...there.events.get(type)!.templates];
      return (
        `${owner} "${type}" ${when.words}: machine "${when.machine}" takes no part in that event; ` +
        `legal: ${listNames(legal)}. Look at one of them, or let the machine take part.`
      );
    }),
    ...(when.states ?? []).flatMap((state) =>
      problemsOfState(owner, state, when.words, seen, there),
    ),
  ];
}

function problemsOfState(
  owner: string,
  state: string,
  words: string,
  machines: readonly MachineDeclaration[],
  there: Vocabulary,
): readonly string[] {
  if (machines.some((machine) => there.statesOf(machine).includes(state))) return [];
  const legal = [...new Set(machines.flatMap(there.statesOf))];
  return [
    `${owner}, ${words}: machine "${machines[0]!.kind}" has no state "${state}"; legal: ` +
      `${listNames(legal)}. Name one of them.${didYouMean(state, legal)}`,
  ];
}

function problemsOfTerm<S extends object>(
  owner: string,
  { term }: ActiveRule,
  { interpretations }: Model<S>,
): readonly string[] {
  if (term === undefined) return [];
  const found = interpretations.find(({ id }) => id === term.id);
  if (found === undefined) {
    const legal = interpretations.map(({ id }) => id);
    return [
      `${owner} where "${term.id}" means ${term.means.join(" or ")}: no such term has a meaning; ` +
        `legal: ${listNames(legal)}. Add it, or name one of them.${didYouMean(term.id, legal)}`,
    ];
  }
  const legal = Object.keys(found.choices);
  return term.means
    .filter((one) => !legal.includes(one))
    .map(
      (one) =>
        `${owner} where "${term.id}" means "${one}"; legal: ${listNames(legal)}. Name one of ` +
        `them.${didYouMean(one, legal)}`,
    );
}

/** An exception lifts a prohibition, of a clause or of conduct: there must be one, of the same
 *  events. */
function problemsOfException<S extends object>(
  owner: string,
  rule: ActiveRule,
  { clauses, interpretations }: Model<S>,
): readonly string[] {
  if (rule.rule !== "excepts") return [];
  const prohibitions = new Map<string, readonly Rule[]>([
    ...clauses.map(({ id, rules = [] }) => [id, rules] as const),
    ...interpretations.map(
      ({ id, choices }) => [id, Object.values(choices).flatMap(({ rules = [] }) => rules)] as const,
    ),
  ]);
  const own = prohibitions.get(rule.clause);
  if (own === undefined) {
    const legal = [...prohibitions.keys()];
    return [
      `${owner} from "${rule.clause}", which is no clause and no choice; legal: ` +
        `${listNames(legal)}. Name one of them.${didYouMean(rule.clause, legal)}`,
    ];
  }
  const forbidden = own.flatMap((one) => (one.rule === "forbids" ? one.events : []));
  if (rule.events.some((set) => forbidden.some((other) => meet(set, other)))) return [];
  const legal = [...new Set(forbidden.map(({ type }) => type))];
  return [
    `${owner} from "${rule.clause}", which forbids no "${rule.events[0]?.type}"; legal: ` +
      `${legal.length === 0 ? "a clause that forbids it" : listNames(legal)}. Correct the clause ` +
      "or the event, or leave the exception out.",
  ];
}

/** Whether some event is of both sets. */
const meet = (one: EventSet, other: EventSet): boolean =>
  one.type === other.type &&
  Object.entries(one.with ?? {}).every(([name, values]) => {
    const others = other.with?.[name];
    return others === undefined || [values].flat().some((v) => [others].flat().includes(v));
  });
