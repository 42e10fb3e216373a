import { describe, expect, test } from "vitest";
import { model } from "../../models/model.ts";
import { stopTable } from "../report/stops.ts";
import { promises } from "./stops.ts";

const all = promises(model, model.stops!);
const of = (head: string, state = "") =>
  all.find((one) => one.head === head && one.stopped.join().includes(state))!;

describe("what each stop promises", () => {
  test("is told of every contender, and of both modes of the one that freezes", () => {
    const heads = model.contest!.contenders.map(({ head }) => head);
    expect(new Set(all.map(({ head }) => head))).toEqual(new Set(heads));
    expect(all.filter(({ head }) => head === "admin")).toHaveLength(2);
  });

  test("no stop lets the device fetch or use a buffer, and each names a clause for it", () => {
    for (const { head, still, forbiddenBy } of all) {
      expect(still, head).toEqual(expect.arrayContaining(["fetches", "uses", "interrupts"]));
      expect(forbiddenBy, head).not.toEqual([]);
      for (const id of forbiddenBy) expect(model.clauses.map((one) => one.id)).toContain(id);
    }
  });

  test("a status bit is asked for and seen by guest and hypervisor, a mode by its owner alone", () => {
    expect(of("s14")).toMatchObject({
      asks: ["driver", "hypervisor"],
      sees: ["driver", "hypervisor"],
    });
    expect(of("parts")).toMatchObject({ asks: ["hypervisor"], sees: [] });
  });

  test("a stopped device takes kicks, a frozen one does not, nor register writes", () => {
    expect(of("parts").moves).toContain("kicks arrive");
    expect(of("admin", "frozen").still).toEqual(
      expect.arrayContaining(["kicks arrive", "register writes"]),
    );
  });

  test("a reset by the guest ends a suspend; a ring stays stopped, and D3hot loses status 0", () => {
    expect(of("v2").endedBy).toEqual(["status 0", "a function reset"]);
    expect(of("vhost").outlasts).toEqual(["status 0", "a function reset"]);
    expect(of("pm")).toMatchObject({ endedBy: ["a function reset"], outlasts: ["status 0"] });
  });

  test("is a table with a row for each", () => {
    const lines = stopTable(all).split("\n");
    expect(lines).toHaveLength(2 + all.length);
    for (const line of lines) expect(line.split(" | ")).toHaveLength(7);
    for (const line of lines) expect(line).toMatch(/^[\x20-\x7e]*$/);
  });
});
