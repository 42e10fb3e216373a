/**
 * The flat guest memory that driver and device share.
 *
 * Every access names its actor, stays inside the memory, is held against the
 * actor's gate and the byte's owner, and is offered to the watches of the
 * queues. Nothing throws: a breach becomes a value in `findings`.
 */
import { Findings, type InvariantName } from "./invariants.ts";
import {
  NO_QUEUE,
  OWNER_NAMES,
  type OwnerCode,
  type OwnerName,
  READ_BREACH,
  Shadow,
  type ShadowSnapshot,
  WRITE_BREACH,
} from "./shadow.ts";

export type Side = "driver" | "device" | "hypervisor";

/** Why a device may or may not touch memory now, as the outside world knows it. */
export type Gate = "live" | "reset" | "beforeDriverOk" | "suspended" | "stopped";

/** Someone who accesses memory. The gate binds devices only. */
export interface Actor {
  readonly name: string;
  readonly side: Side;
  gate: Gate;
}

/** One line of the log. `before` equals `after` for a read and for a barrier. */
export interface Access {
  readonly actor: string;
  readonly side: Side;
  readonly kind: "read" | "write" | "barrier" | "kick" | "interrupt";
  /** Byte address; for a kick or an interrupt the queue number. */
  readonly address: number;
  readonly length: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** What a watch of one queue is told. Addresses lie in [region.start, region.end). */
export interface Watch {
  readonly queue: number;
  /** Whether the device may touch this queue: enabled and not reset. */
  enabled: boolean;
  onRead(actor: Actor, part: string, address: number, length: number): void;
  onWrite(actor: Actor, part: string, address: number, length: number): void;
  onBarrier(actor: Actor): void;
  /** The field that the byte belongs to: `queue0 avail.ring[3]`. */
  nameOf(part: string, address: number): string;
}

interface Region {
  readonly start: number;
  readonly end: number;
  readonly part: string;
  readonly watch: Watch;
}

export interface MemoryOptions {
  /** Size in bytes. */
  readonly size: number;
  /** Dirty log granularity in bytes, a power of two; 4096 unless told. */
  readonly pageSize?: number;
  /** Place bytes, owners, written marks and dirty log in one WebAssembly memory. */
  readonly wasm?: boolean;
  /** Keep the access log (off unless told: it allocates). */
  readonly record?: boolean;
  /** `strict` holds a device to silence before DRIVER_OK; `as-deployed` does not. */
  readonly profile?: "strict" | "as-deployed";
}

/** Where the parts of a memory lie in its WebAssembly memory: byte offsets. */
export interface Geometry {
  readonly storage: WebAssembly.Memory;
  /** Bytes of guest memory, from offset 0 on. */
  readonly size: number;
  /** One owner code a byte. */
  readonly owners: number;
  /** One mark a byte: written by the device since it was shared. */
  readonly written: number;
  /** One mark a page. */
  readonly dirty: number;
  readonly pageShift: number;
}

/** Bytes, owners and dirty pages at one instant; watches save themselves. */
export interface MemorySnapshot {
  readonly bytes: Uint8Array;
  readonly shadow: ShadowSnapshot;
  readonly dirty: Uint8Array;
}

const NOTHING = new Uint8Array(0);

const SILENT: Readonly<Record<Gate, InvariantName | undefined>> = {
  live: undefined,
  reset: "resetDeviceIsSilent",
  beforeDriverOk: "nothingBeforeDriverOk",
  suspended: "suspendedDeviceIsSilent",
  stopped: "stoppedDeviceIsSilent",
};

/** Guest memory with owners, access log and dirty log. */
export class GuestMemory {
  readonly size: number;
  readonly pageSize: number;
  readonly profile: "strict" | "as-deployed";
  readonly findings = new Findings();
  /** Present if the memory was made with `wasm`. */
  readonly geometry: Geometry | undefined;
  /** Accesses since the last `takeLog`; empty while `recording` is false. */
  readonly log: Access[] = [];
  recording: boolean;
  /** Whether device writes reach the dirty log; off to show what a lossy log loses. */
  tracking = true;

  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #shadow: Shadow;
  readonly #dirty: Uint8Array;
  readonly #pageShift: number;
  readonly #regions: Region[] = [];
  readonly #watches: Watch[] = [];

