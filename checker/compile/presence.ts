/**
 * A machine over a family of readings: each local transition with the settings
 * under which it is present.
 *
 * A machine is built for one reading after another, and only what it asks makes a
 * difference: the answers are a decision tree, whose leaves are tables. Going back
 * up the tree, each cell keeps the decisions that it really depends on, most often
 * none, so that neither tables nor lists of readings pile up.
 */
import type {
  ActiveRule,
  LocalState,
  MachineDeclaration,
  ModelEvent,
  OwnedRule,
  Reading,
  SystemDeclaration,
} from "../types/index.ts";
import { addedBy, withAdded } from "./added.ts";
import { type Condition, type Decisions, OPEN } from "./decisions.ts";
import { ModelError } from "./errors.ts";
import { expandEvents, type ResolvedEvent } from "./events.ts";
import { Gathering, type PresentTransition, type Row } from "./gathering.ts";
import { enumerateQuickly } from "./quick.ts";
import { answer, buildMachine } from "./recording.ts";
import { type Addressed, isAbout, looksAt, WHERE_THEY_MEET } from "./rules.ts";
import { amendTable, type Role, sentenceEvents } from "./sentences.ts";
import { FORBIDDEN, type MachineTable, type Setting } from "./system.ts";
import { MAX_LOCAL_STATES } from "./tables.ts";

/** A setting that varies over the family: `in` and `out`, or the choices. */
export interface Switch {
  readonly kind: Setting["kind"];
  readonly id: string;
  readonly values: readonly string[];
}

export interface PresenceTable {
  /** The local states of all readings. */
  readonly states: readonly LocalState[];
  /** The initial local state of each reading. */
  readonly initial: readonly { readonly state: number; readonly when: Condition }[];
  readonly events: readonly ModelEvent[];
  /** Switches that the machine consults in some reading. */
  readonly consulted: readonly Switch[];
  /** By state, then by column. */
  readonly transitions: readonly PresentTransition[];
}

export interface PresenceOptions {
  readonly maxLocalStates?: number;
  /** Called before each table, of which there may be thousands; may throw to end it. */
  readonly onTable?: () => void;
}

/**
 * Enumerates each machine of a system in every combination of answers that it asks
 * for; what is no switch is as in `base`, whose sentences are the ones that a switch
 * of kind `sentence` leaves in or out. Conditions are about places in `switches`.
 */
export function enumeratePresence(
  declaration: SystemDeclaration,
  base: Reading,
  switches: readonly Switch[],
  options: PresenceOptions = {},
): PresenceTable[] {
  const { machines } = declaration;
  checkPolicy(base, switches);
  const events = expandEvents(declaration.events, machines).filter((e) => e.initiator >= 0);
  return machines.map((machine, index) => {
    const part = partOf(machine, index, events, declaration, base);
    return presenceOf(part, base, switches, options);
  });
}

/** A machine, its columns, and what the sentences of the base say of it. */
interface Part {
  readonly machine: MachineDeclaration;
  readonly events: readonly ModelEvent[];
  readonly sentences: ReadonlyMap<string, Parameters<typeof amendTable>[2]>;
  readonly ruled: Addressed;
  readonly rules: readonly OwnedRule[];
}

function partOf(
  machine: MachineDeclaration,
  index: number,
  events: readonly ResolvedEvent[],
  { machines, rules = [] }: SystemDeclaration,
  base: Reading,
): Part {
  const parts = events.flatMap(({ initiator, participants }, id) =>
    initiator === index || participants.includes(index) ? [id] : [],
  );
  const roleOf = ({ initiator, mayBlock }: ResolvedEvent): Role => {
    if (initiator === index) return "initiator";
    return mayBlock.includes(index) ? "may block" : "may not block";
  };
  const sentences = base.sentences.flatMap((sentence) => {
    if (sentence.kind === "oblige") return [];
    const columns = sentenceEvents(sentence, index, events, machines).map((id) => ({
      column: parts.indexOf(id),
      role: roleOf(events[id]!),
    }));
    return columns.length === 0 ? [] : [[sentence.id, columns] as const];
  });
  const resolved = parts.map((id) => events[id]!);
  const { name, kind } = machine;
  const ruled = { name, kind, decides: resolved.map(({ decider }) => decider === index) };
  const own = resolved.map(({ event }) => event);
  return { machine, events: own, sentences: new Map(sentences), ruled, rules };
}

function presenceOf(
  part: Part,
  base: Reading,
  switches: readonly Switch[],
  { maxLocalStates = MAX_LOCAL_STATES, onTable }: PresenceOptions,
): PresenceTable {
  const gathering = new Gathering(part.events.length);
  const consulted = new Set<Switch>();
  // `table`: that of `settings` with the rest as in `base`, where it is known.
  const branch = (settings: readonly Setting[], table: MachineTable): Row => {
    const isSet = (s: Switch) => settings.some(({ kind, id }) => kind === s.kind && id === s.id);
    const place = switches.findIndex((s) => asks(part, table, s) && !isSet(s));
    const open = switches[place];
    if (open === undefined) return gathering.rowOf(table);
    consulted.add(open);
    const { kind, id, values } = open;
    const rows = values.map((value) => {
      const next = [...settings, { kind, id, value }];
      return branch(next, answer(base, kind, id) === value ? table : tableWith(next));
    });
    return gathering.join(place, rows);
  };
  const tableWith = (settings: readonly Setting[]): MachineTable => {
    onTable?.();
    return tableIn(part, switchReading(base, settings), maxLocalStates);
  };
  const built = branch([], tableWith([]));
  const row = forbid(gathering, built, part, { base, switches, asked: consulted });
  return {
    ...gathering.finish(row),
    events: part.events,
    consulted: switches.filter((s) => consulted.has(s)),
  };
}

