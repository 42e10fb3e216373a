import { describe, expect, it } from "vitest";
import { GuestMemory } from "./memory.ts";
import { broken, deviceActor, driverActor } from "./rig.testing.ts";
import { OWNER } from "./shadow.ts";

const driver = driverActor();
const hypervisor = { name: "hypervisor", side: "hypervisor", gate: "live" } as const;

describe("guest memory", () => {
  it("is little-endian", () => {
    const memory = new GuestMemory({ size: 32 });
    memory.write16(driver, 0, 0x1234);
    memory.write32(driver, 4, 0x89abcdef);
    memory.write64(driver, 8, 0x1_2345_6789_ab);
    expect([...memory.peekBytes(0, 16)]).toEqual([
      0x34, 0x12, 0, 0, 0xef, 0xcd, 0xab, 0x89, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, 0, 0,
    ]);
    expect(memory.read16(driver, 0)).toBe(0x1234);
    expect(memory.read32(driver, 4)).toBe(0x89abcdef);
    expect(memory.read64(driver, 8)).toBe(0x1_2345_6789_ab);
  });

  it("an access outside memory reads 0, writes nothing and is named", () => {
    const memory = new GuestMemory({ size: 16 });
    for (const address of [15, 16, -1, 2 ** 40, 2 ** 63, 0.5, Number.NaN]) {
      expect(memory.read16(driver, address)).toBe(0);
      memory.write16(driver, address, 0xffff);
      expect(broken(memory)).toEqual(["accessInMemory"]);
    }
    memory.writeBytes(driver, 10, new Uint8Array(7));
    expect(memory.readBytes(driver, 10, 7)).toHaveLength(0);
    expect(broken(memory)).toEqual(["accessInMemory"]);
    expect([...memory.peekBytes(0, 16)]).toEqual(new Array(16).fill(0));
  });

  it("the log names who, where, how long, and the value before and after", () => {
    const memory = new GuestMemory({ size: 16, record: true });
    memory.write16(driver, 2, 0x0102);
    memory.barrier(driver);
    memory.write16(driver, 2, 0x0103);
    memory.read32(driver, 0);
    memory.notify(driver, "kick", 3);
    const [, barrier, second, read, kick] = memory.takeLog();
    expect(barrier?.kind).toBe("barrier");
    expect(second).toMatchObject({
      actor: "driver",
      side: "driver",
      kind: "write",
      address: 2,
      length: 2,
    });
    expect([...(second?.before ?? [])]).toEqual([2, 1]);
    expect([...(second?.after ?? [])]).toEqual([3, 1]);
    expect([...(read?.after ?? [])]).toEqual([0, 0, 3, 1]);
    expect(kick).toMatchObject({ kind: "kick", address: 3 });
    expect(memory.takeLog()).toEqual([]);
  });

  it("only device writes are dirty, page by page, until read and cleared", () => {
    const memory = new GuestMemory({ size: 256, pageSize: 64 });
    const device = deviceActor();
    memory.share(0, 256, OWNER.ringWritable, 0);
    memory.write32(driver, 0, 1);
    memory.write32(hypervisor, 64, 1);
    expect(memory.dirty.takeAll()).toEqual([]);
    memory.writeBytes(device, 126, new Uint8Array(4));
    expect(memory.dirty.has(1)).toBe(true);
    expect(memory.dirty.takeAll()).toEqual([1, 2]);
    expect(memory.dirty.takeAll()).toEqual([]);
    memory.dirty.tracking = false;
    memory.write16(device, 0, 1);
    expect(memory.dirty.take(0)).toBe(false);
  });
});

