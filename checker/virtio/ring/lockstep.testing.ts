/**
 * Drives a kernel queue and the naive ring through the same operations and
 * compares everything after each: all of guest memory, all cursors, every answer.
 */
import { PLAIN, placeSplit, type QueueConfig, type RingFeatures, splitAreas } from "./layout.ts";
import { type Actor, GuestMemory } from "./memory.ts";
import { NaiveRing, type NaiveSegment } from "./naive.testing.ts";
import { PackedDevice } from "./packed-device.ts";
import { PackedDriver } from "./packed-driver.ts";
import { type Position, packedAreas, placePacked } from "./packed-layout.ts";
import { PackedWatch } from "./packed-watch.ts";
import { SplitDevice } from "./split-device.ts";
import { SplitDriver } from "./split-driver.ts";
import { SplitWatch } from "./split-watch.ts";

export type Format = "split" | "packed";

/** Bytes that one buffer may occupy: four elements of 8, and a table of four. */
const BUFFER_BYTES = 32 + 64;

export interface Operation {
  readonly kind:
    | "add"
    | "fetch"
    | "undo"
    | "use"
    | "reap"
    | "decideKick"
    | "decideInterrupt"
    | "driverAsks"
    | "deviceAsks"
    | "saveRestore"
    | "migrate"
    | "pause"
    | "resetQueue";
  /** Three numbers from 0 to 255 that each operation reads as it likes. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type Sides =
  | { readonly format: "split"; driver: SplitDriver; device: SplitDevice; watch: SplitWatch }
  | { readonly format: "packed"; driver: PackedDriver; device: PackedDevice; watch: PackedWatch };

/** Kernel and naive ring side by side; `difference` says what is not equal. */
export class Lockstep {
  readonly config: QueueConfig;
  readonly naive: NaiveRing;
  memory: GuestMemory;
  operations = 0;
  readonly #guest: Actor = { name: "driver", side: "driver", gate: "live" };
  readonly #vdev: Actor = { name: "device", side: "device", gate: "live" };
  readonly #host: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };
  readonly #buffers: number;
  readonly #freeBuffers: number[];
  readonly #bufferOf = new Map<number, number>();
  #sides: Sides;
  #kickedAt = 0;
  #signalledAt = 0;

  constructor(format: Format, size: number, features: Partial<RingFeatures> = {}) {
    const all = { ...PLAIN, ...features };
    this.config = format === "split" ? placeSplit(0, size, 0, all) : placePacked(0, size, 0, all);
    const areas = format === "split" ? splitAreas(this.config) : packedAreas(this.config);
    this.#buffers = Math.ceil(Math.max(...areas.map((a) => a.start + a.length)) / 64) * 64;
    const memorySize = this.#buffers + size * BUFFER_BYTES;
    this.#freeBuffers = Array.from({ length: size }, (_, i) => this.#buffers + i * BUFFER_BYTES);
    this.memory = new GuestMemory({ size: memorySize, pageSize: 256 });
    const { desc, driverArea, deviceArea } = this.config;
    const { eventIdx, inOrder } = all;
    this.naive = new NaiveRing({
      format,
      size,
      desc,
      driverArea,
      deviceArea,
      eventIdx,
      inOrder,
      memorySize,
    });
    this.#sides = this.#makeSides(format);
    this.#sides.driver.initialise();
    this.#sides.watch.enable();
    // The pages that initialising wrote are the driver's business.
    this.memory.dirty.takeAll();
  }

