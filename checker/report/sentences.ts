/** Which sentences are enough for claims, as text for mail and as data. */
import type { Switch } from "../compile/presence.ts";
import { answer } from "../compile/recording.ts";
import type { Setting } from "../compile/system.ts";
import type { Model, Property, Reading } from "../types/index.ts";
import { type IsGood, MOST_READINGS } from "../verdict/together.ts";
import { ascii, entry, WIDTH } from "./words.ts";

/** What a family of readings says about one property. */
export interface Claimed {
  readonly property: Property;
  readonly readings: bigint;
  readonly violating: bigint;
  readonly good: bigint;
  readonly isGood: IsGood;
  readonly enough: readonly (readonly Setting[])[];
  readonly needed: readonly Setting[];
  readonly redundant: readonly Setting[];
  /** Ids of switches that make no difference to anything. */
  readonly dead: readonly string[];
  /** The settings of a reading with a shortest counterexample, and that as one line. */
  readonly nearest: { readonly settings: readonly Setting[]; readonly line: string } | null;
}

/** The same family, asked for one or several properties. */
export interface Sentences {
  readonly scenario: string;
  /** The case whose bounds and reading are taken, and whether something can fail in it. */
  readonly pinned: { readonly says: string; readonly fails: boolean } | null;
  /** Other scenarios that ask for the same properties. */
  readonly alsoIn: readonly string[];
  readonly base: Reading;
  readonly bounds: string;
  readonly switches: readonly Switch[];
  readonly claims: readonly Claimed[];
  /** Sets that are enough for all of the claims; null where one is asked, or too much varies. */
  readonly together: readonly (readonly Setting[])[] | null;
}

const RULE = "-".repeat(WIDTH - 3);

/** As in `--reading`: `+S-13`, `-S-13`, `held-kick=kept`. */
const change = ({ kind, id, value }: Setting): string =>
  kind === "choice" ? `${id}=${value}` : `${value === "in" ? "+" : "-"}${id}`;

const list = (settings: readonly Setting[]): string =>
  settings.length === 0 ? "none" : settings.map(change).join(", ");

export function sentencesText<S>(model: Model<S>, found: Sentences): string {
  const { claims, pinned } = found;
  const which =
    pinned === null ? "" : `, "${pinned.says}"${pinned.fails ? ", where it can fail" : ""}`;
  const among = found.switches.map(({ id, values }) =>
    values.length > 2 ? `${id} (${values.length})` : id,
  );
  const lines = [
    ...claims.flatMap(({ property }, at) => entry(at === 0 ? "asks" : "and", property.claim)),
    ...entry("of", `${found.scenario}${which}: ${found.bounds}`),
    ...(found.alsoIn.length === 0
      ? []
      : entry("also in", `${found.alsoIn.join(", ")} (--scenario)`)),
    ...entry("from", found.base.name),
    ...entry("among", among.join(", ")),
    ...claims.flatMap((claim) => claimLines(model, found, claim)),
    ...togetherLines(model, found),
    RULE,
    ...entry("", "good: holds, its witness is possible, and nothing is silent"),
  ];
  return `${lines.map(ascii).join("\n")}\n`;
}

function claimLines<S>(model: Model<S>, found: Sentences, claim: Claimed): readonly string[] {
  const { enough, nearest, readings, good, violating, dead } = claim;
  const unneeded = claim.redundant.filter(({ id }) => !dead.includes(id));
  return [
    RULE,
    ...(found.claims.length > 1 ? entry("claim", claim.property.name) : []),
    ...entry("readings", `${readings}: good ${good}, violated ${violating}`),
    ...setLines(model, found, enough, claim),
    ...(enough.length < 2 ? [] : [`needed in every one: ${list(claim.needed)}`]),
    ...entry("", `not needed: ${list(unneeded)}; no effect: ${dead.join(", ") || "none"}`),
    ...entry("SHOULDs", shoulds(model, found.base, enough)),
    ...(nearest === null
      ? []
      : [...entry("without", list(nearest.settings)), ...entry("trace", nearest.line)]),
  ];
}

