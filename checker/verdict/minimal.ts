/**
 * What a text would have to say in addition for a claim to hold: minimal sets of
 * clauses that other readings have, and of sentences that interpretations offer.
 *
 * A family of readings answers for all sets at once; a set counts when the reading
 * with it, and with nothing else changed, is good: the claim holds, its witness is
 * possible and nothing is silent.
 */

import { declarationOf } from "../asking/declaration.ts";
import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import type { Switch } from "../compile/presence.ts";
import type { Setting } from "../compile/system.ts";
import { exploreFamilySymbolic } from "../explore/symbolic/families.ts";
import type { Case, Model, Reading, Scenario } from "../types/index.ts";

export interface Minimal {
  /** Changes to the reading, as in `--reading`; smallest sets first. */
  readonly sets: readonly (readonly string[])[];
  /** What was tried, alone and together. */
  readonly among: readonly string[];
  /** The engine did not finish. */
  readonly gaveUp: boolean;
}

/** Settings of a family double its readings; more than these take minutes. */
const MOST_SWITCHES = 8;

/** Changes in one set. */
const MOST_CHANGES = 4;

/** Node budget of one family: a count, so that everybody gets the same answer. */
const MAX_NODES = 1_000_000;

/**
 * @param property a violated property of the case, by name
 * @param held readings in which the claim holds: what they say is tried first
 */
export function minimalChanges<S extends object>(
  model: Model<S>,
  scenario: Scenario<S>,
  pinned: Case<S>,
  property: string,
  held: readonly Reading[] = [],
): Minimal {
  const scope = { ...scenario.scope, ...pinned.scope };
  const base = resolveReading(model, pinned.reading);
  const systemFor = () => declarationOf(scenario, scope);
  const asked = scenario.properties(scope).find(({ name }) => name === property);
  if (asked === undefined) throw new Error(`${scenario.name} has no property "${property}"`);
  const { consulted } = compileSystem(systemFor(), base, { idleSentences: "allowed" });
  const fair = Object.values(systemFor().events).flatMap(({ fair: because }) =>
    because !== undefined && "clause" in because ? because.clause.split(" ") : [],
  );
  const cures = (pinned.pins[property]?.cures?.text ?? []).flatMap((cure) => cure.split(","));
  const switches = candidates(model, base, consulted, fair, cures)
    .map((one) => ({ one, weight: weightOf(one, cures, held, base) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST_SWITCHES)
    .map(({ one }) => one);
  const among = switches.flatMap(changesOf).map(({ change }) => change);
  if (switches.length === 0) return { sets: [], among, gaveUp: false };
  const found = exploreFamilySymbolic({
    base,
    switches,
    systemFor,
    property: asked,
    maxNodes: MAX_NODES,
  });
  if (found.gaveUp !== null) return { sets: [], among, gaveUp: true };
  return { sets: smallest(switches, found.isGood), among, gaveUp: false };
}

/**
 * What the machines or the fairness of this system ask, and the reading does not
 * have: sentences that are offered, and whatever the pinned cures choose.
 */
function candidates<S extends object>(
  model: Model<S>,
  base: Reading,
  consulted: readonly Setting[],
  fair: readonly string[],
  cures: readonly string[],
): readonly Switch[] {
  const offered = new Set(model.readings.flatMap(({ inForce }) => [...inForce]));
  const asked = new Set([...consulted.map(({ id }) => id), ...fair]);
  const clauses = model.clauses
    .filter(({ id }) => asked.has(id) && offered.has(id) && !base.inForce.has(id))
    .map(({ id }): Switch => ({ kind: "clause", id, values: ["out", "in"] }));
  const choices = model.interpretations.flatMap(({ id, choices: all }): Switch[] => {
    const now = base.choices[id];
    if (now === undefined || !asked.has(id)) return [];
    const others = Object.entries(all).filter(
      ([choice, { sentence, against = [] }]) =>
        choice !== now &&
        (sentence !== undefined || cures.includes(`${id}=${choice}`)) &&
        // A reading with it would be refused.
        !against.some((clause) => base.inForce.has(clause)),
    );
    if (others.length === 0) return [];
    return [{ kind: "choice", id, values: [now, ...others.map(([choice]) => choice)] }];
  });
  return [...clauses, ...choices];
}

/** What is known to help goes first, then what readings have in which the claim holds. */
function weightOf(
  { id, kind, values }: Switch,
  cures: readonly string[],
  held: readonly Reading[],
  base: Reading,
): number {
  const known = cures.some((cure) => cure.replace(/^[+-]/, "").split("=")[0] === id);
  const has = ({ inForce, choices }: Reading): boolean =>
    kind === "clause"
      ? inForce.has(id)
      : choices[id] !== base.choices[id] && values.includes(choices[id] ?? "");
  return (known ? held.length + 1 : 0) + held.filter(has).length;
}

interface Change {
  readonly change: string;
  readonly setting: Setting;
}

const changesOf = ({ kind, id, values }: Switch): readonly Change[] =>
  values.slice(1).map((value) => ({
    change: kind === "choice" ? `${id}=${value}` : `+${id}`,
    setting: { kind, id, value },
  }));

/** The smallest sets of changes that are good, none of which contains another. */
function smallest(
  switches: readonly Switch[],
  isGood: (settings: readonly Setting[]) => boolean,
): readonly (readonly string[])[] {
  const all = switches.flatMap(changesOf);
  const found: (readonly Change[])[] = [];
  let sets: readonly (readonly Change[])[] = all.map((one) => [one]);
  for (let size = 1; size <= MOST_CHANGES; size++) {
    const open = sets.filter(
      (set) => !found.some((less) => less.every((one) => set.includes(one))),
    );
    found.push(...open.filter((set) => isGood(settingsOf(switches, set))));
    sets = open.flatMap((set) =>
      all
        .slice(all.indexOf(set.at(-1)!) + 1)
        .filter((next) => set.every(({ setting }) => setting.id !== next.setting.id))
        .map((next) => [...set, next]),
    );
  }
  return found.map((set) => set.map(({ change }) => change));
}

/** One setting for each switch: the changes, and the reading's own elsewhere. */
const settingsOf = (switches: readonly Switch[], set: readonly Change[]): readonly Setting[] =>
  switches.map(({ kind, id, values }) => {
    const changed = set.find(({ setting }) => setting.id === id);
    return changed?.setting ?? { kind, id, value: values[0]! };
  });
