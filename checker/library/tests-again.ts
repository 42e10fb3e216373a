/** Tests of a property, asked once more: they are tables from then on. */
import { ModelError } from "../compile/errors.ts";
import { strict } from "../compile/honest.ts";
import { localName } from "../compile/local.ts";
import { lowerPredicate, type PredicateTable } from "../compile/predicates.ts";
import type { CompiledSystem } from "../compile/system.ts";
import type { LocalState, Predicate } from "../types/index.ts";

/** Pairs of local states above which a relation is asked once only. */
const MANY_PAIRS = 100_000;

/**
 * Asks each test again, backwards, and where it reads a name that there is not.
 * @throws ModelError, one line, where it answers differently, or reads such a name
 */
export function askAgain(made: CompiledSystem, predicate: Predicate, owner: string): void {
  const again = (one: Predicate, table: PredicateTable): void => {
    if (one.is === "local" && table.is === "local") {
      const states = strictStates(made, table.machine, owner);
      for (let s = states.length - 1; s >= 0; s--) {
        compare(one.test(states[s]!) === (table.table[s] === 1), owner, [states[s]!]);
      }
    } else if (one.is === "relation" && table.is === "relation") {
      askPairs(made, one.test, table, owner);
    } else if (one.is === "not" && table.is === "not") {
      again(one.of, table.of);
    } else if (one.is === "and" && table.is === "and") {
      for (const [at, part] of one.all.entries()) again(part, table.all[at]!);
    } else if (one.is === "or" && table.is === "or") {
      for (const [at, part] of one.any.entries()) again(part, table.any[at]!);
    }
  };
  again(predicate, lowerPredicate(made, predicate, owner));
}

function askPairs(
  made: CompiledSystem,
  test: (left: LocalState, right: LocalState) => boolean,
  { machines, width, table }: Extract<PredicateTable, { is: "relation" }>,
  owner: string,
): void {
  if (table.length > MANY_PAIRS) return;
  const [lefts, rights] = machines.map((machine) => strictStates(made, machine, owner));
  for (let at = table.length - 1; at >= 0; at--) {
    const left = lefts![Math.floor(at / width)]!;
    const right = rights![at % width]!;
    compare(test(left, right) === (table[at] === 1), owner, [left, right]);
  }
}

function compare(isSame: boolean, owner: string, states: readonly LocalState[]): void {
  if (isSame) return;
  throw new ModelError(
    `Property "${owner}": its test answers differently when asked twice, for ` +
      `${states.map(localName).join(" and ")}; legal: an answer that depends on the local state ` +
      "alone. Keep what it remembers in the context of a machine.",
  );
}

/** The local states of a machine, which know the variables that any of them has. */
function strictStates(made: CompiledSystem, machine: number, owner: string): readonly LocalState[] {
  const { name, table } = made.machines[machine]!;
  const variables = new Set(table.states.flatMap(({ context }) => Object.keys(context)));
  const where = (): string => `Property "${owner}", machine "${name}"`;
  const parts = new Set(["value", "context", "tags"]);
  return table.states.map((state) => {
    const context = strict(state.context, variables, "context variable", where);
    return strict({ ...state, context }, parts, "part of a local state", where);
  });
}
