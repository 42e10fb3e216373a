/** What tells queues apart is refused, in one line that says what, and what helps. */

import { describe, expect, test } from "vitest";
import { assign } from "xstate";
import { model } from "../../../models/model.ts";
import type { Scope } from "../../../models/scope.ts";
import { resolveReading } from "../../asking/reading.ts";
import { compileSystem } from "../../compile/compile.ts";
import type { CompiledSystem } from "../../compile/system.ts";
import {
  eventOf,
  type GuardArgs,
  machineOf,
  readingWith,
  systemOf,
} from "../../compile/tiny.testing.ts";
import type { Predicate, Property, Sentence, SystemDeclaration } from "../../types/index.ts";
import { symmetryOf } from "./explore.ts";

function virtio(part: string, bounds: Partial<Scope>, sentences: readonly Sentence[] = []) {
  const scenario = model.scenarios.find(({ name }) => name.includes(part))!;
  const scope = { ...scenario.scope, queues: 2, buffers: 1, ...bounds };
  const reading = { ...resolveReading(model, "v1.4-as-written"), sentences };
  return {
    system: compileSystem(scenario.system(scope), reading),
    properties: scenario.properties(scope),
  };
}

const tiny = (declaration: SystemDeclaration): CompiledSystem =>
  compileSystem(declaration, readingWith());

const part = (name: string, tags: readonly string[] = []) =>
  machineOf(
    name,
    {
      initial: "off",
      states: { off: { on: { turns: "on" } }, on: { tags, on: { turns: "off" } } },
    },
    { actor: "part" },
  );

const parts = (count: number, tags: readonly string[] = []) =>
  Array.from({ length: count }, (_, q) => part(`part${q}`, tags));

const turns = (count: number) =>
  eventOf("part{q}", [], { parameters: { q: Array.from({ length: count }, (_, q) => q) } });

describe("a property is refused that", () => {
  const { system, properties } = virtio("holes/h3-", {});
  const refusal = (property: Property) => () => symmetryOf(system, "q", [property]);
  const named = (name: string) => properties.find((property) => property.name === name)!;

  test("names the event of one queue", () => {
    expect(refusal(named("noAccessAfterRelease.q1"))).toThrow(
      "--symmetry cannot answer noAccessAfterRelease.q1 (it names device.fetches {q: 1, b: 0, at: 0} " +
        "and not device.fetches {q: 0, b: 0, at: 0}); legal: safety that says the same of each " +
        '"q". Leave --symmetry out, or add --property noDeadlock.',
    );
  });

  test("is about progress", () => {
    expect(refusal(named("queueResetWaitEnds"))).toThrow(
      "queueResetWaitEnds (it is about progress, and where one state stands for all",
    );
  });

  const never = (holds: Predicate): Property => ({
    ...named("suspendedDeviceIsSilent"),
    name: "it",
    kind: "invariant",
    holds: { is: "not", of: holds },
  });
  const isDisabled = (machine: string): Predicate => ({
    is: "local",
    machine,
    test: ({ value }) => value === "disabled",
  });
  const isSelected = (queue: number): Predicate => ({
    is: "local",
    machine: "select",
    test: ({ context }) => context.queue === queue,
  });

  test("names the machine of one queue, and not one that names both", () => {
    expect(refusal(never(isDisabled("queue0")))).toThrow(
      'it (it names "queue0" and not what takes its place for another "q")',
    );
    const both = [isDisabled("queue1"), isDisabled("queue0")];
    expect(refusal(never({ is: "or", any: both }))).not.toThrow();
    expect(refusal(never({ is: "and", all: [...both, both[0]!] }))).not.toThrow();
  });

  test("reads of a register which queue is selected", () => {
    expect(refusal(never(isSelected(1)))).toThrow('it (it tells "q" 0 and 1 apart in "select")');
    expect(refusal(never({ is: "or", any: [isSelected(1), isSelected(0)] }))).not.toThrow();
  });

  test("joins what it says of each queue unlike", () => {
    const both = { is: "or", any: [isDisabled("queue0"), isDisabled("queue1")] } as const;
    const unlike: Predicate = {
      is: "and",
      all: [
        { is: "or", any: [isDisabled("queue0"), isSelected(0)] },
        { is: "or", any: [isDisabled("queue1"), isSelected(0), isSelected(1)] },
      ],
    };
    expect(refusal(never({ is: "and", all: [both, unlike] }))).toThrow(
      'it (it joins what it says of "q" 0 and 1 unlike)',
    );
  });

  test("remembers by a monitor", () => {
    const monitor = machineOf("memory", { initial: "a", states: { a: {} } }, { monitor: true });
    expect(refusal({ ...named("suspendedDeviceIsSilent"), monitor })).toThrow(
      'suspendedDeviceIsSilent (its monitor "memory" remembers, and may remember one value alone)',
    );
  });

  test("is witnessed by one queue alone", () => {
    const witness = { before: isDisabled("queue0") };
    expect(refusal({ ...named("suspendedDeviceIsSilent"), witness })).toThrow('it names "queue0"');
  });

  test("stands beside one that is not, which the message offers", () => {
    expect(() => symmetryOf(system, "q", properties)).toThrow(
      "add --property suspendedDeviceIsSilent.",
    );
  });
});

