import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLAIN, placeSplit, type QueueConfig, type RingFeatures, usedIdxAt } from "./layout.ts";
import { GuestMemory } from "./memory.ts";
import { broken, deviceActor, driverActor } from "./rig.testing.ts";
import { SplitDevice } from "./split-device.ts";
import { SplitDriver } from "./split-driver.ts";
import { SplitWatch } from "./split-watch.ts";
import { AS_DEPLOYED, type Chain, V86Device } from "./v86.testing.ts";

/** Guest addresses: rings below BUFFERS, both below END, the same in both memories. */
const RINGS = 0x10000;
const BUFFERS = 0x20000;
const END = 0x28000;
const SLOT = 128;
const RUNNING = 0xf;
const HIGH_VERSION_1 = 1;
const EVENT_IDX = 2 ** 29;
const INDIRECT = 2 ** 28;

const oracles: Record<"virtio_console" | "virtio_9p", V86Device | undefined> = {
  virtio_console: undefined,
  virtio_9p: undefined,
};

function oracle(name: keyof typeof oracles): V86Device {
  const device = oracles[name];
  if (device === undefined) throw new Error(`${name} has not been loaded`);
  return device;
}

beforeAll(async () => {
  oracles.virtio_console = await V86Device.load("virtio_console");
  oracles.virtio_9p = await V86Device.load("virtio_9p");
});

afterAll(async () => {
  for (const device of Object.values(oracles)) await device?.destroy();
});

/** One queue of the kernel, and the same queue of the oracle. */
class Twin {
  readonly config: QueueConfig;
  readonly driver: SplitDriver;
  readonly device: SplitDevice;
  readonly watch: SplitWatch;
  readonly free: number[] = [];
  readonly bases = new Map<number, number>();

  constructor(
    memory: GuestMemory,
    side: ReturnType<typeof deviceActor>,
    queue: number,
    size: number,
    features: RingFeatures = PLAIN,
  ) {
    this.config = placeSplit(queue, size, RINGS + queue * 0x1000, features);
    this.watch = new SplitWatch(memory, this.config);
    this.driver = new SplitDriver(memory, driverActor(), this.config);
    this.device = new SplitDevice(memory, side, this.config);
    this.driver.initialise();
    this.watch.enable();
    for (let i = 0; i < size; i++) this.free.push(BUFFERS + queue * 0x4000 + i * SLOT);
  }

  /** Adds a buffer of `count` elements, if there is room. */
  add(count: number, readable: number, length: number, indirect: boolean): void {
    const base = this.free.at(-1);
    if (base === undefined) return;
    const segments = Array.from({ length: count }, (_, i) => ({
      address: base + i * 16,
      length: 1 + ((length + i) % 16),
      writable: i >= readable,
    }));
    const head = this.driver.add(segments, indirect ? { address: base + 64 } : undefined);
    if (head === undefined) return;
    this.free.pop();
    this.bases.set(head, base);
  }

