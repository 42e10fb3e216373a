/**
 * Contenders held against the same claims: what each cell of the page says.
 *
 * A cell is read from what its home scenario pins for the contender's reading,
 * and every run of the tests explores what is pinned.
 */

import { declarationOf } from "../asking/declaration.ts";
import { resolveReading } from "../asking/reading.ts";
import { mayName } from "../compile/events.ts";
import { buildMachine } from "../compile/recording.ts";
import { looksAt } from "../compile/rules.ts";
import { NO_SILENCE } from "../explore/results.ts";
import type {
  ActiveRule,
  Case,
  Contender,
  Contest,
  ContestRow,
  EventDeclarations,
  MachineDeclaration,
  Model,
  Pin,
  Property,
  Provenance,
  Reading,
  Scenario,
} from "../types/index.ts";

/** `all`: everybody follows every SHOULD; `musts`: nobody follows one. */
export type Advice = "all" | "musts";

/** What a cell says; `silent`: it holds where the text says anything. */
export type CellVerdict =
  | "holds"
  | "violated"
  | "silent"
  | "unknown"
  | "not applicable"
  | "not modelled";

/** One claim of one contender. */
export interface Cell {
  readonly verdict: CellVerdict;
  readonly reading: string;
  /** Names of the properties that stand for the claim. */
  readonly properties: readonly string[];
  /** Events of the shortest counterexample, else null. */
  readonly steps: number | null;
  /** Where the counterexample is kept, below `traces/`; null where none is. */
  readonly trace: string | null;
  /** Clauses that it rests on whose words are recalled or reconstructed. */
  readonly recalled: readonly string[];
  /** Why it is not applicable, else null. */
  readonly why: string | null;
}

/** All cells of a claim. */
export interface Line {
  readonly row: ContestRow;
  /** By contender, in order, for both kinds of advice. */
  readonly cells: readonly Readonly<Record<Advice, Cell>>[];
}

/** The rule by which a cell's trace has its name, below `traces/`. */
export const traceName = (row: string, head: string, advice: Advice): string =>
  `contest/${row}-${head}${advice === "musts" ? "-musts" : ""}`.toLowerCase();

/** Every cell, as pinned. */
export function compareAll<S extends object>(model: Model<S>, contest: Contest): readonly Line[] {
  return contest.rows.map((row) => ({
    row,
    cells: contest.contenders.map((contender) => ({
      all: cellOf(model, contest, row, contender, "all"),
      musts: cellOf(model, contest, row, contender, "musts"),
    })),
  }));
}

function cellOf<S extends object>(
  model: Model<S>,
  contest: Contest,
  row: ContestRow,
  contender: Contender,
  advice: Advice,
): Cell {
  const reading = advice === "all" ? contender.reading : contender.mustsOnly;
  const blank = { reading, properties: [], steps: null, trace: null, recalled: [], why: null };
  const excused = contest.notApplicable.find(
    (one) => one.row === row.id && one.contender === contender.head,
  );
  if (excused !== undefined) return { ...blank, verdict: "not applicable", why: excused.why };
  const scenario = model.scenarios.find(({ name }) => name === row.scenario);
  const own = scenario?.cases.filter((one) => one.reading === reading) ?? [];
  const asked = own.flatMap((one) => pinsOf(scenario!, one, row.id));
  const worst = asked.toSorted((a, b) => weight(b) - weight(a))[0];
  if (worst === undefined) return { ...blank, verdict: "not modelled" };
  return {
    ...blank,
    verdict: worst.verdict,
    properties: [...new Set(asked.map(({ property }) => property.name))],
    steps: worst.pin.steps,
    trace: worst.pin.trace ?? null,
    recalled: recalledIn(model, scenario!, own, resolveReading(model, reading)),
  };
}

interface Pinned {
  readonly property: Property;
  readonly pin: Pin;
  readonly verdict: Exclude<CellVerdict, "not applicable" | "not modelled">;
}

function pinsOf<S>(scenario: Scenario<S>, one: Case<S>, row: string): readonly Pinned[] {
  const silent = one.pins[NO_SILENCE]?.verdict === "violated";
  const properties = scenario.properties({ ...scenario.scope, ...one.scope });
  return properties
    .filter(({ id }) => id === row)
    .flatMap((property) => {
      const pin = one.pins[property.name];
      if (pin === undefined) return [];
      const isNone = pin.verdict === "vacuous" || pin.verdict === "contradiction";
      const known = isNone ? "unknown" : pin.verdict;
      return [{ property, pin, verdict: known === "holds" && silent ? "silent" : known }];
    });
}

/** Of several properties a row shows the first that is most in need of a look. */
const WEIGHTS = { violated: 3, unknown: 2, silent: 1, holds: 0 };
const weight = ({ verdict }: Pinned): number => WEIGHTS[verdict];

const NOT_HELD: readonly Provenance[] = ["recalled", "reconstructed"];

/**
 * Clauses in force that speak of the events of these cases, and whose words are recalled
 * or reconstructed.
 */
function recalledIn<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  cases: readonly Case<S>[],
  reading: Reading,
): readonly string[] {
  const asked = new Set<string>();
  for (const { scope } of cases) {
    const {
      machines,
      events,
      rules = [],
    } = declarationOf(scenario, { ...scenario.scope, ...scope });
    for (const { kind, id, rule } of rules) {
      if (kind === "clause" && bears(rule, machines, events)) asked.add(id);
    }
    for (const machine of machines) {
      for (const { kind, id } of buildMachine(machine, reading).consulted) {
        if (kind === "clause") asked.add(id);
      }
    }
    for (const { fair } of Object.values(events)) {
      if (fair !== undefined && "clause" in fair)
        for (const id of fair.clause.split(" ")) asked.add(id);
    }
  }
  return model.clauses
    .filter(({ id, provenance }) => NOT_HELD.includes(provenance) && asked.has(id))
    .map(({ id }) => id)
    .filter((id) => reading.inForce.has(id));
}

/** Whether a rule is about an event that happens here, and looks at a machine that is here. */
function bears(
  { events: sets, when }: ActiveRule,
  machines: readonly MachineDeclaration[],
  events: EventDeclarations,
): boolean {
  const isHere = (template: string): boolean => machines.some((one) => mayName(template, one));
  return sets.some(({ type }) => {
    const declared = events[type];
    if (declared === undefined || !isHere(declared.initiator)) return false;
    return when === undefined || machines.some((machine) => looksAt(when, machine));
  });
}
