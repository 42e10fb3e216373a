/** A behaviour with everything that a page draws of it. */

import { UsageError } from "../../asking/usage.ts";
import type { CompiledSystem, EventInstance } from "../../compile/system.ts";
import { NO_CONTRADICTION, NO_DEADLOCK, type Trace } from "../../explore/results.ts";
import { againstWords, citedLines } from "../../report/by.ts";
import { keeperWords, nearMisses } from "../../report/choices.ts";
import { machineKinds } from "../../report/mermaid.ts";
import { LANES, laneOf, rowsOf } from "../../report/rows.ts";
import { choicesIn } from "../../trace/choices.ts";
import { type Citations, citationsOf, goneAgainst } from "../../trace/citations.ts";
import { follow } from "../../trace/follow.ts";
import { oneLine, parseOneLine, phraseOf, sentenceOf } from "../../trace/phrase.ts";
import { initialState, localStates } from "../../trace/walk.ts";
import type { ChartColumn, LocalState, Property } from "../../types/index.ts";
import { whyNot } from "../../verdict/evidence.ts";
import type {
  Behaviour,
  Citing,
  Diagram,
  Local,
  Machine,
  Moves,
  NoBehaviour,
  Step,
} from "../protocol.ts";

/** The behaviour that words say; where it cannot happen, how far it goes and why not further. */
export function behaviourOf(
  system: CompiledSystem,
  line: string,
  columns: readonly ChartColumn[],
): Behaviour | NoBehaviour {
  try {
    return told(system, parseOneLine(system, line), columns);
  } catch (cause) {
    if (!(cause instanceof UsageError)) throw cause;
    return { says: cause.message, line: possiblePart(system, line) };
  }
}

/** The steps of a line that are still possible, from its first on. */
function possiblePart(system: CompiledSystem, line: string): string {
  const steps = line
    .replace(/[()*]/g, "")
    .split(";")
    .map((step) => step.trim());
  for (let length = steps.length - 1; length > 0; length--) {
    const part = steps.slice(0, length).join("; ");
    try {
      parseOneLine(system, part);
      return part;
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
    }
  }
  return "";
}

function told(system: CompiledSystem, trace: Trace, columns: readonly ChartColumn[]): Behaviour {
  const { rows, loop } = rowsOf(system, trace, columns);
  const steps = follow(system, trace);
  const start = initialState(system);
  const is = localStates(system, start);
  const states = [start, ...steps.map(({ after }) => after)];
  const lanes = steps.map((step) => laneIn(system, step.instance));
  const used = [...lanes, ...rows.flatMap(({ receiver }) => receiver?.lane ?? [])];
  return {
    line: oneLine(system, trace),
    lanes: [...new Set([...LANES.filter((lane) => used.includes(lane)), ...used])],
    columns: columns.map(({ head, bits = [] }) => ({ head, bits })),
    first: columns.map((column) => column.of((name) => is(name))),
    start: [...start.subarray(0, system.machines.length)],
    machines: system.machines.map(({ name, kind, actor, table }, index): Machine => {
      const seen = new Set(states.map((state) => state[index]!));
      const locals = [...seen].map((local) => [local, localIn(table.states[local]!)] as const);
      return { name, kind: plainKind(kind), actor, locals: Object.fromEntries(locals) };
    }),
    diagrams: machineKinds([system]).map(diagramOf),
    steps: rows.map(({ phrase, receiver, values, by, taken }, at): Step => {
      const { instance, after } = steps[at]!;
      return {
        ...{ lane: lanes[at]!, phrase, receiver, values, taken },
        sentence: sentenceOf(instance.declaration, instance.event),
        event: instance.name,
        citing: citingOf(by),
        conduct: by.conduct,
        parts: [instance.initiator, ...instance.participants],
        locals: [...after.subarray(0, system.machines.length)],
      };
    }),
    loop,
    against: againstWords(goneAgainst(system, trace)),
    ended: trace.last,
  };
}

/** As in a chart, and beyond it what is of no actor there: the environment, or a user's machine. */
function laneIn({ machines }: CompiledSystem, { type, initiator }: EventInstance): string {
  const { actor } = machines[initiator]!;
  return type.includes(".") && actor !== "environment" ? laneOf(type) : actor;
}

const plainKind = (kind: string): string => kind.replace(/[\d.]+$/, "");

const localIn = ({ value, context }: LocalState): Local => ({
  value,
  variables: Object.fromEntries(
    Object.entries(context).map(([name, of]) => [
      name,
      Array.isArray(of) ? `[${of.join(" ")}]` : String(of),
    ]),
  ),
});

function diagramOf({ kind, states, edges }: ReturnType<typeof machineKinds>[number]): Diagram {
  const pairs = new Map<string, { from: string; to: string; types: string[] }>();
  for (const { from, to, type } of edges) {
    const pair = pairs.get(`${from} ${to}`) ?? { from, to, types: [] };
    if (!pair.types.includes(type)) pair.types.push(type);
    pairs.set(`${from} ${to}`, pair);
  }
  return { kind, states, edges: [...pairs.values()] };
}

/** As the last column of a chart has it: what permits where nothing obliges, description where
 *  nothing stronger is. */
function citingOf(by: Citations): readonly Citing[] {
  const named = (how: Citing["how"], cited: Citations["against"]): readonly Citing[] =>
    cited.map(({ id, level }) => ({ how, id, level }));
  const binding = [
    ...named("own sentence", by.own),
    ...named("obliged by", by.obligedBy),
    ...named("only this left by", by.onlyThisLeftBy),
  ];
  const all = binding.length > 0 ? binding : named("permitted by", by.permittedBy);
  const isStrong = all.some(({ level }) => level !== "desc");
  const weighty = all.filter(({ level }) => !isStrong || level !== "desc");
  return [...named("against", by.against), ...weighty];
}

/** What can happen after the words, what keeps back the rest, and which claims are broken. */
export function movesAfter(
  system: CompiledSystem,
  line: string,
  properties: readonly Property[],
): Moves {
  const trace = parseOneLine(system, line);
  const state = follow(system, trace).at(-1)?.after ?? initialState(system);
  const choices = choicesIn(system, state);
  const near = new Set(
    choices.keptBack.filter((one) => one.near !== "initiator").map((one) => one.instance.type),
  );
  const far = choices.keptBack.filter(({ instance }) => !near.has(instance.type));
  return {
    possible: choices.possible.map((step) => ({
      phrase: phraseOf(step.instance.declaration, step.instance.event),
      sentence: sentenceOf(step.instance.declaration, step.instance.event),
      lane: laneIn(system, step.instance),
      by: citedLines(citationsOf(system, step)).join(", "),
    })),
    kept: nearMisses(choices).map(({ instance, near, keepers }) => ({
      phrase: phraseOf(instance.declaration, instance.event),
      near: near === "rules" ? "rules" : "others",
      keepers: keepers.map(keeperWords),
    })),
    far: new Set(far.map(({ instance }) => instance.type)).size,
    broken: brokenBy(system, trace, properties),
  };
}

/** Names of the claims that the last step or state breaks. */
function brokenBy(
  system: CompiledSystem,
  trace: Trace,
  properties: readonly Property[],
): readonly string[] {
  const always = [NO_CONTRADICTION, NO_DEADLOCK].map((name) => ({ name, property: null }));
  return [...properties.map((property) => ({ name: property.name, property })), ...always]
    .filter((claim) => whyNot(system, trace, { ...claim, verdict: "violated" }) === null)
    .map(({ name }) => name);
}
