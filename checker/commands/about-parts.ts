/** Facts about disputes and scenarios, and about the machines and states that they are made of. */
import {
  type Handling,
  inventoryOf,
  type LocalStateName,
  type MachineKind,
} from "../asking/inventory.ts";
import { meant } from "../asking/names.ts";
import { boundsOf } from "../asking/scope.ts";
import { UsageError } from "../asking/usage.ts";
import type { ActiveRule, Clause, Model } from "../types/index.ts";
import type { Fact } from "./about.ts";
import { oneScenario } from "./select.ts";

export function aboutDispute<S extends object>(
  { disputes = [], sources = {} }: Model<S>,
  given: string,
): readonly Fact[] | null {
  const dispute = disputes.find(
    ({ id }) =>
      id ===
      meant(
        given,
        disputes.map((one) => one.id),
      ),
  );
  if (dispute === undefined) return null;
  const asked = [...new Set(dispute.answers.map(({ scenario }) => scenario))];
  const cited = dispute.positions.map(({ from }) => from).join();
  const held = dispute.positions.map(({ says, from }) => `${says} (${from})`);
  const from = Object.entries(sources).flatMap(([number, source]) =>
    cited.includes(number) ? [`${number} ${source}`] : [],
  );
  return [
    ["dispute", `${dispute.id}: ${dispute.question}`],
    ...[...held, ...from].map((one, at): Fact => [at === 0 ? "held" : "", one]),
    ["asked in", asked.length === 0 ? "no scenario" : asked],
    ...(dispute.note === undefined ? [] : [["note", dispute.note] as const]),
    asked.length === 0
      ? ["command", "npx quiesce cost"]
      : ["mail", `npx quiesce ask ${dispute.id.toLowerCase()}`],
  ];
}

/** A bound of scopes: its legal values, and the scenarios whose cases are asked in each. */
export function aboutBound<S extends object>(
  model: Model<S>,
  given: string,
): readonly Fact[] | null {
  const name = meant(given, Object.keys(model.scopeLimits));
  if (name === undefined) return null;
  const legal = Object.entries<readonly unknown[]>(model.scopeLimits).find(([one]) => one === name);
  const values = legal?.[1].map(String) ?? [];
  const asked = values.map((value) => {
    const scenarios = model.scenarios.filter(({ scope, cases }) =>
      [{}, ...cases.map((one) => one.scope)].some(
        (own) => String(boundsOf(model, { ...scope, ...own })[name]) === value,
      ),
    );
    const some = scenarios.map((one) => one.name).join(", ");
    const many = `${scenarios.length} of ${model.scenarios.length} scenarios`;
    return `${value}: ${some === "" ? "no scenario" : scenarios.length > FEW ? many : some}`;
  });
  return [
    ["bound", name],
    ["legal", values],
    ...asked.map((one, at): Fact => [at === 0 ? "asked in" : "", one]),
    ["change", `--scope ${name}=${values.at(-1)}`],
  ];
}

/** More scenarios than these are counted. */
const FEW = 6;

export function aboutScenario<S extends object>(
  model: Model<S>,
  given: string,
): readonly Fact[] | null {
  const scenario = scenarioNamed(model, given);
  if (scenario === null) return null;
  const { name, question, story, leavesOut, cases } = scenario;
  const { kinds, properties } = inventoryOf(model);
  const machines = kinds.filter(({ scenarios }) => scenarios.includes(name));
  const asked = properties.filter(({ askedIn }) => askedIn.has(name));
  const number = cases.map(({ says, reading }, at) => `${at + 1} ${says} (${reading})`);
  return [
    ["scenario", name],
    ["asks", question],
    ["story", story],
    ["bounds", model.describeScope(scenario.scope)],
    ["machines", machines.map(({ kind }) => kind)],
    ["claims", asked.map((property) => property.name)],
    ...number.map((one, at): Fact => [at === 0 ? "cases" : "", one]),
    ["lacks", leavesOut],
    ["mail", `npx quiesce ask ${name.split("/").at(-1)}`],
  ];
}

/** The scenario that is meant; null where none is, or where several may be. */
function scenarioNamed<S extends object>(model: Model<S>, given: string) {
  try {
    return oneScenario(model, given);
  } catch (cause) {
    if (!(cause instanceof UsageError) || /may be/.test(cause.message)) throw cause;
    return null;
  }
}

