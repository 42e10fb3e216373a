/**
 * Watches one packed queue and reports what breaks an invariant.
 *
 * It sees accesses and bytes only. From them it follows where the driver exposes
 * next and where the device publishes next, each with its wrap counter.
 */
import { type CursorClaim, checkCursors } from "./cursors.ts";
import type { Exposure } from "./exposures.ts";
import { DESC_WRITE, descAt, type QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { viewList } from "./packed-chain.ts";
import type { PackedDeviceState } from "./packed-device.ts";
import {
  advancePacked,
  availableBits,
  EVENT_DESC,
  EVENT_DISABLE,
  namePackedField,
  type Position,
  packedAreas,
  packPosition,
  START,
  slotOf,
  unpackPosition,
  usedBits,
  wrapBits,
  wrapOf,
} from "./packed-layout.ts";
import { QueueWatch } from "./queue-watch.ts";
import type { Debt } from "./recheck.ts";
import { OWNER } from "./shadow.ts";

/** Everything that the watch remembers, as one value. */
export interface PackedWatchState {
  readonly enabled: boolean;
  readonly exposeAt: Position;
  readonly publishAt: Position;
  readonly exposures: readonly (readonly [number, Exposure])[];
  readonly entryBytes: Uint16Array;
  readonly unordered: boolean;
  readonly debts: readonly [driver: Debt, device: Debt];
}

/** Bits of the len and id bytes of a descriptor: offsets 8 to 13. */
const ENTRY_COMPLETE = 0x3f00;

const INCOMPLETE = () => "len or id was not written before the flags";

const AT_START = packPosition(START);

export class PackedWatch extends QueueWatch {
  /** Where the driver exposes next, a position in its 16-bit form. */
  #exposeAt = AT_START;
  /** Where the device publishes next. */
  #publishAt = AT_START;
  /** Slots of the ring that exposed lists occupy. */
  #occupied = 0;
  /** For each slot, the bytes that the device wrote since the slot was exposed or used. */
  readonly #entryBytes: Uint16Array;

  constructor(memory: GuestMemory, config: QueueConfig) {
    super(memory, config, false);
    this.#entryBytes = new Uint16Array(config.size);
    for (const area of packedAreas(config))
      memory.addRegion(this, area.part, area.start, area.length);
  }

  /** The queue becomes enabled: its areas are the device's to use, nothing is exposed. */
  enable(): void {
    this.forget();
    this.standAt(START);
    this.#occupied = 0;
    this.#entryBytes.fill(0);
    this.enabled = true;
    for (const { part, start, length } of packedAreas(this.config)) {
      const owner = part === "driver event" ? OWNER.ringReadable : OWNER.ringShared;
      this.memory.share(start, length, owner, this.queue);
    }
  }

  /** The queue was enabled, and has gone round up to a position. */
  standAt(position: Position): void {
    this.#exposeAt = packPosition(position);
    this.#publishAt = this.#exposeAt;
  }

  nameOf(part: string, address: number): string {
    return namePackedField(this.config, part, address);
  }

  ignoresReads(actor: Actor, part: string, address: number): boolean {
    const isOwed = this.deviceRecheck.debt !== "none";
    const slot = (address - this.config.desc) >> 4;
    return actor.side === "device" && part === "ring" && !isOwed && this.#holds(slot);
  }

  onRead(actor: Actor, part: string, address: number, _length: number): void {
    if (part !== "ring" || actor.side === "hypervisor") return;
    const offset = address - this.config.desc;
    if ((offset & 15) === 14) {
      // Flags may be polled at any time, on either side.
      if (actor.side === "driver") this.driverRecheck.looked();
      else this.deviceRecheck.looked();
      return;
    }
    if (actor.side === "device" && !this.#holds(offset >> 4))
      this.report(actor, "fetchOnlyAvailable", address, () => "nothing is available there");
  }

  onWrite(actor: Actor, part: string, address: number, length: number): void {
    if (!this.enabled || actor.side === "hypervisor") return;
    if (part === "ring") {
      if (actor.side === "driver") this.#onDriverWrite(actor, address);
      else this.#onDeviceWrite(actor, address, length);
      return;
    }
    this.#onEventWrite(actor, part, address);
  }

  #onEventWrite(actor: Actor, part: string, address: number): void {
    const own = part === "driver event" ? "driver" : "device";
    if (actor.side !== own) {
      this.report(actor, "usedRingUnwrittenByDriver", address, () => `${part} is the ${own}'s`);
      return;
    }
    const area = own === "driver" ? this.config.driverArea : this.config.deviceArea;
    const recheck = own === "driver" ? this.driverRecheck : this.deviceRecheck;
    recheck.wrote((this.memory.peek16(area + 2) & 3) !== EVENT_DISABLE);
  }

  /** The second number is id and flags. */
  takesReturn(actor: Actor, part: string, address: number, length: number, upper: number): boolean {
    if (!this.enabled) return true;
    const { config } = this;
    const flags = upper >>> 16;
    const slot = slotOf(this.#publishAt);
    const isNext =
      part === "ring" &&
      actor.side === "device" &&
      address === descAt(config, slot) + 8 &&
      this.#occupied > 0 &&
      wrapBits(flags) === usedBits(wrapOf(this.#publishAt));
    if (!isNext || config.features.inOrder) return false;
    const written = flags & DESC_WRITE ? length : 0;
    const slots = this.exposures.takeUnheard(upper & 0xffff, written);
    if (slots === 0) return false;
    this.#entryBytes[slot] = 0;
    this.#publishAt = advancePacked(this.#publishAt, slots, config.size);
    this.#occupied -= slots;
    return true;
  }

  takesDescriptor(_actor: Actor, part: string, address: number, isPart: boolean): boolean {
    if (!this.enabled) return true;
    const offset = address - this.config.desc;
    const slot = offset >> 4;
    const exposes = !isPart && slot === slotOf(this.#exposeAt);
    if (part !== "ring" || (offset & 15) !== 0 || exposes || this.#holds(slot)) return false;
    this.unordered = true;
    return true;
  }

  /**
   * A side decided whether to notify after it passed `moved` slots and now stands
   * at `to`. The rule is counted out slot by slot, not with the closed form.
   */
  declareDecision(actor: Actor, to: Position, moved: number, notifies: boolean): void {
    const { config } = this;
    const area = actor.side === "driver" ? config.deviceArea : config.driverArea;
    const flags = this.memory.peek16(area + 2) & 3;
    let asked = moved > 0 && flags !== EVENT_DISABLE;
    if (asked && flags === EVENT_DESC && config.features.eventIdx) {
      const event = this.memory.peek16(area);
      let at = packPosition(to);
      asked = false;
      for (let i = 0; i < Math.min(moved, 2 * config.size); i++) {
        at = slotOf(at) > 0 ? at - 1 : (at ^ 0x8000) + config.size - 1;
        if (at === event) asked = true;
      }
    }
    if (asked === notifies) return;
    this.report(
      actor,
      asked ? "notifiesWhenAsked" : "staysQuietWhenAsked",
      area,
      () => `${moved} slots up to slot ${to.slot}, wrap ${to.wrap}; flags ${flags}`,
    );
  }

  /** A side claims that it asked to be notified at a position. */
  declareAsked(actor: Actor, event: Position): void {
    const at = actor.side === "driver" ? this.config.driverArea : this.config.deviceArea;
    const reads = this.memory.peek16(at);
    if (reads !== packPosition(event))
      this.report(
        actor,
        "availEventReadsBack",
        at,
        () => `asked for slot ${event.slot}, reads ${reads}`,
      );
  }

  /** The device claims something of its private cursors. */
  declareCursors(actor: Actor, claim: CursorClaim, state: PackedDeviceState): void {
    const { size } = this.config;
    const linear = ({ slot, wrap }: Position) => slot + (wrap === 1 ? 0 : size);
    checkCursors(
      this.memory,
      actor,
      claim,
      {
        nextAvail: linear(state.nextAvail),
        nextUsed: linear(state.nextUsed),
        inFlight: state.inFlight.map((list) => list.head),
        weight: state.inFlight.reduce((sum, list) => sum + list.slots, 0),
      },
      {
        exposedUpTo: linear(unpackPosition(this.#exposeAt)),
        usedUpTo: linear(unpackPosition(this.#publishAt)),
        exposed: this.exposures.ids,
        size,
        modulus: 2 * size,
      },
    );
  }

  save(): PackedWatchState {
    return {
      enabled: this.enabled,
      exposeAt: unpackPosition(this.#exposeAt),
      publishAt: unpackPosition(this.#publishAt),
      exposures: this.exposures.entries(),
      entryBytes: this.#entryBytes.slice(),
      unordered: this.unordered,
      debts: this.debts,
    };
  }

  load(state: PackedWatchState): void {
    this.enabled = state.enabled;
    this.#exposeAt = packPosition(state.exposeAt);
    this.#publishAt = packPosition(state.publishAt);
    this.exposures.load(state.exposures);
    this.#occupied = state.exposures.reduce((sum, [, e]) => sum + e.descriptors.length, 0);
    this.#entryBytes.set(state.entryBytes);
    this.unordered = state.unordered;
    this.debts = state.debts;
  }

  protected looksAt(side: "driver" | "device"): number {
    return side === "driver" ? this.config.driverArea : this.config.deviceArea;
  }

  /** Whether the slot lies in the stretch that the driver has exposed. */
  #holds(slot: number): boolean {
    const ahead = slot - slotOf(this.#publishAt);
    return (ahead < 0 ? ahead + this.config.size : ahead) < this.#occupied;
  }

  #onDriverWrite(actor: Actor, address: number): void {
    const offset = address - this.config.desc;
    const slot = offset >> 4;
    if (this.#holds(slot)) {
      this.report(actor, "exposedBufferUnchanged", address, () => "the descriptor is exposed");
      return;
    }
    const isFlags = (offset & 15) === 14;
    if (!isFlags || slot !== slotOf(this.#exposeAt)) {
      this.unordered = true;
      return;
    }
    const flags = this.memory.peek16(address);
    const wrap = wrapOf(this.#exposeAt);
    if (wrapBits(flags) !== availableBits(wrap))
      this.#reportWrap(actor, address, flags, `driver wrap counter ${wrap}`);
    else this.#expose(actor, address);
  }

  #expose(actor: Actor, address: number): void {
    const { size } = this.config;
    if (this.unordered)
      this.report(
        actor,
        "barrierBeforeExposure",
        address,
        () => "descriptors were written after the last barrier",
      );
    const view = this.view;
    viewList(this.memory, this.config, this.#exposeAt, view);
    const { slots, descriptors, head } = view;
    view.reportBreaches(this, actor, address);
    if (this.#occupied + slots > size)
      this.report(
        actor,
        "availableDistanceWithinSize",
        address,
        () => `${this.#occupied + slots} slots in a ring of ${size}`,
      );
    this.#exposeAt = advancePacked(this.#exposeAt, slots, size);
    for (let i = 0; i < slots; i++) this.#entryBytes[descriptors[i]!] = 0;
    if (this.exposures.has(head)) {
      this.report(actor, "exposedBufferUnchanged", address, () => `id ${head} is exposed already`);
      return;
    }
    this.#occupied = Math.min(size, this.#occupied + slots);
    this.view = this.exposures.expose(view);
  }

  #onDeviceWrite(actor: Actor, address: number, length: number): void {
    const offset = address - this.config.desc;
    const slot = offset >> 4;
    const isFlags = (offset & 15) === 14;
    if (!this.#holds(slot) || (isFlags && slot !== slotOf(this.#publishAt)))
      this.#reportTurn(actor, address, slotOf(this.#publishAt));
    else if (isFlags) this.#return(actor, address, slot);
    else {
      const bytes = length < 16 ? (1 << length) - 1 : 0xffff;
      this.#entryBytes[slot] = this.#entryBytes[slot]! | (bytes << (offset & 15));
    }
  }

  #return(actor: Actor, address: number, slot: number): void {
    const { config } = this;
    const at = descAt(config, slot);
    const flags = this.memory.peek16(address);
    const wrap = wrapOf(this.#publishAt);
    if (wrapBits(flags) !== usedBits(wrap)) {
      this.#reportWrap(actor, address, flags, `device wrap counter ${wrap}`);
      return;
    }
    if ((this.#entryBytes[slot]! & ENTRY_COMPLETE) !== ENTRY_COMPLETE)
      this.report(actor, "entryBeforeUsedIdx", address, INCOMPLETE);
    this.#entryBytes[slot] = 0;
    const id = this.memory.peek16(at + 12);
    const length = flags & DESC_WRITE ? this.memory.peek32(at + 8) : 0;
    const slots = config.features.inOrder
      ? this.#takeUpTo(actor, at, id, length)
      : this.exposures.take(id, length, this, actor, at);
    this.#publishAt = advancePacked(this.#publishAt, slots, config.size);
    this.#occupied -= slots;
  }

  /** IN_ORDER: a used descriptor returns all buffers up to the one that it names. */
  #takeUpTo(actor: Actor, at: number, id: number, length: number): number {
    const { order } = this.exposures;
    if (!order.has(id)) {
      const due = `due is ${order.size > 0 ? order.first : undefined} or a later one`;
      this.report(actor, "inOrderUse", at, () => `id ${id} is not exposed; ${due}`);
      return 0;
    }
    let slots = 0;
    for (let due = order.first; ; ) {
      const next = order.after(due);
      slots += this.exposures.take(due, due === id ? length : 0, this, actor, at);
      if (due === id) return slots;
      due = next;
    }
  }

  #reportTurn(actor: Actor, address: number, due: number): void {
    this.report(actor, "usedEntryInTurn", address, () => `due is slot ${due}`);
  }

  #reportWrap(actor: Actor, address: number, flags: number, counter: string): void {
    const detail = () => `flags 0x${flags.toString(16)}, ${counter}`;
    this.report(actor, "wrapCountersToggle", address, detail);
  }
}
