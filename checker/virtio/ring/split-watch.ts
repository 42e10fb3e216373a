/**
 * Watches one split queue and reports what breaks an invariant.
 *
 * It sees every access to the queue's parts and what the bytes say, never the
 * private state of either side. From exposures and returns it also keeps the
 * owner of every buffer byte up to date.
 */
import { distance16 } from "./arithmetic.ts";
import { type CursorClaim, checkCursors } from "./cursors.ts";
import type { Exposure } from "./exposures.ts";
import {
  availEntryAt,
  availEventAt,
  availFlagsAt,
  availIdxAt,
  availRingAt,
  DESCRIPTOR_BYTES,
  nameSplitField,
  type QueueConfig,
  splitAreas,
  usedEventAt,
  usedFlagsAt,
  usedIdxAt,
} from "./layout.ts";
import type { Actor, GuestMemory } from "./memory.ts";
import { QueueWatch } from "./queue-watch.ts";
import type { Debt } from "./recheck.ts";
import { OWNER } from "./shadow.ts";
import { viewChain } from "./split-chain.ts";
import type { SplitDeviceState } from "./split-device.ts";
import { UsedRingWatch } from "./used-watch.ts";

/** Everything that the watch remembers, as one value. */
export interface SplitWatchState {
  readonly enabled: boolean;
  readonly availIdx: number;
  readonly usedIdx: number;
  readonly exposures: readonly (readonly [number, Exposure])[];
  readonly entryBytes: Uint8Array;
  readonly unordered: boolean;
  readonly placed: number;
  readonly debts: readonly [driver: Debt, device: Debt];
}

export class SplitWatch extends QueueWatch {
  #availIdx = 0;
  readonly #used: UsedRingWatch;
  /** Available entries written since the last exposure. */
  #placed = 0;

  constructor(memory: GuestMemory, config: QueueConfig) {
    super(memory, config, true);
    this.#used = new UsedRingWatch(memory, config, this.exposures, this);
    // Descriptors may be read at any time.
    for (const { part, start, length } of splitAreas(config))
      memory.addRegion(this, part, start, length, part !== "desc");
  }

  /** The queue becomes enabled: its areas are the device's to use, nothing is exposed. */
  enable(): void {
    this.forget();
    this.#used.forget();
    this.standAt(0);
    this.#placed = 0;
    this.enabled = true;
    for (const area of splitAreas(this.config)) {
      const owner = area.part === "used" ? OWNER.ringWritable : OWNER.ringReadable;
      this.memory.share(area.start, area.length, owner, this.queue);
    }
  }

  /** The queue was enabled, and has gone round up to an index. */
  standAt(index: number): void {
    this.#availIdx = index;
    this.#used.usedIdx = index;
  }

  nameOf(part: string, address: number): string {
    return nameSplitField(this.config, part, address);
  }

  ignoresReads(_actor: Actor, part: string, address: number): boolean {
    if (part !== "avail") return part === "desc";
    const slot = (address - availRingAt(this.config)) >> 1;
    const isEntry = slot >= 0 && slot < this.config.size;
    return isEntry && this.deviceRecheck.debt === "none" && this.#inWindow(slot);
  }

  onRead(actor: Actor, part: string, address: number, _length: number): void {
    const { config } = this;
    if (actor.side === "driver") {
      if (address === usedIdxAt(config)) this.driverRecheck.looked();
      return;
    }
    if (actor.side !== "device" || part !== "avail") return;
    if (address === availIdxAt(config)) {
      this.deviceRecheck.looked();
      return;
    }
    const slot = (address - availRingAt(config)) >> 1;
    if (slot >= 0 && slot < config.size && !this.#inWindow(slot))
      this.#reportUnavailable(actor, address);
  }

  #reportUnavailable(actor: Actor, address: number): void {
    const from = `availIdx ${this.#availIdx}, usedIdx ${this.#used.usedIdx}`;
    const detail = () => `nothing is available there: ${from}`;
    this.report(actor, "fetchOnlyAvailable", address, detail);
  }

