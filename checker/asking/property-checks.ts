/**
 * Whether the properties of a model are about what there is: a misspelt state or event would
 * make a predicate that is false everywhere, and so a wrong "holds".
 */
import { didYouMean, listNames } from "../compile/errors.ts";
import type {
  MachineDeclaration,
  Model,
  Predicate,
  Property,
  StepPattern,
} from "../types/index.ts";
import { scopesOf } from "./scope.ts";
import { type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** One line for each name that no case has: the value, what is legal, the cure. */
export function propertyProblems<S extends object>(model: Model<S>): readonly string[] {
  const there = vocabularyOf(model);
  const asked = model.scenarios.flatMap((scenario) =>
    scopesOf(model, scenario).flatMap((scope) => scenario.properties(scope)),
  );
  return [...new Set(asked.flatMap((property) => problemsOf(property, there)))];
}

function problemsOf(property: Property, there: Vocabulary): readonly string[] {
  const { name, monitor, witness } = property;
  const machines = monitor === undefined ? there.machines : [...there.machines, monitor];
  const patterns = [...patternsOf(property), witness];
  const predicates = [
    ...(property.kind === "invariant" ? [property.holds] : []),
    ...(property.kind === "leadsTo" ? [property.from, property.to] : []),
    ...patterns.flatMap(({ before, after }) => [before, after]),
  ].filter((one) => one !== undefined);
  return [
    ...predicates.flatMap((one) => problemsOfStates(name, one, machines, there)),
    ...patterns.flatMap(({ event }) => problemsOfTypes(name, event?.types ?? [], there)),
  ];
}

function patternsOf(property: Property): readonly StepPattern[] {
  if (property.kind === "step") return [property.never];
  return property.kind === "possible" ? [property.can] : [];
}

function problemsOfStates(
  owner: string,
  predicate: Predicate,
  machines: readonly MachineDeclaration[],
  there: Vocabulary,
): readonly string[] {
  const within = (one: Predicate) => problemsOfStates(owner, one, machines, there);
  if (predicate.is === "not") return within(predicate.of);
  if (predicate.is === "and") return predicate.all.flatMap(within);
  if (predicate.is === "or") return predicate.any.flatMap(within);
  if (predicate.is === "relation" || predicate.states === undefined) return [];
  const { machine, states } = predicate;
  const meant = machines.filter(({ name }) => name === machine);
  // Where no case has the machine, compiling says so.
  if (meant.length === 0) return [];
  // Most have each state that is named: the others are not built.
  const wrong = states.filter((state) => !meant.some((one) => there.statesOf(one).includes(state)));
  return wrong.map((state) => {
    const legal = [...new Set(meant.flatMap(there.statesOf))];
    return (
      `Property "${owner}" asks whether "${machine}" is in "${state}", which is none of its ` +
      `states; legal: ${listNames(legal)}. Correct the name.${didYouMean(state, legal)}`
    );
  });
}

function problemsOfTypes(
  owner: string,
  types: readonly string[],
  { events }: Vocabulary,
): readonly string[] {
  const legal = [...events.keys()];
  return types
    .filter((type) => !events.has(type))
    .map(
      (type) =>
        `Property "${owner}" is about "${type}", which is no event; legal: ${listNames(legal)}. ` +
        `Correct the name.${didYouMean(type, legal)}`,
    );
}