  reap(): void {
    for (;;) {
      const [done] = this.driver.reap();
      if (done === undefined) return;
      this.free.push(this.bases.get(done.head) ?? 0);
    }
  }
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

/** Copies what the driver wrote to the oracle's memory; both hold the rest already. */
function mirror(memory: GuestMemory, device: V86Device): void {
  device.ram.set(memory.peekBytes(RINGS, END - RINGS), RINGS);
}

function expectSame(memory: GuestMemory, device: V86Device, twins: readonly Twin[]): void {
  const ours = memory.peekBytes(RINGS, END - RINGS);
  const theirs = device.ram.subarray(RINGS, END);
  if (Buffer.compare(ours, theirs) !== 0) {
    const at = RINGS + ours.findIndex((byte, i) => byte !== theirs[i]);
    throw new Error(`${memory.nameOf(at)}: kernel ${memory.peek8(at)}, v86 ${device.ram[at]}`);
  }
  for (const { config, device: own } of twins) {
    const cursors = [own.nextAvail, memory.peek16(usedIdxAt(config))];
    const due = [device.queue(config.queue).avail_last_idx, own.nextUsed];
    if (cursors.join() !== due.join())
      throw new Error(`queue${config.queue}: kernel ${cursors}, v86 ${due}`);
  }
}

/** Brings the console up with receive queue 0 and transmit queue 1. */
function bringUp(device: V86Device, low: number, twins: readonly Twin[], last = RUNNING): void {
  device.status = 0;
  device.status = 1;
  device.status = 3;
  device.acceptFeatures(low, HIGH_VERSION_1);
  device.status = 0xb;
  for (const { config } of twins) device.enableQueue(config.queue, config.size, config);
  device.status = last;
  device.takeInterrupt();
}

/** A run over both console queues: kicks, input, reaping, suppression, save, reset. */
function consoleRun(device: V86Device, seed: number, operations: number): number {
  const next = generator(seed);
  const side = deviceActor();
  let memory = new GuestMemory({ size: END });
  const open = () => [new Twin(memory, side, 0, 16), new Twin(memory, side, 1, 8)] as const;
  let [rx, tx] = open();
  const sent: Uint8Array[] = [];
  device.onOutput((bytes) => sent.push(bytes.slice()));
  device.ram.fill(0, RINGS, END);
  bringUp(device, 3, [rx, tx]);
  let interrupts = 0;
  const agree = (raised: boolean) => {
    expect(device.takeInterrupt()).toBe(raised);
    interrupts += raised ? 1 : 0;
  };
  for (let i = 0; i < operations; i++) {
    const kind = next(16);
    if (kind < 4) rx.add(1 + next(3), 0, next(16), false);
    else if (kind < 8) {
      const count = 1 + next(3);
      tx.add(count, count, next(16), false);
    } else if (kind < 10) {
      mirror(memory, device);
      sent.length = 0;
      device.kick(1);
      let raised = false;
      for (let n = 0; ; n++) {
        const fetched = tx.device.fetch();
        if (fetched === undefined) {
          expect(sent).toHaveLength(n);
          break;
        }
        expect(tx.device.readPayload(fetched.head, fetched.readable)).toEqual(sent[n]);
        tx.device.use(fetched.head, 0);
        raised = tx.device.needsInterrupt() || raised;
      }
      agree(raised);
    } else if (kind < 12) {
      mirror(memory, device);
      const bytes = new Uint8Array(1 + next(60)).fill(next(256));
      device.input(bytes);
      const fetched = rx.device.fetch();
      if (fetched) rx.device.use(fetched.head, rx.device.writePayload(fetched.head, bytes));
      agree(fetched !== undefined && rx.device.needsInterrupt());
    } else if (kind < 14) (next(2) ? rx : tx).reap();
    else if (kind === 14) {
      const { driver } = next(2) ? rx : tx;
      if (next(2)) driver.suppressInterrupts();
      else driver.askForInterrupt(0);
    } else if (next(40) === 0) {
      // Device reset with buffers posted, stale bytes, a new driver.
      memory = new GuestMemory({ size: END });
      memory.writeBytes(
        { name: "old", side: "hypervisor", gate: "live" },
        BUFFERS,
        new Uint8Array(END - BUFFERS).fill(next(256)),
      );
      [rx, tx] = open();
      bringUp(device, 3, [rx, tx]);
    } else {
      device.saveAndRestore();
      for (const { device: own } of [rx, tx]) own.restore(own.save());
    }
    // Only the driver's writes are carried over; the device's are compared.
    if (kind < 8 || kind >= 12) mirror(memory, device);
    expectSame(memory, device, [rx, tx]);
    if (memory.findings.kept.length > 0) expect(broken(memory)).toEqual([]);
  }
  return interrupts;
}

/** A run over the 9P queue: indirect tables, out-of-order replies, batches, avail_event. */
function outOfOrderRun(device: V86Device, seed: number, operations: number): number {
  const next = generator(seed);
  const memory = new GuestMemory({ size: END });
  const twin = new Twin(memory, deviceActor(), 0, 32, {
    eventIdx: true,
    indirect: true,
    inOrder: false,
  });
  device.ram.fill(0, RINGS, END);
  mirror(memory, device);
  bringUp(device, 1 + EVENT_IDX + INDIRECT, [twin]);
  const queue = device.queue(0);
  const held: Chain[] = [];
  let staged = 0;
  let used = 0;
  for (let i = 0; i < operations; i++) {
    const kind = next(12);
    const [chain] =
      kind < 8 && kind >= 6 && held.length > 0 ? held.splice(next(held.length), 1) : [];
    if (kind < 3) {
      const count = 1 + next(3);
      twin.add(count, next(count + 1), next(16), next(2) === 0);
    } else if (kind < 6) {
      const fetched = twin.device.fetch();
      expect(queue.has_request()).toBe(fetched !== undefined);
      if (fetched) {
        const theirs = queue.pop_request();
        expect([theirs.head_idx, theirs.length_readable]).toEqual([fetched.head, fetched.readable]);
        held.push(theirs);
      }
    } else if (chain) {
      const bytes = new Uint8Array(next(60)).fill(next(256));
      const wrote = chain.set_next_blob(bytes);
      expect(twin.device.writePayload(chain.head_idx, bytes)).toBe(wrote);
      queue.push_reply(chain);
      twin.device.writeUsedEntry(chain.head_idx, wrote);
      staged++;
      used++;
    } else if (kind < 9 && staged > 0) {
      staged = 0;
      queue.flush_replies();
      twin.device.barrier();
      twin.device.publishUsedIdx();
      // With EVENT_IDX the oracle always interrupts: the kernel may ask for fewer.
      const raised = device.takeInterrupt();
      expect(twin.device.needsInterrupt() && !raised).toBe(false);
    } else if (kind === 9) twin.reap();
    else if (kind === 10) {
      queue.notify_me_after(0);
      twin.device.askForKick(memory.peek16(twin.config.driverArea + 2));
    } else if (staged === 0) {
      device.saveAndRestore();
      twin.device.restore(twin.device.save());
    }
    if (kind < 3 || kind === 9) mirror(memory, device);
    expectSameStaged(memory, device, twin, staged);
    if (memory.findings.kept.length > 0) expect(broken(memory)).toEqual([]);
  }
  return used;
}

function expectSameStaged(
  memory: GuestMemory,
  device: V86Device,
  twin: Twin,
  staged: number,
): void {
  expectSame(memory, device, [twin]);
  expect(device.queue(0).get_state()[8]).toBe(staged);
}

describe("the kernel and v86 on the same ring bytes", () => {
  it("agree on used entries, cursors and interrupts of two console queues, across save, restore and reset", () => {
    let interrupts = 0;
    for (const seed of [1, 2, 3, 4])
      interrupts += consoleRun(oracle("virtio_console"), seed, 3_000);
    expect(interrupts).toBeGreaterThan(300);
  });

  it("agree on indirect tables, replies out of order, batches and avail_event", () => {
    let used = 0;
    for (const seed of [5, 6, 7, 8]) used += outOfOrderRun(oracle("virtio_9p"), seed, 3_000);
    expect(used).toBeGreaterThan(600);
  });
});

describe("v86 as deployed, not as written", () => {
  /** One transmit buffer posted, the device brought up as far as `last`. */
  function posted(last: number, profile: "strict" | "as-deployed" = "strict") {
    const device = oracle("virtio_console");
    const side = deviceActor();
    const memory = new GuestMemory({ size: END, profile });
    const [rx, tx] = [new Twin(memory, side, 0, 16), new Twin(memory, side, 1, 8)];
    device.ram.fill(0, RINGS, END);
    bringUp(device, 3, [rx, tx], last);
    tx.add(1, 1, 3, false);
    mirror(memory, device);
    return { device, side, memory, tx };
  }
  const usedIdx = (device: V86Device, { config }: Twin) => {
    const at = usedIdxAt(config);
    return (device.ram[at] ?? 0) + 256 * (device.ram[at + 1] ?? 0);
  };

  it(AS_DEPLOYED.earlyKicks, () => {
    for (const profile of ["strict", "as-deployed"] as const) {
      const { device, side, memory, tx } = posted(0xb, profile);
      device.kick(1);
      expect(usedIdx(device, tx)).toBe(1);
      side.gate = "beforeDriverOk";
      tx.device.use(tx.device.fetch()?.head ?? 0, 0);
      expect(broken(memory)).toEqual(profile === "strict" ? ["nothingBeforeDriverOk"] : []);
    }
  });

  it(AS_DEPLOYED.statusBitsClear, () => {
    const { device } = posted(RUNNING);
    device.status = 3;
    expect(device.status).toBe(3);
  });

  it(AS_DEPLOYED.alwaysInterrupts, () => {
    const device = oracle("virtio_9p");
    const memory = new GuestMemory({ size: END });
    const twin = new Twin(memory, deviceActor(), 0, 32, { ...PLAIN, eventIdx: true });
    twin.driver.askForInterrupt(9);
    twin.add(1, 1, 3, false);
    device.ram.fill(0, RINGS, END);
    mirror(memory, device);
    bringUp(device, 1 + EVENT_IDX, [twin]);
    const queue = device.queue(0);
    queue.push_reply(queue.pop_request());
    queue.flush_replies();
    twin.device.use(twin.device.fetch()?.head ?? 0, 0);
    expect([device.takeInterrupt(), twin.device.needsInterrupt()]).toEqual([true, false]);
  });

  it(AS_DEPLOYED.usedIdxFromMemory, () => {
    const { device, tx } = posted(RUNNING);
    device.ram[usedIdxAt(tx.config)] = 5;
    device.kick(1);
    expect(usedIdx(device, tx)).toBe(6);
  });

  it(AS_DEPLOYED.noQueueReset, () => {
    for (const name of ["virtio_console", "virtio_9p"] as const)
      expect((oracle(name).virtio.device_feature[1] ?? 0) & (1 << 8)).toBe(0);
  });

  it(AS_DEPLOYED.lenientChains, () => {
    const { device, memory, tx } = posted(RUNNING);
    // A descriptor whose next is itself: v86 stops after a while and uses it.
    memory.write16(driverActor(), tx.config.desc + 12, 1);
    memory.findings.take();
    mirror(memory, device);
    device.kick(1);
    expect(usedIdx(device, tx)).toBe(1);
    expect(tx.device.fetch()).toBeUndefined();
    expect(tx.device.fault).toBe("chainEnds");
  });
});