/** More names of scenarios than these are no help. */
const MANY = 12;

export function aboutMachine<S extends object>(
  model: Model<S>,
  given: string,
): readonly Fact[] | null {
  const found = kindNamed(model, given);
  if (found === undefined) return null;
  const { kind, scenarios } = found;
  const clauses = clausesOn(model, found);
  const many = `${scenarios.length} scenarios; see quiesce list scenarios ${kind}`;
  return [
    ["machine", `${kind}, of the ${found.actor}`],
    ["states", found.states.map(({ name }) => name)],
    ["begins", found.initiates.length === 0 ? "nothing" : found.initiates],
    ["part in", found.takesPart.length === 0 ? "nothing else" : found.takesPart],
    ["clauses", clauses.length === 0 ? "none looks at it" : clauses],
    ["found in", scenarios.length > MANY ? many : scenarios],
  ];
}

/** The kind that is meant, by its name or that of a machine of it: `queue0`. */
export const kindNamed = <S extends object>(
  model: Model<S>,
  given: string,
): MachineKind | undefined => {
  const { kinds } = inventoryOf(model);
  const names = kinds.map(({ kind }) => kind);
  const name = meant(given, names) ?? meant(given.replace(/[\d.]+$/, ""), names);
  return kinds.find(({ kind }) => kind === name);
};

/** `suspended`, or `status.suspended` where machines have states of one name. */
export function aboutState<S extends object>(
  model: Model<S>,
  given: string,
): readonly Fact[] | null {
  const found = inventoryOf(model).kinds.flatMap((kind) =>
    kind.states
      .filter(({ name }) => meant(given, [name, `${kind.kind}.${name}`]) !== undefined)
      .map((state) => ({ kind, state })),
  );
  if (found.length === 0) return null;
  return found.flatMap(({ kind, state }): readonly Fact[] => [
    [
      "state",
      `${state.name} of ${kind.kind}${state.tags.includes("rest") ? ", a state of rest" : ""}`,
    ],
    ...handled(state),
    ["clauses", clausesOn(model, kind, state.name)],
  ]);
}

/** What it takes, what it takes with some values alone, and what cannot happen meanwhile. */
function handled({ handles }: LocalStateName): readonly Fact[] {
  const types = (how: Handling): readonly string[] =>
    [...handles].flatMap(([type, is]) => (is === how ? [type] : []));
  const guarded = types("may take");
  const blocked = types("blocks");
  const always = types("takes");
  const where = "values of the event, or variables of its own, allow it";
  return [
    ["takes", always.length === 0 ? "nothing without a condition" : always],
    ...(guarded.length === 0
      ? []
      : ([
          ["may take", guarded],
          ["where", where],
        ] as const)),
    ...(blocked.length === 0 ? [] : [["blocks", blocked] as const]),
  ];
}

/** The clauses with a condition on this kind of machine, and on this state of it. */
function clausesOn<S extends object>(
  { clauses }: Model<S>,
  { kind }: MachineKind,
  state?: string,
): readonly string[] {
  const looks = (rule: ActiveRule): boolean =>
    rule.when?.machine.replace(/[\d.]+$/, "") === kind &&
    (state === undefined || rule.when.states?.includes(state) === true);
  return clauses.filter((clause) => rulesOf(clause).some(looks)).map(({ id }) => id);
}

const rulesOf = ({ rules = [] }: Clause): readonly ActiveRule[] =>
  rules.flatMap((rule) => (rule.rule === "none" ? [] : [rule]));

/** Names that are explained here, for whoever mistypes one. */
export function partNames<S extends object>(model: Model<S>): readonly string[] {
  const { kinds } = inventoryOf(model);
  return [
    ...(model.disputes ?? []).map(({ id }) => id),
    ...model.scenarios.map(({ name }) => name),
    ...model.scenarios.map(({ name }) => name.split("/").at(-1) ?? name),
    ...kinds.map(({ kind }) => kind),
    ...kinds.flatMap(({ kind, states }) => states.map(({ name }) => `${kind}.${name}`)),
  ];
}
