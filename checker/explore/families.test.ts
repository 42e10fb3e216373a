import { describe, expect, test } from "vitest";
import type { Switch } from "../compile/presence.ts";
import { eventOf, machineOf, readingWith, systemOf } from "../compile/tiny.testing.ts";
import type { Property, ReadingView } from "../types.ts";
import { exploreFamily, setName } from "./families.ts";

/**
 * The buffer is lost when the kick is dropped, unless the device rescans (A) or
 * the driver kicks again (B) and its kick is kept. C changes nothing.
 */
const device = machineOf("device", (reading: ReadingView) => ({
  initial: "kicked",
  states: {
    kicked: {
      on: { suspends: { target: reading.choice("kick") === "kept" ? "safe" : "dropped" } },
    },
    dropped: {
      on: {
        rescans: reading.inForce("A") ? { target: "safe" } : {},
        again: reading.inForce("B") ? { target: "safe" } : {},
        gives: reading.inForce("A") || reading.inForce("B") ? {} : { target: "lost" },
      },
    },
    safe: { tags: ["rest"] },
    lost: { tags: ["rest"], on: reading.inForce("C") ? { gives: {} } : {} },
  },
}));
const declaration = systemOf([device], {
  suspends: eventOf("device"),
  rescans: eventOf("device"),
  again: eventOf("device"),
  gives: eventOf("device"),
});
const property: Property = {
  name: "noBufferIsLost",
  claim: "no buffer is lost",
  restsOn: [],
  witness: { event: ({ type }) => type === "suspends" },
  memory: { cannotShow: "a test" },
  kind: "invariant",
  holds: { is: "local", machine: "device", test: ({ value }) => value !== "lost" },
};
const clause = (id: string): Switch => ({ kind: "clause", id, values: ["out", "in"] });
const kick: Switch = { kind: "choice", id: "kick", values: ["dropped", "kept"] };
const base = readingWith({ choices: { kick: "dropped" } });

function family(
  switches: readonly Switch[],
  changes: Partial<Parameters<typeof exploreFamily>[0]> = {},
) {
  const result = exploreFamily({
    base,
    switches,
    systemFor: () => declaration,
    property,
    ...changes,
  });
  return {
    ...result,
    enough: result.enough.map(setName),
    needed: setName(result.needed),
    redundant: setName(result.redundant),
    dead: result.dead.map(({ id }) => id),
  };
}

describe("sets that are enough", () => {
  test("are minimal, and alternatives are listed side by side", () => {
    const result = family([clause("A"), clause("B"), clause("C"), kick]);
    expect(result.members).toHaveLength(16);
    expect(result.enough).toEqual(["A in", "B in", "kick=kept"]);
    expect(result.needed).toBe("nothing");
    expect(result.redundant).toBe("C in + kick=dropped");
    expect(result.dead).toEqual(["C"]);
    expect(result.undecided).toBe(0);
  });

  test("what is in every minimal set is needed", () => {
    expect(family([clause("A"), clause("C")])).toMatchObject({ enough: ["A in"], needed: "A in" });
  });

  test("where nothing is enough, nothing is needed or redundant", () => {
    expect(family([clause("C")])).toMatchObject({
      enough: [],
      needed: "nothing",
      redundant: "nothing",
    });
  });

  test("a reading with a silence is not good", () => {
    const mute = machineOf("mute", {});
    const silent = systemOf([device, mute], {
      ...declaration.events,
      suspends: eventOf("device", ["mute"]),
    });
    const result = family([clause("A")], { systemFor: () => silent });
    expect(result.members.map(({ silences, isGood }) => [silences, isGood])).toEqual([
      [1, false],
      [1, false],
    ]);
    expect(result.enough).toEqual([]);
  });

  test("a vacuous reading is not good", () => {
    const witness = { after: { is: "not", of: { is: "and", all: [] } } } as const;
    const result = family([clause("A")], { property: { ...property, witness } });
    expect(result.members.map(({ verdict }) => verdict)).toEqual(["violated", "vacuous"]);
    expect(result.enough).toEqual([]);
  });

  test("an undecided reading is not good, and is counted", () => {
    expect(family([clause("A")], { maxStates: 1 })).toMatchObject({ enough: [], undecided: 2 });
  });

  test("liveness uses the fairness that each reading obliges", () => {
    const fair = systemOf([device], {
      ...declaration.events,
      suspends: eventOf("device", [], { fair: { clause: "D" } }),
    });
    const leads: Property = {
      ...property,
      kind: "leadsTo",
      from: { is: "local", machine: "device", test: () => true },
      to: { is: "local", machine: "device", test: ({ value }) => value === "safe" },
    } as Property;
    const result = family([clause("D"), kick], { systemFor: () => fair, property: leads });
    expect(result).toMatchObject({ enough: ["D in + kick=kept"], dead: [] });
  });
});
