/**
 * What each stop promises, read from tables: the machine that holds the stop says
 * who asked, who can tell, what it lets happen, and what ends it.
 */

import { resolveReading } from "../asking/reading.ts";
import { compileSystem } from "../compile/compile.ts";
import { isAbout, isActive, looksAt } from "../compile/rules.ts";
import { type CompiledMachine, type CompiledSystem, FORBIDDEN } from "../compile/system.ts";
import type { EventPattern, Model, ModelEvent, Stop, StopQuestions } from "../types/index.ts";

/** The answers of one stop. Clause ids are those that forbid what does not move. */
export interface Promises {
  readonly head: string;
  readonly machine: string;
  readonly stopped: readonly string[];
  /** Actors that ask for it. */
  readonly asks: readonly string[];
  /** Actors for whom some answer differs while the device is stopped. */
  readonly sees: readonly string[];
  readonly moves: readonly string[];
  readonly still: readonly string[];
  readonly forbiddenBy: readonly string[];
  /** What ends the stop, and what it outlasts. */
  readonly endedBy: readonly string[];
  readonly outlasts: readonly string[];
  readonly saved: readonly string[];
}

/** The promises of every stop whose machine has its states in the contender's reading. */
export function promises<S extends object>(
  model: Model<S>,
  questions: StopQuestions<S>,
): readonly Promises[] {
  return questions.stops.flatMap((stop) => {
    const contender = model.contest?.contenders.find(({ head }) => head === stop.head);
    if (contender === undefined) return [];
    const reading = resolveReading(model, contender.reading);
    const scope = { ...questions.scope, ...stop.scope };
    const system = compileSystem(questions.system(scope), reading, { idleSentences: "allowed" });
    const machine = system.machines.find(({ name }) => name === stop.machine);
    if (machine === undefined) throw new Error(`${stop.head}: no machine "${stop.machine}"`);
    const rows = statesOf(machine, stop.stopped);
    if (rows.length === 0) throw new Error(`${stop.machine} has no state ${stop.stopped.join()}`);
    const at: Stopped = { system, machine, rows };
    const [moving, still] = split(Object.entries(questions.moves), ([, one]) => happens(at, one));
    // A reset begins with its first event; where that is lost the others do not come.
    const [ending, harmless] = split(
      Object.entries(questions.resets),
      ([, all]) => happens(at, all[0]!) && all.some((one) => leaves(at, one)),
    );
    return [
      {
        head: stop.head,
        machine: machine.kind,
        stopped: stop.stopped,
        asks: askers(system, stop),
        sees: whoSees(at),
        moves: moving.map(([words]) => words),
        still: still.map(([words]) => words),
        forbiddenBy: [...new Set(still.flatMap(([, one]) => clausesAgainst(at, one)))],
        endedBy: ending.map(([words]) => words),
        outlasts: harmless.map(([words]) => words),
        saved: questions.saved(reading),
      },
    ];
  });
}

/** A machine, and its local states in which the device is stopped. */
interface Stopped {
  readonly system: CompiledSystem;
  readonly machine: CompiledMachine;
  readonly rows: readonly number[];
}

const statesOf = ({ table }: CompiledMachine, names: readonly string[]): readonly number[] =>
  table.states.flatMap(({ value }, index) => (names.includes(value) ? [index] : []));

const matches = (event: ModelEvent, pattern: EventPattern): boolean =>
  event.type === pattern.type &&
  Object.entries(pattern.with ?? {}).every(([name, value]) => event[name] === value);

const columns = ({ table }: CompiledMachine, pattern: EventPattern): readonly number[] =>
  table.events.flatMap((event, column) => (matches(event, pattern) ? [column] : []));

const cell = ({ table }: CompiledMachine, row: number, column: number): number =>
  row * table.events.length + column;

/** Takes part in it and lets it happen, or takes no part in it. */
function happens({ machine, rows }: Stopped, pattern: EventPattern): boolean {
  const own = columns(machine, pattern);
  if (own.length === 0) return true;
  return rows.some((row) =>
    own.some((column) => machine.table.next[cell(machine, row, column)]! >= 0),
  );
}

/** Happens, and the device is not stopped after it. */
function leaves({ machine, rows }: Stopped, pattern: EventPattern): boolean {
  return columns(machine, pattern).some((column) =>
    rows.some((row) => {
      const next = machine.table.next[cell(machine, row, column)]!;
      return next >= 0 && !rows.includes(next);
    }),
  );
}

/** The clauses in force whose rules take the event away from the machine in these states. */
function clausesAgainst({ system, machine, rows }: Stopped, pattern: EventPattern): string[] {
  const { declaration, reading, events } = system;
  const { table, index, column } = machine;
  const forbidden = rows.flatMap((row) =>
    events
      .filter(({ id, event }) => column[id]! >= 0 && matches(event, pattern))
      .filter(({ id }) => table.next[cell(machine, row, column[id]!)] === FORBIDDEN)
      .map((instance) => ({ local: table.states[row]!, instance })),
  );
  return (declaration.rules ?? [])
    .filter(({ kind, rule }) => kind === "clause" && rule.rule === "forbids")
    .filter((owned) => isActive(owned, reading))
    .filter(({ rule }) =>
      forbidden.some(({ local, instance: { event, decider } }) => {
        if (!isAbout(event, rule)) return false;
        if (rule.when === undefined) return decider === index;
        return looksAt(rule.when, machine) && rule.when.holds(local, event);
      }),
    )
    .map(({ id }) => id);
}

/** Actors of whom a machine asks, in some local state, for the stop. */
function askers<S>({ machines, events }: CompiledSystem, { asks }: Stop<S>): readonly string[] {
  const found = events
    .filter(({ event }) => asks.some((pattern) => matches(event, pattern)))
    .filter(({ event, initiator }) => {
      const machine = machines[initiator]!;
      return columns(machine, { type: event.type, with: event }).some((column) =>
        machine.table.states.some((_, row) => machine.table.next[cell(machine, row, column)]! >= 0),
      );
    });
  return [...new Set(found.map(({ initiator }) => machines[initiator]!.actor))];
}

/** Actors that read an answer which the stop changes: what comes of its own act tells the
 *  device alone. */
function whoSees({ system, machine, rows }: Stopped): readonly string[] {
  const answers = (row: number, type: string): string =>
    machine.table.events
      .flatMap((event, column) =>
        event.type === type && machine.table.next[cell(machine, row, column)]! >= 0
          ? [JSON.stringify(event)]
          : [],
      )
      .join();
  const told = system.events.filter(
    ({ declaration, type, participants, initiator, decider }) =>
      (declaration.answers ?? []).length > 0 &&
      system.machines[initiator]!.actor !== system.machines[decider]!.actor &&
      (participants.includes(machine.index) || initiator === machine.index) &&
      rows.some((row) => answers(row, type) !== answers(0, type)),
  );
  const actors = told.flatMap(({ initiator, participants }) =>
    [initiator, ...participants].map((index) => system.machines[index]!.actor),
  );
  return ["driver", "hypervisor"].filter((actor) => actors.includes(actor));
}

function split<T>(all: readonly T[], test: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(test), all.filter((one) => !test(one))];
}
