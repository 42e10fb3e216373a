/**
 * Small random systems with two or three parts alike: a machine `a` and a machine
 * `b` for each index, a hub, and a register that holds an index.
 */
import * as fc from "fast-check";
import { assign } from "xstate";
import { eventOf, type GuardArgs, machineOf, systemOf } from "../../compile/tiny.testing.ts";
import type {
  EventDeclaration,
  Predicate,
  Property,
  SystemDeclaration,
} from "../../types/index.ts";

/** What a machine does in one state with one event type. */
interface Behaviour {
  readonly is: "silent" | "forbidden" | "goes" | "if held" | "unless held" | "holds";
  readonly to: number;
}

interface EventSketch {
  readonly initiator: "a" | "b" | "hub" | "register";
  readonly indexed: boolean;
  readonly takesPart: readonly boolean[];
  readonly mayBlock: readonly boolean[];
}

const STATES = 3;
const KINDS = ["a", "b", "hub", "register"] as const;

const behaviour: fc.Arbitrary<Behaviour> = fc.record({
  is: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom("silent" as const, "forbidden" as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        ...(["goes", "goes", "if held", "unless held", "holds", "holds"] as const),
      ),
    },
  ),
  to: fc.nat({ max: STATES - 1 }),
});

const eventSketch: fc.Arbitrary<EventSketch> = fc.record({
  initiator: fc.constantFrom(...KINDS),
  indexed: fc.boolean(),
  takesPart: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  mayBlock: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});

export interface Alike {
  readonly declaration: SystemDeclaration;
  readonly properties: readonly Property[];
}

export const systemOfLikes: fc.Arbitrary<Alike> = fc
  .record({
    indices: fc.integer({ min: 2, max: 3 }),
    events: fc.array(eventSketch, { minLength: 2, maxLength: 4 }),
    behaviours: fc.array(
      fc.array(fc.array(behaviour, { minLength: 4, maxLength: 4 }), {
        minLength: STATES,
        maxLength: STATES,
      }),
      { minLength: 4, maxLength: 4 },
    ),
    rests: fc.array(fc.boolean(), { minLength: STATES, maxLength: STATES }),
    waits: fc.boolean(),
    actors: fc.array(fc.constantFrom("left", "right"), { minLength: 4, maxLength: 4 }),
  })
  .map(({ indices, events, behaviours, rests, waits, actors }) => {
    const all = Array.from({ length: indices }, (_, q) => q);
    const machine = (name: string, kind: number) => {
      const states = behaviours[kind]!.map((row, s) => [
        `s${s}`,
        {
          tags: [
            ...(rests[s] ? ["rest"] : []),
            ...(kind === 2 && waits && s > 0 ? ["waiting"] : []),
          ],
          on: transitions(row, events, kind),
        },
      ]);
      return machineOf(
        name,
        { context: { held: 0 }, initial: "s0", states: Object.fromEntries(states) },
        { kind: KINDS[kind]!, actor: actors[kind]!, key: JSON.stringify([states.length, rests]) },
      );
    };
    const declaration = systemOf(
      [
        machine("hub", 2),
        machine("register", 3),
        ...all.flatMap((q) => [machine(`a${q}`, 0), machine(`b${q}`, 1)]),
      ],
      Object.fromEntries(events.map((sketch, e) => [`e${e}`, declare(sketch, all)])),
    );
    return { declaration, properties: propertiesOf(all) };
  });

// Without an index nobody in particular may be named.
const initiatorOf = ({ indexed, initiator }: EventSketch): EventSketch["initiator"] =>
  indexed || initiator.length > 1 ? initiator : "hub";

function declare(sketch: EventSketch, all: readonly number[]): EventDeclaration {
  const one = (kind: string) => (kind === "a" || kind === "b" ? `${kind}{q}` : kind);
  const every = (kind: string) => (kind === "a" || kind === "b" ? `${kind}*` : kind);
  const initiator = initiatorOf(sketch);
  const name = sketch.indexed ? one : every;
  const others = KINDS.filter((kind, k) => sketch.takesPart[k] && kind !== initiator).map(name);
  const mayBlock = others.filter((_, k) => sketch.mayBlock[k]);
  return eventOf(name(initiator), others, {
    mayBlock,
    ...(sketch.indexed ? { parameters: { q: all } } : {}),
  });
}

function transitions(
  row: readonly Behaviour[],
  events: readonly EventSketch[],
  kind: number,
): Record<string, unknown> {
  const on: Record<string, unknown> = {};
  for (const [e, { is, to }] of row.entries()) {
    const sketch = events[e];
    if (sketch === undefined || is === "silent") continue;
    if (!sketch.takesPart[kind] && initiatorOf(sketch) !== KINDS[kind]) continue;
    const target = `s${to}`;
    const isRegister = kind === 3 && sketch.indexed;
    const held = ({ context, event }: GuardArgs) => context.held === event.q;
    if (is === "forbidden") on[`e${e}`] = {};
    else if (is === "goes" || !isRegister) on[`e${e}`] = { target };
    else if (is === "if held") on[`e${e}`] = { guard: held, target };
    else if (is === "unless held") {
      on[`e${e}`] = { guard: (args: GuardArgs) => !held(args), target };
    } else {
      on[`e${e}`] = {
        target,
        actions: assign({ held: ({ event }) => (event as unknown as { q: number }).q }),
      };
    }
  }
  return on;
}

const at = (machine: string, value: string): Predicate => ({
  is: "local",
  machine,
  test: (s) => s.value === value,
});

/** Properties that say the same of each index. */
function propertiesOf(all: readonly number[]): Property[] {
  const base = (name: string) => ({
    name,
    claim: "it is so",
    restsOn: [],
    witness: { before: at("hub", "s1") },
    memory: { cannotShow: "it is a test" },
  });
  const anyIn = (value: string): Predicate => ({
    is: "or",
    any: all.map((q) => at(`a${q}`, value)),
  });
  const heldIsIn = (value: string): Predicate => ({
    is: "or",
    any: all.map((q) => ({
      is: "relation",
      machines: [`a${q}`, "register"],
      test: (own, register) => own.value === value && register.context.held === q,
    })),
  });
  const allIn = (value: string): Predicate => ({
    is: "and",
    all: all.map((q) => at(`b${q}`, value)),
  });
  return [
    { ...base("nobodyIsIn"), kind: "invariant", holds: { is: "not", of: anyIn("s2") } },
    { ...base("theHeldIsNotIn"), kind: "invariant", holds: { is: "not", of: heldIsIn("s1") } },
    {
      ...base("nothingHappensThen"),
      kind: "step",
      never: { before: allIn("s1"), event: ({ type }) => type === "e1", after: anyIn("s1") },
    },
    { ...base("allCanBeIn"), kind: "possible", can: { before: allIn("s2") } },
  ];
}
