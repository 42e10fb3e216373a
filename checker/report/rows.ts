/** A behaviour as rows of a chart: who acts, who receives, what it rests on. */

import type { CompiledSystem } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { type Citations, citationsOf } from "../trace/citations.ts";
import { follow, type Step } from "../trace/follow.ts";
import { phraseOf } from "../trace/phrase.ts";
import { initialState, localStates } from "../trace/walk.ts";
import type { ChartColumn } from "../types/index.ts";
import { saysIn } from "./says.ts";

/** The columns of actors, from left to right. */
export const LANES = ["driver", "device", "hypervisor"] as const;
export type Lane = (typeof LANES)[number];

export interface Row {
  /** Counted from 1. */
  readonly number: number;
  readonly lane: Lane;
  readonly phrase: string;
  /** What a participant of a neighbouring column does, if its machine says so. */
  readonly receiver: { readonly lane: Lane; readonly says: string } | null;
  /** Values of the narrow columns after the step. */
  readonly values: readonly string[];
  /** What the text says of the step. */
  readonly by: Citations;
  readonly taken: boolean;
}

/** All that a chart or a sequence diagram draws of a behaviour. */
export interface Rows {
  readonly rows: readonly Row[];
  /** Index of the first row that repeats; `rows.length`: nothing more happens. */
  readonly loop: number | null;
  /** Values of the narrow columns in the end. */
  readonly values: readonly string[];
}

export function rowsOf(
  system: CompiledSystem,
  trace: Trace,
  columns: readonly ChartColumn[],
): Rows {
  const steps = follow(system, trace);
  const values = (lookup: Step["is"]): readonly string[] =>
    columns.map((column) => column.of((name) => lookup(name)));
  const rows = steps.map((step, index): Row => {
    const { instance, taken } = step;
    const lane = laneOf(instance.type);
    return {
      number: index + 1,
      lane,
      phrase: phraseOf(instance.declaration, instance.event),
      receiver: taken ? receiverOf(system, step, lane) : unanswering(system, step, lane),
      values: values(step.is),
      by: citationsOf(system, step),
      taken,
    };
  });
  const end = steps.at(-1)?.is ?? localStates(system, initialState(system));
  return { rows, loop: trace.loop, values: values(end) };
}

/** The actor before the dot; what is neither driver nor hypervisor is drawn as the device. */
export function laneOf(type: string): Lane {
  const [actor] = type.split(".");
  if (actor === "driver" || actor === "otherCpu") return "driver";
  return actor === "hypervisor" ? "hypervisor" : "device";
}

function laneOfMachine(actor: string): Lane | null {
  return LANES.find((lane) => lane === actor) ?? null;
}

function receiverOf(system: CompiledSystem, step: Step, from: Lane): Row["receiver"] {
  for (const machine of step.instance.participants) {
    const lane = laneOfMachine(system.machines[machine]!.actor);
    if (lane === null || lane === from) continue;
    const says = saysIn(system, step, machine);
    if (says !== undefined) return { lane, says };
  }
  return null;
}

/** The last event of a silence: the first machine that says nothing. */
function unanswering(system: CompiledSystem, step: Step, from: Lane): Row["receiver"] {
  for (const machine of step.instance.participants) {
    const { table, column, actor, name } = system.machines[machine]!;
    const cell = step.before[machine]! * table.events.length + column[step.instance.id]!;
    if (table.next[cell]! >= 0) continue;
    const lane = laneOfMachine(actor);
    return { lane: lane === null || lane === from ? from : lane, says: `${name}: no answer` };
  }
  return null;
}