  #makeSides(format: Format): Sides {
    const { memory, config } = this;
    return format === "split"
      ? {
          format,
          watch: new SplitWatch(memory, config),
          driver: new SplitDriver(memory, this.#guest, config),
          device: new SplitDevice(memory, this.#vdev, config),
        }
      : {
          format,
          watch: new PackedWatch(memory, config),
          driver: new PackedDriver(memory, this.#guest, config),
          device: new PackedDevice(memory, this.#vdev, config),
        };
  }

  /** Performs one operation on both; returns the first difference, if any. */
  step(op: Operation): string | undefined {
    this.operations++;
    const answer = this.#perform(op);
    return answer ?? this.difference();
  }

  /** What differs between the two now. */
  difference(): string | undefined {
    const [breach] = this.memory.findings.kept;
    if (breach) return `${breach.invariant}: ${breach.where}: ${breach.detail}`;
    if (Buffer.compare(this.memory.peekBytes(0, this.memory.size), this.naive.image) !== 0) {
      const at = this.naive.image.findIndex((byte, i) => byte !== this.memory.peek8(i));
      return `${this.memory.nameOf(at)}: kernel ${this.memory.peek8(at)}, naive ${this.naive.image[at]}`;
    }
    const { inFlight } = this.#sides.device;
    const due = this.naive.inFlight;
    if (inFlight.length !== due.length || due.some((b, i) => b.id !== inFlight[i]))
      return `in flight ${inFlight}, naive ${due.map((b) => b.id)}`;
    return this.#cursorDifference();
  }

  #cursorDifference(): string | undefined {
    const { naive } = this;
    const { size } = this.config;
    const round = this.#sides.format === "split" ? 65536 : 2 * size;
    const place = (cursor: number | Position) =>
      typeof cursor === "number" ? cursor : cursor.slot + (cursor.wrap === 1 ? 0 : size);
    const { device, driver } = this.#sides;
    const seen = [place(device.nextAvail), place(device.nextUsed), place(driver.lastUsed)];
    const totals = [naive.fetched, naive.used, naive.reaped];
    return totals.every((total, i) => total % round === seen[i])
      ? undefined
      : `cursors ${seen}, naive ${totals} modulo ${round}`;
  }

  #perform({ kind, a, b, c }: Operation): string | undefined {
    const { naive } = this;
    const { driver, device } = this.#sides;
    switch (kind) {
      case "add":
        return this.#add(a, b, c);
      case "fetch": {
        const [got, due] = [device.fetch(), naive.fetch()];
        if (got?.head !== due?.id) return `fetched ${got?.head}, naive ${due?.id}`;
        return sameSegments(got?.segments, due?.segments) ? undefined : "segments differ";
      }
      case "undo":
        device.undoFetch();
        naive.undo();
        return undefined;
      case "use":
        return this.#use(a, b);
      case "reap": {
        const [got, due] = [driver.reap(), naive.reap()];
        for (const { head } of got) this.#releaseBuffer(head);
        const same =
          got.length === due.length &&
          due.every((d, i) => d.head === got[i]?.head && d.length === got[i]?.length);
        return same ? undefined : `reaped ${JSON.stringify(got)}, naive ${JSON.stringify(due)}`;
      }
      case "decideKick":
        return this.#decideKick();
      case "decideInterrupt":
        return this.#decideInterrupt();
      case "driverAsks":
        if (a & 1) driver.enableInterrupts();
        else driver.suppressInterrupts();
        naive.driverAsks((a & 1) === 1);
        return undefined;
      case "deviceAsks":
        if (a & 1) device.enableKicks();
        else device.suppressKicks();
        naive.deviceAsks((a & 1) === 1);
        return undefined;
      case "saveRestore":
        this.#replaceDevice(this.memory);
        return undefined;
      case "migrate":
        return this.#migrate(a);
      case "pause":
        return this.#pause();
      case "resetQueue":
        return a < 8 ? this.#resetQueue(b) : undefined;
    }
  }

  #add(a: number, b: number, c: number): string | undefined {
    const count = 1 + (a % Math.min(4, this.config.size));
    const readable = b % (count + 1);
    const base = this.#freeBuffers.at(-1);
    if (base === undefined) return undefined;
    const segments = Array.from({ length: count }, (_, i) => ({
      address: base + 8 * i,
      length: 1 + ((a + c + i) % 8),
      writable: i >= readable,
    }));
    const table = this.config.features.indirect && c % 3 === 0 ? base + 32 : undefined;
    const got = this.#sides.driver.add(
      segments,
      table === undefined ? undefined : { address: table },
    );
    const due = this.naive.add(segments, table);
    if (got !== undefined) {
      this.#freeBuffers.pop();
      this.#bufferOf.set(got, base);
    }
    return got === due ? undefined : `added ${got}, naive ${due}`;
  }

