/**
 * The flat guest memory that driver and device share.
 *
 * Every access names its actor, stays inside the memory, is held against the
 * actor's gate and the byte's owner, and is offered to the watches of the
 * queues. Nothing throws: a breach becomes a value in `findings`.
 */

import type { Access, Actor, Gate, Watch } from "./access.ts";
import { wide } from "./arithmetic.ts";
import { AsOne } from "./as-one.ts";
import { DirtyLog, reportDifference } from "./dirty-log.ts";
import { Guard, type Profile } from "./guard.ts";
import { Hearing } from "./hearing.ts";
import { Findings } from "./invariants.ts";
import { checkSizes, type MemoryOptions, type MemorySnapshot } from "./memory-options.ts";
import { NO_QUEUE, OWNER_NAMES, type OwnerCode, type OwnerName, Shadow } from "./shadow.ts";

export type { Access, Actor, Gate, MemoryOptions, MemorySnapshot, Watch };

const NOTHING = new Uint8Array(0);

/** Guest memory with owners, access log and dirty log. */
export class GuestMemory {
  readonly size: number;
  readonly pageSize: number;
  readonly profile: Profile;
  readonly findings = new Findings();
  /** Pages that devices have written, as a hypervisor reads and clears them. */
  readonly dirty: DirtyLog;
  /** Accesses since the last `takeLog`; empty while `recording` is false. */
  readonly log: Access[] = [];
  recording: boolean;

  readonly #bytes: Uint8Array;
  /** The bytes, for whoever may look at them without an access. */
  readonly view: DataView;
  readonly #shadow: Shadow;
  readonly #guard: Guard;
  readonly #hearing: Hearing;
  /** Accesses that belong together, made as one. */
  readonly asOne: AsOne;