  onWrite(actor: Actor, part: string, address: number, length: number): void {
    if (!this.enabled || actor.side === "hypervisor") return;
    if (part === "used") {
      if (actor.side === "driver")
        this.report(actor, "usedRingUnwrittenByDriver", address, () => "the queue is enabled");
      else this.#onUsedWrite(actor, address, length);
    } else if (actor.side === "driver") {
      if (part === "desc") this.#onDescriptorWrite(actor, address);
      else this.#onAvailWrite(actor, address);
    }
  }

  takesReturn(
    actor: Actor,
    part: string,
    address: number,
    id: number,
    length: number,
    idx: number,
  ): boolean {
    if (!this.enabled) return true;
    return (
      part === "used" && actor.side === "device" && this.#used.takesReturn(address, id, length, idx)
    );
  }

  takesDescriptor(_actor: Actor, part: string, address: number): boolean {
    if (!this.enabled) return true;
    const offset = address - this.config.desc;
    if (part !== "desc" || offset % DESCRIPTOR_BYTES !== 0) return false;
    if (this.exposures.holderOf(offset / DESCRIPTOR_BYTES) !== undefined) return false;
    this.unordered = true;
    return true;
  }

  /**
   * A side decided whether to notify after its idx went from `from` to `to`.
   * The rule is counted out position by position, not with the closed form.
   */
  declareDecision(actor: Actor, from: number, to: number, notifies: boolean): void {
    const { config } = this;
    const driver = actor.side === "driver";
    const flagsAt = driver ? usedFlagsAt(config) : availFlagsAt(config);
    const eventAt = driver ? availEventAt(config) : usedEventAt(config);
    let asked = false;
    if (config.features.eventIdx) {
      const event = this.memory.peek16(eventAt);
      for (let p = from; p !== to; p = (p + 1) & 0xffff) if (p === event) asked = true;
    } else asked = from !== to && (this.memory.peek16(flagsAt) & 1) === 0;
    if (asked === notifies) return;
    const at = config.features.eventIdx ? eventAt : flagsAt;
    this.report(
      actor,
      asked ? "notifiesWhenAsked" : "staysQuietWhenAsked",
      at,
      () => `idx went from ${from} to ${to}, the field holds ${this.memory.peek16(at)}`,
    );
  }

  /** A side claims that it asked to be notified at `event`. */
  declareAsked(actor: Actor, event: number): void {
    const at = actor.side === "driver" ? usedEventAt(this.config) : availEventAt(this.config);
    const reads = this.memory.peek16(at);
    if (reads !== event)
      this.report(actor, "availEventReadsBack", at, () => `asked for ${event}, reads ${reads}`);
  }

  /** The device claims something of its private cursors. */
  declareCursors(actor: Actor, claim: CursorClaim, state: SplitDeviceState): void {
    const { nextAvail, nextUsed, inFlight } = state;
    checkCursors(
      this.memory,
      actor,
      claim,
      { nextAvail, nextUsed, inFlight, weight: inFlight.length },
      {
        exposedUpTo: this.#availIdx,
        usedUpTo: this.#used.usedIdx,
        exposed: this.exposures.ids,
        size: this.config.size,
        modulus: 65536,
      },
    );
  }

  save(): SplitWatchState {
    return {
      enabled: this.enabled,
      availIdx: this.#availIdx,
      usedIdx: this.#used.usedIdx,
      exposures: this.exposures.entries(),
      entryBytes: this.#used.entryBytes.slice(),
      unordered: this.unordered,
      placed: this.#placed,
      debts: this.debts,
    };
  }

  load(state: SplitWatchState): void {
    this.enabled = state.enabled;
    this.#availIdx = state.availIdx;
    this.#used.usedIdx = state.usedIdx;
    this.exposures.load(state.exposures);
    this.#used.entryBytes.set(state.entryBytes);
    this.unordered = state.unordered;
    this.#placed = state.placed;
    this.debts = state.debts;
  }

  protected looksAt(side: "driver" | "device"): number {
    return side === "driver" ? usedIdxAt(this.config) : availIdxAt(this.config);
  }

