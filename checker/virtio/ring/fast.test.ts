import { describe, expect, it } from "vitest";
import { FastDevice, packCursor } from "./fast.ts";
import { placeSplit, type QueueConfig } from "./layout.ts";
import { type Actor, GuestMemory } from "./memory.ts";
import { PackedDevice } from "./packed-device.ts";
import { PackedDriver } from "./packed-driver.ts";
import { packedAreas, placePacked } from "./packed-layout.ts";
import { deviceActor, driverActor } from "./rig.testing.ts";
import { OWNER } from "./shadow.ts";
import { SplitDevice } from "./split-device.ts";
import { SplitDriver } from "./split-driver.ts";

const MEMORY = 4096;
const BUFFERS = 2048;
const host: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };
const STATUS = Uint8Array.of(1);

type Reference = SplitDevice | PackedDevice;

/** The same service as the loop's, with the readable device. */
function serve(device: Reference): number {
  let served = 0;
  for (;;) {
    const fetched = device.fetch();
    if (fetched === undefined) break;
    device.writeUsedEntry(fetched.head, device.writePayload(fetched.head, STATUS));
    if (device instanceof PackedDevice) device.publishUsed();
    served++;
  }
  if (served > 0 && device instanceof SplitDevice) device.publishUsedIdx();
  return served;
}

function cursors(device: Reference): number[] {
  return device instanceof PackedDevice
    ? [packCursor(device.nextAvail), packCursor(device.nextUsed)]
    : [device.nextAvail, device.nextUsed];
}

function generator(seed: number): (below: number) => number {
  let state = seed | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) % below;
  };
}

/** Owners as after enabling and posting: rings to the device, all buffers writable. */
function shareAll(memory: GuestMemory, config: QueueConfig, format: "split" | "packed"): void {
  if (format === "packed")
    for (const { start, length } of packedAreas(config))
      memory.share(start, length, OWNER.ringShared, 0);
  else {
    memory.share(config.desc, 16 * config.size, OWNER.ringReadable, 0);
    memory.share(config.driverArea, 6 + 2 * config.size, OWNER.ringReadable, 0);
    memory.share(config.deviceArea, 6 + 8 * config.size, OWNER.ringWritable, 0);
  }
  memory.share(BUFFERS, MEMORY - BUFFERS, OWNER.bufferWritable, 0);
}

