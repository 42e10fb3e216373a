/**
 * A packed virtqueue of a shape. Its positions are slots and not buffers, so the
 * n-th list and the n-th used descriptor are remembered by where they begin.
 */

import type { Shape } from "../../../trace/shape.ts";
import { DESCRIPTOR_BYTES, type QueueConfig, type Segment } from "../../ring/layout.ts";
import type { Actor, GuestMemory } from "../../ring/memory.ts";
import { PackedDevice } from "../../ring/packed-device.ts";
import { PackedDriver } from "../../ring/packed-driver.ts";
import {
  advance,
  EVENT_DESC,
  EVENT_DISABLE,
  type Position,
  packPosition,
  placePacked,
  START,
  usedBits,
} from "../../ring/packed-layout.ts";
import { PackedWatch } from "../../ring/packed-watch.ts";
import type { IndirectTable } from "../../ring/posted.ts";
import { NO_POSITION } from "../placement.ts";
import type { Rings } from "./rings.ts";
import { TwoSides } from "./two-sides.ts";

export class PackedRings extends TwoSides<Position> implements Rings {
  readonly config: QueueConfig;
  readonly watch: PackedWatch;
  readonly driver: PackedDriver;
  readonly device: PackedDevice;
  /** Position -> how many lists begin before it; NO_POSITION where none does. */
  readonly #lists: Int32Array;
  /** Position -> how many used descriptors stand before it. */
  readonly #returns: Int32Array;
  /** Slots that each posted buffer takes, by id. */
  readonly #slots: Uint16Array;
  /** Descriptors as a round with wrap counter 1 leaves them, for a whole ring. */
  readonly #usedRound: Uint8Array;
  /** Where the lists that were made available end, and the used descriptors: in place
   *  of the two indices that a split queue has in memory. */
  #availTo: Position = START;
  #usedTo: Position = START;

  constructor(
    memory: GuestMemory,
    actors: readonly [Actor, Actor],
    { size, suppression, indirect, inOrder }: Shape,
    [queue, base]: readonly [number, number],
  ) {
    super(memory, actors);
    const features = { eventIdx: suppression === "eventIdx", indirect, inOrder };
    this.config = placePacked(queue, size, base, features);
    this.watch = new PackedWatch(memory, this.config);
    this.driver = new PackedDriver(memory, this.guest, this.config);
    this.device = new PackedDevice(memory, this.vdev, this.config);
    this.#lists = new Int32Array(2 * size);
    this.#returns = new Int32Array(2 * size);
    this.#slots = new Uint16Array(size);
    this.#usedRound = new Uint8Array(DESCRIPTOR_BYTES * size);
    const round = new DataView(this.#usedRound.buffer);
    for (let i = 0; i < size; i++) round.setUint16(DESCRIPTOR_BYTES * i + 14, usedBits(1), true);
  }

  begin({ start, suppression }: Shape, running: boolean): void {
    const at = running ? this.#position(start) : START;
    this.suppression = suppression;
    this.driver.initialise();
    this.device.reset();
    if (running) this.#goRound(at);
    else this.driverAsks();
    this.watch.enable();
    if (running) {
      this.watch.standAt(at);
      this.driver.standAt(at);
      this.device.standAt(at);
    }
    this.#availTo = at;
    this.#usedTo = at;
    this.#lists.fill(NO_POSITION);
    this.#returns.fill(NO_POSITION);
    this.#lists[this.#linear(at)] = 0;
    this.#returns[this.#linear(at)] = 0;
  }

  /** What earlier rounds with buffers of one descriptor have left in memory. */
  #goRound(at: Position): void {
    const { config, guest, memory, suppression } = this;
    // Before the position is what this round has left, behind it what the last one has.
    const before = DESCRIPTOR_BYTES * at.slot;
    const [from, to] = at.wrap === 1 ? [0, before] : [before, DESCRIPTOR_BYTES * config.size];
    memory.writeBytes(guest, config.desc + from, this.#usedRound, from, to - from);
    for (const area of [config.driverArea, config.deviceArea]) {
      if (suppression === "flags") memory.write16(guest, area + 2, EVENT_DISABLE);
      if (suppression === "eventIdx") {
        memory.write16(guest, area, packPosition(at));
        memory.write16(guest, area + 2, EVENT_DESC);
      }
    }
  }

  savePosition(): number {
    return this.#linear(this.device.nextAvail);
  }

  restorePosition(position: number): void {
    this.device.standAt(this.#position(position), false);
  }

  makeAvailable(
    segments: readonly Segment[],
    table: IndirectTable | undefined,
  ): number | undefined {
    this.driverAsks();
    const before = this.availIdx;
    const id = this.driver.add(segments, table);
    if (id === undefined) return undefined;
    this.#slots[id] = table === undefined ? segments.length : 1;
    this.#availTo = this.driver.next;
    this.#lists[this.#linear(this.#availTo)] = before + 1;
    return id;
  }

  finds(): boolean {
    return this.device.pollAvail();
  }

  override use(head: number, length: number): void {
    const before = this.usedIdx;
    const slots = this.#slots[head] ?? 1;
    this.#usedTo = advance(this.#usedTo, slots, this.config.size);
    this.#returns[this.#linear(this.#usedTo)] = before + 1;
    super.use(head, length);
  }

  needsKick(): boolean {
    const { next, exposedSinceKick } = this.driver;
    const needed = this.driver.needsKick();
    this.watch.declareDecision(this.guest, next, exposedSinceKick, needed);
    return needed;
  }

  needsInterrupt(): boolean {
    const { nextUsed, usedSinceInterrupt } = this.device;
    const needed = this.device.needsInterrupt();
    if (usedSinceInterrupt !== undefined)
      this.watch.declareDecision(this.vdev, nextUsed, usedSinceInterrupt, needed);
    return needed;
  }

  get owesKick(): boolean {
    return this.driver.exposedSinceKick > 0;
  }

  get owesInterrupt(): boolean | undefined {
    const { usedSinceInterrupt } = this.device;
    return usedSinceInterrupt === undefined ? undefined : usedSinceInterrupt > 0;
  }

  get availIdx(): number {
    return this.#count(this.#lists, this.#availTo);
  }

  get usedIdx(): number {
    return this.#count(this.#returns, this.#usedTo);
  }

  get nextAvail(): number {
    return this.#count(this.#lists, this.device.nextAvail);
  }

  get nextUsed(): number {
    return this.#count(this.#returns, this.device.nextUsed);
  }

  get lastUsed(): number {
    return this.#count(this.#returns, this.driver.lastUsed);
  }

  #count(counted: Int32Array, position: Position): number {
    return counted[this.#linear(position)]!;
  }

  #position(linear: number): Position {
    const { size } = this.config;
    return { slot: linear % size, wrap: linear < size ? 1 : 0 };
  }

  #linear({ slot, wrap }: Position): number {
    return wrap === 1 ? slot : this.config.size + slot;
  }
}
