/** From a system's declaration and a reading to the one lowering of every engine. */
import type { OwnedRule, Reading, SystemDeclaration } from "../types/index.ts";
import { type AmendedTable, tableInReading } from "./amend.ts";
import type { Cache } from "./cache.ts";
import { undeclaredHandlers } from "./checks.ts";
import { checkAgainst, checkObligations } from "./conduct.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";
import { checkEventCount, type ResolvedEvent } from "./events.ts";
import { fairnessOf } from "./fairness.ts";
import { type FreeMachine, type FreeSystem, freeSystem } from "./free.ts";
import { keepTables, recallTables } from "./kept-tables.ts";
import { masksOf, wordsFor } from "./masks.ts";
import { changesNothing, checkTargets } from "./sentences.ts";
import type { CompiledMachine, CompiledSystem, EventInstance, Setting } from "./system.ts";
import { MAX_LOCAL_STATES, machineTable } from "./tables.ts";

export interface CompileOptions {
  /** Largest number of local states of one machine; ten thousand unless told, at most 65,535. */
  readonly maxLocalStates?: number;
  /** Whether a sentence of the reading may have no bearing on this system, as in the
   *  same system without suspend. Refused unless told. */
  readonly idleSentences?: "allowed" | "refused";
  /** Where the tables of its machines, before any rule, may be found and are kept. */
  readonly kept?: Kept | undefined;
}

/** A place in a cache. The key names everything that what is kept depends on: here, all that the
 *  declaration does. */
export interface Kept {
  readonly cache: Cache;
  readonly key: string;
}

/**
 * Compiles a system in one reading. Throws a ModelError, one line, for whatever
 * has no meaning; whether the declarations fit a whole family of readings is
 * `checkFamily`'s question.
 */
export function compileSystem(
  declaration: SystemDeclaration,
  reading: Reading,
  options: CompileOptions = {},
): CompiledSystem {
  checkMachines(declaration);
  checkSentenceIds(reading);
  const maxLocalStates = checkBudget(options.maxLocalStates ?? MAX_LOCAL_STATES);
  const free = freeSystem(declaration);
  const { events: resolved, choices } = free;
  checkEventCount(resolved.length);
  const rules = declaration.rules ?? [];
  checkTerms(rules, reading);
  checkAgainst(rules, reading);
  const isNew = options.kept !== undefined && recallTables(options.kept, free);
  const amended = free.machines.map((machine) =>
    tableInReading(free, machine, rules, reading, maxLocalStates),
  );
  checkHandlers(declaration, free.declared, amended);
  const mayIdle = options.idleSentences === "allowed";
  if (!mayIdle) checkSentences(reading, free, amended);
  const words = wordsFor(resolved.length);
  const compiled = free.machines.map((machine, at) =>
    compiledMachine(machine, amended[at]!, words),
  );
  checkObligations(
    rules,
    reading,
    resolved,
    compiled.map(({ name, column }, index) => {
      const { masked: table, taken } = amended[index]!;
      return { name, column, table, taken };
    }),
  );
  const fairness = fairnessOf(resolved, reading, rules, mayIdle);
  const events = instancesOf(free, fairness.classOf);
  if (isNew) {
    const tables = free.machines.map(({ declaration: own, events: of }) =>
      machineTable(own, of, reading, maxLocalStates),
    );
    keepTables(options.kept!, free, tables);
  }
  return {
    name: declaration.name,
    declaration,
    reading,
    monitors: [],
    machines: compiled,
    events,
    words,
    fairClasses: fairness.classes,
    assumptions: fairness.assumptions,
    choices: choices.choices,
    impossible: impossibleTypes(compiled, events, words),
    consulted: distinctSettings(compiled, reading),
  };
}

const known = new WeakMap<AmendedTable, CompiledMachine>();

/** The same for readings in which the machine has the same table. */
function compiledMachine(
  machine: FreeMachine,
  amended: AmendedTable,
  words: number,
): CompiledMachine {
  const before = known.get(amended);
  if (before !== undefined) return before;
  const { index, name, kind, column } = machine;
  const { actor } = machine.declaration;
  const { table } = amended;
  const masks = masksOf(table, machine, words);
  const found = { index, name, kind, actor, table, column, ...masks };
  known.set(amended, found);
  return found;
}

/** A term without a meaning would leave out every rule that rests on it. */
function checkTerms(rules: readonly OwnedRule[], { name, choices }: Reading): void {
  for (const { id, rule } of rules) {
    if (rule.term === undefined || choices[rule.term.id] !== undefined) continue;
    throw new ModelError(
      `Reading "${name}" gives no meaning to "${rule.term.id}", on which a rule of "${id}" rests; ` +
        `legal: ${listNames(rule.term.means)}, or another of its meanings. Choose one.`,
    );
  }
}