describe("a memory that is given to another guest", () => {
  it("holds one byte all over, and nothing of it is shared, released, dirty or logged", () => {
    const memory = new GuestMemory({ size: 64, pageSize: 32, record: true });
    const device = deviceActor();
    const share = () => memory.share(8, 8, OWNER.bufferWritable, 0);
    for (const ends of [() => undefined, () => memory.release(40, 8)]) {
      share();
      memory.write16(device, 8, 0x0102);
      ends();
      memory.renew(0x5a);
      expect([...memory.peekBytes(0, 64)]).toEqual(new Array(64).fill(0x5a));
      expect(["driver", "driver"]).toEqual([memory.ownerOf(8), memory.ownerOf(40)]);
      expect([memory.dirty.takeAll(), memory.takeLog()]).toEqual([[], []]);
      share();
      expect(memory.writtenPrefix(8, 8)).toBe(0);
    }
    expect(broken(memory)).toEqual([]);
  });
});

describe("a memory that cannot be", () => {
  it("is refused with the value and what is legal", () => {
    expect(() => new GuestMemory({ size: 0 })).toThrow("size 0: a memory has a whole number");
    expect(() => new GuestMemory({ size: 64, pageSize: 100 })).toThrow(
      "pageSize 100: a page is a power of two",
    );
  });
});

describe("gates and owners", () => {
  const shared = () => {
    const memory = new GuestMemory({ size: 64 });
    memory.share(0, 64, OWNER.bufferWritable, 0);
    return memory;
  };

  it("each gate names its own invariant, and the access still happens", () => {
    const gates = {
      live: [],
      reset: ["resetDeviceIsSilent"],
      beforeDriverOk: ["nothingBeforeDriverOk"],
      suspended: ["suspendedDeviceIsSilent"],
      stopped: ["stoppedDeviceIsSilent"],
    } as const;
    for (const [gate, expected] of Object.entries(gates)) {
      const memory = shared();
      const device = { ...deviceActor(), gate: gate as keyof typeof gates };
      memory.write16(device, 4, 7);
      expect(broken(memory)).toEqual(expected);
      expect(memory.peek16(4)).toBe(7);
      memory.notify(device, "interrupt", 0);
      expect(broken(memory)).toEqual(expected);
    }
  });

  it("the as-deployed profile lets a device work before DRIVER_OK", () => {
    const memory = new GuestMemory({ size: 64, profile: "as-deployed" });
    memory.share(0, 64, OWNER.bufferWritable, 0);
    memory.write16({ ...deviceActor(), gate: "beforeDriverOk" }, 4, 7);
    expect(broken(memory)).toEqual([]);
  });

  it("one released byte in an access is enough", () => {
    const memory = shared();
    memory.release(7, 1);
    memory.write32(deviceActor(), 0, 1);
    expect(broken(memory)).toEqual([]);
    memory.write32(deviceActor(), 4, 1);
    expect(broken(memory)).toEqual(["noDeviceAccessAfterRelease"]);
    expect(memory.ownerOf(7)).toBe("released");
  });

  it("a byte shared twice is the device's until both shares are returned", () => {
    const memory = new GuestMemory({ size: 64 });
    const first = memory.share(0, 8, OWNER.bufferReadable, 0);
    const second = memory.share(4, 8, OWNER.bufferReadable, 0);
    memory.unshare(first);
    expect([memory.ownerOf(0), memory.ownerOf(4), memory.ownerOf(8)]).toEqual([
      "driver",
      "bufferReadable",
      "bufferReadable",
    ]);
    memory.unshare(second);
    memory.read16(deviceActor(), 4);
    expect(broken(memory)).toEqual(["deviceTouchesOnlyShared"]);
  });

  it("a snapshot brings bytes, owners and dirty pages back", () => {
    const memory = shared();
    memory.write16(deviceActor(), 4, 7);
    const snapshot = memory.snapshot();
    memory.write16(deviceActor(), 4, 9);
    memory.release(0, 64);
    memory.dirty.takeAll();
    memory.load(snapshot);
    expect([memory.peek16(4), memory.ownerOf(4), memory.dirty.has(0)]).toEqual([
      7,
      "bufferWritable",
      true,
    ]);
    expect(memory.queueOf(4)).toBe(0);
    expect(memory.writtenPrefix(4, 4)).toBe(2);
  });
});