describe.each(["split", "packed"] as const)("the fast %s loop", (format) => {
  const make = (size: number) =>
    format === "packed" ? placePacked(0, size, 0) : placeSplit(0, size, 0);
  const reference = (memory: GuestMemory, config: QueueConfig): Reference =>
    format === "packed"
      ? new PackedDevice(memory, deviceActor(), config)
      : new SplitDevice(memory, deviceActor(), config);

  it.each([true, false])("equals the readable device on legal runs (checked: %s)", (checked) => {
    const next = generator(checked ? 3 : 5);
    for (const size of format === "packed" ? [1, 3, 8, 13] : [1, 4, 8, 16]) {
      const config = make(size);
      const plain = new GuestMemory({ size: MEMORY, pageSize: 256 });
      const fast = new GuestMemory({ size: MEMORY, pageSize: 256, wasm: true });
      for (const memory of [plain, fast]) shareAll(memory, config, format);
      const drivers = [plain, fast].map((memory) =>
        format === "packed"
          ? new PackedDriver(memory, driverActor(), config)
          : new SplitDriver(memory, driverActor(), config),
      );
      const device = reference(plain, config);
      const quick = new FastDevice(fast, deviceActor(), config, format, checked);
      for (let round = 0; round < 1_500; round++) {
        for (let n = next(size + 1); n > 0; n--) {
          const count = 1 + next(Math.min(3, size));
          const readable = next(count + 1);
          const segments = Array.from({ length: count }, (_, i) => ({
            address: BUFFERS + next(1000),
            length: 1 + next(16),
            writable: i >= readable,
          }));
          for (const driver of drivers) driver.add(segments);
        }
        expect(quick.serve()).toBe(serve(device));
        expect([quick.nextAvail, quick.nextUsed]).toEqual(cursors(device));
        for (const driver of drivers) while (driver.reap().length > 0);
        if (Buffer.compare(plain.peekBytes(0, MEMORY), fast.peekBytes(0, MEMORY)) !== 0)
          expect.fail(`bytes differ in round ${round}`);
        if (checked && next(4) === 0) expect(fast.takeDirtyPages()).toEqual(plain.takeDirtyPages());
      }
      expect(quick.fault).toBeUndefined();
      expect(plain.findings.kept).toEqual([]);
    }
  });

  it("gives up where the readable device does, with the same fault and the same bytes", () => {
    const config = make(8);
    const plain = new GuestMemory({ size: MEMORY });
    const fast = new GuestMemory({ size: MEMORY, wasm: true });
    for (const memory of [plain, fast]) {
      memory.share(0, MEMORY, OWNER.ringShared, 0);
      shareAll(memory, config, format);
    }
    const device = reference(plain, config);
    const quick = new FastDevice(fast, deviceActor(), config, format, true);
    const next = generator(9);
    const faults = new Map<string, number>();
    for (let run = 0; run < 40_000; run++) {
      const bytes = hostile(config, format, next);
      for (const memory of [plain, fast]) memory.writeBytes(host, 0, bytes);
      device.reset();
      quick.reset();
      const expected = serve(device);
      const got = quick.serve();
      if (quick.fault !== device.fault || got !== expected)
        expect.fail(
          `run ${run}: fast ${quick.fault} after ${got}, readable ${device.fault} after ${expected}`,
        );
      if (Buffer.compare(plain.peekBytes(0, MEMORY), fast.peekBytes(0, MEMORY)) !== 0)
        expect.fail(`bytes differ in run ${run}`);
      faults.set(`${quick.fault}`, (faults.get(`${quick.fault}`) ?? 0) + 1);
      plain.findings.take();
    }
    for (const name of [
      "undefined",
      "chainEnds",
      "elementsNotEmpty",
      "readableBeforeWritable",
      "accessInMemory",
      "indirectNegotiated",
    ])
      expect([name, (faults.get(name) ?? 0) > 0]).toEqual([name, true]);
  });

  it("touches nothing while the gate is shut or after release", () => {
    const config = make(4);
    const memory = new GuestMemory({ size: MEMORY, wasm: true });
    shareAll(memory, config, format);
    const side = deviceActor();
    const driver =
      format === "packed"
        ? new PackedDriver(memory, driverActor(), config)
        : new SplitDriver(memory, driverActor(), config);
    driver.add([{ address: BUFFERS, length: 4, writable: true }]);
    const device = new FastDevice(memory, side, config, format, true);
    side.gate = "suspended";
    const before = memory.peekBytes(0, MEMORY);
    expect([device.serve(), device.fault]).toEqual([0, "stoppedDeviceIsSilent"]);
    side.gate = "live";
    device.reset();
    driver.release();
    expect([device.serve(), device.fault]).toEqual([0, "deviceTouchesOnlyShared"]);
    expect(memory.peekBytes(0, MEMORY)).toEqual(before);
  });

  it("asks for a memory that it can reach", () => {
    expect(
      () => new FastDevice(new GuestMemory({ size: MEMORY }), deviceActor(), make(4), format, true),
    ).toThrow(/wasm: true/);
  });
});

/** Ring memory that is often nearly right. */
function hostile(
  config: QueueConfig,
  format: "split" | "packed",
  next: (below: number) => number,
): Uint8Array {
  const bytes = new Uint8Array(MEMORY);
  const view = new DataView(bytes.buffer);
  const wild = next(60) + 4;
  for (let i = 0; i < config.size; i++) {
    const at = config.desc + 16 * i;
    view.setUint32(at, BUFFERS + next(2040), true);
    view.setUint32(at + 4, next(wild) === 0 ? 0xffffffff : 0, true);
    view.setUint32(at + 8, next(wild) === 0 ? 0 : 1 + next(next(wild) === 0 ? 4000 : 8), true);
    const flags = (next(2) | (next(3) === 0 ? 2 : 0)) + (next(wild) === 0 ? 4 : 0);
    const link = next(wild) === 0 ? next(65536) : next(config.size);
    if (format === "packed") {
      view.setUint16(at + 12, i, true);
      view.setUint16(at + 14, flags | (next(8) === 0 ? 0x8000 : 0x80), true);
    } else {
      view.setUint16(at + 12, flags, true);
      view.setUint16(at + 14, link, true);
    }
  }
  if (format === "split") {
    view.setUint16(config.driverArea + 2, next(config.size + 2), true);
    for (let i = 0; i < config.size; i++)
      view.setUint16(config.driverArea + 4 + 2 * i, next(wild) === 0 ? 9 : i, true);
  }
  return bytes;
}
