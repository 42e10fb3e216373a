import { describe, expect, it } from "vitest";
import { INVARIANTS, type InvariantName } from "./invariants.ts";
import { placeSplit, type QueueConfig, type RingFeatures } from "./layout.ts";
import { type Actor, GuestMemory, type Watch } from "./memory.ts";
import { PackedDevice } from "./packed-device.ts";
import { PackedDriver } from "./packed-driver.ts";
import { placePacked } from "./packed-layout.ts";
import { PackedWatch } from "./packed-watch.ts";
import { deviceActor, driverActor, segmentsAt } from "./rig.testing.ts";
import { OWNER } from "./shadow.ts";
import { SplitDevice } from "./split-device.ts";
import { SplitDriver } from "./split-driver.ts";
import { SplitWatch } from "./split-watch.ts";

const SIZE = 8;
const MEMORY = 1024;
const ALL: RingFeatures = { eventIdx: true, indirect: true, inOrder: false };
const host: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };

/** xorshift32: fast and repeatable. */
function generator(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Counts accesses, and fails the test on one that leaves memory. */
function meter(memory: GuestMemory): { count: number } {
  const counter = { count: 0 };
  const see = (_actor: Actor, _part: string, address: number, length: number) => {
    counter.count++;
    if (address < 0 || address + length > memory.size) throw new Error(`access at ${address}`);
  };
  const watch: Watch = {
    queue: 0,
    enabled: true,
    ignoresReads: () => false,
    takesReturn: () => false,
    takesDescriptor: () => false,
    onRead: see,
    onWrite: see,
    onBarrier: () => {},
    nameOf: () => "",
  };
  memory.addRegion(watch, "all", 0, memory.size);
  memory.share(0, memory.size, OWNER.ringShared, 0);
  return counter;
}

/**
 * Random bytes that are often nearly right: descriptors with small addresses and
 * lengths, flags of three bits, next near the size; now and then anything.
 */
function scramble(
  words: Uint32Array,
  next: () => number,
  config: QueueConfig,
  packed: boolean,
): void {
  const wild = next() & 7;
  for (let i = 0; i < words.length; i++) {
    const r = next();
    const at = (i * 4 - config.desc) & 15;
    if ((r & 31) < wild) words[i] = next();
    else if (at === 0) words[i] = next() % MEMORY;
    else if (at === 4) words[i] = (r & 0xf00) === 0 ? next() : 0;
    else if (at === 8)
      words[i] = (r >>> 8) % 3 === 0 ? 16 * (1 + ((r >>> 16) % 12)) : (r >>> 16) % 48;
    else if (packed)
      words[i] =
        ((r >>> 8) % (SIZE + 1)) | (((r >>> 16) & 7) << 16) | ((r & 64 ? 0x80 : 0x8000) << 16);
    else words[i] = ((r >>> 16) & 7) | (((r >>> 8) % (SIZE + 1)) << 16);
  }
  if (packed) return;
  // Available entries and idx: two 16-bit fields a word.
  const avail = config.driverArea >> 2;
  words[avail] = (next() % (SIZE + 2)) << 16;
  for (let i = 1; i <= SIZE / 2; i++)
    words[avail + i] = (next() % (SIZE + 1)) | ((next() % (SIZE + 1)) << 16);
}

type Device = SplitDevice | PackedDevice;

/** Fetches and uses until nothing is left or the device gives up. */
function serve(device: Device): void {
  for (let i = 0; i < 2 * SIZE; i++) {
    const fetched = device.fetch();
    if (fetched === undefined) return;
    device.readPayload(fetched.head, 8);
    if (i % 4 === 0) continue;
    device.use(fetched.head, device.writePayload(fetched.head, ONE));
    device.needsInterrupt();
  }
}

const ONE = new Uint8Array(1);

/** What one fetch may cost: a poll, a head, and five reads for each of SIZE + SIZE descriptors. */
const BOUND = 2 * SIZE * (2 + 5 * 2 * SIZE + 8);

describe.each(["split", "packed"] as const)("hostile memory under a %s ring", (format) => {
  const packed = format === "packed";
  const config = packed ? placePacked(0, SIZE, 0, ALL) : placeSplit(0, SIZE, 0, ALL);

  it("500000 random memories end in a named breach or a legal chain, in bounded steps", () => {
    const memory = new GuestMemory({ size: MEMORY });
    const counter = meter(memory);
    const device = packed
      ? new PackedDevice(memory, deviceActor(), config)
      : new SplitDevice(memory, deviceActor(), config);
    const words = new Uint32Array(MEMORY / 4);
    const bytes = new Uint8Array(words.buffer);
    const next = generator(packed ? 11 : 7);
    const faults = new Map<InvariantName | "none", number>();
    let most = 0;
    for (let run = 0; run < 500_000; run++) {
      scramble(words, next, config, packed);
      memory.writeBytes(host, 0, bytes);
      device.reset();
      counter.count = 0;
      serve(device);
      most = Math.max(most, counter.count);
      const { fault } = device;
      // A fault is reported under its name, and nothing but faults is reported.
      const { counts } = memory.findings;
      if (counts.size !== (fault === undefined ? 0 : 1) || (fault && !counts.has(fault)))
        throw new Error(`run ${run}: fault ${fault}, reported ${[...counts.keys()]}`);
      if (counts.size > 0) memory.findings.take();
      faults.set(fault ?? "none", (faults.get(fault ?? "none") ?? 0) + 1);
    }
    expect(most).toBeLessThanOrEqual(BOUND);
    const expected: (InvariantName | "none")[] = [
      "none",
      "accessInMemory",
      "chainEnds",
      "elementsNotEmpty",
      "indirectTableWhole",
      "readableBeforeWritable",
    ];
    expected.push(
      ...((packed
        ? ["indirectNotChained", "usedOnce"]
        : [
            "headInTable",
            "nextInTable",
            "indirectNotNested",
            "availableDistanceWithinSize",
          ]) as InvariantName[]),
    );
    for (const name of expected)
      expect([name, (faults.get(name) ?? 0) > 100]).toEqual([name, true]);
    for (const name of faults.keys()) if (name !== "none") expect(INVARIANTS).toHaveProperty(name);
  });

  it("areas that are misaligned or lie outside memory lead to no access outside it", () => {
    const next = generator(3);
    for (let run = 0; run < 20_000; run++) {
      const memory = new GuestMemory({ size: 256 });
      meter(memory);
      const place = () =>
        [next() % 300, 250 + (next() % 16), 2 ** 32 + next(), 2 ** 52][next() & 3] ?? 0;
      const wrong = { ...config, desc: place(), driverArea: place(), deviceArea: place() };
      const device = packed
        ? new PackedDevice(memory, deviceActor(), wrong)
        : new SplitDevice(memory, deviceActor(), wrong);
      const random = Uint8Array.from({ length: 256 }, () => next() & 15);
      memory.writeBytes(host, 0, random);
      serve(device);
      device.enableKicks();
    }
  });

  it("a driver takes nothing back that it has not posted", () => {
    const memory = new GuestMemory({ size: 0x10000 });
    const next = generator(5);
    const driver = packed
      ? new PackedDriver(memory, driverActor(), config)
      : new SplitDriver(memory, driverActor(), config);
    const named = new Set<string>();
    for (let run = 0; run < 50_000; run++) {
      driver.initialise();
      const posted = new Set([0, 1, 2].map((i) => driver.add(segmentsAt(i, 1, 1))));
      const at = packed ? config.desc : config.deviceArea;
      const noise = Uint8Array.from({ length: packed ? 16 * SIZE : 6 + 8 * SIZE }, (_, i) =>
        (next() & 3) === 0
          ? next() & 255
          : packed && (i & 15) === 15
            ? 0x80
            : packed && (i & 15) === 14
              ? 0x80
              : next() % 4 === 0
                ? next() & 3
                : 0,
      );
      memory.writeBytes(host, at, noise);
      for (let i = 0; i < 5; i++)
        for (const { head } of driver.reap()) expect(posted.delete(head)).toBe(true);
      for (const { invariant } of memory.findings.take()) named.add(invariant);
    }
    expect([...named].sort()).toEqual(
      packed ? ["usedOnce"] : ["usedIdInTable", "usedIdxFollowsEntry", "usedOnce"],
    );
  });
});

describe.each(["split", "packed"] as const)("the watch of a %s ring", (format) => {
  it("survives anything that either side writes, and names only what the kernel knows", () => {
    const packed = format === "packed";
    const config = packed ? placePacked(0, SIZE, 0, ALL) : placeSplit(0, SIZE, 0, ALL);
    const next = generator(17);
    const named = new Set<string>();
    for (let run = 0; run < 300; run++) {
      const memory = new GuestMemory({ size: MEMORY });
      const watch = packed ? new PackedWatch(memory, config) : new SplitWatch(memory, config);
      watch.enable();
      const [driver, device] = [driverActor(), deviceActor()];
      for (let step = 0; step < 100; step++) {
        const actor = next() & 1 ? driver : device;
        const at = next() % (config.deviceArea + 80);
        if (next() & 1) memory.write16(actor, at & ~1, next() % (next() & 1 ? 12 : 65536));
        else memory.write32(actor, at & ~3, next() % 900);
        memory.read16(actor, at & ~1);
        if ((next() & 7) === 0) memory.barrier(actor);
        watch.declareSleep(actor);
      }
      for (const { invariant } of memory.findings.take()) named.add(invariant);
    }
    expect(named.size).toBeGreaterThan(8);
    for (const name of named) expect(INVARIANTS).toHaveProperty(name);
  });
});
