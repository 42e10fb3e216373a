/**
 * One host's memory with the virtqueues of a story on it, the life of the device,
 * and the hypervisor's copy of the memory.
 */

import type { ModelEvent } from "../../types/index.ts";
import { type Access, type Actor, GuestMemory, type MemoryOptions } from "../ring/memory.ts";
import { Life, type LifeOptions } from "./life.ts";
import { holdsBuffer, layoutBytes, PLACES } from "./placement.ts";
import { type Kept, type RegisterOptions, Registers } from "./registers.ts";
import { RingQueue } from "./ring-queue.ts";
import type { SavesOf } from "./saved-queue.ts";

/** What replay needs of a scope; other bounds do not reach memory. */
export interface ReplayScope {
  readonly queues: number;
  /** Ring size, here the queue size: a power of two. */
  readonly ring: number;
  readonly buffers: number;
  readonly starts: "running" | "reset" | "destination";
  readonly common: string;
  readonly pciConfig: string;
  readonly restores: number;
  readonly ccwRevision: number;
  readonly transport: string;
}

export interface KernelOptions {
  readonly life: Omit<LifeOptions, "running" | "seenSuspended">;
  /** Whether the driver may kick although the bytes do not ask for it. */
  readonly kicksOnceMore: boolean;
  /** Whether the hypervisor keeps a dirty log and answers for its copy. */
  readonly copies: boolean;
  /** Whether it copies in two pages, of which it knows each. */
  readonly pages: boolean;
  /** What the hypervisor saves of a virtqueue. */
  readonly saves: SavesOf;
  /** What the reading says of the device's registers. */
  readonly registers: Omit<RegisterOptions, "mmio" | "running">;
  /** Index at which queues that run from the beginning stand, a multiple of the
   *  ring size from 0 to 65535; 0 unless told. */
  readonly startIndex?: number;
  /** Makes the memory; for tests that tamper with accesses. */
  readonly memory?: (options: MemoryOptions) => GuestMemory;
}

/** Granularity of the copy, in bytes; a layout takes whole pages. */
const PAGE = 256;
/** What stands in memory before the story: it has had another use. */
const USED_BEFORE = 0x5a;

export class Kernel {
  readonly scope: ReplayScope;
  readonly memory: GuestMemory;
  readonly life: Life;
  readonly registers: Registers;
  readonly queues: readonly RingQueue[];
  readonly kicksOnceMore: boolean;
  readonly copies: boolean;
  readonly pages: boolean;
  readonly #device: Actor = { name: "device", side: "device", gate: "live" };
  readonly #hypervisor: Actor = { name: "hypervisor", side: "hypervisor", gate: "live" };
  readonly #copy: GuestMemory;
  #copied = false;
  /** Pages that the guest's CPUs have written since the last copy. */
  readonly #written = new Set<number>();
  /** For each byte of memory, the page that it lies in. */
  readonly #pageOf: Uint8Array;

  /** @param queues how many virtqueues the system has, 0 where it leaves them out. */
  constructor(scope: ReplayScope, queues: number, options: KernelOptions) {
    const each = PLACES * layoutBytes(scope.ring, scope.buffers);
    const size = PAGE + each * queues;
    const make = options.memory ?? ((of: MemoryOptions) => new GuestMemory(of));
    this.scope = scope;
    this.memory = make({ size, pageSize: PAGE, record: true });
    this.#copy = new GuestMemory({ size, pageSize: PAGE });
    const used = new Uint8Array(size).fill(USED_BEFORE);
    this.memory.writeBytes(this.#hypervisor, 0, used);
    const seenSuspended = scope.starts === "destination";
    this.life = new Life({ ...options.life, running: scope.starts === "running", seenSuspended });
    this.registers = new Registers(scope.queues, {
      ...options.registers,
      mmio: scope.transport === "mmio",
      running: scope.starts === "running",
    });
    this.kicksOnceMore = options.kicksOnceMore;
    this.copies = options.copies;
    this.pages = options.pages;
    const driver: Actor = { name: "driver", side: "driver", gate: "live" };
    this.queues = Array.from({ length: queues }, (_, number) => {
      const base = PAGE + each * number;
      const shape = { number, size: scope.ring, buffers: scope.buffers, base };
      const queue = new RingQueue(this.memory, [driver, this.#device], shape, options.saves);
      if (scope.starts !== "reset") queue.layOutBefore(options.startIndex ?? 0);
      // The guest comes from a source, where its virtqueue was saved.
      if (seenSuspended) {
        queue.save();
        queue.moves();
      }
      return queue;
    });
    this.#pageOf = Uint8Array.from({ length: size }, (_, at) =>
      Number(this.queues.some((queue) => holdsBuffer(queue.shape, at))),
    );
    this.memory.takeLog();
    this.useGate();
  }

  /** Holds what the device does from now on against what is now known of its life. */
  useGate(): void {
    this.#device.gate = this.life.gate;
  }

  /** The virtqueue of an event; undefined where virtqueues are left out. */
  queueOf(event: ModelEvent): RingQueue | undefined {
    return this.queues[Number(event.q)];
  }

  /** The device is reset, by status 0 or by the function. */
  resetDevice(keeps: Kept = {}): void {
    this.life.deviceIsReset();
    this.registers.deviceIsReset(keeps);
    for (const queue of this.queues) queue.reset();
  }

  /** The device stops, and does not know any more where it stood. */
  forgetsPositions(): void {
    for (const queue of this.queues) queue.forgetsPosition();
  }

  /** The destination's device takes the place of the source's. */
  switchHosts(): void {
    this.life.deviceIsReset();
    this.registers.switchHosts();
    for (const queue of this.queues) queue.moves();
  }

  /** Remembers which pages the guest's CPUs have written: their own dirty log. */
  noteWrites(log: readonly Access[]): void {
    if (!this.copies) return;
    for (const { kind, side, address, length } of log) {
      if (kind !== "write" || side !== "driver") continue;
      const last = Math.floor((address + length - 1) / PAGE);
      for (let page = Math.floor(address / PAGE); page <= last; page++) this.#written.add(page);
    }
  }

  /** Copies the first time everything, then the pages of both dirty logs. */
  copyMemory(): void {
    if (!this.copies) return;
    const { memory } = this;
    const dirty = [...memory.dirty.takeAll(), ...this.#written];
    this.#written.clear();
    const pages = this.#copied ? dirty : upTo(memory.size / PAGE);
    this.#copied = true;
    for (const page of pages)
      this.#copy.writeBytes(this.#hypervisor, PAGE * page, memory.peekBytes(PAGE * page, PAGE));
  }

  /** Copies one of two pages: what the buffers lie in, or all the rest. */
  copyPage(page: number): void {
    for (const [at, lies] of this.#pageOf.entries())
      if (lies === page) this.#copy.writeBytes(this.#hypervisor, at, this.memory.peekBytes(at, 1));
  }

  /** Whether a page and its copy differ. */
  pageDiffers(page: number): boolean {
    return this.#pageOf.some(
      (lies, at) => lies === page && this.memory.peek8(at) !== this.#copy.peek8(at),
    );
  }

  /** Whether memory was written since the hypervisor last copied it. */
  get writtenSinceCopy(): boolean {
    const { size } = this.memory;
    if (!this.#copied) return true;
    return Buffer.compare(this.memory.peekBytes(0, size), this.#copy.peekBytes(0, size)) !== 0;
  }

  /** The hypervisor hands over: its copy is to hold all that memory holds. */
  handOver(): void {
    if (this.copies || this.pages) this.memory.checkLastCopy(this.#copy);
  }
}

const upTo = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);
