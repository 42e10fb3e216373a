/**
 * The disputes as paragraphs of at most ten lines: the question, the positions,
 * what the model says, within which bounds, and what would change the answer.
 */
import { compareAll } from "../contest/contest.ts";
import { priceAll } from "../contest/cost.ts";
import type { Case, Dispute, Model, Pin, Scenario } from "../types/index.ts";
import { verdictSigns } from "./compare.ts";
import { lawText } from "./cost.ts";
import { ascii, wrap } from "./words.ts";

/** Columns of a line. */
const COLUMNS = 100;

/** All disputes, a paragraph each, with a blank line between them. */
export function disputesText<S extends object>(
  model: Model<S>,
  disputes: readonly Dispute[],
): string {
  return disputes.map((dispute) => paragraph(model, dispute).join("\n")).join("\n\n");
}

/** @throws Error naming an answer whose case or property does not exist. */
export function paragraph<S extends object>(model: Model<S>, dispute: Dispute): readonly string[] {
  const found = dispute.answers.map((answer) => resolve(model, dispute.id, answer));
  const positions = dispute.positions.map(({ says, from }) => `${says} (${from})`).join("; ");
  const bounds = found.map((one) => model.describeScope(scopeOf(one)));
  const page = contenders(model, dispute);
  const isAsked = found.length + page.length > 0 || dispute.counts === true;
  return [
    ...wrap(`**${dispute.id}. ${dispute.question}** Held: ${positions}.`, COLUMNS),
    ...lines("Model", isAsked ? answersText(found) : ["not asked yet"]),
    ...(dispute.counts === true ? counted(model) : []),
    ...lines("Bounds", boundsText(bounds)),
    ...lines("Holds with", curesText(found.map(({ pin }) => pin))),
    ...page,
    ...(dispute.note === undefined ? [] : wrap(dispute.note, COLUMNS)),
  ].map(ascii);
}

interface Found<S> {
  readonly scenario: Scenario<S>;
  readonly pinned: Case<S>;
  readonly property: string;
  readonly pin: Pin;
}

function resolve<S extends object>(
  model: Model<S>,
  id: string,
  answer: Dispute["answers"][number],
): Found<S> {
  const fail = (what: string): never => {
    throw new Error(`${id}: ${what}; correct the list of disputes`);
  };
  const scenario = model.scenarios.find(({ name }) => name === answer.scenario);
  if (scenario === undefined) return fail(`there is no scenario "${answer.scenario}"`);
  const pinned = scenario.cases.find(({ says }) => says === answer.says);
  if (pinned === undefined) return fail(`${scenario.name} has no case "${answer.says}"`);
  const pin = pinned.pins[answer.property];
  if (pin === undefined) return fail(`"${pinned.says}" pins no "${answer.property}"`);
  return { scenario, pinned, property: answer.property, pin };
}

const scopeOf = <S>({ scenario, pinned }: Found<S>): S => ({
  ...scenario.scope,
  ...pinned.scope,
});

/** `device ignores: noAccessAfterRelease violated, 12 steps, d1-...`; a property once. */
function answersText<S>(found: readonly Found<S>[]): readonly string[] {
  return found.map(({ pinned, property, pin }, index) => {
    const { verdict, steps, trace } = pin;
    const said = found[index - 1]?.property === property ? "" : `${property} `;
    const length = steps === null ? "" : `, ${steps} steps`;
    const kept = trace === undefined ? "" : `, ${trace.replace(/^disputes\//, "")}`;
    return `${pinned.says}: ${said}${verdict}${length}${kept}`;
  });
}

/** What all bounds share, then what each has beside it. */
function boundsText(bounds: readonly string[]): readonly string[] {
  const all = [...new Set(bounds)].map((one) => one.split(", "));
  const [first = []] = all;
  const shared = first.filter((part) => all.every((one) => one.includes(part)));
  const rest = all.map((one) => one.filter((part) => !shared.includes(part)).join(", "));
  if (all.length < 2) return shared.length === 0 ? [] : [shared.join(", ")];
  return [`${shared.join(", ")}, and ${rest.join(" / ")}`];
}

/** `+V2-1 (text, driver)`: what makes a claim hold, and who can do it. */
function curesText(pins: readonly Pin[]): readonly string[] {
  const parties = new Map<string, Set<string>>();
  for (const { cures } of pins) {
    for (const [party, changes] of Object.entries(cures ?? {}) as [string, string[]][]) {
      for (const change of changes.filter((one) => !one.startsWith("none: "))) {
        const name = party === "vmm" ? "VMM" : party;
        parties.set(change, (parties.get(change) ?? new Set()).add(name));
      }
    }
  }
  return [...parties].map(([change, who]) => `${change} (${[...who].join(", ")})`);
}

const lines = (head: string, parts: readonly string[]): readonly string[] =>
  parts.length === 0 ? [] : wrap(`${head}: ${parts.join("; ")}.`, COLUMNS);

/** The laws, on the first transport of all, on the others of those that differ there. */
function counted<S extends object>(model: Model<S>): readonly string[] {
  const { cost } = model;
  if (cost === undefined) return [];
  const lawsOn = (transport?: string): readonly string[] =>
    priceAll(model, cost, transport).flatMap(({ head, laws }) => {
      const used = Object.entries(laws ?? {}).filter(([, { once, each }]) => once + each > 0);
      const words = used.map(([name, law]) => `${name} ${lawText(law)}`);
      return words.length === 0 ? [] : [`${head}: ${words.join(", ")}`];
    });
  const first = lawsOn();
  const others = cost.transports.slice(1).flatMap(({ name }) => {
    const differ = lawsOn(name).filter((law) => !first.includes(law));
    return differ.map((law) => `on ${name.toUpperCase()}, ${law}`);
  });
  return lines("Operations from stop to running, n virtqueues", [...first, ...others]);
}

/** Every SHOULD followed / MUSTs only, as on the page of contenders; rows that say the same
 *  stand on one line. */
function contenders<S extends object>(model: Model<S>, { rows }: Dispute): readonly string[] {
  const { contest } = model;
  if (contest === undefined) return [];
  const wanted = contest.rows.filter(({ id }) => rows.includes(id));
  const bySigns = new Map<string, string[]>();
  for (const { row, cells } of compareAll(model, { ...contest, rows: wanted })) {
    const signs = cells.flatMap((cell, index) => {
      const shown = verdictSigns(cell);
      return shown === null ? [] : [`${contest.contenders[index]!.head} ${shown}`];
    });
    const said = signs.join(", ");
    if (said !== "") bySigns.set(said, [...(bySigns.get(said) ?? []), row.id]);
  }
  return [...bySigns].flatMap(([said, ids]) => lines(ids.join(", "), [said]));
}
