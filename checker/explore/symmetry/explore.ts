/**
 * Explores a system up to permutations of interchangeable values, such as the
 * numbers of queues.
 *
 * The model names an event parameter; everything else is deduced from the system,
 * and checked on its tables: that the permutations take steps to steps, and that
 * each property says the same of all values. What does not is refused in one
 * line. Then the answers are those of the plain engine, states counted one by
 * one included, and behaviours are behaviours of the system as it stands. Two
 * things are said once for all that differ by a permutation alone: a silence, and
 * a modelling error; their `instances` are counted so.
 */

import { ModelError } from "../../compile/errors.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import type { Property, Value } from "../../types/index.ts";
import { exploration } from "../explore.ts";
import { atOnce, withPauses } from "../pauses.ts";
import { createReceiver } from "../reception.ts";
import {
  type EndlessWait,
  type ExploreOptions,
  type ExploreResult,
  NO_DEADLOCK,
  type Trace,
} from "../results.ts";
import type { Graph } from "../search.ts";
import { type Group, groupOf } from "./group.ts";
import { refusalOf } from "./invariance.ts";
import { searchUpTo } from "./search.ts";

/** What of a system was stored. */
export interface Orbits {
  /** The event parameter whose values are interchangeable. */
  readonly parameter: string;
  readonly values: readonly Value[];
  /** Classes of states that differ by a permutation alone. */
  readonly count: number;
}

export interface UpToSymmetry {
  readonly result: ExploreResult;
  readonly orbits: Orbits;
}

/** @throws ModelError, one line, for a system, a reading or a property that names one value. */
export async function exploreUpToSymmetry(
  system: CompiledSystem,
  parameter: string,
  options: ExploreOptions,
): Promise<UpToSymmetry> {
  const { steps, found } = prepared(system, parameter, options);
  return found(await withPauses(steps, options.onProgress));
}

/** The same without pauses. */
export function exploreUpToSymmetrySync(
  system: CompiledSystem,
  parameter: string,
  options: ExploreOptions,
): UpToSymmetry {
  const { steps, found } = prepared(system, parameter, options);
  return found(atOnce(steps, options.onProgress));
}

function prepared(system: CompiledSystem, parameter: string, options: ExploreOptions) {
  const group = symmetryOf(system, parameter, options.properties);
  const searchOrbits = searchUpTo(group);
  let graph: Graph | null = null;
  const steps = exploration(system, options, function* (of, within) {
    graph = yield* searchOrbits(of, within);
    return graph;
  });
  const found = (result: ExploreResult): UpToSymmetry => ({
    result: { ...result, waits: result.waits.map((wait) => asReached(system, wait)) },
    orbits: { parameter, values: group.values, count: graph?.store.size ?? 0 },
  });
  return { steps, found };
}

/**
 * The permutations that change nothing that is asked.
 * @throws ModelError, one line, where there are none.
 */
export function symmetryOf(
  system: CompiledSystem,
  parameter: string,
  properties: readonly Property[],
): Group {
  const group = groupOf(system, parameter);
  checkWaits(system, group);
  const refused = properties.flatMap((property) => {
    const reason = refusalOf(system, group, property);
    return reason === null ? [] : [{ name: property.name, reason }];
  });
  if (refused.length === 0) return group;
  const names = new Set(refused.map(({ name }) => name));
  const others = properties.map(({ name }) => name).filter((name) => !names.has(name));
  throw new ModelError(
    `--symmetry cannot answer ${refused.map(({ name, reason }) => `${name} (${reason})`).join(", ")}; ` +
      `legal: safety that says the same of each "${parameter}". Leave --symmetry out, or add ` +
      `--property ${others.length > 0 ? others.join(",") : NO_DEADLOCK}.`,
  );
}

/** One wait for all is no wait of anybody's in particular. */
function checkWaits({ machines }: CompiledSystem, { parameter, generators }: Group): void {
  const waiting = machines.find(
    ({ index, table }) =>
      generators.some(({ swap }) => swap.machines[index] !== index) &&
      table.states.some(({ tags }) => tags.includes("waiting")),
  );
  if (waiting === undefined) return;
  throw new ModelError(
    `Machine "${waiting.name}", one for each "${parameter}", has states tagged "waiting"; legal with ` +
      "--symmetry: waits of machines that there is one of. Leave --symmetry out, or the tag.",
  );
}

/** The wait at the end of its own behaviour, not of a like one. */
function asReached(system: CompiledSystem, wait: EndlessWait): EndlessWait {
  const machine = system.machines.find(({ name }) => name === wait.machine)!;
  return { ...wait, local: machine.table.states[after(system, wait.trace)[machine.index]!]! };
}

function after(system: CompiledSystem, { events }: Trace): Uint16Array {
  const receiver = createReceiver(system);
  const state = new Uint16Array(receiver.width);
  const next = new Uint16Array(receiver.width);
  for (const event of events) {
    receiver.successor(state, 0, event, next);
    state.set(next);
  }
  return state;
}
