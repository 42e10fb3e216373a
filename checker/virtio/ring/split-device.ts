/**
 * The device's side of a split virtqueue.
 *
 * It does what it is told, also when it should not: whether it may is the
 * business of gates, owners and watches. Its private state is `nextAvail`,
 * `nextUsed` and the buffers in flight; everything else is in guest memory.
 */
import { add16, distance16, wide } from "./arithmetic.ts";
import type { Chain } from "./chain.ts";
import { DeviceSide } from "./device-side.ts";
import type { Fetched } from "./held.ts";
import type { InvariantName } from "./invariants.ts";
import {
  availEntryAt,
  availIdxAt,
  DESC_INDIRECT,
  DESC_NEXT,
  DESC_WRITE,
  DESCRIPTOR_BYTES,
  type QueueConfig,
  usedEntryAt,
  usedIdxAt,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { SplitSuppression } from "./split-suppression.ts";

/** The device's private state of one queue, as a hypervisor may save it. */
export interface SplitDeviceState {
  readonly nextAvail: number;
  readonly nextUsed: number;
  /** Entries written and not yet published. */
  readonly written: number;
  /** The used idx at the last interrupt decision; undefined: not known. */
  readonly signalledAt: number | undefined;
  /** Heads in flight, in the order in which they were fetched. */
  readonly inFlight: readonly number[];
  /** How many of them, from the last one back, may still be given back. */
  readonly undoable: number;
}

/** Where a restored device starts. */
export type Positions =
  /** At the saved cursors. */
  | "saved"
  /** Both cursors at the used idx in memory: right only if nothing was in flight. */
  | "usedIdx"
  /** Both cursors at 0, as after a reset. */
  | "zero";

export class SplitDevice extends DeviceSide {
  readonly #suppression: SplitSuppression;
  #nextAvail = 0;
  #nextUsed = 0;
  #written = 0;
  #signalledAt: number | undefined = 0;

  constructor(memory: GuestMemory, actor: Actor, config: QueueConfig) {
    super(memory, actor, config);
    this.#suppression = new SplitSuppression(memory, actor, config, "device");
  }

  /** Private cursor: the next available entry to fetch. */
  get nextAvail(): number {
    return this.#nextAvail;
  }

  /** Private cursor: the next used entry to write. */
  get nextUsed(): number {
    return this.#nextUsed;
  }

  /** How many buffers wait, from the available idx in memory. */
  pollAvailIdx(): number {
    const idx = this.memory.read16(this.actor, availIdxAt(this.config));
    return distance16(this.#nextAvail, idx);
  }

  /** `nextUsed` at the last interrupt decision; one is due where they differ. Undefined:
   *  not known. */
  get signalledAt(): number | undefined {
    return this.#signalledAt;
  }

  /** Looks at the available idx and fetches the next buffer, if there is one. What it
   *  returns stands until the device uses the buffer. */
  fetch(): Chain | undefined {
    if (this.fault !== undefined) return undefined;
    const at = availEntryAt(this.config, this.#nextAvail);
    const isUnheard = this.#readsAvailUnheard(at);
    const idx = this.#readAvail(availIdxAt(this.config), isUnheard);
    const waiting = distance16(this.#nextAvail, idx);
    if (waiting === 0) return undefined;
    return waiting > this.config.size ? this.#failDistance(waiting) : this.#fetch(at, isUnheard);
  }

  #failDistance(waiting: number): undefined {
    const detail = `${waiting} buffers in a queue of ${this.config.size}`;
    return this.fail("availableDistanceWithinSize", availIdxAt(this.config), detail);
  }

  /** Whether idx and entry may be read without an access. */
  #readsAvailUnheard(at: number): boolean {
    const { driverArea, size } = this.config;
    return this.memory.asOne.mayRead(this.actor, driverArea, 4 + 2 * size, at);
  }

  #readAvail(at: number, isUnheard: boolean): number {
    const memory = this.memory;
    return isUnheard ? memory.view.getUint16(at, true) : memory.read16(this.actor, at);
  }

  /** Fetches the entry at `nextAvail` and its chain without looking at the idx. */
  fetchHead(): Chain | undefined {
    const at = availEntryAt(this.config, this.#nextAvail);
    return this.#fetch(at, this.#readsAvailUnheard(at));
  }

  #fetch(at: number, isUnheard: boolean): Chain | undefined {
    const head = this.#readAvail(at, isUnheard);
    if (head >= this.config.size)
      return this.fail("headInTable", at, `head ${head} in a queue of ${this.config.size}`);
    if (!this.#walk(head)) return undefined;
    if (this.held.count >= this.config.size)
      return this.fail("inFlightWithinSize", at, `${this.held.count} buffers are in flight`);
    if (this.held.has(head)) return this.fail("usedOnce", at, `head ${head} is in flight already`);
    this.#nextAvail = add16(this.#nextAvail, 1);
    this.held.undoable++;
    return this.held.take();
  }

  /** Gives the buffer that was fetched last back to the ring, if it is still in flight. */
  undoFetch(): boolean {
    if (this.held.count === 0 || this.held.undoable === 0) return false;
    this.held.undoable--;
    this.held.drop(this.held.order.last);
    this.#nextAvail = add16(this.#nextAvail, -1);
    return true;
  }

  /** Writes id and len into the next used entry; the used idx stays as it is. */
  writeUsedEntry(head: number, length: number): void {
    const at = usedEntryAt(this.config, add16(this.#nextUsed, this.#written));
    this.memory.write32(this.actor, at, head);
    this.memory.write32(this.actor, at + 4, length);
    // An entry for what is not in flight counts all the same.
    this.#written += this.held.finish(head, this.config.features.inOrder) || 1;
  }

  /** Moves the used idx over the entries written: the driver may take them. */
  publishUsedIdx(): void {
    this.#nextUsed = add16(this.#nextUsed, this.#written);
    this.#written = 0;
    this.memory.write16(this.actor, usedIdxAt(this.config), this.#nextUsed);
  }

  /** Returns a buffer: entry, barrier, idx. The payload has been written before. */
  use(head: number, length: number): void {
    if (this.#usesAsOne(head, length)) return;
    this.writeUsedEntry(head, length);
    this.barrier();
    this.publishUsedIdx();
  }

  #usesAsOne(head: number, length: number): boolean {
    const { config } = this;
    if (this.#written > 0 || !this.held.has(head) || config.features.inOrder) return false;
    const next = add16(this.#nextUsed, 1);
    const at = usedEntryAt(config, this.#nextUsed);
    const isDone = this.memory.asOne.writeReturn(
      this.actor,
      at,
      head,
      length,
      usedIdxAt(config),
      next,
    );
    if (!isDone) return false;
    this.held.finish(head, false);
    this.#nextUsed = next;
    return true;
  }

  /** Barrier, then the decision from avail.flags or used_event since the last one. */
  needsInterrupt(): boolean {
    this.barrier();
    const from = this.#signalledAt;
    this.#signalledAt = this.#nextUsed;
    return from !== this.#nextUsed && this.#suppression.isAsked(from, this.#nextUsed);
  }

  /** Advises the driver that no kick is wanted. */
  suppressKicks(): void {
    this.#suppression.suppress(this.#nextAvail);
  }

  /**
   * Asks for a kick at the next available buffer, then looks once more.
   *
   * @returns whether buffers wait already: then nobody may sleep.
   */
  enableKicks(): boolean {
    this.askForKick(this.#nextAvail);
    this.barrier();
    return this.pollAvailIdx() > 0;
  }

  /** Only the write that asks: flags = 0, or avail_event = `event`. */
  askForKick(event: number): void {
    this.#suppression.askFor(event);
  }

  /** Queue or device reset: both cursors 0, nothing in flight, no fault. */
  reset(): void {
    this.#nextAvail = 0;
    this.#nextUsed = 0;
    this.#written = 0;
    this.#signalledAt = 0;
    this.forget();
  }

  /** As after earlier rounds, with nothing in flight.
   *
   *  @param isTold whether it knows that it owes no interrupt */
  standAt(index: number, isTold = true): void {
    this.reset();
    this.#nextAvail = index;
    this.#nextUsed = index;
    this.#signalledAt = isTold ? index : undefined;
  }

  save(): SplitDeviceState {
    return {
      nextAvail: this.#nextAvail,
      nextUsed: this.#nextUsed,
      written: this.#written,
      signalledAt: this.#signalledAt,
      inFlight: this.inFlight,
      undoable: this.held.undoable,
    };
  }

  /**
   * Takes over a saved state. Buffers in flight are fetched again from their
   * heads, unless `keepInFlight` is false: then they are lost.
   */
  restore(state: SplitDeviceState, positions: Positions = "saved", keepInFlight = true): void {
    this.reset();
    if (positions === "saved") {
      this.#nextAvail = state.nextAvail;
      this.#nextUsed = state.nextUsed;
      this.#written = state.written;
      this.#signalledAt = state.signalledAt;
    } else if (positions === "usedIdx") {
      const idx = this.memory.read16(this.actor, usedIdxAt(this.config));
      this.#nextAvail = idx;
      this.#nextUsed = idx;
      this.#signalledAt = undefined;
    }
    if (!keepInFlight) return;
    for (const head of state.inFlight)
      if (this.#walk(head) && !this.held.has(head)) this.held.take();
    if (positions === "saved") this.held.undoable = state.undoable;
  }

  /** Takes over a buffer that another device has fetched, whole: no access. */
  adopt(buffer: Fetched): void {
    this.held.adopt(buffer);
  }

  /** Reads a chain into what the device will hold next; false where it gives up. */
  #walk(head: number): boolean {
    const memory = this.memory;
    const { view } = memory;
    const actor = this.actor;
    const chain = this.held.next;
    chain.start(head);
    let base = this.config.desc;
    let entries = this.config.size;
    let index = head;
    let steps = 0;
    let nested = false;
    let isOpen = head < entries && memory.asOne.isOpen(actor, base, DESCRIPTOR_BYTES * entries);
    for (;;) {
      const at = base + DESCRIPTOR_BYTES * index;
      if (steps++ === entries)
        return this.giveUp("chainEnds", at, `more than ${entries} descriptors`);
      const unheard = isOpen && memory.asOne.isUnheard(at);
      const address = unheard ? wide(view, at) : memory.read64(actor, at);
      const length = unheard ? view.getUint32(at + 8, true) : memory.read32(actor, at + 8);
      const flags = unheard ? view.getUint16(at + 12, true) : memory.read16(actor, at + 12);
      if (flags & DESC_INDIRECT) {
        const breach = this.#indirectBreach(nested, address, length);
        if (breach !== undefined) return this.giveUpTable(breach, at, address, length);
        nested = true;
        base = address;
        entries = length / DESCRIPTOR_BYTES;
        index = 0;
        steps = 0;
        isOpen = memory.asOne.isOpen(actor, base, length);
        continue;
      }
      if (!this.addElement(at, chain, address, length, (flags & DESC_WRITE) !== 0)) return false;
      if (chain.elements > this.config.size)
        return this.giveUp("chainEnds", at, `more than ${this.config.size} elements`);
      if (!(flags & DESC_NEXT)) return true;
      index = unheard ? view.getUint16(at + 14, true) : memory.read16(actor, at + 14);
      if (index >= entries) return this.giveUp("nextInTable", at, `next ${index} of ${entries}`);
    }
  }

  /** INDIRECT together with NEXT is the driver's breach; the device ignores NEXT. */
  #indirectBreach(nested: boolean, address: number, length: number): InvariantName | undefined {
    if (!this.config.features.indirect) return "indirectNegotiated";
    if (nested) return "indirectNotNested";
    if (length === 0 || length % DESCRIPTOR_BYTES !== 0) return "indirectTableWhole";
    return this.memory.inside(address, length) ? undefined : "accessInMemory";
  }
}
