/**
 * Watches one packed queue and reports what breaks an invariant.
 *
 * It sees accesses and bytes only. From them it follows where the driver exposes
 * next and where the device publishes next, each with its wrap counter.
 */
import { type CursorClaim, checkCursors } from "./cursors.ts";
import { type Exposure, Exposures } from "./exposures.ts";
import type { InvariantName } from "./invariants.ts";
import { DESC_WRITE, descAt, type QueueConfig } from "./layout.ts";
import type { Actor, GuestMemory, Watch } from "./memory.ts";
import { viewList } from "./packed-chain.ts";
import type { PackedDeviceState } from "./packed-device.ts";
import {
  advance,
  availableBits,
  EVENT_DESC,
  EVENT_DISABLE,
  namePackedField,
  type Position,
  packedAreas,
  packPosition,
  START,
  usedBits,
  wrapBits,
} from "./packed-layout.ts";
import { type Debt, Recheck } from "./recheck.ts";
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

export class PackedWatch implements Watch {
  readonly queue: number;
  readonly config: QueueConfig;
  enabled = false;
  readonly #memory: GuestMemory;
  /** Where the driver exposes next. */
  #exposeAt: Position = START;
  /** Where the device publishes next. */
  #publishAt: Position = START;
  readonly #exposures: Exposures;
  /** Slots of the ring that exposed lists occupy. */
  #occupied = 0;
  /** For each slot, the bytes that the device wrote since the slot was exposed or used. */
  readonly #entryBytes: Uint16Array;
  #unordered = false;
  readonly #driverRecheck = new Recheck();
  readonly #deviceRecheck = new Recheck();

  constructor(memory: GuestMemory, config: QueueConfig) {
    this.#memory = memory;
    this.config = config;
    this.queue = config.queue;
    this.#exposures = new Exposures(memory, config.queue);
    this.#entryBytes = new Uint16Array(config.size);
    for (const area of packedAreas(config))
      memory.addRegion(this, area.part, area.start, area.length);
  }

  /** The queue becomes enabled: its areas are the device's to use, nothing is exposed. */
  enable(): void {
    this.#exposeAt = START;
    this.#publishAt = START;
    this.#exposures.clear();
    this.#occupied = 0;
    this.#entryBytes.fill(0);
    this.#unordered = false;
    this.#driverRecheck.wrote(false);
    this.#deviceRecheck.wrote(false);
    this.enabled = true;
    for (const { part, start, length } of packedAreas(this.config)) {
      const owner = part === "driver event" ? OWNER.ringReadable : OWNER.ringShared;
      this.#memory.share(start, length, owner, this.queue);
    }
  }

  /** The queue is reset or the device is: the device may touch nothing of it. */
  disable(): void {
    this.enabled = false;
  }

  /** Buffer ids that the driver exposed and has not got back. */
  get exposedHeads(): readonly number[] {
    return this.#exposures.ids;
  }

  nameOf(part: string, address: number): string {
    return namePackedField(this.config, part, address);
  }

  onBarrier(actor: Actor): void {
    if (actor.side === "driver") {
      this.#unordered = false;
      this.#driverRecheck.barrier();
    }
    if (actor.side === "device") this.#deviceRecheck.barrier();
  }

