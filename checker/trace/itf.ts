/**
 * Reads a behaviour in the Informal Trace Format: one that `export --to itf` wrote, or that
 * another checker found for a module that `export --to tla` wrote, where a machine is the
 * number of its local state, from 1. Events are found by what they do to the states; where
 * several do the same, the file's `mbt::actionTaken` decides, or the first one is taken.
 */
import { z } from "zod";
import { firstIssue, parseJson } from "../asking/json.ts";
import { UsageError } from "../asking/usage.ts";
import { localName } from "../compile/local.ts";
import type { CompiledSystem, EventInstance } from "../compile/system.ts";
import type { Trace } from "../explore/results.ts";
import { advance, eventsThat, initialState, localStates, type StateVector } from "./walk.ts";

const metaSchema = z.looseObject({
  scenario: z.string().optional(),
  reading: z.string().optional(),
  scope: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
});

const fileSchema = z.looseObject({
  "#meta": metaSchema.default({}),
  loop: z.number().int().min(0).optional(),
  states: z.array(z.record(z.string(), z.unknown())).min(1),
});

export type ItfFile = z.infer<typeof fileSchema>;

/** @throws UsageError, one line, for what is no ITF trace */
export function parseItf(text: string, path: string): ItfFile {
  const result = fileSchema.safeParse(parseJson(text, `ITF trace "${path}"`));
  if (!result.success) {
    throw new UsageError(
      `"${path}" is no ITF trace: ${firstIssue(result.error, "the file")}; ` +
        'legal: { "vars": [...], "states": [{ ... }] }',
    );
  }
  const { loop, states } = result.data;
  if (loop !== undefined && loop >= states.length) {
    throw new UsageError(`"${path}": loop is ${loop}; legal: 0 to ${states.length - 1}, a state`);
  }
  return result.data;
}

type State = ItfFile["states"][number];

/**
 * The behaviour as events of the system.
 * @throws UsageError naming the first state to which no event leads.
 */
export function traceOfItf(system: CompiledSystem, { states, loop }: ItfFile, path: string): Trace {
  const [first, ...others] = states as [State, ...State[]];
  const vectors = [initialState(system)];
  if (!isAt(system, vectors[0]!, first)) {
    throw new UsageError(`"${path}": state 0 is not where ${system.name} begins`);
  }
  const events: number[] = [];
  let last: Trace["last"] = "taken";
  for (const [index, state] of others.entries()) {
    const before = vectors.at(-1)!;
    const untaken = notTaken(state);
    const found =
      untaken === null
        ? eventTo(system, before, state)
        : eventsThat(untaken, system, before).find((one) => isNamed(one, state));
    if (found === undefined) {
      throw new UsageError(
        `"${path}": no event leads from state ${index} to state ${index + 1} in this reading`,
      );
    }
    events.push(found.id);
    if (untaken !== null) last = untaken;
    vectors.push(untaken === null ? advance(system, before, found) : before);
  }
  return closed(system, { events, loop: null, last }, { vectors, states, loop, path });
}

interface Walked {
  readonly vectors: readonly StateVector[];
  readonly states: readonly State[];
  readonly loop: number | undefined;
  readonly path: string;
}

/** The last state leads to the one at `loop`: by an event, by none, or it is the one before it. */
function closed(system: CompiledSystem, trace: Trace, walked: Walked): Trace {
  const { vectors, states, loop, path } = walked;
  if (loop === undefined) return trace;
  const end = vectors.at(-1)!;
  if (loop > 0 && isSame(end, vectors[loop - 1]!)) return { ...trace, loop: loop - 1 };
  if (loop === vectors.length - 1) return { ...trace, loop: trace.events.length };
  const back = eventTo(system, end, states[loop]!);
  if (back === undefined || !isSame(advance(system, end, back), vectors[loop]!)) {
    throw new UsageError(`"${path}": no event leads from the last state to state ${loop}`);
  }
  return { ...trace, events: [...trace.events, back.id], loop };
}

const isSame = (a: StateVector, b: StateVector): boolean =>
  a.every((local, index) => local === b[index]);

function notTaken(state: State): Exclude<Trace["last"], "taken"> | null {
  const meta = state["#meta"] as { readonly last?: unknown } | undefined;
  return meta?.last === "unanswered" || meta?.last === "guarded off" ? meta.last : null;
}

function eventTo(system: CompiledSystem, before: StateVector, state: State) {
  const leading = eventsThat("happen", system, before).filter((one) =>
    isAt(system, advance(system, before, one), state),
  );
  return leading.find((one) => isNamed(one, state)) ?? leading[0];
}

/** Whether the file says that it is this event: its type, and each parameter that is given. */
function isNamed({ type, event }: EventInstance, state: State): boolean {
  if (state["mbt::actionTaken"] !== type) return false;
  const picks = Object.entries((state["mbt::nondetPicks"] ?? {}) as object);
  return picks.every(([name, pick]) => String(event[name]) === String(plain(optional(pick))));
}

const optional = (pick: unknown): unknown =>
  isObject(pick) && pick.tag === "Some" ? pick.value : pick;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** A value as ITF writes it, without its marks. */
function plain(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ("#bigint" in value) return Number(value["#bigint"]);
  if ("#unserializable" in value) return value["#unserializable"] === "null" ? null : undefined;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}

/** Whether each machine is in what the state says of it; of others it says nothing. */
function isAt(system: CompiledSystem, at: StateVector, state: State): boolean {
  const local = localStates(system, at);
  return system.machines.every(({ name }, index) => {
    const said = plain(state[name]);
    if (said === undefined) return true;
    if (typeof said === "number") return said === at[index]! + 1;
    const { value, context } = local(name)!;
    if (typeof said === "string") return said === localName({ value, context });
    return JSON.stringify(said) === JSON.stringify({ at: value, ...context });
  });
}
