/**
 * Where in the product of local states some events have a given fate, without listing
 * that product: machine by machine, local states that treat the events alike together.
 *
 * What comes of an event depends on those who take part in it alone, and each of them
 * takes it, refuses it, or has it taken away by rules.
 */
import { forbiddersOf } from "../compile/forbidders.ts";
import { localName } from "../compile/local.ts";
import { type CompiledMachine, type CompiledSystem, FORBIDDEN } from "../compile/system.ts";
import type { OwnedRule, Predicate, Property } from "../types/index.ts";
import type { Fate } from "./fates.ts";

/** Local states of one machine. */
export interface LocalSet {
  readonly machine: number;
  readonly locals: readonly number[];
}

/** The states in which each of these machines is in one of its local states. */
export type Region = readonly LocalSet[];

/** Whether a state of the system is in a region. */
export const isWithin = (region: Region, state: ArrayLike<number>): boolean =>
  region.every(({ machine, locals }) => locals.includes(state[machine]!));

/** What the machines that are still to come may do to an event. */
export interface Later {
  readonly mayRefuse: boolean;
  readonly mayForbid: readonly OwnedRule[];
}

export interface Question {
  readonly events: readonly number[];
  /** Whether what is asked for can still come of these fates. */
  readonly canBe: (fates: readonly Fate[], later: readonly Later[]) => boolean;
  /** The answer to which a region belongs; null where it is not asked for. */
  readonly answer: (fates: readonly Fate[]) => string | null;
  /** A machine whose local states are told apart, each with answers of its own. */
  readonly apart?: number;
  readonly speaks?: Spoken;
}

/** Rules that speak of an event to a machine without forbidding it, none unless told: those
 *  of clauses in force, so that a machine that is the same in two readings hears the same. */
export interface Spoken {
  readonly of: (machine: number, local: number, event: number) => readonly OwnedRule[];
  /** Tells them from the rules that another question is about. */
  readonly about: "what is left open" | "what is obliged";
}

export interface Found {
  readonly answer: string;
  /** One of the fates that have this answer. */
  readonly fates: readonly Fate[];
  /** Local state of the machine that is told apart, else null. */
  readonly local: number | null;
  /** The states with this answer, no two regions alike. */
  readonly regions: readonly Region[];
}

/** What one machine does to the events, alike in some of its local states. */
interface Alike {
  readonly locals: number[];
  readonly fates: readonly Fate[];
}

interface Part {
  readonly machine: number;
  readonly classes: readonly Alike[];
  /** Whether it makes a difference to some event. */
  readonly hinders: boolean;
  /** Those with rules first, then the simplest. */
  readonly rank: number;
}

/** Every answer to the question, with the states that give it. */
export function findRegions(system: CompiledSystem, question: Question): readonly Found[] {
  const { apart } = question;
  const sets = createSets();
  const parts = partsOf(system, question);
  const later = laterOf(parts, question.events.length);
  if (apart === undefined) return walk(parts, later, question, sets, null);
  const own = parts.find(({ machine }) => machine === apart);
  if (own === undefined) throw new Error(`machine ${apart} takes no part`);
  const others = parts.filter((part) => part !== own);
  return own.classes.flatMap(({ locals, fates }) =>
    locals.flatMap((local) => {
      const alone = [{ ...own, classes: [{ locals: [local], fates }] }, ...others];
      return walk(alone, laterOf(alone, question.events.length), question, sets, local);
    }),
  );
}

/** The machines that make a difference, in the order of their ranks. */
function partsOf(system: CompiledSystem, question: Question): readonly Part[] {
  const { events, apart } = question;
  const taking = new Set(
    events.flatMap((id) => [system.events[id]!.initiator, ...system.events[id]!.participants]),
  );
  return [...taking]
    .map((machine) => partOf(system, machine, question))
    .filter(({ machine, hinders }) => hinders || machine === apart)
    .sort((a, b) => a.rank - b.rank || a.machine - b.machine);
}