  onRead(actor: Actor, part: string, address: number, _length: number): void {
    if (part !== "ring" || actor.side === "hypervisor") return;
    const offset = address - this.config.desc;
    if ((offset & 15) === 14) {
      // Flags may be polled at any time, on either side.
      if (actor.side === "driver") this.#driverRecheck.looked();
      else this.#deviceRecheck.looked();
      return;
    }
    if (actor.side === "device" && !this.#holds(offset >> 4))
      this.#report(actor, "fetchOnlyAvailable", address, () => "nothing is available there");
  }

  onWrite(actor: Actor, part: string, address: number, length: number): void {
    if (!this.enabled || actor.side === "hypervisor") return;
    if (part === "ring") {
      if (actor.side === "driver") this.#onDriverWrite(actor, address);
      else this.#onDeviceWrite(actor, address, length);
      return;
    }
    const own = part === "driver event" ? "driver" : "device";
    if (actor.side !== own) {
      this.#report(actor, "usedRingUnwrittenByDriver", address, () => `${part} is the ${own}'s`);
      return;
    }
    const area = own === "driver" ? this.config.driverArea : this.config.deviceArea;
    const recheck = own === "driver" ? this.#driverRecheck : this.#deviceRecheck;
    recheck.wrote((this.#memory.peek16(area + 2) & 3) !== EVENT_DISABLE);
  }

  /** A side says that it sleeps until it is notified. */
  declareSleep(actor: Actor): void {
    const driver = actor.side === "driver";
    const { owed } = driver ? this.#driverRecheck : this.#deviceRecheck;
    const at = driver ? this.config.driverArea : this.config.deviceArea;
    if (owed !== undefined) this.#report(actor, "enableThenRecheck", at, () => owed);
  }

  /**
   * A side decided whether to notify after it passed `moved` slots and now stands
   * at `to`. The rule is counted out slot by slot, not with the closed form.
   */
  declareDecision(actor: Actor, to: Position, moved: number, notifies: boolean): void {
    const { config } = this;
    const area = actor.side === "driver" ? config.deviceArea : config.driverArea;
    const flags = this.#memory.peek16(area + 2) & 3;
    let asked = moved > 0 && flags !== EVENT_DISABLE;
    if (asked && flags === EVENT_DESC && config.features.eventIdx) {
      const event = this.#memory.peek16(area);
      asked = false;
      let at = to;
      for (let i = 0; i < Math.min(moved, 2 * config.size); i++) {
        at =
          at.slot > 0
            ? { slot: at.slot - 1, wrap: at.wrap }
            : { slot: config.size - 1, wrap: at.wrap ^ 1 };
        if (packPosition(at) === event) asked = true;
      }
    }
    if (asked === notifies) return;
    this.#report(
      actor,
      asked ? "notifiesWhenAsked" : "staysQuietWhenAsked",
      area,
      () => `${moved} slots up to slot ${to.slot}, wrap ${to.wrap}; flags ${flags}`,
    );
  }

  /** A side claims that it asked to be notified at a position. */
  declareAsked(actor: Actor, event: Position): void {
    const at = actor.side === "driver" ? this.config.driverArea : this.config.deviceArea;
    const reads = this.#memory.peek16(at);
    if (reads !== packPosition(event))
      this.#report(
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
      this.#memory,
      actor,
      claim,
      {
        nextAvail: linear(state.nextAvail),
        nextUsed: linear(state.nextUsed),
        inFlight: state.inFlight.map((list) => list.head),
        weight: state.inFlight.reduce((sum, list) => sum + list.slots, 0),
      },
      {
        exposedUpTo: linear(this.#exposeAt),
        usedUpTo: linear(this.#publishAt),
        exposed: this.#exposures.ids,
        size,
        modulus: 2 * size,
      },
    );
  }

  save(): PackedWatchState {
    return {
      enabled: this.enabled,
      exposeAt: this.#exposeAt,
      publishAt: this.#publishAt,
      exposures: this.#exposures.entries(),
      entryBytes: this.#entryBytes.slice(),
      unordered: this.#unordered,
      debts: [this.#driverRecheck.debt, this.#deviceRecheck.debt],
    };
  }

  load(state: PackedWatchState): void {
    this.enabled = state.enabled;
    this.#exposeAt = state.exposeAt;
    this.#publishAt = state.publishAt;
    this.#exposures.load(state.exposures);
    this.#occupied = state.exposures.reduce((sum, [, e]) => sum + e.descriptors.length, 0);
    this.#entryBytes.set(state.entryBytes);
    this.#unordered = state.unordered;
    [this.#driverRecheck.debt, this.#deviceRecheck.debt] = state.debts;
  }

  /** Whether the slot lies in the stretch that the driver has exposed. */
  #holds(slot: number): boolean {
    const { size } = this.config;
    return (slot - this.#publishAt.slot + size) % size < this.#occupied;
  }

  #onDriverWrite(actor: Actor, address: number): void {
    const offset = address - this.config.desc;
    const slot = offset >> 4;
    if (this.#holds(slot)) {
      this.#report(actor, "exposedBufferUnchanged", address, () => "the descriptor is exposed");
      return;
    }
    const isFlags = (offset & 15) === 14;
    if (!isFlags || slot !== this.#exposeAt.slot) {
      this.#unordered = true;
      return;
    }
    const flags = this.#memory.peek16(address);
    if (wrapBits(flags) !== availableBits(this.#exposeAt.wrap))
      this.#report(
        actor,
        "wrapCountersToggle",
        address,
        () => `flags 0x${flags.toString(16)}, driver wrap counter ${this.#exposeAt.wrap}`,
      );
    else this.#expose(actor, address);
  }

  #expose(actor: Actor, address: number): void {
    const { size } = this.config;
    if (this.#unordered)
      this.#report(
        actor,
        "barrierBeforeExposure",
        address,
        () => "descriptors were written after the last barrier",
      );
    const view = viewList(this.#memory, this.config, this.#exposeAt);
    for (const { invariant, detail } of view.breaches)
      this.#report(actor, invariant, address, () => detail);
    const slots = view.descriptors.length;
    if (this.#occupied + slots > size)
      this.#report(
        actor,
        "availableDistanceWithinSize",
        address,
        () => `${this.#occupied + slots} slots in a ring of ${size}`,
      );
    this.#exposeAt = advance(this.#exposeAt, slots, size);
    for (const slot of view.descriptors) this.#entryBytes[slot] = 0;
    if (this.#exposures.get(view.id)) {
      this.#report(
        actor,
        "exposedBufferUnchanged",
        address,
        () => `id ${view.id} is exposed already`,
      );
      return;
    }
    this.#occupied = Math.min(size, this.#occupied + slots);
    const { descriptors, segments, table } = view;
    this.#exposures.expose(view.id, { descriptors, segments, table });
  }

  #onDeviceWrite(actor: Actor, address: number, length: number): void {
    const { config } = this;
    const offset = address - config.desc;
    const slot = offset >> 4;
    if (!this.#holds(slot)) {
      this.#report(actor, "usedEntryInTurn", address, () => `due is slot ${this.#publishAt.slot}`);
      return;
    }
    if ((offset & 15) !== 14) {
      for (let at = offset; at < offset + length; at++)
        this.#entryBytes[slot] = (this.#entryBytes[slot] ?? 0) | (1 << (at & 15));
      return;
    }
    if (slot !== this.#publishAt.slot) {
      this.#report(actor, "usedEntryInTurn", address, () => `due is slot ${this.#publishAt.slot}`);
      return;
    }
    this.#return(actor, address, slot);
  }

  #return(actor: Actor, address: number, slot: number): void {
    const { config } = this;
    const at = descAt(config, slot);
    const flags = this.#memory.peek16(address);
    if (wrapBits(flags) !== usedBits(this.#publishAt.wrap)) {
      this.#report(
        actor,
        "wrapCountersToggle",
        address,
        () => `flags 0x${flags.toString(16)}, device wrap counter ${this.#publishAt.wrap}`,
      );
      return;
    }
    if (((this.#entryBytes[slot] ?? 0) & ENTRY_COMPLETE) !== ENTRY_COMPLETE)
      this.#report(
        actor,
        "entryBeforeUsedIdx",
        address,
        () => "len or id was not written before the flags",
      );
    this.#entryBytes[slot] = 0;
    const id = this.#memory.peek16(at + 12);
    const length = flags & DESC_WRITE ? this.#memory.peek32(at + 8) : 0;
    const report = (invariant: InvariantName, detail: () => string) =>
      this.#report(actor, invariant, at, detail);
    let slots = 0;
    for (const due of this.#dueWith(id, report)) {
      const taken = this.#exposures.take(due, due === id ? length : 0, report);
      slots += taken?.descriptors.length ?? 0;
    }
    this.#publishAt = advance(this.#publishAt, slots, config.size);
    this.#occupied -= slots;
  }

  /** The buffers that a used descriptor returns: with IN_ORDER all up to the named one. */
  #dueWith(id: number, report: (i: InvariantName, d: () => string) => void): readonly number[] {
    if (!this.config.features.inOrder) return [id];
    const order = this.#exposures.ids;
    const last = order.indexOf(id);
    if (last < 0) {
      report("inOrderUse", () => `id ${id} is not exposed; due is ${order[0]} or a later one`);
      return [];
    }
    return order.slice(0, last + 1);
  }

  #report(actor: Actor, invariant: InvariantName, address: number, detail: () => string): void {
    this.#memory.findings.add(
      invariant,
      () => `${actor.name} at ${this.#memory.nameOf(address)}`,
      detail,
    );
  }
}