  constructor(options: MemoryOptions) {
    this.size = options.size;
    this.pageSize = options.pageSize ?? 4096;
    this.profile = options.profile ?? "strict";
    this.recording = options.record ?? false;
    this.#pageShift = Math.log2(this.pageSize);
    const pages = Math.ceil(this.size / this.pageSize);
    this.geometry = options.wasm ? geometryOf(this.size, pages, this.#pageShift) : undefined;
    const { geometry } = this;
    const part = (offset: number, length: number) =>
      geometry ? new Uint8Array(geometry.storage.buffer, offset, length) : new Uint8Array(length);
    this.#bytes = part(0, this.size);
    this.#view = new DataView(this.#bytes.buffer, 0, this.size);
    const { owners = 0, written = 0, dirty = 0 } = geometry ?? {};
    this.#shadow = new Shadow(part(owners, this.size), part(written, this.size));
    this.#dirty = part(dirty, pages);
  }

  read16(actor: Actor, address: number): number {
    if (!this.#admit(actor, address, 2, false)) return 0;
    const value = this.#view.getUint16(address, true);
    this.#afterRead(actor, address, 2);
    return value;
  }

  read32(actor: Actor, address: number): number {
    if (!this.#admit(actor, address, 4, false)) return 0;
    const value = this.#view.getUint32(address, true);
    this.#afterRead(actor, address, 4);
    return value;
  }

  /** An address of 2^53 or more loses low bits; it lies outside any memory anyway. */
  read64(actor: Actor, address: number): number {
    if (!this.#admit(actor, address, 8, false)) return 0;
    const value = this.peek64(address);
    this.#afterRead(actor, address, 8);
    return value;
  }

  write16(actor: Actor, address: number, value: number): void {
    if (!this.#admit(actor, address, 2, true)) return;
    const before = this.#copy(address, 2);
    this.#view.setUint16(address, value, true);
    this.#afterWrite(actor, address, 2, before);
  }

  write32(actor: Actor, address: number, value: number): void {
    if (!this.#admit(actor, address, 4, true)) return;
    const before = this.#copy(address, 4);
    this.#view.setUint32(address, value, true);
    this.#afterWrite(actor, address, 4, before);
  }

  write64(actor: Actor, address: number, value: number): void {
    if (!this.#admit(actor, address, 8, true)) return;
    const before = this.#copy(address, 8);
    this.#view.setUint32(address, value % 2 ** 32, true);
    this.#view.setUint32(address + 4, Math.floor(value / 2 ** 32), true);
    this.#afterWrite(actor, address, 8, before);
  }

  /** A block as a copy; zeroes when the block leaves memory. */
  readBytes(actor: Actor, address: number, length: number): Uint8Array {
    if (length === 0) return NOTHING;
    if (!this.#admit(actor, address, length, false)) return NOTHING;
    this.#afterRead(actor, address, length);
    return this.#bytes.slice(address, address + length);
  }

  writeBytes(actor: Actor, address: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (!this.#admit(actor, address, bytes.length, true)) return;
    const before = this.#copy(address, bytes.length);
    this.#bytes.set(bytes, address);
    this.#afterWrite(actor, address, bytes.length, before);
  }

  /** A memory barrier of the actor: memory is sequentially consistent here, so it
   *  changes nothing, but its absence is a breach where the text asks for one. */
  barrier(actor: Actor): void {
    if (this.recording) this.#record(actor, "barrier", 0, 0, NOTHING, NOTHING);
    for (const watch of this.#watches) watch.onBarrier(actor);
  }

  /** A kick or an interrupt for a queue. A silent device sends none. */
  notify(actor: Actor, kind: "kick" | "interrupt", queue: number): void {
    if (this.recording) this.#record(actor, kind, queue, 0, NOTHING, NOTHING);
    if (actor.side !== "device") return;
    const where = () => `${actor.name} interrupts for queue${queue}`;
    this.#checkGate(actor, where);
    if (actor.gate === "reset") return;
    for (const watch of this.#watches) {
      if (watch.queue !== queue || watch.enabled) continue;
      this.findings.add("resetQueueIsSilent", where, () => `queue${queue} is reset or not enabled`);
    }
  }

  /** Reads without an access: for watches and projections, never for an actor. */
  peek8(address: number): number {
    return this.#bytes[address] ?? 0;
  }

  peek16(address: number): number {
    return this.inside(address, 2) ? this.#view.getUint16(address, true) : 0;
  }

  peek32(address: number): number {
    return this.inside(address, 4) ? this.#view.getUint32(address, true) : 0;
  }

  peek64(address: number): number {
    return this.peek32(address) + this.peek32(address + 4) * 2 ** 32;
  }

  /** A copy of a block, without an access. */
  peekBytes(address: number, length: number): Uint8Array {
    return this.#bytes.slice(address, address + length);
  }

  inside(address: number, length: number): boolean {
    return Number.isInteger(address) && address >= 0 && address + length <= this.size;
  }

  ownerOf(address: number): OwnerName {
    return OWNER_NAMES[this.#shadow.owners[address] ?? 0] ?? "driver";
  }

  /** The queue that a shared byte belongs to, if any. */
  queueOf(address: number): number | undefined {
    const queue = this.#shadow.queues[address] ?? NO_QUEUE;
    return queue === NO_QUEUE ? undefined : queue;
  }

  /** Hands bytes to the device. Parts outside memory are left out. */
  share(address: number, length: number, owner: OwnerCode, queue: number): void {
    this.#shadow.share(address, length, owner, queue);
  }

  /** Takes one share back; the byte is the driver's when nobody else holds it. */
  unshare(address: number, length: number): void {
    this.#shadow.unshare(address, length);
  }

  /** The driver lets go of bytes: from now on a device access is a breach. */
  release(address: number, length: number): void {
    this.#shadow.release(address, length);
  }

  /** How many bytes from `address` on the device has written since they were shared. */
  writtenPrefix(address: number, length: number): number {
    return this.#shadow.writtenPrefix(address, length);
  }

  /** Registers a queue part; accesses to it are offered to the watch. */
  addRegion(watch: Watch, part: string, start: number, length: number): void {
    this.#regions.push({ start, end: start + length, part, watch });
    if (!this.#watches.includes(watch)) this.#watches.push(watch);
  }

  removeWatch(watch: Watch): void {
    const keep = this.#regions.filter((region) => region.watch !== watch);
    this.#regions.splice(0, this.#regions.length, ...keep);
    const at = this.#watches.indexOf(watch);
    if (at >= 0) this.#watches.splice(at, 1);
  }

  /** The field that a byte belongs to, or its address. */
  nameOf(address: number): string {
    const hex = `0x${address.toString(16)}`;
    for (const region of this.#regions) {
      if (address >= region.start && address < region.end)
        return `${region.watch.nameOf(region.part, address)} at ${hex}`;
    }
    return hex;
  }

  /** The log since the last call; it is empty afterwards. */
  takeLog(): readonly Access[] {
    const taken = this.log.slice();
    this.log.length = 0;
    return taken;
  }

  /** Numbers of the pages that a device wrote since the last call; clears them. */
  takeDirtyPages(): readonly number[] {
    const pages: number[] = [];
    for (let page = 0; page < this.#dirty.length; page++)
      if (this.takeDirty(page)) pages.push(page);
    return pages;
  }

  /** Reads and clears the dirty bit of one page. */
  takeDirty(page: number): boolean {
    const was = this.#dirty[page] === 1;
    this.#dirty[page] = 0;
    return was;
  }

  isDirty(page: number): boolean {
    return this.#dirty[page] === 1;
  }

  /**
   * A hypervisor claims that a copy holds what this memory holds, apart from the
   * pages that the dirty log still names.
   */
  checkCopy(copy: GuestMemory): void {
    const at = this.#differsFrom(copy, (page) => !this.isDirty(page));
    if (at === undefined) return;
    this.findings.add(
      "deviceWritesAreLogged",
      () => this.nameOf(at),
      () => `${this.peek8(at)} here, ${copy.peek8(at)} in the copy, and its page is not dirty`,
    );
  }

  /** A hypervisor hands over, and claims that its copy holds all that memory holds. */
  checkLastCopy(copy: GuestMemory): void {
    const at = this.#differsFrom(copy, () => true);
    if (at === undefined) return;
    this.findings.add(
      "lastCopyIsComplete",
      () => this.nameOf(at),
      () => `${this.peek8(at)} here, ${copy.peek8(at)} in the copy`,
    );
  }

  snapshot(): MemorySnapshot {
    return {
      bytes: this.#bytes.slice(),
      shadow: this.#shadow.snapshot(),
      dirty: this.#dirty.slice(),
    };
  }

  /** Back to a snapshot of a memory of the same size and page size. */
  load(snapshot: MemorySnapshot): void {
    this.#bytes.set(snapshot.bytes);
    this.loadOwners(snapshot);
    this.#dirty.set(snapshot.dirty);
  }

  /** Takes over who owns what, without the bytes: for the memory of a destination. */
  loadOwners(snapshot: MemorySnapshot): void {
    this.#shadow.load(snapshot.shadow);
  }

  /** The first byte of such a page that a copy holds differently. */
  #differsFrom(copy: GuestMemory, counts: (page: number) => boolean): number | undefined {
    for (let at = 0; at < this.size; at++)
      if (this.peek8(at) !== copy.peek8(at) && counts(at >> this.#pageShift)) return at;
    return undefined;
  }

  /** Whether the access may reach memory; everything else about it is reported. */
  #admit(actor: Actor, address: number, length: number, writes: boolean): boolean {
    const inside = this.inside(address, length);
    if (actor.side === "device") {
      if (actor.gate !== "live")
        this.#checkGate(actor, () => this.#where(actor, address, length, writes));
      if (inside) this.#checkOwners(actor, address, length, writes);
    }
    if (inside) return true;
    this.findings.add(
      "accessInMemory",
      () => this.#where(actor, address, length, writes),
      () => `guest memory has ${this.size} bytes`,
    );
    return false;
  }

  #checkGate(actor: Actor, where: () => string): void {
    const invariant = SILENT[actor.gate];
    if (invariant === undefined) return;
    if (invariant === "nothingBeforeDriverOk" && this.profile === "as-deployed") return;
    this.findings.add(invariant, where, () => `the device is ${actor.gate}`);
  }

  /** Reports the first byte that the device must not touch. */
  #checkOwners(actor: Actor, address: number, length: number, writes: boolean): void {
    for (let at = address; at < address + length; at++) {
      const owner = this.#shadow.owners[at] ?? 0;
      const breach = (writes ? WRITE_BREACH : READ_BREACH)[owner];
      const disabled =
        breach === undefined &&
        actor.gate !== "reset" &&
        !this.#queueEnabled(this.#shadow.queues[at] ?? NO_QUEUE);
      if (breach === undefined && !disabled) continue;
      this.findings.add(
        breach ?? "resetQueueIsSilent",
        () => this.#where(actor, address, length, writes),
        () =>
          disabled
            ? `queue${this.#shadow.queues[at]} is reset or not enabled`
            : `byte 0x${at.toString(16)} is ${OWNER_NAMES[owner]}`,
      );
      return;
    }
  }

  #queueEnabled(queue: number): boolean {
    for (const watch of this.#watches) if (watch.queue === queue) return watch.enabled;
    return true;
  }

  #where(actor: Actor, address: number, length: number, writes: boolean): string {
    return `${actor.name} ${writes ? "writes" : "reads"} ${this.nameOf(address)} (${length} bytes)`;
  }

  #copy(address: number, length: number): Uint8Array {
    return this.recording ? this.#bytes.slice(address, address + length) : NOTHING;
  }

  #afterRead(actor: Actor, address: number, length: number): void {
    if (this.recording) {
      const seen = this.#copy(address, length);
      this.#record(actor, "read", address, length, seen, seen);
    }
    for (const region of this.#regions) {
      if (address < region.end && address + length > region.start)
        region.watch.onRead(actor, region.part, address, length);
    }
  }

  #afterWrite(actor: Actor, address: number, length: number, before: Uint8Array): void {
    if (actor.side === "device") {
      this.#shadow.markWritten(address, length);
      const last = this.tracking ? (address + length - 1) >> this.#pageShift : -1;
      for (let page = address >> this.#pageShift; page <= last; page++) this.#dirty[page] = 1;
    }
    if (this.recording)
      this.#record(actor, "write", address, length, before, this.#copy(address, length));
    for (const region of this.#regions) {
      if (address < region.end && address + length > region.start)
        region.watch.onWrite(actor, region.part, address, length);
    }
  }

  #record(
    actor: Actor,
    kind: Access["kind"],
    address: number,
    length: number,
    before: Uint8Array,
    after: Uint8Array,
  ): void {
    this.log.push({ actor: actor.name, side: actor.side, kind, address, length, before, after });
  }
}

/** Four parts one after another; a little room behind each lets loops read 8 bytes. */
function geometryOf(size: number, pages: number, pageShift: number): Geometry {
  const [owners, written, dirty] = [size + 16, 2 * (size + 16), 3 * (size + 16)];
  const storage = new WebAssembly.Memory({ initial: Math.ceil((dirty + pages + 16) / 65536) });
  return { storage, size, owners, written, dirty, pageShift };
}