/** The cells that a rule speaks of, among the local states of all readings. */
function spoken(part: Part, states: readonly LocalState[], rule: ActiveRule): number[] {
  const width = part.events.length;
  return states.flatMap((_, state) =>
    part.events.flatMap((__, column) => {
      const cell = state * width + column;
      return speaks(part, states, rule, cell) ? [cell] : [];
    }),
  );
}

function speaks(
  { ruled, events }: Part,
  states: readonly LocalState[],
  rule: ActiveRule,
  cell: number,
): boolean {
  const column = cell % events.length;
  const event = events[column]!;
  const { when } = rule;
  if (!isAbout(event, rule)) return false;
  if (when === undefined) return ruled.decides[column]!;
  return looksAt(when, ruled) && when.holds(states[Math.floor(cell / events.length)]!, event);
}

/** What yields to what is not local to a clause, so that a family is asked under `stop`. */
function checkPolicy({ choices }: Reading, switches: readonly Switch[]): void {
  const varies = switches.some(({ id }) => id === WHERE_THEY_MEET);
  const policy = choices[WHERE_THEY_MEET] ?? "stop";
  if (policy === "stop" && !varies) return;
  throw new ModelError(
    `A family of readings is asked with ${WHERE_THEY_MEET}=${varies ? "varying" : policy}; ` +
      `legal: ${WHERE_THEY_MEET}=stop. Ask for the readings one by one.`,
  );
}

function asks({ sentences }: Part, { consulted }: MachineTable, { kind, id }: Switch): boolean {
  if (kind === "sentence") return sentences.has(id);
  return consulted.some((setting) => setting.kind === kind && setting.id === id);
}

/** The table of one reading, kept by nobody, as there may be thousands. */
function tableIn(
  { machine, events, sentences }: Part,
  reading: Reading,
  maxLocalStates: number,
): MachineTable {
  const build: MachineDeclaration["build"] = (view) => machine.build(view);
  const built = buildMachine({ ...machine, build }, reading);
  const { name } = machine;
  const own = enumerateQuickly(name, built.machine, events, built.consulted, maxLocalStates);
  const here = reading.sentences.flatMap((sentence) => {
    const columns = sentences.get(sentence.id);
    return columns === undefined || sentence.kind === "oblige" ? [] : [{ sentence, columns }];
  });
  const added = here.flatMap(({ sentence }) => addedBy(sentence));
  return here.reduce(
    (table, { sentence, columns }) => amendTable(name, table, columns, sentence).table,
    withAdded({ ...machine, build }, reading, own, added, maxLocalStates),
  );
}

/** The row without what rules forbid, in the readings in which they do. */
function forbid(
  { decisions, states, outcomes }: Gathering,
  row: Row,
  part: Part,
  within: Within,
): Row {
  const cells = row.cells.slice();
  const away = decisions.always(outcomes.numberOf(FORBIDDEN, []));
  for (const owned of part.rules) {
    if (owned.rule.rule !== "forbids") continue;
    const lifting = part.rules.filter(
      ({ rule }) => rule.rule === "excepts" && rule.clause === owned.id,
    );
    for (const cell of spoken(part, states.all, owned.rule)) {
      const before = cells[cell] ?? OPEN;
      if (before === OPEN || decisions.refuses(before, (to) => outcomes.all[to]!.to < 0)) continue;
      const lifts = lifting.filter(({ rule }) => speaks(part, states.all, rule, cell));
      const kept = whereActive(decisions, owned, within, away, before);
      cells[cell] = lifts.reduce(
        (otherwise, exception) => whereActive(decisions, exception, within, before, otherwise),
        kept,
      );
    }
  }
  return { cells, initial: row.initial };
}

/** A family of readings, and which of its switches were asked for. */
interface Within {
  readonly base: Reading;
  readonly switches: readonly Switch[];
  readonly asked: Set<Switch>;
}

/** One choice where the rule is active, another where it is not. */
function whereActive(
  decisions: Decisions,
  { kind, id, value, rule: { term } }: OwnedRule,
  { base, switches, asked }: Within,
  active: number,
  otherwise: number,
): number {
  const literal = (
    what: Setting["kind"],
    name: string,
    legal: readonly string[],
    inside: number,
  ): number => {
    const place = switches.findIndex((s) => s.kind === what && s.id === name);
    if (place < 0) return legal.includes(answer(base, what, name)) ? inside : otherwise;
    asked.add(switches[place]!);
    const { values } = switches[place]!;
    return decisions.decide(
      place,
      values.map((v) => (legal.includes(v) ? inside : otherwise)),
    );
  };
  const inTerm = term === undefined ? active : literal("choice", term.id, term.means, active);
  return literal(kind, id, [value], inTerm);
}

/** The reading in which these settings are as given and all others as in `base`. */
export function switchReading(base: Reading, settings: readonly Setting[]): Reading {
  const inForce = new Set(base.inForce);
  const choices = { ...base.choices };
  const left = new Set<string>();
  for (const { kind, id, value } of settings) {
    if (kind === "choice") choices[id] = value;
    else if (kind === "sentence" && value === "out") left.add(id);
    else if (kind === "clause" && value === "in") inForce.add(id);
    else if (kind === "clause") inForce.delete(id);
  }
  const sentences = base.sentences.filter(({ id }) => !left.has(id));
  const changed = settings.filter((s) => answer(base, s.kind, s.id) !== s.value);
  const name = [base.name, ...changed.map(settingName)].join(", ");
  return { ...base, name, inForce, choices, sentences };
}

/** `B62 out`, `kicks=dropped`. */
export function settingName({ kind, id, value }: Setting): string {
  return kind === "choice" ? `${id}=${value}` : `${id} ${value}`;
}
