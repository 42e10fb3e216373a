/**
 * Which clauses are enough for a property: the reference, one reading at a time.
 *
 * A set of settings (clauses in, choices made, sentences in) is enough when in
 * every reading of the family that contains it the property holds, its witness
 * is possible, and nothing is silent or a modelling error.
 */
import { createHash } from "node:crypto";
import { compileSystem } from "../compile/compile.ts";
import { localKey } from "../compile/local.ts";
import { type Switch, settingName, switchReading } from "../compile/presence.ts";
import type { CompiledSystem, Setting } from "../compile/system.ts";
import type { Property, Reading, SystemDeclaration } from "../types/index.ts";
import { exploreSync } from "./explore.ts";
import type { Verdict } from "./results.ts";
import { isFinished, search } from "./search.ts";

export interface FamilyOptions {
  readonly base: Reading;
  /** What varies; at most a dozen, for the readings are their product. */
  readonly switches: readonly Switch[];
  /** The system of a reading; the same machines and events in all of them. */
  readonly systemFor: (reading: Reading) => SystemDeclaration;
  readonly property: Property;
  readonly maxStates?: number;
}

/** One reading of the family. */
export interface FamilyMember {
  /** One setting for each switch. */
  readonly settings: readonly Setting[];
  readonly verdict: Verdict;
  readonly silences: number;
  readonly errors: number;
  readonly states: number | null;
  /** Holds, with its witness possible, and nothing silent or in error. */
  readonly isGood: boolean;
}

export interface FamilyResult {
  readonly members: readonly FamilyMember[];
  /** Minimal sets that are enough, smallest first. A clause that is out is in no set. */
  readonly enough: readonly (readonly Setting[])[];
  /** In every minimal set. Empty when there is none. */
  readonly needed: readonly Setting[];
  /** In no minimal set. Empty when there is none. */
  readonly redundant: readonly Setting[];
  /** Redundant switches that change no reachable state and no fairness in any reading. */
  readonly dead: readonly Switch[];
  /** Readings that a limit left undecided; they count as not good. */
  readonly undecided: number;
}

export function exploreFamily(options: FamilyOptions): FamilyResult {
  const { switches } = options;
  const all = assignments(switches);
  const seen = all.map((settings) => exploreMember(options, settings));
  const members = seen.map(({ member }) => member);
  const behaviours = seen.map(({ behaviour }) => behaviour);
  const elements = switches.flatMap(elementsOf);
  const enough = minimalSets(elements, members);
  const isIn = (sets: readonly (readonly Setting[])[], element: Setting) =>
    sets.filter((set) => set.some((setting) => sameSetting(setting, element))).length;
  const uses = elements.map((element) => isIn(enough, element));
  return {
    members,
    enough,
    needed: elements.filter((_, i) => enough.length > 0 && uses[i] === enough.length),
    redundant: elements.filter((_, i) => enough.length > 0 && uses[i] === 0),
    dead: switches.filter(
      (s, place) =>
        isDead(place, all, behaviours) && !enough.some((set) => set.some(({ id }) => id === s.id)),
    ),
    undecided: members.filter(({ verdict }) => verdict === "unknown").length,
  };
}

/** `B62 in + kicks=kept`; `nothing` for the empty set. */
export function setName(settings: readonly Setting[]): string {
  return settings.length === 0 ? "nothing" : settings.map(settingName).join(" + ");
}

function exploreMember(
  { base, systemFor, property, maxStates = 1_000_000 }: FamilyOptions,
  settings: readonly Setting[],
): { readonly member: FamilyMember; readonly behaviour: string } {
  const reading = switchReading(base, settings);
  const system = compileSystem(systemFor(reading), reading);
  const result = exploreSync(system, { properties: [property], maxStates });
  const { verdict } = result.properties.find((p) => p.property === property)!;
  const silences = result.silences.length;
  const errors = result.errors.length;
  const isGood = verdict === "holds" && silences === 0 && errors === 0;
  return {
    member: { settings, verdict, silences, errors, states: result.states, isGood },
    behaviour: behaviourOf(system, maxStates),
  };
}

/**
 * Reachable states, by the names and tags of their local states, as predicates see
 * them, and fair classes, as one hash. Numbers of local states would not do: they
 * differ between readings.
 */
function behaviourOf(system: CompiledSystem, maxStates: number): string {
  const steps = search(system, {
    maxStates,
    deadline: Number.POSITIVE_INFINITY,
    signal: undefined,
    keepEdges: false,
    watchers: [],
  });
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { store } = step.value;
  const names = system.machines.map(({ table }) =>
    table.states.map((local) => `${localKey(local)} ${local.tags.join(" ")}`),
  );
  const states: string[] = [];
  for (let state = 0; state < store.size; state++) {
    states.push(
      names.map((local, m) => local[store.vectors[state * names.length + m]!]!).join(" "),
    );
  }
  const fairness = system.fairClasses.map(({ name }) => name).sort();
  const hash = createHash("sha256")
    .update(JSON.stringify([states.sort(), fairness]))
    .digest("hex");
  // An unfinished search shows nothing, so it is equal to no other.
  return isFinished(step.value) ? hash : `${system.reading.name} unfinished`;
}

/** Every combination of values, the last switch varying fastest. */
function assignments(switches: readonly Switch[]): Setting[][] {
  let all: Setting[][] = [[]];
  for (const { kind, id, values } of switches) {
    all = all.flatMap((settings) => values.map((value) => [...settings, { kind, id, value }]));
  }
  return all;
}

/** What a set may contain: a clause or sentence that is in, or a choice. */
function elementsOf({ kind, id, values }: Switch): Setting[] {
  return values
    .filter((value) => kind === "choice" || value === "in")
    .map((value) => ({ kind, id, value }));
}

/** Sets by size, leaving out what contains a smaller one that is enough. */
function minimalSets(elements: readonly Setting[], members: readonly FamilyMember[]): Setting[][] {
  const found: Setting[][] = [];
  let sets: { readonly set: Setting[]; readonly next: number }[] = [{ set: [], next: 0 }];
  while (sets.length > 0) {
    const larger: typeof sets = [];
    for (const { set, next } of sets) {
      if (found.some((smaller) => contains(set, smaller))) continue;
      const containing = members.filter(({ settings }) => contains(settings, set));
      if (containing.length === 0) continue;
      if (containing.every(({ isGood }) => isGood)) {
        found.push(set);
        continue;
      }
      for (let i = next; i < elements.length; i++) {
        larger.push({ set: [...set, elements[i]!], next: i + 1 });
      }
    }
    sets = larger;
  }
  return found;
}

/** Whether readings that differ in this switch alone always behave alike. */
function isDead(
  place: number,
  all: readonly (readonly Setting[])[],
  behaviours: readonly string[],
): boolean {
  const byOthers = new Map<string, string>();
  return all.every((settings, i) => {
    const others = JSON.stringify(settings.filter((_, other) => other !== place));
    const first = byOthers.get(others);
    if (first === undefined) byOthers.set(others, behaviours[i]!);
    return first === undefined || first === behaviours[i];
  });
}

function contains(set: readonly Setting[], subset: readonly Setting[]): boolean {
  return subset.every((setting) => set.some((other) => sameSetting(setting, other)));
}

function sameSetting(a: Setting, b: Setting): boolean {
  return a.kind === b.kind && a.id === b.id && a.value === b.value;
}
