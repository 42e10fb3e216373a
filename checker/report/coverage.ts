/**
 * Of which contenders and transports each dispute is asked: by which scenario, or why
 * not. What is asked is read from the cases, and must be what the list of gaps leaves.
 */
import { compareAll } from "../contest/contest.ts";
import { priceAll } from "../contest/cost.ts";
import type { Coverage, Dispute, Model, Unasked } from "../types/index.ts";

/** One row: a scenario, and the contenders and transports that its cases have. */
interface Asked {
  readonly by: string;
  readonly of: ReadonlySet<string>;
}

/** Every column but the first two: contenders by their heads, then transports. */
const columnsOf = <S extends object>(model: Model<S>, coverage: Coverage<S>) => [
  ...(model.contest?.contenders ?? []).map(({ head }) => head),
  ...coverage.transports,
];

/** Who asks a dispute: scenarios named after it, homes of its rows, and what it lists. */
function askedBy<S extends object>(
  model: Model<S>,
  coverage: Coverage<S>,
  dispute: Dispute,
): readonly Asked[] {
  const own = `disputes/${dispute.id.toLowerCase()}-`;
  const named = model.scenarios.map(({ name }) => name).filter((name) => name.startsWith(own));
  // Of a scenario that is not named after the dispute, the cases that answer it.
  const cited: Coverage<S>["also"][string] = [
    ...(coverage.also[dispute.id] ?? []),
    ...dispute.answers.filter(({ scenario }) => !named.includes(scenario)),
  ];
  return [
    ...named.map((name) => byScenario(model, coverage, name)),
    ...[...new Set(cited.map(({ scenario }) => scenario))].map((name) => {
      const cases = cited.filter(({ scenario }) => scenario === name).map(({ says }) => says);
      return byScenario(model, coverage, name, cases);
    }),
    ...byRows(model, coverage, dispute),
    ...(dispute.counts === true ? byCost(model, coverage) : []),
  ];
}

const headOf = <S extends object>(model: Model<S>, coverage: Coverage<S>, reading: string) => {
  const base = reading.split(",")[0] ?? "";
  const own = model.contest?.contenders.find((one) => [one.reading, one.mustsOnly].includes(base));
  return own?.head ?? coverage.standsFor[base] ?? "";
};

/** @param only the cases that count, by what they say; one that says nothing is all */
function byScenario<S extends object>(
  model: Model<S>,
  coverage: Coverage<S>,
  name: string,
  only: readonly (string | undefined)[] = [undefined],
): Asked {
  const scenario = model.scenarios.find((one) => one.name === name);
  if (scenario === undefined) {
    throw new Error(`there is no scenario "${name}"; correct the list of what is asked`);
  }
  const says = new Set(scenario.cases.map((one) => one.says));
  const missing = only.find((one) => one !== undefined && !says.has(one));
  if (missing !== undefined) {
    throw new Error(`${name} has no case "${missing}"; correct the list of what is asked`);
  }
  const cases = scenario.cases.filter((one) => only.includes(undefined) || only.includes(one.says));
  const of = cases.flatMap(({ reading, scope }) => [
    headOf(model, coverage, reading),
    coverage.transportOf({ ...scenario.scope, ...scope }),
  ]);
  return { by: name, of: new Set(of) };
}

/** A row of the page of contenders, where it is asked and applies. */
function byRows<S extends object>(
  model: Model<S>,
  coverage: Coverage<S>,
  { rows }: Dispute,
): readonly Asked[] {
  const { contest } = model;
  if (contest === undefined) return [];
  const wanted = contest.rows.filter(({ id }) => rows.includes(id));
  return compareAll(model, { ...contest, rows: wanted }).map(({ row, cells }) => {
    const heads = contest.contenders
      .filter((_, index) => !cells[index]!.all.verdict.startsWith("not "))
      .map(({ head }) => head);
    const { of } = byScenario(model, coverage, row.scenario);
    const transports = coverage.transports.filter((one) => of.has(one));
    return { by: `${row.scenario}, ${row.id}`, of: new Set([...heads, ...transports]) };
  });
}

/** One row for each transport, of those that have a price there. */
function byCost<S extends object>(model: Model<S>, coverage: Coverage<S>): readonly Asked[] {
  const { cost } = model;
  if (cost === undefined) return [];
  return cost.transports.map(({ name: transport }, index) => {
    const priced = priceAll(model, cost, transport).filter(({ laws }) => laws !== null);
    const name = coverage.transportOf(cost.scope(1, transport));
    const option = index === 0 ? "" : ` --transport ${transport}`;
    return {
      by: `\`quiesce cost${option}\``,
      of: new Set([...priced.map(({ head }) => head), name]),
    };
  });
}

const unaskedOf = <S extends object>(coverage: Coverage<S>, { id }: Dispute): readonly Unasked[] =>
  coverage.unasked[id] ?? [];

/** What the list of gaps has that is asked, has not, has twice, or does not know. */
export function coverageErrors<S extends object>(
  model: Model<S>,
  coverage: Coverage<S>,
  dispute: Dispute,
): readonly string[] {
  const columns = columnsOf(model, coverage);
  const asked = new Set(askedBy(model, coverage, dispute).flatMap(({ of }) => [...of]));
  const listed = unaskedOf(coverage, dispute).flatMap(({ of }) => of.split(" "));
  const unknown = listed.filter((one) => !columns.includes(one));
  return [
    ...columns.flatMap((column) => {
      const times = listed.filter((one) => one === column).length;
      if (asked.has(column)) {
        return times === 0 ? [] : [`${dispute.id} ${column} is asked, and listed as not asked`];
      }
      return times === 1
        ? []
        : [`${dispute.id} ${column} is not asked, and listed ${times} times; say once why`];
    }),
    ...unknown.map((one) => `${dispute.id}: there is no contender or transport "${one}"`),
  ];
}

/** A Markdown table: `o` asked, `-` not concerned, `?` concerned and not asked. */
export function coverageTable<S extends object>(
  model: Model<S>,
  disputes: readonly Dispute[],
): string {
  const { coverage } = model;
  if (coverage === undefined) return "Nothing is asked.";
  const columns = columnsOf(model, coverage);
  const line = (id: string, words: string, sign: string, of: ReadonlySet<string>) => [
    id,
    words,
    ...columns.map((column) => (of.has(column) ? sign : "")),
  ];
  const rows = disputes.flatMap((dispute) => [
    ...askedBy(model, coverage, dispute).map(({ by, of }) =>
      line(dispute.id, by.replace("disputes/", ""), "o", of),
    ),
    ...unaskedOf(coverage, dispute).map(({ of, concerned, why }) =>
      line(
        dispute.id,
        `${concerned ? "not asked" : "not concerned"}: ${why}`,
        concerned ? "?" : "-",
        new Set(of.split(" ")),
      ),
    ),
  ]);
  const heads = ["", "asked by, or why not", ...columns];
  return [heads, heads.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}