  constructor(options: MemoryOptions) {
    this.size = options.size;
    this.pageSize = options.pageSize ?? 4096;
    checkSizes(this.size, this.pageSize);
    this.profile = options.profile ?? "strict";
    this.recording = options.record ?? false;
    const pageShift = Math.log2(this.pageSize);
    const pages = Math.ceil(this.size / this.pageSize);
    this.#bytes = new Uint8Array(this.size);
    this.view = new DataView(this.#bytes.buffer);
    this.#shadow = new Shadow(this.size);
    this.#guard = new Guard(this.#shadow, this.findings, this.profile);
    this.#hearing = new Hearing(this.size);
    this.dirty = new DirtyLog(new Uint8Array(pages), pageShift);
    this.asOne = new AsOne(this, this.#shadow, this.#hearing);
  }

  read16(actor: Actor, address: number): number {
    if (!this.#mayRead(actor, address, 2)) return 0;
    const value = this.view.getUint16(address, true);
    this.#afterRead(actor, address, 2);
    return value;
  }

  read32(actor: Actor, address: number): number {
    if (!this.#mayRead(actor, address, 4)) return 0;
    const value = this.view.getUint32(address, true);
    this.#afterRead(actor, address, 4);
    return value;
  }

  /** An address of 2^53 or more loses low bits; it lies outside any memory anyway. */
  read64(actor: Actor, address: number): number {
    if (!this.#mayRead(actor, address, 8)) return 0;
    const value = wide(this.view, address);
    this.#afterRead(actor, address, 8);
    return value;
  }

  write16(actor: Actor, address: number, value: number): void {
    if (!this.#mayWrite(actor, address, 2)) return;
    const before = this.#copy(address, 2);
    this.view.setUint16(address, value, true);
    this.#afterWrite(actor, address, 2, before);
  }

  write32(actor: Actor, address: number, value: number): void {
    if (!this.#mayWrite(actor, address, 4)) return;
    const before = this.#copy(address, 4);
    this.view.setUint32(address, value, true);
    this.#afterWrite(actor, address, 4, before);
  }

  write64(actor: Actor, address: number, value: number): void {
    if (!this.#mayWrite(actor, address, 8)) return;
    const before = this.#copy(address, 8);
    this.view.setUint32(address, value, true);
    this.view.setUint32(address + 4, value < 2 ** 32 ? 0 : value / 2 ** 32, true);
    this.#afterWrite(actor, address, 8, before);
  }

  /** A block as a copy; zeroes when the block leaves memory. */
  readBytes(actor: Actor, address: number, length: number): Uint8Array {
    if (length === 0) return NOTHING;
    if (!this.#mayRead(actor, address, length)) return NOTHING;
    this.#afterRead(actor, address, length);
    return this.#bytes.slice(address, address + length);
  }

  /** All of `bytes`, or `length` of them from `from` on. */
  writeBytes(
    actor: Actor,
    address: number,
    bytes: Uint8Array,
    from = 0,
    length = bytes.length,
  ): void {
    if (length === 0) return;
    if (!this.#mayWrite(actor, address, length)) return;
    const before = this.#copy(address, length);
    if (length > 32) this.#bytes.set(bytes.subarray(from, from + length), address);
    else for (let i = 0; i < length; i++) this.#bytes[address + i] = bytes[from + i]!;
    this.#afterWrite(actor, address, length, before);
  }

  /** A memory barrier of the actor: memory is sequentially consistent here, so it
   *  changes nothing, but its absence is a breach where the text asks for one. */
  barrier(actor: Actor): void {
    if (this.recording) this.#record(actor, "barrier", 0, 0, NOTHING, NOTHING);
    this.#hearing.barrier(actor);
  }

  /** A kick or an interrupt for a queue. A silent device sends none. */
  notify(actor: Actor, kind: "kick" | "interrupt", queue: number): void {
    if (this.recording) this.#record(actor, kind, queue, 0, NOTHING, NOTHING);
    if (actor.side === "device") this.#guard.checkInterrupt(actor, queue);
  }

  /** Reads without an access: for watches and projections, never for an actor. */
  peek8(address: number): number {
    return this.#bytes[address] ?? 0;
  }

  peek16(address: number): number {
    return this.inside(address, 2) ? this.view.getUint16(address, true) : 0;
  }

  peek32(address: number): number {
    return this.inside(address, 4) ? this.view.getUint32(address, true) : 0;
  }

  peek64(address: number): number {
    if (this.inside(address, 8)) return wide(this.view, address);
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
    return OWNER_NAMES[this.#shadow.ownerOf(address)]!;
  }

  /** The queue that a shared byte belongs to, if any. */
  queueOf(address: number): number | undefined {
    const queue = this.#shadow.queueOf(address);
    return queue === NO_QUEUE ? undefined : queue;
  }

  /**
   * Hands bytes to the device. Parts outside memory are left out.
   *
   * @returns the share, by a number of its own
   */
  share(address: number, length: number, owner: OwnerCode, queue: number): number {
    return this.#shadow.share(address, length, owner, queue);
  }

  /** Takes a share back; a byte is the driver's when no other share holds it. */
  unshare(share: number): void {
    this.#shadow.unshare(share);
  }

  /** Whether the device may touch what it was given for a queue. */
  enableQueue(queue: number, on: boolean): void {
    this.#shadow.enable(queue, on);
  }

  /** The driver lets go of bytes: from now on a device access is a breach. */
  release(address: number, length: number): void {
    this.#shadow.release(address, length);
  }

  /** How many bytes from `address` on the device has written since they were shared. */
  writtenPrefix(address: number, length: number): number {
    return this.#shadow.writtenPrefix(address, length);
  }

  /** Registers a queue part; accesses to it are offered to the watch, reads if it asks. */
  addRegion(watch: Watch, part: string, start: number, length: number, reads = true): void {
    this.#hearing.add({ start, end: start + length, part, watch, reads });
    this.enableQueue(watch.queue, watch.enabled);
  }

  removeWatch(watch: Watch): void {
    this.#hearing.remove(watch);
    const other = this.#hearing.watches.find(({ queue }) => queue === watch.queue);
    this.enableQueue(watch.queue, other?.enabled ?? true);
  }

  /** The field that a byte belongs to, or its address. */
  nameOf(address: number): string {
    const hex = `0x${address.toString(16)}`;
    const region = this.#hearing.partAt(address);
    return region === undefined ? hex : `${region.watch.nameOf(region.part, address)} at ${hex}`;
  }

  /** The log since the last call; it is empty afterwards. */
  takeLog(): readonly Access[] {
    const taken = this.log.slice();
    this.log.length = 0;
    return taken;
  }

  /**
   * A hypervisor claims that a copy holds what this memory holds, apart from the
   * pages that the dirty log still names.
   */
  checkCopy(copy: GuestMemory): void {
    reportDifference(this, copy, "deviceWritesAreLogged");
  }

  /** A hypervisor hands over, and claims that its copy holds all that memory holds. */
  checkLastCopy(copy: GuestMemory): void {
    reportDifference(this, copy, "lastCopyIsComplete");
  }

  /** Another guest begins: nothing is shared, released or dirty, and each byte is `byte`.
   *  Watches stay, and are told by whoever has them. */
  renew(byte: number): void {
    this.#bytes.fill(byte);
    this.#shadow.renew();
    this.dirty.marks.fill(0);
    this.log.length = 0;
  }

  snapshot(): MemorySnapshot {
    return {
      bytes: this.#bytes.slice(),
      shadow: this.#shadow.snapshot(),
      dirty: this.dirty.marks.slice(),
    };
  }

  /** Back to a snapshot of a memory of the same size and page size. */
  load(snapshot: MemorySnapshot): void {
    this.#bytes.set(snapshot.bytes);
    this.loadOwners(snapshot);
    this.dirty.marks.set(snapshot.dirty);
  }

  /** Takes over who owns what, without the bytes: for the memory of a destination. */
  loadOwners(snapshot: MemorySnapshot): void {
    this.#shadow.load(snapshot.shadow);
  }

  /** Whether a read reaches memory. Whatever is to be said of it is said. */
  #mayRead(actor: Actor, address: number, length: number): boolean {
    const isSilent =
      actor.side === "device"
        ? actor.gate === "live" && this.#shadow.mayRead(address, length)
        : this.inside(address, length);
    return isSilent || this.#examine(actor, address, length, false);
  }

  #mayWrite(actor: Actor, address: number, length: number): boolean {
    const isSilent =
      actor.side === "device"
        ? actor.gate === "live" && this.#shadow.mayWrite(address, length)
        : this.inside(address, length);
    return isSilent || this.#examine(actor, address, length, true);
  }

  /** Says what an access breaks; whether it reaches memory. */
  #examine(actor: Actor, address: number, length: number, writes: boolean): boolean {
    const inside = this.inside(address, length);
    const where = () =>
      `${actor.name} ${writes ? "writes" : "reads"} ${this.nameOf(address)} (${length} bytes)`;
    if (actor.side === "device") {
      this.#guard.checkGate(actor, where);
      if (inside) this.#guard.checkOwners(actor, address, length, writes, where);
    }
    if (!inside)
      this.findings.add("accessInMemory", where, () => `guest memory has ${this.size} bytes`);
    return inside;
  }

  #copy(address: number, length: number): Uint8Array {
    return this.recording ? this.#bytes.slice(address, address + length) : NOTHING;
  }

  #afterRead(actor: Actor, address: number, length: number): void {
    if (this.recording) this.#recordRead(actor, address, length);
    this.#hearing.read(actor, address, length);
  }

  #afterWrite(actor: Actor, address: number, length: number, before: Uint8Array): void {
    if (actor.side === "device") {
      this.#shadow.markWritten(address, length);
      this.dirty.mark(address, length);
    }
    if (this.recording)
      this.#record(actor, "write", address, length, before, this.#copy(address, length));
    this.#hearing.write(actor, address, length);
  }

  #recordRead(actor: Actor, address: number, length: number): void {
    const seen = this.#copy(address, length);
    this.#record(actor, "read", address, length, seen, seen);
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
