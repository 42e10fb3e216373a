/** What the tests of this folder share: a queue with both sides and its watch. */
import type { InvariantName } from "./invariants.ts";
import { PLAIN, placeSplit, type RingFeatures, type Segment } from "./layout.ts";
import { type Actor, GuestMemory, type MemoryOptions } from "./memory.ts";
import { PackedDevice } from "./packed-device.ts";
import { PackedDriver } from "./packed-driver.ts";
import { placePacked } from "./packed-layout.ts";
import { PackedWatch } from "./packed-watch.ts";
import { SplitDevice } from "./split-device.ts";
import { SplitDriver } from "./split-driver.ts";
import { SplitWatch } from "./split-watch.ts";

/** Buffers of the rigs start here; the rings lie below. */
export const BUFFERS = 0x4000;

export const driverActor = (): Actor => ({ name: "driver", side: "driver", gate: "live" });
export const deviceActor = (): Actor => ({ name: "device", side: "device", gate: "live" });

/** A split queue, initialised and enabled, with both sides on it. */
export function splitRig(
  size: number,
  features: Partial<RingFeatures> = {},
  options: Partial<MemoryOptions> = {},
) {
  const memory = new GuestMemory({ size: 0x10000, ...options });
  const config = placeSplit(0, size, 0x100, { ...PLAIN, ...features });
  const driverSide = driverActor();
  const deviceSide = deviceActor();
  const watch = new SplitWatch(memory, config);
  const driver = new SplitDriver(memory, driverSide, config);
  const device = new SplitDevice(memory, deviceSide, config);
  driver.initialise();
  watch.enable();
  memory.takeLog();
  return { memory, config, driverSide, deviceSide, watch, driver, device };
}

/** A packed queue, initialised and enabled, with both sides on it. */
export function packedRig(
  size: number,
  features: Partial<RingFeatures> = {},
  options: Partial<MemoryOptions> = {},
) {
  const memory = new GuestMemory({ size: 0x10000, ...options });
  const config = placePacked(0, size, 0x100, { ...PLAIN, ...features });
  const driverSide = driverActor();
  const deviceSide = deviceActor();
  const watch = new PackedWatch(memory, config);
  const driver = new PackedDriver(memory, driverSide, config);
  const device = new PackedDevice(memory, deviceSide, config);
  driver.initialise();
  watch.enable();
  memory.takeLog();
  return { memory, config, driverSide, deviceSide, watch, driver, device };
}

/** `count` segments of `length` bytes in slot `index` of the buffer area. */
export function segmentsAt(
  index: number,
  readable: number,
  writable: number,
  length = 8,
): Segment[] {
  return Array.from({ length: readable + writable }, (_, i) => ({
    address: BUFFERS + index * 64 + i * length,
    length,
    writable: i >= readable,
  }));
}

/** Names of the invariants broken since the last call, sorted, each once. */
export function broken(memory: GuestMemory): InvariantName[] {
  const names = memory.findings.take().map((violation) => violation.invariant);
  return [...new Set(names)].sort();
}