const isForbidden = (fate: Fate): boolean => fate !== "refused" && fate.length > 0;
const rulesOf = (fate: Fate): readonly OwnedRule[] => (fate === "refused" ? [] : fate);
const isHindered = (fate: Fate): boolean => fate === "refused" || isForbidden(fate);

const HAPPENS: readonly OwnedRule[] = [];

/** By what is asked about: of machines that are the same in many readings. */
type Parts = Map<string, Part>;

const known = new WeakMap<CompiledMachine, Parts>();

function partOf(system: CompiledSystem, index: number, question: Question): Part {
  const machine = system.machines[index]!;
  const parts: Parts = known.get(machine) ?? new Map();
  known.set(machine, parts);
  const key = `${question.speaks?.about ?? ""} ${question.events.join()}`;
  const part = parts.get(key) ?? newPart(system, index, question);
  parts.set(key, part);
  return part;
}

function newPart(system: CompiledSystem, machine: number, { events, speaks }: Question): Part {
  const { table, column } = system.machines[machine]!;
  const forbidders = forbiddersOf(system);
  const width = table.events.length;
  const fateOf = (local: number, id: number): Fate => {
    const at = column[id]!;
    const next = at < 0 ? 0 : table.next[local * width + at]!;
    if (next < 0 && next !== FORBIDDEN) return "refused";
    const spoken = at < 0 ? HAPPENS : (speaks?.of(machine, local, id) ?? HAPPENS);
    if (next >= 0) return spoken;
    // Lists are numbered once each; a copy would have to be numbered anew.
    const taken = forbidders(machine, local, id);
    return spoken.length === 0 ? taken : [...taken, ...spoken];
  };
  const classes = new Map<number, Alike>();
  const numberOfPair = pairs();
  for (let local = 0; local < table.states.length; local++) {
    let key = 0;
    for (const id of events) key = numberOfPair(key, numberOf(fateOf(local, id)));
    const known = classes.get(key);
    if (known !== undefined) known.locals.push(local);
    else classes.set(key, { locals: [local], fates: events.map((id) => fateOf(local, id)) });
  }
  const all = [...classes.values()];
  const isForbidding = all.some(({ fates }) => fates.some(isForbidden));
  return {
    machine,
    classes: all,
    hinders: all.some(({ fates }) => fates.some(isHindered)),
    rank: all.length + (isForbidding ? 0 : 1e6),
  };
}

/** A number for each two numbers, from 1 on; each below 2^26. */
function pairs(): (one: number, other: number) => number {
  const known = new Map<number, number>();
  return (one, other) => {
    const both = one * 2 ** 26 + other;
    const number = known.get(both) ?? known.size + 1;
    known.set(both, number);
    return number;
  };
}

const rules = new WeakMap<OwnedRule, number>();
let numbered = 0;
const lists = new WeakMap<readonly OwnedRule[], number>();
const byRules = new Map<string, number>();

/** The same for the same rules, whatever list they are in. */
function numberOf(fate: Fate): number {
  if (fate === "refused") return 0;
  const known = lists.get(fate);
  if (known !== undefined) return known;
  const name = fate
    .map((rule) => {
      const number = rules.get(rule) ?? numbered++;
      rules.set(rule, number);
      return number;
    })
    .sort((a, b) => a - b)
    .join();
  const number = byRules.get(name) ?? byRules.size + 1;
  byRules.set(name, number);
  lists.set(fate, number);
  return number;
}

/** The same for the same fates of the same events. */
const nameOf = (fates: readonly Fate[]): string => fates.map(numberOf).join(";");

/** Lists of rules, each distinct one once. */
function createSets() {
  const known = new Map<number, Fate>();
  const shared = (fate: Fate): Fate => {
    const key = numberOf(fate);
    if (!known.has(key)) known.set(key, fate);
    return known.get(key)!;
  };
  return {
    /** What comes of an event by one machine and another. */
    both(one: Fate, other: Fate): Fate {
      if (one === "refused" || other === "refused") return "refused";
      if (one.length === 0) return other;
      if (other.length === 0) return one;
      return shared([...new Set([...one, ...other])]);
    },
  };
}

