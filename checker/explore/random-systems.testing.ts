/** Small random systems: everything that a machine can do to an event occurs. */
import * as fc from "fast-check";
import { assign } from "xstate";
import { eventOf, type GuardArgs, machineOf, systemOf } from "../compile/tiny.testing.ts";
import type { EventDeclaration, SystemDeclaration } from "../types.ts";

/** What a machine does in one state with one event type. */
type Behaviour =
  | { readonly is: "silent" | "forbidden" }
  | { readonly is: "goes"; readonly to: number; readonly counts: boolean }
  | { readonly is: "on value"; readonly value: number; readonly to: number }
  | { readonly is: "by value"; readonly to: readonly [number, number] }
  | { readonly is: "on count"; readonly count: number; readonly to: number };

const STATES = 3;
const place = fc.nat({ max: STATES - 1 });

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Behaviour>({ is: "silent" }) },
  { weight: 1, arbitrary: fc.constant<Behaviour>({ is: "forbidden" }) },
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant("goes" as const), to: place, counts: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("on value" as const),
      value: fc.nat({ max: 1 }),
      to: place,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant("by value" as const), to: fc.tuple(place, place) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("on count" as const),
      count: fc.nat({ max: 1 }),
      to: place,
    }),
  },
);

interface EventSketch {
  readonly initiator: number;
  readonly takesPart: readonly boolean[];
  readonly mayBlock: readonly boolean[];
  readonly shape: "plain" | "value" | "answer";
  readonly fair: boolean;
  readonly identity: boolean;
}

function eventSketch(machines: number): fc.Arbitrary<EventSketch> {
  const flags = fc.array(fc.boolean(), { minLength: machines, maxLength: machines });
  return fc.record({
    initiator: fc.nat({ max: machines - 1 }),
    takesPart: flags,
    mayBlock: flags,
    shape: fc.constantFrom("plain", "value", "answer"),
    fair: fc.boolean(),
    identity: fc.boolean(),
  });
}

/** Two or three machines of up to three states and two counts, two to four event types. */
export const randomSystem: fc.Arbitrary<SystemDeclaration> = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 4 }))
  .chain(([machines, types]) =>
    fc.record({
      events: fc.array(eventSketch(machines), { minLength: types, maxLength: types }),
      behaviours: fc.array(
        fc.array(fc.array(behaviour, { minLength: types, maxLength: types }), {
          minLength: STATES,
          maxLength: STATES,
        }),
        { minLength: machines, maxLength: machines },
      ),
      tags: fc.array(
        fc.array(fc.constantFrom([], ["rest"], ["waiting"], ["rest", "waiting"]), {
          minLength: STATES,
          maxLength: STATES,
        }),
        { minLength: machines, maxLength: machines },
      ),
      actors: fc.array(fc.constantFrom("left", "right"), {
        minLength: machines,
        maxLength: machines,
      }),
    }),
  )
  .map(({ events, behaviours, tags, actors }) =>
    systemOf(
      behaviours.map((states, m) =>
        machineOf(
          `m${m}`,
          {
            context: { count: 0 },
            initial: "s0",
            states: Object.fromEntries(
              states.map((row, s) => [
                `s${s}`,
                { tags: tags[m]![s], on: transitions(row, events, m) },
              ]),
            ),
          },
          { kind: `m${m}`, actor: actors[m]!, key: JSON.stringify([states, tags[m]]) },
        ),
      ),
      Object.fromEntries(events.map((sketch, e) => [`e${e}`, declare(sketch)])),
    ),
  );

function declare(sketch: EventSketch): EventDeclaration {
  const others = (flags: readonly boolean[]) =>
    flags.flatMap((flag, m) => (flag && m !== sketch.initiator ? [`m${m}`] : []));
  const participants = others(sketch.takesPart);
  const mayBlock = others(sketch.mayBlock).filter((name) => participants.includes(name));
  return eventOf(`m${sketch.initiator}`, participants, {
    mayBlock,
    ...(sketch.shape === "plain" ? {} : { parameters: { v: [0, 1] } }),
    ...(sketch.shape === "answer" ? { answers: ["v"] } : {}),
    ...(sketch.shape !== "plain" && sketch.identity ? { identity: ["v"] } : {}),
    ...(sketch.fair ? { fair: { assumption: "a test" } } : {}),
  });
}

function transitions(
  row: readonly Behaviour[],
  events: readonly EventSketch[],
  machine: number,
): Record<string, unknown> {
  const on: Record<string, unknown> = {};
  for (const [e, does] of row.entries()) {
    const sketch = events[e]!;
    if (sketch.initiator !== machine && !sketch.takesPart[machine]) continue;
    const written = write(does);
    if (written !== undefined) on[`e${e}`] = written;
  }
  return on;
}

function write(does: Behaviour): unknown {
  const valueIs = (value: number) => (args: GuardArgs) => (args.event.v ?? 0) === value;
  switch (does.is) {
    case "silent":
      return undefined;
    case "forbidden":
      return {};
    case "goes":
      return does.counts
        ? {
            target: `s${does.to}`,
            actions: assign({ count: ({ context }) => 1 - context.count }),
          }
        : { target: `s${does.to}` };
    case "on value":
      return { guard: valueIs(does.value), target: `s${does.to}` };
    case "by value":
      return does.to.map((to, value) => ({ guard: valueIs(value), target: `s${to}` }));
    case "on count":
      return {
        guard: ({ context }: GuardArgs) => context.count === does.count,
        target: `s${does.to}`,
      };
  }
}
