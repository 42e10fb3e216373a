import { describe, expect, test } from "vitest";
import type { Switch } from "../compile/presence.ts";
import { eventOf, machineOf, systemOf } from "../compile/tiny.testing.ts";
import type { Property } from "../types/index.ts";
import { exploreFamily, setName } from "./families.ts";
import { base, clause, declaration, device, kick, noBufferIsLost } from "./lost-buffer.testing.ts";

function family(
  switches: readonly Switch[],
  changes: Partial<Parameters<typeof exploreFamily>[0]> = {},
) {
  const result = exploreFamily({
    base,
    switches,
    systemFor: () => declaration,
    property: noBufferIsLost,
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
    const result = family([clause("A")], { property: { ...noBufferIsLost, witness } });
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
      ...noBufferIsLost,
      kind: "leadsTo",
      from: { is: "local", machine: "device", test: () => true },
      to: { is: "local", machine: "device", test: ({ value }) => value === "safe" },
    } as Property;
    const result = family([clause("D"), kick], { systemFor: () => fair, property: leads });
    expect(result).toMatchObject({ enough: ["D in + kick=kept"], dead: [] });
  });
});