  /** Whether the slot holds a position that is available and not counted as used. */
  #inWindow(slot: number): boolean {
    const { size } = this.config;
    const ahead = (slot - this.#used.usedIdx) & (size - 1);
    return ahead < distance16(this.#used.usedIdx, this.#availIdx);
  }

  #onDescriptorWrite(actor: Actor, address: number): void {
    this.unordered = true;
    const descriptor = Math.floor((address - this.config.desc) / DESCRIPTOR_BYTES);
    const head = this.exposures.holderOf(descriptor);
    if (head !== undefined)
      this.report(
        actor,
        "exposedBufferUnchanged",
        address,
        () => `the buffer of head ${head} is exposed`,
      );
  }

  #onAvailWrite(actor: Actor, address: number): void {
    const { config } = this;
    if (address === availFlagsAt(config) || address === usedEventAt(config)) {
      const asks = address !== availFlagsAt(config) || this.memory.peek16(address) === 0;
      this.driverRecheck.wrote(asks);
    } else if (address === availIdxAt(config)) this.#onExposure(actor);
    else {
      this.unordered = true;
      const slot = (address - availRingAt(config)) >> 1;
      if (this.#inWindow(slot))
        this.report(
          actor,
          "exposedBufferUnchanged",
          address,
          () => "the entry is exposed and not used",
        );
      else this.#onPlacement(actor, address, (slot - this.#availIdx) & (config.size - 1));
    }
  }

  /** Entries are placed one after another from the slot of the available idx on. */
  #onPlacement(actor: Actor, address: number, ahead: number): void {
    if (ahead === this.#placed) this.#placed++;
    else if (ahead > this.#placed)
      this.report(
        actor,
        "indicesWrapNaturally",
        address,
        () => `due is the slot of index ${this.#availIdx + this.#placed}`,
      );
  }

  #onExposure(actor: Actor): void {
    const { config } = this;
    const at = availIdxAt(config);
    const from = this.#availIdx;
    const to = this.memory.peek16(at);
    const added = distance16(from, to);
    if (added === 0) return;
    if (this.unordered)
      this.report(
        actor,
        "barrierBeforeExposure",
        at,
        () => "descriptors or entries were written after the last barrier",
      );
    this.#availIdx = to;
    this.#placed = 0;
    if (added > config.size) {
      const backwards = added >= 0x8000;
      this.report(
        actor,
        backwards ? "availIdxNeverDecreases" : "availableDistanceWithinSize",
        at,
        () => `availIdx went from ${from} to ${to} in a queue of ${config.size}`,
      );
      return;
    }
    const distance = distance16(this.#used.usedIdx, to);
    if (distance > config.size)
      this.report(
        actor,
        "availableDistanceWithinSize",
        at,
        () => `${distance} buffers in a queue of ${config.size}`,
      );
    for (let i = 0; i < added; i++) this.#expose(actor, (from + i) & 0xffff);
  }

  #expose(actor: Actor, position: number): void {
    const { config } = this;
    const at = availEntryAt(config, position);
    const head = this.memory.peek16(at);
    const view = this.view;
    viewChain(this.memory, config, head, view);
    view.reportBreaches(this, actor, at);
    if (head >= config.size) return;
    if (this.exposures.has(head)) {
      this.report(actor, "exposedBufferUnchanged", at, () => `head ${head} is exposed already`);
      return;
    }
    // A chain that is longer than any memory is not worth marking byte by byte.
    if (view.breaches.some((b) => b.invariant === "chainLengthRepresentable")) return;
    this.view = this.exposures.expose(view);
  }

  #onUsedWrite(actor: Actor, address: number, length: number): void {
    const { config } = this;
    if (address === usedIdxAt(config)) this.#used.onIdx(actor);
    else if (address === usedFlagsAt(config) || address === availEventAt(config)) {
      const asks = address !== usedFlagsAt(config) || this.memory.peek16(address) === 0;
      this.deviceRecheck.wrote(asks);
    } else this.#used.onEntry(actor, address, length);
  }
}
