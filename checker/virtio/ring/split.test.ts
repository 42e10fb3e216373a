import { describe, expect, it } from "vitest";
import { checkLayout, placeSplit, splitAreas } from "./layout.ts";
import { GuestMemory } from "./memory.ts";
import { broken, segmentsAt, splitRig } from "./rig.testing.ts";
import { expectReturnToSnapshot } from "./snapshot.testing.ts";

describe("split layout", () => {
  it("the parts have the sizes and alignments of the text", () => {
    const areas = splitAreas(placeSplit(0, 256, 1));
    expect(areas.map((a) => [a.part, a.start % a.alignment, a.length])).toEqual([
      ["desc", 0, 4096],
      ["avail", 0, 518],
      ["used", 0, 2054],
    ]);
  });

  it("every power of two up to 32768 is legal and nothing else", () => {
    const memory = new GuestMemory({ size: 0x100000 });
    const legal = (size: number) => {
      const config = placeSplit(0, size, 0);
      const ok = checkLayout(memory, config, splitAreas(config), "split");
      expect(broken(memory)).toEqual(ok ? [] : ["queueSizeLegal"]);
      return ok;
    };
    for (let shift = 0; shift <= 15; shift++) expect(legal(2 ** shift)).toBe(true);
    for (const size of [3, 6, 100, 32767]) expect(legal(size)).toBe(false);
  });

  it("a misaligned, overlapping or outlying part is named", () => {
    const memory = new GuestMemory({ size: 4096 });
    const config = placeSplit(0, 8, 0);
    const check = (change: Partial<typeof config>) => {
      const wrong = { ...config, ...change };
      expect(checkLayout(memory, wrong, splitAreas(wrong), "split")).toBe(false);
      return broken(memory);
    };
    expect(check({ desc: 8, driverArea: 0x100, deviceArea: 0x200 })).toEqual(["areasAligned"]);
    expect(check({ driverArea: 0x101 })).toEqual(["areasAligned"]);
    expect(check({ deviceArea: 0x102, driverArea: 0x200 })).toEqual(["areasAligned"]);
    expect(check({ deviceArea: 0x0 })).toEqual(["areasInMemory"]);
    expect(check({ deviceArea: 4092 })).toEqual(["areasInMemory"]);
  });
});

describe("split bytes", () => {
  it("a chain of two, published and used, is these bytes", () => {
    const { memory, config, driver, device } = splitRig(2);
    expect(driver.add(segmentsAt(0, 1, 1))).toBe(0);
    expect([...memory.peekBytes(config.desc, 32)]).toEqual([
      0x00, 0x40, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 1, 0, 1, 0, 0x08, 0x40, 0, 0, 0, 0, 0, 0, 8, 0, 0,
      0, 2, 0, 0, 0,
    ]);
    expect([...memory.peekBytes(config.driverArea, 10)]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(device.fetch()?.segments).toEqual(segmentsAt(0, 1, 1));
    expect(device.writePayload(0, new Uint8Array(5).fill(0xaa))).toBe(5);
    device.use(0, 5);
    expect([...memory.peekBytes(config.deviceArea, 12)]).toEqual([
      0, 0, 1, 0, 0, 0, 0, 0, 5, 0, 0, 0,
    ]);
    expect(memory.peek8(0x4008)).toBe(0xaa);
    expect(driver.reap()).toEqual([{ head: 0, length: 5 }]);
    expect(broken(memory)).toEqual([]);
  });

  it("every byte of every part has a name", () => {
    const { memory, config } = splitRig(2);
    const names = splitAreas(config).flatMap((area) =>
      Array.from({ length: area.length }, (_, i) => memory.nameOf(area.start + i).split(" at ")[0]),
    );
    expect([...new Set(names)]).toEqual([
      ...[0, 1].flatMap((i) =>
        ["addr", "len", "flags", "next"].map((f) => `queue0 desc[${i}].${f}`),
      ),
      ..."flags,idx,ring[0],ring[1]".split(",").map((f) => `queue0 avail.${f}`),
      "queue0 used_event",
      ..."flags,idx,ring[0].id,ring[0].len,ring[1].id,ring[1].len"
        .split(",")
        .map((f) => `queue0 used.${f}`),
      "queue0 avail_event",
    ]);
  });

  it("each step touches its own bytes and no other", () => {
    const { memory, config, driver, device } = splitRig(4, {}, { record: true });
    const writes = () =>
      memory
        .takeLog()
        .filter((a) => a.kind !== "read")
        .map((a) => `${a.kind} ${memory.nameOf(a.address).split(" at ")[0]}`);
    const head = driver.writeDescriptors(segmentsAt(0, 1, 0)) ?? -1;
    expect(writes().map((w) => w.replace("write queue0 desc[0].", ""))).toEqual([
      "addr",
      "len",
      "flags",
      "next",
    ]);
    driver.writeAvailEntry(head);
    expect(writes()).toEqual(["write queue0 avail.ring[0]"]);
    expect(memory.peek16(config.driverArea + 2)).toBe(0);
    driver.barrier();
    driver.publishAvailIdx();
    expect(writes().at(-1)).toBe("write queue0 avail.idx");
    device.fetch();
    expect(writes()).toEqual([]);
    device.writeUsedEntry(head, 0);
    expect(writes()).toEqual(["write queue0 used.ring[0].id", "write queue0 used.ring[0].len"]);
    device.publishUsedIdx();
    expect(writes()).toEqual(["write queue0 used.idx"]);
    expect(broken(memory)).toEqual([]);
  });

  it("driver, device, watch and memory return to a snapshot together", () =>
    expectReturnToSnapshot(splitRig(4)));
});
