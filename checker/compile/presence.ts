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
  LocalState,
  MachineDeclaration,
  ModelEvent,
  Reading,
  SystemDeclaration,
} from "../types.ts";
import { type Condition, Decisions, OPEN } from "./decisions.ts";
import { expandEvents, type ResolvedEvent } from "./events.ts";
import { localKey } from "./local.ts";
import { enumerateQuickly } from "./quick.ts";
import { answer, buildMachine } from "./recording.ts";
import { amendTable, type Role, sentenceEvents } from "./sentences.ts";
import type { MachineTable, Setting } from "./system.ts";
import { MAX_LOCAL_STATES } from "./tables.ts";

/** A setting that varies over the family: `in` and `out`, or the choices. */
export interface Switch {
  readonly kind: Setting["kind"];
  readonly id: string;
  readonly values: readonly string[];
}

/** A local transition, or that the event is blocked or unanswered in a state. */
interface PresentTransition {
  readonly from: number;
  readonly column: number;
  /** A local state, BLOCKED or SILENT. */
  readonly to: number;
  readonly clauses: readonly string[];
  /** The readings that have it. It says nothing of readings in which the machine is
   *  never in the state. */
  readonly when: Condition;
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
  const events = expandEvents(declaration.events, machines).filter((e) => e.initiator >= 0);
  return machines.map((machine, index) => {
    const part = partOf(machine, index, events, machines, base);
    return presenceOf(part, base, switches, options);
  });
}

/** A machine, its columns, and what the sentences of the base say of it. */
interface Part {
  readonly machine: MachineDeclaration;
  readonly events: readonly ModelEvent[];
  readonly sentences: ReadonlyMap<string, Parameters<typeof amendTable>[2]>;
}

function partOf(
  machine: MachineDeclaration,
  index: number,
  events: readonly ResolvedEvent[],
  machines: readonly MachineDeclaration[],
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
  const own = parts.map((id) => events[id]!.event);
  return { machine, events: own, sentences: new Map(sentences) };
}

/** The cells of a machine in some readings, as numbers of `Decisions`, OPEN where it has none. */
interface Row {
  readonly cells: Int32Array;
  readonly initial: number;
}

function presenceOf(
  part: Part,
  base: Reading,
  switches: readonly Switch[],
  { maxLocalStates = MAX_LOCAL_STATES, onTable }: PresenceOptions,
): PresenceTable {
  const gathered = gatherer(part.events.length);
  const consulted = new Set<Switch>();
  // `table`: that of `settings` with the rest as in `base`, where it is known.
  const branch = (settings: readonly Setting[], table: MachineTable): Row => {
    const isSet = (s: Switch) => settings.some(({ kind, id }) => kind === s.kind && id === s.id);
    const place = switches.findIndex((s) => asks(part, table, s) && !isSet(s));
    const open = switches[place];
    if (open === undefined) return gathered.rowOf(table);
    consulted.add(open);
    const { kind, id, values } = open;
    const rows = values.map((value) => {
      const next = [...settings, { kind, id, value }];
      return branch(next, answer(base, kind, id) === value ? table : tableWith(next));
    });
    return gathered.join(place, rows);
  };
  const tableWith = (settings: readonly Setting[]): MachineTable => {
    onTable?.();
    return tableIn(part, switchReading(base, settings), maxLocalStates);
  };
  const row = branch([], tableWith([]));
  return {
    ...gathered.finish(row),
    events: part.events,
    consulted: switches.filter((s) => consulted.has(s)),
  };
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
  let table = enumerateQuickly(name, built.machine, events, built.consulted, maxLocalStates);
  for (const sentence of reading.sentences) {
    const columns = sentences.get(sentence.id);
    if (columns === undefined || sentence.kind === "oblige") continue;
    table = amendTable(name, table, columns, sentence).table;
  }
  return table;
}

/** Gathers tables of `width` columns into one. */
function gatherer(width: number) {
  const decisions = new Decisions();
  const states: LocalState[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (state: LocalState): number => {
    const key = `${localKey(state)} ${state.tags.join(" ")}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  const outcomes: Pick<PresentTransition, "to" | "clauses">[] = [];
  const outcomeNumbers = new Map<string, number>();
  const outcomeOf = (to: number, clauses: readonly string[]): number => {
    const key = `${to} ${clauses.join(" ")}`;
    const known = outcomeNumbers.get(key);
    if (known !== undefined) return known;
    outcomeNumbers.set(key, outcomes.length);
    return outcomes.push({ to, clauses }) - 1;
  };
  return {
    rowOf(table: MachineTable): Row {
      const renumbered = table.states.map(numberOf);
      const cells = new Int32Array(states.length * width).fill(OPEN);
      for (const [cell, next] of table.next.entries()) {
        const from = renumbered[Math.floor(cell / width)]!;
        const to = next < 0 ? next : renumbered[next]!;
        const outcome = outcomeOf(to, table.clauseLists[table.clauses[cell]!]!);
        cells[from * width + (cell % width)] = decisions.always(outcome);
      }
      return { cells, initial: decisions.always(renumbered[0]!) };
    },
    join(place: number, rows: readonly Row[]): Row {
      const cells = new Int32Array(states.length * width).fill(OPEN);
      const [first] = rows;
      for (let cell = 0; cell < cells.length; cell++) {
        const known = first!.cells[cell] ?? OPEN;
        cells[cell] = rows.every((row) => row.cells[cell] === known)
          ? known
          : decisions.decide(
              place,
              rows.map((row) => row.cells[cell] ?? OPEN),
            );
      }
      const starts = rows.map(({ initial }) => initial);
      return { cells, initial: decisions.decide(place, starts) };
    },
    finish({ cells, initial }: Row): Pick<PresenceTable, "states" | "initial" | "transitions"> {
      const starts = decisions.outcomes(initial);
      return {
        states,
        initial: starts.map(({ outcome, when }) => ({ state: outcome, when })),
        transitions: [...cells].flatMap((choice, cell) =>
          decisions.outcomes(choice).map(({ outcome, when }) => ({
            from: Math.floor(cell / width),
            column: cell % width,
            ...outcomes[outcome]!,
            when,
          })),
        ),
      };
    },
  };
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