describe("a system is refused in which", () => {
  test("a hypervisor saves queue 0 before queue 1", () => {
    const { system } = virtio("museum/15-", {});
    expect(() => symmetryOf(system, "q", [])).toThrow(
      /^Machine "hypervisor" tells "q" 0 and 1 apart: in examining \{.*queue: 0.*\} it is forbidden hypervisor\.stopsRing \{q: 0, .*\}, and blocks hypervisor\.stopsRing \{q: 1, .*\}; legal with --symmetry: /,
    );
  });

  test("a sentence names the machine of one queue, and not where it names each", () => {
    const forbid = (machine: string): Sentence => ({
      kind: "forbid",
      id: "my-1",
      says: "no polls",
      machine,
      event: "device.polls",
      when: () => true,
    });
    expect(() => symmetryOf(virtio("holes/h3-", {}, [forbid("queue0")]).system, "q", [])).toThrow(
      'Sentence "my-1" names machine "queue0", one of several alike; legal with --symmetry: ',
    );
    expect(() =>
      symmetryOf(virtio("holes/h3-", {}, [forbid("queue{q}")]).system, "q", []),
    ).not.toThrow();
  });

  test("no event has the parameter, or more than four values of it are in use", () => {
    const five = tiny(systemOf(parts(5), { turns: turns(5) }));
    expect(() => symmetryOf(five, "p", [])).toThrow('no event with the parameter "p"');
    expect(() => symmetryOf(five, "q", [])).toThrow(
      '5 values of "q"; legal with --symmetry: at most 4',
    );
    const four = tiny(systemOf(parts(4), { turns: turns(4) }));
    expect(symmetryOf(four, "q", []).permutations).toHaveLength(24);
  });

  test("a machine is missing, or an event has fewer values than another", () => {
    const lone = eventOf("hub", [], { parameters: { q: [0] } });
    const hub = machineOf("hub", { initial: "a", states: { a: { on: { rings: "a" } } } });
    const fewer = systemOf([hub, ...parts(2)], { turns: turns(2), rings: lone });
    expect(() => symmetryOf(tiny(fewer), "q", [])).toThrow(
      "The system has rings {q: 0} and not rings {q: 1}",
    );
    const lonely = machineOf("part0", { initial: "a", states: { a: { on: { rings: "a" } } } });
    const ringing = systemOf([hub, lonely], {
      rings: eventOf("hub", ["part{q}"], { parameters: { q: [0, 1] } }),
    });
    expect(() => symmetryOf(tiny(ringing), "q", [])).toThrow(
      'do not name machines alike: "part{q}" gives "part0"',
    );
  });

  test("machines that take each other's place belong to different actors", () => {
    const theirs = systemOf([part("part0"), { ...part("part1"), actor: "other" }], {
      turns: turns(2),
    });
    expect(() => symmetryOf(tiny(theirs), "q", [])).toThrow(
      'Machine "part0" belongs to "part" and "part1" to "other"; legal with --symmetry: one actor',
    );
  });

  test("a machine of each waits, as nobody's wait is anybody's in particular", () => {
    const waiting = systemOf(parts(2, ["waiting"]), { turns: turns(2) });
    expect(() => symmetryOf(tiny(waiting), "q", [])).toThrow(
      'Machine "part0", one for each "q", has states tagged "waiting"',
    );
  });

  test("states differ by their tags, or come in a fixed order", () => {
    const tagged = systemOf([part("part0", ["rest"]), part("part1")], { turns: turns(2) });
    expect(() => symmetryOf(tiny(tagged), "q", [])).toThrow(
      'Machine "part0" tells "q" 0 and 1 apart',
    );
    const inTurn = machineOf("inTurn", {
      context: { next: 0 },
      initial: "a",
      states: {
        a: {
          on: {
            turns: {
              target: "a",
              guard: ({ context, event }: GuardArgs) => context.next === event.q,
              actions: assign({ next: ({ context }) => (context.next + 1) % 3 }),
            },
          },
        },
      },
    });
    const ordered = systemOf([inTurn, ...parts(3)], {
      turns: eventOf("inTurn", ["part{q}"], { parameters: { q: [0, 1, 2] } }),
    });
    expect(() => symmetryOf(tiny(ordered), "q", [])).toThrow(
      'Machine "inTurn" tells "q" 0 and 1 apart: in a {next: 0} it takes turns {q: 0}, and blocks ' +
        "turns {q: 1}; legal with --symmetry: the same for each value. Leave --symmetry out, or",
    );
  });
});