/** A transition for an event that is misspelt, or that the machine takes no part in. */
function checkHandlers(
  { machines, events }: SystemDeclaration,
  declared: readonly ResolvedEvent[],
  tables: readonly AmendedTable[],
): void {
  const handling = machines.map(({ name, kind }, index) => {
    const { handles } = tables[index]!.table;
    return { index, name, kind, handles };
  });
  const [first] = undeclaredHandlers(events, declared, handling);
  if (first !== undefined) throw new ModelError(first);
}

/** A sentence must name what exists, and change something somewhere in the system. */
function checkSentences(
  { sentences }: Reading,
  { events, machines }: FreeSystem,
  tables: readonly AmendedTable[],
): void {
  for (const sentence of sentences) {
    if (sentence.kind === "oblige") continue;
    checkTargets(sentence, events, machines);
    const changed = tables.some(({ changedBy }) => changedBy.has(sentence.id));
    if (!changed) throw changesNothing(sentence);
  }
}

const instances = new WeakMap<FreeSystem, Map<string, readonly EventInstance[]>>();

/** The events of a system; the same ones in readings in which the same ones are fair. */
function instancesOf(free: FreeSystem, classOf: Int32Array): readonly EventInstance[] {
  const known = instances.get(free) ?? new Map<string, readonly EventInstance[]>();
  instances.set(free, known);
  const key = classOf.join();
  const events =
    known.get(key) ??
    free.events.map(
      (event, id): EventInstance => ({
        ...event,
        id,
        fairClass: classOf[id]!,
        choice: free.choices.choiceOf[id]!,
      }),
    );
  known.set(key, events);
  return events;
}

/** Types of which every instance has a participant that never takes it. */
function impossibleTypes(
  machines: readonly CompiledMachine[],
  events: readonly EventInstance[],
  words: number,
): string[] {
  const takeable = new Uint32Array(words).fill(0xffffffff);
  for (const machine of machines) {
    const taken = takenSomewhere(machine, words);
    for (let w = 0; w < words; w++) takeable[w]! &= taken[w]!;
  }
  const possible = new Set(
    events
      .filter(({ id }) => ((takeable[id >>> 5]! >>> (id & 31)) & 1) === 1)
      .map(({ type }) => type),
  );
  return [...new Set(events.map(({ type }) => type))].filter((type) => !possible.has(type));
}

const takenIn = new WeakMap<CompiledMachine, Uint32Array>();

/** The events that some local state takes, or that the machine takes no part in. */
function takenSomewhere(machine: CompiledMachine, words: number): Uint32Array {
  const before = takenIn.get(machine);
  if (before !== undefined) return before;
  const all = new Uint32Array(words);
  for (const [at, word] of machine.takes.entries()) all[at % words]! |= word;
  takenIn.set(machine, all);
  return all;
}

function distinctSettings(machines: readonly CompiledMachine[], reading: Reading): Setting[] {
  const all = machines.flatMap((machine) => machine.table.consulted);
  const sentences = reading.sentences.map(
    ({ id }): Setting => ({ kind: "sentence", id, value: "in" }),
  );
  const byName = new Map([...all, ...sentences].map((s) => [`${s.kind} ${s.id}`, s]));
  return [...byName.values()];
}

function checkMachines({ name, machines }: SystemDeclaration): void {
  const seen = new Set<string>();
  for (const machine of machines) {
    if (seen.has(machine.name)) {
      throw new ModelError(
        `System "${name}" has two machines called "${machine.name}"; legal: distinct names. ` +
          "Number them, or leave one out.",
      );
    }
    seen.add(machine.name);
    if (machine.monitor) {
      throw new ModelError(
        `System "${name}" lists the monitor "${machine.name}" among its machines; legal: machines ` +
          "that take part. Give it to the property that needs it.",
      );
    }
  }
}

function checkSentenceIds({ name, sentences }: Reading): void {
  const ids = sentences.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return;
  throw new ModelError(
    `Reading "${name}" has two sentences with id "${twice}"; legal: distinct ids, here ` +
      `${listNames(new Set(ids))}. Rename one.${didYouMean(twice, [])}`,
  );
}

function checkBudget(maxLocalStates: number): number {
  if (Number.isInteger(maxLocalStates) && maxLocalStates > 0 && maxLocalStates <= 65_535) {
    return maxLocalStates;
  }
  throw new ModelError(
    `maxLocalStates is ${maxLocalStates}; legal: a whole number from 1 to 65535. Split the machine ` +
      "when it has more.",
  );
}
