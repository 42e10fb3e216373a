/** Each program, with one access of it falsified: replay must notice, at that step. */
import { beforeAll, describe, expect, test } from "vitest";
import { model } from "../../../models/model.ts";
import { both, event, has, is } from "../../../models/properties/predicates.ts";
import { type Scope, smallScope } from "../../../models/scope.ts";
import { compose } from "../../../models/system.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import { exploreSync } from "../../explore/explore.ts";
import type { Trace } from "../../explore/results.ts";
import type { Predicate, Property } from "../../types/index.ts";
import { programs } from "./programs.ts";
import { Session } from "./replay.ts";
import { TamperedMemory, type Tampering } from "./tampering.testing.ts";

const scope: Scope = { ...smallScope, buffers: 1, starts: "reset", suspends: 1 };
const active = Object.entries(programs).filter(([, { accesses }]) => accesses.length > 0);
/** A kick that the bytes do not ask for: nothing was ever made available. */
const spurious = "driver.kicks once more";
const nothingNew = both(
  is("kick0", "owed"),
  has("ring0", "availIdx", (idx) => idx === 0),
);

interface Behaviour {
  readonly system: CompiledSystem;
  readonly trace: Trace;
}

const shortest = new Map<string, Behaviour>();

/** The shortest behaviour that ends with an event of the type. */
function ask(name: string, type: string, before?: Predicate): Property {
  return {
    name,
    claim: name,
    restsOn: [],
    kind: "possible",
    can: { event: event([type]), ...(before === undefined ? {} : { before }) },
    witness: { event: () => true },
    memory: { cannotShow: "an example" },
  };
}

beforeAll(() => {
  const fresh = has("ring0", "availIdx", (idx) => idx !== 0);
  const properties = [
    ...active.map(([type]) => ask(type, type, type === "driver.kicks" ? fresh : undefined)),
    ask(spurious, "driver.kicks", nothingNew),
  ];
  const reading = resolveReading(model, "v1.4-as-written,kick-after-resume=yes,-B63a,-B63b");
  const notifying = ["control", "dataPath", "kicks", "interrupts"] as const;
  // What the second system has besides, the first has not: a write of the payload alone.
  for (const parts of [notifying, [...notifying, "payload"] as const]) {
    const system = compileSystem(compose("corruption", scope, parts), reading);
    for (const { name, example } of exploreSync(system, { properties }).properties)
      if (example !== null && !shortest.has(name)) shortest.set(name, { system, trace: example });
  }
});

/** What the last step of a behaviour gives when it is tampered with. */
function lastStep({ system, trace }: Behaviour, tampering: Tampering | null): string | undefined {
  let memory: TamperedMemory | undefined;
  const session = new Session(system, scope, {
    memory: (options) => {
      memory = new TamperedMemory(options);
      return memory;
    },
  });
  for (const id of trace.events.slice(0, -1))
    expect(session.take(system.events[id]!).mismatch).toBeNull();
  if (tampering !== null) memory!.arm(tampering);
  const { mismatch } = session.take(system.events[trace.events.at(-1)!]!);
  if (mismatch !== null) expect(mismatch.step).toBe(trace.events.length);
  return mismatch?.says;
}

const listed = [
  ...active.map(([type, { accesses }]) => [type, accesses] as const),
  [spurious, programs["driver.kicks"]?.whenNothingIsNew ?? []] as const,
];

describe.each(listed)("%s", (name, accesses) => {
  test("replays as it is", () => expect(lastStep(shortest.get(name)!, null)).toBeUndefined());

  test.each(accesses.map((access, index) => [index + 1, access] as const))(
    "is noticed when access %i, %s, is dropped, changed, repeated or not alone",
    (number, access) => {
      const behaviour = shortest.get(name)!;
      const hows = ["drop", "repeat", "stray", "change"] as const;
      for (const how of access === "barrier" ? hows.slice(0, 3) : hows) {
        const says = lastStep(behaviour, { access: number - 1, how });
        expect(says, how).toBeTypeOf("string");
      }
    },
  );
});

test("what is dropped or changed is named by field and address", () => {
  const uses = shortest.get("device.uses")!;
  expect(lastStep(uses, { access: 4, how: "drop" })).toMatch(
    /^its program has write queue0 used\.idx at 0x[0-9a-f]+ \(2 bytes\), and it does not do that$/,
  );
  expect(lastStep(uses, { access: 1, how: "change" })).toMatch(
    /^it writes queue0 used\.ring\[0\]\.id at 0x[0-9a-f]+: 01 00 00 00, due is 00 00 00 00$/,
  );
  expect(lastStep(uses, { access: 1, how: "stray" })).toBe("0x0 changed, and nobody wrote it");
});
