/**
 * Whether the rules of a model are about what there is: a misspelt event, state, value,
 * term or clause would make a rule that never bites, and so a wrong "holds".
 *
 * Bounds leave events, values, machines and states out, so a name is wrong only where no
 * case of any scenario has it.
 */
import { didYouMean, listNames } from "../compile/errors.ts";
import { mayName } from "../compile/events.ts";
import { looksAt } from "../compile/rules.ts";
import type { ActiveRule, EventSet, MachineDeclaration, Model, Rule } from "../types/index.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** One line for each rule that is about nothing: the value, what is legal, the cure. */
export function ruleProblems<S extends object>(model: Model<S>): readonly string[] {
  const there = vocabularyOf(model);
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
