/**
 * Readings as a user writes them: `v1.4-as-written,+S-16b,held-kick=kept`.
 *
 * A reading expression is a base and any number of changes:
 *   base                   the name of a reading, or a file: `./my-reading.ts`
 *   +CLAUSE                the clause binds
 *   -CLAUSE                the clause does not bind, or the own sentence is left out
 *   interpretation=choice  this choice is made
 *   CLAUSE=LEVEL           the clause binds, at this level: S-16b=MUST
 * An expression that begins with a change starts from the model's first reading.
 */
import { didYouMean, listNames } from "../compile/errors.ts";
import type { Level, Model, Reading } from "../types/index.ts";
import { clauseNamed, isClauseName, lettersOf, meant } from "./names.ts";
import { UsageError, unknownName } from "./usage.ts";
import { importUserFile, isUserFile } from "./user-file.ts";

/** The parts of a model that readings are made of. */
export type Readings = Pick<Model<never>, "clauses" | "interpretations" | "readings">;

/**
 * The reading of an expression whose base is one of the model's.
 * @throws UsageError naming the value, what is legal, and what was probably meant.
 */
export function resolveReading(model: Readings, expression: string): Reading {
  const { base, changes } = split(model, expression);
  const name = meant(
    base,
    model.readings.map((one) => one.name),
  );
  const reading = model.readings.find((candidate) => candidate.name === name);
  if (reading === undefined)
    throw unknownName(
      "reading",
      base,
      model.readings.map((r) => r.name),
    );
  return applyChanges(model, reading, changes);
}

/** As `resolveReading`, and the base may be a file of the user's, `.ts` or `.js`. */
export async function loadReading(model: Readings, expression: string): Promise<Reading> {
  const { base, changes } = split(model, expression);
  if (!isPath(base)) return resolveReading(model, expression);
  return applyChanges(model, await readFile(model, base), changes);
}

/** The reading with changes applied in order; its name says which. */
export function applyChanges(
  model: Readings,
  reading: Reading,
  changes: readonly string[],
): Reading {
  const inForce = new Set(reading.inForce);
  const choices = { ...reading.choices };
  const levels: Record<string, Level> = { ...reading.levels };
  let sentences = reading.sentences;
  const seen = new Set<string>();
  const said: string[] = [];
  for (const change of changes) {
    const about = change.replace(/^[+-]/, "").split("=")[0] ?? "";
    if (seen.has(about)) throw new UsageError(`the reading changes "${about}" twice; keep one`);
    seen.add(about);
    const sign = /^[+-]/.exec(change)?.[0];
    const level = sign === undefined ? levelChange(model, change) : null;
    if (level !== null) {
      levels[level[0]] = level[1];
      inForce.add(level[0]);
      said.push(level.join("="));
    } else if (sign === undefined) {
      const [id, choice] = knownChoice(model, change);
      choices[id] = choice;
      said.push(`${id}=${choice}`);
    } else if (sentences.some((own) => own.id === about)) {
      if (sign === "-") sentences = sentences.filter((own) => own.id !== about);
      said.push(change);
    } else {
      const id = clauseNamed(model, about);
      if (sign === "+") inForce.add(id);
      else {
        checkFreed(model, id);
        inForce.delete(id);
      }
      said.push(`${sign}${id}`);
    }
  }
  const name = [reading.name, ...said].join(",");
  const raised = Object.keys(levels).length === 0 ? {} : { levels };
  return { ...reading, name, inForce, choices, ...raised, sentences };
}

/** Whoever frees a clause expects a difference; one without a rule can make none. */
function checkFreed(model: Readings, id: string): void {
  const rules = model.clauses.find((clause) => clause.id === id)?.rules ?? [];
  const reasons = rules.flatMap((rule) => (rule.rule === "none" ? [rule.reason] : []));
  if (reasons.length === 0 || reasons.length < rules.length) return;
  throw new UsageError(
    `to free ${id} changes nothing here: ${reasons.join("; ")}; ` +
      "legal: a clause that has rules, see quiesce clauses. Leave it in force.",
  );
}