/** Each set on lines of its own, with the sentences in words and what it would break. */
function setLines<S>(
  model: Model<S>,
  found: Sentences,
  sets: readonly (readonly Setting[])[],
  of: Claimed | null,
): readonly string[] {
  if (sets.length === 0) return ["no set of these is enough"];
  if (sets.some((set) => set.length === 0)) return ["nothing more is needed"];
  const head = sets.length === 1 ? "this is enough:" : "any one suffices:";
  return [
    head,
    ...sets.flatMap((set) => [
      ...entry("  -", list(set)),
      ...set.flatMap((setting) => entry("", sentenceOf(model, found.base, setting))),
      ...(of === null ? [] : broken(found, of, set).flatMap((words) => entry("", words))),
    ]),
  ];
}

/** What a setting says, in the words of the clause, or of the sentence that would ask for it. */
function sentenceOf<S>(model: Model<S>, base: Reading, { kind, id, value }: Setting): string {
  const { clauses, interpretations } = model;
  if (kind === "clause") {
    const clause = clauses.find((one) => one.id === id);
    const changed = base.levels?.[id];
    const level = changed === undefined ? clause?.level : `${changed} (changed)`;
    return `"${clause?.says ?? id}" (${clause?.party}, ${id} ${level})`;
  }
  const of = interpretations.find((one) => one.id === id);
  const chosen = of?.choices[value];
  return chosen?.sentence === undefined
    ? `${of?.party}: ${chosen?.means ?? value}`
    : `"${chosen.sentence}"`;
}

/** Other claims that are good in the base reading, and not where this set is added to it. */
function broken({ base, switches, claims }: Sentences, of: Claimed, set: readonly Setting[]) {
  const before = switches.map(
    ({ kind, id }): Setting => ({ kind, id, value: answer(base, kind, id) }),
  );
  const after = before.map((one) => set.find(({ id }) => id === one.id) ?? one);
  return claims.flatMap((other) =>
    other !== of && other.isGood(before) && !other.isGood(after)
      ? [`BREAKS ${other.property.name}: ${other.property.claim}`]
      : [],
  );
}

function togetherLines<S>(model: Model<S>, found: Sentences): readonly string[] {
  if (found.claims.length < 2) return [];
  const head = [RULE, "all of these claims together:"];
  if (found.together === null) {
    return [...head, `not worked out: more than ${MOST_READINGS} readings; narrow --among`];
  }
  return [...head, ...setLines(model, found, found.together, null)];
}

/** A SHOULD that a minimal set rests on would have to be a MUST for that set to bind. */
function shoulds<S>(
  model: Model<S>,
  { levels }: Reading,
  enough: readonly (readonly Setting[])[],
): string {
  const named = new Set(
    enough
      .flat()
      .flatMap(({ kind, id, value }) => (kind === "clause" && value === "in" ? [id] : [])),
  );
  const weak = model.clauses.filter(
    ({ id, level }) => named.has(id) && (levels?.[id] ?? level).startsWith("SHOULD"),
  );
  if (weak.length === 0) return "none would have to become a MUST";
  return `${weak.map(({ id, level }) => `${id} (${level})`).join(", ")} would have to become a MUST`;
}

/** The same as one object. */
export function sentencesJson(found: Sentences): string {
  const sets = (all: readonly (readonly Setting[])[]) => all.map((set) => set.map(change));
  const { scenario, pinned, base, bounds, switches, claims, together } = found;
  const data = {
    scenario,
    case: pinned?.says ?? null,
    reading: base.name,
    scope: bounds,
    among: switches.map(({ id }) => id),
    claims: claims.map((claim) => ({
      property: claim.property.name,
      claim: claim.property.claim,
      readings: Number(claim.readings),
      good: Number(claim.good),
      violated: Number(claim.violating),
      anyOneSuffices: sets(claim.enough).map((set, at) => ({
        set,
        breaks: broken(found, claim, claim.enough[at]!),
      })),
      neededInEveryOne: claim.needed.map(change),
      notNeeded: claim.redundant.map(change),
      noEffect: claim.dead,
      without: claim.nearest?.settings.map(change) ?? null,
      trace: claim.nearest?.line ?? null,
    })),
    together: together === null ? null : sets(together),
  };
  return `${JSON.stringify(data)}\n`;
}
