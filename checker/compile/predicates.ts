/** Predicates as tables over the local states that they read. */
import type { LocalState, Predicate, StepPattern } from "../types/index.ts";
import { didYouMean, listNames, ModelError } from "./errors.ts";
import { localName } from "./local.ts";
import type { CompiledSystem, MachineTable } from "./system.ts";

/**
 * A predicate with its tests replaced by tables: one byte for each local state,
 * for a relation one for each pair, the left machine's state first.
 */
export type PredicateTable =
  | { readonly is: "local"; readonly machine: number; readonly table: Uint8Array }
  | {
      readonly is: "relation";
      readonly machines: readonly [number, number];
      readonly width: number;
      readonly table: Uint8Array;
    }
  | { readonly is: "and"; readonly all: readonly PredicateTable[] }
  | { readonly is: "or"; readonly any: readonly PredicateTable[] }
  | { readonly is: "not"; readonly of: PredicateTable };

/** Whether a predicate holds in the state that starts at `at` in `vector`. */
export type Test = (vector: Uint16Array, at: number) => boolean;

/** A step pattern, ready to be asked of steps. */
export interface CompiledPattern {
  readonly before: Test | null;
  /** One byte for each event: 1 when the pattern is about it. */
  readonly events: Uint8Array;
  readonly after: Test | null;
}

/** A relation of two machines with more pairs than this is refused: 64 MiB. */
const MAX_PAIRS = 1 << 26;

/** `owner` is the property, for messages. */
export function lowerPredicate(
  system: CompiledSystem,
  predicate: Predicate,
  owner: string,
): PredicateTable {
  switch (predicate.is) {
    case "local": {
      const machine = machineIndex(system, predicate.machine, owner);
      const states = tableAt(system, machine).states;
      return {
        is: "local",
        machine,
        table: Uint8Array.from(states, (s) =>
          yesOrNo(predicate.test(s), owner, () => localName(s)),
        ),
      };
    }
    case "relation":
      return lowerRelation(system, predicate, owner);
    case "and":
      return { is: "and", all: predicate.all.map((p) => lowerPredicate(system, p, owner)) };
    case "or":
      return { is: "or", any: predicate.any.map((p) => lowerPredicate(system, p, owner)) };
    case "not":
      return { is: "not", of: lowerPredicate(system, predicate.of, owner) };
  }
}

/** A function that looks the tables up. */
function evaluator(predicate: PredicateTable): Test {
  switch (predicate.is) {
    case "local": {
      const { machine, table } = predicate;
      return (vector, at) => table[vector[at + machine]!] === 1;
    }
    case "relation": {
      const { machines, width, table } = predicate;
      const [left, right] = machines;
      return (vector, at) => table[vector[at + left]! * width + vector[at + right]!] === 1;
    }
    case "and": {
      const all = predicate.all.map(evaluator);
      return (vector, at) => all.every((test) => test(vector, at));
    }
    case "or": {
      const any = predicate.any.map(evaluator);
      return (vector, at) => any.some((test) => test(vector, at));
    }
    case "not": {
      const test = evaluator(predicate.of);
      return (vector, at) => !test(vector, at);
    }
  }
}

/** A predicate as a function of state vectors. */
export function compilePredicate(
  system: CompiledSystem,
  predicate: Predicate,
  owner: string,
): Test {
  return evaluator(lowerPredicate(system, predicate, owner));
}

/** A step pattern as functions of state vectors and a set of events. */
export function compilePattern(
  system: CompiledSystem,
  pattern: StepPattern,
  owner: string,
): CompiledPattern {
  const { before, event, after } = pattern;
  return {
    before: before === undefined ? null : compilePredicate(system, before, owner),
    events: Uint8Array.from(system.events, (e) =>
      event === undefined ? 1 : yesOrNo(event(e.event), owner, () => e.name),
    ),
    after: after === undefined ? null : compilePredicate(system, after, owner),
  };
}

/** @throws ModelError for what is neither: a promise is no answer, nor is nothing. */
function yesOrNo(answer: unknown, owner: string, where: () => string): number {
  if (typeof answer === "boolean") return answer ? 1 : 0;
  throw new ModelError(
    `Property "${owner}": its test gives ${answer instanceof Promise ? "a promise" : String(answer)} for ` +
      `${where()}; legal: true or false, at once. Write a comparison, and return it.`,
  );
}

/** The table of the machine or monitor at this place of a state vector. */
export function tableAt(system: CompiledSystem, index: number): MachineTable {
  const count = system.machines.length;
  return (index < count ? system.machines[index]! : system.monitors[index - count]!).table;
}

function machineIndex(system: CompiledSystem, name: string, owner: string): number {
  const names = [...system.machines, ...system.monitors].map((machine) => machine.name);
  const index = names.indexOf(name);
  if (index >= 0) return index;
  throw new ModelError(
    `Property "${owner}" reads machine "${name}"; legal: ${listNames(names)}. Add the machine to ` +
      `system "${system.name}", or leave the property out.${didYouMean(name, names)}`,
  );
}

function lowerRelation(
  system: CompiledSystem,
  { machines, test }: Extract<Predicate, { is: "relation" }>,
  owner: string,
): PredicateTable {
  const left = machineIndex(system, machines[0], owner);
  const right = machineIndex(system, machines[1], owner);
  const lefts: readonly LocalState[] = tableAt(system, left).states;
  const rights: readonly LocalState[] = tableAt(system, right).states;
  const width = rights.length;
  if (lefts.length * width > MAX_PAIRS) {
    throw new ModelError(
      `Property "${owner}" relates "${machines[0]}" and "${machines[1]}", ${lefts.length} x ${width} ` +
        `pairs of local states; legal: at most ${MAX_PAIRS}. Relate smaller machines.`,
    );
  }
  const table = new Uint8Array(lefts.length * width);
  for (const [l, leftState] of lefts.entries()) {
    for (const [r, rightState] of rights.entries()) {
      const where = (): string => `${localName(leftState)} and ${localName(rightState)}`;
      table[l * width + r] = yesOrNo(test(leftState, rightState), owner, where);
    }
  }
  return { is: "relation", machines: [left, right], width, table };
}