const LEVELS: readonly Level[] = ["MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "desc"];

/** A clause and the level that it is to have; null where the change is about a choice. */
function levelChange(model: Readings, change: string): readonly [string, Level] | null {
  if (!change.includes("=")) return null;
  const [about = "", given = ""] = change.split("=");
  if (
    meant(
      about,
      model.interpretations.map(({ id }) => id),
    ) !== undefined
  )
    return null;
  const level = LEVELS.find((one) => one === given.trim().toUpperCase());
  const isClause = lettersOf(model, about).length > 0 || isClauseName(model, about);
  if (!isClause) return null;
  const id = clauseNamed(model, about);
  if (level === undefined) throw unknownName(`level for "${id}"`, given, LEVELS);
  return [id, level];
}

/** The reading as one string: readings that bind the same way have the same key. */
export function readingKey(model: Readings, reading: Reading): string {
  const clauses = model.clauses.map((clause) => (reading.inForce.has(clause.id) ? "1" : "0"));
  const choices = model.interpretations.map((i) => reading.choices[i.id] ?? "?");
  const own = reading.sentences.map((sentence) => sentence.id);
  const levels = Object.entries(reading.levels ?? {}).map(([id, level]) => `${id}=${level}`);
  return [
    clauses.join(""),
    ...choices,
    ...levels,
    ...own,
    reading.textHeld ? "held" : "not held",
  ].join(",");
}

function split(model: Readings, expression: string): { base: string; changes: readonly string[] } {
  const parts = expression.split(",").map((part) => part.trim());
  if (parts.some((part) => part === "")) {
    throw new UsageError(
      `reading "${expression}" has an empty part; write base[,+CLAUSE][,-CLAUSE][,interpretation=choice]`,
    );
  }
  const [first = "", ...rest] = parts;
  const [usual] = model.readings;
  if (!isPath(first) && usual !== undefined && /^[+-]|=/.test(first)) {
    return { base: usual.name, changes: parts };
  }
  return { base: first, changes: rest };
}

function isPath(base: string): boolean {
  return base.includes("/") || isUserFile(base);
}

function knownChoice(model: Readings, change: string): readonly [string, string] {
  const at = change.indexOf("=");
  if (at < 1) {
    throw new UsageError(
      `"${change}" is no change to a reading; write +CLAUSE, -CLAUSE, CLAUSE=LEVEL or interpretation=choice`,
    );
  }
  const given = change.slice(0, at);
  const ids = model.interpretations.map((one) => one.id);
  const id = meant(given, ids);
  const interpretation = model.interpretations.find((candidate) => candidate.id === id);
  if (interpretation === undefined || id === undefined) {
    throw unknownName("interpretation", given, ids);
  }
  const choices = Object.keys(interpretation.choices);
  const choice = meant(change.slice(at + 1), choices);
  if (choice === undefined) throw unknownName(`choice for "${id}"`, change.slice(at + 1), choices);
  return [id, choice];
}

async function readFile(model: Readings, path: string): Promise<Reading> {
  const names = listNames(model.readings.map((reading) => reading.name));
  const missing = `give a file that exports "reading", or one of ${names}`;
  const loaded = await importUserFile(path, "reading file", missing);
  return checkReading(model, path, loaded.reading);
}

/** A file may hold anything: each part is looked at before it is used. */
function checkReading(model: Readings, path: string, given: unknown): Reading {
  const fail = (why: string): never => {
    throw new UsageError(`reading file "${path}": ${why}`);
  };
  if (typeof given !== "object" || given === null) {
    return fail('exports no "reading"; write: export const reading = ...');
  }
  const reading = given as Partial<Reading>;
  const unknown = unknownKey(given, READING_KEYS);
  if (unknown !== null) return fail(`has ${unknown}`);
  if (typeof reading.name !== "string" || reading.name === "" || /[,\s]/.test(reading.name)) {
    return fail('needs a "name" without blanks and commas');
  }
  if (typeof reading.says !== "string" || typeof reading.text !== "string") {
    return fail('needs the strings "says" and "text"');
  }
  if (typeof reading.textHeld !== "boolean") return fail('needs "textHeld": true or false');
  if (!(reading.inForce instanceof Set)) return fail('needs "inForce", a Set of clause ids');
  if (reading.written !== undefined && !(reading.written instanceof Set)) {
    return fail('needs "written" as a Set of clause ids, or left out');
  }
  if (!Array.isArray(reading.sentences)) return fail('needs "sentences", a list');
  if (typeof reading.choices !== "object" || reading.choices === null) {
    return fail('needs "choices", one for each interpretation');
  }
  try {
    for (const id of [...reading.inForce, ...(reading.written ?? [])]) {
      clauseNamed(model, String(id));
    }
    for (const [id, choice] of Object.entries(reading.choices)) {
      knownChoice(model, `${id}=${choice}`);
    }
  } catch (cause) {
    fail((cause as Error).message);
  }
  for (const sentence of reading.sentences) {
    const why = notASentence(sentence);
    if (why !== null) fail(why);
    if (!model.clauses.some(({ id }) => id === sentence.id)) continue;
    fail(`sentence "${sentence.id}" has the id of a clause; legal: one of its own, as X-1`);
  }
  for (const { id } of model.interpretations) {
    if (reading.choices[id] === undefined) fail(`makes no choice for "${id}"`);
  }
  // A chart in a mail would say of the known reading what is true of this one.
  const known = model.readings.find(({ name }) => name === reading.name);
  if (known !== undefined && readingKey(model, known) !== readingKey(model, reading as Reading)) {
    fail(`is called "${reading.name}", which is another reading; give it a name of its own`);
  }
  return reading as Reading;
}

const READING_KEYS: readonly (keyof Reading)[] = [
  "name",
  "says",
  "inForce",
  "written",
  "choices",
  "levels",
  "sentences",
  "textHeld",
  "text",
];

const SENTENCE_KEYS = ["kind", "id", "says", "machine", "event", "when", "next", "adds"];

/** `"chose"; legal: "choices", ...`, or null where every key is known. */
function unknownKey(given: object, legal: readonly string[]): string | null {
  const wrong = Object.keys(given).find((key) => !legal.includes(key));
  if (wrong === undefined) return null;
  return `"${wrong}"; legal: ${listNames(legal, 9)}. Correct the name.${didYouMean(wrong, legal)}`;
}

const KINDS: readonly unknown[] = ["forbid", "permit", "replace", "oblige"];

/** What keeps something in a user's file from being a sentence; null where it is one. */
function notASentence(given: unknown): string | null {
  if (typeof given !== "object" || given === null) return "has a sentence that is no object";
  const { id, says, kind, event, machine, when, next, adds } = given as Readonly<
    Record<string, unknown>
  >;
  if (typeof id !== "string" || typeof says !== "string") {
    return 'has a sentence without the strings "id" and "says"';
  }
  const unknown = unknownKey(given, SENTENCE_KEYS);
  if (unknown !== null) return `sentence "${id}" has ${unknown}`;
  if (!KINDS.includes(kind)) {
    return `sentence "${id}" is of kind "${String(kind)}"; legal: ${KINDS.join(", ")}`;
  }
  const needs = (what: string): string => `sentence "${id}" (${String(kind)}) needs ${what}`;
  if (typeof event !== "string") return needs('"event", a type of event');
  if (kind === "oblige") return null;
  if (typeof machine !== "string") return needs('"machine", the name of one');
  if (typeof when !== "function") return needs('"when", a function of a local state');
  if (kind === "forbid") return null;
  if (typeof next !== "function") {
    return needs('"next", a function that gives the state that follows');
  }
  if (adds === undefined || (Array.isArray(adds) && adds.every(isPlace))) return null;
  return needs('"adds" to be a list of local states: { value: "open", context: { kicks: 9 } }');
}

function isPlace(given: unknown): boolean {
  const { value, context } = (given ?? {}) as Readonly<Record<string, unknown>>;
  return typeof value === "string" && typeof context === "object" && context !== null;
}