/** For each machine what it and those behind it may do to each event. */
function laterOf(parts: readonly Part[], events: number): readonly (readonly Later[])[] {
  const none: Later = { mayRefuse: false, mayForbid: [] };
  const later: (readonly Later[])[] = [new Array<Later>(events).fill(none)];
  for (const { classes } of [...parts].reverse()) {
    const rest = later[0]!;
    later.unshift(
      rest.map(({ mayRefuse, mayForbid }, event) => {
        const fates = classes.map((one) => one.fates[event]!);
        return {
          mayRefuse: mayRefuse || fates.includes("refused"),
          mayForbid: [...new Set([...mayForbid, ...fates.flatMap(rulesOf)])],
        };
      }),
    );
  }
  return later;
}

/** From the first machine to the last; what leads to the same fates is looked at once. */
function walk(
  parts: readonly Part[],
  later: readonly (readonly Later[])[],
  { events, canBe, answer }: Question,
  sets: ReturnType<typeof createSets>,
  local: number | null,
): Found[] {
  type Answers = ReadonlyMap<string, { fates: readonly Fate[]; regions: readonly Region[] }>;
  const nothing: Answers = new Map();
  const known = new Map<string, Answers>();
  const from = (at: number, fates: readonly Fate[]): Answers => {
    if (!canBe(fates, later[at]!)) return nothing;
    const key = `${at} ${nameOf(fates)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = at === parts.length ? ends(fates) : through(at, fates);
    known.set(key, found);
    return found;
  };
  const ends = (fates: readonly Fate[]): Answers => {
    const own = answer(fates);
    return own === null ? nothing : new Map([[own, { fates, regions: [[]] }]]);
  };
  const through = (at: number, fates: readonly Fate[]): Answers => {
    const { machine, classes } = parts[at]!;
    const after = new Map<Answers, number[]>();
    for (const one of classes) {
      const sub = from(
        at + 1,
        fates.map((fate, event) => sets.both(fate, one.fates[event]!)),
      );
      if (sub.size > 0) after.set(sub, [...(after.get(sub) ?? []), ...one.locals]);
    }
    const found = new Map<string, { fates: readonly Fate[]; regions: Region[] }>();
    for (const [sub, locals] of after) {
      for (const [own, { fates: some, regions }] of sub) {
        const entry = found.get(own) ?? { fates: some, regions: [] };
        for (const region of regions) entry.regions.push([{ machine, locals }, ...region]);
        found.set(own, entry);
      }
    }
    return found;
  };
  const first = events.map((): Fate => []);
  return [...from(0, first)].map(([own, rest]) => ({ answer: own, local, ...rest }));
}

/** The predicate that is true in these regions. */
export function inRegions({ machines }: CompiledSystem, regions: readonly Region[]): Predicate {
  const inSet = ({ machine, locals }: LocalSet): Predicate => {
    const { name, table } = machines[machine]!;
    // By name: the same system compiled with other rules has other objects for its states.
    const states = new Set(locals.map((local) => localName(table.states[local]!)));
    return { is: "local", machine: name, test: (state) => states.has(localName(state)) };
  };
  return {
    is: "or",
    any: regions.map((region) => ({ is: "and", all: region.map(inSet) })),
  };
}

/** An invariant that is false in these regions, for an engine to find the nearest of them. */
export function outside(
  system: CompiledSystem,
  regions: readonly Region[],
  names: Pick<Property, "name" | "claim">,
): Property {
  return {
    ...names,
    restsOn: [],
    kind: "invariant",
    holds: { is: "not", of: inRegions(system, regions) },
    witness: {},
    memory: { cannotShow: "memory does not say what the text forbids" },
  };
}