  #releaseBuffer(head: number): void {
    const base = this.#bufferOf.get(head);
    this.#bufferOf.delete(head);
    if (base !== undefined) this.#freeBuffers.push(base);
  }

  #use(a: number, b: number): string | undefined {
    const { device } = this.#sides;
    const { inFlight } = device;
    if (inFlight.length === 0) return undefined;
    const index = a % inFlight.length;
    const head = inFlight[index] ?? 0;
    const bytes = new Uint8Array(b % 40).fill(1 + (a & 0x7f));
    const got = device.writePayload(head, bytes);
    const due = this.naive.use(index, bytes);
    device.use(head, got);
    return got === due ? undefined : `wrote ${got} bytes, naive ${due}`;
  }

  #decideKick(): string | undefined {
    const sides = this.#sides;
    const got = sides.driver.needsKick();
    const to = this.naive.exposed;
    if (sides.format === "split")
      sides.watch.declareDecision(this.#guest, this.#kickedAt & 0xffff, to & 0xffff, got);
    else sides.watch.declareDecision(this.#guest, sides.driver.next, to - this.#kickedAt, got);
    this.#kickedAt = to;
    return got === this.naive.kickAsked() ? undefined : `kick ${got}`;
  }

  #decideInterrupt(): string | undefined {
    const sides = this.#sides;
    const got = sides.device.needsInterrupt();
    const to = this.naive.used;
    if (sides.format === "split")
      sides.watch.declareDecision(this.#vdev, this.#signalledAt & 0xffff, to & 0xffff, got);
    else
      sides.watch.declareDecision(this.#vdev, sides.device.nextUsed, to - this.#signalledAt, got);
    this.#signalledAt = to;
    return got === this.naive.interruptAsked() ? undefined : `interrupt ${got}`;
  }

  /** A new device object with the saved state of the old one, on the given memory. */
  #replaceDevice(memory: GuestMemory): void {
    const sides = this.#sides;
    if (sides.format === "split") {
      const state = sides.device.save();
      sides.device = new SplitDevice(memory, this.#vdev, this.config);
      sides.device.restore(state);
    } else {
      const state = sides.device.save();
      sides.device = new PackedDevice(memory, this.#vdev, this.config);
      sides.device.restore(state);
    }
  }

  /**
   * A whole copy, then one more device write, then only the dirty pages: the
   * destination must hold the same bytes. Guest and device go on there.
   */
  #migrate(a: number): string | undefined {
    const source = this.memory;
    const target = new GuestMemory({ size: source.size, pageSize: source.pageSize });
    source.dirty.takeAll();
    target.writeBytes(this.#host, 0, source.peekBytes(0, source.size));
    if (a & 1) this.#use(a, 8);
    this.#sides.device.askForKick(this.#sides.device.nextAvail as never);
    this.naive.deviceAsks(true);
    this.#vdev.gate = "stopped";
    for (const page of source.dirty.takeAll()) {
      const start = page * source.pageSize;
      const length = Math.min(source.pageSize, source.size - start);
      target.writeBytes(this.#host, start, source.peekBytes(start, length));
    }
    target.loadOwners(source.snapshot());
    const before = this.#sides;
    this.memory = target;
    this.#sides = this.#makeSides(before.format);
    this.#adopt(before, this.#sides);
    this.#vdev.gate = "live";
    if (before.format === "split")
      (this.#sides.device as SplitDevice).restore(before.device.save());
    else (this.#sides.device as PackedDevice).restore(before.device.save());
    const [breach] = source.findings.kept;
    return breach && `source: ${breach.invariant}`;
  }

  /** The guest's own state and what has been exposed move with the guest. */
  #adopt(from: Sides, to: Sides): void {
    if (from.format === "split" && to.format === "split") {
      to.driver.load(from.driver.save());
      to.watch.load(from.watch.save());
    } else if (from.format === "packed" && to.format === "packed") {
      to.driver.load(from.driver.save());
      to.watch.load(from.watch.save());
    }
  }

  /** Stopped by its owner, the device is silent while the driver goes on. */
  #pause(): string | undefined {
    this.#vdev.gate = "stopped";
    const problem = this.#add(1, 1, 1) ?? this.difference();
    this.#vdev.gate = "live";
    return problem;
  }

  /** Queue reset with whatever is in flight, stale bytes in between, re-enabled. */
  #resetQueue(b: number): string | undefined {
    const { driver, device, watch } = this.#sides;
    watch.disable();
    device.reset();
    driver.release();
    for (const head of [...this.#bufferOf.keys()]) this.#releaseBuffer(head);
    const end = this.#buffers;
    this.memory.writeBytes(this.#host, 0, new Uint8Array(end).fill(b));
    this.naive.image.fill(b, 0, end);
    driver.initialise();
    watch.enable();
    this.naive.start();
    this.#kickedAt = 0;
    this.#signalledAt = 0;
    return undefined;
  }
}

function sameSegments(
  got: readonly NaiveSegment[] | undefined,
  due: readonly NaiveSegment[] | undefined,
): boolean {
  if (got === undefined || due === undefined) return got === due;
  return (
    got.length === due.length &&
    due.every(
      (d, i) =>
        d.address === got[i]?.address &&
        d.length === got[i]?.length &&
        d.writable === got[i]?.writable,
    )
  );
}
