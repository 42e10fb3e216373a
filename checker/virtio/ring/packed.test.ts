import { describe, expect, it } from "vitest";
import { checkLayout } from "./layout.ts";
import { GuestMemory } from "./memory.ts";
import { advance, packedAreas, placePacked } from "./packed-layout.ts";
import { broken, packedRig, segmentsAt } from "./rig.testing.ts";
import { expectReturnToSnapshot } from "./snapshot.testing.ts";

describe("packed layout", () => {
  it("the parts have the sizes and alignments of the text", () => {
    const areas = packedAreas(placePacked(0, 100, 1));
    expect(areas.map((a) => [a.part, a.start % a.alignment, a.length])).toEqual([
      ["ring", 0, 1600],
      ["driver event", 0, 4],
      ["device event", 0, 4],
    ]);
  });

  it("every size from 1 to 32768 is legal", () => {
    const memory = new GuestMemory({ size: 0x90000 });
    for (const size of [1, 2, 3, 100, 32767, 32768, 0, 32769, 1.5]) {
      const config = placePacked(0, size, 0);
      const legal = Number.isInteger(size) && size >= 1 && size <= 32768;
      expect([size, checkLayout(memory, config, packedAreas(config), "packed")]).toEqual([
        size,
        legal,
      ]);
      memory.findings.take();
    }
  });

  it("a wrap counter toggles exactly when the last slot is passed", () => {
    expect(advance({ slot: 2, wrap: 1 }, 2, 5)).toEqual({ slot: 4, wrap: 1 });
    expect(advance({ slot: 2, wrap: 1 }, 3, 5)).toEqual({ slot: 0, wrap: 0 });
    expect(advance({ slot: 4, wrap: 0 }, 5, 5)).toEqual({ slot: 4, wrap: 1 });
  });
});

describe("packed bytes", () => {
  it("a list of two, exposed and used, is these bytes", () => {
    const { memory, config, driver, device } = packedRig(2);
    expect(driver.add(segmentsAt(0, 1, 1))).toBe(0);
    const ring = () => [...memory.peekBytes(config.desc, 32)];
    expect(ring()).toEqual([
      0x00, 0x40, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0x81, 0, 0x08, 0x40, 0, 0, 0, 0, 0, 0, 8, 0,
      0, 0, 0, 0, 0x82, 0,
    ]);
    expect(device.fetch()).toMatchObject({ head: 0, slots: 2, readable: 8, writable: 8 });
    expect(device.writePayload(0, new Uint8Array(5).fill(0xaa))).toBe(5);
    device.use(0, 5);
    // One used descriptor, at the first slot; the second keeps its stale flags.
    expect(ring().slice(8)).toEqual([5, 0, 0, 0, 0, 0, 0x82, 0x80, ...ring().slice(16)]);
    expect(driver.reap()).toEqual([{ head: 0, length: 5 }]);
    expect([driver.lastUsed, device.nextUsed]).toEqual([
      { slot: 0, wrap: 0 },
      { slot: 0, wrap: 0 },
    ]);
    expect(broken(memory)).toEqual([]);
  });

  it("every byte of every part has a name", () => {
    const { memory, config } = packedRig(1);
    const names = packedAreas(config).flatMap((area) =>
      Array.from({ length: area.length }, (_, i) => memory.nameOf(area.start + i).split(" at ")[0]),
    );
    expect([...new Set(names)]).toEqual([
      ...["addr", "len", "id", "flags"].map((field) => `queue0 ring[0].${field}`),
      ...["driver", "device"].flatMap((side) => [
        `queue0 ${side} event.off_wrap`,
        `queue0 ${side} event.flags`,
      ]),
    ]);
  });

  it("the first flags are written last, and the used flags after len and id", () => {
    const { memory, driver, device } = packedRig(4, {}, { record: true });
    const writes = () =>
      memory
        .takeLog()
        .filter((a) => a.kind === "write")
        .map((a) => memory.nameOf(a.address).split(" at ")[0]?.slice(7));
    driver.writeDescriptors(segmentsAt(0, 2, 0));
    expect(writes()).toEqual([
      ...["addr", "len", "id"].map((field) => `ring[0].${field}`),
      ...["addr", "len", "id", "flags"].map((field) => `ring[1].${field}`),
    ]);
    driver.barrier();
    driver.publish();
    expect(writes()).toEqual(["ring[0].flags"]);
    device.fetch();
    device.writeUsedEntry(0, 0);
    expect(writes()).toEqual(["ring[0].len", "ring[0].id"]);
    device.publishUsed();
    expect(writes()).toEqual(["ring[0].flags"]);
    expect(broken(memory)).toEqual([]);
  });

  it("the same bytes can stand for two different positions", () => {
    // 1. one buffer of two descriptors, used;
    // 2. a buffer of one descriptor, used and reaped, and then another one exposed.
    const segments = segmentsAt(0, 2, 0);
    const long = packedRig(4);
    long.driver.add(segments);
    long.device.use(long.device.fetch()?.head ?? 0, 0);
    const short = packedRig(4);
    short.driver.add(segments.slice(0, 1));
    short.device.use(short.device.fetch()?.head ?? 0, 0);
    short.driver.reap();
    short.driver.add(segments.slice(1));
    expect(long.memory.peekBytes(0, 0x1000)).toEqual(short.memory.peekBytes(0, 0x1000));
    expect([long.device.nextAvail, short.device.nextAvail]).toEqual([
      { slot: 2, wrap: 1 },
      { slot: 1, wrap: 1 },
    ]);
    // A device restored at the wrong one of the two takes a buffer that is not there.
    long.device.restore(short.device.save());
    long.watch.declareCursors(long.deviceSide, "restoreKeepsFuture", long.device.save());
    expect(broken(long.memory)).toEqual(["restoreKeepsFuture"]);
  });

  it("driver, device, watch and memory return to a snapshot together", () =>
    expectReturnToSnapshot(packedRig(4)));
});
